//! What would undoing a batch take away, and who undid it? The consequences are shown first, and only those are applied.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::concerned::{check_decides, of_batch};
use super::results::visible_batch;
use super::{Consequence, Sinks, reason_of};
use crate::entity::feed_batches;
use crate::feeds::FeedObject;
use crate::vault::hex;
use crate::{Ctx, Fault, Refusal, audit};

/// What undoing comes to, and the hash by which the same is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effects {
    pub consequences: Vec<Consequence>,
    pub hash: String,
}

/// For the office that could undo it. Changes nothing.
pub async fn effects(ctx: &Ctx, sinks: &Sinks, batch: Uuid) -> Result<Effects, Fault> {
    let row = undoable(ctx, batch).await?;
    crate::transact!(ctx, |tx| { effects_in(ctx, tx, sinks, &row).await })
}

/// Takes out of force what the batch brought. `hash` is that of the consequences that were shown: where they are others by
/// now, they are shown again instead.
pub async fn undo(ctx: &Ctx, sinks: &Sinks, batch: Uuid, reason: &str, hash: &str) -> Result<Effects, Fault> {
    let row = undoable(ctx, batch).await?;
    let reason = reason_of(reason)?;
    let who = ctx.signed_in()?;
    let sink = sinks.get(object_of(&row)?)?;
    crate::transact!(ctx, |tx| {
        let mine = feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::UndoneBy, Expr::value(who.account))
            .col_expr(feed_batches::Column::UndoneAt, Expr::value(ctx.now().0))
            .col_expr(feed_batches::Column::UndoneReason, Expr::value(reason.clone()))
            .filter(feed_batches::Column::Id.eq(batch))
            .filter(feed_batches::Column::AppliedAt.is_not_null())
            .filter(feed_batches::Column::UndoneAt.is_null())
            .exec(tx)
            .await?;
        if mine.rows_affected != 1 {
            return Err(Refusal::new("feeds.undone_already").into());
        }
        let found = effects_in(ctx, tx, sinks, &row).await?;
        if found.hash != hash {
            return Err(Refusal::new("feeds.effects_changed").into());
        }
        sink.undo(ctx, tx, batch, &reason).await?;
        let stored = serde_json::to_string(&found.consequences)?;
        feed_batches::Entity::update_many()
            .col_expr(feed_batches::Column::UndoneEffects, Expr::value(stored))
            .filter(feed_batches::Column::Id.eq(batch))
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "undo", ("feed_batch", batch), json!({ "effects": found.hash })).await?;
        Ok(found)
    })
}

async fn effects_in(
    ctx: &Ctx,
    tx: &DatabaseTransaction,
    sinks: &Sinks,
    row: &feed_batches::Model,
) -> Result<Effects, Fault> {
    let mut consequences = sinks.get(object_of(row)?)?.consequences(ctx, tx, row.id).await?;
    consequences.sort();
    let hash = hex(&Sha256::digest(serde_json_canonicalizer::to_string(&consequences)?));
    Ok(Effects { consequences, hash })
}

/// A batch that was applied, for an office that decides about every project that it speaks of.
async fn undoable(ctx: &Ctx, batch: Uuid) -> Result<feed_batches::Model, Fault> {
    let row = visible_batch(ctx, batch).await?;
    let supplier = row.supplier_id.ok_or(Fault::NotFound)?;
    check_decides(ctx, supplier, &of_batch(batch)).await?;
    if row.undone_at.is_some() {
        return Err(Refusal::new("feeds.undone_already").into());
    }
    if row.applied_at.is_none() {
        return Err(Refusal::new("feeds.not_applied").into());
    }
    Ok(row)
}

fn object_of(row: &feed_batches::Model) -> Result<FeedObject, Fault> {
    FeedObject::parse(&row.object).ok_or_else(|| Fault::internal("a batch of no object"))
}
