use super::super::managers::{Post, SiteManager, check_manager, managers_on};
use super::super::parties::{check_party, employers_on, general_contractor_on, parties_on};
use super::*;
use crate::enterprises::EnterpriseKind;

fn party(enterprise: u128, role: PartyRole, period: Period) -> Party {
    Party { enterprise: somebody(enterprise), role, period }
}

fn parties() -> Vec<Party> {
    vec![
        party(1, PartyRole::Owner, since("2026-01-01")),
        party(4, PartyRole::LabourSubcontractor, since("2026-03-01")),
        party(2, PartyRole::GeneralContractor, period("2026-01-01", "2026-06-30")),
        party(3, PartyRole::GeneralContractor, since("2026-07-01")),
        party(5, PartyRole::Supervisor, since("2026-01-01")),
    ]
}

#[test]
fn a_site_has_one_general_contractor_at_a_time() {
    let add = |new: Party| check_party(&new, &parties()).map_err(codes);
    let second = party(9, PartyRole::GeneralContractor, period("2026-06-30", "2026-07-01"));
    assert_eq!(add(second), Err(vec!["projects.two_general_contractors"; 2]));
    let earlier = party(9, PartyRole::GeneralContractor, period("2025-01-01", "2025-12-31"));
    assert_eq!(add(earlier), Ok(()));
    let twice = party(4, PartyRole::LabourSubcontractor, period("2026-05-01", "2026-05-31"));
    assert_eq!(add(twice), Err(vec!["projects.party_twice"]));
    let elsewhere = party(4, PartyRole::SpecialistSubcontractor, since("2026-05-01"));
    assert_eq!(add(elsewhere), Ok(()));
    assert_eq!(add(party(9, PartyRole::LabourSubcontractor, since("2026-05-01"))), Ok(()));
}

#[test]
fn who_took_part_on_a_day_has_one_answer() {
    let parties = parties();
    let contractor = |on: &str| general_contractor_on(&parties, day(on)).map(|party| party.enterprise);
    assert_eq!(contractor("2025-12-31"), None);
    assert_eq!(contractor("2026-06-30"), Some(somebody(2)));
    assert_eq!(contractor("2026-07-01"), Some(somebody(3)));
    let employers = |on: &str| employers_on(&parties, day(on)).iter().map(|party| party.enterprise).collect::<Vec<_>>();
    assert_eq!(employers("2026-02-28"), [somebody(2)]);
    assert_eq!(employers("2026-03-01"), [somebody(2), somebody(4)]);
    assert_eq!(parties_on(&parties, day("2026-03-01")).count(), 4);
}

#[test]
fn roles_fill_items_of_the_article_and_expect_kinds() {
    let item = |role: PartyRole| role.item();
    assert_eq!(item(PartyRole::GeneralContractor), Some(Item::Enterprise));
    assert_eq!(item(PartyRole::LabourSubcontractor), Some(Item::LabourSubcontractors));
    assert_eq!(item(PartyRole::EquipmentSubcontractor), Some(Item::Subcontractors));
    assert_eq!(item(PartyRole::Supervisor), None);
    let fits = |role: PartyRole, kind| role.fits(Some(kind));
    assert!(fits(PartyRole::GeneralContractor, EnterpriseKind::Epc));
    assert!(!fits(PartyRole::GeneralContractor, EnterpriseKind::Labour));
    assert!(fits(PartyRole::SpecialistSubcontractor, EnterpriseKind::General));
    assert!(!fits(PartyRole::SpecialistSubcontractor, EnterpriseKind::Labour));
    assert!(PartyRole::Owner.fits(None) && !PartyRole::LabourSubcontractor.fits(None));
}

fn manager(person: u128, enterprise: u128, post: Post, period: Period) -> SiteManager {
    SiteManager { person: somebody(person), enterprise: somebody(enterprise), post, period }
}

#[test]
fn managers_belong_to_a_party_for_all_their_days() {
    let (parties, others) = (parties(), [manager(11, 2, Post::ProjectManager, period("2026-01-01", "2026-03-31"))]);
    let add = |new: SiteManager| check_manager(&new, &others, &parties).map_err(codes);
    assert_eq!(add(manager(12, 2, Post::ProjectManager, period("2026-04-01", "2026-06-30"))), Ok(()));
    assert_eq!(
        add(manager(12, 2, Post::ProjectManager, period("2026-03-31", "2026-04-30"))),
        Err(vec!["projects.post_taken"])
    );
    assert_eq!(
        add(manager(11, 2, Post::ProjectManager, period("2026-03-01", "2026-07-01"))),
        Err(vec!["projects.manager_of_no_party", "projects.manager_twice"])
    );
    assert_eq!(add(manager(12, 4, Post::ProjectManager, since("2026-03-01"))), Ok(()), "each party has its own");
    assert_eq!(add(manager(12, 2, Post::SafetyLead, period("2026-03-01", "2026-03-02"))), Ok(()));
    assert_eq!(add(manager(12, 5, Post::ChiefSupervisor, since("2026-03-01"))), Ok(()));
    assert_eq!(add(manager(12, 5, Post::OwnerLead, since("2026-03-01"))), Err(vec!["projects.manager_of_no_party"]));
    assert_eq!(
        add(manager(12, 2, Post::LabourWageOfficer, period("2026-03-01", "2026-03-02"))),
        Err(vec!["projects.officer_comes_from_binding"])
    );
    // an enterprise that changed its role without a day between is a party for all of those days
    let longer = [parties.clone(), vec![party(2, PartyRole::SpecialistSubcontractor, since("2026-07-01"))]].concat();
    let onwards = |from: &str, parties: &[Party]| {
        check_manager(&manager(12, 2, Post::SafetyLead, since(from)), &others, parties).map_err(codes)
    };
    assert_eq!(onwards("2026-05-01", &longer), Ok(()));
    let gap = [parties.clone(), vec![party(2, PartyRole::SpecialistSubcontractor, since("2026-07-02"))]].concat();
    assert_eq!(onwards("2026-05-01", &gap), Err(vec!["projects.manager_of_no_party"]));
    assert_eq!(managers_on(&others, Post::ProjectManager, day("2026-03-31")).count(), 1);
    assert_eq!(managers_on(&others, Post::ProjectManager, day("2026-04-01")).count(), 0);
}
