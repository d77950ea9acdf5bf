use std::collections::BTreeSet;

use uuid::Uuid;

use super::scene::*;
use crate::attendance::store::*;
use crate::attendance::{Direction, Method, Odd, Origin, Purpose};
use crate::fixtures::Part;
use crate::{Ctx, Fault, on_both};

/// What undoing a batch would take from each project, and how many days it changed.
async fn undone(ctx: &Ctx, batch: Uuid) -> Result<(Vec<(Uuid, u64)>, usize), Fault> {
    crate::transact!(ctx, |tx| {
        let lost = undo_consequences(tx, batch).await?;
        Ok((lost.into_iter().collect(), undo_batch(tx, ctx, batch).await?))
    })
}

on_both! {
    async fn a_delivery_makes_events_days_and_last_seen_rows(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let mut rows = scene.whole_day(&scene.one, "2026-11-18");
        rows.extend(scene.whole_day(&scene.two, "2026-11-18"));
        rows.extend(scene.whole_day(&scene.one, "2026-11-19"));
        let taken = scene.deliver(rows).await;
        assert_eq!((taken.counts(), taken.days), ((6, 0, 0), 3));
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 600), ("2026-11-19", 600)]));
        assert_eq!(count(&bed.ctx, "attendance_events").await, 6);
        assert_eq!(count(&bed.ctx, "attendance_seen_workers").await, 2);
        let (people, total) = project_month(&scene.officer, scene.project, november(), 0).await.unwrap();
        assert_eq!((people.len(), total), (2, 2));
        assert!(people.iter().any(|one| one.days[0].registration == scene.one.registration));
        let late = |row: &RowTaken| matches!(row, RowTaken::New { lateness: Arrival::Late, unmatched: None, .. });
        // the clock stands at nine on the twentieth: a day and more is late, and taken all the same
        assert_eq!(taken.rows.iter().map(late).collect::<Vec<_>>(), [true, true, true, true, true, false]);
    }

    async fn the_same_delivery_again_changes_nothing_and_says_so(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let mut rows = scene.whole_day(&scene.one, "2026-11-18");
        let stranger = somebody(&bed.ctx, 9, "严春生", None).await;
        rows.extend(scene.whole_day(&stranger, "2026-11-18"));
        for (number, row) in rows.iter_mut().enumerate().skip(1) {
            row.external_id = Some(format!("k{number}"));
        }
        let first = scene.deliver(rows.clone()).await;
        let again = scene.deliver(rows.clone()).await;
        assert!(again.is_unchanged() && !first.is_unchanged());
        assert_eq!((again.counts(), again.days, ids(&again)), ((0, 4, 0), 0, ids(&first)));
        // twice in one delivery is once
        rows.truncate(1);
        rows[0].device = "二号门".into();
        rows[0].direction = Direction::Out;
        rows.push(rows[0].clone());
        assert_eq!(scene.deliver(rows).await.counts(), (1, 1, 0));
        assert_eq!(count(&bed.ctx, "attendance_events").await, 5);
        assert_eq!(count(&bed.ctx, "attendance_unmatched").await, 2);
    }

    async fn two_who_deliver_the_same_at_once_are_told_it_was_new_once(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let rows = scene.whole_day(&scene.one, "2026-11-18");
        let feed = scene.feed();
        let one = delivery(&feed, rows.clone());
        let (one, two) = tokio::join!(take(&feed, &one), take(&feed, &one));
        let counts = BTreeSet::from([one.unwrap().counts(), two.unwrap().counts()]);
        assert_eq!(counts, BTreeSet::from([(0, 2, 0), (2, 0, 0)]));
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 600)]));
    }

    async fn halves_of_a_day_that_come_at_once_are_both_in_it(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let rows = scene.whole_day(&scene.one, "2026-11-18");
        let feed = scene.feed();
        let (come, go) = (delivery(&feed, rows[..1].to_vec()), delivery(&feed, rows[1..].to_vec()));
        let (one, two) = tokio::join!(take(&feed, &come), take(&feed, &go));
        assert_eq!((one.unwrap().counts(), two.unwrap().counts()), ((1, 0, 0), (1, 0, 0)));
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 600)]));
    }

    async fn a_correction_moves_a_press_and_a_withdrawal_takes_it_away(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let first = scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let out = ids(&first)[1];
        let mut correction = scene.row(&scene.one, Direction::Out, "2026-11-18 18:30");
        correction.purpose = Purpose::Correct(out);
        scene.deliver(vec![correction.clone()]).await;
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 660)]));
        bed.clock.advance_ms(1_000);
        let mut withdrawal = correction.clone();
        withdrawal.purpose = Purpose::Withdraw(out);
        let taken = scene.deliver(vec![withdrawal.clone(), correction]).await;
        assert_eq!(taken.counts(), (2, 0, 0));
        let months = person_month(&scene.feed(), scene.one.person, november()).await.unwrap();
        let row = &months[0].days[0].row;
        assert_eq!((row.minutes(), row.odd().contains(&Odd::MissingOut)), (0, true));
        assert_eq!(scene.deliver(vec![withdrawal]).await.counts(), (0, 1, 0));
    }

    async fn a_correction_before_its_record_waits_for_it(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let rows = scene.whole_day(&scene.one, "2026-11-18");
        let feed = scene.feed();
        let about = delivery(&feed, rows.clone()).id_of(&rows[1]);
        let mut correction = scene.row(&scene.one, Direction::Out, "2026-11-18 16:30");
        correction.purpose = Purpose::Correct(about);
        correction.stated_at = Some(at("2026-11-19 08:00"));
        assert_eq!(scene.deliver(vec![correction]).await.days, 0);
        let mut rows = rows;
        for row in &mut rows {
            row.stated_at = Some(row.at);
        }
        scene.deliver(rows).await;
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 540)]));
    }

    async fn a_withdrawn_press_is_no_longer_the_last_one_seen(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-16")).await;
        let later = scene.deliver(scene.whole_day(&scene.two, "2026-11-19")).await;
        let since = day("2026-11-18");
        assert_eq!(silent_sites(&scene.feed(), since, 0).await.unwrap().1, 2, "the other sites alone");
        bed.clock.advance_ms(1_000);
        let mut rows = scene.whole_day(&scene.two, "2026-11-19");
        for (row, about) in rows.iter_mut().zip(ids(&later)) {
            row.purpose = Purpose::Withdraw(about);
        }
        scene.deliver(rows).await;
        let (silent, total) = silent_sites(&scene.feed(), since, 0).await.unwrap();
        assert_eq!(total, 3);
        assert_eq!((silent[1].last_at, silent[2].last_at), (None, Some(at("2026-11-16 17:30"))));
        assert_eq!(silent_sites(&scene.feed(), day("2026-11-16"), 0).await.unwrap().1, 2);
    }

    async fn a_correction_moves_a_passage_to_another_project_of_the_sender(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let first = scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        register(&bed.ctx, scene.one.person, scene.other, scene.unit, "2026-11-02").await;
        bed.clock.advance_ms(1_000);
        let mut rows = scene.whole_day(&scene.one, "2026-11-18");
        for (row, about) in rows.iter_mut().zip(ids(&first)) {
            (row.project, row.purpose) = (scene.other, Purpose::Correct(about));
        }
        // an officer of the other project alone has no say about the first
        let elsewhere = officer_of(&scene.world, Part::Bystander, scene.other);
        let by_hand = Delivery { supplier: None, origin: Origin::Manual, ..delivery(&bed.ctx, rows.clone()) };
        let refused = take(&elsewhere, &by_hand).await.unwrap();
        let RowTaken::Refused(refusals) = &refused.rows[0] else { panic!("{refused:?}") };
        assert_eq!(refusals[0].code, "attendance.about_foreign_row");
        assert_eq!(scene.deliver(rows).await.counts(), (2, 0, 0));
        let months = person_month(&scene.feed(), scene.one.person, november()).await.unwrap();
        let on: Vec<Uuid> = months.iter().map(|month| month.project).collect();
        assert_eq!(on, [scene.other]);
    }

    async fn nothing_is_said_about_a_passage_without_end(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let first = scene.deliver(vec![scene.row(&scene.one, Direction::Out, "2026-11-18 12:00")]).await;
        let feed = scene.feed();
        let (mut about, mut rows) = (ids(&first)[0], Vec::new());
        for minute in 1..40 {
            let mut row = scene.row(&scene.one, Direction::Out, &format!("2026-11-18 13:{minute:02}"));
            (row.purpose, row.stated_at) = (Purpose::Correct(about), Some(row.at));
            about = delivery(&feed, vec![]).id_of(&row);
            rows.push(row);
        }
        let all_at_once = scene.deliver(rows.clone()).await;
        let RowTaken::Refused(refusals) = &all_at_once.rows[0] else { panic!("{all_at_once:?}") };
        assert_eq!((refusals[0].code, all_at_once.counts().0), ("attendance.too_many_statements", 0));
        let mut taken = 0;
        for row in rows.into_iter().take(32) {
            taken += scene.deliver(vec![row]).await.counts().0;
        }
        assert_eq!(taken, 31, "with the record itself there are as many as may be");
    }

    async fn rows_that_cannot_be_are_refused_and_the_others_stand(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let good = scene.row(&scene.one, Direction::In, "2026-11-20 07:00");
        let mut foreign = good.clone();
        foreign.project = Uuid::from_u128(9);
        let mut future = good.clone();
        future.at = bed.ctx.now().plus_ms(600_000);
        let mut nobody = good.clone();
        nobody.who = crate::attendance::IdentityKey("x".into());
        let mut broken = good.clone();
        broken.device = "一\u{0}".into();
        let mut about_foreign = good.clone();
        about_foreign.purpose = Purpose::Withdraw(crate::attendance::id_at(Uuid::from_u128(77), good.at, 1));
        let rows = vec![foreign, future, nobody, broken, about_foreign, good];
        // a supplier's ids are made for its own projects; a person says them
        let officer = officer_of(&scene.world, Part::Bystander, scene.project);
        let taken = take(&officer, &delivery(&scene.world.ctx, rows)).await.unwrap();
        let code = |row: &RowTaken| match row {
            RowTaken::Refused(refusals) => refusals[0].code,
            _ => "taken",
        };
        assert_eq!(taken.rows.iter().map(code).collect::<Vec<_>>(), [
            "attendance.project_unknown",
            "attendance.date_in_future",
            "attendance.document_unreadable",
            "attendance.unreadable_characters",
            "attendance.about_foreign_row",
            "taken",
        ]);
        let many = vec![scene.row(&scene.one, Direction::In, "2026-11-20 07:00"); MOST_ROWS + 1];
        let refused = take(&scene.feed(), &delivery(&bed.ctx, many)).await.unwrap_err();
        assert_eq!(refused.code(), Some("attendance.too_many_rows"));
    }

    async fn a_number_that_comes_again_with_another_content_is_refused(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let mut row = scene.row(&scene.one, Direction::In, "2026-11-18 07:30");
        row.external_id = Some("k1".into());
        scene.deliver(vec![row.clone()]).await;
        row.direction = Direction::Out;
        let taken = scene.deliver(vec![row]).await;
        let RowTaken::Refused(refusals) = &taken.rows[0] else { panic!("{taken:?}") };
        assert_eq!(refusals[0].code, "attendance.number_used_before");
    }

    async fn clearances_are_kept_and_say_nothing_about_presence(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let mut row = scene.row(&scene.one, Direction::Out, "2026-11-18 23:00");
        row.method = Method::Clearance;
        let taken = scene.deliver(vec![row]).await;
        assert_eq!((taken.counts(), taken.days), ((1, 0, 0), 0));
    }

    async fn an_undone_batch_leaves_days_as_before_and_may_come_again(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let (batch, feed) = (Uuid::from_u128(601), scene.feed());
        let mut rows = scene.whole_day(&scene.one, "2026-11-19");
        let mut correction = scene.row(&scene.one, Direction::Out, "2026-11-18 18:30");
        let about = scene.row(&scene.one, Direction::Out, "2026-11-18 17:30");
        correction.purpose = Purpose::Correct(delivery(&feed, vec![]).id_of(&about));
        bed.clock.advance_ms(1_000);
        rows.push(correction);
        let brought = Delivery { batch: Some(batch), ..delivery(&feed, rows) };
        take(&feed, &brought).await.unwrap();
        let after = told(&[("2026-11-18", 660), ("2026-11-19", 600)]);
        assert_eq!(minutes(&scene, &scene.one).await, after);
        assert_eq!(undone(&feed, batch).await.unwrap(), (vec![(scene.project, 3)], 2));
        assert_eq!(minutes(&scene, &scene.one).await, told(&[("2026-11-18", 600)]));
        assert_eq!(take(&feed, &brought).await.unwrap().counts(), (3, 0, 0));
        assert_eq!(minutes(&scene, &scene.one).await, after);
    }

    async fn strangers_and_other_counties_see_and_write_nothing(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let project = scene.project;
        let month = async |ctx: Ctx| project_month(&ctx, project, november(), 0).await;
        assert!(matches!(month(scene.world.as_(Part::OtherHumanResources)).await, Err(Fault::NotFound)));
        assert!(matches!(month(scene.world.as_(Part::OtherEnterpriseAdministrator)).await, Err(Fault::NotFound)));
        assert!(matches!(month(scene.world.as_(Part::City)).await, Err(Fault::NotFound | Fault::Forbidden)));
        assert!(matches!(month(scene.world.anonymous()).await, Err(Fault::Anonymous)));
        assert_eq!(month(scene.world.as_(Part::HumanResources)).await.unwrap().1, 1);
        assert_eq!(month(scene.world.as_(Part::EnterpriseAdministrator)).await.unwrap().1, 1);
        let county = scene.world.as_(Part::HumanResources);
        let rows = scene.whole_day(&scene.two, "2026-11-18");
        assert!(matches!(take(&county, &delivery(&bed.ctx, rows.clone())).await, Err(Fault::Forbidden)));
        let elsewhere = officer_of(&scene.world, Part::Bystander, scene.other);
        assert_eq!(take(&elsewhere, &delivery(&bed.ctx, rows)).await.unwrap().counts(), (0, 0, 2));
        let (other, own) = (scene.world.as_(Part::OtherHumanResources), scene.world.as_(Part::HumanResources));
        assert!(matches!(person_month(&other, scene.one.person, november()).await, Err(Fault::NotFound)));
        assert_eq!(person_month(&own, scene.one.person, november()).await.unwrap().len(), 1);
    }
}
