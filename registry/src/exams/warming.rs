//! What will the next candidates need first? What the papers of an exam are drawn from, read by a node before anybody comes.

use std::sync::Arc;

use super::proof;
use super::withdrawing::settle_left;
use crate::entity::exams;
use crate::frozen::Draw;
use crate::instant::HOUR_MS;
use crate::{Ctx, Fault};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// So long before its window an exam is read.
const AHEAD_MS: i64 = HOUR_MS;
/// No more are read at a time: a node keeps sixteen.
const MOST: u64 = 8;

/// Reads what this node does not know yet of the exams that can be begun, or soon can; how many. Their pools are looked at
/// once more before.
pub async fn warm(ctx: &Ctx) -> Result<usize, Fault> {
    if unread(ctx).await?.is_empty() {
        return Ok(0);
    }
    settle_left(ctx).await?;
    let (db, mut read) = (ctx.db.reader(), 0);
    for row in unread(ctx).await? {
        let (blueprint, version) = (serde_json::from_str(&row.blueprint)?, row.pool_version);
        let draw = Draw { version, blueprint, pool: proof::pool(db, row.id, version).await? };
        ctx.db.frozen().keep_draw(row.id, Arc::new(draw));
        read += 1;
    }
    Ok(read)
}

async fn unread(ctx: &Ctx) -> Result<Vec<exams::Model>, Fault> {
    let (db, now) = (ctx.db.reader(), ctx.now());
    let near = exams::Entity::find()
        .filter(exams::Column::State.eq("published"))
        .filter(exams::Column::OpensAt.lte(now.plus_ms(AHEAD_MS).0))
        .filter(exams::Column::ClosesAt.gt(now.0))
        .order_by_desc(exams::Column::OpensAt)
        .limit(MOST)
        .all(db)
        .await?;
    Ok(near.into_iter().filter(|row| ctx.db.frozen().draw(row.id, row.pool_version).is_none()).collect())
}
