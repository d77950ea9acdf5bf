//! Whom does an enterprise employ, and who writes that down?

use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::Part;
use super::store::{current_members, within};
use crate::entity::{enterprise_members, enterprises, people};
use crate::offices::reach;
use crate::people::IdNumber;
use crate::people::store::{PersonView, find_by_id_number, views};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit, db};

/// Puts somebody who has an account on the list of employees. The identity number stands for the papers that the
/// enterprise holds of its employee.
pub async fn add_employee(ctx: &Ctx, enterprise: Uuid, id_number: &str) -> Result<Uuid, Fault> {
    check_administers(ctx, enterprise).await?;
    let number = IdNumber::parse(id_number, ctx.now().day())?;
    let person = find_by_id_number(ctx.db.reader(), ctx, &number)
        .await?
        .ok_or_else(|| Refusal::on("id_number", "enterprises.person_unknown"))?;
    crate::transact!(ctx, |tx| {
        let row = enterprise_members::Model {
            id: ctx.new_id(),
            enterprise_id: enterprise,
            person_id: person.id,
            part: Part::Employee.code().to_owned(),
            joined_at: ctx.now().0,
            left_at: None,
        };
        enterprise_members::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("id_number", "enterprises.employed_already")))?;
        audit::record(tx, ctx, "add_employee", ("enterprise", enterprise), json!({ "person": person.id })).await?;
        Ok(person.id)
    })
}

/// By an administrator, or by the person concerned.
pub async fn remove_employee(ctx: &Ctx, enterprise: Uuid, person: Uuid) -> Result<(), Fault> {
    if ctx.signed_in()?.person != person {
        check_administers(ctx, enterprise).await?;
    }
    crate::transact!(ctx, |tx| {
        let left = enterprise_members::Entity::update_many()
            .col_expr(enterprise_members::Column::LeftAt, Expr::value(ctx.now().0))
            .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
            .filter(enterprise_members::Column::PersonId.eq(person))
            .filter(enterprise_members::Column::Part.eq(Part::Employee.code()))
            .filter(enterprise_members::Column::LeftAt.is_null())
            .exec(tx)
            .await?;
        if left.rows_affected != 1 {
            return Err(Fault::NotFound);
        }
        audit::record(tx, ctx, "remove_employee", ("enterprise", enterprise), json!({ "person": person })).await
    })
}

/// The employees of an enterprise, numbers masked, for its administrators and for offices whose right reaches them.
pub async fn employees(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<PersonView>, Fault> {
    let reach = reach(ctx, Verb::View, Object::PersonRecord).await?;
    let reader = ctx.db.reader();
    enterprises::Entity::find_by_id(enterprise).filter(within(&reach)).one(reader).await?.ok_or(Fault::NotFound)?;
    let employed = current_members()
        .select_only()
        .column(enterprise_members::Column::PersonId)
        .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_members::Column::Part.eq(Part::Employee.code()));
    let rows = people::Entity::find()
        .filter(people::Column::Id.in_subquery(employed.into_query()))
        .order_by_asc(people::Column::NamePinyin)
        .all(reader)
        .await?;
    views(ctx, rows).await
}

/// Only an administrator of this enterprise, and only once it is accepted: until then it is a claim.
async fn check_administers(ctx: &Ctx, enterprise: Uuid) -> Result<(), Fault> {
    let who = ctx.signed_in()?;
    if who.posts.iter().any(|post| post.enterprise == Some(enterprise)) {
        require(ctx, Verb::Edit, Object::Enterprise)?;
        return Ok(());
    }
    match super::store::get(ctx, enterprise).await {
        Ok(view) if view.accepted_at.is_none() => Err(Refusal::new("enterprises.not_accepted").into()),
        Ok(_) => Err(Fault::Forbidden),
        Err(fault) => Err(fault),
    }
}
