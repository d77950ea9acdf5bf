//! Does a feed deliver, and is a site silent or the supplier that should report it? By `attendance::silences`.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::PER_PAGE;
use super::outages::OutageView;
use super::results::names_of;
use super::scopes::shown;
use super::standing::{Standing, in_force};
use super::suppliers::{SupplierView, visible_supplier, within};
use crate::attendance::{Gap, Health};
use crate::entity::{feed_scopes, feed_suppliers, projects};
use crate::offices::reach;
use crate::permissions::{Object, Verb};
use crate::projects::store::{ProjectReach, project_for};
use crate::{Ctx, Day, Fault, Instant, Period};

/// Suppliers of one page: the projects of each are looked at.
pub const SUPPLIERS_PER_PAGE: u64 = 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierHealth {
    pub supplier: Uuid,
    pub last_received_at: Option<Instant>,
    /// the first missed day, when the supplier is silent
    pub silent_since: Option<Day>,
    /// runs of days without anything from anywhere
    pub suspected: Vec<Period>,
    pub confirmed: Vec<OutageView>,
    /// of the projects that the asking person may see, those that need a look first
    pub projects: Vec<ProjectHealth>,
}

/// One project of one feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectHealth {
    pub supplier: Uuid,
    pub project: Uuid,
    /// the supplier's own code of it
    pub project_code: String,
    pub health: Health,
    /// the last passage of anybody
    pub last_passage_at: Option<Instant>,
    /// when this supplier last said anything about it
    pub last_received_at: Option<Instant>,
    /// runs of days on which something was expected and the supplier said nothing; asked of one project only
    pub gaps: Vec<Gap>,
}

/// A project with the feeds that speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFeeds {
    pub name: String,
    /// each with its supplier's name
    pub feeds: Vec<(String, ProjectHealth)>,
}

/// A supplier in the list of an office or an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierLine {
    pub supplier: SupplierView,
    /// none for one that has ended
    pub health: Option<SupplierHealth>,
}

impl SupplierHealth {
    /// How many of its projects stand so.
    pub fn count(&self, code: &str) -> usize {
        self.projects.iter().filter(|project| project.health.code() == code).count()
    }

    /// One page (from 0) of its projects with their names, all or those that stand so, and the number of them.
    pub async fn page(
        &self,
        ctx: &Ctx,
        code: Option<&str>,
        page: u64,
    ) -> Result<(Vec<(String, ProjectHealth)>, u64), Fault> {
        let fitting: Vec<&ProjectHealth> =
            self.projects.iter().filter(|project| code.is_none_or(|code| project.health.code() == code)).collect();
        let from = usize::try_from(page.saturating_mul(PER_PAGE)).unwrap_or(usize::MAX);
        let most = usize::try_from(PER_PAGE).unwrap_or(usize::MAX);
        let shown: Vec<&ProjectHealth> = fitting.iter().copied().skip(from).take(most).collect();
        let names = names_of(ctx, shown.iter().map(|project| project.project)).await?;
        let named = shown
            .into_iter()
            .map(|project| (names.get(&project.project).cloned().unwrap_or_default(), project.clone()));
        Ok((named.collect(), u64::try_from(fitting.len()).unwrap_or(u64::MAX)))
    }
}

/// How a supplier stands this morning, with all its projects.
pub async fn supplier_health(ctx: &Ctx, supplier: Uuid) -> Result<SupplierHealth, Fault> {
    health_of(ctx, visible_supplier(ctx, supplier).await?).await
}

/// One page (from 0, [`SUPPLIERS_PER_PAGE`] rows) of the suppliers in reach with how they stand, newest first, and the number
/// of all.
pub async fn supplier_lines(ctx: &Ctx, page: u64) -> Result<(Vec<SupplierLine>, u64), Fault> {
    let reach = reach(ctx, Verb::View, Object::FeedKey).await?;
    let rows = feed_suppliers::Entity::find().filter(within(&reach)).order_by_desc(feed_suppliers::Column::Id);
    let pages = rows.paginate(ctx.db.reader(), SUPPLIERS_PER_PAGE);
    let total = pages.num_items().await?;
    let mut lines = Vec::new();
    for row in pages.fetch_page(page).await? {
        let supplier = SupplierView::from(row.clone());
        let health = if row.ended_at.is_none() { Some(health_of(ctx, row).await?) } else { None };
        lines.push(SupplierLine { supplier, health });
    }
    Ok((lines, total))
}

/// The project, for whoever answers for its data: the general contractor of today with its officers, and the offices in
/// charge. To its other parties the feeds are not there.
pub(super) async fn answered_for(ctx: &Ctx, project: Uuid) -> Result<projects::Model, Fault> {
    project_for(ctx, Verb::View, project).await?;
    let reach = ProjectReach::of(ctx, Verb::View, Object::FeedHealth).await?;
    // by the verb of those who do more than see: no other party
    let answering = reach.condition(Verb::Edit, ctx.now().day());
    let row = projects::Entity::find_by_id(project).filter(answering).one(ctx.db.reader()).await?;
    row.ok_or(Fault::NotFound)
}

/// Whether the actor is one of those, for a page that shows the way to the feeds of a project.
pub async fn sees_feeds(ctx: &Ctx, project: Uuid) -> Result<bool, Fault> {
    match answered_for(ctx, project).await {
        Ok(_) => Ok(true),
        Err(Fault::NotFound | Fault::Forbidden) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// How the feeds of a project stand, with their gaps.
pub async fn project_health(ctx: &Ctx, project: Uuid) -> Result<ProjectFeeds, Fault> {
    let name = answered_for(ctx, project).await?.name;
    let suppliers = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::SupplierId)
        .filter(feed_scopes::Column::ProjectId.eq(project))
        .filter(in_force())
        .order_by_asc(feed_scopes::Column::Id)
        .into_tuple::<Uuid>()
        .all(ctx.db.reader())
        .await?;
    let mut feeds = Vec::new();
    for supplier in suppliers {
        let row = feed_suppliers::Entity::find_by_id(supplier).one(ctx.db.reader()).await?;
        let row = row.ok_or_else(|| Fault::internal("a scope of no supplier"))?;
        let standing = Standing::at(ctx, &row, project).await?;
        let Some(mut health) = standing.health_of(project) else { continue };
        health.gaps = standing.gaps_of(ctx, project).await?;
        feeds.push((row.name, health));
    }
    Ok(ProjectFeeds { name, feeds })
}

async fn health_of(ctx: &Ctx, row: feed_suppliers::Model) -> Result<SupplierHealth, Fault> {
    let which = shown(ctx, &row).await?.add(feed_scopes::Column::SupplierId.eq(row.id));
    let visible: BTreeSet<Uuid> = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::ProjectId)
        .filter(which)
        .into_tuple::<Uuid>()
        .all(ctx.db.reader())
        .await?
        .into_iter()
        .collect();
    let standing = Standing::whole(ctx, &row).await?;
    let seen = standing.projects().filter(|project| visible.contains(project));
    let mut projects: Vec<ProjectHealth> = seen.filter_map(|project| standing.health_of(project)).collect();
    projects.sort_by_key(|project| (urgency(project.health), project.last_passage_at));
    Ok(SupplierHealth {
        supplier: row.id,
        last_received_at: standing.last_received_at(),
        silent_since: standing.silent_since,
        suspected: standing.suspected().to_vec(),
        projects,
        confirmed: standing.confirmed,
    })
}

/// The smaller, the sooner somebody has to look.
fn urgency(health: Health) -> u8 {
    match health {
        Health::SupplierSilent { .. } => 0,
        Health::SiteSilent { .. } => 1,
        Health::Outage => 2,
        Health::Reporting => 3,
        Health::NotExpected => 4,
    }
}
