//! Is a file that was gone through on trial to come in?

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::MOST_FAILURES;
use super::rights::own;
use crate::entity::imports;
use crate::{Actor, Ctx, Fault, Refusal, audit};

/// By whoever may bring such a file. One that came to a stand by a fault of ours goes on where it stands.
///
/// # Errors
/// `imports.not_tried`, `imports.nothing_right`, `imports.started_already`, `imports.emptied`.
pub async fn start(ctx: &Ctx, import: Uuid) -> Result<(), Fault> {
    let row = own(ctx, import).await?;
    if row.emptied_at.is_some() {
        return Err(Refusal::new("imports.emptied").into());
    }
    if row.failures >= MOST_FAILURES {
        return go_on_again(ctx, &row).await;
    }
    if row.tried_at.is_none() {
        return Err(Refusal::new("imports.not_tried").into());
    }
    if row.tried_count > 0 && row.would_add_count + row.would_keep_count == 0 {
        return Err(Refusal::new("imports.nothing_right").into());
    }
    let by = match &ctx.actor {
        Actor::SignedIn(who) => Some(who.account),
        _ => None,
    };
    crate::transact!(ctx, |tx| {
        let started = imports::Entity::update_many()
            .col_expr(imports::Column::StartedAt, Expr::value(ctx.now().0))
            .col_expr(imports::Column::StartedBy, Expr::value(by))
            .filter(imports::Column::Id.eq(import))
            .filter(imports::Column::StartedAt.is_null())
            .exec(tx)
            .await?;
        if started.rows_affected != 1 {
            return Err(Refusal::new("imports.started_already").into());
        }
        let facts = json!({ "rows": row.tried_count, "wrong": row.would_refuse_count });
        audit::record(tx, ctx, "start", ("import", import), facts).await
    })
}

/// For the operator, who sends the same file again when it stops half-way: says whether the trial, which nobody began, is left
/// out.
pub async fn leave_trial_out(ctx: &Ctx, import: Uuid) -> Result<bool, Fault> {
    own(ctx, import).await?;
    let left_out = imports::Entity::update_many()
        .col_expr(imports::Column::TriedAt, Expr::value(ctx.now().0))
        .filter(imports::Column::Id.eq(import))
        .filter(imports::Column::ArrivedAt.is_not_null())
        .filter(imports::Column::TriedCount.eq(0))
        .filter(imports::Column::TriedAt.is_null())
        .filter(imports::Column::RefusedAt.is_null())
        .exec(ctx.db.writer())
        .await?;
    Ok(left_out.rows_affected == 1)
}

async fn go_on_again(ctx: &Ctx, row: &imports::Model) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        imports::Entity::update_many()
            .col_expr(imports::Column::Failures, Expr::value(0))
            .filter(imports::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "retry", ("import", row.id), json!({ "at": row.applied_count })).await
    })
}
