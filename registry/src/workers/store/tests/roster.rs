use super::*;
use crate::db::By;
use crate::workers::{Lack, Presence, Role, TrainingKind};

async fn names(scene: &Scene, filter: RosterFilter) -> Vec<String> {
    let found = roster(&scene.officer, scene.project, &filter, 0).await.unwrap();
    assert_eq!(found.total, u64::try_from(found.lines.len()).unwrap());
    found.lines.into_iter().map(|line| line.name).collect()
}

fn lacking(lack: Lack) -> RosterFilter {
    RosterFilter { lacks: Some(lack), ..RosterFilter::default() }
}

fn where_they_are(presence: Presence) -> RosterFilter {
    RosterFilter { presence: Some(presence), ..RosterFilter::default() }
}

crate::on_both! {
    async fn the_list_is_narrowed_by_everything_that_an_officer_asks(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let there = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        scene.worker(&somebody(103, "陈二"), None).await;
        let gone = scene.worker(&somebody(105, "张三"), Some("2026-11-02")).await;
        leave(&scene.officer, gone.registration, day("2026-11-05"), Origin::ByHand).await.unwrap();
        let manager = somebody(107, "单经理");
        register(&scene.officer, scene.project, &scene.manager(&manager, scene.general), Origin::ByHand).await.unwrap();
        let all = names(&scene, RosterFilter::default()).await;
        assert_eq!(all, ["陈二", "陆建明", "单经理", "张三"]);
        assert_eq!(names(&scene, where_they_are(Presence::OnSite)).await, ["陆建明", "单经理"]);
        assert_eq!(names(&scene, where_they_are(Presence::Expected)).await, ["陈二"]);
        assert_eq!(names(&scene, where_they_are(Presence::Left)).await, ["张三"]);
        let by = |filter| names(&scene, filter);
        assert_eq!(by(RosterFilter { role: Some(Role::Manager), ..RosterFilter::default() }).await, ["单经理"]);
        assert_eq!(by(RosterFilter { team: Some(scene.team), ..where_they_are(Presence::InForce) }).await, ["陈二", "陆建明"]);
        assert_eq!(by(RosterFilter { trade: Some("900".into()), ..RosterFilter::default() }).await, ["单经理"]);
        assert_eq!(by(RosterFilter { query: "ljm".into(), ..RosterFilter::default() }).await, ["陆建明"]);
        assert_eq!(by(RosterFilter { query: "shan".into(), ..RosterFilter::default() }).await, ["单经理"]);
        assert_eq!(by(RosterFilter { query: somebody(103, "").number, ..RosterFilter::default() }).await, ["陈二"]);
        assert_eq!(by(RosterFilter { query: "13800000000".into(), ..RosterFilter::default() }).await.len(), 4);
        let order = Some((RosterColumn::Entered, By::Falling));
        let newest = RosterFilter { order, presence: Some(Presence::OnSite), ..RosterFilter::default() };
        assert_eq!(by(newest).await[0], "陆建明");
        let counts = roster_counts(&scene.officer, scene.project).await.unwrap();
        assert_eq!((counts.workers, counts.managers, counts.on_site, counts.left), (2, 1, 2, 1));
        assert_eq!(there.person, roster(&scene.officer, scene.project, &RosterFilter { query: "陆".into(), ..RosterFilter::default() }, 0).await.unwrap().lines[0].person);
    }

    async fn what_somebody_lacks_is_what_the_permit_says(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        for lack in Lack::ALL {
            assert_eq!(names(&scene, lacking(lack)).await, ["陆建明"], "{lack:?}");
        }
        let with_another = NewContract { employer: scene.world.enterprise, ..scene.contract(done.person, "2026-12-01") };
        // signed later it covers nothing yet, and is refused
        assert!(record_contract(&scene.officer, scene.project, &with_another, Origin::ByHand).await.is_err());
        scene.sign(done.person, "2026-11-09").await;
        assert!(names(&scene, lacking(Lack::Contract)).await.is_empty());
        scene.train(done.person, TrainingKind::SkillTraining, "2026-11-09").await;
        assert_eq!(names(&scene, lacking(Lack::Training)).await, ["陆建明"], "the briefing is missing");
        scene.train(done.person, TrainingKind::SafetyDisclosure, "2026-11-09").await;
        assert!(names(&scene, lacking(Lack::Training)).await.is_empty());
        let card = NewCard { number: "6222020000000000000", bank: "102", bank_name: "某银行", branch: "", link_number: "", holder: "", since: day("2026-11-10") };
        change_card(&scene.officer, done.registration, &card, Origin::ByHand).await.unwrap();
        assert!(names(&scene, lacking(Lack::Card)).await.is_empty());
        let line = roster(&scene.officer, scene.project, &RosterFilter::default(), 0).await.unwrap().lines.remove(0);
        assert!(line.permit.is_granted() && line.has_card);
        let counts = roster_counts(&scene.officer, scene.project).await.unwrap();
        assert_eq!((counts.without_contract, counts.without_training, counts.without_card), (0, 0, 0));
        // whoever has left lacks nothing any more
        leave(&scene.officer, done.registration, day("2026-11-15"), Origin::ByHand).await.unwrap();
        assert!(names(&scene, lacking(Lack::Card)).await.is_empty());
    }

    async fn a_page_names_its_place_and_what_may_be_done_there(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let done = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let rights = async |ctx: &Ctx| place(ctx, scene.project).await.unwrap().rights;
        assert_eq!(rights(&scene.officer).await, Rights { writes: true, reveals: false, sees_gate: true });
        assert_eq!(rights(&scene.as_(Part::HumanResources)).await, Rights { writes: false, reveals: true, sees_gate: true });
        assert_eq!(rights(&scene.as_(Part::EnterpriseAdministrator)).await, Rights { writes: false, reveals: false, sees_gate: true });
        assert_eq!(rights(&scene.as_(Part::OtherEnterpriseAdministrator)).await, Rights::default());
        assert!(matches!(place(&scene.as_(Part::OtherHumanResources), scene.project).await, Err(Fault::NotFound)));
        assert!(matches!(place_to_write(&scene.as_(Part::HumanResources), scene.project).await, Err(Fault::Forbidden)));
        assert_eq!(worker_on(&scene.officer, scene.project, done.person).await.unwrap().registration.registration.id, done.registration);
        let stranger = scene.world.person(Part::Bystander);
        assert!(matches!(worker_on(&scene.officer, scene.project, stranger).await, Err(Fault::NotFound)));
        let units = units(&scene.as_(Part::OtherEnterpriseAdministrator), scene.project).await.unwrap();
        assert_eq!(units.iter().map(|unit| unit.id).collect::<Vec<_>>(), [scene.labour]);
    }
}
