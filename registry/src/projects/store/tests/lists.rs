use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::*;
use crate::clock::MovableClock;
use crate::db::By;
use crate::fault::Fault;

async fn names(ctx: &Ctx, filter: &Filter) -> Vec<String> {
    names_in(ctx, filter, Order::default()).await
}

/// Without the site of the fixtures.
async fn names_in(ctx: &Ctx, filter: &Filter, order: Order) -> Vec<String> {
    let lines = list(ctx, filter, order, 0).await.unwrap().0;
    lines.into_iter().map(|line| line.name).filter(|name| "甲乙丙丁".contains(&name[..3])).collect()
}

/// Four projects: two of 崇川 in two industries, one of 如东 by each enterprise.
async fn four(world: &World, clock: &MovableClock) -> Vec<Uuid> {
    let (own, other) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::OtherEnterpriseAdministrator));
    let place = |name: &str, area: &str, industry: &str, contractor| NewProject {
        draft: Draft { area: area.into(), industry: industry.into(), ..draft(name) },
        codes: vec![("national".into(), format!("code-{name}"))],
        ..new_project(name, contractor)
    };
    let mut ids = Vec::new();
    for (ctx, name, area, industry, contractor) in [
        (&own, "甲小区", "320613", "housing", world.enterprise),
        (&own, "乙河道", "320613", "water", world.enterprise),
        (&own, "丙小区", "320623", "housing", world.enterprise),
        (&other, "丁小区", "320623", "housing", world.other_enterprise),
    ] {
        // ids of one moment have no order
        clock.advance_ms(1);
        ids.push(register(ctx, &place(name, area, industry, contractor)).await.unwrap());
    }
    ids
}

crate::on_both! {
    //
    async fn each_sees_the_projects_of_the_own_area_and_industry(town: Town) {
        let (bed, world) = town.apart();
        four(&world, &bed.clock).await;
        let all = Filter::default();
        assert_eq!(names(&world.as_(Part::HumanResources), &all).await, ["乙河道", "甲小区"]);
        assert_eq!(names(&world.as_(Part::Industry), &all).await, ["甲小区"], "its industry only");
        assert_eq!(names(&world.as_(Part::OtherHumanResources), &all).await, ["丁小区", "丙小区"]);
        assert_eq!(names(&world.as_(Part::EnterpriseAdministrator), &all).await, ["丙小区", "乙河道", "甲小区"]);
        assert_eq!(names(&world.as_(Part::OtherEnterpriseAdministrator), &all).await, ["丁小区"]);
        for part in [Part::City, Part::Issuer] {
            assert_eq!(names(&world.as_(part), &all).await.len(), 4, "{part:?}");
        }
        for part in [Part::Bystander, Part::Proctor, Part::SystemAdministrator] {
            assert!(matches!(list(&world.as_(part), &all, Order::default(), 0).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(list(&world.anonymous(), &all, Order::default(), 0).await, Err(Fault::Anonymous)));
    }

    async fn a_list_is_narrowed_by_area_industry_status_words_and_acceptance(town: Town) {
        let (bed, world) = town.apart();
        let ids = four(&world, &bed.clock).await;
        let city = world.as_(Part::City);
        let none = Filter::default;
        assert_eq!(names(&city, &Filter { area: Some("320613".into()), ..none() }).await, ["乙河道", "甲小区"]);
        assert_eq!(names(&city, &Filter { industry: Some("water".into()), ..none() }).await, ["乙河道"]);
        assert_eq!(names(&city, &Filter { text: "小区".into(), ..none() }).await.len(), 3);
        assert_eq!(names(&city, &Filter { text: "code-乙河道".into(), ..none() }).await, ["乙河道"]);
        assert_eq!(names(&city, &Filter { enterprise: Some(world.other_enterprise), ..none() }).await, ["丁小区"]);
        change_status(&world.as_(Part::EnterpriseAdministrator), ids[0], Status::Completed, day("2026-10-01"), None).await.unwrap();
        assert_eq!(names(&city, &Filter { status: Some(Status::Completed), ..none() }).await, ["甲小区"]);
        assert_eq!(names(&city, &Filter { status: Some(Status::Building), ..none() }).await.len(), 3);
        let finished = Filter { which: Which::CompletionUnconfirmed, ..none() };
        assert_eq!(names(&city, &finished).await, ["甲小区"], "the others say that they build");
        assert_eq!(names(&world.as_(Part::OtherHumanResources), &finished).await, Vec::<String>::new());
        let county = world.as_(Part::HumanResources);
        let said = page(&county, ids[0]).await.unwrap().statuses;
        let said = said.iter().find(|one| one.period.status == Status::Completed).unwrap().id;
        approve_status(&county, ids[0], said).await.unwrap();
        assert_eq!(names(&city, &finished).await, Vec::<String>::new());
        accept(&world.as_(Part::HumanResources), ids[1], 0).await.unwrap();
        let waiting = Filter { which: Which::NotAccepted, ..none() };
        assert_eq!(names(&world.as_(Part::HumanResources), &waiting).await, ["甲小区"]);
        let (lines, _) = list(&city, &Filter { text: "甲小区".into(), ..none() }, Order::default(), 0).await.unwrap();
        assert_eq!((lines[0].status, lines[0].contractor.as_deref()), (Some(Status::Completed), Some("南通崇川示例建设有限公司")));
    }

    async fn a_list_comes_in_pages_of_a_stable_order(town: Town) {
        let (bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        for number in 0..=PER_PAGE {
            bed.clock.advance_ms(1);
            register(&contractor, &new_project(&format!("第{number}号楼"), world.enterprise)).await.unwrap();
        }
        let (first, total) = list(&contractor, &Filter::default(), Order::default(), 0).await.unwrap();
        let (second, _) = list(&contractor, &Filter::default(), Order::default(), 1).await.unwrap();
        assert_eq!((first.len(), second.len(), total), (50, 2, 52));
        assert_eq!((first[0].name.as_str(), second[0].name.as_str()), ("第50号楼", "第0号楼"));
    }

    async fn what_waits_comes_first_and_is_counted_by_kind(town: Town) {
        let (bed, world) = town.apart();
        let ids = four(&world, &bed.clock).await;
        let (contractor, county) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources));
        for id in &ids[..2] {
            let status = page(&county, *id).await.unwrap().statuses[0].id;
            approve_status(&county, *id, status).await.unwrap();
            accept(&county, *id, 0).await.unwrap();
        }
        assert_eq!(names_in(&county, &Filter::default(), Order::WaitingFirst).await, ["乙河道", "甲小区"]);
        let filing = NewShutdown {
            period: period("2026-11-20", "2026-11-25"), reason: "weather".into(), statement: "寒潮期间停工".into(),
            document: None, changes: None,
        };
        let filed = file_shutdown(&contractor, ids[0], &filing).await.unwrap();
        assert_eq!(names_in(&county, &Filter::default(), Order::WaitingFirst).await, ["甲小区", "乙河道"]);
        let waiting_only = Filter { which: Which::Waiting, ..Filter::default() };
        assert_eq!(names(&county, &waiting_only).await, ["甲小区"]);
        let counts = waiting_counts(&county).await.unwrap();
        let of = |matter| counts.iter().find(|one| one.matter == matter).map(|one| (one.count, one.late)).unwrap();
        assert_eq!((of(Matter::Shutdown), of(Matter::Acceptance), of(Matter::Merge)), ((1, 1), (0, 0), (0, 0)));
        let (lines, total) = waiting(&county, Matter::Shutdown, 0).await.unwrap();
        assert_eq!((lines[0].project, lines[0].is_late, total), (ids[0], true, 1));
        assert_eq!(lines[0].about, MatterAbout::Shutdown(filing.period));
        assert_eq!(export_waiting(&county, Matter::Shutdown).await.unwrap(), lines);
        assert!(matches!(export_waiting(&contractor, Matter::Shutdown).await, Err(Fault::Forbidden)));
        // the other county has its own two to accept, and does not see this one's
        let other = world.as_(Part::OtherHumanResources);
        assert_eq!(waiting(&other, Matter::Shutdown, 0).await.unwrap().1, 0);
        assert_eq!(waiting(&other, Matter::Acceptance, 0).await.unwrap().1, 2);
        assert!(matches!(waiting_counts(&contractor).await, Err(Fault::Forbidden)));
        assert!(matches!(waiting_counts(&world.as_(Part::City)).await, Err(Fault::Forbidden)));
        decide_shutdown(&county, ids[0], filed, crate::projects::exemptions::Verdict::Approved, "").await.unwrap();
        assert_eq!(names(&county, &waiting_only).await, Vec::<String>::new());
    }

    //
    async fn a_list_knows_how_much_is_on_record_when_it_was_counted_last(town: Town) {
        let (bed, world) = town.apart();
        let ids = four(&world, &bed.clock).await;
        let city = world.as_(Part::City);
        let lacking = Filter { completeness: Some(Completeness::Lacking), ..Filter::default() };
        assert_eq!(names(&city, &lacking).await.len(), 4, "whoever nobody has counted lacks everything");
        let count = async || count_due(&bed.ctx, bed.ctx.now(), 100).await.unwrap();
        assert_eq!(count().await, 5);
        assert_eq!(count().await, 0, "once at a time");
        let whole = Draft { street: "新城街道".into(), address: "世纪大道1号".into(), ..draft("甲小区") };
        change_details(&world.as_(Part::EnterpriseAdministrator), ids[0], 0, &whole, None).await.unwrap();
        bed.clock.advance_ms(1);
        assert_eq!(count().await, 5);
        let most_first = Order::Column(ProjectColumn::Completeness, By::Falling);
        let (lines, _) = list(&city, &Filter::default(), most_first, 0).await.unwrap();
        let share = |id: Uuid| lines.iter().find(|line| line.id == id).unwrap().share.unwrap();
        assert!(share(ids[0]) > share(ids[1]));
        assert!(lines.iter().zip(lines.iter().skip(1)).all(|(one, next)| one.share >= next.share));
        assert_eq!(names(&city, &Filter { completeness: Some(Completeness::Whole), ..Filter::default() }).await.len(), 0);
        let half = Filter { completeness: Some(Completeness::BelowHalf), ..Filter::default() };
        assert!(names(&city, &half).await.len() <= 4);
        assert_eq!(export(&city, &Filter::default(), Order::Newest).await.unwrap().len(), 5);
    }

    async fn a_list_comes_by_any_column_both_ways(town: Town) {
        let (bed, world) = town.apart();
        four(&world, &bed.clock).await;
        let city = world.as_(Part::City);
        let by = async |column, by| names_in(&city, &Filter::default(), Order::Column(column, by)).await;
        for column in ProjectColumn::ALL {
            assert_eq!(ProjectColumn::parse(column.code()), Some(column));
            assert_eq!(by(column, By::Rising).await.len(), 4, "{column:?}");
        }
        for column in [ProjectColumn::Name, ProjectColumn::Registered] {
            let mut falling = by(column, By::Falling).await;
            falling.reverse();
            assert_eq!(by(column, By::Rising).await, falling, "{column:?}");
        }
        let newest = names_in(&city, &Filter::default(), Order::Newest).await;
        assert_eq!(by(ProjectColumn::Registered, By::Falling).await, newest);
    }

    async fn lists_and_pages_cost_a_fixed_number_of_statements(town: Town) {
        let (bed, world) = town.apart();
        let ids = four(&world, &bed.clock).await;
        let asked = Arc::new(AtomicUsize::new(0));
        let heard = asked.clone();
        let office = world.as_(Part::Industry);
        let office = Ctx { db: office.db.observed(move |_| { heard.fetch_add(1, SeqCst); }), ..office };
        list(&office, &Filter::default(), Order::default(), 0).await.unwrap();
        let of_list = asked.swap(0, SeqCst);
        assert!(of_list <= 11, "{of_list}");
        page(&office, ids[0]).await.unwrap();
        let of_page = asked.swap(0, SeqCst);
        assert!(of_page <= 42, "{of_page}");
    }
}
