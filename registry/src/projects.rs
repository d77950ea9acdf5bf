//! What is built where, by whom, since when, and what stands on record about it?
//!
//! Types and rules, one question per file. A project's days have one status each (`history`); what is missing from its
//! records can be excused (`exemptions`); what Article 7 of the rules asks for is one list (`items`).

pub mod areas;
mod codes;
pub mod completeness;
mod details;
pub mod exemptions;
pub mod figures;
pub mod governing;
mod history;
#[cfg(feature = "db")]
pub mod importing;
pub mod integrity;
mod items;
#[cfg(feature = "db")]
mod leaving;
pub mod managers;
mod milestones;
pub mod panel;
pub mod parties;
pub mod permits;
mod policy;
pub mod quantities;
pub mod readiness;
pub mod sheet;
pub mod shutdowns;
pub mod sight;
mod status;

#[cfg(feature = "db")]
pub mod store;

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

#[cfg(test)]
mod tests;
