//! What becomes of a stored batch? Its good rows go to their noun, exactly once, with what is said about the others.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::placing::{Spoken, place};
use super::receiving::{BODY, store_errors};
use super::results::visible_batch;
use super::scopes::{Granted, granted};
use super::suppliers::decided_supplier;
use super::{Origin, Sinks, Taken};
use crate::ctx::Actor;
use crate::entity::{feed_batches, feed_bodies, feed_suppliers};
use crate::feeds::{Batch, FeedObject, Reading, RowError, read_batch};
use crate::{Ctx, Fault, Instant, Refusal, audit, rulepacks};

/// After so many times in vain a batch is left to a person; others go on.
const TRIES: i32 = 5;
/// More do not wait: twenty of each supplier, and no supplier waits alone.
const LOOKED_AT: u64 = 2_000;

/// Applies so many batches that wait, at most; says how many of them do not wait any more. Those of one supplier go in their
/// order; suppliers take turns, so that none of them has the writer for itself. For a job.
pub async fn apply_waiting(ctx: &Ctx, sinks: &Sinks, most: usize) -> Result<u64, Fault> {
    let waiting = feed_batches::Entity::find()
        .select_only()
        .columns([feed_batches::Column::Id, feed_batches::Column::SupplierId])
        .filter(feed_batches::Column::AppliedAt.is_null())
        .filter(feed_batches::Column::FailedAt.is_null())
        .filter(feed_batches::Column::SupplierId.is_not_null())
        .order_by_asc(feed_batches::Column::Id)
        .limit(LOOKED_AT)
        .into_tuple::<(Uuid, Uuid)>()
        .all(ctx.db.reader())
        .await?;
    let mut settled = 0;
    for batch in in_turns(waiting).into_iter().take(most) {
        let row = apply_one(ctx, sinks, batch).await?;
        settled += u64::from(row.applied_at.or(row.failed_at).is_some());
    }
    Ok(settled)
}

/// Whether anything waits to be applied.
pub async fn is_waiting(ctx: &Ctx) -> Result<bool, Fault> {
    let waiting = feed_batches::Entity::find()
        .select_only()
        .column(feed_batches::Column::Id)
        .filter(feed_batches::Column::AppliedAt.is_null())
        .filter(feed_batches::Column::FailedAt.is_null())
        .filter(feed_batches::Column::SupplierId.is_not_null())
        .limit(1)
        .into_tuple::<Uuid>();
    Ok(waiting.one(ctx.db.reader()).await?.is_some())
}

/// The batches with their suppliers, oldest first, as one of each supplier after the other.
fn in_turns(waiting: Vec<(Uuid, Uuid)>) -> Vec<Uuid> {
    let mut queues: Vec<(Uuid, VecDeque<Uuid>)> = Vec::new();
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    let count = waiting.len();
    for (batch, supplier) in waiting {
        let place = *places.entry(supplier).or_insert_with(|| {
            queues.push((supplier, VecDeque::new()));
            queues.len() - 1
        });
        queues[place].1.push_back(batch);
    }
    let mut turns = Vec::with_capacity(count);
    while turns.len() < count {
        turns.extend(queues.iter_mut().filter_map(|(_, queue)| queue.pop_front()));
    }
    turns
}

/// One batch; nothing happens to one that is settled.
pub async fn apply(ctx: &Ctx, sinks: &Sinks, batch: Uuid) -> Result<(), Fault> {
    apply_one(ctx, sinks, batch).await.map(|_| ())
}

/// By the office, once what stood in the way is gone: a failed batch waits again and is tried at once.
pub async fn retry(ctx: &Ctx, sinks: &Sinks, batch: Uuid) -> Result<(), Fault> {
    let row = visible_batch(ctx, batch).await?;
    decided_supplier(ctx, row.supplier_id.ok_or(Fault::NotFound)?).await?;
    crate::transact!(ctx, |tx| {
        let waiting = feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::FailedAt, Expr::value(None::<i64>))
            .col_expr(feed_batches::Column::Tries, Expr::value(0))
            .filter(feed_batches::Column::Id.eq(batch))
            .filter(feed_batches::Column::FailedAt.is_not_null())
            .exec(tx)
            .await?;
        if waiting.rows_affected != 1 {
            return Err(Refusal::new("feeds.not_failed").into());
        }
        audit::record(tx, ctx, "retry", ("feed_batch", batch), json!({})).await
    })?;
    apply(ctx, sinks, batch).await
}

/// The batch as it stands afterwards. What could not be applied waits: a fault of ours is none of the sender's.
async fn apply_one(ctx: &Ctx, sinks: &Sinks, batch: Uuid) -> Result<feed_batches::Model, Fault> {
    let found = async || feed_batches::Entity::find_by_id(batch).one(ctx.db.reader()).await;
    let row = found().await?.ok_or(Fault::NotFound)?;
    if row.applied_at.or(row.failed_at).is_some() {
        return Ok(row);
    }
    let ctx = &ctx.acting_as(Actor::System("feed"));
    match try_apply(ctx, sinks, &row).await {
        Ok(()) | Err(Fault::Busy) => {}
        Err(fault) => {
            tracing::error!(batch = %row.id, %fault, "a batch could not be applied");
            note_failure(ctx, &row).await?;
        }
    }
    found().await?.ok_or_else(|| Fault::internal("a batch that is gone"))
}

async fn try_apply(ctx: &Ctx, sinks: &Sinks, row: &feed_batches::Model) -> Result<(), Fault> {
    let object = FeedObject::parse(&row.object).ok_or_else(|| Fault::internal("a batch of no object"))?;
    let supplier = row.supplier_id.ok_or_else(|| Fault::internal("a file is applied by its own use case"))?;
    let read = read_again(ctx, row, object).await?;
    let read = read.ok_or_else(|| Fault::internal("a waiting batch without its body"))?;
    let origin = Origin {
        batch: row.id,
        supplier: Some(supplier),
        object,
        signed_at: Instant(row.signed_at),
        received_at: Instant(row.received_at),
    };
    crate::transact!(ctx, |tx| {
        // whoever comes second waits here, and finds it done
        let mine = feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::AppliedAt, Expr::value(ctx.now().0))
            .filter(feed_batches::Column::Id.eq(row.id))
            .filter(feed_batches::Column::AppliedAt.is_null())
            .filter(feed_batches::Column::FailedAt.is_null())
            .exec(tx)
            .await?;
        if mine.rows_affected != 1 {
            return Ok(());
        }
        let scopes = granted(tx, supplier).await?;
        let Applied { counts, .. } = apply_rows(ctx, tx, sinks, &origin, &read, &scopes).await?;
        let facts = json!({ "added": counts.added, "late": counts.late, "unchanged": counts.unchanged,
            "refused": counts.refused });
        audit::record(tx, ctx, "apply", ("feed_batch", row.id), facts).await
    })
}

/// What became of the rows of a batch.
pub(crate) struct Applied {
    pub counts: Counts,
    /// of rows that could be read
    pub errors: Vec<RowError>,
}

/// Hands the good rows of a stored batch to their noun and writes down what became of all of them, in the transaction of
/// whoever makes sure that it happens once. `scopes` are the projects that they may be about, by the sender's names.
pub(crate) async fn apply_rows(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    sinks: &Sinks,
    origin: &Origin,
    read: &Batch,
    scopes: &BTreeMap<String, Granted>,
) -> Result<Applied, Fault> {
    let (placed, mut errors) = place(read.rows.clone(), origin.object, scopes);
    let spoken = Spoken::of(&placed);
    let numbers: Vec<(u32, String)> = placed.iter().map(|row| (row.number, row.path.clone())).collect();
    let sink = sinks.get(origin.object)?;
    let taken = if placed.is_empty() { Vec::new() } else { sink.take(ctx, tx, origin, placed).await? };
    if taken.len() != numbers.len() {
        return Err(Fault::internal("a sink that did not answer every row"));
    }
    let mut counts = count(&numbers, taken, &mut errors);
    counts.refused += read.rejected();
    store_errors(tx, origin.batch, &errors).await?;
    spoken.note(tx, origin.batch, origin.supplier, origin.received_at).await?;
    note_counts(tx, origin.batch, &counts).await?;
    Ok(Applied { counts, errors })
}

/// The stored bytes, read as they were on the day they came; nothing once they are dropped.
pub(super) async fn read_again(
    ctx: &Ctx,
    row: &feed_batches::Model,
    object: FeedObject,
) -> Result<Option<Batch>, Fault> {
    let supplier = row.supplier_id.ok_or_else(|| Fault::internal("a file is applied by its own use case"))?;
    let body = feed_bodies::Entity::find_by_id(row.id).one(ctx.db.reader()).await?;
    let Some(body) = body else { return Ok(None) };
    let body = ctx.vault.open(BODY, &body.body_sealed)?;
    let supplier = feed_suppliers::Entity::find_by_id(supplier).one(ctx.db.reader()).await?;
    let area = supplier.ok_or_else(|| Fault::internal("a batch of no supplier"))?.area;
    let received_at = Instant(row.received_at);
    let rules = rulepacks::store::in_force(ctx, &area, received_at.day()).await?;
    read_batch(object, &body, &Reading { received_at, rules: &rules }).map(Some)
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub added: u32,
    /// of those added
    pub late: u32,
    pub unchanged: u32,
    pub refused: u32,
}

fn count(rows: &[(u32, String)], taken: Vec<Taken>, errors: &mut Vec<RowError>) -> Counts {
    let refused_before: BTreeSet<u32> = errors.iter().map(|error| error.number).collect();
    let mut counts = Counts { refused: u32::try_from(refused_before.len()).unwrap_or(u32::MAX), ..Counts::default() };
    for ((number, path), taken) in rows.iter().zip(taken) {
        match taken {
            Taken::Added => counts.added += 1,
            Taken::AddedLate => {
                counts.added += 1;
                counts.late += 1;
            }
            Taken::Unchanged => counts.unchanged += 1,
            Taken::Refused(refusals) => {
                counts.refused += 1;
                errors.extend(refusals.into_iter().map(|refusal| RowError {
                    number: *number,
                    path: path.clone(),
                    field: refusal.field.unwrap_or_default(),
                    refusal,
                }));
            }
        }
    }
    counts
}

async fn note_counts(tx: &DatabaseTransaction, batch: Uuid, counts: &Counts) -> Result<(), Fault> {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    feed_batches::Entity::update_many()
        .col_expr(feed_batches::Column::AddedCount, Expr::value(number(counts.added)))
        .col_expr(feed_batches::Column::LateCount, Expr::value(number(counts.late)))
        .col_expr(feed_batches::Column::UnchangedCount, Expr::value(number(counts.unchanged)))
        .col_expr(feed_batches::Column::RefusedCount, Expr::value(number(counts.refused)))
        .filter(feed_batches::Column::Id.eq(batch))
        .exec(tx)
        .await?;
    Ok(())
}

async fn note_failure(ctx: &Ctx, row: &feed_batches::Model) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let mut update = feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::Tries, Expr::col(feed_batches::Column::Tries).add(1));
        if row.tries + 1 >= TRIES {
            update = update.col_expr(feed_batches::Column::FailedAt, Expr::value(ctx.now().0));
            audit::record(tx, ctx, "fail", ("feed_batch", row.id), json!({ "tries": TRIES })).await?;
        }
        update
            .filter(feed_batches::Column::Id.eq(row.id))
            .filter(feed_batches::Column::AppliedAt.is_null())
            .filter(feed_batches::Column::FailedAt.is_null())
            .exec(tx)
            .await?;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suppliers_take_turns_and_each_keeps_its_order() {
        let id = Uuid::from_u128;
        let (one, two) = (id(1), id(2));
        let waiting = vec![(id(10), one), (id(11), one), (id(12), one), (id(13), two), (id(14), two)];
        assert_eq!(in_turns(waiting), [10, 13, 11, 14, 12].map(id));
        assert!(in_turns(Vec::new()).is_empty());
    }
}
