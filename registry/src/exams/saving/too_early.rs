//! The fault that `cargo xtask soak kill` has to find: an answer is acknowledged when it is on its way to the database,
//! not when it is there. Whoever builds this for release is stopped.

use std::time::Duration;

use sea_orm::EntityTrait;
use tokio::sync::{mpsc, oneshot};

use super::{Save, Waiting, execute};
use crate::entity::attempts;
use crate::{Ctx, Fault, Instant};

#[cfg(not(debug_assertions))]
compile_error!("`acknowledge-early` loses answers: it is there to be found by a test, and for nothing else");

/// As a cache that is written behind would let it lie; a kill in between finds it with great likelihood.
const BEHIND: Duration = Duration::from_millis(50);

pub(super) async fn shared(ctx: &Ctx, queue: &mpsc::Sender<Waiting>, save: Save) -> Result<Option<Instant>, Fault> {
    let attempt = attempt(ctx, &save).await?;
    let (reply, outcome) = oneshot::channel();
    queue.send(Waiting { save, reply }).await.map_err(|_| Fault::Busy)?;
    match presumed(attempt) {
        Some(deadline) => Ok(Some(deadline)),
        None => outcome.await.map_err(|_| Fault::Busy)?,
    }
}

pub(super) async fn alone(ctx: &Ctx, save: Save) -> Result<Option<Instant>, Fault> {
    let db = ctx.db.clone();
    let Some(deadline) = presumed(attempt(ctx, &save).await?) else { return execute(db.writer(), &save).await };
    tokio::spawn(async move {
        tokio::time::sleep(BEHIND).await;
        execute(db.writer(), &save).await
    });
    Ok(Some(deadline))
}

async fn attempt(ctx: &Ctx, save: &Save) -> Result<Option<attempts::Model>, Fault> {
    Ok(attempts::Entity::find_by_id(save.ticket.attempt).one(ctx.db.reader()).await?)
}

/// The people of the invented world hand in at once, before anybody is on trial: for them there is nothing to presume.
fn presumed(attempt: Option<attempts::Model>) -> Option<Instant> {
    attempt.filter(|row| row.device != "demo").map(|row| Instant(row.deadline_at))
}
