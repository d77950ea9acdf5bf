//! What would taking a file back take away, and who took it back? The consequences are shown first, and only those follow; the
//! batches go one by one, the last one first.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::rights::{object_of, own};
use crate::entity::{feed_batches, import_batches, imports};
use crate::fault::worded;
use crate::feeds::store::{Consequence, Sinks};
use crate::vault::hex;
use crate::{Ctx, Fault, Refusal, audit};

/// What taking a file back comes to, and the hash by which the same is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    pub consequences: Vec<Consequence>,
    pub hash: String,
}

/// For whoever could take it back. Changes nothing.
pub async fn effects(ctx: &Ctx, sinks: &Sinks, import: Uuid) -> Result<Effects, Fault> {
    let row = undoable(ctx, import).await?;
    effects_of(ctx, sinks, &row).await
}

/// Begins to take the file back; what is still to come of it does not come. `hash` is that of the consequences that were
/// shown: where they are others by now, they are shown again instead.
///
/// # Errors
/// `imports.reason_length`, `imports.effects_changed`, `imports.undone_already`, `imports.not_started`.
pub async fn undo(ctx: &Ctx, sinks: &Sinks, import: Uuid, reason: &str, hash: &str) -> Result<(), Fault> {
    let row = undoable(ctx, import).await?;
    let who = ctx.signed_in()?;
    let reason = worded(reason, 2..=500, || Refusal::on("reason", "imports.reason_length"))?;
    let found = effects_of(ctx, sinks, &row).await?;
    if found.hash != hash {
        return Err(Refusal::new("imports.effects_changed").into());
    }
    crate::transact!(ctx, |tx| {
        let begun = imports::Entity::update_many()
            .col_expr(imports::Column::UndoneBy, Expr::value(who.account))
            .col_expr(imports::Column::UndoStartedAt, Expr::value(ctx.now().0))
            .col_expr(imports::Column::UndoneReason, Expr::value(reason.as_str()))
            .col_expr(imports::Column::Failures, Expr::value(0))
            .filter(imports::Column::Id.eq(import))
            .filter(imports::Column::UndoStartedAt.is_null())
            .exec(tx)
            .await?;
        if begun.rows_affected != 1 {
            return Err(Refusal::new("imports.undone_already").into());
        }
        audit::record(tx, ctx, "undo", ("import", import), json!({ "effects": found.hash })).await
    })
}

/// Files that somebody takes back and that are not back yet.
pub(super) fn begun() -> Condition {
    Condition::all().add(imports::Column::UndoStartedAt.is_not_null()).add(imports::Column::UndoneAt.is_null())
}

/// Takes back so many batches, at most; says how many there were.
pub(super) async fn go_on(ctx: &Ctx, sinks: &Sinks, row: &imports::Model, most: usize) -> Result<usize, Fault> {
    let batches = batches_of(ctx.db.reader(), row.id).await?;
    let left: Vec<feed_batches::Model> = batches.into_iter().filter(|batch| batch.undone_at.is_none()).collect();
    let is_last = left.len() <= most;
    let mut done = 0;
    for batch in left.into_iter().take(most) {
        take_back(ctx, sinks, row, &batch).await?;
        done += 1;
    }
    if is_last {
        imports::Entity::update_many()
            .col_expr(imports::Column::UndoneAt, Expr::value(ctx.now().0))
            .filter(imports::Column::Id.eq(row.id))
            .filter(begun())
            .exec(ctx.db.writer())
            .await?;
        done += 1;
    }
    Ok(done)
}

async fn take_back(ctx: &Ctx, sinks: &Sinks, row: &imports::Model, batch: &feed_batches::Model) -> Result<(), Fault> {
    let sink = sinks.get(object_of(row)?)?;
    let reason = row.undone_reason.clone().unwrap_or_default();
    crate::transact!(ctx, |tx| {
        let mine = feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::UndoneBy, Expr::value(row.undone_by))
            .col_expr(feed_batches::Column::UndoneAt, Expr::value(ctx.now().0))
            .col_expr(feed_batches::Column::UndoneReason, Expr::value(reason.clone()))
            .filter(feed_batches::Column::Id.eq(batch.id))
            .filter(feed_batches::Column::UndoneAt.is_null())
            .exec(tx)
            .await?;
        if mine.rows_affected != 1 {
            return Ok(());
        }
        let consequences = serde_json::to_string(&sink.consequences(ctx, tx, batch.id).await?)?;
        sink.undo(ctx, tx, batch.id, &reason).await?;
        feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::UndoneEffects, Expr::value(consequences))
            .filter(feed_batches::Column::Id.eq(batch.id))
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "undo", ("feed_batch", batch.id), json!({ "import": row.id })).await
    })
}

async fn effects_of(ctx: &Ctx, sinks: &Sinks, row: &imports::Model) -> Result<Effects, Fault> {
    let sink = sinks.get(object_of(row)?)?;
    let batches = batches_of(ctx.db.reader(), row.id).await?;
    let mut sums: BTreeMap<(String, Option<Uuid>), u64> = BTreeMap::new();
    for batch in batches.into_iter().filter(|batch| batch.undone_at.is_none()) {
        let found = crate::transact!(ctx, |tx| { sink.consequences(ctx, tx, batch.id).await })?;
        for one in found {
            *sums.entry((one.code, one.project)).or_insert(0) += one.count;
        }
    }
    let consequences: Vec<Consequence> =
        sums.into_iter().map(|((code, project), count)| Consequence { code, count, project }).collect();
    let hash = hex(&Sha256::digest(serde_json_canonicalizer::to_string(&consequences)?));
    Ok(Effects { consequences, hash })
}

/// The last one first.
async fn batches_of<C: ConnectionTrait>(db: &C, import: Uuid) -> Result<Vec<feed_batches::Model>, Fault> {
    let links = import_batches::Entity::find()
        .filter(import_batches::Column::ImportId.eq(import))
        .order_by_desc(import_batches::Column::RowsBefore)
        .all(db)
        .await?;
    let ids: BTreeSet<Uuid> = links.iter().map(|link| link.batch_id).collect();
    let rows = feed_batches::Entity::find().filter(feed_batches::Column::Id.is_in(ids)).all(db).await?;
    let mut by_id: BTreeMap<Uuid, feed_batches::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    Ok(links.iter().filter_map(|link| by_id.remove(&link.batch_id)).collect())
}

async fn undoable(ctx: &Ctx, import: Uuid) -> Result<imports::Model, Fault> {
    let row = own(ctx, import).await?;
    if row.undo_started_at.is_some() {
        return Err(Refusal::new("imports.undone_already").into());
    }
    if row.applied_count == 0 {
        return Err(Refusal::new("imports.not_started").into());
    }
    Ok(row)
}
