use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use super::crowd::{Bound, bind, sites};
use super::*;
use crate::instant::DAY_MS;
use without::{WithoutFilter, count_in_reach, count_without, export_without, sites_without};

fn everything() -> WithoutFilter {
    WithoutFilter::default()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// Which projects are on the list, each with its first day without anybody.
async fn listed(ctx: &Ctx) -> Vec<(Uuid, Day, i64)> {
    let (sites, total) = sites_without(ctx, &everything(), None, 0).await.unwrap();
    assert_eq!(usize::try_from(total).unwrap(), sites.len());
    sites.into_iter().map(|site| (site.project, site.since, site.days)).collect()
}

crate::on_both! {
    //
    async fn the_end_of_the_last_binding_puts_a_project_on_the_list_at_once(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        assert_eq!(listed(&office).await, []);
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(world.project, Duty::Assistant));
        let assistant = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        confirm(&administrator, assistant).await.unwrap();
        bed.clock.advance_ms(DAY_MS);
        end(&administrator, of_world(&world).await, "调离项目").await.unwrap();
        assert_eq!(listed(&office).await, [], "somebody is there");
        bed.clock.advance_ms(DAY_MS);
        end(&administrator, assistant, "调离项目").await.unwrap();
        assert_eq!(listed(&office).await, [(world.project, day("2026-11-22"), 0)], "at once");
        bed.clock.advance_ms(3 * DAY_MS);
        assert_eq!(listed(&world.as_(Part::City)).await, [(world.project, day("2026-11-22"), 3)]);
        let successor = certified(&world, Part::CandidateNew).await;
        let asked = wish(&world, to(world.project, Duty::Responsible));
        let binding = propose(&world.as_(Part::CandidateNew), &successor, &asked).await.unwrap();
        assert_eq!(listed(&office).await.len(), 1, "asked for is not bound");
        confirm(&administrator, binding).await.unwrap();
        assert_eq!(listed(&office).await, []);
    }

    // only a certificate that is valid counts
    async fn a_certificate_that_rests_leaves_a_project_without_since_that_day(town: Town) {
        let (bed, world) = town.apart();
        let office = world.as_(Part::HumanResources);
        bed.clock.advance_ms(2 * DAY_MS);
        let class = Some(PublicClass::UnderInquiry);
        staging::enter(&world.ctx, &world.certificate, Status::Suspended, "立案核查", class).await.unwrap();
        bed.clock.advance_ms(4 * DAY_MS);
        assert_eq!(listed(&office).await, [(world.project, day("2026-11-22"), 4)]);
        end(&world.as_(Part::EnterpriseAdministrator), of_world(&world).await, "调离项目").await.unwrap();
        assert_eq!(listed(&office).await, [(world.project, day("2026-11-22"), 4)], "it was lost before the binding ended");
        bed.clock.advance_ms(1);
        staging::enter(&world.ctx, &world.certificate, Status::Valid, "核查结束", None).await.unwrap();
        assert_eq!(listed(&office).await, [(world.project, day("2026-11-26"), 0)], "with its end");
    }

    async fn a_project_that_never_had_anybody_counts_from_its_first_day_of_building(town: Town) {
        let (_bed, world) = town.apart();
        let site = further_site(&world, "第二个项目").await;
        let office = world.as_(Part::HumanResources);
        assert_eq!(listed(&office).await, [(site, day("2026-03-02"), 263)]);
        let narrowed = |text: &str, area: Option<&str>| WithoutFilter {
            text: text.into(),
            area: area.map(str::to_owned),
            industry: None,
        };
        for (filter, count) in [
            (narrowed("第二", None), 1),
            (narrowed("第三", None), 0),
            (narrowed("", Some("320600")), 1),
            (narrowed("", Some("320623")), 0),
        ] {
            assert_eq!(sites_without(&office, &filter, None, 0).await.unwrap().1, count, "{filter:?}");
        }
        assert_eq!(export_without(&office, &everything(), None).await.unwrap().len(), 1);
        assert_eq!(count_in_reach(&office).await.unwrap(), 1);
        assert_eq!(count_without(&office, "320613").await.unwrap(), 1);
        let next = projects::Status::Completed;
        let today = world.ctx.now().day();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        projects::store::change_status(&administrator, site, next, today, None).await.unwrap();
        assert_eq!(listed(&office).await, [], "it is no longer being built");
    }

    async fn each_sees_the_projects_in_reach_and_strangers_none(town: Town) {
        let (_bed, world) = town.apart();
        further_site(&world, "第二个项目").await;
        for (part, count) in [
            (Part::HumanResources, 1),
            (Part::Industry, 1),
            (Part::City, 1),
            (Part::EnterpriseAdministrator, 1),
            (Part::OtherHumanResources, 0),
            (Part::OtherEnterpriseAdministrator, 0),
        ] {
            assert_eq!(listed(&world.as_(part)).await.len(), count, "{part:?}");
        }
        let stranger = sites_without(&world.as_(Part::Bystander), &everything(), None, 0).await;
        assert!(matches!(stranger, Err(Fault::Forbidden)), "{stranger:?}");
    }

    //
    async fn nobody_is_an_answer_and_a_day_to_come_is_none(town: Town) {
        let (_bed, world) = town.apart();
        let today = world.ctx.now().day();
        assert_eq!(day_asked(None, today).unwrap(), today);
        assert_eq!(day_asked(Some(" 2026-11-19 "), today).unwrap(), day("2026-11-19"));
        for (typed, code) in [("2026-11-21", "filings.day_in_future"), ("gestern", "calendar.day_shape")] {
            assert_eq!(day_asked(Some(typed), today).unwrap_err().code, code);
        }
        let office = world.as_(Part::HumanResources);
        assert_eq!(responsible_history(&office, world.project).await.unwrap().len(), 1);
        let stranger = responsible_history(&world.as_(Part::OtherHumanResources), world.project).await;
        assert!(matches!(stranger, Err(Fault::NotFound)));
        let before = officers_of_project(&office, world.project, day("2026-11-19")).await.unwrap();
        assert_eq!(before.responsible, None);
    }

    async fn a_longer_list_takes_no_more_statements(town: Town) {
        let (_bed, world) = town.apart();
        let own = own(&world.as_(Part::ProjectOfficer)).await.unwrap().remove(0).binding;
        let lost = |site: &Uuid| Bound {
            person: own.person,
            certificate: own.certificate,
            project: *site,
            confirmed_at: Some(own.confirmed_at.unwrap().0),
        };
        let statements = async || {
            let count = Arc::new(AtomicUsize::new(0));
            let (heard, office) = (Arc::clone(&count), world.as_(Part::HumanResources));
            let office = Ctx { db: office.db.observed(move |_| { heard.fetch_add(1, SeqCst); }), ..office };
            let (rows, _) = sites_without(&office, &everything(), None, 0).await.unwrap();
            (rows.len(), count.load(SeqCst))
        };
        let some = sites(&world, 3).await;
        let (few, needed) = statements().await;
        assert_eq!(few, 3);
        let more = sites(&world, 60).await;
        // whoever was there is not there any more
        let bound = bind(&world, &more.iter().map(lost).collect::<Vec<_>>()).await;
        assert_eq!((bound.len(), some.len()), (60, 3));
        let class = Some(PublicClass::UnderInquiry);
        staging::enter(&world.ctx, &world.certificate, Status::Suspended, "立案核查", class).await.unwrap();
        let (many, then) = statements().await;
        assert_eq!((many, then), (50, needed), "a page, by as many statements");
    }
}
