//! Who administers an enterprise, whom does it employ, and who writes that down?

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::Part;
use super::changing::locked;
use super::list::PER_PAGE;
use super::merging::rows_of;
use super::store::{current_members, new_member, overseen, within};
use crate::ctx::Post;
use crate::entity::{enterprise_members, enterprises, people};
use crate::offices::reach;
use crate::people::IdNumber;
use crate::people::scope::{names_shown, restricted};
use crate::people::store::{PersonView, find_account_holder, views};
use crate::permissions::{Object, Role, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// Somebody who belongs or belonged to an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub person: Uuid,
    pub name: String,
    pub part: Part,
    pub joined_at: Instant,
    pub left_at: Option<Instant>,
}

/// Puts somebody who has an account on the list of employees. The identity number stands for the papers that the
/// enterprise holds of its employee.
pub async fn add_employee(ctx: &Ctx, enterprise: Uuid, id_number: &str) -> Result<Uuid, Fault> {
    add(ctx, enterprise, id_number, Part::Employee).await
}

/// Lets a further person administer the enterprise: a right over its records from the next request on.
pub async fn add_administrator(ctx: &Ctx, enterprise: Uuid, id_number: &str) -> Result<Uuid, Fault> {
    add(ctx, enterprise, id_number, Part::Administrator).await
}

async fn add(ctx: &Ctx, enterprise: Uuid, id_number: &str, part: Part) -> Result<Uuid, Fault> {
    check_administers(ctx, enterprise).await?;
    let number = IdNumber::parse(id_number, ctx.now().day())?;
    let person = find_account_holder(ctx.db.reader(), ctx, &number)
        .await?
        .ok_or_else(|| Refusal::on("id_number", "enterprises.person_unknown"))?;
    let (verb, twice) = match part {
        Part::Employee => ("add_employee", Refusal::on("id_number", "enterprises.employed_already")),
        Part::Administrator => ("add_administrator", Refusal::on("id_number", "enterprises.administers_already")),
    };
    crate::transact!(ctx, |tx| {
        let row = new_member(ctx, enterprise, person.id, part);
        enterprise_members::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, twice.clone()))?;
        audit::record(tx, ctx, verb, ("enterprise", enterprise), json!({ "person": person.id })).await?;
        Ok(person.id)
    })
}

/// By an administrator, or by the person concerned.
pub async fn remove_employee(ctx: &Ctx, enterprise: Uuid, person: Uuid) -> Result<(), Fault> {
    if ctx.signed_in()?.person != person {
        check_administers(ctx, enterprise).await?;
    }
    crate::transact!(ctx, |tx| {
        end(tx, ctx, enterprise, person, Part::Employee).await?;
        audit::record(tx, ctx, "remove_employee", ("enterprise", enterprise), json!({ "person": person })).await
    })
}

/// By another administrator, or by the person concerned; the last one stays until there is a further one.
pub async fn remove_administrator(ctx: &Ctx, enterprise: Uuid, person: Uuid) -> Result<(), Fault> {
    check_administers(ctx, enterprise).await?;
    crate::transact!(ctx, |tx| {
        // two who remove each other at the same moment take turns
        locked(tx, enterprise).await?;
        end(tx, ctx, enterprise, person, Part::Administrator).await?;
        if administering(enterprise).count(tx).await? == 0 {
            return Err(Refusal::new("enterprises.last_administrator").into());
        }
        audit::record(tx, ctx, "remove_administrator", ("enterprise", enterprise), json!({ "person": person })).await
    })
}

pub(super) async fn end(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    enterprise: Uuid,
    person: Uuid,
    part: Part,
) -> Result<(), Fault> {
    let left = enterprise_members::Entity::update_many()
        .col_expr(enterprise_members::Column::LeftAt, Expr::value(ctx.now().0))
        .col_expr(enterprise_members::Column::EndedBy, Expr::value(ctx.signed_in()?.account))
        .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_members::Column::PersonId.eq(person))
        .filter(enterprise_members::Column::Part.eq(part.code()))
        .filter(enterprise_members::Column::LeftAt.is_null())
        .exec(tx)
        .await?;
    if left.rows_affected == 1 { Ok(()) } else { Err(Fault::NotFound) }
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
        .filter(people::Column::Id.not_in_subquery(restricted()))
        .order_by_asc(people::Column::NamePinyin)
        .all(reader)
        .await?;
    views(ctx, rows).await
}

/// Who administers it now, the longest first.
pub async fn administrators(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<Member>, Fault> {
    overseen(ctx, enterprise).await?;
    let rows = administering(enterprise).order_by_asc(enterprise_members::Column::Id).all(ctx.db.reader()).await?;
    named(ctx, rows).await
}

/// One page (from 0, [`PER_PAGE`] rows) of everybody who belongs or belonged to it, the latest first, and the number of all.
pub async fn members(ctx: &Ctx, enterprise: Uuid, page: u64) -> Result<(Vec<Member>, u64), Fault> {
    overseen(ctx, enterprise).await?;
    let pages = enterprise_members::Entity::find()
        .filter(enterprise_members::Column::EnterpriseId.is_in(rows_of(ctx.db.reader(), enterprise).await?))
        .order_by_desc(enterprise_members::Column::JoinedAt)
        .order_by_desc(enterprise_members::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((named(ctx, pages.fetch_page(page).await?).await?, total))
}

/// Whether somebody belongs to one of them now, as whatever.
pub(crate) async fn belongs_to_any<C: ConnectionTrait>(
    db: &C,
    enterprises: &[Uuid],
    person: Uuid,
) -> Result<bool, Fault> {
    let belongs = current_members()
        .filter(enterprise_members::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(enterprise_members::Column::PersonId.eq(person));
    Ok(belongs.one(db).await?.is_some())
}

fn administering(enterprise: Uuid) -> sea_orm::Select<enterprise_members::Entity> {
    current_members()
        .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_members::Column::Part.eq(Part::Administrator.code()))
}

pub(super) async fn named(ctx: &Ctx, rows: Vec<enterprise_members::Model>) -> Result<Vec<Member>, Fault> {
    let names = names_shown(ctx.db.reader(), rows.iter().map(|row| row.person_id).collect()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                person: row.person_id,
                name: names.get(&row.person_id).cloned().ok_or_else(|| Fault::internal("member is nobody"))?,
                part: Part::parse(&row.part).ok_or_else(|| Fault::internal("member as nothing"))?,
                joined_at: Instant(row.joined_at),
                left_at: row.left_at.map(Instant),
            })
        })
        .collect()
}

/// Only an administrator of this enterprise, and only once it is accepted: until then it is a claim.
async fn check_administers(ctx: &Ctx, enterprise: Uuid) -> Result<(), Fault> {
    let who = ctx.signed_in()?;
    let administers = |post: &Post| post.role == Role::EnterpriseAdministrator && post.enterprise == Some(enterprise);
    if who.posts.iter().any(administers) {
        require(ctx, Verb::Edit, Object::Enterprise)?;
        return Ok(());
    }
    match super::store::get(ctx, enterprise).await {
        Ok(view) if view.accepted_at.is_none() => Err(Refusal::new("enterprises.not_accepted").into()),
        Ok(_) => Err(Fault::Forbidden),
        Err(fault) => Err(fault),
    }
}
