use super::scene::logged;
use super::*;
use crate::entity::{registration_stays, registrations};
use crate::workers::Stay;
use sea_orm::EntityTrait;

fn stay(entered: &str, left: &str) -> Stay {
    Stay { entered: day(entered), left: Day::parse(left) }
}

async fn stays(scene: &Scene, registration: Uuid) -> Vec<Stay> {
    worker(&scene.officer, registration).await.unwrap().registration.registration.stays.iter().collect()
}

crate::on_both! {
    async fn who_leaves_may_come_back(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), None).await;
        let id = done.registration;
        assert_eq!(leave(&scene.officer, id, day("2026-11-20"), Origin::ByHand).await.unwrap_err().code(), Some("workers.not_on_site"));
        enter(&scene.officer, id, day("2026-11-10"), Origin::ByHand).await.unwrap();
        let again = enter(&scene.officer, id, day("2026-11-11"), Origin::ByHand).await.unwrap_err();
        assert_eq!(again.code(), Some("workers.entered_already"));
        leave(&scene.officer, id, day("2026-11-12"), Origin::ByHand).await.unwrap();
        let before = enter(&scene.officer, id, day("2026-11-11"), Origin::ByHand).await.unwrap_err();
        assert_eq!(before.code(), Some("workers.movement_before_last"));
        enter(&scene.officer, id, day("2026-11-15"), Origin::ByHand).await.unwrap();
        assert_eq!(stays(&scene, id).await, [stay("2026-11-10", "2026-11-12"), stay("2026-11-15", "")]);
        let row = registrations::Entity::find_by_id(id).one(bed.ctx.db.reader()).await.unwrap().unwrap();
        assert_eq!((row.entered_on.as_deref(), row.left_on), (Some("2026-11-10"), None));
        let verbs = logged(&bed.ctx, "registration").await;
        assert_eq!((verbs["enter_site"], verbs["leave_site"]), (2, 1));
        let tomorrow = leave(&scene.officer, id, day("2026-11-21"), Origin::ByHand).await.unwrap_err();
        assert_eq!(tomorrow.code(), Some("workers.movement_in_future"));
    }

    async fn nobody_comes_back_while_registered_anew(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let first = scene.worker(&who, Some("2026-11-10")).await;
        leave(&scene.officer, first.registration, day("2026-11-12"), Origin::ByHand).await.unwrap();
        let within = scene.try_worker(&who, Some("2026-11-11")).await.unwrap_err();
        assert_eq!(within.code(), Some("workers.stands_beside_another"));
        scene.worker(&who, Some("2026-11-15")).await;
        let back = enter(&scene.officer, first.registration, day("2026-11-16"), Origin::ByHand).await.unwrap_err();
        assert_eq!(back.code(), Some("workers.registered_already"));
    }

    async fn a_change_of_team_ends_one_and_begins_another_on_the_same_day(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let new = NewTeam { unit: scene.labour, name: "木工一班", entered: None };
        let team = create_team(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap();
        let to = Move { unit: scene.labour, team: Some(team), trade: "240", post: "木工", is_team_leader: true, day: day("2026-11-20") };
        let (id, _) = change_team(&scene.officer, done.registration, &to).await.unwrap();
        assert_eq!(stays(&scene, done.registration).await, [stay("2026-11-10", "2026-11-20")]);
        assert_eq!(stays(&scene, id).await, [stay("2026-11-20", "")]);
        let view = worker(&scene.officer, id).await.unwrap();
        assert_eq!((view.registration.continues, view.others.len()), (Some(done.registration), 1));
        let leaders: Vec<_> = teams(&scene.officer, scene.project).await.unwrap().into_iter().filter_map(|team| team.leader).collect();
        assert_eq!((leaders.len(), leaders[0].registration), (1, id));
        // counted once on the day of the change, and once after it
        for on in ["2026-11-20", "2026-11-21"] {
            assert_eq!(head_count(&scene.officer, scene.project, day(on)).await.unwrap().total, 1, "{on}");
        }
        assert_eq!(change_team(&scene.officer, id, &to).await.unwrap_err().code(), Some("workers.team_unchanged"));
        let gone = change_team(&scene.officer, done.registration, &to).await.unwrap_err();
        assert_eq!(gone.code(), Some("workers.not_on_site"));
    }

    async fn a_change_that_is_refused_changes_nothing(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let foreign = Move { unit: scene.general, team: Some(scene.team), trade: "020", post: "钢筋工", is_team_leader: false, day: day("2026-11-18") };
        let refused = change_team(&scene.officer, done.registration, &foreign).await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.foreign_team"));
        assert_eq!(stays(&scene, done.registration).await, [stay("2026-11-10", "")]);
    }

    async fn whoever_never_entered_changes_the_team_without_a_stay(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), None).await;
        let new = NewTeam { unit: scene.labour, name: "木工一班", entered: None };
        let team = create_team(&scene.officer, scene.project, &new, Origin::ByHand).await.unwrap();
        let to = Move { unit: scene.labour, team: Some(team), trade: "240", post: "木工", is_team_leader: false, day: day("2026-11-20") };
        let (id, _) = change_team(&scene.officer, done.registration, &to).await.unwrap();
        assert!(stays(&scene, id).await.is_empty());
        assert!(matches!(worker(&scene.officer, done.registration).await, Err(Fault::NotFound)));
    }

    async fn corrected_entries_stay_readable_with_the_reason(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let id = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await.registration;
        let right = [stay("2026-11-01", "2026-11-05"), stay("2026-11-10", "")];
        assert_eq!(correct_stays(&scene.officer, id, &right, "无").await.unwrap_err().code(), Some("workers.reason_length"));
        correct_stays(&scene.officer, id, &right, "补登第一次进场").await.unwrap();
        assert_eq!(stays(&scene, id).await, right);
        let rows = registration_stays::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        let withdrawn: Vec<_> = rows.iter().filter_map(|row| row.withdrawn_reason.as_deref()).collect();
        assert_eq!((rows.len(), withdrawn), (3, vec!["补登第一次进场"]));
        let overlapping = [stay("2026-11-01", "2026-11-12"), stay("2026-11-10", "")];
        let refused = correct_stays(&scene.officer, id, &overlapping, "核对考勤记录").await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.stays_overlap"));
    }

    async fn a_registration_by_mistake_counts_nowhere_and_makes_room(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let id = scene.worker(&who, Some("2026-11-10")).await.registration;
        withdraw_registration(&scene.officer, id, "登记到了错误的项目").await.unwrap();
        assert_eq!(head_count(&scene.officer, scene.project, day("2026-11-20")).await.unwrap().total, 0);
        assert!(matches!(worker(&scene.officer, id).await, Err(Fault::NotFound)));
        scene.worker(&who, Some("2026-11-10")).await;
    }

    async fn others_see_and_do_not_move(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let id = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await.registration;
        for part in [Part::EnterpriseAdministrator, Part::OtherEnterpriseAdministrator, Part::HumanResources] {
            assert!(matches!(leave(&scene.as_(part), id, day("2026-11-20"), Origin::ByHand).await, Err(Fault::Forbidden)), "{part:?}");
        }
        for part in [Part::OtherHumanResources, Part::CandidateNew, Part::Issuer] {
            assert!(matches!(leave(&scene.as_(part), id, day("2026-11-20"), Origin::ByHand).await, Err(Fault::NotFound)), "{part:?}");
        }
    }

    async fn of_two_exits_at_once_one_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let id = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await.registration;
        let (one, two) = tokio::join!(
            leave(&scene.officer, id, day("2026-11-18"), Origin::ByHand),
            leave(&scene.officer, id, day("2026-11-19"), Origin::ByHand),
        );
        assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
        let refused = one.err().or(two.err()).unwrap();
        assert!(matches!(refused.code(), Some("workers.not_on_site" | "workers.moved_meanwhile" | "workers.movement_before_last")), "{refused:?}");
    }
}
