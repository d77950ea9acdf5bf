//! What of the feeds waits for an office, whom does an enterprise let deliver, and who may do what with a supplier?

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::PER_PAGE;
use super::keys::{self, KeyView};
use super::suppliers::{SupplierView, decided_supplier, own_enterprise, own_supplier, visible_supplier};
use crate::enterprises::CreditCode;
use crate::enterprises::store::rows_of_any;
use crate::entity::{enterprises, feed_keys, feed_scopes, feed_suppliers, projects};
use crate::offices::reach;
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::{Ctx, Fault};

/// A supplier to one of those who see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupplierPage {
    pub supplier: SupplierView,
    /// the enterprise that answers for it
    pub enterprise_name: String,
    /// the asking person administers that enterprise
    pub answers: bool,
    /// the asking person is of an office of its area
    pub decides: bool,
}

/// A key that an enterprise asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingKey {
    pub key: KeyView,
    pub supplier: Uuid,
    pub supplier_name: String,
}

pub async fn supplier_page(ctx: &Ctx, supplier: Uuid) -> Result<SupplierPage, Fault> {
    let row = visible_supplier(ctx, supplier).await?;
    let enterprise = enterprises::Entity::find_by_id(row.enterprise_id).one(ctx.db.reader()).await?;
    let may = |asked: Result<feed_suppliers::Model, Fault>| match asked {
        Ok(_) => Ok(true),
        Err(Fault::Forbidden) => Ok(false),
        Err(fault) => Err(fault),
    };
    Ok(SupplierPage {
        enterprise_name: enterprise.map(|row| row.name).unwrap_or_default(),
        answers: may(own_supplier(ctx, supplier).await)?,
        decides: may(decided_supplier(ctx, supplier).await)?,
        supplier: row.into(),
    })
}

/// The same to the administrators of an enterprise, who may let any supplier in force deliver.
pub async fn supplier_for(ctx: &Ctx, enterprise: Uuid, supplier: Uuid) -> Result<SupplierPage, Fault> {
    own_enterprise(ctx, enterprise).await?;
    match supplier_page(ctx, supplier).await {
        Err(Fault::NotFound) => {}
        found => return found,
    }
    let in_force = feed_suppliers::Entity::find_by_id(supplier).filter(feed_suppliers::Column::EndedAt.is_null());
    let row = in_force.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let answering = enterprises::Entity::find_by_id(row.enterprise_id).one(ctx.db.reader()).await?;
    let enterprise_name = answering.map(|row| row.name).unwrap_or_default();
    Ok(SupplierPage { enterprise_name, answers: false, decides: false, supplier: row.into() })
}

/// A supplier in force by its credit code, whoever registered it. For administrators of enterprises.
pub async fn find_supplier(ctx: &Ctx, enterprise: Uuid, credit_code: &str) -> Result<Option<Uuid>, Fault> {
    own_enterprise(ctx, enterprise).await?;
    let code = CreditCode::parse(credit_code)?;
    let row = feed_suppliers::Entity::find()
        .filter(feed_suppliers::Column::CreditCode.eq(code.as_str()))
        .filter(feed_suppliers::Column::EndedAt.is_null())
        .one(ctx.db.reader())
        .await?;
    Ok(row.map(|row| row.id))
}

/// The keys that wait for the asking office, oldest first, a page of them at most.
pub async fn list_waiting_keys(ctx: &Ctx) -> Result<Vec<WaitingKey>, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::FeedKey).await?;
    let mut own = feed_suppliers::Entity::find().select_only().column(feed_suppliers::Column::Id);
    if !reach.whole_city {
        own = own.filter(feed_suppliers::Column::Area.is_in(reach.areas.iter().cloned()));
    }
    let rows = feed_keys::Entity::find()
        .filter(feed_keys::Column::IssuedAt.is_null())
        .filter(feed_keys::Column::EndedAt.is_null())
        .filter(feed_keys::Column::SupplierId.in_subquery(own.into_query()))
        .order_by_asc(feed_keys::Column::Id)
        .limit(PER_PAGE)
        .all(ctx.db.reader())
        .await?;
    let ids = rows.iter().map(|row| row.supplier_id);
    let suppliers = feed_suppliers::Entity::find().filter(feed_suppliers::Column::Id.is_in(ids));
    let suppliers = suppliers.all(ctx.db.reader()).await?;
    let name = |id: Uuid| suppliers.iter().find(|row| row.id == id).map(|row| row.name.clone()).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let supplier = row.supplier_id;
            Ok(WaitingKey { supplier, supplier_name: name(supplier), key: keys::view(row)? })
        })
        .collect()
}

/// Those that an enterprise answers for and those that it lets deliver, with its own name; a page of them at most. For its
/// administrators.
pub async fn suppliers_of(ctx: &Ctx, enterprise: Uuid) -> Result<(String, Vec<SupplierView>), Fault> {
    let own = own_enterprise(ctx, enterprise).await?;
    let serving = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::SupplierId)
        .filter(feed_scopes::Column::EnterpriseId.in_subquery(rows_of_any([enterprise])))
        .filter(feed_scopes::Column::EndedAt.is_null());
    let any = Condition::any()
        .add(feed_suppliers::Column::EnterpriseId.in_subquery(rows_of_any([enterprise])))
        .add(feed_suppliers::Column::Id.in_subquery(serving.into_query()));
    let rows = feed_suppliers::Entity::find()
        .filter(any)
        .order_by_desc(feed_suppliers::Column::Id)
        .limit(PER_PAGE)
        .all(ctx.db.reader())
        .await?;
    Ok((own.name, rows.into_iter().map(SupplierView::from).collect()))
}

/// The projects that an enterprise builds as general contractor today and that the supplier has no scope or request for; a page
/// of them at most, by name.
pub async fn open_projects(ctx: &Ctx, enterprise: Uuid, supplier: Uuid) -> Result<Vec<(Uuid, String)>, Fault> {
    own_enterprise(ctx, enterprise).await?;
    let taken = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::ProjectId)
        .filter(feed_scopes::Column::SupplierId.eq(supplier))
        .filter(feed_scopes::Column::EndedAt.is_null());
    let rows = projects::Entity::find()
        .select_only()
        .columns([projects::Column::Id, projects::Column::Name])
        .filter(contracted(ctx, enterprise))
        .filter(projects::Column::Id.not_in_subquery(taken.into_query()))
        .order_by_asc(projects::Column::Name)
        .limit(PER_PAGE)
        .into_tuple::<(Uuid, String)>();
    Ok(rows.all(ctx.db.reader()).await?)
}

/// The condition on `projects` for those of which the enterprise is general contractor today.
pub(super) fn contracted(ctx: &Ctx, enterprise: Uuid) -> Condition {
    let own = ProjectReach { enterprises: [enterprise].into(), ..ProjectReach::default() };
    own.condition(Verb::Edit, ctx.now().day())
}
