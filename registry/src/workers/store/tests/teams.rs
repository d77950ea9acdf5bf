use super::*;

crate::on_both! {
    async fn a_unit_has_a_team_of_a_name_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let again = NewTeam { unit: scene.labour, name: " 钢筋一班 ", entered: None };
        let refused = create_team(&scene.officer, scene.project, &again, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.team_name_twice"));
        let of_another = NewTeam { unit: scene.general, ..again.clone() };
        create_team(&scene.officer, scene.project, &of_another, Origin::ByHand).await.unwrap();
        let stranger = NewTeam { unit: scene.officer.new_id(), ..again.clone() };
        let refused = create_team(&scene.officer, scene.project, &stranger, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.unit_not_on_project"));
        assert!(matches!(create_team(&scene.as_(Part::CandidateNew), scene.project, &again, Origin::ByHand).await, Err(Fault::NotFound)));
        assert!(matches!(create_team(&scene.as_(Part::HumanResources), scene.project, &again, Origin::ByHand).await, Err(Fault::Forbidden)));
        assert_eq!(teams(&scene.officer, scene.project).await.unwrap().len(), 2);
        // a subcontractor sees its own
        assert_eq!(teams(&scene.as_(Part::OtherEnterpriseAdministrator), scene.project).await.unwrap().len(), 1);
    }

    async fn one_member_leads_a_team_at_a_time(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let one = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await.registration;
        let two = somebody(103, "陈二");
        let two = scene.worker(&two, Some("2026-11-10")).await.registration;
        let third = somebody(105, "张三");
        let leads = NewWorker { is_team_leader: true, ..scene.newcomer(&third, Some("2026-11-10")) };
        set_leader(&scene.officer, scene.team, one, day("2026-11-10")).await.unwrap();
        let refused = register(&scene.officer, scene.project, &leads, Origin::ByHand).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.team_has_two_leaders"));
        set_leader(&scene.officer, scene.team, two, day("2026-11-15")).await.unwrap();
        let leader = async || teams(&scene.officer, scene.project).await.unwrap()[0].leader.clone();
        assert_eq!(leader().await.map(|leader| (leader.registration, leader.name)), Some((two, "陈二".to_owned())));
        leave(&scene.officer, two, day("2026-11-18"), Origin::ByHand).await.unwrap();
        assert_eq!(leader().await, None);
        let gone = set_leader(&scene.officer, scene.team, two, day("2026-11-19")).await.unwrap_err();
        assert_eq!(gone.code(), Some("workers.leader_of_another_team"));
        assert_eq!(end_leader(&scene.officer, scene.team, day("2026-11-19")).await.unwrap_err().code(), Some("workers.team_without_leader"));
    }

    async fn a_team_leaves_when_nobody_is_in_it(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let one = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await.registration;
        let refused = end_team(&scene.officer, scene.team, day("2026-11-18")).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.team_has_members"));
        leave(&scene.officer, one, day("2026-11-18"), Origin::ByHand).await.unwrap();
        let early = end_team(&scene.officer, scene.team, day("2026-02-01")).await.unwrap_err();
        assert_eq!(early.code(), Some("workers.team_left_before_entry"));
        end_team(&scene.officer, scene.team, day("2026-11-18")).await.unwrap();
        let again = end_team(&scene.officer, scene.team, day("2026-11-18")).await.unwrap_err();
        assert_eq!(again.code(), Some("workers.team_ended_already"));
    }
}
