//! Who may send, what was received, what became of it, and how do the feeds stand?
//!
//! An enterprise registers a supplier and answers for it; a county issues its keys and grants each project that it may speak
//! of. A delivery is stored before anything else happens to it ([`receive`]); a job hands its good rows on to the noun that they
//! are about ([`apply_waiting`], [`Sink`]) in one transaction with what is said about the others.

mod applying;
mod asked;
mod attendance;
mod bell;
mod concerned;
mod health;
mod hush;
mod keys;
mod leaving;
mod outages;
mod overview;
mod placing;
mod platform;
mod receiving;
mod results;
mod scopes;
mod sinks;
mod standing;
mod suppliers;
mod undoing;

pub(crate) use applying::{Applied, Counts, apply_rows};
pub use applying::{apply, apply_waiting, is_waiting, retry};
pub use attendance::AttendanceSink;
pub use bell::Bell;
pub use health::{
    ProjectFeeds, ProjectHealth, SUPPLIERS_PER_PAGE, SupplierHealth, SupplierLine, project_health, sees_feeds,
    supplier_health, supplier_lines,
};
pub(crate) use hush::{Hush, hushed};
#[cfg(feature = "fixtures")]
pub(crate) use keys::{COLUMN as SECRETS, sealed_secret};
pub use keys::{KeyView, Protocol, Secret, end_key, issue_key, list_keys, request_key, rotate_key, take_secret};
pub use leaving::{drop_old_bodies, forget_nonces};
pub use outages::{OutageView, confirm_outage, withdraw_outage};
pub use overview::{
    SupplierPage, WaitingKey, find_supplier, list_waiting_keys, open_projects, supplier_for, supplier_page,
    suppliers_of,
};
pub use platform::serve;
pub(crate) use receiving::store_errors;
pub use receiving::{Receipt, Repeat, admit, receive};
pub use results::{
    BatchPage, BatchState, BatchView, ERRORS_PER_PAGE, ErrorView, SpokenOf, batch, batch_page, export_errors,
    latest_of_project, list_batches, list_errors, result,
};
pub(crate) use scopes::{Granted, granted};
pub use scopes::{ScopeView, end_scope, grant_scope, list_scopes, list_waiting_scopes, request_scope};
pub use sinks::{Consequence, Origin, Placed, Sink, Sinks, Taken};
pub use suppliers::{SupplierView, end_supplier, register_supplier, supplier};
pub use undoing::{Effects, effects, undo};

use crate::Refusal;
use crate::fault::worded;

pub const PER_PAGE: u64 = 50;

/// Reasons are written for people who ask years later.
fn reason_of(typed: &str) -> Result<String, Refusal> {
    worded(typed, 2..=500, || Refusal::on("reason", "feeds.reason_length"))
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
