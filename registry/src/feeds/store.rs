//! Who may send, what was received, what became of it, and how do the feeds stand?
//!
//! An enterprise registers a supplier and answers for it; a county issues its keys and grants each project that it may speak
//! of. A delivery is stored before anything else happens to it ([`receive`]); its good rows go to the noun that they are about
//! ([`Sink`]) in one transaction with what is said about the others.

mod applying;
mod attendance;
mod health;
mod keys;
mod leaving;
mod outages;
mod platform;
mod receiving;
mod results;
mod scopes;
mod sinks;
mod suppliers;
mod undoing;

pub use applying::{apply, apply_waiting, retry};
pub use attendance::AttendanceSink;
pub use health::{ProjectHealth, SupplierHealth, project_health, supplier_health};
pub use keys::{KeyView, Protocol, Secret, end_key, issue_key, list_keys, request_key, rotate_key, take_secret};
pub use leaving::{drop_old_bodies, forget_nonces};
pub use outages::{OutageView, confirm_outage, withdraw_outage};
pub use platform::serve;
pub use receiving::{Receipt, Repeat, receive};
pub use results::{BatchState, BatchView, ErrorView, batch, list_batches, list_errors, result, result_errors};
pub use scopes::{ScopeView, end_scope, grant_scope, list_scopes, list_waiting_scopes, request_scope};
pub use sinks::{Consequence, Origin, Placed, Sink, Sinks, Taken};
pub use suppliers::{SupplierView, end_supplier, list_suppliers, register_supplier, supplier};
pub use undoing::{Effects, effects, undo};

pub const PER_PAGE: u64 = 50;

/// Reasons are written for people who ask years later.
fn reason_of(typed: &str) -> Result<String, crate::Refusal> {
    let typed = typed.trim();
    if !(2..=500).contains(&typed.chars().count()) || typed.chars().any(|letter| letter.is_control()) {
        return Err(crate::Refusal::on("reason", "feeds.reason_length"));
    }
    Ok(typed.to_owned())
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
