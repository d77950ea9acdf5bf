use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::*;
use crate::clock::MovableClock;
use crate::fault::Fault;

async fn names(ctx: &Ctx, filter: &Filter) -> Vec<String> {
    list(ctx, filter, 0).await.unwrap().0.into_iter().map(|line| line.name).collect()
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
    async fn each_sees_the_projects_of_the_own_area_and_industry(bed) {
        let world = world(&bed.ctx).await.unwrap();
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
            assert!(matches!(list(&world.as_(part), &all, 0).await, Err(Fault::Forbidden)), "{part:?}");
        }
        assert!(matches!(list(&world.anonymous(), &all, 0).await, Err(Fault::Anonymous)));
    }

    async fn a_list_is_narrowed_by_area_industry_status_words_and_acceptance(bed) {
        let world = world(&bed.ctx).await.unwrap();
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
        accept(&world.as_(Part::HumanResources), ids[1]).await.unwrap();
        let waiting = Filter { which: Which::NotAccepted, ..none() };
        assert_eq!(names(&world.as_(Part::HumanResources), &waiting).await, ["甲小区"]);
        let (lines, _) = list(&city, &Filter { text: "甲".into(), ..none() }, 0).await.unwrap();
        assert_eq!((lines[0].status, lines[0].contractor.as_deref()), (Some(Status::Completed), Some("南通崇川示例建设有限公司")));
    }

    async fn a_list_comes_in_pages_of_a_stable_order(bed) {
        let world = world(&bed.ctx).await.unwrap();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        for number in 0..=PER_PAGE {
            bed.clock.advance_ms(1);
            register(&contractor, &new_project(&format!("第{number}号楼"), world.enterprise)).await.unwrap();
        }
        let (first, total) = list(&contractor, &Filter::default(), 0).await.unwrap();
        let (second, _) = list(&contractor, &Filter::default(), 1).await.unwrap();
        assert_eq!((first.len(), second.len(), total), (50, 1, 51));
        assert_eq!((first[0].name.as_str(), second[0].name.as_str()), ("第50号楼", "第0号楼"));
    }

    async fn lists_and_pages_cost_a_fixed_number_of_statements(bed) {
        let world = world(&bed.ctx).await.unwrap();
        let ids = four(&world, &bed.clock).await;
        let asked = Arc::new(AtomicUsize::new(0));
        let heard = asked.clone();
        let office = world.as_(Part::Industry);
        let office = Ctx { db: office.db.observed(move |_| { heard.fetch_add(1, SeqCst); }), ..office };
        list(&office, &Filter::default(), 0).await.unwrap();
        let of_list = asked.swap(0, SeqCst);
        assert!(of_list <= 8, "{of_list}");
        page(&office, ids[0]).await.unwrap();
        let of_page = asked.swap(0, SeqCst);
        assert!(of_page <= 34, "{of_page}");
    }
}
