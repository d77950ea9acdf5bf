//! What happened during an attempt? Recorded for people, never a verdict.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use crate::entity::attempt_events;
use crate::{Ctx, Fault, Instant};

/// Kinds that the room's board counts: what pages and devices show of themselves. Acts of staff are no signals.
pub const SIGNALS: [&str; 7] = [
    "focus_lost",
    "focus_regained",
    "full_screen_left",
    "device_changed",
    "address_changed",
    "lockdown_failed",
    "locked",
];

#[derive(Clone, Debug)]
pub struct Event {
    pub at: Instant,
    pub kind: String,
    pub facts: Value,
}

pub async fn note<C: ConnectionTrait>(db: &C, ctx: &Ctx, attempt: Uuid, kind: &str, facts: Value) -> Result<(), Fault> {
    let row = attempt_events::Model {
        id: ctx.new_id(),
        attempt_id: attempt,
        at: ctx.now().0,
        kind: kind.to_owned(),
        facts: facts.to_string(),
    };
    attempt_events::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

pub async fn of_attempt(ctx: &Ctx, attempt: Uuid) -> Result<Vec<Event>, Fault> {
    let rows = attempt_events::Entity::find()
        .filter(attempt_events::Column::AttemptId.eq(attempt))
        .order_by_asc(attempt_events::Column::At)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|row| Ok(Event { at: Instant(row.at), kind: row.kind, facts: serde_json::from_str(&row.facts)? }))
        .collect()
}
