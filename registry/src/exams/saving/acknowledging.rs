//! When is an answer acknowledged? After its commit, and never before.

use tokio::sync::{mpsc, oneshot};

use super::{Save, Waiting, execute};
use crate::{Ctx, Fault, Instant};

/// Shares its commit with others.
pub(super) async fn shared(_: &Ctx, queue: &mpsc::Sender<Waiting>, save: Save) -> Result<Option<Instant>, Fault> {
    let (reply, outcome) = oneshot::channel();
    queue.send(Waiting { save, reply }).await.map_err(|_| Fault::Busy)?;
    outcome.await.map_err(|_| Fault::Busy)?
}

/// The statement is its own transaction.
pub(super) async fn alone(ctx: &Ctx, save: Save) -> Result<Option<Instant>, Fault> {
    execute(ctx.db.writer(), &save).await
}
