//! Which projects are there, for somebody who sees some of them?

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Func, SelectStatement},
};
use uuid::Uuid;

use super::scope::{ProjectReach, contractor_on};
use super::{PER_PAGE, unknown_code};
use crate::entity::{enterprises, project_codes, project_parties, project_statuses, projects};
use crate::permissions::{Object, Verb};
use crate::projects::Status;
use crate::{Ctx, Day, Fault, Instant};

/// What a list is narrowed by; nothing narrows it by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// a part of the name, or the whole of an external code
    pub text: String,
    pub area: Option<String>,
    pub industry: Option<String>,
    /// today's
    pub status: Option<Status>,
    pub enterprise: Option<Uuid>,
    pub which: Which,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    NotAccepted,
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
    pub registered_at: Instant,
    pub accepted_at: Option<Instant>,
}

/// One page (from 0, [`PER_PAGE`] rows), newest first, and the number of all rows.
pub async fn list(ctx: &Ctx, filter: &Filter, page: u64) -> Result<(Vec<ProjectLine>, u64), Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::Project).await?;
    let today = ctx.now().day();
    let pages = projects::Entity::find()
        .filter(reach.condition(Verb::View, today))
        .filter(matching(filter, today))
        .order_by_desc(projects::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((lines(ctx, pages.fetch_page(page).await?, today).await?, total))
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

fn in_force_on(day: Day) -> Condition {
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
        .add_option(filter.area.as_ref().map(|area| projects::Column::Area.eq(area)))
        .add_option(filter.industry.as_ref().map(|industry| projects::Column::Industry.eq(industry)));
    if let Some(status) = filter.status {
        all = all.add(projects::Column::Id.in_subquery(with_status(status, today)));
    }
    if filter.which == Which::NotAccepted {
        all = all.add(projects::Column::AcceptedAt.is_null());
    }
    if let Some(enterprise) = filter.enterprise {
        let parties = project_parties::Entity::find()
            .select_only()
            .column(project_parties::Column::ProjectId)
            .filter(project_parties::Column::EnterpriseId.eq(enterprise))
            .filter(project_parties::Column::WithdrawnAt.is_null());
        all = all.add(projects::Column::Id.in_subquery(parties.into_query()));
    }
    match filter.text.trim() {
        "" => all,
        text => all.add(named(text)),
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

async fn lines(ctx: &Ctx, rows: Vec<projects::Model>, today: Day) -> Result<Vec<ProjectLine>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let reader = ctx.db.reader();
    let statuses: Vec<(Uuid, String)> = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .column(project_statuses::Column::Status)
        .filter(project_statuses::Column::ProjectId.is_in(ids.clone()))
        .filter(in_force_on(today))
        .into_tuple()
        .all(reader)
        .await?;
    let enterprise = project_parties::Entity::belongs_to(enterprises::Entity)
        .from(project_parties::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    let contractors: Vec<(Uuid, String)> = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .column(enterprises::Column::Name)
        .join(sea_orm::JoinType::InnerJoin, enterprise.into())
        .filter(project_parties::Column::ProjectId.is_in(ids))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .into_tuple()
        .all(reader)
        .await?;
    let of =
        |all: &[(Uuid, String)], project: Uuid| all.iter().find(|(id, _)| *id == project).map(|(_, text)| text.clone());
    rows.into_iter()
        .map(|row| {
            let status = of(&statuses, row.id);
            let status = status.map(|code| Status::parse(&code).ok_or_else(|| unknown_code(&code))).transpose()?;
            Ok(ProjectLine {
                id: row.id,
                contractor: of(&contractors, row.id),
                status,
                name: row.name,
                area: row.area,
                industry: row.industry,
                registered_at: Instant(row.registered_at),
                accepted_at: row.accepted_at.map(Instant),
            })
        })
        .collect()
}
