//! Is an order sound, who sent it or took it back, and what did the bank say?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::batches::{months_of, visible};
use super::dues::write_months;
use super::payees::Payees;
use super::stored;
use crate::attendance::store::sites::{own_site, rules_of};
use crate::entity::{payment_answers, payment_results, payment_rows, payment_steps, projects};
use crate::permissions::{Object, Verb};
use crate::projects::store::lock;
use crate::rulepacks::Rules;
use crate::wages::{
    BankResult, Finding, PaymentBatch, Policy, ResultRow, RowOutcome, StepKind, check_send, check_withdraw,
    take_results,
};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

/// The parameters on which the checks rest.
pub(super) const FIGURES: [&str; 4] =
    ["piece_rate.max_interval", "wage.minimum_month_fen", "wage.month_days_hundredths", "worker.min_age"];

/// What is wrong with an order that would be sent today.
///
/// # Errors
/// [`Fault::NotFound`] when it is not the actor's to see.
pub async fn findings(ctx: &Ctx, batch: Uuid) -> Result<Vec<Finding>, Fault> {
    let stored = visible(ctx, batch).await?;
    Ok(judged(ctx.db.reader(), ctx, &stored.batch, ctx.now().day()).await?.0)
}

/// The faults of an order on this day, and the figures by which they were found.
pub(super) async fn judged<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    batch: &PaymentBatch,
    day: Day,
) -> Result<(Vec<Finding>, Rules), Fault> {
    let project = projects::Entity::find_by_id(batch.project).one(db).await?.ok_or(Fault::NotFound)?;
    let rules = rules_of(db, [&project], day).await?.remove(&project.id);
    let rules = rules.ok_or_else(|| Fault::internal("a project without figures"))?;
    let payees = Payees::of(db, ctx, batch).await?;
    let found = payees.check(batch, day, &Policy::from_rules(&rules)?);
    Ok((found, rules))
}

/// The order goes to the bank. What only flags a row is kept with it and returned.
///
/// # Errors
/// Sent or taken back before, or findings that reject the order or a row.
pub async fn send(ctx: &Ctx, batch: Uuid) -> Result<Vec<Finding>, Fault> {
    let project = visible(ctx, batch).await?.row.project_id;
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let stored = stored::find(tx, ctx, batch).await?.ok_or(Fault::NotFound)?;
        let (found, rules) = judged(tx, ctx, &stored.batch, ctx.now().day()).await?;
        check_send(&stored.batch, &found).map_err(Fault::Refused)?;
        let said = Step { kind: StepKind::Sent, at: ctx.now(), findings: &found, rule_pack: &rules.sources(&FIGURES) };
        step(tx, ctx, batch, &said).await?;
        Ok(found)
    })
}

/// The order is taken back before the bank has it.
///
/// # Errors
/// Sent or taken back before.
pub async fn withdraw(ctx: &Ctx, batch: Uuid) -> Result<(), Fault> {
    let project = visible(ctx, batch).await?.row.project_id;
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let stored = stored::find(tx, ctx, batch).await?.ok_or(Fault::NotFound)?;
        check_withdraw(&stored.batch)?;
        let said = Step { kind: StepKind::Withdrawn, at: ctx.now(), findings: &[], rule_pack: "" };
        step(tx, ctx, batch, &said).await?;
        write_months(tx, project, &months_of(&stored.batch.lines)).await
    })
}

/// What happens to an order, and on what it rests.
pub(super) struct Step<'a> {
    pub kind: StepKind,
    pub at: Instant,
    pub findings: &'a [Finding],
    pub rule_pack: &'a str,
}

/// One row per order: of two who act at once the second is refused.
pub(super) async fn step(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid, said: &Step<'_>) -> Result<(), Fault> {
    let findings: Vec<_> =
        said.findings.iter().map(|finding| json!({ "check": finding.check.code(), "rows": finding.rows })).collect();
    let row = payment_steps::Model {
        payment_batch_id: batch,
        kind: said.kind.code().to_owned(),
        findings: serde_json::to_string(&findings)?,
        rule_pack: said.rule_pack.to_owned(),
        account_id: ctx.signed_in().ok().map(|who| who.account),
        at: said.at.0,
    };
    payment_steps::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("wages.batch_sent_already")))?;
    let verb = match said.kind {
        StepKind::Sent => "send_payment",
        StepKind::Withdrawn => "withdraw_payment",
    };
    audit::record(tx, ctx, verb, ("payment_batch", batch), json!({ "findings": findings })).await
}

/// Takes the rows of the bank's file for one order: good rows stand beside refused ones, and what is on record already
/// changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`] as everywhere.
pub async fn take_bank_results(ctx: &Ctx, batch: Uuid, rows: &[ResultRow]) -> Result<Vec<RowOutcome>, Fault> {
    let project = visible(ctx, batch).await?.row.project_id;
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let answer = ctx.new_id();
        let outcomes = take_results_within(tx, ctx, batch, rows, By::Answer(answer)).await?;
        let recorded = rows.iter().zip(&outcomes).filter(|(_, outcome)| **outcome == RowOutcome::Recorded);
        let lines: BTreeSet<&str> = recorded.map(|(row, _)| row.reference.trim()).collect();
        note_answer(tx, ctx, (batch, answer), lines.len()).await?;
        let stored = stored::find(tx, ctx, batch).await?.ok_or(Fault::NotFound)?;
        write_months(tx, project, &months_of(&stored.batch.lines)).await?;
        Ok(outcomes)
    })
}

/// With what an answer of the bank came.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    /// with the batch of a feed or file, where it is one
    Feed(Option<Uuid>),
    /// by hand or in the bank's sheet, under this id
    Answer(Uuid),
}

/// The same in the transaction of a feed or file, whose right is looked at there, and which works the dues of the months out
/// once for all of its orders.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such order.
pub(super) async fn take_results_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    batch: Uuid,
    rows: &[ResultRow],
    by: By,
) -> Result<Vec<RowOutcome>, Fault> {
    let stored = stored::find(tx, ctx, batch).await?.ok_or(Fault::NotFound)?;
    let (answered, outcomes) = take_results(&stored.batch, rows, ctx.now());
    let key_of: BTreeMap<&str, &payment_rows::Model> =
        stored.rows.iter().map(|row| (row.reference.as_str(), row)).collect();
    let used = last_numbers(tx, batch).await?;
    let mut new = Vec::new();
    for (before, after) in stored.batch.lines.iter().zip(&answered.lines) {
        let key = key_of.get(before.reference.as_str()).ok_or_else(|| Fault::internal("a line without its row"))?;
        let last = used.get(&key.id).copied().unwrap_or(0);
        for (number, result) in (last + 1..).zip(after.results.iter().skip(before.results.len())) {
            new.push(result_row(ctx, (key.id, number), result, by));
        }
    }
    let count = new.len();
    for chunk in new.chunks(1_000) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        // somebody was faster with another answer to the same line: it is looked at again
        payment_results::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await
            .map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
    }
    if count > 0 {
        audit::record(tx, ctx, "record_results", ("payment_batch", batch), json!({ "results": count })).await?;
    }
    Ok(outcomes)
}

/// The highest number of each answered line; what was taken back keeps its own.
async fn last_numbers(tx: &DatabaseTransaction, batch: Uuid) -> Result<BTreeMap<Uuid, i32>, Fault> {
    let of_batch = payment_rows::Entity::find()
        .select_only()
        .column(payment_rows::Column::Id)
        .filter(payment_rows::Column::PaymentBatchId.eq(batch));
    let rows: Vec<(Uuid, i32)> = payment_results::Entity::find()
        .select_only()
        .column(payment_results::Column::PaymentRowId)
        .column_as(payment_results::Column::Number.max(), "last")
        .filter(payment_results::Column::PaymentRowId.in_subquery(of_batch.into_query()))
        .group_by(payment_results::Column::PaymentRowId)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}

fn result_row(ctx: &Ctx, (line, number): (Uuid, i32), result: &BankResult, by: By) -> payment_results::Model {
    let (batch_id, answer_id) = match by {
        By::Feed(batch) => (batch, None),
        By::Answer(answer) => (None, Some(answer)),
    };
    payment_results::Model {
        payment_row_id: line,
        number,
        outcome: result.outcome.code().to_owned(),
        amount_fen: result.amount_fen,
        at: result.at.0,
        receipt: result.receipt.clone(),
        reason: result.reason.clone(),
        recorded_by: ctx.signed_in().ok().map(|who| who.account),
        recorded_at: ctx.now().0,
        batch_id,
        answer_id,
        withdrawn_at: None,
    }
}

/// One answer as it was handed in, if anything of it was new.
async fn note_answer(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (batch, answer): (Uuid, Uuid),
    lines: usize,
) -> Result<(), Fault> {
    if lines == 0 {
        return Ok(());
    }
    let row = payment_answers::Model {
        id: answer,
        payment_batch_id: batch,
        lines: i32::try_from(lines).map_err(Fault::internal)?,
        taken_by: ctx.signed_in().ok().map(|who| who.account),
        taken_at: ctx.now().0,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
    };
    payment_answers::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}
