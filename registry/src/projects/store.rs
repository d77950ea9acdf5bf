//! How do projects get into the records, how are they changed, and who sees which of them?
//!
//! The general contractor and the officer of a project write; an office of its area and industry accepts, approves and
//! confirms. Whoever writes to a project takes turns with the others ([`lock`]). What was written is never overwritten: a
//! correction is a further row that names the one it replaces.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};
use uuid::Uuid;

use crate::db::many;
use crate::entity::projects;
use crate::fault::worded;
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

/// Writes a row, in the place of the one that the entry names. `taken` is what the unique index of the table has to say.
macro_rules! put_row {
    ($tx:expr, $ctx:expr, $table:ident, $project:expr, $entry:expr, $taken:expr, { $($field:ident: $value:expr,)+ }) => {{
        use sea_orm::{EntityTrait as _, IntoActiveModel as _};
        if let super::Entry::InPlaceOf { row, reason } = $entry {
            withdraw_row!($tx, $ctx, $table, $project, *row, Some(reason.trim().to_owned()))?;
        }
        let row = $table::Model {
            id: $ctx.new_id(),
            project_id: $project,
            $($field: $value,)+
            recorded_by: super::account($ctx),
            recorded_at: $ctx.now().0,
            replaces: $entry.replaces(),
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
        };
        let id = row.id;
        $table::Entity::insert(row.into_active_model())
            .exec_without_returning($tx)
            .await
            .map_err(|error| crate::db::unique_or(error, $taken))?;
        Ok::<uuid::Uuid, crate::Fault>(id)
    }};
}

/// Writes what became of a filing of the site, once; gives the filing back as it was.
macro_rules! settle_row {
    ($tx:expr, $ctx:expr, $table:ident, $project:expr, $row:expr, $verdict:expr, $note:expr) => {{
        use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
        let found = $table::Entity::find_by_id($row).filter($table::Column::ProjectId.eq($project)).one($tx).await?;
        let found = found.ok_or(crate::Fault::NotFound)?;
        exemption_of(&found)?.check_decision($verdict, super::statuses::act($ctx))?;
        let written = $table::Entity::update_many()
            .col_expr($table::Column::Verdict, sea_orm::sea_query::Expr::value($verdict.code()))
            .col_expr($table::Column::DecidedBy, sea_orm::sea_query::Expr::value(super::account($ctx)))
            .col_expr($table::Column::DecidedAt, sea_orm::sea_query::Expr::value($ctx.now().0))
            .col_expr($table::Column::DecidedNote, sea_orm::sea_query::Expr::value($note))
            .filter($table::Column::Id.eq($row))
            .filter($table::Column::Verdict.is_null())
            .exec($tx)
            .await?;
        match written.rows_affected {
            1 => Ok(found),
            _ => Err(crate::Fault::from(crate::Refusal::new("projects.exemption_decided_already"))),
        }
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

pub(crate) mod brought;
mod changing;
mod completing;
mod deciding;
mod documents;
mod exemptions;
mod figures;
mod inputs;
mod integrity;
mod lists;
mod managers;
mod merging;
mod milestones;
mod money;
mod opening;
mod page;
mod parties;
mod past;
mod permits;
mod record;
mod registering;
mod rules;
mod scope;
mod shutdowns;
mod statuses;
mod taking_along;
mod tasks;
mod verdicts;
mod views;
mod withdrawing;

pub use changing::{Change, change_details, changes, set_permit_need, set_place, set_supervising_office};
pub use completing::count_due;
pub use deciding::{Matter, MatterAbout, MatterLine, Waiting, export_waiting, waiting, waiting_counts};
pub use documents::{DocumentAbout, DocumentView, MOST_BYTES, bring_document, documents};
pub use exemptions::{ExemptionView, NewExemption, decide_exemption, file_exemption, withdraw_exemption};
pub use figures::{CityFigures, CountyFigures, city_figures, count_sites};
pub use integrity::{
    About, IntegrityDetail, IntegrityFilter, IntegrityView, NewIntegrityRecord, export_integrity, get_integrity,
    integrity_subject, list_integrity, record_integrity, settle_complaint, withdraw_integrity,
};
pub use lists::{Completeness, Filter, Order, ProjectColumn, ProjectLine, Which, count, export, list};
pub use managers::{ManagerView, MaskedPerson, NewManager, record_manager};
pub use merging::{Merge, confirm_merge, decline_merge, open_merges, propose_merge};
pub use milestones::{Milestone, MilestoneView, NewMilestone, confirm_milestone, record_milestone};
pub use money::{
    AccountView, DepositForm, DepositView, NewAccount, NewDeposit, check_system, record_account, record_deposit,
};
pub use opening::{Paper, find_document, open_document};
pub use page::{CodeView, ContractorView, OfficerView, ProjectPage, page};
pub use parties::{NewParty, PartyView, enterprise_of_code, record_party};
pub use past::{Past, PastView, past};
pub use permits::{NewPermit, PermitView, record_permit};
pub use record::ProjectView;
pub use registering::{NewProject, accept, add_code, find_by_code, own_contractors, register};
pub use rules::rules_on;
pub(crate) use rules::{rules_of_all, rules_of_days};
pub use scope::check_reach;
pub use shutdowns::{
    NewShutdown, ShutdownView, Site, decide_shutdown, file_shutdown, file_shutdown_for_all, offered_spring_festival,
    running_sites, withdraw_shutdown,
};
pub use statuses::{Correction, StatusView, approve_status, change_status, correct_status};
pub use tasks::{TaskView, record_task};
pub use views::{completeness, panel, readiness};
pub use withdrawing::{Record, withdraw};

// for the nouns that rest on projects
pub(crate) use exemptions::exemptions_of;
pub(crate) use integrity::{
    bring_integrity, brought_integrity, check_integrity, integrity_names, integrity_stands, leaving_integrity,
    take_integrity_back,
};
pub(crate) use lists::in_force_on as status_in_force_on;
pub(crate) use managers::leads_on;
pub(crate) use opening::{about_person, open_noted};
pub(crate) use parties::party_of;
pub(crate) use registering::{check_new, insert_new};
pub(crate) use scope::{ProjectReach, contracted_when, contractor_on, is_of_a_party, project_for, sight_of};

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

/// Everybody who writes to a project, or puts on record what rests on it, takes turns. (SQLite has one writer anyhow.)
///
/// # Errors
/// A refusal when the record was a second one of another project and has gone.
pub(crate) async fn lock(tx: &DatabaseTransaction, project: Uuid) -> Result<projects::Model, Fault> {
    let row = projects::Entity::find_by_id(project).lock(LockType::NoKeyUpdate).one(tx).await?;
    Ok(still_there(row.ok_or(Fault::NotFound)?)?)
}

/// The same for many projects, in one order, each with its row or with the reason why nobody writes to it any more.
pub(crate) async fn lock_all(
    tx: &DatabaseTransaction,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Result<projects::Model, Refusal>>, Fault> {
    let mut held = BTreeMap::new();
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    for some in many::keys(&ids) {
        let rows = projects::Entity::find()
            .filter(projects::Column::Id.is_in(some.iter().copied()))
            .order_by_asc(projects::Column::Id)
            .lock(LockType::NoKeyUpdate);
        held.extend(rows.all(tx).await?.into_iter().map(|row| (row.id, still_there(row))));
    }
    if held.len() == ids.len() { Ok(held) } else { Err(Fault::NotFound) }
}

fn still_there(row: projects::Model) -> Result<projects::Model, Refusal> {
    match row.merged_into {
        Some(_) => Err(Refusal::new("projects.merged_already")),
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
fn check_reason(reason: &str) -> Result<String, Refusal> {
    worded(reason, 2..=200, || Refusal::on("reason", "projects.reason_length"))
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
