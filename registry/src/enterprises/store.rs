//! How does an enterprise come into the records, and who sees it?

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

pub use super::acceptance::{Supervision, accept, supervisions, withdraw_acceptance};
pub use super::acts::{Acts, acts};
pub(crate) use super::changing::phone_of;
pub use super::changing::{ChangeView, change, changes, move_to_area};
pub use super::detail::{Detail, Party, detail};
pub use super::exporting::{Sheet, export};
pub use super::kinds::{KindPeriod, kind_periods};
pub use super::list::{EnterpriseColumn, EnterpriseFilter, PER_PAGE, Which, by_phone, list, search};
pub(crate) use super::members::belongs_to_any;
pub use super::members::{
    Member, add_administrator, add_employee, administrators, employees, members, remove_administrator, remove_employee,
};
pub use super::merging::{
    Merge, confirm_merge, decline_merge, find_by_code, open_merges, propose_merge, resolve, rows_of,
};
pub(crate) use super::merging::{rows_of_any, rows_of_areas, standing};
use super::profile::check_name;
use super::{CreditCode, EnterpriseKind, Part};
use crate::entity::{enterprise_kinds, enterprise_members, enterprises};
use crate::fault::refuse_unless_empty;
use crate::offices::{Reach, reach, store::check_area};
use crate::permissions::{Object, Verb, require, scope};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// What a list shows of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnterpriseView {
    pub id: Uuid,
    pub name: String,
    pub short_name: Option<String>,
    pub credit_code: String,
    pub area: String,
    /// In the order of [`EnterpriseKind::ALL`]; none while nobody has said.
    pub kinds: Vec<EnterpriseKind>,
    pub registered_at: Instant,
    /// `None` while no office has accepted it
    pub accepted_at: Option<Instant>,
    /// The row that stands for the enterprise now.
    pub merged_into: Option<Uuid>,
    /// Whoever decides about it or changes it names the one that was read.
    pub revision: i32,
}

/// An enterprise that the asking person belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnEnterprise {
    pub enterprise: EnterpriseView,
    pub part: Part,
}

/// Whoever registers an enterprise administers it; it is unconfirmed until a county office accepts it.
pub async fn register(ctx: &Ctx, name: &str, credit_code: &str, area: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Enterprise)?;
    let who = ctx.signed_in()?;
    let mut refusals = Vec::new();
    let name = check_name(name).map_err(|refusal| refusals.push(refusal)).ok();
    let credit_code = CreditCode::parse(credit_code).map_err(|refusal| refusals.push(refusal)).ok();
    if let Err(refusal) = check_area(ctx.db.reader(), area, ctx.now().day()).await? {
        refusals.push(refusal);
    }
    refuse_unless_empty(refusals)?;
    let (Some(name), Some(credit_code)) = (name, credit_code) else {
        return Err(Fault::internal("neither right nor refused"));
    };
    crate::transact!(ctx, |tx| {
        let row = enterprises::ActiveModel {
            registered_by: Set(Some(who.account)),
            ..new_row(ctx, &name, &credit_code, area)
        };
        let id = ctx.new_id();
        enterprises::Entity::insert(enterprises::ActiveModel { id: Set(id), ..row })
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("credit_code", "enterprises.registered_already")))?;
        let member = new_member(ctx, id, who.person, Part::Administrator);
        enterprise_members::Entity::insert(member.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "register", ("enterprise", id), json!({ "area": area })).await?;
        Ok(id)
    })
}

/// A row that nobody accepted yet; the id is still to come.
pub(super) fn new_row(ctx: &Ctx, name: &str, code: &CreditCode, area: &str) -> enterprises::ActiveModel {
    enterprises::ActiveModel {
        name: Set(name.to_owned()),
        credit_code: Set(code.as_str().to_owned()),
        area: Set(area.to_owned()),
        registered_at: Set(ctx.now().0),
        ..enterprises::ActiveModel::default()
    }
}

pub(super) fn new_member(ctx: &Ctx, enterprise: Uuid, person: Uuid, part: Part) -> enterprise_members::Model {
    enterprise_members::Model {
        id: ctx.new_id(),
        enterprise_id: enterprise,
        person_id: person,
        part: part.code().to_owned(),
        joined_at: ctx.now().0,
        left_at: None,
        added_by: ctx.signed_in().ok().map(|who| who.account),
        ended_by: None,
    }
}

/// Where the asking person administers or works, accepted or not.
pub async fn own_enterprises(ctx: &Ctx) -> Result<Vec<OwnEnterprise>, Fault> {
    require(ctx, Verb::View, Object::Enterprise)?;
    let who = ctx.signed_in()?;
    let members = current_members().filter(enterprise_members::Column::PersonId.eq(who.person));
    let members = members.order_by_asc(enterprise_members::Column::Id).all(ctx.db.reader()).await?;
    let ids = members.iter().map(|member| member.enterprise_id);
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(ctx.db.reader()).await?;
    let views = views(ctx.db.reader(), rows).await?;
    members
        .into_iter()
        .map(|member| {
            let view = views.iter().find(|view| view.id == member.enterprise_id).cloned();
            let enterprise = view.ok_or_else(|| Fault::internal("member of no enterprise"))?;
            let part = Part::parse(&member.part).ok_or_else(|| Fault::internal("member as nothing"))?;
            Ok(OwnEnterprise { enterprise, part })
        })
        .collect()
}

pub async fn get(ctx: &Ctx, enterprise: Uuid) -> Result<EnterpriseView, Fault> {
    let row = visible(ctx, enterprise).await?;
    views(ctx.db.reader(), vec![row]).await?.pop().ok_or(Fault::NotFound)
}

pub(super) async fn visible(ctx: &Ctx, enterprise: Uuid) -> Result<enterprises::Model, Fault> {
    find(ctx, &reach(ctx, Verb::View, Object::Enterprise).await?, enterprise).await
}

pub(super) async fn find(ctx: &Ctx, reach: &Reach, enterprise: Uuid) -> Result<enterprises::Model, Fault> {
    let query = enterprises::Entity::find_by_id(enterprise).filter(within(reach));
    query.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

/// The row, for whoever answers for the enterprise or oversees it: an employee sees that it is there, and no more.
pub(super) async fn overseen(ctx: &Ctx, enterprise: Uuid) -> Result<enterprises::Model, Fault> {
    let reach = reach(ctx, Verb::View, Object::Enterprise).await?;
    let row = find(ctx, &reach, enterprise).await?;
    let by_post = Reach { person: None, ..reach };
    if find(ctx, &by_post, enterprise).await.is_ok() || is_own_claim(ctx, &row).await? {
        return Ok(row);
    }
    Err(Fault::Forbidden)
}

/// The row, for whoever keeps what it says: its administrators and officers, and before it is accepted whoever claims it.
pub(super) async fn kept(ctx: &Ctx, enterprise: Uuid) -> Result<enterprises::Model, Fault> {
    let row = visible(ctx, enterprise).await?;
    let keeps =
        ctx.signed_in()?.posts.iter().any(|post| {
            post.enterprise == Some(enterprise) && scope(post.role, Verb::Edit, Object::Enterprise).is_some()
        });
    if keeps || (row.accepted_at.is_none() && is_own_claim(ctx, &row).await?) {
        return Ok(row);
    }
    Err(Fault::Forbidden)
}

async fn is_own_claim(ctx: &Ctx, row: &enterprises::Model) -> Result<bool, Fault> {
    let Ok(who) = ctx.signed_in() else { return Ok(false) };
    Ok(part_of(ctx.db.reader(), row.id, who.person).await? == Some(Part::Administrator))
}

/// Separation of duty 7: nobody decides about the own application, or about an enterprise that one belongs to.
pub(super) async fn check_not_own(ctx: &Ctx, row: &enterprises::Model) -> Result<(), Fault> {
    let who = ctx.signed_in()?;
    if row.registered_by == Some(who.account) || part_of(ctx.db.reader(), row.id, who.person).await?.is_some() {
        return Err(Refusal::new("enterprises.own_registration").into());
    }
    Ok(())
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

/// The kinds of many enterprises.
pub(super) async fn kinds_of<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<EnterpriseKind>>, Fault> {
    let rows = enterprise_kinds::Entity::find().filter(enterprise_kinds::Column::EnterpriseId.is_in(ids));
    let mut kinds: HashMap<Uuid, Vec<EnterpriseKind>> = HashMap::new();
    for row in rows.all(db).await? {
        let kind = EnterpriseKind::parse(&row.kind).ok_or_else(|| Fault::internal("enterprise of no kind"))?;
        kinds.entry(row.enterprise_id).or_default().push(kind);
    }
    kinds.values_mut().for_each(|kinds| kinds.sort_unstable());
    Ok(kinds)
}

/// The views of many rows, in their order.
pub(super) async fn views<C: ConnectionTrait>(
    db: &C,
    rows: Vec<enterprises::Model>,
) -> Result<Vec<EnterpriseView>, Fault> {
    let mut kinds = kinds_of(db, rows.iter().map(|row| row.id)).await?;
    let view = |row: enterprises::Model| EnterpriseView {
        id: row.id,
        name: row.name,
        short_name: row.short_name,
        credit_code: row.credit_code,
        area: row.area,
        kinds: kinds.remove(&row.id).unwrap_or_default(),
        registered_at: Instant(row.registered_at),
        accepted_at: row.accepted_at.map(Instant),
        merged_into: row.merged_into,
        revision: row.revision,
    };
    Ok(rows.into_iter().map(view).collect())
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
