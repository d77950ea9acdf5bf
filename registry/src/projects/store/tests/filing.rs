use super::*;
use crate::fault::Fault;
use crate::projects::exemptions::Verdict;
use crate::projects::{Excused, Exemption, ExemptionKind, Missing, exemptions::excused_on};

fn shutdown(period: Period) -> NewShutdown {
    NewShutdown {
        period,
        reason: "spring_festival".into(),
        statement: "春节期间放假停工".into(),
        document: None,
        changes: None,
    }
}

fn code(outcome: Result<impl Sized, Fault>) -> &'static str {
    outcome.err().unwrap().code().unwrap()
}

async fn excuses_of(ctx: &Ctx, project: Uuid) -> Vec<Exemption> {
    exemptions_of(ctx.db.reader(), [project]).await.unwrap().remove(&project).unwrap_or_default()
}

async fn statuses(ctx: &Ctx, project: Uuid) -> Vec<(Status, Period)> {
    page(ctx, project).await.unwrap().statuses.iter().map(|one| (one.period.status, one.period.period)).collect()
}

crate::on_both! {
    async fn a_shutdown_counts_once_the_county_has_approved_it(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        let days = period("2027-02-01", "2027-02-21");
        let filed = file_shutdown(&officer(&world, project), project, &shutdown(days)).await.unwrap();
        assert_eq!(code(file_shutdown(&contractor, project, &shutdown(period("2027-02-05", "2027-02-06"))).await), "projects.filed_already");
        assert_eq!(statuses(&contractor, project).await.len(), 1, "it waits");
        assert!(matches!(decide_shutdown(&contractor, project, filed, Verdict::Approved, "").await, Err(Fault::Forbidden)));
        assert!(matches!(decide_shutdown(&world.as_(Part::City), project, filed, Verdict::Approved, "").await, Err(Fault::Forbidden)));
        for part in STRANGERS {
            let ctx = world.as_(part);
            assert!(matches!(file_shutdown(&ctx, project, &shutdown(days)).await, Err(Fault::NotFound)));
            assert!(matches!(decide_shutdown(&ctx, project, filed, Verdict::Approved, "").await, Err(Fault::NotFound)));
        }
        assert_eq!(code(decide_shutdown(&county, project, filed, Verdict::Refused, " ").await), "projects.note_missing");
        decide_shutdown(&county, project, filed, Verdict::Approved, "同意").await.unwrap();
        let again = decide_shutdown(&world.as_(Part::Industry), project, filed, Verdict::Approved, "").await;
        assert_eq!(code(again), "projects.exemption_decided_already");
        let expected = [
            (Status::Building, period("2026-03-02", "2027-01-31")),
            (Status::ShutDown, days),
            (Status::Building, since("2027-02-22")),
        ];
        assert_eq!(statuses(&contractor, project).await, expected);
        let excuses = excuses_of(&bed.ctx, project).await;
        assert_eq!(excused_on(&excuses, Missing::Attendance, day("2027-02-10")), Excused::Until(day("2027-02-21")));
        let seen = page(&contractor, project).await.unwrap();
        assert_eq!((seen.shutdowns[0].note.as_deref(), seen.shutdowns[0].is_in_force), (Some("同意"), true));
        assert_eq!(code(file_shutdown(&contractor, project, &shutdown(days)).await), "projects.shutdown_overlaps");
    }

    async fn a_returned_or_withdrawn_filing_changes_nothing_and_can_be_made_anew(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        let new = shutdown(period("2027-02-01", "2027-02-21"));
        let first = file_shutdown(&contractor, project, &new).await.unwrap();
        decide_shutdown(&county, project, first, Verdict::Refused, "请补充春节放假通知").await.unwrap();
        let second = file_shutdown(&contractor, project, &new).await.unwrap();
        assert_eq!(code(withdraw_shutdown(&officer(&world, project), project, second).await), "projects.not_own_filing");
        withdraw_shutdown(&contractor, project, second).await.unwrap();
        assert_eq!(code(decide_shutdown(&county, project, second, Verdict::Approved, "").await), "projects.exemption_decided_already");
        file_shutdown(&contractor, project, &new).await.unwrap();
        assert_eq!(statuses(&contractor, project).await.len(), 1);
        assert_eq!(page(&contractor, project).await.unwrap().shutdowns.len(), 3);
    }

    async fn days_that_are_over_need_a_document(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        let late = NewShutdown { reason: "weather".into(), statement: "台风期间停工".into(), ..shutdown(period("2026-09-10", "2026-09-20")) };
        assert_eq!(code(file_shutdown(&contractor, project, &late).await), "projects.past_needs_document");
        let document = Some(paper(&contractor, project).await);
        let filed = file_shutdown(&contractor, project, &NewShutdown { document, ..late }).await.unwrap();
        decide_shutdown(&county, project, filed, Verdict::Approved, "").await.unwrap();
        assert_eq!(statuses(&contractor, project).await.len(), 3);
        let before = NewShutdown { ..shutdown(period("2026-02-01", "2026-03-05")) };
        assert_eq!(code(file_shutdown(&contractor, project, &before).await), "projects.shutdown_outside_building");
    }

    async fn another_end_of_a_shutdown_is_filed_and_approved(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        let first = file_shutdown(&contractor, project, &shutdown(period("2027-02-01", "2027-02-21"))).await.unwrap();
        decide_shutdown(&county, project, first, Verdict::Approved, "").await.unwrap();
        let same = NewShutdown { changes: Some(first), ..shutdown(period("2027-02-01", "2027-02-21")) };
        assert_eq!(code(file_shutdown(&contractor, project, &same).await), "projects.shutdown_unchanged");
        let other = NewShutdown { changes: Some(first), ..shutdown(period("2027-02-02", "2027-02-28")) };
        assert_eq!(code(file_shutdown(&contractor, project, &other).await), "projects.shutdown_unknown");
        let longer = NewShutdown { changes: Some(first), ..shutdown(period("2027-02-01", "2027-02-28")) };
        bed.clock.advance_ms(1);
        let second = file_shutdown(&contractor, project, &longer).await.unwrap();
        decide_shutdown(&county, project, second, Verdict::Approved, "").await.unwrap();
        assert_eq!(statuses(&contractor, project).await[1], (Status::ShutDown, longer.period));
        let views = page(&contractor, project).await.unwrap().shutdowns;
        assert_eq!(views.iter().map(|view| (view.id, view.is_in_force)).collect::<Vec<_>>(), [(second, true), (first, false)]);
    }

    async fn a_site_that_goes_on_early_is_excused_no_longer(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::HumanResources), site(&world).await);
        let open = NewShutdown { reason: "owner".into(), statement: "建设单位资金未到位".into(), ..shutdown(since("2026-11-20")) };
        let filed = file_shutdown(&contractor, project, &open).await.unwrap();
        decide_shutdown(&county, project, filed, Verdict::Approved, "").await.unwrap();
        bed.clock.advance_ms(10 * crate::instant::DAY_MS);
        change_status(&contractor, project, Status::Building, day("2026-11-26"), None).await.unwrap();
        let excuses = excuses_of(&bed.ctx, project).await;
        assert_eq!(excused_on(&excuses, Missing::Payment, day("2026-11-25")), Excused::Until(day("2026-11-25")));
        assert_eq!(excused_on(&excuses, Missing::Payment, day("2026-11-26")), Excused::No);
        assert_eq!(statuses(&contractor, project).await[1], (Status::ShutDown, period("2026-11-20", "2026-11-25")));
    }

    // R-122 d
    async fn one_filing_for_all_sites_loses_none_when_one_is_refused(town: Town) {
        let (bed, world) = town.apart();
        let contractor = world.as_(Part::EnterpriseAdministrator);
        let one = site(&world).await;
        let two = register(&contractor, &new_project("某小区二期", world.enterprise)).await.unwrap();
        let filed_before = register(&contractor, &new_project("某小区三期", world.enterprise)).await.unwrap();
        let preparing = NewProject { status: Status::Preparing, ..new_project("某小区四期", world.enterprise) };
        register(&contractor, &preparing).await.unwrap();
        register(&world.as_(Part::OtherEnterpriseAdministrator), &new_project("他人工程", world.other_enterprise)).await.unwrap();
        let young = NewProject { since: day("2026-11-20"), ..new_project("某小区五期", world.enterprise) };
        let young = register(&contractor, &young).await.unwrap();
        let new = shutdown(period("2026-11-20", "2026-12-01"));
        file_shutdown(&contractor, filed_before, &new).await.unwrap();
        let results = file_shutdown_for_all(&contractor, world.enterprise, &new).await.unwrap();
        let of = |project: Uuid| results.iter().find(|(id, _)| *id == project).map(|(_, result)| result);
        assert_eq!(results.len(), 5, "with the site of the fixtures");
        assert!(of(one).unwrap().is_ok() && of(two).unwrap().is_ok());
        assert_eq!(of(filed_before).unwrap().as_ref().unwrap_err().code(), Some("projects.filed_already"));
        assert_eq!(of(young).unwrap().as_ref().unwrap_err().code(), Some("projects.shutdown_outside_building"));
        assert_eq!(page(&contractor, two).await.unwrap().shutdowns.len(), 1);
        // sent twice, nothing is filed twice
        let again = file_shutdown_for_all(&contractor, world.enterprise, &new).await.unwrap();
        assert!(again.iter().all(|(_, result)| result.is_err()));
        let foreign = file_shutdown_for_all(&world.as_(Part::OtherEnterpriseAdministrator), world.enterprise, &new).await;
        assert!(matches!(foreign, Err(Fault::NotFound)));
        let county = file_shutdown_for_all(&world.as_(Part::HumanResources), world.enterprise, &new).await;
        assert!(matches!(county, Err(Fault::Forbidden)));
        assert_eq!(offered_spring_festival(&bed.ctx, 2026).await.unwrap(), Some(period("2026-02-15", "2026-02-23")));
        assert_eq!(offered_spring_festival(&bed.ctx, 2027).await.unwrap(), None);
    }

    async fn outages_and_special_circumstances_are_approved_periods(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, county, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::Industry), site(&world).await);
        let document = Some(paper(&contractor, project).await);
        let outage = NewExemption {
            kind: ExemptionKind::DeviceOutage, period: period("2026-11-01", "2026-11-10"), reason: "power".into(),
            statement: "变压器故障停电".into(), document,
        };
        let filed = file_exemption(&officer(&world, project), project, &outage).await.unwrap();
        assert_eq!(code(file_exemption(&contractor, project, &outage).await), "projects.filed_already");
        let early = NewExemption { kind: ExemptionKind::Shutdown, ..outage.clone() };
        assert_eq!(code(file_exemption(&contractor, project, &early).await), "projects.shutdown_needs_filing");
        let special = NewExemption { kind: ExemptionKind::SpecialCircumstances, ..outage.clone() };
        assert_eq!(code(file_exemption(&contractor, project, &special).await), "projects.reason_unknown");
        assert!(matches!(decide_exemption(&contractor, project, filed, Verdict::Approved, "").await, Err(Fault::Forbidden)));
        assert!(matches!(decide_exemption(&county, project, filed, Verdict::Withdrawn, "").await, Err(Fault::Forbidden)));
        for part in STRANGERS {
            assert!(matches!(file_exemption(&world.as_(part), project, &outage).await, Err(Fault::NotFound)));
        }
        let excuses = async || excuses_of(&bed.ctx, project).await;
        assert_eq!(excused_on(&excuses().await, Missing::Attendance, day("2026-11-05")), Excused::No);
        decide_exemption(&county, project, filed, Verdict::Approved, "").await.unwrap();
        assert_eq!(excused_on(&excuses().await, Missing::Attendance, day("2026-11-05")), Excused::Until(day("2026-11-10")));
        assert_eq!(excused_on(&excuses().await, Missing::Payment, day("2026-11-05")), Excused::No);
        assert_eq!(code(withdraw_exemption(&officer(&world, project), project, filed).await), "projects.exemption_decided_already");
    }
}
