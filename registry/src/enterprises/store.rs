//! How does an enterprise come into the records, and when does it count?

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

pub use super::members::{add_employee, employees, remove_employee};
use super::{CreditCode, Part};
use crate::entity::{enterprise_members, enterprises};
use crate::fault::refuse_unless_empty;
use crate::offices::{Reach, reach, store::check_area};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

pub const PER_PAGE: u64 = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnterpriseView {
    pub id: Uuid,
    pub name: String,
    pub credit_code: String,
    pub area: String,
    pub registered_at: Instant,
    /// `None` while no office has accepted it
    pub accepted_at: Option<Instant>,
}

/// An enterprise that the asking person belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEnterprise {
    pub enterprise: EnterpriseView,
    pub part: Part,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    All,
    NotAccepted,
}

/// Whoever registers an enterprise administers it; it is unconfirmed until a county office accepts it.
pub async fn register(ctx: &Ctx, name: &str, credit_code: &str, area: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Enterprise)?;
    let who = ctx.signed_in()?;
    let mut refusals = Vec::new();
    let name = name.trim();
    if !(2..=100).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        refusals.push(Refusal::on("name", "enterprises.name_length"));
    }
    let credit_code = CreditCode::parse(credit_code).map_err(|refusal| refusals.push(refusal)).ok();
    if let Err(refusal) = check_area(ctx.db.reader(), area, ctx.now().day()).await? {
        refusals.push(refusal);
    }
    refuse_unless_empty(refusals)?;
    let credit_code = credit_code.ok_or_else(|| Fault::internal("a code neither right nor refused"))?;
    crate::transact!(ctx, |tx| {
        let row = enterprises::Model {
            id: ctx.new_id(),
            name: name.to_owned(),
            credit_code: credit_code.as_str().to_owned(),
            area: area.to_owned(),
            registered_by: Some(who.account),
            registered_at: ctx.now().0,
            accepted_by: None,
            accepted_at: None,
        };
        let id = row.id;
        enterprises::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("credit_code", "enterprises.registered_already")))?;
        let member = enterprise_members::ActiveModel {
            id: Set(ctx.new_id()),
            enterprise_id: Set(id),
            person_id: Set(who.person),
            part: Set(Part::Administrator.code().to_owned()),
            joined_at: Set(ctx.now().0),
            left_at: Set(None),
        };
        enterprise_members::Entity::insert(member).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "register", ("enterprise", id), json!({ "area": area })).await?;
        Ok(id)
    })
}

/// A county office of the enterprise's area says that it is the one it claims to be.
pub async fn accept(ctx: &Ctx, enterprise: Uuid) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let who = ctx.signed_in()?;
    let row = enterprises::Entity::find_by_id(enterprise)
        .filter(within(&reach))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    // separation of duty 7: nobody approves the own application
    if row.registered_by == Some(who.account) || part_of(ctx.db.reader(), enterprise, who.person).await?.is_some() {
        return Err(Refusal::new("enterprises.own_registration").into());
    }
    crate::transact!(ctx, |tx| {
        let accepted = enterprises::Entity::update_many()
            .col_expr(enterprises::Column::AcceptedBy, Expr::value(who.account))
            .col_expr(enterprises::Column::AcceptedAt, Expr::value(ctx.now().0))
            .filter(enterprises::Column::Id.eq(enterprise))
            .filter(enterprises::Column::AcceptedAt.is_null())
            .exec(tx)
            .await?;
        if accepted.rows_affected != 1 {
            return Err(Refusal::new("enterprises.accepted_already").into());
        }
        audit::record(tx, ctx, "accept", ("enterprise", enterprise), json!({})).await
    })
}

/// Where the asking person administers or works, accepted or not.
pub async fn own_enterprises(ctx: &Ctx) -> Result<Vec<OwnEnterprise>, Fault> {
    require(ctx, Verb::View, Object::Enterprise)?;
    let who = ctx.signed_in()?;
    let members = current_members().filter(enterprise_members::Column::PersonId.eq(who.person));
    let members = members.order_by_asc(enterprise_members::Column::Id).all(ctx.db.reader()).await?;
    let ids = members.iter().map(|member| member.enterprise_id);
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(ctx.db.reader()).await?;
    members
        .into_iter()
        .map(|member| {
            let row = rows.iter().find(|row| row.id == member.enterprise_id).cloned();
            let enterprise = row.ok_or_else(|| Fault::internal("member of no enterprise"))?.into();
            let part = Part::parse(&member.part).ok_or_else(|| Fault::internal("member as nothing"))?;
            Ok(OwnEnterprise { enterprise, part })
        })
        .collect()
}

pub async fn get(ctx: &Ctx, enterprise: Uuid) -> Result<EnterpriseView, Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    let row = enterprises::Entity::find_by_id(enterprise).filter(within(&reach)).one(ctx.db.reader()).await?;
    row.map(EnterpriseView::from).ok_or(Fault::NotFound)
}

/// One page (from 0, [`PER_PAGE`] rows), newest first, and the number of all rows.
pub async fn list(ctx: &Ctx, which: Which, page: u64) -> Result<(Vec<EnterpriseView>, u64), Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    let mut query = enterprises::Entity::find().filter(within(&reach));
    if which == Which::NotAccepted {
        query = query.filter(enterprises::Column::AcceptedAt.is_null());
    }
    let pages = query.order_by_desc(enterprises::Column::Id).paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((pages.fetch_page(page).await?.into_iter().map(EnterpriseView::from).collect(), total))
}

/// The condition on `enterprises` for the rows that `reach` holds; the own ones are those one belongs to.
pub(super) fn within(reach: &Reach) -> Condition {
    if reach.whole_city {
        return Condition::all();
    }
    let mut any = Condition::any()
        .add(enterprises::Column::Area.is_in(reach.areas.iter().cloned()))
        .add(enterprises::Column::Id.is_in(reach.enterprises.iter().copied()));
    if let Some(person) = reach.person {
        let own = current_members()
            .select_only()
            .column(enterprise_members::Column::EnterpriseId)
            .filter(enterprise_members::Column::PersonId.eq(person));
        any = any.add(enterprises::Column::Id.in_subquery(own.into_query()));
    }
    any
}

/// As what the person belongs to the enterprise; administrator before employee.
pub(super) async fn part_of<C: ConnectionTrait>(db: &C, enterprise: Uuid, person: Uuid) -> Result<Option<Part>, Fault> {
    let row = current_members()
        .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_members::Column::PersonId.eq(person))
        .order_by_asc(enterprise_members::Column::Part)
        .one(db)
        .await?;
    Ok(row.and_then(|row| Part::parse(&row.part)))
}

pub(super) fn current_members() -> sea_orm::Select<enterprise_members::Entity> {
    enterprise_members::Entity::find().filter(enterprise_members::Column::LeftAt.is_null())
}

impl From<enterprises::Model> for EnterpriseView {
    fn from(row: enterprises::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            credit_code: row.credit_code,
            area: row.area,
            registered_at: Instant(row.registered_at),
            accepted_at: row.accepted_at.map(Instant),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
