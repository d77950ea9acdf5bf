//! Which answers of the bank were handed in to an order, and may one be taken back? Only while nothing follows from it: no later
//! answer to one of its lines, and no further order for what it said had not arrived.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::json;
use uuid::Uuid;

use super::batches::{months_of, visible};
use super::dues::write_months;
use super::earning::ordered_for;
use super::stored::{self, Stored};
use crate::attendance::store::sites::own_site;
use crate::calendar::Month;
use crate::entity::{payment_answers, payment_batches, payment_results};
use crate::fault::worded;
use crate::permissions::{Object, Verb};
use crate::projects::store::lock;
use crate::wages::{BankOutcome, sum_fen};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// One answer of the bank, as somebody handed it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub id: Uuid,
    pub taken_at: Instant,
    /// how many lines it answered
    pub lines: u32,
    /// when it was taken back, and why
    pub withdrawn: Option<(Instant, String)>,
}

/// What taking an answer back comes to, in lines of the order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retraction {
    /// wait for an answer again
    pub waiting: usize,
    /// stand again as an earlier answer said
    pub as_before: usize,
    /// count no more as arrived, and how much that is
    pub arrived: usize,
    pub arrived_fen: i64,
    /// are not known to have failed any more
    pub failed: usize,
    /// whose money counts as arrived again
    pub returned: usize,
}

/// The answers to an order, the latest first.
///
/// # Errors
/// [`Fault::NotFound`] when the order is not the actor's to see.
pub async fn answers(ctx: &Ctx, batch: Uuid) -> Result<Vec<Answer>, Fault> {
    visible(ctx, batch).await?;
    let rows = payment_answers::Entity::find()
        .filter(payment_answers::Column::PaymentBatchId.eq(batch))
        .order_by_desc(payment_answers::Column::TakenAt)
        .order_by_desc(payment_answers::Column::Id);
    Ok(rows.all(ctx.db.reader()).await?.into_iter().map(Answer::from).collect())
}

/// What would follow, for whoever could take it back. Changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`] as everywhere; a refusal when it was taken back or something follows from it.
pub async fn retraction(ctx: &Ctx, batch: Uuid, answer: Uuid) -> Result<(Answer, Retraction), Fault> {
    let stored = visible(ctx, batch).await?;
    own_site(ctx, Verb::Create, Object::Payment, stored.row.project_id).await?;
    let db = ctx.db.reader();
    let row = find(db, batch, answer).await?;
    let found = followed(db, &stored, &row).await?;
    Ok((row.into(), found))
}

/// Takes an answer back: its lines stand as before it, and the months are worked out anew.
///
/// # Errors
/// As of [`retraction`]; `wages.answer_reason`.
pub async fn withdraw_answer(ctx: &Ctx, batch: Uuid, answer: Uuid, reason: &str) -> Result<(), Fault> {
    let project = visible(ctx, batch).await?.row.project_id;
    own_site(ctx, Verb::Create, Object::Payment, project).await?;
    let reason = worded(reason, 2..=500, || Refusal::on("reason", "wages.answer_reason"))?;
    let who = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let stored = stored::find(tx, ctx, batch).await?.ok_or(Fault::NotFound)?;
        let row = find(tx, batch, answer).await?;
        followed(tx, &stored, &row).await?;
        let now = ctx.now().0;
        payment_results::Entity::update_many()
            .col_expr(payment_results::Column::WithdrawnAt, Expr::value(now))
            .filter(payment_results::Column::AnswerId.eq(answer))
            .exec(tx)
            .await?;
        payment_answers::Entity::update_many()
            .col_expr(payment_answers::Column::WithdrawnBy, Expr::value(who))
            .col_expr(payment_answers::Column::WithdrawnAt, Expr::value(now))
            .col_expr(payment_answers::Column::WithdrawnReason, Expr::value(reason.as_str()))
            .filter(payment_answers::Column::Id.eq(answer))
            .exec(tx)
            .await?;
        let facts = json!({ "answer": answer, "lines": row.lines });
        audit::record(tx, ctx, "withdraw_results", ("payment_batch", batch), facts).await?;
        write_months(tx, project, &months_of(&stored.batch.lines)).await
    })
}

/// An answer to this order that stands.
async fn find<C: ConnectionTrait>(db: &C, batch: Uuid, answer: Uuid) -> Result<payment_answers::Model, Fault> {
    let row = payment_answers::Entity::find_by_id(answer)
        .filter(payment_answers::Column::PaymentBatchId.eq(batch))
        .one(db)
        .await?
        .ok_or(Fault::NotFound)?;
    match row.withdrawn_at {
        Some(_) => Err(Refusal::new("wages.answer_withdrawn").into()),
        None => Ok(row),
    }
}

/// What taking back an answer from which nothing follows comes to.
async fn followed<C: ConnectionTrait>(
    db: &C,
    stored: &Stored,
    answer: &payment_answers::Model,
) -> Result<Retraction, Fault> {
    let own = payment_results::Entity::find()
        .select_only()
        .column(payment_results::Column::PaymentRowId)
        .filter(payment_results::Column::AnswerId.eq(answer.id));
    let rows = payment_results::Entity::find()
        .filter(payment_results::Column::PaymentRowId.in_subquery(own.into_query()))
        .filter(payment_results::Column::WithdrawnAt.is_null())
        .order_by_asc(payment_results::Column::Number);
    let mut of_line: BTreeMap<Uuid, Vec<payment_results::Model>> = BTreeMap::new();
    for row in rows.all(db).await? {
        of_line.entry(row.payment_row_id).or_default().push(row);
    }
    let (mut found, mut undone) = (Retraction::default(), BTreeSet::new());
    for (row, line) in stored.rows.iter().zip(&stored.batch.lines) {
        let Some(said) = of_line.get(&row.id) else { continue };
        let is_own = |result: &payment_results::Model| result.answer_id == Some(answer.id);
        let earlier: Vec<_> = said.iter().take_while(|result| !is_own(result)).collect();
        if !said.iter().skip(earlier.len()).all(is_own) {
            return Err(Refusal::new("wages.answer_followed").with("reference", &line.reference).into());
        }
        found.add(earlier.last().copied(), said.last())?;
        if said.last().is_some_and(|last| !is_success(last)) {
            undone.insert((line.month, line.worker));
        }
    }
    check_not_ordered_again(db, stored, answer, &undone).await?;
    Ok(found)
}

fn is_success(result: &payment_results::Model) -> bool {
    result.outcome == BankOutcome::Succeeded.code()
}

/// What is said not to have arrived may have been ordered once more since: both would be paid.
async fn check_not_ordered_again<C: ConnectionTrait>(
    db: &C,
    stored: &Stored,
    answer: &payment_answers::Model,
    undone: &BTreeSet<(Month, Uuid)>,
) -> Result<(), Fault> {
    let mut others: BTreeSet<Uuid> = BTreeSet::new();
    for month in undone.iter().map(|(month, _)| *month).collect::<BTreeSet<_>>() {
        let ordered = ordered_for(db, stored.row.project_id, month, month).await?;
        let again = ordered.iter().filter(|line| line.stands() && undone.contains(&(month, line.registration)));
        others.extend(again.map(|line| line.order).filter(|order| *order != stored.row.id));
    }
    let since = payment_batches::Entity::find()
        .filter(payment_batches::Column::Id.is_in(others))
        .filter(payment_batches::Column::DraftedAt.gte(answer.taken_at));
    match since.one(db).await? {
        Some(_) => Err(Refusal::new("wages.answer_ordered_again").into()),
        None => Ok(()),
    }
}

impl Retraction {
    /// One line: what was said before the answer, and what the answer says.
    fn add(
        &mut self,
        before: Option<&payment_results::Model>,
        said: Option<&payment_results::Model>,
    ) -> Result<(), Refusal> {
        match before {
            None => self.waiting += 1,
            Some(_) => self.as_before += 1,
        }
        match said.and_then(|said| BankOutcome::parse(&said.outcome).map(|outcome| (outcome, said.amount_fen))) {
            Some((BankOutcome::Succeeded, amount_fen)) => {
                self.arrived += 1;
                self.arrived_fen = sum_fen([self.arrived_fen, amount_fen])?;
            }
            Some((BankOutcome::Returned, _)) => self.returned += usize::from(before.is_some_and(is_success)),
            Some((BankOutcome::Failed, _)) => self.failed += 1,
            None => {}
        }
        Ok(())
    }
}

impl From<payment_answers::Model> for Answer {
    fn from(row: payment_answers::Model) -> Self {
        Self {
            id: row.id,
            taken_at: Instant(row.taken_at),
            lines: u32::try_from(row.lines).unwrap_or(0),
            withdrawn: row.withdrawn_at.map(|at| (Instant(at), row.withdrawn_reason.unwrap_or_default())),
        }
    }
}
