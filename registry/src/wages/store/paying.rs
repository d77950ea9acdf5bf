//! What does somebody say that was paid already, and may it stand? An order, its sending and the bank's success in one, for
//! the payrolls of feeds and files. The same checks hold as for an order that is written here.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, TransactionTrait};
use uuid::Uuid;

use super::batches::{NewBatch, draft_within};
use super::sending::{By, FIGURES, Step, judged, step, take_results_within};
use super::stored::results_of;
use crate::calendar::Month;
use crate::entity::{payment_rows, payment_withdrawals};
use crate::people::PersonName;
use crate::wages::{
    AccountNumber, BankOutcome, BankResult, Check, Effect, Finding, PaymentBatch, PaymentKind, PaymentLine, ResultRow,
    RowOutcome, StepKind, yuan,
};
use crate::workers::CardNumber;
use crate::{Ctx, Day, Fault, Refusal};

/// One amount that reached a card on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PaidLine {
    pub reference: String,
    /// The worker's registration.
    pub worker: Uuid,
    pub month: Month,
    pub kind: PaymentKind,
    pub card: CardNumber,
    pub card_holder: PersonName,
    /// 应发
    pub payable_fen: i64,
    /// 实发
    pub paid_fen: i64,
    pub days_hundredths: Option<i64>,
}

/// From which account of which project, for whose people, on which day.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PaidFrom {
    pub project: Uuid,
    pub unit: Uuid,
    pub account: AccountNumber,
    pub on: Day,
}

/// Writes down what was paid, and says of each line what keeps it out, if anything does. The dues of the months are worked
/// out by whoever calls.
pub(crate) async fn pay_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    from: &PaidFrom,
    lines: &[PaidLine],
    batch: Option<Uuid>,
) -> Result<Vec<Vec<Refusal>>, Fault> {
    let whole = order(from, lines.iter());
    let (found, rules) = judged(tx, ctx, &whole, from.on).await?;
    let not_own_today = rows_of(&judged(tx, ctx, &whole, ctx.now().day()).await?.0, Check::CardNotOwn);
    let mut wrong: Vec<Vec<Refusal>> = lines.iter().map(check_sums).collect();
    for finding in found.iter().filter(|finding| finding.check.effect() != Effect::Flags) {
        // a card that was written down after it was used is the worker's all the same
        let stays = |row: &usize| finding.check != Check::CardNotOwn || not_own_today.contains(row);
        for row in rejected(finding, lines.len()).into_iter().filter(stays) {
            if let Some(wrong) = wrong.get_mut(row) {
                wrong.push(refusal_of(finding.check));
            }
        }
    }
    let sound: Vec<&PaidLine> =
        lines.iter().zip(&wrong).filter(|(_, wrong)| wrong.is_empty()).map(|(line, _)| line).collect();
    if sound.is_empty() {
        return Ok(wrong);
    }
    let new = NewBatch {
        project: from.project,
        unit: from.unit,
        paying_account: from.account.clone(),
        lines: order(from, sound.iter().copied()).lines,
    };
    // a number that another order of the batch used just now stops this one alone
    let point = tx.begin().await?;
    let flags: Vec<Finding> = found.into_iter().filter(|finding| finding.check.effect() == Effect::Flags).collect();
    let at = from.on.starts_at();
    let said = Step { kind: StepKind::Sent, at, findings: &flags, rule_pack: &rules.sources(&FIGURES) };
    match paid_order(&point, ctx, &new, &said, &sound, batch).await {
        Ok(()) => point.commit().await?,
        Err(Fault::Refused(reasons)) => {
            point.rollback().await?;
            wrong.iter_mut().filter(|wrong| wrong.is_empty()).for_each(|wrong| wrong.clone_from(&reasons));
        }
        Err(fault) => return Err(fault),
    }
    Ok(wrong)
}

/// The order, its sending and the bank's success.
async fn paid_order(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    new: &NewBatch,
    said: &Step<'_>,
    sound: &[&PaidLine],
    batch: Option<Uuid>,
) -> Result<(), Fault> {
    let id = draft_within(tx, ctx, new, batch).await?;
    step(tx, ctx, id, said).await?;
    let result = |line: &&PaidLine| ResultRow {
        reference: line.reference.clone(),
        result: BankResult {
            outcome: BankOutcome::Succeeded,
            amount_fen: line.paid_fen,
            at: said.at,
            receipt: None,
            reason: None,
        },
    };
    let results: Vec<ResultRow> = sound.iter().map(result).collect();
    let outcomes = take_results_within(tx, ctx, id, &results, By::Feed(batch)).await?;
    match outcomes.into_iter().find(|outcome| *outcome != RowOutcome::Recorded) {
        Some(outcome) => Err(Fault::internal(format!("a payment that was checked is not recorded: {outcome:?}"))),
        None => Ok(()),
    }
}

/// Whether a line on record says the same as this one.
pub(crate) async fn says_the_same<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    row: &payment_rows::Model,
    line: &PaidLine,
    on: Day,
) -> Result<bool, Fault> {
    let results = results_of(db, BTreeSet::from([row.payment_batch_id])).await?.remove(&row.id).unwrap_or_default();
    let paid = results.last().filter(|last| last.outcome == BankOutcome::Succeeded);
    Ok(row.registration_id == line.worker
        && row.month == line.month.to_string()
        && row.kind == line.kind.code()
        && row.card_index == ctx.vault.index("card", line.card.as_str())?
        && row.payable_fen == line.payable_fen
        && row.days_hundredths == line.days_hundredths
        && paid.is_some_and(|paid| paid.amount_fen == line.paid_fen && paid.at.day() == on))
}

/// Whether a line of this number was taken back on the project, and nothing took its place.
pub(crate) async fn was_taken_back<C: ConnectionTrait>(db: &C, project: Uuid, reference: &str) -> Result<bool, Fault> {
    let gone = payment_withdrawals::Entity::find()
        .filter(payment_withdrawals::Column::Reference.eq(reference.trim()))
        .filter(payment_withdrawals::Column::UndoneAt.is_null())
        .all(db)
        .await?;
    let rows = payment_rows::Entity::find()
        .filter(payment_rows::Column::Id.is_in(gone.iter().map(|row| row.payment_row_id)))
        .filter(payment_rows::Column::ProjectId.eq(project));
    Ok(rows.one(db).await?.is_some())
}

fn order<'a>(from: &PaidFrom, lines: impl Iterator<Item = &'a PaidLine>) -> PaymentBatch {
    let line = |line: &PaidLine| PaymentLine {
        reference: line.reference.clone(),
        worker: line.worker,
        month: line.month,
        kind: line.kind,
        card: line.card.clone(),
        card_holder: line.card_holder.clone(),
        payable_fen: line.payable_fen,
        // the platform names no deductions: what is missing is missing (未足额)
        deducted_fen: 0,
        amount_fen: line.payable_fen,
        days_hundredths: line.days_hundredths,
        results: Vec::new(),
    };
    PaymentBatch {
        id: Uuid::nil(),
        project: from.project,
        unit: from.unit,
        paying_account: from.account.clone(),
        lines: lines.map(line).collect(),
        steps: Vec::new(),
    }
}

fn check_sums(line: &PaidLine) -> Vec<Refusal> {
    match line.paid_fen {
        0 => vec![Refusal::on("amount", "wages.paid_nothing")],
        paid if paid > line.payable_fen => {
            vec![Refusal::on("amount", "wages.paid_more").with("payable", yuan(line.payable_fen))]
        }
        _ => Vec::new(),
    }
}

fn rejected(finding: &Finding, all: usize) -> Vec<usize> {
    match finding.check.effect() {
        Effect::RejectsBatch => (0..all).collect(),
        _ => finding.rows.clone(),
    }
}

fn rows_of(findings: &[Finding], check: Check) -> BTreeSet<usize> {
    findings.iter().filter(|finding| finding.check == check).flat_map(|finding| finding.rows.iter().copied()).collect()
}

/// What keeps a line out, as it is told to whoever sent it.
fn refusal_of(check: Check) -> Refusal {
    match check {
        Check::AccountOfAnother => Refusal::on("account", "wages.check_account_of_another"),
        Check::AccountNotOpen => Refusal::on("account", "wages.check_account_not_open"),
        Check::NotRegistered => Refusal::on("worker", "wages.check_not_registered"),
        Check::HolderIsNotWorker => Refusal::on("card", "wages.check_holder_is_not_worker"),
        Check::CardNotOwn => Refusal::on("card", "wages.check_card_not_own"),
        Check::CardTwice => Refusal::on("card", "wages.check_card_twice"),
        Check::WorkerTwice => Refusal::on("worker", "wages.check_worker_twice"),
        Check::ReferenceTwice => Refusal::on("reference", "wages.check_reference_twice"),
        Check::AmountNotPositive => Refusal::on("amount", "wages.check_amount_not_positive"),
        Check::DeductionsDoNotAddUp => Refusal::on("amount", "wages.check_deductions_do_not_add_up"),
        Check::MonthInFuture => Refusal::on("month", "wages.check_month_in_future"),
        Check::NoContract => Refusal::on("worker", "wages.check_no_contract"),
        Check::UnderAge => Refusal::on("worker", "wages.check_under_age"),
        Check::BelowMinimumWage => Refusal::on("amount", "wages.check_below_minimum_wage"),
    }
}
