//! What of a record that goes does the one that stays take along?

use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{account, exemptions, shutdowns, statuses};
use crate::attendance::store::mark_site_days;
use crate::entity::{
    project_codes, project_documents, project_exemptions, project_milestones, project_permits, project_shutdowns,
    project_statuses,
};
use crate::projects::{History, Status};
use crate::{Ctx, Fault, Refusal};

const MERGED: &str = "merged";

/// Codes, permits, the history with its shutdowns, approved periods and confirmed days, and the files that they rest on. Both
/// records are held.
pub(super) async fn take_along(tx: &DatabaseTransaction, ctx: &Ctx, gone: Uuid, stays: Uuid) -> Result<(), Fault> {
    documents(tx, gone, stays).await?;
    codes(tx, ctx, gone, stays).await?;
    permits(tx, ctx, gone, stays).await?;
    let history = history(tx, ctx, gone, stays).await?;
    shutdowns_of(tx, ctx, (gone, stays), &history).await?;
    approved_periods(tx, ctx, gone, stays).await?;
    milestones(tx, ctx, gone, stays).await
}

async fn documents(tx: &DatabaseTransaction, gone: Uuid, stays: Uuid) -> Result<(), Fault> {
    use sea_orm::{ColumnTrait as _, QueryFilter as _};
    let brought = project_documents::Entity::find().filter(project_documents::Column::ProjectId.eq(gone));
    for row in brought.all(tx).await? {
        super::documents::put(tx, project_documents::Model { project_id: stays, ..row }).await?;
    }
    Ok(())
}

async fn codes(tx: &DatabaseTransaction, ctx: &Ctx, gone: Uuid, stays: Uuid) -> Result<(), Fault> {
    for code in rows_of!(tx, project_codes, gone) {
        withdraw_row!(tx, ctx, project_codes, gone, code.id, Some(MERGED.to_owned()))?;
        let moved = project_codes::Model {
            id: ctx.new_id(),
            project_id: stays,
            recorded_by: account(ctx),
            recorded_at: ctx.now().0,
            replaces: Some(code.id),
            ..code
        };
        project_codes::Entity::insert(moved.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A number that both have is one permit.
async fn permits(tx: &DatabaseTransaction, ctx: &Ctx, gone: Uuid, stays: Uuid) -> Result<(), Fault> {
    let known = rows_of!(tx, project_permits, stays);
    for permit in rows_of!(tx, project_permits, gone) {
        withdraw_row!(tx, ctx, project_permits, gone, permit.id, Some(MERGED.to_owned()))?;
        if known.iter().any(|one| one.number == permit.number) {
            continue;
        }
        let moved = project_permits::Model {
            id: ctx.new_id(),
            project_id: stays,
            recorded_by: account(ctx),
            recorded_at: ctx.now().0,
            replaces: Some(permit.id),
            ..permit
        };
        project_permits::Entity::insert(moved.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn history(tx: &DatabaseTransaction, ctx: &Ctx, gone: Uuid, stays: Uuid) -> Result<History, Fault> {
    let own = rows_of!(tx, project_statuses, stays);
    let other = statuses::history_of(tx, gone).await?;
    let together = statuses::history(&own)?.absorbing(&other);
    let together = together.map_err(|_| Refusal::on("project", "projects.merge_shutdown_differs"))?;
    statuses::store(tx, ctx, stays, &own, &together, (None, Some(MERGED))).await?;
    Ok(together)
}

/// The shutdowns that the history has taken, with what was filed.
async fn shutdowns_of(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (gone, stays): (Uuid, Uuid),
    history: &History,
) -> Result<(), Fault> {
    let known: Vec<_> = shutdowns::rows(tx, stays).await?.into_iter().filter(shutdowns::is_in_force).collect();
    for row in shutdowns::rows(tx, gone).await?.into_iter().filter(shutdowns::is_in_force) {
        withdraw_row!(tx, ctx, project_shutdowns, gone, row.id, Some(MERGED.to_owned()))?;
        let period = shutdowns::exemption_of(&row)?.period;
        let is_taken = history.periods_of(Status::ShutDown).any(|one| one.period == period);
        if !is_taken || known.iter().any(|one| one.first_day == row.first_day) {
            continue;
        }
        let moved = project_shutdowns::Model { id: ctx.new_id(), project_id: stays, replaces: Some(row.id), ..row };
        project_shutdowns::Entity::insert(moved.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn approved_periods(tx: &DatabaseTransaction, ctx: &Ctx, gone: Uuid, stays: Uuid) -> Result<(), Fault> {
    let known = exemptions::rows(tx, stays).await?;
    for row in exemptions::rows(tx, gone).await? {
        let exemption = exemptions::exemption_of(&row)?;
        let is_the_same = |one: &project_exemptions::Model| {
            (&one.kind, &one.first_day, &one.last_day, &one.verdict)
                == (&row.kind, &row.first_day, &row.last_day, &row.verdict)
        };
        if !exemption.is_approved() || known.iter().any(is_the_same) {
            continue;
        }
        let copy = project_exemptions::Model { id: ctx.new_id(), project_id: stays, ..row };
        project_exemptions::Entity::insert(copy.into_active_model()).exec_without_returning(tx).await?;
        mark_site_days(tx, ctx, stays, exemption.period).await?;
    }
    Ok(())
}

/// Days that an office has confirmed and that the record which stays does not have confirmed.
async fn milestones(tx: &DatabaseTransaction, ctx: &Ctx, gone: Uuid, stays: Uuid) -> Result<(), Fault> {
    let known = rows_of!(tx, project_milestones, stays);
    for row in rows_of!(tx, project_milestones, gone).into_iter().filter(|row| row.confirmed_at.is_some()) {
        withdraw_row!(tx, ctx, project_milestones, gone, row.id, Some(MERGED.to_owned()))?;
        if known.iter().any(|one| one.milestone == row.milestone && one.confirmed_at.is_some()) {
            continue;
        }
        let moved = project_milestones::Model { id: ctx.new_id(), project_id: stays, replaces: Some(row.id), ..row };
        project_milestones::Entity::insert(moved.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}
