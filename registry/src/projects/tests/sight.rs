use super::super::sight::{Seen, Sight};
use super::*;

fn party(enterprise: u128, role: PartyRole, period: Period) -> Party {
    Party { enterprise: somebody(enterprise), role, period }
}

#[test]
fn a_contractor_sees_all_units_and_a_former_one_nobody_who_came_after_it() {
    let today = Sight::of_parties(&[party(1, PartyRole::GeneralContractor, since("2026-03-02"))]);
    assert!(today.holds(somebody(2), day("2026-11-20")));
    let former = Sight::of_parties(&[party(1, PartyRole::GeneralContractor, period("2026-03-02", "2026-06-30"))]);
    assert_eq!(former.of_all(), Seen::Until(day("2026-06-30")));
    assert!(former.holds(somebody(2), day("2026-06-30")));
    assert!(!former.holds(somebody(2), day("2026-07-01")));
    assert!(former.holds(somebody(1), day("2026-07-01")), "its own people stay its own");
}

#[test]
fn a_unit_sees_its_own_people_and_an_owner_nobodys() {
    let unit = Sight::of_parties(&[party(3, PartyRole::LabourSubcontractor, period("2026-03-02", "2026-06-30"))]);
    assert!(unit.holds(somebody(3), day("2026-09-01")));
    assert!(!unit.holds(somebody(1), day("2026-03-02")));
    let owner = Sight::of_parties(&[party(4, PartyRole::Owner, since("2026-03-02"))]);
    assert!(owner.is_of_nobody() && owner.of_common() == Seen::Always);
    assert_eq!(unit.of_common(), Seen::Until(day("2026-06-30")));
    assert!(Sight::whole().holds(somebody(9), day("2026-03-02")));
}
