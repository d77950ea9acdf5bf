//! How does a payment order come about, go to the bank and get its answers, and what is late?

mod answers;
mod batches;
mod comparing;
mod drafting;
mod dues;
mod earning;
mod lateness;
mod own;
mod payees;
mod paying;
mod retracting;
mod sending;
mod sight;
mod standings;
mod stored;
mod withdrawing;

pub use answers::{Answered, take_result_sheet};
pub use batches::{BatchLine, BatchView, LineView, NewBatch, PER_PAGE as BATCHES_PER_PAGE, batch, batches_of, draft};
pub use comparing::{Difference, Measured, differences, reconcile_batch};
pub use drafting::{
    Choices, Drafted, MOST_PROPOSED, OrderHead, Proposed, TypedLine, choices, draft_again, draft_from_sheet,
    draft_typed, proposal,
};
pub(crate) use dues::count_year_again;
pub use dues::refresh_dues;
pub use lateness::{LateProject, MonthLine, PER_PAGE, all_late_projects, count_late_projects, late_projects, months};
pub use own::{OwnPayment, own_payments};
pub use retracting::{Answer, Retraction, answers, retraction, withdraw_answer};
pub use sending::{findings, send, take_bank_results, withdraw};
pub use standings::{DuesFilter, DuesLine, PaySite, all_dues, dues_list, site};

pub(crate) use dues::{mark_months, mark_since, write_months};
pub(crate) use earning::month_pay;
pub(crate) use lateness::month_wages;
pub(crate) use paying::{PaidFrom, PaidLine, pay_within, says_the_same, was_taken_back};
pub(crate) use withdrawing::{brought, line_of, lines_of, undo_within, withdraw_line_within};

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
