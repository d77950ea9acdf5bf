//! On which sites that build did nobody pass since a day? From the last-seen rows: however many events there are.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use crate::entity::{areas, attendance_seen, project_statuses, projects};
use crate::feeds::store::{Hush, hushed};
use crate::permissions::{Object, Verb};
use crate::projects::store::{ProjectReach, exemptions_of};
use crate::projects::{ExemptionKind, Status};
use crate::{Ctx, Day, Fault, Instant};

pub const PER_PAGE: u64 = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentSite {
    pub project: Uuid,
    pub name: String,
    pub area: String,
    pub area_name: String,
    /// none when nobody ever passed
    pub last_at: Option<Instant>,
    /// Where nothing stands here, somebody has to ask the site.
    pub reasons: Vec<SilentFor>,
}

/// Why nothing is heard of a site today, as far as it is on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SilentFor {
    /// An approved outage of its devices.
    DeviceOutage { until: Day },
    /// A confirmed outage of the whole feed.
    SupplierOutage,
    /// Nothing comes from the supplier about any of its sites.
    SupplierSilent { since: Day },
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    name: String,
    area: String,
    last_at: Option<i64>,
}

/// One page (from 0) of the projects in construction today with nothing on that day or after it, those silent longest
/// first, and the number of all.
///
/// # Errors
/// When nothing of attendance is the actor's to see.
pub async fn silent_sites(ctx: &Ctx, since: Day, page: u64) -> Result<(Vec<SilentSite>, u64), Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::Attendance).await?;
    let is_somewhere = reach.whole_city || !reach.charges.is_empty();
    if !is_somewhere && reach.enterprises.is_empty() && reach.projects.is_empty() {
        return Err(Fault::Forbidden);
    }
    let today = ctx.now().day().to_string();
    let building = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(project_statuses::Column::WithdrawnAt.is_null())
        .filter(project_statuses::Column::FirstDay.lte(today.clone()))
        .filter(
            Condition::any()
                .add(project_statuses::Column::LastDay.is_null())
                .add(project_statuses::Column::LastDay.gte(today)),
        );
    let seen = projects::Entity::belongs_to(attendance_seen::Entity)
        .from(projects::Column::Id)
        .to(attendance_seen::Column::ProjectId);
    let last_at = Expr::col((attendance_seen::Entity, attendance_seen::Column::LastAt));
    let pages = projects::Entity::find()
        .select_only()
        .columns([projects::Column::Id, projects::Column::Name, projects::Column::Area])
        .column(attendance_seen::Column::LastAt)
        .join(JoinType::LeftJoin, seen.into())
        // as of those that answer for the site: a unit with nobody there is not a silent site
        .filter(reach.condition(Verb::Edit, ctx.now().day()))
        .filter(projects::Column::MergedInto.is_null())
        .filter(projects::Column::Id.in_subquery(building.into_query()))
        .filter(
            Condition::any()
                .add(attendance_seen::Column::LastAt.is_null())
                .add(attendance_seen::Column::LastAt.lt(since.starts_at().0)),
        )
        // NULL comes first on one database and last on the other
        .order_by(Expr::from(Func::coalesce([last_at, Expr::val(0_i64)])), Order::Asc)
        .order_by_asc(projects::Column::Id)
        .into_model::<Row>()
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let codes: BTreeSet<String> = rows.iter().map(|row| row.area.clone()).collect();
    let areas = areas::Entity::find().filter(areas::Column::Code.is_in(codes)).all(ctx.db.reader()).await?;
    let areas: BTreeMap<String, String> = areas.into_iter().map(|row| (row.code, row.name)).collect();
    let mut reasons = reasons(ctx, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let view = |row: Row| SilentSite {
        reasons: reasons.remove(&row.id).unwrap_or_default(),
        project: row.id,
        name: row.name,
        area_name: areas.get(&row.area).cloned().unwrap_or_default(),
        area: row.area,
        last_at: row.last_at.map(Instant),
    };
    Ok((rows.into_iter().map(view).collect(), total))
}

async fn reasons(ctx: &Ctx, projects: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<SilentFor>>, Fault> {
    let today = ctx.now().day();
    let mut found: BTreeMap<Uuid, Vec<SilentFor>> = BTreeMap::new();
    for (project, exemptions) in exemptions_of(ctx.db.reader(), projects.iter().copied()).await? {
        let outages = exemptions.iter().filter(|one| one.kind == ExemptionKind::DeviceOutage && one.is_approved());
        let until = outages.filter(|one| one.period.contains(today)).map(|one| one.period.end()).max();
        found.entry(project).or_default().extend(until.map(|until| SilentFor::DeviceOutage { until }));
    }
    for (project, hush) in hushed(ctx, projects).await? {
        found.entry(project).or_default().push(match hush {
            Hush::Outage => SilentFor::SupplierOutage,
            Hush::Silent { since } => SilentFor::SupplierSilent { since },
        });
    }
    Ok(found)
}
