//! How many people work on a project and under an officer, and which share of each unit's has a contract?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::roster::contract_on;
use super::rows::{contracts_of, registrations_of};
use super::scope::{own_project, visible_project, whole_project};
use super::site::kept_of;
use super::{account, reason};
use crate::entity::{bindings, contract_reminders, contracts, enterprises, people, registrations};
use crate::filings::Duty;
use crate::filings::store::{in_force, officers_of};
use crate::people::scope::restricted;
use crate::permissions::{Object, Verb};
use crate::projects::Sight;
use crate::workers::{
    Contract, HeadCount, OfficerCount, Registration, Role, UnitCoverage, contract_coverage, head_count as count,
    officer_count as count_of_officer,
};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit};

/// A unit's share, and by name whom it has not signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageView {
    pub unit: Uuid,
    pub unit_name: String,
    pub numbers: UnitCoverage,
    pub uncovered: Vec<Uncovered>,
    pub last_reminded_at: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uncovered {
    pub registration: Uuid,
    pub person: Uuid,
    pub name: String,
    pub since: Day,
    /// The unit that did sign, when one did.
    pub signed_with: Option<Uuid>,
}

/// Whom an officer looks after, over all projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficerLoad {
    pub name: String,
    pub duty: Duty,
    pub projects: usize,
    /// 劳务队伍总人数
    pub total: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderView {
    pub unit: Uuid,
    pub workers: i32,
    pub covered: i32,
    pub words: String,
    pub at: Instant,
}

/// The head count of a project on a day; for a subcontractor that of its own people.
pub async fn head_count(ctx: &Ctx, project: Uuid, day: Day) -> Result<HeadCount, Fault> {
    let (_, sight) = visible_project(ctx, Object::Worker, project).await?;
    Ok(count(project, &of_project(ctx, project, &sight).await?, day))
}

/// The head count of an officer over these projects on a day (D-13), and that of each.
pub async fn officer_count(ctx: &Ctx, projects: &BTreeSet<Uuid>, day: Day) -> Result<OfficerCount, Fault> {
    let mut registrations = Vec::new();
    for project in projects {
        let (_, sight) = visible_project(ctx, Object::Worker, *project).await?;
        registrations.extend(of_project(ctx, *project, &sight).await?);
    }
    Ok(count_of_officer(projects, &registrations, day))
}

/// Today's head count of everybody who is bound to a project, over all projects of each (R-111, D-13), the responsible
/// officer first. For whoever sees the whole site.
pub async fn officers(ctx: &Ctx, project: Uuid) -> Result<Vec<OfficerLoad>, Fault> {
    whole_project(ctx, Object::Worker, project).await?;
    let reader = ctx.db.reader();
    let mut loads = Vec::new();
    for bound in officers_of(reader, project).await? {
        let ids: Vec<Option<Uuid>> = bindings::Entity::find()
            .select_only()
            .column(bindings::Column::ProjectId)
            .filter(bindings::Column::PersonId.eq(bound.person))
            .filter(bindings::Column::ProjectId.is_not_null())
            .filter(in_force())
            .into_tuple()
            .all(reader)
            .await?;
        let projects: Vec<Uuid> = ids.into_iter().flatten().collect::<BTreeSet<_>>().into_iter().collect();
        let counts = head_counts_on(reader, &projects, ctx.now().day()).await?;
        let person = people::Entity::find_by_id(bound.person).filter(people::Column::Id.not_in_subquery(restricted()));
        let Some(person) = person.one(reader).await? else { continue };
        loads.push(OfficerLoad {
            name: person.name,
            duty: bound.duty,
            projects: projects.len(),
            total: counts.values().sum(),
        });
    }
    Ok(loads)
}

/// Today's head counts of many projects in one query, for lists of projects that the caller may show; none is none.
pub async fn head_counts(ctx: &Ctx, projects: &[Uuid]) -> Result<BTreeMap<Uuid, i64>, Fault> {
    head_counts_on(ctx.db.reader(), projects, ctx.now().day()).await
}

/// The same within the caller's transaction.
pub(crate) async fn head_counts_on<C: ConnectionTrait>(
    db: &C,
    projects: &[Uuid],
    today: Day,
) -> Result<BTreeMap<Uuid, i64>, Fault> {
    use registrations::Column::{PersonId, ProjectId};
    let rows: Vec<(Uuid, i64)> = registrations::Entity::find()
        .select_only()
        .column(ProjectId)
        .expr_as(PersonId.into_expr().count_distinct(), "people")
        .filter(ProjectId.is_in(projects.iter().copied()))
        .filter(at_work(today))
        .group_by(ProjectId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The condition on `registrations` for workers who have not left.
fn at_work(today: Day) -> Condition {
    use registrations::Column::{LeftOn, Role as RoleColumn, WithdrawnAt};
    Condition::all()
        .add(RoleColumn.eq(Role::Worker.code()))
        .add(WithdrawnAt.is_null())
        // the day of exit still counts
        .add(LeftOn.is_null().or(LeftOn.gte(today.to_string())))
}

/// How many of those workers have a contract in force, as the list of each project has it; zero is told, too.
pub(crate) async fn signed_on<C: ConnectionTrait>(
    db: &C,
    projects: &[Uuid],
    today: Day,
) -> Result<BTreeMap<Uuid, i64>, Fault> {
    use registrations::Column::{PersonId, ProjectId};
    let rows: Vec<(Uuid, i64)> = registrations::Entity::find()
        .select_only()
        .column(ProjectId)
        .expr_as(PersonId.into_expr().count_distinct(), "people")
        .filter(ProjectId.is_in(projects.iter().copied()))
        .filter(at_work(today))
        .filter(Expr::exists(contract_on(&ProjectId.into_expr(), today).into_query()))
        .group_by(ProjectId)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: BTreeMap<Uuid, i64> = projects.iter().map(|project| (*project, 0)).collect();
    found.extend(rows);
    Ok(found)
}

/// The contract coverage of each unit with people on site on a day.
pub async fn coverage(ctx: &Ctx, project: Uuid, day: Day) -> Result<Vec<CoverageView>, Fault> {
    let (_, sight) = visible_project(ctx, Object::Contract, project).await?;
    let units = covered(ctx, project, &sight, day).await?;
    let reader = ctx.db.reader();
    let of_units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(units.keys().copied()));
    let unit_names: BTreeMap<Uuid, String> =
        of_units.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let uncovered = units.values().flat_map(|unit| &unit.uncovered).map(|one| one.person);
    let uncovered = people::Entity::find().filter(people::Column::Id.is_in(uncovered)).all(reader).await?;
    let names: BTreeMap<Uuid, String> = uncovered.into_iter().map(|row| (row.id, row.name)).collect();
    let mut reminded: BTreeMap<Uuid, Instant> = BTreeMap::new();
    for reminder in rows_of_reminders(ctx, project).await? {
        reminded.entry(reminder.unit_id).or_insert(Instant(reminder.reminded_at));
    }
    let view = |(unit, numbers): (Uuid, UnitCoverage)| CoverageView {
        unit,
        unit_name: unit_names.get(&unit).cloned().unwrap_or_default(),
        uncovered: numbers
            .uncovered
            .iter()
            .map(|one| Uncovered {
                registration: one.registration,
                person: one.person,
                name: names.get(&one.person).cloned().unwrap_or_default(),
                since: one.since,
                signed_with: one.signed_with,
            })
            .collect(),
        numbers,
        last_reminded_at: reminded.get(&unit).copied(),
    };
    Ok(units.into_iter().map(view).collect())
}

/// Writes down that a unit was urged to sign with its people, with the numbers of the day.
pub async fn remind(ctx: &Ctx, project: Uuid, unit: Uuid, words: &str) -> Result<Uuid, Fault> {
    own_project(ctx, Verb::Create, Object::Contract, project).await?;
    let (_, sight) = visible_project(ctx, Object::Contract, project).await?;
    let (words, day) = (reason(words)?, ctx.now().day());
    let units = covered(ctx, project, &sight, day).await?;
    let numbers = units.get(&unit).ok_or(Fault::NotFound)?;
    if numbers.uncovered.is_empty() {
        return Err(Refusal::on("unit", "workers.everybody_has_a_contract").into());
    }
    let number = |count: u32| i32::try_from(count).map_err(Fault::internal);
    let row = contract_reminders::Model {
        id: ctx.new_id(),
        project_id: project,
        unit_id: unit,
        workers: number(numbers.workers + numbers.managers)?,
        covered: number(numbers.covered + numbers.managers_covered)?,
        as_of: day.to_string(),
        words,
        reminded_by: account(ctx),
        reminded_at: ctx.now().0,
    };
    crate::transact!(ctx, |tx| {
        contract_reminders::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "unit": unit, "workers": row.workers, "covered": row.covered });
        audit::record(tx, ctx, "remind_unit", ("project", project), facts).await?;
        Ok(row.id)
    })
}

/// The reminders of a project, the newest first.
pub async fn reminders(ctx: &Ctx, project: Uuid) -> Result<Vec<ReminderView>, Fault> {
    let (_, sight) = visible_project(ctx, Object::Contract, project).await?;
    let rows = rows_of_reminders(ctx, project).await?;
    let view = |row: contract_reminders::Model| ReminderView {
        unit: row.unit_id,
        workers: row.workers,
        covered: row.covered,
        words: row.words,
        at: Instant(row.reminded_at),
    };
    let is_seen = |row: &contract_reminders::Model| sight.holds(row.unit_id, Instant(row.reminded_at).day());
    Ok(rows.into_iter().filter(is_seen).map(view).collect())
}

async fn rows_of_reminders(ctx: &Ctx, project: Uuid) -> Result<Vec<contract_reminders::Model>, Fault> {
    let rows = contract_reminders::Entity::find()
        .filter(contract_reminders::Column::ProjectId.eq(project))
        .order_by_desc(contract_reminders::Column::Id);
    Ok(rows.all(ctx.db.reader()).await?)
}

async fn covered(ctx: &Ctx, project: Uuid, sight: &Sight, day: Day) -> Result<BTreeMap<Uuid, UnitCoverage>, Fault> {
    let reader = ctx.db.reader();
    let mut of_project = of_project(ctx, project, sight).await?;
    let wanted = Condition::all().add(contracts::Column::ProjectId.eq(project));
    let mut contracts = contracts_of(reader, wanted).await?;
    // with whom somebody signed elsewhere is no unit's business
    for of_person in contracts.values_mut() {
        of_person.retain(|one| sight.holds(one.employer, one.starts_on));
    }
    let signed = contracts.values().flatten().map(|one| one.employer);
    let kept = kept_of(reader, of_project.iter().map(|one| one.unit).chain(signed)).await?;
    let stands = |id: Uuid| kept.get(&id).copied().unwrap_or(id);
    for one in &mut of_project {
        one.unit = stands(one.unit);
    }
    for one in contracts.values_mut().flatten() {
        one.employer = stands(one.employer);
    }
    let none: &[Contract] = &[];
    let people = of_project.iter().map(|one| (one, contracts.get(&one.person).map_or(none, Vec::as_slice)));
    Ok(contract_coverage(project, people, day))
}

async fn of_project(ctx: &Ctx, project: Uuid, sight: &Sight) -> Result<Vec<Registration>, Fault> {
    let wanted = Condition::all().add(registrations::Column::ProjectId.eq(project));
    let all = registrations_of(ctx.db.reader(), wanted).await?.into_iter().map(|(_, one)| one);
    Ok(all.filter(|one| sight.holds(one.unit, one.begins_on())).collect())
}
