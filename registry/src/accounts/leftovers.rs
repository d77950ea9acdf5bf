//! What of past sign-ins means nothing any more? Tries of a quiet day, second steps that nobody took, one-time codes that
//! are good no longer, links that nobody followed, letters of long ago: they are taken away, so that no phone number, no
//! address and no secret's hash lies longer than it is needed.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::mail;
use super::recovery::APART_MS;
use super::throttle::clear_throttles;
use crate::entity::{half_sign_ins, one_time_codes};
use crate::instant::DAY_MS;
use crate::notices::letters;
use crate::{Ctx, Fault};

/// How many rows they were.
pub async fn clear_leftovers(ctx: &Ctx) -> Result<u64, Fault> {
    let of_sign_ins = clear_throttles(ctx).await? + clear_halves(ctx).await? + clear_codes(ctx).await?;
    Ok(of_sign_ins + mail::clear_unconfirmed(ctx).await? + letters::clear_old(ctx).await?)
}

async fn clear_halves(ctx: &Ctx) -> Result<u64, Fault> {
    let over = half_sign_ins::Column::ExpiresAt.lt(ctx.now().0);
    let cleared = half_sign_ins::Entity::delete_many().filter(over).exec(ctx.db.writer()).await?;
    Ok(cleared.rows_affected)
}

/// Codes that a clerk gave stay as long as they tell who gave one half of an account.
async fn clear_codes(ctx: &Ctx) -> Result<u64, Fault> {
    let made = Condition::any()
        .add(one_time_codes::Column::MadeBy.is_null())
        .add(one_time_codes::Column::MadeAt.lt(ctx.now().minus_ms(APART_MS).0));
    let cleared = one_time_codes::Entity::delete_many()
        .filter(one_time_codes::Column::ExpiresAt.lt(ctx.now().minus_ms(DAY_MS).0))
        .filter(made)
        .exec(ctx.db.writer())
        .await?;
    Ok(cleared.rows_affected)
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
