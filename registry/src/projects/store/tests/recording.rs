use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::*;
use crate::entity::{audit_entries, document_views};
use crate::fault::Fault;
use crate::projects::managers::Post as SitePost;
use crate::projects::permits::PermitNeed;
use crate::projects::{Doubt, PartyRole};

fn party(enterprise: Uuid, role: PartyRole, period: Period) -> NewParty {
    NewParty { enterprise, role, period, batch: None }
}

fn manager(enterprise: Uuid, part: Part, post: SitePost, period: Period) -> NewManager {
    let person = part.member();
    NewManager {
        name: person.name.into(),
        id_number: person.id_number(),
        phone: person.phone(),
        enterprise,
        post,
        period,
        batch: None,
    }
}

fn instead(row: Uuid) -> Entry {
    Entry::InPlaceOf { row, reason: "登记有误".into() }
}

fn code(outcome: Result<impl Sized, Fault>) -> &'static str {
    outcome.err().unwrap().code().unwrap()
}

crate::on_both! {
    async fn parties_come_leave_and_are_put_right(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let labour = party(world.other_enterprise, PartyRole::LabourSubcontractor, since("2026-04-01"));
        let row = record_party(&contractor, project, &labour, &Entry::New).await.unwrap();
        assert_eq!(code(record_party(&contractor, project, &labour, &Entry::New).await), "projects.party_twice");
        // whoever takes part sees the project and changes nothing
        let other = world.as_(Part::OtherEnterpriseAdministrator);
        assert!(!page(&other, project).await.unwrap().may_edit);
        assert!(matches!(record_party(&other, project, &labour, &Entry::New).await, Err(Fault::Forbidden)));
        let ancient = NewParty { period: since("1989-12-31"), ..labour };
        assert_eq!(code(record_party(&contractor, project, &ancient, &instead(row)).await), "calendar.day_too_early");
        let left = NewParty { period: period("2026-04-01", "2026-10-31"), ..labour };
        let second = record_party(&contractor, project, &left, &instead(row)).await.unwrap();
        assert!(matches!(record_party(&contractor, project, &left, &instead(row)).await, Err(Fault::NotFound)));
        let parties = page(&contractor, project).await.unwrap().parties;
        assert_eq!(parties.iter().map(|one| one.party.role).collect::<Vec<_>>(), [PartyRole::GeneralContractor, PartyRole::LabourSubcontractor]);
        assert_eq!(parties[1].party.period, left.period);
        // the past keeps its view
        assert!(page(&other, project).await.is_ok());
        withdraw(&contractor, project, Record::Party(second), "并未进场").await.unwrap();
        assert!(matches!(page(&other, project).await, Err(Fault::NotFound)));
        let again = withdraw(&contractor, project, Record::Party(second), "并未进场").await;
        assert!(matches!(again, Err(Fault::NotFound)));
        // what no longer counts stays readable
        let mut reasons: Vec<_> = past(&contractor, project).await.unwrap().into_iter().map(|one| one.reason.unwrap()).collect();
        reasons.sort_unstable();
        assert_eq!(reasons, ["并未进场", "登记有误"]);
        assert!(matches!(past(&other, project).await, Err(Fault::NotFound)));
    }

    async fn a_site_has_one_general_contractor_and_loses_its_rights_with_it(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let row = page(&contractor, project).await.unwrap().parties[0].id;
        let next = party(world.other_enterprise, PartyRole::GeneralContractor, since("2026-11-01"));
        let outcome = record_party(&contractor, project, &next, &Entry::New).await;
        assert_eq!(code(outcome), "projects.two_general_contractors");
        let left = party(world.enterprise, PartyRole::GeneralContractor, period("2026-03-02", "2026-10-31"));
        record_party(&contractor, project, &left, &instead(row)).await.unwrap();
        // the next write is refused, for what is still seen
        let outcome = record_party(&contractor, project, &next, &Entry::New).await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
        let subcontractor = party(world.other_enterprise, PartyRole::Logistics, since("2026-11-01"));
        let office = world.as_(Part::HumanResources);
        assert!(matches!(record_party(&office, project, &subcontractor, &Entry::New).await, Err(Fault::Forbidden)));
        record_party(&office, project, &next, &Entry::New).await.unwrap();
        let successor = world.as_(Part::OtherEnterpriseAdministrator);
        assert!(page(&successor, project).await.unwrap().may_edit);
        // whoever left sees nobody who came afterwards
        let lead = manager(world.other_enterprise, Part::Bystander, SitePost::ProjectManager, since("2026-11-02"));
        record_manager(&successor, project, &lead, &Entry::New).await.unwrap();
        assert_eq!(page(&successor, project).await.unwrap().managers.len(), 1);
        assert_eq!(page(&contractor, project).await.unwrap().managers.len(), 0);
        assert_eq!(documents(&contractor, project).await.unwrap().len(), 0);
    }

    async fn managers_run_the_site_for_a_party_of_those_days(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let new = manager(world.enterprise, Part::Bystander, SitePost::ProjectManager, since("2026-03-02"));
        let row = record_manager(&contractor, project, &new, &Entry::New).await.unwrap();
        let second = manager(world.enterprise, Part::CandidateHeld, SitePost::ProjectManager, since("2026-05-01"));
        assert_eq!(code(record_manager(&contractor, project, &second, &Entry::New).await), "projects.post_taken");
        let stranger = NewManager { enterprise: world.other_enterprise, ..second.clone() };
        assert_eq!(code(record_manager(&contractor, project, &stranger, &Entry::New).await), "projects.manager_of_no_party");
        let bound = NewManager { post: SitePost::LabourWageOfficer, ..second.clone() };
        assert_eq!(code(record_manager(&contractor, project, &bound, &Entry::New).await), "projects.officer_comes_from_binding");
        let renamed = NewManager { name: "别的名字".into(), ..second.clone() };
        assert_eq!(code(record_manager(&contractor, project, &renamed, &Entry::New).await), "projects.manager_name_differs");
        let ended = NewManager { period: period("2026-03-02", "2026-04-30"), ..new.clone() };
        record_manager(&contractor, project, &ended, &instead(row)).await.unwrap();
        // somebody without an account comes on record
        let fresh = NewManager {
            name: "沈一鸣".into(), id_number: crate::fixtures::id_number("320690", "19800101", 555), phone: "19900000555".into(),
            post: SitePost::SafetyLead, ..second.clone()
        };
        record_manager(&contractor, project, &fresh, &Entry::New).await.unwrap();
        record_manager(&officer(&world, project), project, &second, &Entry::New).await.unwrap();
        let managers = page(&contractor, project).await.unwrap().managers;
        let told: Vec<_> = managers.iter().map(|one| (one.manager.post, one.person.as_ref().unwrap().id_number.as_str())).collect();
        let masked = "3206**************";
        assert_eq!(told, [(SitePost::ProjectManager, masked), (SitePost::ProjectManager, masked), (SitePost::SafetyLead, masked)]);
        // the enterprise leaves after its managers
        let contractor_row = page(&contractor, project).await.unwrap().parties[0].id;
        let outcome = withdraw(&contractor, project, Record::Party(contractor_row), "登记有误").await;
        assert_eq!(code(outcome), "projects.party_has_managers");
        for part in STRANGERS {
            assert!(matches!(record_manager(&world.as_(part), project, &second, &Entry::New).await, Err(Fault::NotFound)));
        }
    }

    async fn a_project_has_several_permits_each_once(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let permit = |number: &str, on: &str| NewPermit {
            number: number.into(), issued_on: day(on), works: "一期".into(), document: None, batch: None,
        };
        let one = permit("320613202604010101", "2026-04-01");
        let row = record_permit(&contractor, project, &one, &Entry::New).await.unwrap();
        record_permit(&contractor, project, &permit("〔2026〕施字7号", "2026-06-01"), &Entry::New).await.unwrap();
        assert_eq!(code(record_permit(&contractor, project, &one, &Entry::New).await), "projects.permit_twice");
        let future = permit("8", "2026-11-21");
        assert_eq!(code(record_permit(&contractor, project, &future, &Entry::New).await), "projects.day_in_future");
        let nameless = NewPermit { works: " ".into(), ..permit("8", "2026-06-01") };
        assert_eq!(code(record_permit(&contractor, project, &nameless, &Entry::New).await), "projects.permit_works_length");
        record_permit(&contractor, project, &permit("320613202604010101", "2026-04-02"), &instead(row)).await.unwrap();
        assert_eq!(page(&contractor, project).await.unwrap().permits.len(), 2);
        assert!(matches!(record_permit(&world.as_(Part::Industry), project, &one, &Entry::New).await, Err(Fault::Forbidden)));
    }

    async fn the_rules_count_from_the_start_that_an_office_confirmed(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, office, project) = (world.as_(Part::EnterpriseAdministrator), world.as_(Part::Industry), site(&world).await);
        let start = |on: &str| NewMilestone { milestone: Milestone::ActualStart, on: day(on), document: None, batch: None };
        let first = record_milestone(&contractor, project, &start("2026-03-10")).await.unwrap();
        assert_eq!(page(&contractor, project).await.unwrap().days.actual_start, None);
        assert!(matches!(confirm_milestone(&contractor, project, first).await, Err(Fault::Forbidden)));
        assert!(matches!(confirm_milestone(&world.as_(Part::OtherHumanResources), project, first).await, Err(Fault::NotFound)));
        confirm_milestone(&office, project, first).await.unwrap();
        assert_eq!(code(confirm_milestone(&office, project, first).await), "projects.milestone_confirmed");
        let seen = page(&contractor, project).await.unwrap();
        assert_eq!((seen.days.actual_start, seen.doubts), (Some(day("2026-03-10")), vec![Doubt::StartDiffersFromStatus]));
        assert_eq!(seen.built_without_permit, Some(since("2026-03-10")));
        assert_eq!(code(withdraw(&contractor, project, Record::Milestone(first), "登记有误").await), "projects.milestone_confirmed");
        // another word of the site counts once it is confirmed, too
        let second = record_milestone(&contractor, project, &start("2026-03-02")).await.unwrap();
        let third = record_milestone(&contractor, project, &start("2026-03-03")).await.unwrap();
        assert!(matches!(confirm_milestone(&office, project, second).await, Err(Fault::NotFound)));
        assert_eq!(page(&contractor, project).await.unwrap().days.actual_start, Some(day("2026-03-10")));
        confirm_milestone(&office, project, third).await.unwrap();
        let seen = page(&contractor, project).await.unwrap();
        assert_eq!((seen.days.actual_start, seen.milestones.len()), (Some(day("2026-03-03")), 1));
        let accepted = NewMilestone { milestone: Milestone::CompletionAcceptance, ..start("2026-03-01") };
        assert_eq!(code(record_milestone(&contractor, project, &accepted).await), "projects.day_before_start");
        assert_eq!(code(record_milestone(&contractor, project, &start("2026-11-21")).await), "projects.day_in_future");
        set_permit_need(&office, project, PermitNeed::NotNeeded, "限额以下工程").await.unwrap();
        assert_eq!(page(&contractor, project).await.unwrap().built_without_permit, None);
        let outcome = set_permit_need(&contractor, project, PermitNeed::NotNeeded, "限额以下工程").await;
        assert!(matches!(outcome, Err(Fault::Forbidden)));
    }

    async fn a_file_about_people_opens_for_whoever_sees_the_people_only(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let order = paper(&contractor, project).await;
        let contract = b"%PDF-1.7 a contract".to_vec();
        let scan = bring_document(&contractor, project, DocumentAbout::People, "劳动合同.pdf", contract.clone()).await.unwrap();
        let listed = async |part| {
            let found = documents(&world.as_(part), project).await.unwrap();
            found.into_iter().map(|one| one.hash).collect::<BTreeSet<_>>()
        };
        for part in [Part::EnterpriseAdministrator, Part::HumanResources] {
            assert_eq!(listed(part).await, [order.clone(), scan.clone()].into(), "{part:?}");
            let found = find_document(&world.as_(part), project, &scan).await.unwrap();
            assert!(matches!(found, Some(Paper::ForReason(ref one)) if one.name == "劳动合同.pdf"), "{part:?}");
        }
        for part in [Part::City, Part::Issuer] {
            assert_eq!(listed(part).await, [order.clone()].into(), "{part:?}");
            assert!(find_document(&world.as_(part), project, &scan).await.unwrap().is_none(), "{part:?}");
        }
        // the same file again as a paper of the project lets nobody look
        bring_document(&contractor, project, DocumentAbout::Project, "合同.pdf", contract).await.unwrap();
        assert!(find_document(&world.as_(Part::City), project, &scan).await.unwrap().is_none());
    }

    async fn a_scan_about_people_opens_for_a_reason_that_is_kept(town: Town) {
        let (bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let contract = b"%PDF-1.7 a contract".to_vec();
        let scan = bring_document(&contractor, project, DocumentAbout::People, "劳动合同.pdf", contract.clone()).await.unwrap();
        let office = world.as_(Part::HumanResources);
        for reason in ["", "看", "  三个字 "] {
            assert_eq!(code(open_document(&office, project, &scan, reason).await), "people.reason_length", "{reason}");
        }
        let kept = async || document_views::Entity::find().all(bed.ctx.db.reader()).await.unwrap();
        assert!(kept().await.is_empty());
        let opened = open_document(&office, project, &scan, " 核实投诉内容 ").await.unwrap();
        assert_eq!((opened.media_type.as_str(), opened.content), ("application/pdf", contract));
        let views = kept().await;
        let [view] = &views[..] else { panic!("{views:?}") };
        assert_eq!((view.project_id, view.hash.as_str(), view.reason.as_str()), (project, scan.as_str(), "核实投诉内容"));
        assert_eq!(view.account_id, office.signed_in().unwrap().account);
        let logged = audit_entries::Entity::find().filter(audit_entries::Column::Verb.eq("open_document"));
        assert_eq!(logged.count(bed.ctx.db.reader()).await.unwrap(), 1);
        for part in [Part::City, Part::Issuer, Part::OtherHumanResources, Part::OtherEnterpriseAdministrator] {
            let refused = open_document(&world.as_(part), project, &scan, "核实投诉内容").await;
            assert!(matches!(refused, Err(Fault::NotFound)), "{part:?}");
        }
        assert_eq!(kept().await.len(), 1);
    }

    async fn a_file_opens_for_whoever_sees_its_project(town: Town) {
        let (_bed, world) = town.apart();
        let (contractor, project) = (world.as_(Part::EnterpriseAdministrator), site(&world).await);
        let hash = paper(&contractor, project).await;
        assert_eq!(paper(&contractor, project).await, hash, "the same twice is the same");
        let found = find_document(&world.as_(Part::City), project, &hash).await.unwrap();
        assert!(matches!(found, Some(Paper::Open(ref blob)) if blob.media_type == "application/pdf"), "{found:?}");
        assert!(matches!(find_document(&world.as_(Part::OtherHumanResources), project, &hash).await, Err(Fault::NotFound)));
        // a hash that is known from elsewhere opens nothing and is no evidence
        let other = register(&contractor, &new_project("某小区二期", world.enterprise)).await.unwrap();
        assert!(find_document(&contractor, other, &hash).await.unwrap().is_none());
        let permit = NewPermit { number: "1".into(), issued_on: day("2026-03-01"), works: "二期".into(), document: Some(hash), batch: None };
        assert_eq!(code(record_permit(&contractor, other, &permit, &Entry::New).await), "projects.document_unknown");
        record_permit(&contractor, project, &permit, &Entry::New).await.unwrap();
        let script = bring_document(&contractor, project, DocumentAbout::Project, "a.html", b"<script>".to_vec()).await;
        assert_eq!(code(script), "projects.document_format");
        let large = bring_document(&contractor, project, DocumentAbout::Project, "a.pdf", [b"%PDF-".to_vec(), vec![0; MOST_BYTES]].concat()).await;
        assert_eq!(code(large), "projects.document_too_large");
    }
}
