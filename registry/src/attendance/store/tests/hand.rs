use std::collections::BTreeSet;

use uuid::Uuid;

use super::scene::*;
use crate::attendance::store::*;
use crate::attendance::{Direction, Mark, Origin, Purpose, Scope};
use crate::fixtures::Part;
use crate::{Actor, Fault, on_both};

on_both! {
    async fn what_is_written_by_hand_counts_when_somebody_else_approved_it(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let rows = scene.whole_day(&scene.one, "2026-11-18");
        let by_hand = Delivery { supplier: None, origin: Origin::Manual, ..delivery(&bed.ctx, rows) };
        let taken = take(&scene.officer, &by_hand).await.unwrap();
        assert_eq!(taken.days, 0);
        let ids: BTreeSet<Uuid> = ids(&taken).into_iter().collect();
        let own = approve(&scene.officer, scene.project, &ids).await.unwrap_err();
        assert_eq!(own.code(), Some("attendance.not_to_approve"));
        let second = officer_of(&scene.world, Part::CandidateHeld, scene.project);
        assert_eq!(approve(&second, scene.project, &ids).await.unwrap(), 1);
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 600)]));
        assert_eq!(approve(&second, scene.project, &ids).await.unwrap_err().code(), Some("attendance.not_to_approve"));
    }

    async fn where_a_site_has_one_officer_the_general_contractor_approves(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let by_hand = Delivery {
            supplier: None, origin: Origin::Manual, ..delivery(&bed.ctx, scene.whole_day(&scene.one, "2026-11-18"))
        };
        let rows: BTreeSet<Uuid> = ids(&take(&scene.officer, &by_hand).await.unwrap()).into_iter().collect();
        for part in [Part::HumanResources, Part::Industry] {
            let county = approve(&scene.world.as_(part), scene.project, &rows).await;
            assert!(matches!(county, Err(Fault::Forbidden)), "{part:?}");
        }
        let foreign = scene.world.as_(Part::OtherEnterpriseAdministrator);
        assert!(matches!(approve(&foreign, scene.project, &rows).await, Err(Fault::NotFound)));
        let administrator = scene.world.as_(Part::EnterpriseAdministrator);
        let place = place(&administrator, scene.project).await.unwrap();
        assert_eq!((place.may_write, place.may_decide), (false, true));
        assert_eq!(approve(&administrator, scene.project, &rows).await.unwrap(), 1);
        // who is both writes and approves nothing of the own
        let Actor::SignedIn(mut both) = scene.officer.actor.clone() else { panic!("nobody") };
        both.posts.extend(administrator.signed_in().unwrap().posts.clone());
        let both = scene.officer.acting_as(Actor::SignedIn(both));
        let further = Delivery { rows: scene.whole_day(&scene.one, "2026-11-17"), ..by_hand };
        let rows: BTreeSet<Uuid> = ids(&take(&both, &further).await.unwrap()).into_iter().collect();
        let own = approve(&both, scene.project, &rows).await.unwrap_err();
        assert_eq!(own.code(), Some("attendance.not_to_approve"));
        approve(&administrator, scene.project, &rows).await.unwrap();
    }

    async fn a_row_by_hand_and_one_of_a_device_about_the_same_second_are_two(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let rows = scene.whole_day(&scene.one, "2026-11-18");
        scene.deliver(rows.clone()).await;
        let by_hand = Delivery { supplier: None, origin: Origin::Manual, ..delivery(&bed.ctx, rows) };
        let taken = take(&scene.officer, &by_hand).await.unwrap();
        assert_eq!(taken.counts(), (2, 0, 0));
        let second = officer_of(&scene.world, Part::CandidateHeld, scene.project);
        approve(&second, scene.project, &ids(&taken).into_iter().collect()).await.unwrap();
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 600)]), "said twice is worked once");
    }

    async fn a_missing_day_is_written_by_hand_with_its_reason_and_decided_by_another(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let project = scene.project;
        let row = |direction, when: &str| HandRow { direction, at: at(when), purpose: Purpose::Record };
        let rows = [row(Direction::In, "2026-11-18 07:30"), row(Direction::Out, "2026-11-18 17:30")];
        let person = scene.one.person;
        let why = write_by_hand(&scene.officer, project, person, &rows, " ").await.unwrap_err();
        assert_eq!(why.code(), Some("attendance.words_length"));
        let nothing = write_by_hand(&scene.officer, project, person, &[], "设备停电").await.unwrap_err();
        assert_eq!(nothing.code(), Some("attendance.nothing_written"));
        let nobody = Uuid::from_u128(4);
        assert!(matches!(write_by_hand(&scene.officer, project, nobody, &rows, "设备停电").await, Err(Fault::NotFound)));
        let county = scene.world.as_(Part::HumanResources);
        assert!(matches!(write_by_hand(&county, project, person, &rows, "设备停电").await, Err(Fault::Forbidden)));
        write_by_hand(&scene.officer, project, person, &rows, "设备停电").await.unwrap();
        let twice = write_by_hand(&scene.officer, project, person, &rows, "设备停电").await.unwrap_err();
        assert_eq!(twice.code(), Some("attendance.written_before"));
        let (waiting, total) = waiting_by_hand(&scene.officer, project, 0).await.unwrap();
        assert_eq!((total, waiting[0].reason.as_str(), waiting[0].name.as_str()), (2, "设备停电", "陆建明"));
        let events: BTreeSet<Uuid> = waiting.iter().map(|one| one.event).collect();
        let own = refuse_by_hand(&scene.officer, project, &events, "未见本人").await.unwrap_err();
        assert_eq!(own.code(), Some("attendance.not_to_approve"));
        let second = officer_of(&scene.world, Part::CandidateHeld, project);
        let out = BTreeSet::from([waiting[1].event]);
        refuse_by_hand(&second, project, &out, "未见本人").await.unwrap();
        assert_eq!(approve(&second, project, &out).await.unwrap_err().code(), Some("attendance.not_to_approve"));
        approve(&second, project, &BTreeSet::from([waiting[0].event])).await.unwrap();
        assert_eq!(waiting_by_hand(&second, project, 0).await.unwrap().1, 0);
        let page = person_page(&scene.officer, project, person, november()).await.unwrap();
        let decisions: Vec<_> = page.by_hand.iter().map(|one| one.decided.as_ref().map(|told| told.0)).collect();
        assert_eq!(decisions, [Some(Decision::Approved), Some(Decision::Refused)]);
        let day = &page.days[17];
        assert_eq!((day.presses.len(), day.presses[0].source.as_ref().map(|one| one.origin)), (1, Some(Origin::Manual)));
    }

    async fn nobody_takes_a_passage_away_from_a_site_that_is_not_the_own(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let first = scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        register(&bed.ctx, scene.one.person, scene.other, scene.unit, "2026-11-02").await;
        bed.clock.advance_ms(1_000);
        let (about, mut moved) = (ids(&first)[0], scene.row(&scene.one, Direction::In, "2026-11-18 07:30"));
        (moved.project, moved.purpose) = (scene.other, Purpose::Correct(about));
        scene.deliver(vec![moved]).await;
        // the row began on the own site, and stands on the other one now
        let withdrawal = HandRow { direction: Direction::In, at: at("2026-11-18 07:30"), purpose: Purpose::Withdraw(about) };
        let refused = write_by_hand(&scene.officer, scene.project, scene.one.person, &[withdrawal], "设备误报").await;
        assert_eq!(refused.unwrap_err().code(), Some("attendance.about_foreign_row"));
    }

    async fn the_page_of_a_person_says_by_which_presses_and_what_was_corrected(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let first = scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let mut correction = scene.row(&scene.one, Direction::Out, "2026-11-18 18:30");
        correction.purpose = Purpose::Correct(ids(&first)[1]);
        bed.clock.advance_ms(1_000);
        scene.deliver(vec![correction]).await;
        let page = person_page(&scene.officer, scene.project, scene.one.person, november()).await.unwrap();
        assert_eq!((page.name.as_str(), page.days.len(), page.may_write), ("陆建明", 20, true));
        let day = &page.days[17];
        assert_eq!(day.presses.iter().map(|press| press.at).collect::<Vec<_>>(), [
            at("2026-11-18 07:30"), at("2026-11-18 18:30"),
        ]);
        let source = day.presses[0].source.as_ref().unwrap();
        assert_eq!((source.device.as_str(), source.is_late), ("一号门", true));
        assert_eq!(day.presses[1].earlier.iter().map(|said| said.at).collect::<Vec<_>>(), [at("2026-11-18 17:30")]);
        let administrator = scene.world.as_(Part::EnterpriseAdministrator);
        let page = person_page(&administrator, scene.project, scene.one.person, november()).await.unwrap();
        assert!(!page.may_write);
        for part in [Part::OtherHumanResources, Part::OtherEnterpriseAdministrator, Part::CandidateNew] {
            let page = person_page(&scene.world.as_(part), scene.project, scene.one.person, november()).await;
            assert!(matches!(page, Err(Fault::NotFound)), "{part:?}");
        }
    }

    async fn a_month_of_a_site_comes_in_pages_and_by_name(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let page = async |name: &str| {
            let filter = GridFilter { team: None, name: name.into() };
            month_page(&scene.officer, scene.project, november(), &filter, 0).await.unwrap()
        };
        let all = page("").await;
        assert_eq!(all.total, 2);
        let place = place(&scene.officer, scene.project).await.unwrap();
        assert_eq!((place.may_write, place.is_whole), (true, true));
        let one = all.lines.iter().find(|line| line.person == scene.one.person).unwrap();
        assert_eq!((one.marks[17], one.sums.days_attended), (Mark::Attended { minutes: 600 }, 1));
        assert_eq!(page("陆").await.total, 1);
        assert_eq!(page("无").await.total, 0);
        let filter = GridFilter::default();
        let beyond = month_page(&scene.officer, scene.project, november(), &filter, 9).await.unwrap();
        assert_eq!((beyond.lines.len(), beyond.total), (0, 2));
        let stranger = scene.world.as_(Part::OtherHumanResources);
        let refused = month_page(&stranger, scene.project, november(), &filter, 0).await;
        assert!(matches!(refused, Err(Fault::NotFound)));
    }

    async fn whoever_is_only_kept_is_on_the_record_of_the_month_and_on_no_page(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        shut_away(&bed.ctx, scene.one.person).await;
        let page = month_page(&scene.officer, scene.project, november(), &GridFilter::default(), 0).await.unwrap();
        assert_eq!((page.total, page.lines[0].person), (1, scene.two.person));
        let own = person_page(&scene.officer, scene.project, scene.one.person, november()).await;
        assert!(matches!(own, Err(Fault::NotFound)));
        let names = names::person_names(bed.ctx.db.reader(), BTreeSet::from([scene.one.person, scene.two.person]));
        let names = names.await.unwrap();
        assert_eq!((names[&scene.one.person].as_str(), names[&scene.two.person].as_str()), ("***", "顾小芳"));
        let record = monthly_record(&scene.officer, Scope::Project(scene.project), november()).await.unwrap();
        assert!(record.sections[0].lines.iter().any(|line| line.name == "陆建明"), "the law has it kept");
    }
}
