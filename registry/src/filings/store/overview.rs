//! How do all sites of an enterprise stand, for those who answer for it? Who looks after each, what is open on it, and
//! what is wrong. Of other enterprises there is nothing in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::filing::stages_of;
use super::rows::{in_force, manned};
use super::work::{OpenTasks, open_tasks};
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{bindings, enterprises, project_parties, project_statuses, projects};
use crate::filings::form::FilingStage;
use crate::filings::{Duty, Level, WorkTask};
use crate::people::scope::names_shown;
use crate::permissions::{Object, Role, Verb, require};
use crate::projects::Status;
use crate::projects::store::{contractor_on, status_in_force_on};
use crate::workers::store::head_counts;
use crate::{Ctx, Fault, Instant};

pub const PER_PAGE: u64 = 50;

/// One page of the sites of an enterprise, and its own officers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    pub enterprise: Uuid,
    pub name: String,
    pub officers: Vec<Named>,
    pub sites: Vec<SiteLine>,
    pub total: u64,
    /// Of all its sites in construction, not of the page alone.
    pub without_officer: u64,
}

/// An officer by the binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub binding: Uuid,
    pub name: String,
    pub since: Instant,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteLine {
    pub project: Uuid,
    pub name: String,
    /// today's; nothing before the first day on record
    pub status: Option<Status>,
    pub workers: i64,
    pub responsible: Option<Named>,
    pub assistants: usize,
    pub open: OpenTasks,
    pub problems: Vec<SiteProblem>,
}

closed_set! {
    /// What is wrong on a site in construction.
    SiteProblem {
        /// nobody at all
        WithoutOfficer = "without_officer",
        /// assistants, and nobody who answers
        WithoutResponsible = "without_responsible",
        /// the responsible officer is not filed with the offices
        NotFiled = "not_filed",
        FilingReturned = "filing_returned",
        LateWages = "late_wages",
        Unreported = "unreported",
    }
}

/// For the administrators and the own officers of an enterprise, the sites by name.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub async fn overview(ctx: &Ctx, enterprise: Uuid, page: u64) -> Result<Overview, Fault> {
    let db = ctx.db.reader();
    let stands = answering(ctx, enterprise).await?;
    let row = enterprises::Entity::find_by_id(stands).one(db).await?.ok_or(Fault::NotFound)?;
    let rows = rows_of(db, stands).await?;
    let pages = sites_of(ctx, &rows).order_by_asc(projects::Column::Name).order_by_asc(projects::Column::Id);
    let pages = pages.paginate(db, PER_PAGE);
    let total = pages.num_items().await?;
    let sites = pages.fetch_page(page).await?;
    Ok(Overview {
        enterprise: stands,
        name: row.name,
        officers: own_officers(ctx, &rows).await?,
        sites: lines(ctx, sites).await?,
        total,
        without_officer: without_officer(ctx, &rows).await?,
    })
}

/// The enterprise that stands, for whoever answers for all of it.
pub(super) async fn answering(ctx: &Ctx, enterprise: Uuid) -> Result<Uuid, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    let stands = resolve(ctx.db.reader(), enterprise).await?;
    let answers = |role: Role| matches!(role, Role::EnterpriseAdministrator | Role::EnterpriseOfficer);
    let is_own = ctx.signed_in()?.posts.iter().any(|post| answers(post.role) && post.enterprise == Some(stands));
    if is_own { Ok(stands) } else { Err(Fault::NotFound) }
}

/// What it builds today as the general contractor.
fn sites_of(ctx: &Ctx, rows: &[Uuid]) -> Select<projects::Entity> {
    let contracted = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .filter(project_parties::Column::EnterpriseId.is_in(rows.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(ctx.now().day()));
    projects::Entity::find()
        .filter(projects::Column::MergedInto.is_null())
        .filter(projects::Column::Id.in_subquery(contracted.into_query()))
}

async fn without_officer(ctx: &Ctx, rows: &[Uuid]) -> Result<u64, Fault> {
    let today = ctx.now().day();
    let building = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(status_in_force_on(today))
        .filter(project_statuses::Column::Status.eq(Status::Building.code()));
    let alone = sites_of(ctx, rows)
        .filter(projects::Column::Id.in_subquery(building.into_query()))
        .filter(projects::Column::Id.not_in_subquery(manned()));
    Ok(alone.count(ctx.db.reader()).await?)
}

async fn own_officers(ctx: &Ctx, rows: &[Uuid]) -> Result<Vec<Named>, Fault> {
    let held = bindings::Entity::find()
        .filter(bindings::Column::EnterpriseId.is_in(rows.iter().copied()))
        .filter(bindings::Column::Level.eq(Level::Enterprise.code()))
        .filter(in_force())
        .order_by_asc(bindings::Column::ConfirmedAt)
        .all(ctx.db.reader())
        .await?;
    named(ctx, held).await
}

async fn named(ctx: &Ctx, held: Vec<bindings::Model>) -> Result<Vec<Named>, Fault> {
    let people: BTreeSet<Uuid> = held.iter().map(|row| row.person_id).collect();
    let names = names_shown(ctx.db.reader(), people).await?;
    let one = |row: &bindings::Model| Named {
        binding: row.id,
        name: names.get(&row.person_id).cloned().unwrap_or_default(),
        since: Instant(row.confirmed_at.unwrap_or(row.asked_at)),
    };
    Ok(held.iter().map(one).collect())
}

async fn lines(ctx: &Ctx, rows: Vec<projects::Model>) -> Result<Vec<SiteLine>, Fault> {
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let statuses: Vec<(Uuid, String)> = project_statuses::Entity::find()
        .select_only()
        .columns([project_statuses::Column::ProjectId, project_statuses::Column::Status])
        .filter(project_statuses::Column::ProjectId.is_in(ids.iter().copied()))
        .filter(status_in_force_on(today))
        .into_tuple()
        .all(db)
        .await?;
    let statuses: HashMap<Uuid, String> = statuses.into_iter().collect();
    let workers = head_counts(ctx, &ids).await?;
    let mut open = open_tasks(ctx, &ids).await?;
    let held = bindings::Entity::find()
        .filter(Condition::all().add(bindings::Column::ProjectId.is_in(ids)).add(in_force()))
        .all(db)
        .await?;
    let mut assistants: BTreeMap<Uuid, usize> = BTreeMap::new();
    let mut responsible = Vec::new();
    for row in held {
        match (row.project_id, row.duty.as_deref() == Some(Duty::Responsible.code())) {
            (Some(_), true) => responsible.push(row),
            (Some(project), false) => *assistants.entry(project).or_default() += 1,
            (None, _) => {}
        }
    }
    let stages = stages_of(db, &responsible.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let places: Vec<Option<Uuid>> = responsible.iter().map(|row| row.project_id).collect();
    let mut officers: BTreeMap<Uuid, Named> =
        places.into_iter().zip(named(ctx, responsible).await?).filter_map(|(place, one)| Some((place?, one))).collect();
    let line = |row: projects::Model| {
        let status = statuses.get(&row.id).and_then(|code| Status::parse(code));
        let (responsible, open) = (officers.remove(&row.id), open.remove(&row.id).unwrap_or_default());
        let stage = responsible.as_ref().and_then(|one| stages.get(&one.binding).copied());
        let assistants = assistants.get(&row.id).copied().unwrap_or_default();
        SiteLine {
            project: row.id,
            status,
            workers: workers.get(&row.id).copied().unwrap_or_default(),
            assistants,
            problems: problems(status, (responsible.as_ref(), assistants), stage, &open),
            name: row.name,
            responsible,
            open,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

fn problems(
    status: Option<Status>,
    (responsible, assistants): (Option<&Named>, usize),
    stage: Option<FilingStage>,
    open: &OpenTasks,
) -> Vec<SiteProblem> {
    let mut found = Vec::new();
    if status == Some(Status::Building) {
        found.extend(match (responsible, stage) {
            (None, _) if assistants == 0 => Some(SiteProblem::WithoutOfficer),
            (None, _) => Some(SiteProblem::WithoutResponsible),
            (Some(_), None | Some(FilingStage::Preparing)) => Some(SiteProblem::NotFiled),
            (Some(_), Some(FilingStage::Returned)) => Some(SiteProblem::FilingReturned),
            (Some(_), Some(_)) => None,
        });
    }
    found.extend(open.contains_key(&WorkTask::LateWages).then_some(SiteProblem::LateWages));
    found.extend(open.contains_key(&WorkTask::Unreported).then_some(SiteProblem::Unreported));
    found
}
