//! What is built where, by whom, since when, and what stands on record about it?
//!
//! Types and rules, one question per file. A project's days have one status each (`history`); what is missing from its
//! records can be excused (`exemptions`); what Article 7 of the rules asks for is one list (`items`).

pub mod areas;
mod codes;
pub mod completeness;
mod details;
pub mod exemptions;
pub mod governing;
mod history;
pub mod integrity;
mod items;
pub mod managers;
mod milestones;
pub mod panel;
pub mod parties;
pub mod permits;
mod policy;
pub mod quantities;
pub mod readiness;
pub mod shutdowns;
pub mod sight;
mod status;

#[cfg(feature = "db")]
pub mod store;

use crate::{Day, Refusal};

pub use areas::{Area, Areas};
pub use codes::{Nature, Size, Works};
pub use details::{Details, Draft};
pub use exemptions::{Excused, Exemption, ExemptionKind, Missing};
pub use history::History;
pub use items::{Category, Item};
pub use milestones::{Doubt, Milestones};
pub use parties::{Party, PartyRole};
pub use permits::{Permit, PermitNumber};
pub use policy::Policy;
pub use sight::{Seen, Sight};
pub use status::{Act, Decision, Status, StatusPeriod};

/// What is on record began in it at the earliest; before, a year was typed wrongly.
const FIRST_YEAR: i32 = 2000;

/// # Errors
/// A refusal on the field when the day lies before the year 2000.
pub(crate) fn check_first_day(field: &'static str, day: Day) -> Result<(), Refusal> {
    if day.year() < FIRST_YEAR { Err(Refusal::on(field, "projects.day_too_early")) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
