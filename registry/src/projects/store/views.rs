//! What do the rules say about one project today: are the four systems in place, is it ready to start (R-025,
//! R-031), and how much of Article 7 is on record?

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::milestones::Which;
use super::parties::party_of;
use super::record::{Loaded, details_of};
use super::scope::project_for;
use super::{inputs, milestones, money, rules, tasks};
use crate::entity::{integrity_records, project_managers, projects};
use crate::permissions::Verb;
use crate::projects::completeness::{self, CategoryLine, Count};
use crate::projects::exemptions::{excused_on, last_excused_before};
use crate::projects::managers::Post;
use crate::projects::panel::{self, Facts, Held, Line};
use crate::projects::parties::general_contractor_on;
use crate::projects::readiness::{self, Task, TaskLine};
use crate::projects::{Item, Missing, Status};
use crate::wages::store::month_wages;
use crate::{Ctx, Day, Fault, Period};

/// The four systems, in the order of the article.
pub async fn panel(ctx: &Ctx, project: Uuid) -> Result<[Line; 4], Fault> {
    let loaded = Loaded::read(ctx, project_for(ctx, Verb::View, project).await?).await?;
    panel_of(ctx, &loaded).await
}

/// What is to be done before the start, in order.
pub async fn readiness(ctx: &Ctx, project: Uuid) -> Result<Vec<TaskLine>, Fault> {
    let loaded = Loaded::read(ctx, project_for(ctx, Verb::View, project).await?).await?;
    readiness_of(&loaded, ctx.now().day())
}

/// The share of what is filled in, per category and item.
pub async fn completeness(ctx: &Ctx, project: Uuid) -> Result<Vec<CategoryLine>, Fault> {
    completeness_of(ctx, project_for(ctx, Verb::View, project).await?).await
}

pub(super) async fn completeness_of(ctx: &Ctx, row: projects::Model) -> Result<Vec<CategoryLine>, Fault> {
    let (project, loaded) = (row.id, Loaded::read(ctx, row).await?);
    let mut counts = project_counts(&loaded, ctx.now().day())?;
    counts.extend(inputs::personnel(ctx.db.reader(), project).await?);
    counts.extend(inputs::employment(ctx.db.reader(), project).await?);
    counts.extend(integrity_counts(ctx, &loaded).await?);
    Ok(completeness::completeness(&counts))
}

pub(super) async fn panel_of(ctx: &Ctx, loaded: &Loaded) -> Result<[Line; 4], Fault> {
    let today = ctx.now().day();
    let policy = rules::policy(ctx, &loaded.row).await?;
    let last_attendance = inputs::last_attendance(ctx.db.reader(), loaded.row.id).await?;
    let months = month_wages(ctx.db.reader(), loaded.row.id, today).await?;
    let facts = Facts { months, ..facts(ctx, loaded, last_attendance, today)? };
    Ok(panel::panel(&facts, &policy, today))
}

/// All but the months of wages.
fn facts(ctx: &Ctx, loaded: &Loaded, last_attendance: Option<Day>, today: Day) -> Result<Facts, Fault> {
    let excuses = loaded.excuses()?;
    let deposits = loaded.deposits.iter().map(|row| Ok(money::deposit_view(row, &loaded.checks)?.held));
    let accounts = loaded.accounts.iter().map(|row| Ok(money::account_view(ctx, row, &loaded.checks)?.held));
    Ok(Facts {
        status: loaded.history.status_on(today),
        deposits: deposits.collect::<Result<_, Fault>>()?,
        accounts: accounts.collect::<Result<_, Fault>>()?,
        devices: devices(loaded)?,
        building_since: loaded.history.building_since(today),
        last_attendance,
        excused: excused_on(&excuses, Missing::Attendance, today),
        last_excused: last_excused_before(&excuses, Missing::Attendance, today),
        months: Vec::new(),
    })
}

/// The devices stand since the day on which they were installed, until they were removed; of several the latest.
fn devices(loaded: &Loaded) -> Result<Option<Held>, Fault> {
    let done = tasks::views(&loaded.tasks)?.into_iter().filter(|task| task.done.task == Task::DeviceInstallation);
    let latest = done.max_by_key(|task| (task.done.ended_on.is_none(), task.done.on));
    let Some(task) = latest else { return Ok(None) };
    Ok(Some(Held {
        period: Period::new(task.done.on, task.done.ended_on)?,
        evidence: task.done.evidence,
        checked_on: money::checked_on(&loaded.checks, task.id)?,
    }))
}

pub(super) fn readiness_of(loaded: &Loaded, today: Day) -> Result<Vec<TaskLine>, Fault> {
    let done: Vec<_> = tasks::views(&loaded.tasks)?.into_iter().map(|task| task.done).collect();
    // what the site states is enough to be late by, before an office has confirmed it
    let start = milestones::days(&loaded.row, &loaded.milestones, Which::Stated)?.actual_start;
    Ok(readiness::readiness(&done, start.or_else(|| loaded.history.first_building_day()), today))
}

/// 项目信息. What has not come yet, such as the acceptance of a running project, counts neither way.
fn project_counts(loaded: &Loaded, today: Day) -> Result<Vec<Count>, Fault> {
    let mut counts = details_of(&loaded.row)?.counts();
    let days = milestones::days(&loaded.row, &loaded.milestones, Which::InForce)?;
    if loaded.history.first_building_day().is_some_and(|first| first <= today) {
        counts.push(Count::once(Item::StartAndFinish, "actual_start", days.actual_start));
    }
    if loaded.history.status_on(today) == Some(Status::Completed) {
        counts.push(Count::once(Item::StartAndFinish, "completion_acceptance", days.completion_acceptance));
    }
    counts.extend(enterprise_counts(loaded, today)?);
    counts.extend(manager_counts(loaded));
    counts.extend(subcontractor_counts(loaded)?);
    Ok(counts)
}

fn enterprise_counts(loaded: &Loaded, today: Day) -> Result<Vec<Count>, Fault> {
    let parties = loaded.parties.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    let contractor = general_contractor_on(&parties, today).map(|party| party.enterprise);
    let row = loaded.enterprises.iter().find(|row| Some(row.id) == contractor);
    let kind = loaded.kinds.iter().find(|kind| Some(kind.enterprise_id) == contractor);
    let once = |field, filled: bool| Count::once(Item::Enterprise, field, filled.then_some(()));
    Ok(vec![
        once("credit_code", row.is_some()),
        once("name", row.is_some()),
        once("kind", kind.is_some()),
        once("legal_representative", row.is_some_and(|row| row.legal_representative.is_some())),
        once("address", row.is_some_and(|row| row.address.is_some())),
        once("phone", row.is_some_and(|row| row.phone_sealed.is_some())),
    ])
}

/// A site without any manager lacks its project manager.
fn manager_counts(loaded: &Loaded) -> Vec<Count> {
    let filled = u64::try_from(loaded.managers.len()).unwrap_or_default();
    let count = |field| Count { item: Item::SiteManagers, field, filled, of: filled.max(1) };
    ["person", "id_number", "post", "phone"].map(count).into()
}

fn subcontractor_counts(loaded: &Loaded) -> Result<Vec<Count>, Fault> {
    let mut counts = Vec::new();
    for row in &loaded.parties {
        let party = party_of(row)?;
        let Some(item) = party.role.item().filter(|item| *item != Item::Enterprise) else { continue };
        let leads = |row: &&project_managers::Model| {
            row.enterprise_id == party.enterprise && row.post == Post::ProjectManager.code()
        };
        let manager = loaded.managers.iter().find(leads);
        counts.extend(["enterprise", "role", "entered_on"].map(|field| Count::once(item, field, Some(()))));
        counts.push(Count::once(item, "project_manager", manager));
    }
    Ok(counts)
}

/// 诚信信息 on the project and on its general contractor. That nobody rated or complained is nothing to fill in.
async fn integrity_counts(ctx: &Ctx, loaded: &Loaded) -> Result<Vec<Count>, Fault> {
    let contractors = loaded.parties.iter().filter(|row| row.role == "general_contractor").map(|row| row.enterprise_id);
    let about = Condition::any()
        .add(integrity_records::Column::ProjectId.eq(loaded.row.id))
        .add(integrity_records::Column::EnterpriseId.is_in(contractors));
    let rows = integrity_records::Entity::find()
        .filter(about)
        .filter(integrity_records::Column::WithdrawnAt.is_null())
        .all(ctx.db.reader())
        .await?;
    let mut counts = Vec::new();
    for row in rows {
        counts.extend(match row.kind.as_str() {
            "rating" => vec![
                Count::once(Item::Rating, "rating", row.rating),
                Count::once(Item::Rating, "body", row.body),
                Count::once(Item::Rating, "rated_on", Some(())),
            ],
            "complaint" => vec![Count::once(Item::Complaint, "case", row.case_id)],
            _ => vec![
                Count::once(Item::Conduct, "conduct", row.conduct),
                Count::once(Item::Conduct, "basis", row.basis_number),
            ],
        });
    }
    Ok(counts)
}
