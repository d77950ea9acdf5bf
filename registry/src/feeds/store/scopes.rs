//! Of which projects may a supplier speak, with which objects, and by what name does it call them?

use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::overview::contracted;
use super::results::names_of;
use super::suppliers::{answerable_for, check_in_force, own_enterprise, visible_supplier};
use super::{PER_PAGE, reason_of};
use crate::enterprises::store::standing;
use crate::entity::{feed_scopes, feed_suppliers, projects};
use crate::feeds::FeedObject;
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeView {
    pub id: Uuid,
    pub supplier: Uuid,
    pub supplier_name: String,
    pub project: Uuid,
    pub project_name: String,
    /// the supplier's own code of the project
    pub project_code: String,
    pub objects: Vec<FeedObject>,
    pub enterprise: Uuid,
    pub requested_at: Instant,
    pub granted_at: Option<Instant>,
    pub first_day: Option<Day>,
    pub ended_at: Option<Instant>,
}

/// One project that a supplier may speak of.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub project: Uuid,
    pub objects: Vec<FeedObject>,
}

/// By the project's general contractor, for its own project and any supplier in force.
pub async fn request_scope(
    ctx: &Ctx,
    supplier: Uuid,
    enterprise: Uuid,
    project: Uuid,
    (project_code, objects): (&str, &[FeedObject]),
) -> Result<Uuid, Fault> {
    own_enterprise(ctx, enterprise).await?;
    standing(ctx.db.reader(), enterprise).await?;
    let who = ctx.signed_in()?;
    let builds = projects::Entity::find_by_id(project).filter(contracted(ctx, enterprise));
    if builds.one(ctx.db.reader()).await?.is_none() {
        return Err(Fault::NotFound);
    }
    let project_code = project_code.trim();
    if !(1..=50).contains(&project_code.chars().count()) || project_code.chars().any(char::is_control) {
        return Err(Refusal::on("project_code", "feeds.project_code_shape").into());
    }
    let mut objects: Vec<FeedObject> = objects.to_vec();
    objects.sort_unstable();
    objects.dedup();
    if objects.is_empty() {
        return Err(Refusal::on("objects", "feeds.objects_missing").into());
    }
    let names: Vec<&str> = objects.iter().map(|object| object.code()).collect();
    let names = serde_json::to_string(&names)?;
    crate::transact!(ctx, |tx| {
        check_in_force(tx, supplier).await?;
        let row = feed_scopes::Model {
            id: ctx.new_id(),
            supplier_id: supplier,
            project_id: project,
            project_code: project_code.to_owned(),
            objects: names.clone(),
            enterprise_id: enterprise,
            requested_by: who.account,
            requested_at: ctx.now().0,
            granted_by: None,
            granted_at: None,
            first_day: None,
            ended_by: None,
            ended_at: None,
            ended_reason: None,
        };
        let id = row.id;
        feed_scopes::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("feeds.scope_there_already")))?;
        let facts = json!({ "supplier": supplier, "project": project });
        audit::record(tx, ctx, "request", ("feed_scope", id), facts).await?;
        Ok(id)
    })
}

/// By an office of the project's area and industry; from today on something is expected of the supplier there.
pub async fn grant_scope(ctx: &Ctx, scope: Uuid) -> Result<(), Fault> {
    let row = decided(ctx, scope).await?;
    let who = ctx.signed_in()?;
    if row.requested_by == who.account {
        return Err(Refusal::new("feeds.own_request").into());
    }
    crate::transact!(ctx, |tx| {
        check_in_force(tx, row.supplier_id).await?;
        let granted = feed_scopes::Entity::update_many()
            .col_expr(feed_scopes::Column::GrantedBy, Expr::value(who.account))
            .col_expr(feed_scopes::Column::GrantedAt, Expr::value(ctx.now().0))
            .col_expr(feed_scopes::Column::FirstDay, Expr::value(ctx.now().day().to_string()))
            .filter(feed_scopes::Column::Id.eq(scope))
            .filter(feed_scopes::Column::GrantedAt.is_null())
            .filter(feed_scopes::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if granted.rows_affected != 1 {
            return Err(Refusal::new("feeds.scope_settled_already").into());
        }
        let facts = json!({ "supplier": row.supplier_id, "project": row.project_id });
        audit::record(tx, ctx, "grant", ("feed_scope", scope), facts).await
    })
}

/// By the contractor that asked for it, whoever answers for the supplier, or an office of either; a request is declined by it.
pub async fn end_scope(ctx: &Ctx, scope: Uuid, reason: &str) -> Result<(), Fault> {
    let row = feed_scopes::Entity::find_by_id(scope).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let is_allowed = match own_enterprise(ctx, row.enterprise_id).await {
        Ok(_) => true,
        Err(Fault::NotFound | Fault::Forbidden) => match decided(ctx, scope).await {
            Ok(_) => true,
            Err(Fault::NotFound | Fault::Forbidden) => false,
            Err(fault) => return Err(fault),
        },
        Err(fault) => return Err(fault),
    };
    if !is_allowed {
        answerable_for(ctx, row.supplier_id).await?;
    }
    let reason = reason_of(reason)?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        let ended = feed_scopes::Entity::update_many()
            .col_expr(feed_scopes::Column::EndedBy, Expr::value(who.account))
            .col_expr(feed_scopes::Column::EndedAt, Expr::value(ctx.now().0))
            .col_expr(feed_scopes::Column::EndedReason, Expr::value(reason.clone()))
            .filter(feed_scopes::Column::Id.eq(scope))
            .filter(feed_scopes::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if ended.rows_affected != 1 {
            return Err(Refusal::new("feeds.ended_already").into());
        }
        audit::record(tx, ctx, "end", ("feed_scope", scope), json!({})).await
    })
}

/// One page of a supplier's scopes, newest first, and the number of all.
pub async fn list_scopes(ctx: &Ctx, supplier: Uuid, page: u64) -> Result<(Vec<ScopeView>, u64), Fault> {
    let row = visible_supplier(ctx, supplier).await?;
    let of_supplier = Condition::all().add(feed_scopes::Column::SupplierId.eq(row.id));
    page_of(ctx, of_supplier.add(shown(ctx, &row).await?), page).await
}

/// What waits for the asking office to be granted.
pub async fn list_waiting_scopes(ctx: &Ctx, page: u64) -> Result<(Vec<ScopeView>, u64), Fault> {
    let reach = ProjectReach::of(ctx, Verb::Decide, Object::FeedKey).await?;
    let projects = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Decide, ctx.now().day()));
    let waiting = Condition::all()
        .add(feed_scopes::Column::GrantedAt.is_null())
        .add(feed_scopes::Column::EndedAt.is_null())
        .add(feed_scopes::Column::ProjectId.in_subquery(projects.into_query()));
    page_of(ctx, waiting, page).await
}

/// The whole list is for whoever answers for the supplier; others see the scopes of the projects that they build or oversee.
pub(super) async fn shown(ctx: &Ctx, supplier: &feed_suppliers::Model) -> Result<Condition, Fault> {
    if answerable_for(ctx, supplier.id).await.is_ok() {
        return Ok(Condition::all());
    }
    let reach = ProjectReach::of(ctx, Verb::View, Object::FeedKey).await?;
    let projects = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Edit, ctx.now().day()));
    Ok(Condition::all().add(feed_scopes::Column::ProjectId.in_subquery(projects.into_query())))
}

async fn page_of(ctx: &Ctx, which: Condition, page: u64) -> Result<(Vec<ScopeView>, u64), Fault> {
    let query = feed_scopes::Entity::find().filter(which).order_by_desc(feed_scopes::Column::Id);
    let pages = query.paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let projects = names_of(ctx, rows.iter().map(|row| row.project_id)).await?;
    let ids = rows.iter().map(|row| row.supplier_id);
    let suppliers = feed_suppliers::Entity::find().filter(feed_suppliers::Column::Id.is_in(ids));
    let suppliers = suppliers.all(ctx.db.reader()).await?;
    let name = |id: Uuid| suppliers.iter().find(|row| row.id == id).map(|row| row.name.clone()).unwrap_or_default();
    let views = rows.into_iter().map(|row| {
        let (supplier, project) = (name(row.supplier_id), projects.get(&row.project_id).cloned());
        view(row, supplier, project.unwrap_or_default())
    });
    Ok((views.collect::<Result<_, _>>()?, total))
}

/// The scope, for an office that decides about its project.
async fn decided(ctx: &Ctx, scope: Uuid) -> Result<feed_scopes::Model, Fault> {
    let row = feed_scopes::Entity::find_by_id(scope).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let project = projects::Entity::find_by_id(row.project_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let seen = ProjectReach::of(ctx, Verb::View, Object::FeedKey).await?;
    let is_seen = match ProjectReach::of(ctx, Verb::Decide, Object::FeedKey).await {
        Ok(reach) if reach.includes(&project.area, &project.industry) => return Ok(row),
        Ok(_) => seen.includes(&project.area, &project.industry) || seen.enterprises.contains(&row.enterprise_id),
        Err(Fault::Forbidden) => {
            seen.includes(&project.area, &project.industry) || seen.enterprises.contains(&row.enterprise_id)
        }
        Err(fault) => return Err(fault),
    };
    Err(if is_seen { Fault::Forbidden } else { Fault::NotFound })
}

/// What a supplier may speak of now, by its own names.
pub(crate) async fn granted<C: ConnectionTrait>(db: &C, supplier: Uuid) -> Result<BTreeMap<String, Granted>, Fault> {
    let rows = feed_scopes::Entity::find()
        .filter(feed_scopes::Column::SupplierId.eq(supplier))
        .filter(feed_scopes::Column::GrantedAt.is_not_null())
        .filter(feed_scopes::Column::EndedAt.is_null())
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| Ok((row.project_code, Granted { project: row.project_id, objects: objects(&row.objects)? })))
        .collect()
}

fn objects(stored: &str) -> Result<Vec<FeedObject>, Fault> {
    let names: Vec<String> = serde_json::from_str(stored)?;
    names
        .iter()
        .map(|name| FeedObject::parse(name).ok_or_else(|| Fault::internal("a scope with an object that is none")))
        .collect()
}

fn view(row: feed_scopes::Model, supplier_name: String, project_name: String) -> Result<ScopeView, Fault> {
    Ok(ScopeView {
        id: row.id,
        supplier: row.supplier_id,
        supplier_name,
        project: row.project_id,
        project_name,
        project_code: row.project_code,
        objects: objects(&row.objects)?,
        enterprise: row.enterprise_id,
        requested_at: Instant(row.requested_at),
        granted_at: row.granted_at.map(Instant),
        first_day: row.first_day.as_deref().and_then(Day::parse),
        ended_at: row.ended_at.map(Instant),
    })
}
