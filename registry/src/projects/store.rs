//! How do projects get into the records, how are they changed, and who sees which of them?
//!
//! The general contractor and the officer of a project write; an office of its area and industry accepts, approves and
//! confirms. Whoever writes to a project takes turns with the others ([`lock`]). What was written is never overwritten: a
//! correction is a further row that names the one it replaces.

use sea_orm::{DatabaseTransaction, EntityTrait, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use crate::entity::projects;
use crate::{Actor, Ctx, Day, Fault, Refusal};

/// Takes a row out of force; a replacing row names it.
macro_rules! withdraw_row {
    ($tx:expr, $ctx:expr, $table:ident, $project:expr, $row:expr, $reason:expr) => {{
        use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
        let withdrawn = $table::Entity::update_many()
            .col_expr($table::Column::WithdrawnBy, sea_orm::sea_query::Expr::value(super::account($ctx)))
            .col_expr($table::Column::WithdrawnAt, sea_orm::sea_query::Expr::value($ctx.now().0))
            .col_expr($table::Column::WithdrawnReason, sea_orm::sea_query::Expr::value($reason))
            .filter($table::Column::Id.eq($row))
            .filter($table::Column::ProjectId.eq($project))
            .filter($table::Column::WithdrawnAt.is_null())
            .exec($tx)
            .await?;
        if withdrawn.rows_affected == 1 { Ok(()) } else { Err(crate::Fault::NotFound) }
    }};
}

/// The rows in force of one table of a project, oldest first.
macro_rules! rows_of {
    ($db:expr, $table:ident, $project:expr) => {{
        use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
        $table::Entity::find()
            .filter($table::Column::ProjectId.eq($project))
            .filter($table::Column::WithdrawnAt.is_null())
            .order_by_asc($table::Column::Id)
            .all($db)
            .await?
    }};
}

mod changing;
mod documents;
mod exemptions;
mod inputs;
mod integrity;
mod lists;
mod managers;
mod merging;
mod milestones;
mod money;
mod page;
mod parties;
mod permits;
mod record;
mod registering;
mod rules;
mod scope;
mod shutdowns;
mod statuses;
mod tasks;
mod views;
mod withdrawing;

pub use changing::{Change, change_details, changes, set_permit_need, set_place, set_supervising_office};
pub use documents::{MOST_BYTES, bring_document, find_document};
pub use exemptions::{ExemptionView, NewExemption, decide_exemption, file_exemption, withdraw_exemption};
pub use integrity::{
    About, IntegrityView, NewIntegrityRecord, list_integrity, record_integrity, settle_complaint, withdraw_integrity,
};
pub use lists::{Filter, ProjectLine, Which, list};
pub use managers::{ManagerView, MaskedPerson, NewManager, record_manager};
pub use merging::merge;
pub use milestones::{Milestone, MilestoneView, NewMilestone, confirm_milestone, record_milestone};
pub use money::{
    AccountView, DepositForm, DepositView, NewAccount, NewDeposit, check_system, record_account, record_deposit,
};
pub use page::{ProjectPage, page};
pub use parties::{NewParty, PartyView, record_party};
pub use permits::{NewPermit, PermitView, record_permit};
pub use record::ProjectView;
pub use registering::{NewProject, accept, add_code, find_by_code, register};
pub use rules::rules_on;
pub use shutdowns::{
    NewShutdown, ShutdownView, decide_shutdown, file_shutdown, file_shutdown_for_all, offered_spring_festival,
    withdraw_shutdown,
};
pub use statuses::{Correction, StatusView, approve_status, change_status, correct_status};
pub use tasks::{TaskView, record_task};
pub use views::{PanelView, completeness, panel, readiness};
pub use withdrawing::{Record, withdraw};

// for the nouns that rest on projects
#[allow(unused_imports)]
#[cfg(test)]
pub(crate) use exemptions::exemptions_of;
#[allow(unused_imports)]
pub(crate) use scope::{ProjectReach, project_for};
#[allow(unused_imports)]
pub(crate) use statuses::history_of;

pub const PER_PAGE: u64 = 50;

/// How something comes into a table of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    New,
    /// A correction, or a later end: this row no longer counts and the new one names it.
    InPlaceOf {
        row: Uuid,
        reason: String,
    },
}

impl Entry {
    fn replaces(&self) -> Option<Uuid> {
        match self {
            Self::New => None,
            Self::InPlaceOf { row, .. } => Some(*row),
        }
    }

    fn check(&self) -> Result<(), Fault> {
        match self {
            Self::New => Ok(()),
            Self::InPlaceOf { reason, .. } => check_reason(reason).map(|_| ()).map_err(Fault::from),
        }
    }
}

/// Everybody who writes to a project takes turns. (SQLite has one writer anyhow.)
async fn lock(tx: &DatabaseTransaction, project: Uuid) -> Result<projects::Model, Fault> {
    let row = projects::Entity::find_by_id(project).lock(LockType::NoKeyUpdate).one(tx).await?;
    let row = row.ok_or(Fault::NotFound)?;
    match row.merged_into {
        Some(_) => Err(Refusal::new("projects.merged_already").into()),
        None => Ok(row),
    }
}

/// Who writes; nobody for jobs and commands.
fn account(ctx: &Ctx) -> Option<Uuid> {
    match &ctx.actor {
        Actor::SignedIn(who) => Some(who.account),
        _ => None,
    }
}

/// Why something that stood is taken back: 2 to 200 characters.
fn check_reason(reason: &str) -> Result<&str, Refusal> {
    let reason = reason.trim();
    let is_right = (2..=200).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    if is_right { Ok(reason) } else { Err(Refusal::on("reason", "projects.reason_length")) }
}

fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| Fault::internal(format!("{text} is stored as a day")))
}

fn day_or_none(text: Option<&str>) -> Result<Option<Day>, Fault> {
    text.map(day).transpose()
}

fn unknown_code(code: &str) -> Fault {
    Fault::internal(format!("{code} is stored as a code"))
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
