use super::scene::{logged, officer_of};
use super::*;
use crate::Ctx;
use crate::people::store as people;

async fn names(ctx: &Ctx, query: &str) -> Vec<String> {
    let filter = WorkerFilter { query: query.into(), ..WorkerFilter::default() };
    search(ctx, &filter, 0).await.unwrap().workers.into_iter().map(|line| line.name).collect()
}

crate::on_both! {
    async fn workers_are_found_by_name_pinyin_initials_and_number(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let people = [somebody(101, "陆建明"), somebody(103, "陆建国"), somebody(105, "单雄"), somebody(107, "王䶮")];
        for who in &people {
            scene.worker(who, Some("2026-11-10")).await;
        }
        // of an office by the keys of the names, of the project's officer by looking through
        for ctx in [scene.as_(Part::HumanResources), scene.officer.clone()] {
            for (query, found) in [
                ("陆建", vec!["陆建国", "陆建明"]),
                ("建明", vec!["陆建明"]),
                ("Lu Jian", vec!["陆建国", "陆建明"]),
                ("ljg", vec!["陆建国"]),
                ("单", vec!["单雄"]),
                ("shan", vec!["单雄"]),
                ("王䶮", vec!["王䶮"]),
                (people[1].number.as_str(), vec!["陆建国"]),
                ("138 0000 0000", vec!["单雄", "王䶮", "陆建国", "陆建明"]),
                ("赵", vec![]),
                ("%", vec![]),
                ("320691198805019", vec![]),
            ] {
                let mut names = names(&ctx, query).await;
                names.sort();
                assert_eq!(names, found, "{query}");
            }
            let all = search(&ctx, &WorkerFilter::default(), 0).await.unwrap();
            assert_eq!((all.workers.len(), all.total), (4, Total::Exactly(4)));
            assert!(all.workers.iter().all(|line| line.id_number_masked == "3206**************"));
            assert_eq!(all.workers[0].unit_name, "如东示例建筑劳务有限公司");
        }
    }

    async fn who_is_nothing_but_a_worker_is_no_record_of_the_people_pages(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "陆建明");
        let done = scene.worker(&who, Some("2026-11-10")).await;
        let asked = people::PeopleFilter { query: who.number.clone(), ..people::PeopleFilter::default() };
        for part in [Part::Issuer, Part::HumanResources, Part::OtherHumanResources] {
            let (found, total) = people::list(&scene.as_(part), &asked, 0).await.unwrap();
            assert_eq!((found.len(), total), (0, Total::Exactly(0)), "{part:?}");
        }
        let elsewhere = people::reveal(&scene.as_(Part::OtherHumanResources), done.person, "核对身份信息").await;
        assert!(matches!(elsewhere, Err(Fault::NotFound)), "{elsewhere:?}");
    }

    async fn a_person_is_found_once_for_each_registration(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let who = somebody(101, "王王王");
        let done = scene.worker(&who, Some("2026-11-10")).await;
        for ctx in [scene.as_(Part::HumanResources), scene.officer.clone()] {
            assert_eq!(names(&ctx, "wang").await.len(), 1);
        }
        leave(&scene.officer, done.registration, day("2026-11-15"), Origin::ByHand).await.unwrap();
        let office = scene.as_(Part::HumanResources);
        assert!(names(&office, "wang").await.is_empty());
        let all = WorkerFilter { query: "wang".into(), which: Which::All, ..WorkerFilter::default() };
        assert_eq!(search(&office, &all, 0).await.unwrap().total, Total::Exactly(1));
        let other = scene.further("320613", "housing").await;
        let elsewhere = WorkerFilter { project: Some(other), ..all.clone() };
        assert_eq!(search(&office, &elsewhere, 0).await.unwrap().total, Total::Exactly(0));
        let here = WorkerFilter { project: Some(scene.project), ..all };
        assert_eq!(search(&office, &here, 0).await.unwrap().total, Total::Exactly(1));
    }

    async fn everybody_finds_what_is_theirs_to_see(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let manager = somebody(103, "陆经理");
        register(&scene.officer, scene.project, &scene.manager(&manager, scene.general), Origin::ByHand).await.unwrap();
        let other = scene.further("320623", "transport").await;
        let there = officer_of(&scene.world, Part::CandidateHeld, other);
        let third = somebody(105, "陆远");
        register(&there, other, &scene.manager(&third, scene.general), Origin::ByHand).await.unwrap();
        for (ctx, count) in [
            (scene.officer.clone(), 2),
            (there, 1),
            // the general contractor sees everybody on its projects, the subcontractor its own
            (scene.as_(Part::EnterpriseAdministrator), 3),
            (scene.as_(Part::OtherEnterpriseAdministrator), 1),
            (scene.as_(Part::HumanResources), 2),
            (scene.as_(Part::OtherHumanResources), 1),
            (scene.as_(Part::Industry), 2),
            (scene.as_(Part::Bystander), 0),
            (scene.as_(Part::City), 0),
            (scene.as_(Part::Issuer), 0),
            (scene.as_(Part::SystemAdministrator), 0),
            (bed.ctx.clone(), 3),
        ] {
            assert_eq!(names(&ctx, "lu").await.len(), count, "{:?}", ctx.actor);
            assert_eq!(names(&ctx, "").await.len(), count, "{:?}", ctx.actor);
        }
        let refused = search(&scene.world.anonymous(), &WorkerFilter::default(), 0).await;
        assert!(matches!(refused, Err(Fault::Anonymous)));
    }

    async fn an_industry_department_sees_its_own_industry(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let other = scene.further("320613", "transport").await;
        let there = officer_of(&scene.world, Part::CandidateHeld, other);
        let who = somebody(105, "陆远");
        let done = register(&there, other, &scene.manager(&who, scene.general), Origin::ByHand).await.unwrap();
        assert_eq!(names(&scene.as_(Part::HumanResources), "").await.len(), 1);
        assert!(names(&scene.as_(Part::Industry), "").await.is_empty());
        assert!(matches!(worker(&scene.as_(Part::Industry), done.registration).await, Err(Fault::NotFound)));
    }

    async fn pages_follow_each_other_and_long_lists_are_not_counted_out(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        for nth in 0..53_u16 {
            scene.worker(&somebody(101 + nth, "陆建明"), None).await;
        }
        for ctx in [scene.as_(Part::HumanResources), scene.officer.clone()] {
            for query in ["", "lujian"] {
                let filter = WorkerFilter { query: query.into(), ..WorkerFilter::default() };
                let (first, second) = (search(&ctx, &filter, 0).await.unwrap(), search(&ctx, &filter, 1).await.unwrap());
                assert_eq!((first.workers.len(), second.workers.len(), second.total), (50, 3, Total::Exactly(53)));
                assert!(matches!(first.total, Total::MoreThan(50) | Total::Exactly(53)));
                let ids: std::collections::BTreeSet<_> = first.workers.iter().chain(&second.workers).map(|line| line.registration).collect();
                assert_eq!(ids.len(), 53);
            }
        }
    }

    async fn an_office_takes_all_that_it_finds_home_and_on_record(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        for nth in 0..53_u16 {
            scene.worker(&somebody(101 + nth, "陆建明"), None).await;
        }
        for query in ["", "lujian"] {
            let filter = WorkerFilter { query: query.into(), ..WorkerFilter::default() };
            let lines = export_found(&scene.as_(Part::HumanResources), &filter).await.unwrap();
            assert_eq!(lines.len(), 53, "{query}");
            assert!(lines.iter().all(|line| line.id_number_masked == "3206**************"));
            for ctx in [scene.officer.clone(), scene.as_(Part::EnterpriseAdministrator), scene.as_(Part::City)] {
                let refused = export_found(&ctx, &filter).await;
                assert!(matches!(refused, Err(Fault::Forbidden)), "{:?}", ctx.actor);
            }
        }
        assert_eq!(logged(&bed.ctx, "registration").await["export_workers"], 2);
    }
}
