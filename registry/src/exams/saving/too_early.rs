//! The fault that `cargo xtask soak kill` has to find: an answer is acknowledged when it is on its way to the database,
//! not when it is there. Whoever builds this for release is stopped.

use sea_orm::EntityTrait;
use tokio::sync::{mpsc, oneshot};

use super::{Save, Waiting, execute};
use crate::entity::attempts;
use crate::{Ctx, Fault, Instant};

#[cfg(not(debug_assertions))]
compile_error!("`acknowledge-early` loses answers: it is there to be found by a test, and for nothing else");

pub(super) async fn shared(ctx: &Ctx, queue: &mpsc::Sender<Waiting>, save: Save) -> Result<Option<Instant>, Fault> {
    let (reply, _unheard) = oneshot::channel();
    queue.send(Waiting { save, reply }).await.map_err(|_| Fault::Busy)?;
    presumed(ctx, &save).await
}

pub(super) async fn alone(ctx: &Ctx, save: Save) -> Result<Option<Instant>, Fault> {
    let db = ctx.db.clone();
    tokio::spawn(async move { execute(db.writer(), &save).await });
    presumed(ctx, &save).await
}

async fn presumed(ctx: &Ctx, save: &Save) -> Result<Option<Instant>, Fault> {
    let attempt = attempts::Entity::find_by_id(save.ticket.attempt).one(ctx.db.reader()).await?;
    Ok(attempt.map(|row| Instant(row.deadline_at)))
}
