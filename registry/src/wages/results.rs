//! What did the bank answer, line by line, and may an answer follow the one before it (R-056, step 8)?

use std::collections::BTreeMap;

use super::batches::{LineState, PaymentBatch, PaymentLine};
use super::money::yuan;
use crate::{Instant, Refusal};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankResult {
    pub outcome: BankOutcome,
    /// What reached the card; of a failure 0, of a return what came back.
    pub amount_fen: i64,
    pub at: Instant,
    /// the bank's own number of the payment
    pub receipt: Option<String>,
    pub reason: Option<String>,
}

closed_set! {
    BankOutcome {
        /// 成功
        Succeeded = "succeeded",
        /// 失败
        Failed = "failed",
        /// 退汇
        Returned = "returned",
    }
}

/// One row of the bank's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// of the line that it answers
    pub reference: String,
    pub result: BankResult,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOutcome {
    Recorded,
    /// The same answer is on record: nothing changed.
    Repeated,
    Refused(Vec<Refusal>),
}

/// The batch with the bank's answers, and what became of each row; good rows stand beside refused ones.
pub fn take_results(batch: &PaymentBatch, rows: &[ResultRow], now: Instant) -> (PaymentBatch, Vec<RowOutcome>) {
    let mut answered = batch.clone();
    let lines = answered.lines.iter().enumerate();
    let places: BTreeMap<String, usize> =
        lines.map(|(index, line)| (line.reference.trim().to_owned(), index)).collect();
    let outcomes = rows.iter().map(|row| take_result(&mut answered, &places, row, now)).collect();
    (answered, outcomes)
}

fn take_result(
    batch: &mut PaymentBatch,
    places: &BTreeMap<String, usize>,
    row: &ResultRow,
    now: Instant,
) -> RowOutcome {
    let place = places.get(row.reference.trim()).copied();
    let Some((place, line)) = place.and_then(|place| batch.lines.get(place).map(|line| (place, line))) else {
        return RowOutcome::Refused(vec![Refusal::on("reference", "wages.result_of_no_line")]);
    };
    if line.results.contains(&row.result) {
        return RowOutcome::Repeated;
    }
    let refusals = check_result(batch, line, &row.result, now);
    if !refusals.is_empty() {
        return RowOutcome::Refused(refusals);
    }
    if let Some(line) = batch.lines.get_mut(place) {
        line.results.push(row.result.clone());
    }
    RowOutcome::Recorded
}

/// Everything that is wrong with an answer to this line.
pub fn check_result(batch: &PaymentBatch, line: &PaymentLine, result: &BankResult, now: Instant) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let state = batch.line_state(line);
    if !may_follow(state, result.outcome) {
        let refusal = Refusal::on("outcome", "wages.result_out_of_order");
        refusals.push(refusal.with("state", state.code()).with("outcome", result.outcome.code()));
    }
    if result.at > now {
        refusals.push(Refusal::on("at", "wages.result_in_future"));
    }
    let earliest = line.results.last().map(|last| last.at).max(batch.sent_at());
    if earliest.is_some_and(|earliest| result.at < earliest) {
        refusals.push(Refusal::on("at", "wages.result_before_order"));
    }
    let has_reason = result.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    match result.outcome {
        BankOutcome::Succeeded if !(1..=line.amount_fen).contains(&result.amount_fen) => {
            refusals.push(Refusal::on("amount", "wages.result_amount").with("ordered", yuan(line.amount_fen)));
        }
        BankOutcome::Returned if result.amount_fen != line.paid_fen() => {
            refusals.push(Refusal::on("amount", "wages.returned_amount").with("paid", yuan(line.paid_fen())));
        }
        BankOutcome::Failed if result.amount_fen != 0 => {
            refusals.push(Refusal::on("amount", "wages.failed_amount"));
        }
        _ => {}
    }
    if result.outcome != BankOutcome::Succeeded && !has_reason {
        refusals.push(Refusal::on("reason", "wages.result_reason_missing"));
    }
    refusals
}

fn may_follow(state: LineState, outcome: BankOutcome) -> bool {
    matches!(
        (state, outcome),
        (LineState::Sent, BankOutcome::Succeeded | BankOutcome::Failed)
            | (LineState::Failed, BankOutcome::Succeeded)
            | (LineState::Succeeded, BankOutcome::Returned)
    )
}
