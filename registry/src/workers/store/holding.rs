//! How do those who write about the people of one project take turns, and who is told what they changed?
//!
//! The project's row is held first, and what is judged is read after that. What rests on stays is told last: attendance
//! matches presses anew, wages reckon the months anew.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::site::{policy_of, site_of};
use crate::attendance::store::{Changed, match_again};
use crate::projects::store::lock;
use crate::wages::store::mark_since;
use crate::workers::{Policy, Site};
use crate::{Ctx, Day, Fault};

/// The project as the checks of one or many registrations know it.
pub(super) struct Ground {
    pub site: Site,
    pub policy: Policy,
}

impl Ground {
    /// As it stands for a look, which changes nothing.
    pub(super) async fn of(ctx: &Ctx, project: Uuid) -> Result<Self, Fault> {
        let reader = ctx.db.reader();
        let policy = policy_of(reader, project, ctx.now().day()).await?;
        Ok(Self { site: site_of(reader, project).await?, policy })
    }

    /// As it stands once nobody else writes about its people.
    pub(super) async fn hold(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid) -> Result<Self, Fault> {
        lock(tx, project).await?;
        let policy = policy_of(tx, project, ctx.now().day()).await?;
        Ok(Self { site: site_of(tx, project).await?, policy })
    }
}

/// Whose registration on the project differs, and from which day on.
pub(super) type Differing = (Uuid, Day);

/// Tells attendance and wages; nobody where nothing differs.
pub(super) async fn tell(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    differing: &[Differing],
) -> Result<(), Fault> {
    let Some(from) = differing.iter().map(|(_, from)| *from).min() else { return Ok(()) };
    let changed: Vec<Changed> =
        differing.iter().map(|(person, from)| Changed { person: *person, project, from: *from }).collect();
    match_again(tx, &changed).await?;
    mark_since(tx, ctx, project, from).await
}
