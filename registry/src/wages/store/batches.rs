//! Which payment orders are there, and how is one written down?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::dues::{Named, named, write_months};
use super::sight::PayRoll;
use super::stored::{self, ACCOUNT, CARD, Stored};
use crate::attendance::store::sites::own_site;
use crate::calendar::Month;
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{enterprises, payment_batches, payment_rows, project_parties, registrations};
use crate::permissions::{Object, Verb};
use crate::projects::store::lock;
use crate::wages::{AccountNumber, BatchState, LineState, PaymentBatch, PaymentKind, PaymentLine, sum_fen};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

pub const PER_PAGE: u64 = 20;
/// The most lines of one order.
pub(super) const MOST_LINES: usize = 10_000;
const LONGEST_REFERENCE: usize = 64;

/// An order as somebody writes it. Lines come without results.
#[derive(Clone, Debug)]
pub struct NewBatch {
    pub project: Uuid,
    pub unit: Uuid,
    pub paying_account: AccountNumber,
    pub lines: Vec<PaymentLine>,
}

/// An order, for whoever may see it: cards and account masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchView {
    pub head: BatchLine,
    pub account_masked: String,
    pub lines: Vec<LineView>,
    /// 未足额: lines where less reached the card than was due
    pub underpaid: Vec<usize>,
    /// Lines that were taken back: their number and the reason.
    pub taken_back: Vec<(String, String)>,
}

/// One line of the list of orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchLine {
    pub id: Uuid,
    pub project: Uuid,
    pub unit: Uuid,
    pub unit_name: String,
    /// for wages of these months, in order
    pub months: Vec<Month>,
    pub drafted_at: Instant,
    pub sent_at: Option<Instant>,
    pub state: BatchState,
    pub lines: usize,
    pub payable_fen: i64,
    pub amount_fen: i64,
    pub paid_fen: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    pub reference: String,
    pub registration: Uuid,
    pub person: Option<Uuid>,
    /// of the worker; empty where the registration is gone
    pub name: String,
    pub month: Month,
    pub kind: PaymentKind,
    pub card_masked: String,
    pub holder: String,
    pub payable_fen: i64,
    pub deducted_fen: i64,
    pub amount_fen: i64,
    pub state: LineState,
    pub paid_fen: i64,
    pub paid_on: Option<Day>,
    /// what the bank said last, of a failure or return
    pub reason: Option<String>,
}

/// Writes an order down. Whether it is sound is asked before it is sent ([`super::findings`]): a draft may have faults.
///
/// # Errors
/// A unit or workers that are not on the project, workers of another unit, no lines or too many, a reference that was used before.
pub async fn draft(ctx: &Ctx, new: &NewBatch) -> Result<Uuid, Fault> {
    own_site(ctx, Verb::Create, Object::Payment, new.project).await?;
    crate::transact!(ctx, |tx| {
        let id = draft_within(tx, ctx, new, None).await?;
        write_months(tx, new.project, &months_of(&new.lines)).await?;
        Ok(id)
    })
}

/// The months that lines are for.
pub(super) fn months_of<'a>(lines: impl IntoIterator<Item = &'a PaymentLine>) -> BTreeSet<Month> {
    lines.into_iter().map(|line| line.month).collect()
}

/// The same in the transaction of a feed or file, whose right is looked at there, and which works the dues of the months out
/// once for all of its orders.
///
/// # Errors
/// As of [`draft`], but for the right.
pub(crate) async fn draft_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    new: &NewBatch,
    batch: Option<Uuid>,
) -> Result<Uuid, Fault> {
    lock(tx, new.project).await?;
    check(tx, new).await?;
    let account = new.paying_account.as_str();
    let row = payment_batches::Model {
        id: ctx.new_id(),
        project_id: new.project,
        unit_id: new.unit,
        paying_account_sealed: ctx.vault.seal(ctx.random.as_ref(), ACCOUNT, account.as_bytes())?,
        paying_account_index: ctx.vault.index("account_number", account)?,
        drafted_by: ctx.signed_in().ok().map(|who| who.account),
        drafted_at: ctx.now().0,
        batch_id: batch,
    };
    let id = row.id;
    payment_batches::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let mut rows = Vec::with_capacity(new.lines.len());
    for (position, line) in (0..).zip(&new.lines) {
        rows.push(payment_rows::Model {
            id: ctx.new_id(),
            payment_batch_id: id,
            position,
            project_id: new.project,
            reference: line.reference.trim().to_owned(),
            registration_id: line.worker,
            month: line.month.to_string(),
            kind: line.kind.code().to_owned(),
            card_sealed: ctx.vault.seal(ctx.random.as_ref(), CARD, line.card.as_str().as_bytes())?,
            card_index: ctx.vault.index("card", line.card.as_str())?,
            card_holder: line.card_holder.as_str().to_owned(),
            payable_fen: line.payable_fen,
            deducted_fen: line.deducted_fen,
            amount_fen: line.amount_fen,
            days_hundredths: line.days_hundredths,
            batch_id: batch,
        });
    }
    for chunk in rows.chunks(1_000) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        payment_rows::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("reference", "wages.reference_used")))?;
    }
    audit::record(tx, ctx, "draft_payment", ("payment_batch", id), json!({ "lines": new.lines.len() })).await?;
    Ok(id)
}

async fn check(tx: &DatabaseTransaction, new: &NewBatch) -> Result<(), Fault> {
    if new.lines.is_empty() {
        return Err(Refusal::on("lines", "wages.batch_empty").into());
    }
    if new.lines.len() > MOST_LINES {
        return Err(Refusal::on("lines", "wages.too_many_lines").with("most", MOST_LINES).into());
    }
    let is_wrong = |line: &PaymentLine| {
        let reference = line.reference.trim();
        reference.is_empty() || reference.chars().count() > LONGEST_REFERENCE || reference.chars().any(char::is_control)
    };
    if new.lines.iter().any(is_wrong) {
        let refusal = Refusal::on("reference", "wages.reference_shape").with("longest", LONGEST_REFERENCE);
        return Err(refusal.into());
    }
    let party = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(new.project))
        .filter(project_parties::Column::EnterpriseId.eq(new.unit))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    if party.one(tx).await?.is_none() {
        return Err(Refusal::on("unit", "wages.unit_not_on_project").into());
    }
    let named: BTreeSet<Uuid> = new.lines.iter().map(|line| line.worker).collect();
    let units: Vec<Uuid> = registrations::Entity::find()
        .select_only()
        .column(registrations::Column::UnitId)
        .filter(registrations::Column::Id.is_in(named.iter().copied()))
        .filter(registrations::Column::ProjectId.eq(new.project))
        .into_tuple()
        .all(tx)
        .await?;
    if units.len() != named.len() {
        return Err(Refusal::on("lines", "wages.worker_not_on_project").into());
    }
    // a unit sees its orders, and nobody of another unit by them
    let own = rows_of(tx, resolve(tx, new.unit).await?).await?;
    if units.iter().any(|unit| !own.contains(unit)) {
        return Err(Refusal::on("lines", "wages.worker_of_another_unit").into());
    }
    Ok(())
}

/// # Errors
/// [`Fault::NotFound`] when it is not the actor's to see.
pub async fn batch(ctx: &Ctx, id: Uuid) -> Result<BatchView, Fault> {
    let stored = visible(ctx, id).await?;
    let db = ctx.db.reader();
    let units = unit_names(db, [stored.batch.unit]).await?;
    let people = named(db, stored.batch.lines.iter().map(|line| line.worker)).await?;
    let line = |line: &PaymentLine| line_view(&stored.batch, line, &people);
    Ok(BatchView {
        head: head(&stored, &units)?,
        account_masked: stored.batch.paying_account.masked(),
        lines: stored.batch.lines.iter().map(line).collect(),
        underpaid: crate::wages::underpaid_lines(&stored.batch),
        taken_back: stored.gone.iter().map(|(_, gone)| (gone.reference.clone(), gone.reason.clone())).collect(),
    })
}

/// One page (from 0, [`PER_PAGE`] rows) of a project's orders, the newest first, and the number of all.
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn batches_of(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<BatchLine>, u64), Fault> {
    let seen = PayRoll::of(ctx, project).await?;
    let query =
        payment_batches::Entity::find().filter(payment_batches::Column::ProjectId.eq(project)).filter(seen.orders());
    let db = ctx.db.reader();
    let pages = query.order_by_desc(payment_batches::Column::Id).paginate(db, PER_PAGE);
    let total = pages.num_items().await?;
    let stored = stored::whole(db, ctx, pages.fetch_page(page).await?).await?;
    let units = unit_names(db, stored.iter().map(|stored| stored.batch.unit)).await?;
    Ok((stored.iter().map(|stored| head(stored, &units)).collect::<Result<_, _>>()?, total))
}

pub(super) async fn visible(ctx: &Ctx, id: Uuid) -> Result<Stored, Fault> {
    let stored = stored::find(ctx.db.reader(), ctx, id).await?.ok_or(Fault::NotFound)?;
    let seen = PayRoll::of(ctx, stored.row.project_id).await?;
    if seen.holds_order(&stored.row) { Ok(stored) } else { Err(Fault::NotFound) }
}

pub(super) async fn unit_names<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, Fault> {
    let ids: BTreeSet<Uuid> = ids.into_iter().collect();
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

fn head(stored: &Stored, units: &BTreeMap<Uuid, String>) -> Result<BatchLine, Fault> {
    let batch = &stored.batch;
    Ok(BatchLine {
        id: batch.id,
        project: batch.project,
        unit: batch.unit,
        unit_name: units.get(&batch.unit).cloned().unwrap_or_default(),
        months: months_of(&batch.lines).into_iter().collect(),
        drafted_at: Instant(stored.row.drafted_at),
        sent_at: batch.sent_at(),
        state: batch.state(),
        lines: batch.lines.len(),
        payable_fen: sum_fen(batch.lines.iter().map(|line| line.payable_fen))?,
        amount_fen: sum_fen(batch.lines.iter().map(|line| line.amount_fen))?,
        paid_fen: sum_fen(batch.lines.iter().map(PaymentLine::paid_fen))?,
    })
}

fn line_view(batch: &PaymentBatch, line: &PaymentLine, people: &BTreeMap<Uuid, Named>) -> LineView {
    LineView {
        reference: line.reference.clone(),
        registration: line.worker,
        person: people.get(&line.worker).map(|one| one.person),
        name: people.get(&line.worker).map(|one| one.name.clone()).unwrap_or_default(),
        month: line.month,
        kind: line.kind,
        card_masked: line.card.masked(),
        holder: line.card_holder.as_str().to_owned(),
        payable_fen: line.payable_fen,
        deducted_fen: line.deducted_fen,
        amount_fen: line.amount_fen,
        state: batch.line_state(line),
        paid_fen: line.paid_fen(),
        paid_on: line.paid_on(),
        reason: line.results.last().and_then(|result| result.reason.clone()),
    }
}
