//! What is a feed's silence judged by? Day rows of arrivals, last-seen rows and status periods; no event and no batch.
//!
//! Of one project no other is read, unless days went by on which nothing at all arrived: only then it matters whether
//! anything was to be expected anywhere.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::health::ProjectHealth;
use super::outages::{OutageView, outages_of, period};
use crate::attendance::{Feed, FeedProject, Gap, Seen, SilenceRules, feed_is_silent, gaps, health, suspected_outages};
use crate::entity::{
    attendance_seen, feed_days, feed_last_seen, feed_scopes, feed_seen, feed_suppliers, project_exemptions,
    project_statuses,
};
use crate::projects::Status;
use crate::{Ctx, Day, Fault, Instant, Period, rulepacks};

/// So far back outages and gaps are looked for.
const LOOK_BACK_DAYS: i64 = 400;

/// A feed with everything that its silence is judged by.
pub(super) struct Standing {
    supplier: Uuid,
    today: Day,
    rules: SilenceRules,
    feed: Feed,
    /// where in the feed each project stands, by the supplier's code of it
    places: BTreeMap<Uuid, (usize, String)>,
    received: BTreeMap<Uuid, Instant>,
    pub silent_since: Option<Day>,
    pub confirmed: Vec<OutageView>,
}

/// Which projects of a feed are read.
#[derive(Clone, Copy)]
enum Read {
    All(Uuid),
    One(Uuid, Uuid),
}

impl Standing {
    /// With all projects of the feed.
    pub async fn whole(ctx: &Ctx, supplier: &feed_suppliers::Model) -> Result<Self, Fault> {
        Self::of(ctx, supplier, None).await
    }

    /// As far as one project needs it.
    pub async fn at(ctx: &Ctx, supplier: &feed_suppliers::Model, project: Uuid) -> Result<Self, Fault> {
        Self::of(ctx, supplier, Some(project)).await
    }

    async fn of(ctx: &Ctx, supplier: &feed_suppliers::Model, one: Option<Uuid>) -> Result<Self, Fault> {
        let (db, today) = (ctx.db.reader(), ctx.now().day());
        let rules = SilenceRules::from_rules(&rulepacks::store::in_force(ctx, &supplier.area, today).await?)?;
        let horizon = today.plus_days(-LOOK_BACK_DAYS);
        let arrivals = arrivals_of(db, supplier.id, horizon).await?;
        let begins = first_day_of(db, supplier.id).await?.unwrap_or(today).max(horizon);
        let read = match one {
            Some(project) if !has_long_gap(&arrivals, begins, rules.supplier_days, today.previous()) => {
                Read::One(supplier.id, project)
            }
            _ => Read::All(supplier.id),
        };
        let (places, projects) = read.projects(db).await?;
        let confirmed = outages_of(db, supplier.id).await?;
        let last_received_at = last_of(db, supplier.id).await?;
        let mut feed = Feed {
            seen: Seen { last_received_at, ..Seen::default() },
            projects,
            outages: confirmed.iter().map(|outage| outage.period).collect(),
            suspected: Vec::new(),
        };
        feed.suspected = suspected_outages(&since(&feed, horizon), &arrivals, rules, today.previous());
        let silent_since = feed_is_silent(&feed, rules, today);
        let received = read.received(db).await?;
        Ok(Self { supplier: supplier.id, today, rules, feed, places, received, silent_since, confirmed })
    }

    pub fn last_received_at(&self) -> Option<Instant> {
        self.feed.seen.last_received_at
    }

    pub fn suspected(&self) -> &[Period] {
        &self.feed.suspected
    }

    pub fn projects(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.places.keys().copied()
    }

    pub fn health_of(&self, project: Uuid) -> Option<ProjectHealth> {
        let (place, code) = self.places.get(&project)?;
        let of_feed = self.feed.projects.get(*place)?;
        Some(ProjectHealth {
            supplier: self.supplier,
            project,
            project_code: code.clone(),
            health: health(&self.feed, self.silent_since, of_feed, self.rules, self.today),
            last_passage_at: of_feed.seen.last_at,
            last_received_at: self.received.get(&project).copied(),
            gaps: Vec::new(),
        })
    }

    pub async fn gaps_of(&self, ctx: &Ctx, project: Uuid) -> Result<Vec<Gap>, Fault> {
        let place = self.places.get(&project).and_then(|(place, _)| self.feed.projects.get(*place));
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

impl Read {
    /// The feed's projects, and where each stands.
    async fn projects<C: ConnectionTrait>(
        self,
        db: &C,
    ) -> Result<(BTreeMap<Uuid, (usize, String)>, Vec<FeedProject>), Fault> {
        let (Self::All(supplier) | Self::One(supplier, _)) = self;
        let mut scopes = feed_scopes::Entity::find().filter(granted_by(supplier));
        if let Self::One(_, project) = self {
            scopes = scopes.filter(feed_scopes::Column::ProjectId.eq(project));
        }
        let mut times = Times::of(db, self).await?;
        let (mut places, mut projects) = (BTreeMap::new(), Vec::new());
        for scope in scopes.order_by_asc(feed_scopes::Column::Id).all(db).await? {
            let since = scope.first_day.as_deref().and_then(Day::parse);
            let since = since.ok_or_else(|| Fault::internal("a granted scope without a day"))?;
            projects.push(FeedProject {
                seen: times.seen.remove(&scope.project_id).unwrap_or_default(),
                since,
                running: times.running.remove(&scope.project_id).unwrap_or_default(),
                exempt: times.exempt.remove(&scope.project_id).unwrap_or_default(),
            });
            places.insert(scope.project_id, (projects.len() - 1, scope.project_code));
        }
        Ok((places, projects))
    }

    /// When the supplier last said anything about each of them.
    async fn received<C: ConnectionTrait>(self, db: &C) -> Result<BTreeMap<Uuid, Instant>, Fault> {
        let (Self::All(supplier) | Self::One(supplier, _)) = self;
        let rows = feed_last_seen::Entity::find()
            .filter(feed_last_seen::Column::SupplierId.eq(supplier))
            .filter(self.among(feed_last_seen::Column::ProjectId))
            .all(db)
            .await?;
        Ok(rows.into_iter().map(|row| (row.project_id, Instant(row.last_received_at))).collect())
    }

    /// The condition on a table's column of projects.
    fn among<C: ColumnTrait>(self, column: C) -> Condition {
        match self {
            Self::One(_, project) => Condition::all().add(column.eq(project)),
            Self::All(supplier) => {
                let scopes = feed_scopes::Entity::find()
                    .select_only()
                    .column(feed_scopes::Column::ProjectId)
                    .filter(granted_by(supplier));
                Condition::all().add(column.in_subquery(scopes.into_query()))
            }
        }
    }
}

fn granted_by(supplier: Uuid) -> Condition {
    Condition::all().add(feed_scopes::Column::SupplierId.eq(supplier)).add(in_force())
}

pub(super) fn in_force() -> Condition {
    Condition::all().add(feed_scopes::Column::GrantedAt.is_not_null()).add(feed_scopes::Column::EndedAt.is_null())
}

/// Whether so many days in a row went by on which nothing arrived.
fn has_long_gap(arrivals: &BTreeSet<Day>, begins: Day, days: u32, last: Day) -> bool {
    let mut run = 0;
    Period::since(begins).days_until(last).any(|day| {
        run = if arrivals.contains(&day) { 0 } else { run + 1 };
        run >= days
    })
}

/// The feed as if it had begun on that day: of what was before it nothing was read.
fn since(feed: &Feed, horizon: Day) -> Feed {
    let mut feed = feed.clone();
    for project in &mut feed.projects {
        project.since = project.since.max(horizon);
    }
    feed
}

async fn first_day_of<C: ConnectionTrait>(db: &C, supplier: Uuid) -> Result<Option<Day>, Fault> {
    let first = feed_scopes::Entity::find()
        .select_only()
        .column_as(feed_scopes::Column::FirstDay.min(), "first")
        .filter(granted_by(supplier))
        .into_tuple::<Option<String>>()
        .one(db)
        .await?;
    Ok(first.flatten().as_deref().and_then(Day::parse))
}

async fn last_of<C: ConnectionTrait>(db: &C, supplier: Uuid) -> Result<Option<Instant>, Fault> {
    let last = feed_days::Entity::find()
        .filter(feed_days::Column::SupplierId.eq(supplier))
        .order_by_desc(feed_days::Column::Day)
        .limit(1)
        .one(db)
        .await?;
    Ok(last.map(|row| Instant(row.last_received_at)))
}

/// The days on which anything arrived.
async fn arrivals_of<C: ConnectionTrait>(db: &C, supplier: Uuid, horizon: Day) -> Result<BTreeSet<Day>, Fault> {
    let days = feed_days::Entity::find()
        .select_only()
        .column(feed_days::Column::Day)
        .filter(feed_days::Column::SupplierId.eq(supplier))
        .filter(feed_days::Column::Day.gte(horizon.to_string()))
        .into_tuple::<String>()
        .all(db)
        .await?;
    Ok(days.iter().filter_map(|day| Day::parse(day)).collect())
}

/// What the projects' own records say of when passages were to be expected, and when there were any.
#[derive(Default)]
struct Times {
    seen: BTreeMap<Uuid, Seen>,
    running: BTreeMap<Uuid, Vec<Period>>,
    exempt: BTreeMap<Uuid, Vec<Period>>,
}

impl Times {
    async fn of<C: ConnectionTrait>(db: &C, read: Read) -> Result<Self, Fault> {
        let mut times = Self::default();
        let seen = attendance_seen::Entity::find().filter(read.among(attendance_seen::Column::ProjectId));
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
            .filter(read.among(project_statuses::Column::ProjectId))
            .filter(project_statuses::Column::Status.eq(Status::Building.code()))
            .filter(project_statuses::Column::WithdrawnAt.is_null());
        for row in building.all(db).await? {
            let running = period(&row.first_day, row.last_day.as_deref())?;
            times.running.entry(row.project_id).or_default().push(running);
        }
        let outages = project_exemptions::Entity::find()
            .filter(read.among(project_exemptions::Column::ProjectId))
            .filter(project_exemptions::Column::Kind.eq("device_outage"))
            .filter(project_exemptions::Column::Verdict.eq("approved"));
        for row in outages.all(db).await? {
            let exempt = period(&row.first_day, Some(&row.last_day))?;
            times.exempt.entry(row.project_id).or_default().push(exempt);
        }
        Ok(times)
    }
}
