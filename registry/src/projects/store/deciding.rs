//! What waits for an office's word about its projects, since when, and what of it is late?

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use super::scope::ProjectReach;
use super::{Milestone, PER_PAGE, day, day_or_none, merging, unknown_code};
use crate::entity::{project_exemptions, project_milestones, project_shutdowns, project_statuses, projects};
use crate::permissions::{Object, Verb};
use crate::projects::{ExemptionKind, Status};
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::{Ctx, Day, Fault, Instant, Period};

closed_set! {
    /// Of what kind a decision is.
    Matter {
        /// 停工申报
        Shutdown = "shutdown",
        /// 考勤设备故障、特殊情况
        Exemption = "exemption",
        /// 项目确认
        Acceptance = "acceptance",
        /// 项目状态
        Status = "status",
        /// 开工、竣工验收、工资结清日期
        Milestone = "milestone",
        /// 合并
        Merge = "merge",
    }
}

/// How many wait, and how many of them are late: their days have begun and nobody has decided about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    pub matter: Matter,
    pub count: u64,
    pub late: u64,
}

/// One decision that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatterLine {
    pub project: Uuid,
    /// its name
    pub project_name: String,
    pub area: String,
    pub about: MatterAbout,
    /// since when it waits
    pub since: Instant,
    pub is_late: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatterAbout {
    Acceptance,
    Shutdown(Period),
    Exemption(ExemptionKind, Period),
    Status(Status, Period),
    Milestone(Milestone, Day),
    /// the other project's name
    Merge(String),
}

/// Every kind with its numbers, for whoever decides.
pub async fn waiting_counts(ctx: &Ctx) -> Result<Vec<Waiting>, Fault> {
    let (reach, today) = (ProjectReach::of(ctx, Verb::Decide, Object::Project).await?, ctx.now().day());
    let (db, begun) = (ctx.db.reader(), today.to_string());
    let shutdowns =
        || shutdowns_waiting().filter(project_shutdowns::Column::ProjectId.in_subquery(reached(&reach, today)));
    let exemptions =
        || exemptions_waiting().filter(project_exemptions::Column::ProjectId.in_subquery(reached(&reach, today)));
    let statuses = statuses_waiting().filter(project_statuses::Column::ProjectId.in_subquery(reached(&reach, today)));
    let milestones =
        milestones_waiting().filter(project_milestones::Column::ProjectId.in_subquery(reached(&reach, today)));
    let late_shutdowns = shutdowns().filter(project_shutdowns::Column::FirstDay.lte(begun.clone()));
    let late_exemptions = exemptions().filter(project_exemptions::Column::FirstDay.lte(begun));
    let merges = u64::try_from(merging::open_merges(ctx).await?.len()).unwrap_or_default();
    let counted = |matter, count, late| Waiting { matter, count, late };
    Ok(vec![
        counted(Matter::Shutdown, shutdowns().count(db).await?, late_shutdowns.count(db).await?),
        counted(Matter::Exemption, exemptions().count(db).await?, late_exemptions.count(db).await?),
        counted(Matter::Acceptance, not_accepted(&reach, today).count(db).await?, 0),
        counted(Matter::Status, statuses.count(db).await?, 0),
        counted(Matter::Milestone, milestones.count(db).await?, 0),
        counted(Matter::Merge, merges, 0),
    ])
}

/// One page (from 0, [`PER_PAGE`] rows) of what waits of one kind, the oldest first, and the number of all of it.
pub async fn waiting(ctx: &Ctx, matter: Matter, page: u64) -> Result<(Vec<MatterLine>, u64), Fault> {
    found(ctx, matter, page, PER_PAGE).await
}

/// All that waits of one kind, the oldest first.
///
/// # Errors
/// `sheets.too_long` when it is too much for one sheet.
pub async fn export_waiting(ctx: &Ctx, matter: Matter) -> Result<Vec<MatterLine>, Fault> {
    let (lines, total) = found(ctx, matter, 0, MOST_EXPORTED).await?;
    check_exported(total)?;
    Ok(lines)
}

async fn found(ctx: &Ctx, matter: Matter, page: u64, per_page: u64) -> Result<(Vec<MatterLine>, u64), Fault> {
    let (reach, today) = (ProjectReach::of(ctx, Verb::Decide, Object::Project).await?, ctx.now().day());
    let (db, reached) = (ctx.db.reader(), reached(&reach, today));
    let (open, total) = match matter {
        Matter::Acceptance => {
            let found = not_accepted(&reach, today).order_by_asc(projects::Column::RegisteredAt);
            let pages = found.order_by_asc(projects::Column::Id).paginate(db, per_page);
            let open = pages.fetch_page(page).await?.iter().map(Open::project).collect();
            (open, pages.num_items().await?)
        }
        Matter::Shutdown => {
            let found = shutdowns_waiting().filter(project_shutdowns::Column::ProjectId.in_subquery(reached));
            let pages = found.order_by_asc(project_shutdowns::Column::Id).paginate(db, per_page);
            let rows = pages.fetch_page(page).await?;
            let open = rows.iter().map(|row| Open::shutdown(row, today)).collect::<Result<Vec<_>, _>>()?;
            (open, pages.num_items().await?)
        }
        Matter::Exemption => {
            let found = exemptions_waiting().filter(project_exemptions::Column::ProjectId.in_subquery(reached));
            let pages = found.order_by_asc(project_exemptions::Column::Id).paginate(db, per_page);
            let rows = pages.fetch_page(page).await?;
            let open = rows.iter().map(|row| Open::exemption(row, today)).collect::<Result<Vec<_>, _>>()?;
            (open, pages.num_items().await?)
        }
        Matter::Status => {
            let found = statuses_waiting().filter(project_statuses::Column::ProjectId.in_subquery(reached));
            let found = found.order_by_asc(project_statuses::Column::FiledAt);
            let pages = found.order_by_asc(project_statuses::Column::Id).paginate(db, per_page);
            let rows = pages.fetch_page(page).await?;
            let open = rows.iter().map(Open::status).collect::<Result<Vec<_>, _>>()?;
            (open, pages.num_items().await?)
        }
        Matter::Milestone => {
            let found = milestones_waiting().filter(project_milestones::Column::ProjectId.in_subquery(reached));
            let found = found.order_by_asc(project_milestones::Column::RecordedAt);
            let pages = found.order_by_asc(project_milestones::Column::Id).paginate(db, per_page);
            let rows = pages.fetch_page(page).await?;
            let open = rows.iter().map(Open::milestone).collect::<Result<Vec<_>, _>>()?;
            (open, pages.num_items().await?)
        }
        Matter::Merge => {
            let open: Vec<Open> = merging::open_merges(ctx).await?.into_iter().map(Open::merge).collect();
            let total = u64::try_from(open.len()).unwrap_or_default();
            (open, total)
        }
    };
    Ok((named(ctx, open).await?, total))
}

pub(super) fn shutdowns_waiting() -> Select<project_shutdowns::Entity> {
    project_shutdowns::Entity::find().filter(project_shutdowns::Column::Verdict.is_null())
}

pub(super) fn exemptions_waiting() -> Select<project_exemptions::Entity> {
    project_exemptions::Entity::find().filter(project_exemptions::Column::Verdict.is_null())
}

pub(super) fn statuses_waiting() -> Select<project_statuses::Entity> {
    project_statuses::Entity::find()
        .filter(project_statuses::Column::ApprovedAt.is_null())
        .filter(project_statuses::Column::WithdrawnAt.is_null())
}

pub(super) fn milestones_waiting() -> Select<project_milestones::Entity> {
    project_milestones::Entity::find()
        .filter(project_milestones::Column::ConfirmedAt.is_null())
        .filter(project_milestones::Column::WithdrawnAt.is_null())
}

fn not_accepted(reach: &ProjectReach, today: Day) -> Select<projects::Entity> {
    projects::Entity::find()
        .filter(reach.condition(Verb::Decide, today))
        .filter(projects::Column::MergedInto.is_null())
        .filter(projects::Column::AcceptedAt.is_null())
}

/// The ids of the projects about which somebody decides.
fn reached(reach: &ProjectReach, today: Day) -> SelectStatement {
    projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Decide, today))
        .filter(projects::Column::MergedInto.is_null())
        .into_query()
}

struct Open {
    project: Uuid,
    about: MatterAbout,
    at: i64,
    is_late: bool,
}

impl Open {
    fn project(row: &projects::Model) -> Self {
        Self { project: row.id, about: MatterAbout::Acceptance, at: row.registered_at, is_late: false }
    }

    fn shutdown(row: &project_shutdowns::Model, today: Day) -> Result<Self, Fault> {
        let period = Period::new(day(&row.first_day)?, day_or_none(row.last_day.as_deref())?)?;
        let about = MatterAbout::Shutdown(period);
        Ok(Self { project: row.project_id, about, at: row.filed_at, is_late: period.first() <= today })
    }

    fn exemption(row: &project_exemptions::Model, today: Day) -> Result<Self, Fault> {
        let period = Period::new(day(&row.first_day)?, Some(day(&row.last_day)?))?;
        let kind = ExemptionKind::parse(&row.kind).ok_or_else(|| unknown_code(&row.kind))?;
        let about = MatterAbout::Exemption(kind, period);
        Ok(Self { project: row.project_id, about, at: row.filed_at, is_late: period.first() <= today })
    }

    fn status(row: &project_statuses::Model) -> Result<Self, Fault> {
        let period = Period::new(day(&row.first_day)?, day_or_none(row.last_day.as_deref())?)?;
        let status = Status::parse(&row.status).ok_or_else(|| unknown_code(&row.status))?;
        let about = MatterAbout::Status(status, period);
        Ok(Self { project: row.project_id, about, at: row.filed_at, is_late: false })
    }

    fn milestone(row: &project_milestones::Model) -> Result<Self, Fault> {
        let milestone = Milestone::parse(&row.milestone).ok_or_else(|| unknown_code(&row.milestone))?;
        let about = MatterAbout::Milestone(milestone, day(&row.happened_on)?);
        Ok(Self { project: row.project_id, about, at: row.recorded_at, is_late: false })
    }

    fn merge(merge: merging::Merge) -> Self {
        let about = MatterAbout::Merge(merge.stays_name);
        Self { project: merge.gone, about, at: merge.proposed_at.0, is_late: false }
    }
}

async fn named(ctx: &Ctx, open: Vec<Open>) -> Result<Vec<MatterLine>, Fault> {
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(open.iter().map(|one| one.project)));
    let rows = rows.all(ctx.db.reader()).await?;
    let rows: HashMap<Uuid, projects::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let line = |one: Open| {
        let row = rows.get(&one.project)?;
        Some(MatterLine {
            project: one.project,
            project_name: row.name.clone(),
            area: row.area.clone(),
            about: one.about,
            since: Instant(one.at),
            is_late: one.is_late,
        })
    };
    Ok(open.into_iter().filter_map(line).collect())
}
