//! Which changes of officers wait for their filing, how do they stand to the clock, and how were those that came in?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

use super::change::{contractors_of, day_of, due_of, timeliness_of};
use super::handover::stage_of;
use super::scope::overseen;
use crate::calendar::Due;
use crate::db::{By, Sorted};
use crate::enterprises::store::rows_of_any;
use crate::entity::{bindings, enterprises, handovers, officer_changes, project_parties, projects};
use crate::filings::change::{FILED, Timeliness};
use crate::filings::handover::Stage;
use crate::offices::areas::codes_within;
use crate::people::scope::names_shown;
use crate::permissions::Verb;
use crate::projects::store::contractor_on;
use crate::sheets::{MOST_EXPORTED, check_exported, leaving};
use crate::{Ctx, Day, Fault, Instant};

pub const PER_PAGE: u64 = 50;

closed_set! {
    ChangeWhich {
        /// nobody has filed, whatever the clock says
        Open = "open",
        /// of those, what is certainly late
        Overdue = "overdue",
        /// of those, the projects without a successor
        Vacant = "vacant",
        Filed = "filed",
        /// of those, what came late
        Late = "late",
    }
}

closed_set! {
    /// What the list may be sorted by.
    ChangeColumn {
        Project = "project",
        Changed = "changed_on",
        Due = "due_on",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeFilter {
    pub which: ChangeWhich,
    /// a part of the project's name
    pub text: String,
    /// an area's code
    pub area: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeView {
    /// the binding that ended
    pub binding: Uuid,
    pub project: Uuid,
    pub project_name: String,
    pub area: String,
    pub contractor: Option<String>,
    /// who left
    pub officer: String,
    pub successor: Option<String>,
    pub changed_on: Day,
    pub due: Due,
    pub filed_at: Option<Instant>,
    pub timeliness: Option<Timeliness>,
    pub handover: Option<Stage>,
}

/// One page (from 0, [`PER_PAGE`] rows), what is due first at the top unless another order is asked for, and the number of
/// all.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after no projects.
pub async fn list_changes(
    ctx: &Ctx,
    filter: &ChangeFilter,
    sorted: Sorted<ChangeColumn>,
    page: u64,
) -> Result<(Vec<ChangeView>, u64), Fault> {
    let pages = narrowed(ctx, filter, sorted).await?.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx, pages.fetch_page(page).await?).await?, total))
}

/// All of them, for a sheet.
///
/// # Errors
/// As of [`list_changes`]; `sheets.too_long` when they are too many for one.
pub async fn export_changes(
    ctx: &Ctx,
    filter: &ChangeFilter,
    sorted: Sorted<ChangeColumn>,
) -> Result<Vec<ChangeView>, Fault> {
    let rows = narrowed(ctx, filter, sorted).await?.limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    let told = views(ctx, rows).await?;
    leaving::record(ctx, (leaving::LIST, "officer_changes"), "officer_changes", told.len()).await?;
    Ok(told)
}

/// How many there are.
///
/// # Errors
/// As of [`list_changes`].
pub async fn count_changes(ctx: &Ctx, which: ChangeWhich) -> Result<u64, Fault> {
    let filter = ChangeFilter { which, text: String::new(), area: None };
    Ok(narrowed(ctx, &filter, None).await?.count(ctx.db.reader()).await?)
}

/// What an enterprise has not filed yet as the general contractor of today, also of a project that it took over: for the page
/// of its officers.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after no projects.
pub async fn open_of_enterprise(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<ChangeView>, Fault> {
    let filter = ChangeFilter { which: ChangeWhich::Open, text: String::new(), area: None };
    let contracted = project_parties::Entity::find()
        .select_only()
        .column(project_parties::Column::ProjectId)
        .filter(project_parties::Column::EnterpriseId.in_subquery(rows_of_any([enterprise])))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(ctx.now().day()));
    let rows = narrowed(ctx, &filter, None).await?.filter(projects::Column::Id.in_subquery(contracted.into_query()));
    views(ctx, rows.limit(PER_PAGE).all(ctx.db.reader()).await?).await
}

/// How many officers of the projects of an area changed on these days. For the monthly return, whose author may count.
pub async fn changes_in(ctx: &Ctx, area: &str, first: Day, last: Day) -> Result<u64, Fault> {
    let areas = codes_within(ctx.db.reader(), area).await?;
    let rows = joined()
        .filter(projects::Column::Area.is_in(areas))
        .filter(officer_changes::Column::ChangedOn.gte(first.to_string()))
        .filter(officer_changes::Column::ChangedOn.lte(last.to_string()));
    Ok(rows.count(ctx.db.reader()).await?)
}

fn joined() -> Select<officer_changes::Entity> {
    let project = officer_changes::Entity::belongs_to(projects::Entity)
        .from(officer_changes::Column::ProjectId)
        .to(projects::Column::Id);
    officer_changes::Entity::find().join(JoinType::InnerJoin, project.into())
}

async fn narrowed(
    ctx: &Ctx,
    filter: &ChangeFilter,
    sorted: Sorted<ChangeColumn>,
) -> Result<Select<officer_changes::Entity>, Fault> {
    let (reach, today) = (overseen(ctx).await?, ctx.now().day());
    let areas = match &filter.area {
        Some(area) => Some(codes_within(ctx.db.reader(), area).await?),
        None => None,
    };
    let mut rows = joined()
        .filter(reach.condition(Verb::Edit, today))
        .filter(matching(filter.which, today))
        .filter(Condition::all().add_option(areas.map(|areas| projects::Column::Area.is_in(areas))));
    let text = filter.text.trim();
    if !text.is_empty() {
        let name = Expr::expr(Func::lower(Expr::col((projects::Entity, projects::Column::Name))));
        rows = rows.filter(name.like(format!("%{}%", text.to_lowercase())));
    }
    let (column, by) = sorted.unwrap_or(match filter.which {
        ChangeWhich::Open | ChangeWhich::Overdue | ChangeWhich::Vacant => (ChangeColumn::Due, By::Rising),
        ChangeWhich::Filed | ChangeWhich::Late => (ChangeColumn::Changed, By::Falling),
    });
    let rows = match column {
        ChangeColumn::Project => rows.order_by(projects::Column::Name, by.order()),
        ChangeColumn::Changed => rows.order_by(officer_changes::Column::ChangedOn, by.order()),
        ChangeColumn::Due => rows.order_by(officer_changes::Column::DueOn, by.order()),
    };
    Ok(rows.order_by_asc(officer_changes::Column::Id))
}

fn matching(which: ChangeWhich, today: Day) -> Condition {
    use officer_changes::Column::{ClosedAs, ClosedAt, DueOn, FiledOn, IsProvisional, SuccessorId};
    let open = Condition::all().add(ClosedAt.is_null());
    let filed = Condition::all().add(ClosedAs.eq(FILED));
    match which {
        ChangeWhich::Open => open,
        ChangeWhich::Overdue => open.add(DueOn.lt(today.to_string())).add(IsProvisional.eq(0)),
        ChangeWhich::Vacant => open.add(SuccessorId.is_null()),
        ChangeWhich::Filed => filed,
        ChangeWhich::Late => filed.add(IsProvisional.eq(0)).add(FiledOn.into_expr().gt(DueOn.into_expr())),
    }
}

async fn views(ctx: &Ctx, rows: Vec<officer_changes::Model>) -> Result<Vec<ChangeView>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let beside = Beside::read(ctx, &rows).await?;
    rows.iter().map(|row| beside.view(row)).collect()
}

/// What is read for the rows that are shown, however many: five statements.
struct Beside {
    projects: HashMap<Uuid, (String, String)>,
    contractors: BTreeMap<Uuid, Uuid>,
    enterprises: HashMap<Uuid, String>,
    officers: HashMap<Uuid, Uuid>,
    names: BTreeMap<Uuid, String>,
    handovers: HashMap<Uuid, Stage>,
}

impl Beside {
    async fn read(ctx: &Ctx, rows: &[officer_changes::Model]) -> Result<Self, Fault> {
        let (db, today) = (ctx.db.reader(), ctx.now().day());
        let ids: BTreeSet<Uuid> = rows.iter().map(|row| row.project_id).collect();
        let projects: Vec<(Uuid, String, String)> = projects::Entity::find()
            .select_only()
            .columns([projects::Column::Id, projects::Column::Name, projects::Column::Area])
            .filter(projects::Column::Id.is_in(ids.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let contractors = contractors_of(db, &ids, today).await?;
        let enterprises: Vec<(Uuid, String)> = enterprises::Entity::find()
            .select_only()
            .columns([enterprises::Column::Id, enterprises::Column::Name])
            .filter(enterprises::Column::Id.is_in(contractors.values().copied().collect::<BTreeSet<_>>()))
            .into_tuple()
            .all(db)
            .await?;
        let held = rows.iter().flat_map(|row| [Some(row.binding_id), row.successor_id]).flatten();
        let officers: Vec<(Uuid, Uuid)> = bindings::Entity::find()
            .select_only()
            .columns([bindings::Column::Id, bindings::Column::PersonId])
            .filter(bindings::Column::Id.is_in(held.collect::<BTreeSet<_>>()))
            .into_tuple()
            .all(db)
            .await?;
        let given = handovers::Entity::find()
            .filter(handovers::Column::BindingId.is_in(rows.iter().map(|row| row.binding_id)))
            .all(db)
            .await?;
        Ok(Self {
            projects: projects.into_iter().map(|(id, name, area)| (id, (name, area))).collect(),
            enterprises: enterprises.into_iter().collect(),
            names: names_shown(db, officers.iter().map(|(_, person)| *person).collect()).await?,
            officers: officers.into_iter().collect(),
            handovers: given.iter().map(|row| (row.binding_id, stage_of(row))).collect(),
            contractors,
        })
    }

    fn view(&self, row: &officer_changes::Model) -> Result<ChangeView, Fault> {
        let (project_name, area) = self.projects.get(&row.project_id).cloned().ok_or(Fault::NotFound)?;
        let officer = |binding: Uuid| self.officers.get(&binding).and_then(|person| self.names.get(person)).cloned();
        let contractor = self.contractors.get(&row.project_id).and_then(|id| self.enterprises.get(id));
        Ok(ChangeView {
            binding: row.binding_id,
            project: row.project_id,
            project_name,
            area,
            contractor: contractor.cloned(),
            officer: officer(row.binding_id).unwrap_or_default(),
            successor: row.successor_id.and_then(officer),
            changed_on: day_of(&row.changed_on)?,
            due: due_of(row)?,
            filed_at: row.filed_at.map(Instant),
            timeliness: timeliness_of(row)?,
            handover: self.handovers.get(&row.binding_id).copied(),
        })
    }
}
