//! Which projects are there, for somebody who sees some of them?

use std::collections::{HashMap, HashSet};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{CaseStatement, Expr, Func, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::scope::{ProjectReach, contractor_on};
use super::{PER_PAGE, unknown_code};
use crate::db::By;
use crate::enterprises::store::rows_of_any;
use crate::entity::{
    enterprises, project_codes, project_completeness, project_exemptions, project_milestones, project_parties,
    project_shutdowns, project_statuses, projects,
};
use crate::offices::areas::codes_within;
use crate::permissions::{Object, Verb};
use crate::projects::Status;
use crate::projects::completeness::WHOLE;
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::workers::store::head_counts;
use crate::{Ctx, Day, Fault, Instant};

/// What a list is narrowed by; nothing narrows it by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// a part of the name, or the whole of an external code
    pub text: String,
    /// An area's code; those below it and those whose place it took are meant, too.
    pub area: Option<String>,
    pub industry: Option<String>,
    /// today's
    pub status: Option<Status>,
    pub enterprise: Option<Uuid>,
    pub completeness: Option<Completeness>,
    pub which: Which,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    NotAccepted,
    /// Something waits for an office.
    Waiting,
    /// Nobody is the general contractor today.
    WithoutContractor,
    /// The site says that it is finished, and no office has confirmed it.
    CompletionUnconfirmed,
}

closed_set! {
    /// How much of Article 7 is on record, when it was counted last.
    Completeness {
        Whole = "whole",
        Lacking = "lacking",
        BelowHalf = "below_half",
    }
}

/// The order of a list; the newest first among equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Newest,
    /// What waits for an office first.
    WaitingFirst,
    Column(ProjectColumn, By),
}

closed_set! {
    /// What an office may sort by.
    ProjectColumn {
        Name = "name",
        Completeness = "share",
        Registered = "registered_at",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectLine {
    pub id: Uuid,
    pub name: String,
    pub area: String,
    pub industry: String,
    /// today's general contractor; nobody is an answer
    pub contractor: Option<String>,
    /// today's; nothing before the first day on record
    pub status: Option<Status>,
    /// how many workers there are today
    pub workers: i64,
    /// Hundredths of a percent; `None` while nobody has counted.
    pub share: Option<i32>,
    /// Whether something waits for an office.
    pub waits: bool,
    pub registered_at: Instant,
    pub accepted_at: Option<Instant>,
}

/// One page (from 0, [`PER_PAGE`] rows), and the number of all rows.
pub async fn list(ctx: &Ctx, filter: &Filter, order: Order, page: u64) -> Result<(Vec<ProjectLine>, u64), Fault> {
    let pages = narrowed(ctx, filter, order).await?.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((lines(ctx, pages.fetch_page(page).await?).await?, total))
}

/// The number of the rows of a list.
pub async fn count(ctx: &Ctx, filter: &Filter) -> Result<u64, Fault> {
    Ok(narrowed(ctx, filter, Order::Newest).await?.count(ctx.db.reader()).await?)
}

/// All the rows of a list.
///
/// # Errors
/// `sheets.too_long` when they are too many for one sheet.
pub async fn export(ctx: &Ctx, filter: &Filter, order: Order) -> Result<Vec<ProjectLine>, Fault> {
    let rows = narrowed(ctx, filter, order).await?.limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    lines(ctx, rows).await
}

async fn narrowed(ctx: &Ctx, filter: &Filter, order: Order) -> Result<Select<projects::Entity>, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::Project).await?;
    let today = ctx.now().day();
    let areas = match &filter.area {
        Some(area) => Some(codes_within(ctx.db.reader(), area).await?),
        None => None,
    };
    let found = projects::Entity::find()
        .filter(reach.condition(Verb::View, today))
        .filter(matching(filter, today))
        .filter(Condition::all().add_option(areas.map(|areas| projects::Column::Area.is_in(areas))));
    let found = match order {
        Order::Newest => found,
        Order::WaitingFirst => {
            let first: Expr = CaseStatement::new().case(waits(), 0).finally(1).into();
            found.order_by(first, sea_orm::Order::Asc)
        }
        Order::Column(ProjectColumn::Name, by) => found.order_by(projects::Column::Name, by.order()),
        // the id carries the time of registration
        Order::Column(ProjectColumn::Registered, by) => return Ok(found.order_by(projects::Column::Id, by.order())),
        Order::Column(ProjectColumn::Completeness, by) => {
            let counted = projects::Entity::belongs_to(project_completeness::Entity)
                .from(projects::Column::Id)
                .to(project_completeness::Column::ProjectId);
            // whatever nobody has counted lacks the most
            let share = Expr::col((project_completeness::Entity, project_completeness::Column::Share));
            let share = SimpleExpr::from(Func::coalesce([share, Expr::val(-1)]));
            found.join(JoinType::LeftJoin, counted.into()).order_by(share, by.order())
        }
    };
    Ok(found.order_by_desc(projects::Column::Id))
}

/// The condition on `projects` for those about which somebody waits for an office.
fn waits() -> Condition {
    use super::deciding::{exemptions_waiting, milestones_waiting, shutdowns_waiting, statuses_waiting};
    let id = projects::Column::Id;
    Condition::any()
        .add(projects::Column::AcceptedAt.is_null())
        .add(
            id.in_subquery(shutdowns_waiting().select_only().column(project_shutdowns::Column::ProjectId).into_query()),
        )
        .add(
            id.in_subquery(
                exemptions_waiting().select_only().column(project_exemptions::Column::ProjectId).into_query(),
            ),
        )
        .add(id.in_subquery(statuses_waiting().select_only().column(project_statuses::Column::ProjectId).into_query()))
        .add(
            id.in_subquery(
                milestones_waiting().select_only().column(project_milestones::Column::ProjectId).into_query(),
            ),
        )
}

/// The projects with a status on a day.
pub(super) fn with_status(status: Status, day: Day) -> SelectStatement {
    project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .filter(project_statuses::Column::Status.eq(status.code()))
        .filter(in_force_on(day))
        .into_query()
}

pub(crate) fn in_force_on(day: Day) -> Condition {
    let still = Condition::any()
        .add(project_statuses::Column::LastDay.is_null())
        .add(project_statuses::Column::LastDay.gte(day.to_string()));
    Condition::all()
        .add(project_statuses::Column::WithdrawnAt.is_null())
        .add(project_statuses::Column::FirstDay.lte(day.to_string()))
        .add(still)
}

fn matching(filter: &Filter, today: Day) -> Condition {
    let mut all = Condition::all()
        .add(projects::Column::MergedInto.is_null())
        .add_option(filter.industry.as_ref().map(|industry| projects::Column::Industry.eq(industry)));
    if let Some(status) = filter.status {
        all = all.add(projects::Column::Id.in_subquery(with_status(status, today)));
    }
    all = match filter.which {
        Which::All => all,
        Which::NotAccepted => all.add(projects::Column::AcceptedAt.is_null()),
        Which::Waiting => all.add(waits()),
        Which::WithoutContractor => {
            let contracted = project_parties::Entity::find()
                .select_only()
                .column(project_parties::Column::ProjectId)
                .filter(contractor_on(today))
                .filter(project_parties::Column::WithdrawnAt.is_null());
            all.add(projects::Column::Id.not_in_subquery(contracted.into_query()))
        }
        Which::CompletionUnconfirmed => {
            let said = super::deciding::statuses_waiting()
                .select_only()
                .column(project_statuses::Column::ProjectId)
                .filter(project_statuses::Column::Status.eq(Status::Completed.code()));
            all.add(projects::Column::Id.in_subquery(said.into_query()))
        }
    };
    if let Some(completeness) = filter.completeness {
        all = all.add(counted(completeness));
    }
    if let Some(enterprise) = filter.enterprise {
        let parties = project_parties::Entity::find()
            .select_only()
            .column(project_parties::Column::ProjectId)
            .filter(project_parties::Column::EnterpriseId.in_subquery(rows_of_any([enterprise])))
            .filter(project_parties::Column::WithdrawnAt.is_null());
        all = all.add(projects::Column::Id.in_subquery(parties.into_query()));
    }
    match filter.text.trim() {
        "" => all,
        text => all.add(named(text)),
    }
}

fn counted(completeness: Completeness) -> SimpleExpr {
    let share = project_completeness::Column::Share;
    let rows = |condition: SimpleExpr| {
        let rows = project_completeness::Entity::find().select_only().column(project_completeness::Column::ProjectId);
        rows.filter(condition).into_query()
    };
    match completeness {
        Completeness::Whole => projects::Column::Id.in_subquery(rows(share.eq(WHOLE))),
        Completeness::Lacking => projects::Column::Id.not_in_subquery(rows(share.eq(WHOLE))),
        Completeness::BelowHalf => projects::Column::Id.in_subquery(rows(share.lt(WHOLE / 2))),
    }
}

fn named(text: &str) -> Condition {
    let coded = project_codes::Entity::find()
        .select_only()
        .column(project_codes::Column::ProjectId)
        .filter(project_codes::Column::Code.eq(text))
        .filter(project_codes::Column::WithdrawnAt.is_null());
    // upper and lower case are one on SQLite, and only there
    let name = Expr::expr(Func::lower(Expr::col((projects::Entity, projects::Column::Name))));
    Condition::any()
        .add(name.like(format!("%{}%", text.to_lowercase())))
        .add(projects::Column::Id.in_subquery(coded.into_query()))
}

async fn lines(ctx: &Ctx, rows: Vec<projects::Model>) -> Result<Vec<ProjectLine>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let shares: Vec<(Uuid, i32)> = project_completeness::Entity::find()
        .select_only()
        .column(project_completeness::Column::ProjectId)
        .column(project_completeness::Column::Share)
        .filter(project_completeness::Column::ProjectId.is_in(ids.clone()))
        .into_tuple()
        .all(reader)
        .await?;
    let waiting: Vec<Uuid> = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(projects::Column::Id.is_in(ids.clone()))
        .filter(waits())
        .into_tuple()
        .all(reader)
        .await?;
    let (shares, waiting) = (HashMap::<Uuid, i32>::from_iter(shares), HashSet::<Uuid>::from_iter(waiting));
    let workers = head_counts(ctx, &ids).await?;
    let statuses: HashMap<Uuid, String> = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .column(project_statuses::Column::Status)
        .filter(project_statuses::Column::ProjectId.is_in(ids.clone()))
        .filter(in_force_on(today))
        .into_tuple::<(Uuid, String)>()
        .all(reader)
        .await?
        .into_iter()
        .collect();
    let enterprise = project_parties::Entity::belongs_to(enterprises::Entity)
        .from(project_parties::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    let contractors: HashMap<Uuid, String> = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .column(enterprises::Column::Name)
        .join(JoinType::InnerJoin, enterprise.into())
        .filter(project_parties::Column::ProjectId.is_in(ids))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .into_tuple::<(Uuid, String)>()
        .all(reader)
        .await?
        .into_iter()
        .collect();
    rows.into_iter()
        .map(|row| {
            let status = statuses.get(&row.id);
            let status = status.map(|code| Status::parse(code).ok_or_else(|| unknown_code(code))).transpose()?;
            Ok(ProjectLine {
                id: row.id,
                contractor: contractors.get(&row.id).cloned(),
                status,
                workers: workers.get(&row.id).copied().unwrap_or_default(),
                share: shares.get(&row.id).copied(),
                waits: waiting.contains(&row.id),
                name: row.name,
                area: row.area,
                industry: row.industry,
                registered_at: Instant(row.registered_at),
                accepted_at: row.accepted_at.map(Instant),
            })
        })
        .collect()
}
