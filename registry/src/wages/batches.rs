//! What is one payment order to the bank, and in which state are it and its lines?

use std::fmt;

use uuid::Uuid;

use super::checking::{Effect, Finding};
use super::results::{BankOutcome, BankResult};
use crate::calendar::Month;
use crate::people::{PersonName, masked_digits, ungrouped};
use crate::workers::CardNumber;
use crate::{Day, Instant, Refusal};

const ACCOUNT_LENGTHS: std::ops::RangeInclusive<usize> = 8..=30;

/// The digits of an enterprise's account. Never printed in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber(String);

/// 农民工工资专用账户 of one project (条例第二十六条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WageAccount {
    pub project: Uuid,
    /// code of the bank table
    pub bank: String,
    pub number: AccountNumber,
    pub opened_on: Day,
    /// The last day on which it is open.
    pub closed_on: Option<Day>,
}

/// The wages of one unit on one project, ordered from one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentBatch {
    pub id: Uuid,
    pub project: Uuid,
    pub unit: Uuid,
    pub paying_account: AccountNumber,
    pub lines: Vec<PaymentLine>,
    pub steps: Vec<BatchStep>,
}

/// One amount to one card. `reference` is the payer's own number of it (`thirdPayRollCode`), which is used once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentLine {
    pub reference: String,
    /// The worker's registration on the project.
    pub worker: Uuid,
    pub month: Month,
    /// 补发
    pub kind: PaymentKind,
    pub card: CardNumber,
    pub card_holder: PersonName,
    /// 应发
    pub payable_fen: i64,
    /// 代扣、代缴、扣除 together
    pub deducted_fen: i64,
    /// 实发, what the bank is told to pay
    pub amount_fen: i64,
    /// days worked in hundredths, where wages are counted by days
    pub days_hundredths: Option<i64>,
    /// In the order in which the bank gave them.
    pub results: Vec<BankResult>,
}

closed_set! {
    PaymentKind {
        Wages = "wages",
        /// Paid later, for a month that was paid before.
        BackPay = "back_pay",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchStep {
    pub kind: StepKind,
    pub at: Instant,
    pub account: Uuid,
}

closed_set! {
    StepKind {
        Sent = "sent",
        Withdrawn = "withdrawn",
    }
}

closed_set! {
    BatchState {
        Drafted = "drafted",
        Withdrawn = "withdrawn",
        /// With the bank, no line answered.
        Sent = "sent",
        AnsweredInPart = "answered_in_part",
        /// Every line reached its card.
        Paid = "paid",
        PaidInPart = "paid_in_part",
        /// Every line is answered and none reached its card.
        Failed = "failed",
    }
}

closed_set! {
    LineState {
        Drafted = "drafted",
        Withdrawn = "withdrawn",
        Sent = "sent",
        Succeeded = "succeeded",
        Failed = "failed",
        /// 退汇: the money came back after a success.
        Returned = "returned",
    }
}

impl WageAccount {
    pub fn is_open_on(&self, day: Day) -> bool {
        self.opened_on <= day && self.closed_on.is_none_or(|closed| day <= closed)
    }
}

impl PaymentBatch {
    pub fn sent_at(&self) -> Option<Instant> {
        self.steps.iter().find(|step| step.kind == StepKind::Sent).map(|step| step.at)
    }

    fn is_withdrawn(&self) -> bool {
        self.steps.iter().any(|step| step.kind == StepKind::Withdrawn)
    }

    pub fn line_state(&self, line: &PaymentLine) -> LineState {
        match line.results.last().map(|result| result.outcome) {
            Some(BankOutcome::Succeeded) => LineState::Succeeded,
            Some(BankOutcome::Failed) => LineState::Failed,
            Some(BankOutcome::Returned) => LineState::Returned,
            None if self.is_withdrawn() => LineState::Withdrawn,
            None if self.sent_at().is_some() => LineState::Sent,
            None => LineState::Drafted,
        }
    }

    pub fn state(&self) -> BatchState {
        // whose every line was taken back pays nobody
        if self.is_withdrawn() || (self.lines.is_empty() && self.sent_at().is_some()) {
            return BatchState::Withdrawn;
        }
        if self.sent_at().is_none() {
            return BatchState::Drafted;
        }
        let states: Vec<LineState> = self.lines.iter().map(|line| self.line_state(line)).collect();
        let count = |wanted: LineState| states.iter().filter(|state| **state == wanted).count();
        let (waiting, paid) = (count(LineState::Sent), count(LineState::Succeeded));
        match states.len() {
            all if waiting == all => BatchState::Sent,
            _ if waiting > 0 => BatchState::AnsweredInPart,
            all if paid == all => BatchState::Paid,
            _ if paid > 0 => BatchState::PaidInPart,
            _ => BatchState::Failed,
        }
    }
}

impl PaymentLine {
    /// What the worker should get: 应发 less what is rightly held back; `None` when it does not fit.
    pub fn net_fen(&self) -> Option<i64> {
        self.payable_fen.checked_sub(self.deducted_fen)
    }

    /// What stands on the worker's card by the last result, in fen.
    pub fn paid_fen(&self) -> i64 {
        self.success().map_or(0, |result| result.amount_fen)
    }

    /// The day on which the bank paid, while the money stayed.
    pub fn paid_on(&self) -> Option<Day> {
        self.success().map(|result| result.at.day())
    }

    fn success(&self) -> Option<&BankResult> {
        self.results.last().filter(|result| result.outcome == BankOutcome::Succeeded)
    }
}

/// Whether a batch may go to the bank; `findings` are those of [`super::check_batch`] on it.
///
/// # Errors
/// Sent or withdrawn before, without lines, or with findings that reject the batch or a row of it.
pub fn check_send(batch: &PaymentBatch, findings: &[Finding]) -> Result<(), Vec<Refusal>> {
    let mut refusals = Vec::new();
    match batch.state() {
        BatchState::Drafted => {}
        BatchState::Withdrawn => refusals.push(Refusal::new("wages.batch_withdrawn")),
        _ => refusals.push(Refusal::new("wages.batch_sent_already")),
    }
    if batch.lines.is_empty() {
        refusals.push(Refusal::new("wages.batch_empty"));
    }
    if findings.iter().any(|finding| finding.check.effect() == Effect::RejectsBatch) {
        refusals.push(Refusal::on("paying_account", "wages.batch_rejected"));
    }
    let rejected = findings.iter().filter(|finding| finding.check.effect() == Effect::RejectsRows);
    let mut rows: Vec<usize> = rejected.flat_map(|finding| finding.rows.iter().copied()).collect();
    rows.sort_unstable();
    rows.dedup();
    if !rows.is_empty() {
        refusals.push(Refusal::on("lines", "wages.rows_rejected").with("rows", rows.len()));
    }
    if refusals.is_empty() { Ok(()) } else { Err(refusals) }
}

/// Whether a batch may be taken back: only before the bank has it.
///
/// # Errors
/// Sent or withdrawn before.
pub fn check_withdraw(batch: &PaymentBatch) -> Result<(), Refusal> {
    match batch.state() {
        BatchState::Drafted => Ok(()),
        BatchState::Withdrawn => Err(Refusal::new("wages.batch_withdrawn")),
        _ => Err(Refusal::new("wages.batch_sent_already")),
    }
}

impl AccountNumber {
    /// Takes full-width digits, spaces and dashes.
    ///
    /// # Errors
    /// One refusal on `paying_account`: missing, or not 8 to 30 digits.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let text = ungrouped(typed);
        if text.is_empty() {
            return Err(Refusal::on("paying_account", "wages.account_missing"));
        }
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && ACCOUNT_LENGTHS.contains(&text.len());
        if is_number { Ok(Self(text)) } else { Err(Refusal::on("paying_account", "wages.account_shape")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Stars and the last four digits.
    pub fn masked(&self) -> String {
        masked_digits(&self.0)
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountNumber({})", self.masked())
    }
}
