//! What was paid to whom from which account, was it due, and was it enough? Types and rules of payments; the monthly
//! sheets (工资表) and their reviews stand beside them later.
//!
//! ```text
//! batch:  drafted -> sent -> answered in part -> paid | paid in part | failed          drafted -> withdrawn
//! line:   drafted -> sent -> succeeded -> returned
//!                         -> failed -> succeeded (the bank corrects itself)
//! ```
//! A state is never stored: it follows from the steps of the batch and from the bank's results. Money in fen.

mod batches;
mod checking;
mod due;
mod dues;
mod money;
mod policy;
mod reconciling;
mod results;
pub mod sheet;
#[cfg(feature = "db")]
pub mod store;

pub use batches::{
    AccountNumber, BatchState, BatchStep, LineState, PaymentBatch, PaymentKind, PaymentLine, StepKind, WageAccount,
    check_send, check_withdraw,
};
pub use checking::{Check, Effect, Finding, Payee, check_batch, underpaid_lines};
pub use due::{has_full_month, piece_wages_due, wages_due};
pub use dues::{Dues, Paid, Standing};
pub use money::{parse_yuan, sum_fen, yuan};
pub use policy::{Minimum, Policy};
pub use reconciling::{
    Agreement, DayWorked, Earned, Payable, Reconciled, Reconciliation, Work, earned_by_days, earned_fen, owed_fen,
    reconcile,
};
pub use results::{BankOutcome, BankResult, ResultRow, RowOutcome, check_result, take_results};

#[cfg(test)]
mod tests;
