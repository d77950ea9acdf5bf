//! Where did this person work before (R-042 从业记录)?

use uuid::Uuid;

use super::record::{Registration, Role};
use super::stays::Stay;

/// One stay on one project, as the history across projects shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Employment {
    pub stay: Stay,
    pub project: Uuid,
    pub unit: Uuid,
    pub team: Option<Uuid>,
    pub role: Role,
    pub trade: String,
}

/// Every entry and exit of one person, the newest first; of other people nothing.
pub fn employment_history(person: Uuid, registrations: &[Registration]) -> Vec<Employment> {
    let mut all: Vec<Employment> = registrations
        .iter()
        .filter(|registration| registration.person == person)
        .flat_map(|registration| registration.stays.iter().map(move |stay| (registration, stay)))
        .map(|(registration, stay)| Employment {
            stay,
            project: registration.project,
            unit: registration.unit,
            team: registration.team,
            role: registration.role,
            trade: registration.trade.clone(),
        })
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.stay.entered, one.stay.left.is_none(), one.stay.left, one.project)));
    all
}
