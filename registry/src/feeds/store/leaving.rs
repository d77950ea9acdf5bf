//! What of a delivery need not be kept any longer? For jobs.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::entity::{feed_batches, feed_bodies, feed_nonces};
use crate::feeds::MOMENTS_APART_MS;
use crate::instant::DAY_MS;
use crate::{Ctx, Fault};

/// Bodies carry numbers of people whose rows stand elsewhere or do not stand at all: kept only while a question about the
/// batch is likely (个人信息保护法第十九条).
const BODY_KEPT_MS: i64 = 90 * DAY_MS;
const BODIES_AT_ONCE: u64 = 200;

/// Nonces whose signed time can no longer be right, however the clocks stand; says how many.
pub async fn forget_nonces(ctx: &Ctx) -> Result<u64, Fault> {
    let before = ctx.now().minus_ms(2 * MOMENTS_APART_MS + 1);
    let gone =
        feed_nonces::Entity::delete_many().filter(feed_nonces::Column::At.lt(before.0)).exec(ctx.db.writer()).await?;
    Ok(gone.rows_affected)
}

/// Bodies of settled batches after ninety days, some at once; says how many.
pub async fn drop_old_bodies(ctx: &Ctx) -> Result<u64, Fault> {
    let before = ctx.now().minus_ms(BODY_KEPT_MS);
    let waiting = feed_batches::Entity::find()
        .select_only()
        .column(feed_batches::Column::Id)
        .filter(feed_batches::Column::AppliedAt.is_null())
        .into_query();
    let old: Vec<uuid::Uuid> = feed_bodies::Entity::find()
        .select_only()
        .column(feed_bodies::Column::BatchId)
        .filter(feed_bodies::Column::ReceivedAt.lt(before.0))
        .filter(feed_bodies::Column::BatchId.not_in_subquery(waiting))
        .limit(BODIES_AT_ONCE)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let gone = feed_bodies::Entity::delete_many()
        .filter(feed_bodies::Column::BatchId.is_in(old))
        .exec(ctx.db.writer())
        .await?;
    Ok(gone.rows_affected)
}
