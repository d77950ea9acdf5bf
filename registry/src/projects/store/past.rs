//! What stood on record about a project and no longer counts: put right, taken back or replaced, when, by whom and why?

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::managers::manager_of;
use super::milestones::kind_of;
use super::money::masked;
use super::parties::party_of;
use super::scope::{ProjectReach, project_for, sight_of};
use super::{Milestone, day, statuses, unknown_code};
use crate::entity::{
    enterprises, project_accounts, project_codes, project_deposits, project_managers, project_milestones,
    project_parties, project_permits, project_statuses, project_tasks,
};
use crate::offices::holders;
use crate::permissions::{Object, Verb};
use crate::projects::managers::Post;
use crate::projects::readiness::Task;
use crate::projects::{PartyRole, Seen, Status};
use crate::{Ctx, Day, Fault, Instant, Period};

/// As many of each kind, the latest.
const MOST: u64 = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastView {
    pub was: Past,
    pub withdrawn_at: Instant,
    /// nobody's name for feeds and jobs
    pub withdrawn_by: Option<String>,
    /// As somebody wrote it, or a code of ours: `merged`, `changed`, `stated_again`, `confirmed_anew`, `status`.
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Past {
    Code { scheme: String, code: String },
    Party { enterprise: String, role: PartyRole, period: Period },
    Manager { enterprise: String, post: Post, period: Period },
    Permit { number: String, issued_on: Day },
    Milestone { milestone: Milestone, on: Day },
    Account { holder: String, number_masked: String },
    Deposit { provider: String, number: String },
    Task { task: Task, on: Day },
    Status { status: Status, period: Period },
}

/// The withdrawn rows of one table, each with what withdrew it.
macro_rules! withdrawn_of {
    ($db:expr, $table:ident, $project:expr) => {
        $table::Entity::find()
            .filter($table::Column::ProjectId.eq($project))
            .filter($table::Column::WithdrawnAt.is_not_null())
            .order_by_desc($table::Column::WithdrawnAt)
            .order_by_desc($table::Column::Id)
            .limit(MOST)
            .all($db)
            .await?
    };
}

struct Row {
    was: Past,
    at: i64,
    by: Option<Uuid>,
    reason: Option<String>,
}

/// A row of ours out of one of the tables.
macro_rules! row {
    ($row:expr, $was:expr) => {
        Row {
            was: $was,
            at: $row.withdrawn_at.unwrap_or_default(),
            by: $row.withdrawn_by,
            reason: $row.withdrawn_reason.clone(),
        }
    };
}

/// The latest first, for whoever sees everything of the project; nothing for the other parties.
pub async fn past(ctx: &Ctx, project: Uuid) -> Result<Vec<PastView>, Fault> {
    let found = project_for(ctx, Verb::View, project).await?;
    let reach = ProjectReach::of(ctx, Verb::View, Object::Project).await?;
    let sight = sight_of(ctx.db.reader(), &reach, &found).await?;
    if sight.is_none_or(|sight| sight.of_all() != Seen::Always) {
        return Ok(Vec::new());
    }
    let mut rows = of_enterprises(ctx, project).await?;
    rows.extend(of_papers(ctx, project).await?);
    rows.extend(of_days(ctx, project).await?);
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    let names = holders(ctx.db.reader(), rows.iter().filter_map(|row| row.by).collect()).await?;
    let view = |row: Row| PastView {
        was: row.was,
        withdrawn_at: Instant(row.at),
        withdrawn_by: row.by.and_then(|by| names.get(&by)).map(|(_, name)| name.clone()),
        reason: row.reason,
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn of_enterprises(ctx: &Ctx, project: Uuid) -> Result<Vec<Row>, Fault> {
    let db = ctx.db.reader();
    let parties = withdrawn_of!(db, project_parties, project);
    let managers = withdrawn_of!(db, project_managers, project);
    let ids = parties.iter().map(|row| row.enterprise_id).chain(managers.iter().map(|row| row.enterprise_id));
    let named = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(db).await?;
    let named: HashMap<Uuid, String> = named.into_iter().map(|row| (row.id, row.name)).collect();
    let name = |id: Uuid| named.get(&id).cloned().unwrap_or_default();
    let mut found = Vec::new();
    for row in &parties {
        let party = party_of(row)?;
        let was = Past::Party { enterprise: name(party.enterprise), role: party.role, period: party.period };
        found.push(row!(row, was));
    }
    for row in &managers {
        let manager = manager_of(row)?;
        let was = Past::Manager { enterprise: name(manager.enterprise), post: manager.post, period: manager.period };
        found.push(row!(row, was));
    }
    Ok(found)
}

async fn of_papers(ctx: &Ctx, project: Uuid) -> Result<Vec<Row>, Fault> {
    let db = ctx.db.reader();
    let mut found = Vec::new();
    for row in &withdrawn_of!(db, project_codes, project) {
        found.push(row!(row, Past::Code { scheme: row.scheme.clone(), code: row.code.clone() }));
    }
    for row in &withdrawn_of!(db, project_permits, project) {
        found.push(row!(row, Past::Permit { number: row.number.clone(), issued_on: day(&row.issued_on)? }));
    }
    for row in &withdrawn_of!(db, project_accounts, project) {
        let was = Past::Account { holder: row.holder.clone(), number_masked: masked(ctx, row)? };
        found.push(row!(row, was));
    }
    for row in &withdrawn_of!(db, project_deposits, project) {
        found.push(row!(row, Past::Deposit { provider: row.provider.clone(), number: row.number.clone() }));
    }
    Ok(found)
}

async fn of_days(ctx: &Ctx, project: Uuid) -> Result<Vec<Row>, Fault> {
    let db = ctx.db.reader();
    let mut found = Vec::new();
    for row in &withdrawn_of!(db, project_milestones, project) {
        let was = Past::Milestone { milestone: kind_of(row)?, on: day(&row.happened_on)? };
        found.push(row!(row, was));
    }
    for row in &withdrawn_of!(db, project_tasks, project) {
        let task = Task::parse(&row.task).ok_or_else(|| unknown_code(&row.task))?;
        found.push(row!(row, Past::Task { task, on: day(&row.done_on)? }));
    }
    for row in &withdrawn_of!(db, project_statuses, project) {
        let one = statuses::period_of(row)?;
        found.push(row!(row, Past::Status { status: one.status, period: one.period }));
    }
    Ok(found)
}
