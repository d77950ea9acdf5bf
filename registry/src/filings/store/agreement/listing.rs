//! On which sites does something differ, for an office or an enterprise?

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef, Select,
};
use uuid::Uuid;

use crate::entity::{agreements, disagreements, projects};
use crate::filings::agreement::{Field, Standing};
use crate::offices::areas::codes_within;
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::{Ctx, Fault, Instant};

pub const PER_PAGE: u64 = 50;

/// What the list is narrowed by; nothing narrows it by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgreementFilter {
    /// a part of the project's name
    pub text: String,
    /// a code; the areas below it and those whose place it took are meant, too
    pub area: Option<String>,
    pub field: Option<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DifferingLine {
    pub project: Uuid,
    pub name: String,
    /// the area's code
    pub area: String,
    /// a code
    pub industry: String,
    /// in their order
    pub fields: Vec<Field>,
    /// of the oldest
    pub since: Option<Instant>,
}

/// One page (from 0) of the sites that the actor sees, by area and name, and how many there are.
pub async fn differing(ctx: &Ctx, filter: &AgreementFilter, page: u64) -> Result<(Vec<DifferingLine>, u64), Fault> {
    let asked = matching(ctx, filter).await?;
    let total = asked.clone().count(ctx.db.reader()).await?;
    let rows = asked.offset(page.saturating_mul(PER_PAGE)).limit(PER_PAGE).all(ctx.db.reader()).await?;
    Ok((lines(ctx, rows).await?, total))
}

/// All of them, for a sheet.
///
/// # Errors
/// `sheets.too_long` when they are too many for one.
pub async fn export_differing(ctx: &Ctx, filter: &AgreementFilter) -> Result<Vec<DifferingLine>, Fault> {
    let rows = matching(ctx, filter).await?.limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    lines(ctx, rows).await
}

pub async fn count_differing(ctx: &Ctx) -> Result<u64, Fault> {
    Ok(matching(ctx, &AgreementFilter::default()).await?.count(ctx.db.reader()).await?)
}

async fn matching(ctx: &Ctx, filter: &AgreementFilter) -> Result<Select<projects::Entity>, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::NoticeBoard).await?;
    let mut all = Condition::all()
        .add(reach.condition(Verb::View, ctx.now().day()))
        .add(projects::Column::MergedInto.is_null())
        .add(agreements::Column::Standing.eq(Standing::Differs.code()));
    if let Some(area) = &filter.area {
        all = all.add(projects::Column::Area.is_in(codes_within(ctx.db.reader(), area).await?));
    }
    if !filter.text.trim().is_empty() {
        all = all.add(projects::Column::Name.contains(filter.text.trim()));
    }
    if let Some(field) = filter.field {
        let open = disagreements::Entity::find()
            .select_only()
            .column(disagreements::Column::ProjectId)
            .filter(disagreements::Column::ClosedAt.is_null())
            .filter(disagreements::Column::Field.eq(field.code()));
        all = all.add(projects::Column::Id.in_subquery(open.into_query()));
    }
    Ok(projects::Entity::find()
        .join(JoinType::InnerJoin, compared())
        .filter(all)
        .order_by_asc(projects::Column::Area)
        .order_by_asc(projects::Column::Name)
        .order_by_asc(projects::Column::Id))
}

fn compared() -> RelationDef {
    projects::Entity::belongs_to(agreements::Entity).from(projects::Column::Id).to(agreements::Column::ProjectId).into()
}

async fn lines(ctx: &Ctx, rows: Vec<projects::Model>) -> Result<Vec<DifferingLine>, Fault> {
    let mut open: HashMap<Uuid, Vec<(Field, Instant)>> = HashMap::new();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    for some in crate::db::many::keys(&ids) {
        let found = disagreements::Entity::find()
            .filter(disagreements::Column::ProjectId.is_in(some.iter().copied()))
            .filter(disagreements::Column::ClosedAt.is_null())
            .all(ctx.db.reader())
            .await?;
        for row in found {
            let field = Field::parse(&row.field).ok_or_else(|| Fault::internal("a disagreement about no field"))?;
            open.entry(row.project_id).or_default().push((field, Instant(row.found_at)));
        }
    }
    let line = |row: projects::Model| {
        let mut told = open.remove(&row.id).unwrap_or_default();
        told.sort_unstable();
        DifferingLine {
            project: row.id,
            since: told.iter().map(|(_, at)| *at).min(),
            fields: told.into_iter().map(|(field, _)| field).collect(),
            name: row.name,
            area: row.area,
            industry: row.industry,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}
