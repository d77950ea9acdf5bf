//! Which files were brought, how far is each, and what did it come to?
//!
//! A file [arrives](begin) in pieces; a job [goes on](go_on) with it: first on trial, in transactions that are rolled back; and once
//! somebody [starts](start) it in earnest, or [takes it back](undo).

mod arriving;
mod bringing;
mod clearing;
mod errors;
mod marking;
mod rights;
mod running;
mod starting;
mod stream;
mod trying;
mod undoing;
mod views;

pub use arriving::{Arrival, NewImport, begin};
pub use clearing::{Cleared, clear};
pub use errors::{LineErrorView, list_errors};
pub use marking::{Marked, MarkedRow, marked};
pub use rights::{Offer, Target, offered};
pub use running::{Planted, go_on, go_on_with};
pub use starting::{leave_trial_out, start};
pub use undoing::{Effects, effects, undo};
pub use views::{ImportView, State, Tally, get, list};

pub const PER_PAGE: u64 = 50;
/// Steps of one file that may go wrong by a fault of ours before it waits for somebody.
const MOST_FAILURES: i32 = 5;

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
