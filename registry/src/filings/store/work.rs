//! What is open on the sites of an officer, and how much of it? Each number is that of the list it leads to, and the
//! statements are as many for fifty sites as for one.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::attendance::store::sites::check_whole;
use crate::attendance::store::unreported_on;
use crate::calendar::Month;
use crate::entity::{
    attendance_anomalies, attendance_by_hand, attendance_explanations, attendance_unmatched, payment_batches,
    payment_steps, projects, wage_dues,
};
use crate::filings::{WorkArea, WorkTask};
use crate::permissions::{Object, Role, Verb, require};
use crate::workers::Lack;
use crate::workers::store::{RosterTask, count_tasks};
use crate::{Ctx, Day, Fault};

/// The tasks of a site that are open, with how many.
pub type OpenTasks = BTreeMap<WorkTask, u64>;

/// A site of the officer, and what is open on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteWork {
    pub project: Uuid,
    pub name: String,
    pub open: OpenTasks,
}

impl SiteWork {
    pub fn of_area(&self, area: WorkArea) -> u64 {
        total(&self.open, area)
    }
}

/// How much is open in an area.
pub fn total(open: &OpenTasks, area: WorkArea) -> u64 {
    open.iter().filter(|(task, _)| task.area() == area).map(|(_, count)| count).sum()
}

/// The sites that the asking person answers for as a project officer, by name; none for whoever is no officer.
pub async fn own_work(ctx: &Ctx) -> Result<Vec<SiteWork>, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    let posts = &ctx.signed_in()?.posts;
    let ids: BTreeSet<Uuid> =
        posts.iter().filter(|post| post.role == Role::ProjectOfficer).filter_map(|post| post.project).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = projects::Entity::find()
        .filter(projects::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(projects::Column::Name)
        .order_by_asc(projects::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let mut open = open_tasks(ctx, &ids.into_iter().collect::<Vec<_>>()).await?;
    let site = |row: projects::Model| {
        let open = open.remove(&row.id).unwrap_or_default();
        SiteWork { project: row.id, name: row.name, open }
    };
    Ok(rows.into_iter().map(site).collect())
}

/// The same of one site, for whoever sees all of it.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub async fn work_of_site(ctx: &Ctx, project: Uuid) -> Result<SiteWork, Fault> {
    let row = check_whole(ctx, project).await?;
    let mut open = open_tasks(ctx, &[project]).await?;
    Ok(SiteWork { project: row.id, name: row.name, open: open.remove(&project).unwrap_or_default() })
}

/// What is open on these projects, for whoever may see them whole.
pub(super) async fn open_tasks(ctx: &Ctx, sites: &[Uuid]) -> Result<BTreeMap<Uuid, OpenTasks>, Fault> {
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let mut open: BTreeMap<Uuid, OpenTasks> = BTreeMap::new();
    let mut put = |site: Uuid, task: WorkTask, count: u64| {
        if count > 0 {
            open.entry(site).or_default().insert(task, count);
        }
    };
    for (site, task, count) in count_tasks(db, sites, today).await? {
        put(site, of_roster(task), count);
    }
    for (task, counts) in [
        (WorkTask::Unmatched, unmatched(db, sites).await?),
        (WorkTask::Anomalies, anomalies(db, sites, Month::of(today)).await?),
        (WorkTask::ByHand, by_hand(db, sites).await?),
        (WorkTask::OrdersDrafted, drafted(db, sites).await?),
        (WorkTask::LateWages, late(db, sites, today).await?),
    ] {
        for (site, count) in counts {
            put(site, task, u64::try_from(count).unwrap_or(0));
        }
    }
    for site in unreported_on(db, sites, today.previous()).await? {
        put(site, WorkTask::Unreported, 1);
    }
    Ok(open)
}

fn of_roster(task: RosterTask) -> WorkTask {
    match task {
        RosterTask::Expected => WorkTask::ToEnter,
        RosterTask::Lacks(Lack::Training) => WorkTask::WithoutTraining,
        RosterTask::Lacks(Lack::Contract) => WorkTask::WithoutContract,
        RosterTask::Lacks(Lack::Card) => WorkTask::WithoutCard,
    }
}

type Counts = Vec<(Uuid, i64)>;

async fn unmatched(db: &impl ConnectionTrait, sites: &[Uuid]) -> Result<Counts, Fault> {
    use attendance_unmatched::Column::{Id, ProjectId, SettledAt};
    let counted = attendance_unmatched::Entity::find()
        .select_only()
        .column(ProjectId)
        .column_as(Id.count(), "open")
        .filter(ProjectId.is_in(sites.iter().copied()))
        .filter(SettledAt.is_null())
        .group_by(ProjectId);
    Ok(counted.into_tuple().all(db).await?)
}

async fn anomalies(db: &impl ConnectionTrait, sites: &[Uuid], month: Month) -> Result<Counts, Fault> {
    use attendance_anomalies::Column::{Day as Of, Id, ProjectId, SettledAt};
    let explained = attendance_explanations::Entity::find()
        .select_only()
        .column(attendance_explanations::Column::AnomalyId)
        .into_query();
    let counted = attendance_anomalies::Entity::find()
        .select_only()
        .column(ProjectId)
        .column_as(Id.count(), "open")
        .filter(ProjectId.is_in(sites.iter().copied()))
        .filter(Of.between(month.first_day().to_string(), month.last_day().to_string()))
        .filter(SettledAt.is_null())
        .filter(Id.not_in_subquery(explained))
        .group_by(ProjectId);
    Ok(counted.into_tuple().all(db).await?)
}

async fn by_hand(db: &impl ConnectionTrait, sites: &[Uuid]) -> Result<Counts, Fault> {
    use attendance_by_hand::Column::{DecidedAt, EventId, ProjectId};
    let counted = attendance_by_hand::Entity::find()
        .select_only()
        .column(ProjectId)
        .column_as(EventId.count(), "open")
        .filter(ProjectId.is_in(sites.iter().copied()))
        .filter(DecidedAt.is_null())
        .group_by(ProjectId);
    Ok(counted.into_tuple().all(db).await?)
}

async fn drafted(db: &impl ConnectionTrait, sites: &[Uuid]) -> Result<Counts, Fault> {
    use payment_batches::Column::{Id, ProjectId};
    let settled =
        payment_steps::Entity::find().select_only().column(payment_steps::Column::PaymentBatchId).into_query();
    let counted = payment_batches::Entity::find()
        .select_only()
        .column(ProjectId)
        .column_as(Id.count(), "open")
        .filter(ProjectId.is_in(sites.iter().copied()))
        .filter(Id.not_in_subquery(settled))
        .group_by(ProjectId);
    Ok(counted.into_tuple().all(db).await?)
}

async fn late(db: &impl ConnectionTrait, sites: &[Uuid], today: Day) -> Result<Counts, Fault> {
    use wage_dues::Column::{LateAfter, ProjectId, RegistrationId};
    let is_late = Condition::all().add(LateAfter.is_not_null()).add(LateAfter.lt(today.to_string()));
    let counted = wage_dues::Entity::find()
        .select_only()
        .column(ProjectId)
        .column_as(RegistrationId.count(), "open")
        .filter(ProjectId.is_in(sites.iter().copied()))
        .filter(is_late)
        .group_by(ProjectId);
    Ok(counted.into_tuple().all(db).await?)
}
