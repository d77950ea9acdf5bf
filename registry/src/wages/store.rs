//! How does a payment order come about, go to the bank and get its answers, and what is late?

mod batches;
mod earning;
mod lateness;
mod payees;
mod sending;
mod stored;

pub use batches::{BatchLine, BatchView, LineView, NewBatch, batch, batches_of, draft, draft_within};
pub use earning::{Measured, reconcile_batch};
pub use lateness::{LateList, late_list};
pub use sending::{findings, send, take_bank_results, take_results_within, withdraw};

pub(crate) use earning::month_pay;

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
