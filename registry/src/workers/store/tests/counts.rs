use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use super::scene::officer_of;
use super::*;
use crate::ctx::{Actor, Post};
use crate::permissions::Role as Duty;

crate::on_both! {
    // D-13
    async fn an_officers_people_are_those_of_all_projects_without_managers_and_leavers(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let (one, two) = (somebody(101, "陆建明"), somebody(103, "陈二"));
        let first = scene.worker(&one, Some("2026-11-10")).await;
        scene.worker(&two, None).await;
        let manager = somebody(105, "张三");
        register(&scene.officer, scene.project, &scene.manager(&manager, scene.general), Origin::ByHand).await.unwrap();
        let other = scene.further("320613", "housing").await;
        let Actor::SignedIn(mut who) = scene.officer.actor.clone() else { panic!() };
        who.posts.push(Post { role: Duty::ProjectOfficer, office: None, enterprise: None, project: Some(other), area: None });
        let officer = scene.world.ctx.acting_as(Actor::SignedIn(who));
        let new = NewTeam { unit: scene.general, name: "木工一班", entered: None };
        let team = create_team(&officer, other, &new, Origin::ByHand).await.unwrap();
        let there = NewWorker { unit: scene.general, team: Some(team), ..scene.newcomer(&one, Some("2026-11-11")) };
        register(&officer, other, &there, Origin::ByHand).await.unwrap();
        let projects = BTreeSet::from([scene.project, other]);
        let count = async |on: &str| officer_count(&officer, &projects, day(on)).await.unwrap();
        let today = count("2026-11-20").await;
        assert_eq!((today.total, today.different), (3, 2), "who works on two projects counts on both");
        assert_eq!((today.projects[&scene.project].total, today.projects[&scene.project].managers), (2, 1));
        leave(&officer, first.registration, day("2026-11-20"), Origin::ByHand).await.unwrap();
        assert_eq!(count("2026-11-20").await.total, 3, "the day of exit still counts");
        bed.clock.advance_ms(crate::instant::DAY_MS);
        assert_eq!(count("2026-11-21").await.total, 2);
        let quick = head_counts(&officer, &[scene.project, other]).await.unwrap();
        assert_eq!((quick[&scene.project], quick[&other]), (1, 1));
        let strange = officer_of(&scene.world, Part::CandidateNew, other);
        assert!(matches!(officer_count(&strange, &projects, day("2026-11-20")).await, Err(Fault::NotFound)));
    }

    async fn the_quick_count_is_the_rules_count(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        for nth in 0..6_u16 {
            let who = somebody(101 + nth, "陆建明");
            let done = scene.worker(&who, (nth % 3 != 0).then_some("2026-11-10")).await;
            if nth == 1 {
                leave(&scene.officer, done.registration, day("2026-11-19"), Origin::ByHand).await.unwrap();
            }
            if nth == 2 {
                leave(&scene.officer, done.registration, day("2026-11-20"), Origin::ByHand).await.unwrap();
            }
        }
        let rule = head_count(&scene.officer, scene.project, day("2026-11-20")).await.unwrap();
        let quick = head_counts(&scene.officer, &[scene.project]).await.unwrap();
        assert_eq!((i64::from(rule.total), rule.left), (quick[&scene.project], 1));
    }

    //
    async fn the_coverage_of_a_unit_and_the_reminder_are_on_record(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let signed = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        let unsigned = scene.worker(&somebody(103, "陈二"), Some("2026-11-11")).await;
        scene.sign(signed.person, "2026-11-09").await;
        // registered today: on the site by the records of today
        let units = coverage(&scene.officer, scene.project, day("2026-11-20")).await.unwrap();
        assert_eq!((units.len(), units[0].unit, units[0].numbers.share()), (1, scene.labour, Some(5_000)));
        assert_eq!((units[0].uncovered[0].name.as_str(), units[0].uncovered[0].since), ("陈二", day("2026-11-11")));
        assert!(units[0].last_reminded_at.is_none());
        remind(&scene.officer, scene.project, scene.labour, "请于三日内补签").await.unwrap();
        assert!(coverage(&scene.officer, scene.project, day("2026-11-20")).await.unwrap()[0].last_reminded_at.is_some());
        let subcontractor = scene.as_(Part::OtherEnterpriseAdministrator);
        assert_eq!(reminders(&subcontractor, scene.project).await.unwrap()[0].covered, 1);
        assert!(matches!(remind(&scene.as_(Part::HumanResources), scene.project, scene.labour, "请于三日内补签").await, Err(Fault::Forbidden)));
        assert!(matches!(remind(&scene.officer, scene.project, scene.general, "请于三日内补签").await, Err(Fault::NotFound)));
        scene.sign(unsigned.person, "2026-11-20").await;
        let refused = remind(&scene.officer, scene.project, scene.labour, "请于三日内补签").await.unwrap_err();
        assert_eq!(refused.code(), Some("workers.everybody_has_a_contract"));
        assert!(matches!(coverage(&scene.as_(Part::City), scene.project, day("2026-11-20")).await, Err(Fault::NotFound)));
    }

    //
    async fn whoever_has_a_contract_in_force_counts_as_signed(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let one = scene.worker(&somebody(101, "陆建明"), Some("2026-11-10")).await;
        scene.worker(&somebody(102, "顾小芳"), Some("2026-11-10")).await;
        let other = scene.further("320613", "housing").await;
        let signed = async |on: &str| {
            let counts = signed_on(bed.ctx.db.reader(), &[scene.project, other], day(on)).await.unwrap();
            (counts[&scene.project], counts[&other])
        };
        assert_eq!(signed("2026-11-20").await, (0, 0));
        scene.sign(one.person, "2026-11-10").await;
        assert_eq!(signed("2026-11-20").await, (1, 0));
        assert_eq!(signed("2026-11-09").await, (0, 0), "it was not signed yet");
        // of each project by its own contracts
        let asked = Arc::new(AtomicUsize::new(0));
        let heard = asked.clone();
        let db = bed.ctx.db.observed(move |_| {
            heard.fetch_add(1, SeqCst);
        });
        let projects = [scene.project, other, bed.ctx.new_id()];
        let counts = signed_on(db.reader(), &projects, day("2026-11-20")).await.unwrap();
        assert_eq!((counts.values().copied().collect::<BTreeSet<_>>(), counts.len()), (BTreeSet::from([0, 1]), 3));
        assert_eq!(asked.load(SeqCst), 1, "one statement, however many projects");
    }
}
