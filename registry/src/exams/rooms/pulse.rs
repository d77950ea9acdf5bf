//! Is the candidate there, and what has happened since? The room's page says so every few seconds and hears the news.

use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::LightAttempt;
use super::notices::{Notice, of_candidate};
use crate::entity::{attempt_events, attempts};
use crate::exams::events;
use crate::exams::ticket::Ticket;
use crate::instant::SECOND_MS;
use crate::{Ctx, Fault, Instant, Refusal};

/// More at once, or more often, is no page of ours.
pub const MOST_SIGNALS: usize = 20;
const SHORTEST_GAP_MS: i64 = 900;
/// Beyond so many an attempt's events tell nothing new.
const MOST_EVENTS: u64 = 400;
/// A page that was just seen is not written down again.
const FRESH_MS: i64 = 10 * SECOND_MS;

/// What the page noticed. Recorded for people; none of them is a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    FocusLost,
    FocusRegained,
    FullScreenLeft,
}

impl Signal {
    pub const ALL: [Self; 3] = [Self::FocusLost, Self::FocusRegained, Self::FullScreenLeft];

    pub fn code(self) -> &'static str {
        match self {
            Self::FocusLost => "focus_lost",
            Self::FocusRegained => "focus_regained",
            Self::FullScreenLeft => "full_screen_left",
        }
    }
}

/// What the page hears.
#[derive(Clone, Debug)]
pub struct News {
    pub standing: Standing,
    pub deadline_at: Instant,
    pub server_now: Instant,
    pub notices: Vec<Notice>,
}

/// How the attempt stands for whoever sits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Running,
    /// No answer is taken; what is saved may still be handed in.
    Overdue,
    Paused,
    /// Staff let go on: the clock runs again once the candidate says to be back.
    Awaited,
    Locked,
    Ended,
}

impl Standing {
    pub const ALL: [Self; 6] = [Self::Running, Self::Overdue, Self::Paused, Self::Awaited, Self::Locked, Self::Ended];

    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Overdue => "overdue",
            Self::Paused => "paused",
            Self::Awaited => "awaited",
            Self::Locked => "locked",
            Self::Ended => "ended",
        }
    }

    pub(crate) fn of(row: &LightAttempt, now: Instant) -> Self {
        if row.state != "open" {
            Self::Ended
        } else if row.resumed_at.is_some() {
            Self::Awaited
        } else if row.paused_at.is_some() {
            Self::Paused
        } else if row.locked_at.is_some() {
            Self::Locked
        } else if row.accepts_until < now.0 {
            Self::Overdue
        } else {
            Self::Running
        }
    }
}

/// Takes signals from the page that holds the room, and tells the news. `network` is the address, made short.
pub async fn report(ctx: &Ctx, ticket: Ticket, signals: &[Signal], network: &str) -> Result<News, Fault> {
    if signals.len() > MOST_SIGNALS {
        return Err(Refusal::new("exams.too_many_signals").into());
    }
    let row = LightAttempt::find(ctx.db.reader(), ticket.attempt).await?.ok_or(Fault::NotFound)?;
    if row.person_id != ticket.person {
        return Err(Fault::NotFound);
    }
    if row.state == "open" && row.epoch != ticket.epoch {
        return Err(Refusal::new("exams.opened_elsewhere").into());
    }
    if row.state != "open" {
        return news(ctx, row).await;
    }
    if !mark_seen(ctx, &row, SHORTEST_GAP_MS, network).await? && !signals.is_empty() {
        return Err(Refusal::new("exams.signals_too_often").into());
    }
    store(ctx, row.id, signals).await?;
    news(ctx, row).await
}

/// A page of the room was asked for from the device that holds it.
pub async fn seen(ctx: &Ctx, attempt: Uuid, device: &str, network: &str) -> Result<(), Fault> {
    let row = LightAttempt::find(ctx.db.reader(), attempt).await?.ok_or(Fault::NotFound)?;
    if row.state == "open" && row.device == device {
        mark_seen(ctx, &row, FRESH_MS, network).await?;
    }
    Ok(())
}

/// Writes down that, and from which network, the candidate was seen; false when that was just done.
async fn mark_seen(ctx: &Ctx, row: &LightAttempt, gap_ms: i64, network: &str) -> Result<bool, Fault> {
    let (now, network) = (ctx.now(), hashed(ctx, network)?);
    let moved = row.address.as_ref().is_some_and(|known| *known != network);
    let long_ago = Condition::any()
        .add(attempts::Column::SeenAt.is_null())
        .add(attempts::Column::SeenAt.lte(now.minus_ms(gap_ms).0))
        // a clock that went back must not silence the room
        .add(attempts::Column::SeenAt.gt(now.0))
        .add(attempts::Column::Address.is_null())
        .add(attempts::Column::Address.ne(network.as_str()));
    let marked = attempts::Entity::update_many()
        .col_expr(attempts::Column::SeenAt, Expr::value(now.0))
        .col_expr(attempts::Column::Address, Expr::value(network))
        .filter(attempts::Column::Id.eq(row.id))
        .filter(attempts::Column::Epoch.eq(row.epoch))
        .filter(long_ago)
        .exec(ctx.db.writer())
        .await?;
    let is_marked = marked.rows_affected == 1;
    if is_marked && moved && events_of(ctx, row.id).await? < MOST_EVENTS {
        events::note(ctx.db.writer(), ctx, row.id, "address_changed", json!({})).await?;
    }
    Ok(is_marked)
}

/// Enough to see that it changed, too little to find anybody with.
fn hashed(ctx: &Ctx, network: &str) -> Result<String, Fault> {
    let mut index = ctx.vault.index("exams.network", network)?;
    index.truncate(16);
    Ok(index)
}

async fn store(ctx: &Ctx, attempt: Uuid, signals: &[Signal]) -> Result<(), Fault> {
    if signals.is_empty() || events_of(ctx, attempt).await? >= MOST_EVENTS {
        return Ok(());
    }
    let rows = signals.iter().map(|signal| {
        let row = attempt_events::Model {
            id: ctx.new_id(),
            attempt_id: attempt,
            at: ctx.now().0,
            kind: signal.code().to_owned(),
            facts: "{}".into(),
        };
        row.into_active_model()
    });
    attempt_events::Entity::insert_many(rows).exec_without_returning(ctx.db.writer()).await?;
    Ok(())
}

async fn events_of(ctx: &Ctx, attempt: Uuid) -> Result<u64, Fault> {
    let events = attempt_events::Entity::find().filter(attempt_events::Column::AttemptId.eq(attempt));
    Ok(events.count(ctx.db.reader()).await?)
}

async fn news(ctx: &Ctx, row: LightAttempt) -> Result<News, Fault> {
    Ok(News {
        standing: Standing::of(&row, ctx.now()),
        deadline_at: Instant(row.deadline_at),
        server_now: ctx.now(),
        notices: of_candidate(ctx.db.reader(), row.exam_id, row.id, row.started_at).await?,
    })
}
