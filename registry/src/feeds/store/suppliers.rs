//! Who supplies data, and who answers for it?

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::reason_of;
use crate::enterprises::CreditCode;
use crate::enterprises::store::standing;
use crate::entity::{enterprises, feed_keys, feed_scopes, feed_suppliers, projects};
use crate::fault::refuse_unless_empty;
use crate::offices::{Reach, reach};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierView {
    pub id: Uuid,
    pub name: String,
    pub credit_code: String,
    pub area: String,
    /// the enterprise that answers for it
    pub enterprise: Uuid,
    pub registered_at: Instant,
    pub ended_at: Option<Instant>,
}

/// An accepted enterprise registers who delivers for it; a supplier that another one registered serves it by a scope.
pub async fn register_supplier(ctx: &Ctx, enterprise: Uuid, name: &str, credit_code: &str) -> Result<Uuid, Fault> {
    let own = own_enterprise(ctx, enterprise).await?;
    standing(ctx.db.reader(), enterprise).await?;
    let who = ctx.signed_in()?;
    let mut refusals = Vec::new();
    let name = name.trim();
    if !(2..=100).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        refusals.push(Refusal::on("name", "feeds.name_length"));
    }
    let code = CreditCode::parse(credit_code).map_err(|refusal| refusals.push(refusal)).ok();
    refuse_unless_empty(refusals)?;
    let code = code.ok_or_else(|| Fault::internal("a code neither right nor refused"))?;
    crate::transact!(ctx, |tx| {
        let row = feed_suppliers::Model {
            id: ctx.new_id(),
            name: name.to_owned(),
            credit_code: code.as_str().to_owned(),
            area: own.area.clone(),
            enterprise_id: enterprise,
            registered_by: who.account,
            registered_at: ctx.now().0,
            ended_by: None,
            ended_at: None,
            ended_reason: None,
        };
        let id = row.id;
        feed_suppliers::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("credit_code", "feeds.supplier_registered_already")))?;
        audit::record(tx, ctx, "register", ("feed_supplier", id), json!({ "enterprise": enterprise })).await?;
        Ok(id)
    })
}

/// By the enterprise that answers for it, or by the office: all its keys and scopes end with it.
pub async fn end_supplier(ctx: &Ctx, supplier: Uuid, reason: &str) -> Result<(), Fault> {
    answerable_for(ctx, supplier).await?;
    let reason = reason_of(reason)?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        let ended = feed_suppliers::Entity::update_many()
            .col_expr(feed_suppliers::Column::EndedBy, Expr::value(who.account))
            .col_expr(feed_suppliers::Column::EndedAt, Expr::value(ctx.now().0))
            .col_expr(feed_suppliers::Column::EndedReason, Expr::value(reason.clone()))
            .filter(feed_suppliers::Column::Id.eq(supplier))
            .filter(feed_suppliers::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if ended.rows_affected != 1 {
            return Err(Refusal::new("feeds.ended_already").into());
        }
        feed_keys::Entity::update_many()
            .col_expr(feed_keys::Column::EndedBy, Expr::value(who.account))
            .col_expr(feed_keys::Column::EndedAt, Expr::value(ctx.now().0))
            .col_expr(feed_keys::Column::EndedReason, Expr::value(reason.clone()))
            .filter(feed_keys::Column::SupplierId.eq(supplier))
            .filter(feed_keys::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        feed_scopes::Entity::update_many()
            .col_expr(feed_scopes::Column::EndedBy, Expr::value(who.account))
            .col_expr(feed_scopes::Column::EndedAt, Expr::value(ctx.now().0))
            .col_expr(feed_scopes::Column::EndedReason, Expr::value(reason.clone()))
            .filter(feed_scopes::Column::SupplierId.eq(supplier))
            .filter(feed_scopes::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "end", ("feed_supplier", supplier), json!({})).await
    })
}

pub async fn supplier(ctx: &Ctx, supplier: Uuid) -> Result<SupplierView, Fault> {
    visible_supplier(ctx, supplier).await.map(SupplierView::from)
}

/// Those that an office or enterprise answers for, and those that serve its area or its projects.
pub(super) fn within(reach: &Reach) -> Condition {
    if reach.whole_city {
        return Condition::all();
    }
    let serving = |condition: Condition| {
        let scopes =
            feed_scopes::Entity::find().select_only().column(feed_scopes::Column::SupplierId).filter(condition);
        feed_suppliers::Column::Id.in_subquery(scopes.into_query())
    };
    let in_area = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(projects::Column::Area.is_in(reach.areas.iter().cloned()));
    let mut any = Condition::any();
    if !reach.areas.is_empty() {
        any = any
            .add(feed_suppliers::Column::Area.is_in(reach.areas.iter().cloned()))
            .add(serving(Condition::all().add(feed_scopes::Column::ProjectId.in_subquery(in_area.into_query()))));
    }
    let own = || reach.enterprises.iter().copied();
    any.add(feed_suppliers::Column::EnterpriseId.is_in(own()))
        .add(serving(Condition::all().add(feed_scopes::Column::EnterpriseId.is_in(own()))))
}

pub(super) async fn visible_supplier(ctx: &Ctx, supplier: Uuid) -> Result<feed_suppliers::Model, Fault> {
    let reach = reach(ctx, Verb::View, Object::FeedKey).await?;
    let row = feed_suppliers::Entity::find_by_id(supplier).filter(within(&reach)).one(ctx.db.reader()).await?;
    row.ok_or(Fault::NotFound)
}

/// The supplier, for the enterprise that answers for it.
pub(super) async fn own_supplier(ctx: &Ctx, supplier: Uuid) -> Result<feed_suppliers::Model, Fault> {
    let row = visible_supplier(ctx, supplier).await?;
    let reach = reach(ctx, Verb::Create, Object::FeedKey).await?;
    if reach.enterprises.contains(&row.enterprise_id) { Ok(row) } else { Err(Fault::Forbidden) }
}

/// The supplier, for an office of its area.
pub(super) async fn decided_supplier(ctx: &Ctx, supplier: Uuid) -> Result<feed_suppliers::Model, Fault> {
    let row = visible_supplier(ctx, supplier).await?;
    let reach = reach(ctx, Verb::Decide, Object::FeedKey).await?;
    if reach.includes_area(&row.area) { Ok(row) } else { Err(Fault::Forbidden) }
}

/// Either of both: whoever may end what the supplier has.
pub(super) async fn answerable_for(ctx: &Ctx, supplier: Uuid) -> Result<feed_suppliers::Model, Fault> {
    match own_supplier(ctx, supplier).await {
        Err(Fault::Forbidden) => decided_supplier(ctx, supplier).await,
        outcome => outcome,
    }
}

/// The enterprise that the asking person administers.
pub(super) async fn own_enterprise(ctx: &Ctx, enterprise: Uuid) -> Result<enterprises::Model, Fault> {
    let reach = reach(ctx, Verb::Create, Object::FeedKey).await?;
    if !reach.enterprises.contains(&enterprise) {
        return Err(Fault::NotFound);
    }
    enterprises::Entity::find_by_id(enterprise).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

/// # Errors
/// When it has ended; whoever writes under it asks this in the same transaction.
pub(super) async fn check_in_force<C: ConnectionTrait>(db: &C, supplier: Uuid) -> Result<(), Fault> {
    let row = feed_suppliers::Entity::find_by_id(supplier).one(db).await?.ok_or(Fault::NotFound)?;
    if row.ended_at.is_some() { Err(Refusal::new("feeds.supplier_ended").into()) } else { Ok(()) }
}

impl From<feed_suppliers::Model> for SupplierView {
    fn from(row: feed_suppliers::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            credit_code: row.credit_code,
            area: row.area,
            enterprise: row.enterprise_id,
            registered_at: Instant(row.registered_at),
            ended_at: row.ended_at.map(Instant),
        }
    }
}
