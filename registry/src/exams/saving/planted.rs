//! Which fault is planted in the saving of answers? The one that `cargo xtask soak kill` has to find: an answer is
//! acknowledged when it is on its way to the database, not when it is there. Only builds for trials have it, and there it
//! sleeps until `serve --demo --acknowledge-early`.

use std::time::Duration;

use sea_orm::EntityTrait;

use super::{Save, Saver};
use crate::entity::attempts;
use crate::{Ctx, Fault, Instant};

/// As a cache that is written behind would let it lie; a kill in between finds it with great likelihood.
const BEHIND: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Planted {
    #[default]
    Asleep,
    Awake,
}

impl Saver {
    #[must_use]
    pub fn acknowledging_too_early(self) -> Self {
        Self { planted: Planted::Awake, ..self }
    }
}

impl Planted {
    /// The people of the invented world hand in at once, before anybody is on trial: for them there is nothing to presume.
    pub async fn presumed(self, saver: &Saver, ctx: &Ctx, save: Save) -> Result<Option<Instant>, Fault> {
        if self == Self::Asleep {
            return Ok(None);
        }
        let attempt = attempts::Entity::find_by_id(save.ticket.attempt).one(ctx.db.reader()).await?;
        let Some(row) = attempt.filter(|row| row.device != "demo") else { return Ok(None) };
        let (saver, ctx) = (saver.clone(), ctx.clone());
        tokio::spawn(async move {
            tokio::time::sleep(BEHIND).await;
            saver.committed(&ctx, save).await
        });
        Ok(Some(Instant(row.deadline_at)))
    }
}
