use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::ConnectionTrait;

use super::scene::*;
use crate::attendance::store::*;
use crate::attendance::{Anomaly, Direction, Mark, Scope, Section};
use crate::calendar::Month;
use crate::fixtures::Part;
use crate::workers::Stay;
use crate::{Ctx, Fault, Instant, on_both};

/// On the morning of the twenty-second.
fn two_days_on(bed: &crate::testing::Bed) {
    bed.clock.advance_ms(2 * crate::instant::DAY_MS);
}

/// As docs/operations.md brings November back.
async fn brought_back(ctx: &Ctx) {
    let (from, until) = (november().first_day().starts_at().0, november().next().first_day().starts_at().0);
    let part = "ATTACH PARTITION attendance_events_2026_11 FOR VALUES";
    let attached = format!("ALTER TABLE attendance_events {part} FROM ({from}) TO ({until})");
    for text in [attached.as_str(), "DELETE FROM attendance_closed_months WHERE month = '2026-11'"] {
        ctx.db.writer().execute_unprepared(text).await.unwrap();
    }
}

on_both! {
    async fn anomalies_are_told_once_and_settled_when_explained(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let come = scene.row(&scene.one, Direction::In, "2026-11-19 07:30");
        scene.deliver(vec![come]).await;
        // on the morning after, and not again until something arrives or no shift can reach the day any more
        assert_eq!(judge_pending(&scene.feed(), 10).await.unwrap(), 1);
        assert_eq!(judge_pending(&scene.feed(), 10).await.unwrap(), 0);
        two_days_on(&bed);
        assert_eq!(judge_pending(&scene.feed(), 10).await.unwrap(), 1);
        assert_eq!(judge_pending(&scene.feed(), 10).await.unwrap(), 0, "nothing was written since");
        let filter = AnomalyFilter::of_month(november());
        let list = async |state| {
            let filter = AnomalyFilter { state, ..filter };
            anomalies_of(&scene.officer, scene.project, filter, 0).await.unwrap()
        };
        let (told, total) = list(None).await;
        let mut kinds: Vec<_> = told.iter().map(|one| (one.view.person, one.view.finding.anomaly)).collect();
        kinds.sort();
        let mut expected = vec![
            (scene.one.person, Anomaly::EntryWithoutExit),
            (scene.one.person, Anomaly::EnteredWithoutContract),
            (scene.two.person, Anomaly::AbsentWhileRostered),
        ];
        expected.sort();
        assert_eq!((total, kinds), (3, expected));
        scene.deliver(vec![scene.row(&scene.one, Direction::Out, "2026-11-19 17:30")]).await;
        assert_eq!(judge_day(&scene.feed(), scene.project, day("2026-11-19")).await.unwrap(), 0);
        let (settled, _) = list(Some(AnomalyState::Settled)).await;
        assert_eq!(settled.iter().map(|one| one.view.person).collect::<Vec<_>>(), [scene.one.person]);
        // an absence is explained by the site, in words, and once more in others
        let (open, total) = list(Some(AnomalyState::Open)).await;
        let absence = open.iter().find(|one| one.view.person == scene.two.person).unwrap().view.id;
        assert_eq!(total, 2, "and that nobody has signed with the other one");
        let nothing = explain(&scene.officer, scene.project, absence, " ").await.unwrap_err();
        assert_eq!(nothing.code(), Some("attendance.words_length"));
        explain(&scene.officer, scene.project, absence, "当日去医院").await.unwrap();
        bed.clock.advance_ms(1_000);
        explain(&scene.officer, scene.project, absence, "请假条已收").await.unwrap();
        assert_eq!(list(Some(AnomalyState::Open)).await.1, 1);
        let (explained, _) = list(Some(AnomalyState::Explained)).await;
        let words: Vec<_> = explained[0].explanations.iter().map(|said| said.words.as_str()).collect();
        assert_eq!(words, ["请假条已收", "当日去医院"]);
        let over = explain(&scene.officer, scene.project, settled[0].view.id, "已补录").await.unwrap_err();
        assert_eq!(over.code(), Some("attendance.settled_meanwhile"));
        let county = scene.world.as_(Part::HumanResources);
        assert!(matches!(explain(&county, scene.project, absence, "当日去医院").await, Err(Fault::Forbidden)));
        assert!(matches!(judge_day(&scene.officer, scene.project, day("2026-11-19")).await, Err(Fault::Forbidden)));
        let stranger = scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(anomalies_of(&stranger, scene.project, filter, 0).await, Err(Fault::NotFound)));
    }

    async fn a_notice_is_read_by_the_worker_it_is_about_only(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let person = scene.world.person(Part::CandidateReady);
        let registration = register(&bed.ctx, person, scene.project, scene.unit, "2026-11-17").await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        judge_day(&scene.feed(), scene.project, day("2026-11-18")).await.unwrap();
        let worker = scene.world.as_(Part::CandidateReady);
        let (own, total) = own_anomalies(&worker, 0).await.unwrap();
        assert_eq!((total, own[0].view.registration, own[0].view.worker_read_at), (1, registration, None));
        assert_eq!((own[0].project_name.as_str(), own[0].is_led), ("示例住宅一期", false));
        let other = scene.world.as_(Part::CandidateNew);
        let notice = own[0].view.id;
        assert!(matches!(mark_read(&other, notice).await, Err(Fault::NotFound)));
        mark_read(&worker, notice).await.unwrap();
        let first = own_anomalies(&worker, 0).await.unwrap().0[0].view.worker_read_at;
        bed.clock.advance_ms(1_000);
        mark_read(&worker, notice).await.unwrap();
        assert_eq!(own_anomalies(&worker, 0).await.unwrap().0[0].view.worker_read_at, first);
        assert!(first.is_some());
    }

    async fn a_day_has_its_report_and_days_without_one_are_seen(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let mut rows = scene.whole_day(&scene.one, "2026-11-18");
        let stranger = somebody(&bed.ctx, 9, "严春生", None).await;
        rows.extend(scene.whole_day(&stranger, "2026-11-18"));
        scene.deliver(rows).await;
        judge_day(&scene.feed(), scene.project, day("2026-11-18")).await.unwrap();
        let report = make_report(&scene.officer, scene.project, day("2026-11-18")).await.unwrap();
        assert_eq!((report.all.expected, report.all.present, report.all.minutes), (2, 1, 600));
        assert_eq!(report.all.absent, [scene.two.registration]);
        assert_eq!(report.unmatched.values().sum::<u32>(), 1, "one entry per document");
        make_report(&scene.officer, scene.project, day("2026-11-18")).await.unwrap();
        let stored = report_of(&scene.officer, scene.project, day("2026-11-18")).await.unwrap();
        assert_eq!(stored.iter().map(|one| one.number).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(stored[1].report, report);
        let missing = unreported_days(&scene.officer, scene.project, november()).await.unwrap();
        assert!(missing.ends_with(&[day("2026-11-17"), day("2026-11-19")]), "{missing:?}");
        assert!(missing.iter().all(|day| november().contains(*day)), "{missing:?}");
        let coming = unreported_days(&scene.officer, scene.project, november().next()).await.unwrap();
        assert_eq!(coming, []);
        let ahead = make_report(&scene.officer, scene.project, day("2026-11-21")).await.unwrap_err();
        assert_eq!(ahead.code(), Some("attendance.report_in_future"));
        let county = scene.world.as_(Part::HumanResources);
        assert!(matches!(make_report(&county, scene.project, day("2026-11-18")).await, Err(Fault::Forbidden)));
        let other = scene.world.as_(Part::OtherHumanResources);
        assert!(matches!(report_of(&other, scene.project, day("2026-11-18")).await, Err(Fault::NotFound)));
    }

    async fn the_monthly_record_stands_on_the_day_rows(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let record = monthly_record(&scene.officer, Scope::Project(scene.project), november()).await.unwrap();
        assert_eq!((record.sections.len(), record.sums.lines, record.sums.days_attended), (1, 2, 1));
        let line = record.sections[0].lines.iter().find(|line| line.worker == scene.one.registration).unwrap();
        assert_eq!(line.masked_id_number, "3206**************");
        assert_eq!((line.marks[17], line.marks[16], line.marks[0]), (
            Mark::Attended { minutes: 600 }, Mark::Absent, Mark::NotOnSite,
        ));
        let own = scene.world.as_(Part::EnterpriseAdministrator);
        let of_enterprise = monthly_record(&own, Scope::Enterprise(scene.unit), november()).await.unwrap();
        assert_eq!(of_enterprise.sections, record.sections);
        let other = scene.world.as_(Part::OtherEnterpriseAdministrator);
        for scope in [Scope::Enterprise(scene.unit), Scope::Project(scene.project)] {
            assert!(matches!(monthly_record(&other, scope, november()).await, Err(Fault::NotFound)), "{scope:?}");
        }
    }

    async fn the_list_of_staff_has_whoever_was_there_in_the_month(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let list = staff_list(&scene.officer, Scope::Project(scene.project), november()).await.unwrap();
        assert_eq!((list.sections.len(), list.people()), (1, 2));
        let line = list.sections[0].lines.iter().find(|line| line.worker == scene.one.registration).unwrap();
        assert_eq!((line.name.as_str(), line.masked_id_number.as_str()), ("陆建明", "3206**************"));
        assert_eq!(line.stays, [Stay { entered: day("2026-11-02"), left: None }]);
        let october = Month::of(november().first_day().previous());
        let before = staff_list(&scene.officer, Scope::Project(scene.project), october).await.unwrap();
        assert_eq!(before.people(), 0, "they came in November");
        let own = scene.world.as_(Part::EnterpriseAdministrator);
        let of_enterprise = staff_list(&own, Scope::Enterprise(scene.unit), november()).await.unwrap();
        assert_eq!(of_enterprise.sections, list.sections);
        let other = scene.world.as_(Part::OtherEnterpriseAdministrator);
        for scope in [Scope::Enterprise(scene.unit), Scope::Project(scene.project)] {
            assert!(matches!(staff_list(&other, scope, november()).await, Err(Fault::NotFound)), "{scope:?}");
        }
    }

    async fn what_an_enterprise_has_on_one_project_is_a_part_of_its_whole(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let own = scene.world.as_(Part::EnterpriseAdministrator);
        let on = |project| Scope::EnterpriseOn { enterprise: scene.unit, project };
        let whole = monthly_record(&own, Scope::Enterprise(scene.unit), november()).await.unwrap();
        let here = monthly_record(&own, on(scene.project), november()).await.unwrap();
        let those_here = |section: &&Section| section.head.project == scene.project;
        assert!(here.sums.lines > 0);
        assert_eq!(here.sections, whole.sections.iter().filter(those_here).cloned().collect::<Vec<_>>());
        assert_eq!(monthly_record(&own, on(scene.other), november()).await.unwrap().sections, []);
        let other = scene.world.as_(Part::OtherEnterpriseAdministrator);
        assert!(matches!(monthly_record(&other, on(scene.project), november()).await, Err(Fault::NotFound)));
    }

    async fn sites_without_anybody_are_listed_within_reach_only(town: Town) {
        let (_bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let since = day("2026-11-18");
        // the site of the world stands beside the two of the scene
        assert_eq!(silent_sites(&scene.feed(), since, 0).await.unwrap().1, 3);
        let (own, total) = silent_sites(&scene.officer, since, 0).await.unwrap();
        assert_eq!((total, own[0].project, own[0].last_at), (1, scene.project, None));
        assert_eq!(own[0].area_name, "崇川区");
        assert_eq!(silent_sites(&scene.world.as_(Part::HumanResources), since, 0).await.unwrap().1, 2);
        assert!(silent_sites(&scene.world.anonymous(), since, 0).await.is_err());
    }

    async fn months_are_made_ahead_once_and_can_leave(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
        let job = scene.feed();
        // a year before, this month and two after it, and the month of a row from long ago
        scene.deliver(vec![scene.row(&scene.one, Direction::In, "2024-03-01 07:30")]).await;
        let made = make_months_ahead(&job, 2).await.unwrap();
        assert_eq!(made, if bed.ctx.db.is_sqlite() { 0 } else { 12 + 3 + 1 });
        assert_eq!(make_months_ahead(&job, 2).await.unwrap(), 0);
        assert!(matches!(make_months_ahead(&scene.officer, 2).await, Err(Fault::Forbidden)));
        // what came before its month was made has moved into it, and is known
        assert!(scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await.is_unchanged());
        assert_eq!(count(&bed.ctx, "attendance_events").await, 3);
        let left = detach_month(&job, november()).await.unwrap();
        if bed.ctx.db.is_sqlite() {
            assert_eq!(left, None);
        } else {
            assert_eq!(left.as_deref(), Some("attendance_events_2026_11"));
            assert_eq!(count(&bed.ctx, "attendance_events").await, 1);
            assert_eq!(count(&bed.ctx, "attendance_events_2026_11").await, 2);
            // nothing of the month is taken any more: a row that comes again counts once
            let again = scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await;
            let RowTaken::Refused(refusals) = &again.rows[0] else { panic!("{again:?}") };
            assert_eq!((refusals[0].code, again.days), ("attendance.month_closed", 0));
            assert_eq!(make_months_ahead(&job, 2).await.unwrap(), 0, "it is not made anew");
            brought_back(&bed.ctx).await;
            assert!(scene.deliver(scene.whole_day(&scene.one, "2026-11-18")).await.is_unchanged());
        }
        // the days stay
        assert_eq!(project_month(&scene.officer, scene.project, november(), 0).await.unwrap().1, 1);
    }

    async fn a_large_delivery_takes_hardly_more_statements_than_a_small_one(town: Town) {
        let (bed, world) = town.apart();
        let scene = Scene::make(world).await;
        let counted = Arc::new(AtomicUsize::new(0));
        let counter = counted.clone();
        let db = bed.ctx.db.observed(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        let feed = Ctx { db, ..scene.feed() };
        let rows = |first: i64, count: i64| -> Vec<RawEvent> {
            let base = scene.row(&scene.one, Direction::Unknown, "2026-11-03 06:00");
            (first..first + count)
                .map(|number| RawEvent { at: Instant(base.at.0 + number * 400_000), ..base.clone() })
                .collect()
        };
        let mut statements = Vec::new();
        for (first, many) in [(0, 20), (20, 3_000)] {
            counted.store(0, Ordering::SeqCst);
            let taken = take(&feed, &delivery(&bed.ctx, rows(first, many))).await.unwrap();
            assert_eq!(taken.counts().0, usize::try_from(many).unwrap());
            statements.push(counted.load(Ordering::SeqCst));
        }
        // SQLite's chunks are the only ones that grow
        let more = if bed.ctx.db.is_sqlite() { 30 } else { 0 };
        assert!(statements[1] <= statements[0] + more, "{statements:?}");
        assert!(statements[0] < 60, "{statements:?}");
    }
}
