//! What will the next candidates need first? What the papers of an exam are drawn from, read by a node before anybody comes.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::proof;
use crate::entity::exams;
use crate::frozen::Draw;
use crate::instant::HOUR_MS;
use crate::{Ctx, Fault};

/// So long before its window an exam is read.
const AHEAD_MS: i64 = HOUR_MS;
/// No more are read at a time: a node keeps sixteen.
const MOST: u64 = 8;

/// Reads what this node does not know yet of the exams that can be begun, or soon can; how many.
pub async fn warm(ctx: &Ctx) -> Result<usize, Fault> {
    let (db, now) = (ctx.db.reader(), ctx.now());
    let near: Vec<Uuid> = exams::Entity::find()
        .select_only()
        .column(exams::Column::Id)
        .filter(exams::Column::State.eq("published"))
        .filter(exams::Column::OpensAt.lte(now.plus_ms(AHEAD_MS).0))
        .filter(exams::Column::ClosesAt.gt(now.0))
        .order_by_desc(exams::Column::OpensAt)
        .limit(MOST)
        .into_tuple()
        .all(db)
        .await?;
    let mut read = 0;
    for exam in near.into_iter().filter(|exam| ctx.db.frozen().draw(*exam).is_none()) {
        let row = exams::Entity::find_by_id(exam).one(db).await?.ok_or(Fault::NotFound)?;
        let draw = Draw { blueprint: serde_json::from_str(&row.blueprint)?, pool: proof::pool(db, exam).await? };
        ctx.db.frozen().keep_draw(exam, Arc::new(draw));
        read += 1;
    }
    Ok(read)
}
