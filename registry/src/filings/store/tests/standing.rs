//! The five areas of an officer's work, all sites of an enterprise, and the sheet of its officers.

use super::*;
use crate::filings::store::duties::duties_sheet;
use crate::filings::store::overview::{SiteProblem, overview};
use crate::filings::store::work::{own_work, work_of_site};
use crate::filings::{Level, WorkArea, WorkTask};
use crate::workers::store::{RosterFilter, roster};
use crate::workers::{Lack, Presence};

/// Counted by the list itself.
async fn listed(ctx: &Ctx, project: Uuid, filter: RosterFilter) -> u64 {
    roster(ctx, project, &filter, 0).await.unwrap().total
}

crate::on_both! {
    //
    async fn an_officer_sees_what_is_open_as_the_lists_have_it(town: Town) {
        let (_bed, world) = town.apart();
        for nth in 1..=3 {
            works_on(&world, world.project, nth).await;
        }
        let officer = world.as_(Part::ProjectOfficer);
        let site = own_work(&officer).await.unwrap().remove(0);
        assert_eq!((site.project, site.name.is_empty()), (world.project, false));
        let count = |task: WorkTask| site.open.get(&task).copied().unwrap_or_default();
        let lacking = |lack| RosterFilter { lacks: Some(lack), ..RosterFilter::default() };
        let expected = RosterFilter { presence: Some(Presence::Expected), ..RosterFilter::default() };
        assert_eq!(count(WorkTask::WithoutContract), 3);
        assert_eq!(count(WorkTask::WithoutContract), listed(&officer, world.project, lacking(Lack::Contract)).await);
        assert_eq!(count(WorkTask::WithoutTraining), listed(&officer, world.project, lacking(Lack::Training)).await);
        assert_eq!(count(WorkTask::WithoutCard), listed(&officer, world.project, lacking(Lack::Card)).await);
        assert_eq!(count(WorkTask::ToEnter), listed(&officer, world.project, expected).await);
        assert_eq!((count(WorkTask::Unreported), site.of_area(WorkArea::Contracts)), (1, 3));
    }

    //
    async fn nobody_else_sees_it_and_the_end_of_a_binding_ends_it(town: Town) {
        let (_bed, world) = town.apart();
        for stranger in [Part::Bystander, Part::CandidateReady, Part::OtherEnterpriseAdministrator] {
            assert!(own_work(&world.as_(stranger)).await.unwrap().is_empty());
            assert!(matches!(work_of_site(&world.as_(stranger), world.project).await, Err(Fault::NotFound | Fault::Forbidden)));
        }
        assert!(work_of_site(&world.as_(Part::EnterpriseAdministrator), world.project).await.is_ok());
        end(&world.as_(Part::EnterpriseAdministrator), of_world(&world).await, "调离本项目").await.unwrap();
        let officer = world.as_now(Part::ProjectOfficer).await.unwrap();
        assert!(own_work(&officer).await.unwrap().is_empty());
    }

    //
    async fn an_enterprise_sees_all_its_sites_and_no_others(town: Town) {
        let (_bed, world) = town.apart();
        let alone = further_site(&world, "示例住宅二期").await;
        let found = overview(&world.as_(Part::EnterpriseAdministrator), world.enterprise, 0).await.unwrap();
        assert_eq!((found.total, found.without_officer, found.officers.len()), (2, 1, 0));
        let site = |id: Uuid| found.sites.iter().find(|site| site.project == id).unwrap();
        assert_eq!(site(world.project).responsible.as_ref().unwrap().name, Part::ProjectOfficer.member().name);
        assert_eq!(site(alone).responsible, None);
        assert!(site(alone).problems.contains(&SiteProblem::WithoutOfficer));
        assert!(site(world.project).problems.contains(&SiteProblem::NotFiled));
        // an assistant is an officer, and nobody who answers
        let number = certified(&world, Part::CandidateReady).await;
        let asked = wish(&world, to(alone, Duty::Assistant));
        let assistant = propose(&world.as_(Part::CandidateReady), &number, &asked).await.unwrap();
        confirm(&world.as_(Part::EnterpriseAdministrator), assistant).await.unwrap();
        let manned = overview(&world.as_(Part::EnterpriseAdministrator), world.enterprise, 0).await.unwrap();
        let problems = &manned.sites.iter().find(|site| site.project == alone).unwrap().problems;
        assert_eq!(manned.without_officer, 0);
        assert!(problems.contains(&SiteProblem::WithoutResponsible), "{problems:?}");
        assert!(!problems.contains(&SiteProblem::WithoutOfficer), "{problems:?}");
        for stranger in [Part::ProjectOfficer, Part::OtherEnterpriseAdministrator, Part::HumanResources, Part::Bystander] {
            let asked = overview(&world.as_(stranger), world.enterprise, 0).await;
            assert!(matches!(asked, Err(Fault::NotFound | Fault::Forbidden)), "{stranger:?}");
        }
    }

    //
    async fn the_sheet_names_the_officers_of_today_and_only_to_the_administrator(town: Town) {
        let (bed, world) = town.apart();
        let administrator = world.as_(Part::EnterpriseAdministrator);
        let sheet = duties_sheet(&administrator, world.enterprise).await.unwrap();
        let line = &sheet.officers[0];
        assert_eq!((sheet.officers.len(), line.level, line.posts.len()), (1, Level::Project, 1));
        assert_eq!((line.name.as_str(), line.certificate_number.as_str()), (Part::ProjectOfficer.member().name, world.certificate.as_str()));
        assert_eq!(line.posts[0].since, bed.ctx.now().day());
        for stranger in [Part::ProjectOfficer, Part::OtherEnterpriseAdministrator, Part::HumanResources] {
            let asked = duties_sheet(&world.as_(stranger), world.enterprise).await;
            assert!(matches!(asked, Err(Fault::NotFound | Fault::Forbidden)), "{stranger:?}");
        }
        end(&administrator, of_world(&world).await, "调离本项目").await.unwrap();
        assert!(duties_sheet(&administrator, world.enterprise).await.unwrap().officers.is_empty());
    }
}
