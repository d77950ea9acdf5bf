//! How many people work on a project, and under an officer, on a day (the base of R-111)?
//!
//! D-13: summed over all projects of the officer; registered and not exited; workers, not managers; the general
//! contractor's and every subcontractor's. A person counts once on each of two projects, and once on a project even where
//! two registrations stand beside each other. The day of exit still counts.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::record::{Registration, Role, Standing};
use crate::Day;

/// The count of one project; people in each other group are counted once too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeadCount {
    pub total: u32,
    /// The same people by the unit that registered them first.
    pub by_unit: BTreeMap<Uuid, u32>,
    /// Managers in force, who do not count.
    pub managers: u32,
    /// Workers who left, who do not count.
    pub left: u32,
}

/// The count of one officer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficerCount {
    /// The sum that the rule compares.
    pub total: u32,
    /// Different people in it.
    pub different: u32,
    pub projects: BTreeMap<Uuid, HeadCount>,
}

closed_set! {
    /// Why a registration adds nobody.
    Uncounted {
        NotYetRegistered = "not_yet_registered",
        Left = "left",
        Manager = "manager",
    }
}

impl OfficerCount {
    /// 不足100人 excludes the number itself: 99 is below, 100 is not.
    pub fn is_below(&self, limit: u32) -> bool {
        self.total < limit
    }
}

/// Why this registration adds nobody on the day; `None` when its person counts.
pub fn why_not_counted(registration: &Registration, day: Day) -> Option<Uncounted> {
    match registration.standing_on(day) {
        Standing::NotYetRegistered => Some(Uncounted::NotYetRegistered),
        Standing::Left(_) => Some(Uncounted::Left),
        Standing::Expected | Standing::OnSite if registration.role == Role::Manager => Some(Uncounted::Manager),
        Standing::Expected | Standing::OnSite => None,
    }
}

/// The head count of a project; registrations of other projects are passed over.
pub fn head_count(project: Uuid, registrations: &[Registration], day: Day) -> HeadCount {
    let of_project = registrations.iter().filter(|one| one.project == project);
    count(&of_project.collect::<Vec<_>>(), day)
}

/// The head count of an officer over these projects, the new one included.
pub fn officer_count(projects: &BTreeSet<Uuid>, registrations: &[Registration], day: Day) -> OfficerCount {
    let mut of_project: BTreeMap<Uuid, Vec<&Registration>> = projects.iter().map(|id| (*id, Vec::new())).collect();
    for registration in registrations {
        if let Some(rows) = of_project.get_mut(&registration.project) {
            rows.push(registration);
        }
    }
    let people: BTreeSet<Uuid> =
        of_project.values().flatten().filter(|one| counts(one, day)).map(|one| one.person).collect();
    let projects: BTreeMap<Uuid, HeadCount> = of_project.iter().map(|(id, rows)| (*id, count(rows, day))).collect();
    let total = projects.values().fold(0, |sum: u32, one| sum.saturating_add(one.total));
    OfficerCount { total, different: size(people.len()), projects }
}

fn count(registrations: &[&Registration], day: Day) -> HeadCount {
    let mut first: BTreeMap<Uuid, &Registration> = BTreeMap::new();
    let (mut managers, mut left) = (BTreeSet::new(), BTreeSet::new());
    for registration in registrations {
        match why_not_counted(registration, day) {
            None => {
                let known = first.entry(registration.person).or_insert(registration);
                if (registration.registered_at, registration.id) < (known.registered_at, known.id) {
                    *known = registration;
                }
            }
            Some(Uncounted::Manager) => {
                managers.insert(registration.person);
            }
            Some(Uncounted::Left) if registration.role == Role::Worker => {
                left.insert(registration.person);
            }
            Some(_) => {}
        }
    }
    managers.retain(|person| !first.contains_key(person));
    left.retain(|person| !first.contains_key(person) && !managers.contains(person));
    let mut by_unit = BTreeMap::new();
    for registration in first.values() {
        *by_unit.entry(registration.unit).or_insert(0) += 1;
    }
    HeadCount { total: size(first.len()), by_unit, managers: size(managers.len()), left: size(left.len()) }
}

fn counts(registration: &Registration, day: Day) -> bool {
    why_not_counted(registration, day).is_none()
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
