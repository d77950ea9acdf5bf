//! What becomes of a stored batch? Its good rows go to their noun, exactly once, with what is said about the others.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::receiving::{BODY, store_errors};
use super::results::visible_batch;
use super::scopes::{Granted, granted};
use super::suppliers::decided_supplier;
use super::{Origin, Placed, Sinks, Taken};
use crate::ctx::Actor;
use crate::entity::{feed_batches, feed_bodies, feed_seen, feed_suppliers};
use crate::feeds::{Batch, FeedObject, Located, Reading, Row, RowError, read_batch};
use crate::{Ctx, Fault, Instant, Refusal, audit, rulepacks};

/// After so many times in vain a batch is left to a person; others go on.
const TRIES: i32 = 5;

/// Applies the oldest batches that wait, so many at most; says how many of them do not wait any more. For a job.
pub async fn apply_waiting(ctx: &Ctx, sinks: &Sinks, most: u64) -> Result<u64, Fault> {
    let rows = feed_batches::Entity::find()
        .filter(feed_batches::Column::AppliedAt.is_null())
        .filter(feed_batches::Column::FailedAt.is_null())
        .order_by_asc(feed_batches::Column::Id)
        .limit(most)
        .all(ctx.db.reader())
        .await?;
    let mut settled = 0;
    for row in rows {
        let row = apply_read(ctx, sinks, row, None).await?;
        settled += u64::from(row.applied_at.or(row.failed_at).is_some());
    }
    Ok(settled)
}

/// One batch; nothing happens to one that is settled.
pub async fn apply(ctx: &Ctx, sinks: &Sinks, batch: Uuid) -> Result<(), Fault> {
    let row = feed_batches::Entity::find_by_id(batch).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    apply_read(ctx, sinks, row, None).await.map(|_| ())
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
pub(super) async fn apply_read(
    ctx: &Ctx,
    sinks: &Sinks,
    row: feed_batches::Model,
    read: Option<Batch>,
) -> Result<feed_batches::Model, Fault> {
    if row.applied_at.or(row.failed_at).is_some() {
        return Ok(row);
    }
    let ctx = &ctx.acting_as(Actor::System("feed"));
    match try_apply(ctx, sinks, &row, read).await {
        Ok(()) | Err(Fault::Busy) => {}
        Err(fault) => {
            tracing::error!(batch = %row.id, %fault, "a batch could not be applied");
            note_failure(ctx, &row).await?;
        }
    }
    let after = feed_batches::Entity::find_by_id(row.id).one(ctx.db.reader()).await?;
    after.ok_or_else(|| Fault::internal("a batch that is gone"))
}

async fn try_apply(ctx: &Ctx, sinks: &Sinks, row: &feed_batches::Model, read: Option<Batch>) -> Result<(), Fault> {
    let object = FeedObject::parse(&row.object).ok_or_else(|| Fault::internal("a batch of no object"))?;
    let sink = sinks.get(object)?;
    let supplier = row.supplier_id.ok_or_else(|| Fault::internal("a file is applied by its own use case"))?;
    let read = match read {
        Some(read) => read,
        None => read_again(ctx, row, object, supplier).await?,
    };
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
        let (placed, mut errors) = place(read.rows.clone(), object, &scopes);
        let seen = rows_by_project(&placed);
        let numbers: Vec<(u32, String)> = placed.iter().map(|row| (row.number, row.path.clone())).collect();
        let taken = if placed.is_empty() { Vec::new() } else { sink.take(ctx, tx, &origin, placed).await? };
        if taken.len() != numbers.len() {
            return Err(Fault::internal("a sink that did not answer every row"));
        }
        let counts = count(&numbers, taken, &mut errors);
        store_errors(tx, row.id, &errors).await?;
        note_seen(tx, supplier, &seen, origin.received_at).await?;
        note_counts(tx, row.id, &counts, read.rejected()).await?;
        let facts = json!({ "added": counts.added, "unchanged": counts.unchanged,
            "refused": counts.refused + read.rejected() });
        audit::record(tx, ctx, "apply", ("feed_batch", row.id), facts).await
    })
}

/// The stored bytes, read as they were on the day they came.
async fn read_again(ctx: &Ctx, row: &feed_batches::Model, object: FeedObject, supplier: Uuid) -> Result<Batch, Fault> {
    let body = feed_bodies::Entity::find_by_id(row.id).one(ctx.db.reader()).await?;
    let body = body.ok_or_else(|| Fault::internal("a waiting batch without its body"))?;
    let body = ctx.vault.open(BODY, &body.body_sealed)?;
    let supplier = feed_suppliers::Entity::find_by_id(supplier).one(ctx.db.reader()).await?;
    let area = supplier.ok_or_else(|| Fault::internal("a batch of no supplier"))?.area;
    let received_at = Instant(row.received_at);
    let rules = rulepacks::store::in_force(ctx, &area, received_at.day()).await?;
    read_batch(object, &body, &Reading { received_at, rules: &rules })
}

/// Which project each row is about. A project that is not the sender's and one that does not exist are answered alike.
fn place(rows: Vec<Located>, object: FeedObject, scopes: &BTreeMap<String, Granted>) -> (Vec<Placed>, Vec<RowError>) {
    let (mut placed, mut errors) = (Vec::new(), Vec::new());
    let find = |code: &str| scopes.get(code).filter(|scope| scope.objects.contains(&object)).map(|scope| scope.project);
    for Located { number, path, statement, row } in rows {
        let mut refuse = |field| {
            errors.push(RowError { number, path: path.clone(), field, refusal: Refusal::new("feeds.project_foreign") });
        };
        let project = row.project_code().map(find);
        if project == Some(None) {
            refuse("projectCode");
            continue;
        }
        let before = match &row {
            Row::Attendance(row) => row.about.as_ref().map(|about| find(&about.project_code)),
            _ => statement.purpose.about().and_then(|about| about.project_code.as_deref()).map(find),
        };
        if before == Some(None) {
            refuse("of");
            continue;
        }
        let (project, project_before) = (project.flatten(), before.flatten());
        placed.push(Placed { number, path, statement, project, project_before, row });
    }
    (placed, errors)
}

fn rows_by_project(placed: &[Placed]) -> BTreeMap<Uuid, i64> {
    let mut seen = BTreeMap::new();
    for project in placed.iter().filter_map(|row| row.project) {
        *seen.entry(project).or_insert(0) += 1;
    }
    seen
}

#[derive(Default)]
struct Counts {
    added: u32,
    unchanged: u32,
    refused: u32,
}

fn count(rows: &[(u32, String)], taken: Vec<Taken>, errors: &mut Vec<RowError>) -> Counts {
    let refused_before: BTreeSet<u32> = errors.iter().map(|error| error.number).collect();
    let mut counts = Counts { refused: u32::try_from(refused_before.len()).unwrap_or(u32::MAX), ..Counts::default() };
    for ((number, path), taken) in rows.iter().zip(taken) {
        match taken {
            Taken::Added => counts.added += 1,
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

async fn note_counts(tx: &DatabaseTransaction, batch: Uuid, counts: &Counts, rejected: u32) -> Result<(), Fault> {
    let number = |count: u32| i32::try_from(count).unwrap_or(i32::MAX);
    feed_batches::Entity::update_many()
        .col_expr(feed_batches::Column::AddedCount, Expr::value(number(counts.added)))
        .col_expr(feed_batches::Column::UnchangedCount, Expr::value(number(counts.unchanged)))
        .col_expr(feed_batches::Column::RefusedCount, Expr::value(number(counts.refused + rejected)))
        .filter(feed_batches::Column::Id.eq(batch))
        .exec(tx)
        .await?;
    Ok(())
}

async fn note_seen(
    tx: &DatabaseTransaction,
    supplier: Uuid,
    rows: &BTreeMap<Uuid, i64>,
    received_at: Instant,
) -> Result<(), Fault> {
    let day = received_at.day().to_string();
    for (project, count) in rows {
        let row = feed_seen::ActiveModel {
            supplier_id: Set(supplier),
            project_id: Set(*project),
            day: Set(day.clone()),
            row_count: Set(*count),
            last_received_at: Set(received_at.0),
        };
        let key = [feed_seen::Column::SupplierId, feed_seen::Column::ProjectId, feed_seen::Column::Day];
        let more = Expr::col((feed_seen::Entity, feed_seen::Column::RowCount)).add(*count);
        feed_seen::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).value(feed_seen::Column::RowCount, more).to_owned())
            .exec_without_returning(tx)
            .await?;
        // a batch that waited may be older than one that did not
        feed_seen::Entity::update_many()
            .col_expr(feed_seen::Column::LastReceivedAt, Expr::value(received_at.0))
            .filter(feed_seen::Column::SupplierId.eq(supplier))
            .filter(feed_seen::Column::ProjectId.eq(*project))
            .filter(feed_seen::Column::Day.eq(&day))
            .filter(feed_seen::Column::LastReceivedAt.lt(received_at.0))
            .exec(tx)
            .await?;
    }
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
