//! Does a feed deliver, and is a site silent or the supplier that should report it? By `attendance::silences`.
//!
//! Read are day rows of arrivals, last-seen rows and status periods; no event and no batch.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::outages::{OutageView, outages_of, period};
use super::scopes::shown;
use super::suppliers::visible_supplier;
use crate::attendance::{
    Feed, FeedProject, Gap, Health, Seen, SilenceRules, feed_is_silent, gaps, health, suspected_outages,
};
use crate::entity::{
    attendance_seen, feed_days, feed_scopes, feed_seen, feed_suppliers, project_exemptions, project_statuses,
};
use crate::permissions::Verb;
use crate::projects::Status;
use crate::projects::store::project_for;
use crate::{Ctx, Day, Fault, Instant, Period, rulepacks};

/// So far back outages and gaps are looked for.
const LOOK_BACK_DAYS: i64 = 400;
/// Ids in one condition.
const IDS_AT_ONCE: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierHealth {
    pub supplier: Uuid,
    pub last_received_at: Option<Instant>,
    /// the first missed day, when the supplier is silent
    pub silent_since: Option<Day>,
    /// runs of days without anything from anywhere
    pub suspected: Vec<Period>,
    pub confirmed: Vec<OutageView>,
    /// of the projects that the asking person may see
    pub projects: Vec<ProjectHealth>,
}

/// One project of one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectHealth {
    pub supplier: Uuid,
    pub project: Uuid,
    pub health: Health,
    /// the last passage of anybody
    pub last_passage_at: Option<Instant>,
    /// when this supplier last said anything about it
    pub last_received_at: Option<Instant>,
    /// runs of days on which something was expected and the supplier said nothing; asked of one project only
    pub gaps: Vec<Gap>,
}

/// How a supplier stands this morning, with all its projects.
pub async fn supplier_health(ctx: &Ctx, supplier: Uuid) -> Result<SupplierHealth, Fault> {
    let row = visible_supplier(ctx, supplier).await?;
    let which = shown(ctx, &row).await?.add(feed_scopes::Column::SupplierId.eq(supplier));
    let visible: BTreeSet<Uuid> = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::ProjectId)
        .filter(which)
        .into_tuple::<Uuid>()
        .all(ctx.db.reader())
        .await?
        .into_iter()
        .collect();
    let standing = Standing::of(ctx, row).await?;
    let projects = standing.projects.keys().filter(|project| visible.contains(project));
    let projects = projects.map(|project| standing.health_of(*project)).collect::<Option<Vec<_>>>();
    Ok(SupplierHealth {
        supplier,
        last_received_at: standing.feed.seen.last_received_at,
        silent_since: standing.silent_since,
        suspected: standing.feed.suspected.clone(),
        projects: projects.unwrap_or_default(),
        confirmed: standing.confirmed,
    })
}

/// How the feeds of a project stand, with their gaps. For whoever sees the project.
pub async fn project_health(ctx: &Ctx, project: Uuid) -> Result<Vec<ProjectHealth>, Fault> {
    project_for(ctx, Verb::View, project).await?;
    let suppliers = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::SupplierId)
        .filter(feed_scopes::Column::ProjectId.eq(project))
        .filter(in_force())
        .order_by_asc(feed_scopes::Column::Id)
        .into_tuple::<Uuid>()
        .all(ctx.db.reader())
        .await?;
    let mut found = Vec::new();
    for supplier in suppliers {
        let row = feed_suppliers::Entity::find_by_id(supplier).one(ctx.db.reader()).await?;
        let standing = Standing::of(ctx, row.ok_or_else(|| Fault::internal("a scope of no supplier"))?).await?;
        let Some(mut health) = standing.health_of(project) else { continue };
        health.gaps = standing.gaps_of(ctx, project).await?;
        found.push(health);
    }
    Ok(found)
}

/// A feed with everything that its silence is judged by.
struct Standing {
    supplier: Uuid,
    today: Day,
    rules: SilenceRules,
    feed: Feed,
    /// where in the feed each project stands
    projects: BTreeMap<Uuid, usize>,
    received: BTreeMap<Uuid, Instant>,
    silent_since: Option<Day>,
    confirmed: Vec<OutageView>,
}

impl Standing {
    async fn of(ctx: &Ctx, supplier: feed_suppliers::Model) -> Result<Self, Fault> {
        let (db, today) = (ctx.db.reader(), ctx.now().day());
        let rules = SilenceRules::from_rules(&rulepacks::store::in_force(ctx, &supplier.area, today).await?)?;
        let scopes = feed_scopes::Entity::find()
            .filter(feed_scopes::Column::SupplierId.eq(supplier.id))
            .filter(in_force())
            .order_by_asc(feed_scopes::Column::Id)
            .all(db)
            .await?;
        let ids: Vec<Uuid> = scopes.iter().map(|scope| scope.project_id).collect();
        let mut times = Times::of(db, &ids).await?;
        let mut projects = BTreeMap::new();
        let mut feed_projects = Vec::new();
        for scope in &scopes {
            let since = scope.first_day.as_deref().and_then(Day::parse);
            let since = since.ok_or_else(|| Fault::internal("a granted scope without a day"))?;
            projects.insert(scope.project_id, feed_projects.len());
            feed_projects.push(FeedProject {
                seen: times.seen.remove(&scope.project_id).unwrap_or_default(),
                since,
                running: times.running.remove(&scope.project_id).unwrap_or_default(),
                exempt: times.exempt.remove(&scope.project_id).unwrap_or_default(),
            });
        }
        let arrivals = arrivals_of(db, supplier.id, today).await?;
        let confirmed = outages_of(db, supplier.id).await?;
        let last_received_at = arrivals.values().max().copied();
        let mut feed = Feed {
            seen: Seen { last_received_at, ..Seen::default() },
            projects: feed_projects,
            outages: confirmed.iter().map(|outage| outage.period).collect(),
            suspected: Vec::new(),
        };
        let days: BTreeSet<Day> = arrivals.into_keys().collect();
        feed.suspected = suspected_outages(&feed, &days, rules, today.previous());
        let silent_since = feed_is_silent(&feed, rules, today);
        let received = received_of(db, supplier.id, &ids).await?;
        Ok(Self { supplier: supplier.id, today, rules, feed, projects, received, silent_since, confirmed })
    }

    fn health_of(&self, project: Uuid) -> Option<ProjectHealth> {
        let of_feed = self.feed.projects.get(*self.projects.get(&project)?)?;
        Some(ProjectHealth {
            supplier: self.supplier,
            project,
            health: health(&self.feed, self.silent_since, of_feed, self.rules, self.today),
            last_passage_at: of_feed.seen.last_at,
            last_received_at: self.received.get(&project).copied(),
            gaps: Vec::new(),
        })
    }

    async fn gaps_of(&self, ctx: &Ctx, project: Uuid) -> Result<Vec<Gap>, Fault> {
        let place = self.projects.get(&project).and_then(|place| self.feed.projects.get(*place));
        let Some(of_feed) = place else { return Ok(Vec::new()) };
        let first = of_feed.since.max(self.today.plus_days(-LOOK_BACK_DAYS));
        let days = feed_seen::Entity::find()
            .select_only()
            .column(feed_seen::Column::Day)
            .filter(feed_seen::Column::SupplierId.eq(self.supplier))
            .filter(feed_seen::Column::ProjectId.eq(project))
            .filter(feed_seen::Column::Day.gte(first.to_string()))
            .into_tuple::<String>()
            .all(ctx.db.reader())
            .await?;
        let days: BTreeSet<Day> = days.iter().filter_map(|day| Day::parse(day)).collect();
        let since = Period::since(first);
        let running: Vec<Period> = of_feed.running.iter().filter_map(|period| period.common(since)).collect();
        let exempt: Vec<Period> = of_feed.exempt.iter().chain(&self.feed.outages).copied().collect();
        Ok(gaps(&days, &running, &exempt, self.today.previous()))
    }
}

fn in_force() -> Condition {
    Condition::all().add(feed_scopes::Column::GrantedAt.is_not_null()).add(feed_scopes::Column::EndedAt.is_null())
}

/// When anything arrived, by day.
async fn arrivals_of<C: ConnectionTrait>(db: &C, supplier: Uuid, today: Day) -> Result<BTreeMap<Day, Instant>, Fault> {
    let rows = feed_days::Entity::find()
        .filter(feed_days::Column::SupplierId.eq(supplier))
        .filter(feed_days::Column::Day.gte(today.plus_days(-LOOK_BACK_DAYS).to_string()))
        .all(db)
        .await?;
    Ok(rows.iter().filter_map(|row| Some((Day::parse(&row.day)?, Instant(row.last_received_at)))).collect())
}

/// When the supplier last said anything about each project.
async fn received_of<C: ConnectionTrait>(
    db: &C,
    supplier: Uuid,
    projects: &[Uuid],
) -> Result<BTreeMap<Uuid, Instant>, Fault> {
    let mut found = BTreeMap::new();
    for some in projects.chunks(IDS_AT_ONCE) {
        let rows = feed_seen::Entity::find()
            .select_only()
            .column(feed_seen::Column::ProjectId)
            .column_as(feed_seen::Column::LastReceivedAt.max(), "last")
            .filter(feed_seen::Column::SupplierId.eq(supplier))
            .filter(feed_seen::Column::ProjectId.is_in(some.iter().copied()))
            .group_by(feed_seen::Column::ProjectId)
            .into_tuple::<(Uuid, i64)>()
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|(project, last)| (project, Instant(last))));
    }
    Ok(found)
}

/// What the projects' own records say of when passages were to be expected, and when there were any.
#[derive(Default)]
struct Times {
    seen: BTreeMap<Uuid, Seen>,
    running: BTreeMap<Uuid, Vec<Period>>,
    exempt: BTreeMap<Uuid, Vec<Period>>,
}

impl Times {
    async fn of<C: ConnectionTrait>(db: &C, projects: &[Uuid]) -> Result<Self, Fault> {
        let mut times = Self::default();
        for some in projects.chunks(IDS_AT_ONCE) {
            let ids = || some.iter().copied();
            let seen = attendance_seen::Entity::find().filter(attendance_seen::Column::ProjectId.is_in(ids()));
            for row in seen.all(db).await? {
                let seen = Seen {
                    first_at: row.first_at.map(Instant),
                    last_at: row.last_at.map(Instant),
                    last_received_at: row.last_received_at.map(Instant),
                };
                times.seen.insert(row.project_id, seen);
            }
            // an approved shutdown is a status of its own, so nothing is expected then
            let building = project_statuses::Entity::find()
                .filter(project_statuses::Column::ProjectId.is_in(ids()))
                .filter(project_statuses::Column::Status.eq(Status::Building.code()))
                .filter(project_statuses::Column::WithdrawnAt.is_null());
            for row in building.all(db).await? {
                let running = period(&row.first_day, row.last_day.as_deref())?;
                times.running.entry(row.project_id).or_default().push(running);
            }
            let outages = project_exemptions::Entity::find()
                .filter(project_exemptions::Column::ProjectId.is_in(ids()))
                .filter(project_exemptions::Column::Kind.eq("device_outage"))
                .filter(project_exemptions::Column::Verdict.eq("approved"));
            for row in outages.all(db).await? {
                let exempt = period(&row.first_day, Some(&row.last_day))?;
                times.exempt.entry(row.project_id).or_default().push(exempt);
            }
        }
        Ok(times)
    }
}
