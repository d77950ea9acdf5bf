//! Whom does a jump of the system's clock concern? Staff: the alarm is a row that they see and settle; until then no
//! attempt is ended by the clock.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use crate::entity::clock_alarms;
use crate::permissions::{Object, Scope, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub id: Uuid,
    pub noticed_at: Instant,
    /// Negative: the system's clock fell back.
    pub ahead_ms: i64,
}

/// What waits for people, oldest first. The text tells nothing that a visitor may not know.
pub async fn open(ctx: &Ctx) -> Result<Vec<Alarm>, Fault> {
    let rows = clock_alarms::Entity::find()
        .filter(clock_alarms::Column::SettledAt.is_null())
        .order_by_asc(clock_alarms::Column::NoticedAt)
        .all(ctx.db.reader())
        .await?;
    let alarm =
        |row: clock_alarms::Model| Alarm { id: row.id, noticed_at: Instant(row.noticed_at), ahead_ms: row.ahead_ms };
    Ok(rows.into_iter().map(alarm).collect())
}

/// A node looks at its clock: raises an alarm, sees that the clock is right again, or follows what staff decided.
pub async fn watch(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    let last = clock_alarms::Entity::find()
        .filter(clock_alarms::Column::Node.eq(node))
        .order_by_desc(clock_alarms::Column::NoticedAt)
        .order_by_desc(clock_alarms::Column::Id)
        .one(ctx.db.reader())
        .await?;
    let is_open = last.as_ref().is_some_and(|row| row.settled_at.is_none());
    let decided = last.filter(|row| row.settled_how.as_deref() == Some("adopted") && row.followed_at.is_none());
    match (ctx.clock.step_ms(), is_open) {
        (None, true) => close(ctx, node).await,
        (None, false) | (Some(_), true) => Ok(()),
        (Some(ahead_ms), false) => match decided {
            Some(row) => follow(ctx, row.id).await,
            None => raise(ctx, node, ahead_ms).await,
        },
    }
}

/// Somebody who decides in exam rooms has compared the clocks.
pub async fn settle(ctx: &Ctx, alarm: Uuid) -> Result<(), Fault> {
    if require(ctx, Verb::Decide, Object::Attempt)? <= Scope::Own {
        return Err(Fault::Forbidden);
    }
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        let settled = clock_alarms::Entity::update_many()
            .col_expr(clock_alarms::Column::SettledAt, Expr::value(ctx.now().0))
            .col_expr(clock_alarms::Column::SettledBy, Expr::value(account))
            .col_expr(clock_alarms::Column::SettledHow, Expr::value("adopted"))
            .filter(clock_alarms::Column::Id.eq(alarm))
            .filter(clock_alarms::Column::SettledAt.is_null())
            .exec(tx)
            .await?;
        if settled.rows_affected == 0 {
            return Err(Refusal::new("exams.alarm_settled").into());
        }
        audit::record(tx, ctx, "settle_clock", ("clock", alarm), json!({})).await
    })
}

async fn raise(ctx: &Ctx, node: &str, ahead_ms: i64) -> Result<(), Fault> {
    tracing::error!(
        ahead_ms,
        "the system's clock jumped: exams are not ended by the clock until staff have compared it"
    );
    let row = clock_alarms::Model {
        id: ctx.new_id(),
        node: node.to_owned(),
        noticed_at: ctx.now().0,
        ahead_ms,
        settled_at: None,
        settled_by: None,
        settled_how: None,
        followed_at: None,
    };
    crate::transact!(ctx, |tx| {
        let stored = clock_alarms::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await;
        match stored {
            Err(error) if db::is_duplicate(&error) => Err(Fault::Busy),
            stored => {
                stored?;
                audit::record(tx, ctx, "clock_alarm", ("clock", row.id), json!({ "aheadMs": ahead_ms })).await
            }
        }
    })
}

async fn close(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let closed = clock_alarms::Entity::update_many()
            .col_expr(clock_alarms::Column::SettledAt, Expr::value(ctx.now().0))
            .col_expr(clock_alarms::Column::SettledHow, Expr::value("went_back"))
            .filter(clock_alarms::Column::Node.eq(node))
            .filter(clock_alarms::Column::SettledAt.is_null())
            .exec(tx)
            .await?;
        match closed.rows_affected {
            0 => Ok(()),
            _ => audit::record(tx, ctx, "clock_went_back", ("clock", node), json!({})).await,
        }
    })
}

async fn follow(ctx: &Ctx, alarm: Uuid) -> Result<(), Fault> {
    ctx.clock.follow();
    clock_alarms::Entity::update_many()
        .col_expr(clock_alarms::Column::FollowedAt, Expr::value(ctx.now().0))
        .filter(clock_alarms::Column::Id.eq(alarm))
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}
