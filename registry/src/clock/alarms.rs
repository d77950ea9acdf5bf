//! Whom does a jump of the system's clock concern? Staff: the alarm is a row that they see and settle; until then no
//! attempt is ended by the clock.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::sightings;
use super::steady::STEP_MS;
use crate::entity::clock_alarms;
use crate::instant::DAY_MS;
use crate::permissions::{Object, Scope, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// What was decided before the last run ended is followed by the next one for so long.
const DECIDED_MS: i64 = DAY_MS;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    pub id: Uuid,
    pub noticed_at: Instant,
    /// Negative: the system's clock fell back.
    pub ahead_ms: i64,
    /// When the site was last seen to run, where it did not when the clock jumped.
    pub stopped_at: Option<Instant>,
}

impl Alarm {
    /// What the system's clock said when the jump was noticed.
    pub fn wall(&self) -> Instant {
        self.noticed_at.plus_ms(self.ahead_ms)
    }
}

/// What waits for people, oldest first. The text tells nothing that a visitor may not know.
pub async fn open(ctx: &Ctx) -> Result<Vec<Alarm>, Fault> {
    let rows = clock_alarms::Entity::find()
        .filter(clock_alarms::Column::SettledAt.is_null())
        .order_by_asc(clock_alarms::Column::NoticedAt)
        .all(ctx.db.reader())
        .await?;
    let alarm = |row: clock_alarms::Model| Alarm {
        id: row.id,
        noticed_at: Instant(row.noticed_at),
        ahead_ms: row.ahead_ms,
        stopped_at: row.stopped_at.map(Instant),
    };
    Ok(rows.into_iter().map(alarm).collect())
}

/// A node looks at its clock: raises an alarm, sees that the clock is right again, or follows what staff decided.
pub async fn watch(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    let last = last_of(ctx, node).await?;
    match (ctx.clock.step_ms(), last) {
        (None, Some(row)) if row.settled_at.is_none() => close(ctx, node).await,
        // there is nothing to follow any more: a later jump is another one
        (None, Some(row)) if is_decided(&row) && row.followed_at.is_none() => followed(ctx, row.id).await,
        (None, _) => Ok(()),
        (Some(_), Some(row)) if row.settled_at.is_none() => Ok(()),
        (Some(ahead_ms), Some(row)) if is_decided(&row) && is_about(&row, ahead_ms) => match row.followed_at {
            None => follow(ctx, row.id).await,
            // a step back is not followed, and people have seen this one
            Some(_) if ahead_ms < 0 => Ok(()),
            Some(_) => raise(ctx, node, ahead_ms, None).await,
        },
        (Some(ahead_ms), _) => raise(ctx, node, ahead_ms, None).await,
    }
}

fn is_decided(row: &clock_alarms::Model) -> bool {
    row.settled_how.as_deref() == Some("adopted")
}

/// People have seen this jump, and no other.
fn is_about(row: &clock_alarms::Model, ahead_ms: i64) -> bool {
    (row.ahead_ms - ahead_ms).abs() <= STEP_MS
}

/// A node found at its start that the clock had jumped while it was down. What was raised or decided about this jump stands.
pub(super) async fn raise_at_start(
    ctx: &Ctx,
    node: &str,
    ahead_ms: i64,
    stopped_at: Option<Instant>,
) -> Result<(), Fault> {
    let last = match last_of(ctx, node).await? {
        None if ahead_ms < 0 => seen_before(ctx, node, ahead_ms).await?,
        last => last,
    };
    match last {
        Some(row) if row.settled_at.is_none() && is_about(&row, ahead_ms) => Ok(()),
        Some(row) if row.settled_at.is_none() => restate(ctx, row.id, ahead_ms, stopped_at).await,
        Some(row) if is_decided(&row) && is_about(&row, ahead_ms) && (row.followed_at.is_none() || ahead_ms < 0) => {
            Ok(())
        }
        _ => raise(ctx, node, ahead_ms, stopped_at).await,
    }
}

/// What runs of the program that are over left undone concerns this one, and one doubt is one alarm. A node that runs keeps
/// its own.
pub(super) async fn take_over(ctx: &Ctx, to: &str) -> Result<(), Fault> {
    let undone = Condition::all()
        .add(clock_alarms::Column::SettledHow.eq("adopted"))
        .add(clock_alarms::Column::FollowedAt.is_null())
        .add(clock_alarms::Column::SettledAt.gt(ctx.now().minus_ms(DECIDED_MS).0));
    let left = clock_alarms::Entity::find()
        .filter(clock_alarms::Column::Node.ne(to))
        .filter(Condition::any().add(clock_alarms::Column::SettledAt.is_null()).add(undone))
        .order_by_desc(clock_alarms::Column::NoticedAt)
        .order_by_desc(clock_alarms::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let (open, decided): (Vec<_>, Vec<_>) =
        of_the_dead(ctx, left).await?.into_iter().partition(|row| row.settled_at.is_none());
    let mut open = open.into_iter();
    if let Some(row) = open.next().or_else(|| decided.into_iter().next()) {
        hand_over(ctx, &row, to).await?;
    }
    for row in open {
        close(ctx, &row.node).await?;
    }
    Ok(())
}

/// A jump back of an earlier run that people have seen: it lasts as long as the clock is behind.
async fn seen_before(ctx: &Ctx, node: &str, ahead_ms: i64) -> Result<Option<clock_alarms::Model>, Fault> {
    let seen = clock_alarms::Entity::find()
        .filter(clock_alarms::Column::Node.ne(node))
        .filter(clock_alarms::Column::SettledHow.eq("adopted"))
        .filter(clock_alarms::Column::AheadMs.between(ahead_ms - STEP_MS, ahead_ms + STEP_MS))
        .order_by_desc(clock_alarms::Column::NoticedAt)
        .order_by_desc(clock_alarms::Column::Id)
        .limit(1)
        .all(ctx.db.reader())
        .await?;
    let seen = of_the_dead(ctx, seen).await?.into_iter().next();
    if let Some(row) = &seen {
        hand_over(ctx, row, node).await?;
    }
    Ok(seen)
}

async fn of_the_dead(ctx: &Ctx, mut rows: Vec<clock_alarms::Model>) -> Result<Vec<clock_alarms::Model>, Fault> {
    if !rows.is_empty() {
        let living = sightings::living(ctx, rows.iter().map(|row| row.node.clone()).collect()).await?;
        rows.retain(|row| !living.contains(&row.node));
    }
    Ok(rows)
}

async fn hand_over(ctx: &Ctx, row: &clock_alarms::Model, to: &str) -> Result<(), Fault> {
    clock_alarms::Entity::update_many()
        .col_expr(clock_alarms::Column::Node, Expr::value(to))
        .filter(clock_alarms::Column::Id.eq(row.id))
        .filter(clock_alarms::Column::Node.eq(row.node.as_str()))
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}

/// The jump of an open alarm is another one since this start: people see how far it is now.
async fn restate(ctx: &Ctx, alarm: Uuid, ahead_ms: i64, stopped_at: Option<Instant>) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        clock_alarms::Entity::update_many()
            .col_expr(clock_alarms::Column::NoticedAt, Expr::value(ctx.now().0))
            .col_expr(clock_alarms::Column::AheadMs, Expr::value(ahead_ms))
            .col_expr(clock_alarms::Column::StoppedAt, Expr::value(stopped_at.map(|at| at.0)))
            .filter(clock_alarms::Column::Id.eq(alarm))
            .filter(clock_alarms::Column::SettledAt.is_null())
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "clock_alarm", ("clock", alarm), json!({ "aheadMs": ahead_ms })).await
    })
}

async fn last_of(ctx: &Ctx, node: &str) -> Result<Option<clock_alarms::Model>, Fault> {
    let last = clock_alarms::Entity::find()
        .filter(clock_alarms::Column::Node.eq(node))
        .order_by_desc(clock_alarms::Column::NoticedAt)
        .order_by_desc(clock_alarms::Column::Id);
    Ok(last.one(ctx.db.reader()).await?)
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

async fn raise(ctx: &Ctx, node: &str, ahead_ms: i64, stopped_at: Option<Instant>) -> Result<(), Fault> {
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
        stopped_at: stopped_at.map(|at| at.0),
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
    followed(ctx, alarm).await
}

async fn followed(ctx: &Ctx, alarm: Uuid) -> Result<(), Fault> {
    clock_alarms::Entity::update_many()
        .col_expr(clock_alarms::Column::FollowedAt, Expr::value(ctx.now().0))
        .filter(clock_alarms::Column::Id.eq(alarm))
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}
