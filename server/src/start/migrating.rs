//! Does the database have the schema of this program, and how does it come to have it?

use migrations::{Migrator, MigratorTrait};
use registry::Ctx;

use super::{built_in, turn};
use crate::failure::Failure;

/// Brings schema and built-in content up to date, one node after the other; the steps that this node took.
///
/// # Errors
/// A failed step; a database with steps that this program does not know.
pub async fn prepare(ctx: &Ctx, node: &str) -> Result<Vec<String>, Failure> {
    turn::hold(ctx, node, async {
        let steps = pending(ctx).await?;
        if !steps.is_empty() {
            Migrator::up(ctx.db.writer(), None).await?;
        }
        built_in::load(ctx).await?;
        Ok(steps)
    })
    .await
}

/// The steps that are still to be taken.
///
/// # Errors
/// A database that does not answer, or that has steps this program does not know.
pub async fn pending(ctx: &Ctx) -> Result<Vec<String>, Failure> {
    let pending = Migrator::get_pending_migrations_read_only(ctx.db.pool()).await?;
    Ok(pending.iter().map(|step| step.name().to_owned()).collect())
}

/// For commands that change nothing of the schema.
///
/// # Errors
/// When steps are pending.
pub async fn require_current(ctx: &Ctx) -> Result<(), Failure> {
    match pending(ctx).await?.len() {
        0 => Ok(()),
        steps => Err(Failure::sentence(format!("{steps} migrations are pending: run `shanggang migrate` first"))),
    }
}
