//! How do payment orders lie in their tables, and how are they read back whole?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::calendar::Month;
use crate::entity::{payment_batches, payment_results, payment_rows, payment_steps, payment_withdrawals};
use crate::people::PersonName;
use crate::wages::{
    AccountNumber, BankOutcome, BankResult, BatchStep, PaymentBatch, PaymentKind, PaymentLine, StepKind,
};
use crate::workers::CardNumber;
use crate::{Ctx, Fault, Instant, Refusal};

pub(super) const ACCOUNT: &str = "payment_batches.paying_account";
pub(super) const CARD: &str = "payment_rows.card";

/// An order with the keys of its rows, in the order of its lines. Lines that were taken back stand apart.
pub(super) struct Stored {
    pub row: payment_batches::Model,
    pub batch: PaymentBatch,
    pub rows: Vec<payment_rows::Model>,
    pub gone: Vec<(payment_rows::Model, payment_withdrawals::Model)>,
}

/// Where what is stored does not fit the rules, something else is broken.
fn broken(refusal: Refusal) -> Fault {
    Fault::internal(format!("a stored payment breaks a rule: {}", refusal.code))
}

pub(super) async fn find<C: ConnectionTrait>(db: &C, ctx: &Ctx, id: Uuid) -> Result<Option<Stored>, Fault> {
    let Some(row) = payment_batches::Entity::find_by_id(id).one(db).await? else { return Ok(None) };
    Ok(whole(db, ctx, vec![row]).await?.pop())
}

/// These orders with all lines and results.
pub(super) async fn whole<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    batches: Vec<payment_batches::Model>,
) -> Result<Vec<Stored>, Fault> {
    let ids: Vec<Uuid> = batches.iter().map(|row| row.id).collect();
    let steps = payment_steps::Entity::find().filter(payment_steps::Column::PaymentBatchId.is_in(ids.clone()));
    let steps: BTreeMap<Uuid, payment_steps::Model> =
        steps.all(db).await?.into_iter().map(|step| (step.payment_batch_id, step)).collect();
    let rows = payment_rows::Entity::find()
        .filter(payment_rows::Column::PaymentBatchId.is_in(ids))
        .order_by_asc(payment_rows::Column::PaymentBatchId)
        .order_by_asc(payment_rows::Column::Position)
        .all(db)
        .await?;
    let batches_of_rows: BTreeSet<Uuid> = rows.iter().map(|row| row.payment_batch_id).collect();
    let mut withdrawals = gone_of(db, &batches_of_rows).await?;
    let mut results = results_of(db, batches_of_rows).await?;
    let mut of_batch: BTreeMap<Uuid, Vec<payment_rows::Model>> = BTreeMap::new();
    let mut gone: BTreeMap<Uuid, Vec<(payment_rows::Model, payment_withdrawals::Model)>> = BTreeMap::new();
    for row in rows {
        match withdrawals.remove(&row.id) {
            Some(withdrawal) => gone.entry(row.payment_batch_id).or_default().push((row, withdrawal)),
            None => of_batch.entry(row.payment_batch_id).or_default().push(row),
        }
    }
    let stored = |row: payment_batches::Model| {
        let rows = of_batch.remove(&row.id).unwrap_or_default();
        let gone = gone.remove(&row.id).unwrap_or_default();
        let lines = rows.iter().map(|line| self::line(ctx, line, results.remove(&line.id).unwrap_or_default()));
        let account = ctx.vault.open_text(ACCOUNT, &row.paying_account_sealed)?;
        let batch = PaymentBatch {
            id: row.id,
            project: row.project_id,
            unit: row.unit_id,
            paying_account: AccountNumber::parse(&account).map_err(broken)?,
            lines: lines.collect::<Result<_, _>>()?,
            steps: steps.get(&row.id).map(step).transpose()?.into_iter().collect(),
        };
        Ok(Stored { row, batch, rows, gone })
    };
    batches.into_iter().map(stored).collect()
}

/// The lines of these orders that were taken back, by their ids.
pub(super) async fn gone_of<C: ConnectionTrait>(
    db: &C,
    batches: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, payment_withdrawals::Model>, Fault> {
    let of_batches = payment_rows::Entity::find()
        .select_only()
        .column(payment_rows::Column::Id)
        .filter(payment_rows::Column::PaymentBatchId.is_in(batches.iter().copied()));
    let rows = payment_withdrawals::Entity::find()
        .filter(payment_withdrawals::Column::PaymentRowId.in_subquery(of_batches.into_query()))
        .filter(payment_withdrawals::Column::UndoneAt.is_null());
    Ok(rows.all(db).await?.into_iter().map(|row| (row.payment_row_id, row)).collect())
}

/// The bank's answers in force to the lines of these orders, in their order.
pub(super) async fn results_of<C: ConnectionTrait>(
    db: &C,
    batches: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<BankResult>>, Fault> {
    let of_batches = payment_rows::Entity::find()
        .select_only()
        .column(payment_rows::Column::Id)
        .filter(payment_rows::Column::PaymentBatchId.is_in(batches));
    let rows = payment_results::Entity::find()
        .filter(payment_results::Column::PaymentRowId.in_subquery(of_batches.into_query()))
        .filter(payment_results::Column::WithdrawnAt.is_null())
        .order_by_asc(payment_results::Column::PaymentRowId)
        .order_by_asc(payment_results::Column::Number)
        .all(db)
        .await?;
    let mut found: BTreeMap<Uuid, Vec<BankResult>> = BTreeMap::new();
    for row in rows {
        found.entry(row.payment_row_id).or_default().push(BankResult {
            outcome: BankOutcome::parse(&row.outcome).ok_or_else(|| Fault::internal("an unknown outcome"))?,
            amount_fen: row.amount_fen,
            at: Instant(row.at),
            receipt: row.receipt,
            reason: row.reason,
        });
    }
    Ok(found)
}

fn line(ctx: &Ctx, row: &payment_rows::Model, results: Vec<BankResult>) -> Result<PaymentLine, Fault> {
    Ok(PaymentLine {
        reference: row.reference.clone(),
        worker: row.registration_id,
        month: Month::parse(&row.month).map_err(broken)?,
        kind: PaymentKind::parse(&row.kind).ok_or_else(|| Fault::internal("an unknown kind of payment"))?,
        card: CardNumber::parse(&ctx.vault.open_text(CARD, &row.card_sealed)?).map_err(broken)?,
        card_holder: PersonName::parse(&row.card_holder).map_err(broken)?,
        payable_fen: row.payable_fen,
        deducted_fen: row.deducted_fen,
        amount_fen: row.amount_fen,
        days_hundredths: row.days_hundredths,
        results,
    })
}

fn step(row: &payment_steps::Model) -> Result<BatchStep, Fault> {
    Ok(BatchStep {
        kind: StepKind::parse(&row.kind).ok_or_else(|| Fault::internal("an unknown step"))?,
        at: Instant(row.at),
        account: row.account_id.unwrap_or_default(),
    })
}
