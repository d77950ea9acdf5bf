//! Under whose supervision does an enterprise stand, since when, and why not any more?

use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::changing::{check_revision, locked};
use super::merging::rows_of;
use super::profile::check_reason;
use super::store::{check_not_own, find, overseen};
use crate::entity::{enterprise_supervisions, enterprises, offices};
use crate::offices::{holders, reach, reach_of_post};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// From an acceptance to its withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supervision {
    /// Older acceptances name no office.
    pub office: Option<String>,
    pub accepted_by: Option<String>,
    pub accepted_at: Instant,
    pub ended_by: Option<String>,
    pub ended_at: Option<Instant>,
    pub ended_reason: Option<String>,
}

/// A county office of the enterprise's area says that it is the one it claims to be. `revision` is the one that was read: what
/// the claimant changed since is not accepted unseen.
pub async fn accept(ctx: &Ctx, enterprise: Uuid, revision: i32) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let who = ctx.signed_in()?;
    let row = find(ctx, &reach, enterprise).await?;
    if row.merged_into.is_some() {
        return Err(Refusal::new("enterprises.merged_already").into());
    }
    check_not_own(ctx, &row).await?;
    let office = acting_office(ctx, &row.area).await?;
    crate::transact!(ctx, |tx| {
        check_revision(&locked(tx, enterprise).await?, revision)?;
        let accepted = enterprises::Entity::update_many()
            .col_expr(enterprises::Column::AcceptedBy, Expr::value(who.account))
            .col_expr(enterprises::Column::AcceptedAt, Expr::value(ctx.now().0))
            .filter(enterprises::Column::Id.eq(enterprise))
            .filter(enterprises::Column::AcceptedAt.is_null())
            .filter(enterprises::Column::MergedInto.is_null())
            .exec(tx)
            .await?;
        let refusal = || Refusal::new("enterprises.accepted_already");
        if accepted.rows_affected != 1 {
            return Err(refusal().into());
        }
        let row = enterprise_supervisions::Model {
            id: ctx.new_id(),
            enterprise_id: enterprise,
            office_id: office,
            accepted_by: Some(who.account),
            accepted_at: ctx.now().0,
            ended_by: None,
            ended_at: None,
            ended_reason: None,
        };
        enterprise_supervisions::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, refusal()))?;
        audit::record(tx, ctx, "accept", ("enterprise", enterprise), json!({ "office": office, "revision": revision }))
            .await
    })
}

/// Takes an acceptance back: the rights of the enterprise's people rest until an office accepts it again.
pub async fn withdraw_acceptance(ctx: &Ctx, enterprise: Uuid, reason: &str) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let row = find(ctx, &reach, enterprise).await?;
    check_not_own(ctx, &row).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        if !end_supervision(tx, ctx, enterprise, &reason).await? {
            return Err(Refusal::new("enterprises.not_accepted_now").into());
        }
        audit::record(tx, ctx, "withdraw_acceptance", ("enterprise", enterprise), json!({})).await
    })
}

/// Whether there was one to end.
pub(super) async fn end_supervision(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    enterprise: Uuid,
    reason: &str,
) -> Result<bool, Fault> {
    let ended = enterprise_supervisions::Entity::update_many()
        .col_expr(enterprise_supervisions::Column::EndedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(enterprise_supervisions::Column::EndedAt, Expr::value(ctx.now().0))
        .col_expr(enterprise_supervisions::Column::EndedReason, Expr::value(reason))
        .filter(enterprise_supervisions::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_supervisions::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    let cleared = enterprises::Entity::update_many()
        .col_expr(enterprises::Column::AcceptedBy, Expr::value(None::<Uuid>))
        .col_expr(enterprises::Column::AcceptedAt, Expr::value(None::<i64>))
        .filter(enterprises::Column::Id.eq(enterprise))
        .filter(enterprises::Column::AcceptedAt.is_not_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected + cleared.rows_affected > 0)
}

/// Every acceptance and its end, newest first; those of rows that were merged into this one, too.
pub async fn supervisions(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<Supervision>, Fault> {
    overseen(ctx, enterprise).await?;
    let reader = ctx.db.reader();
    let rows = enterprise_supervisions::Entity::find()
        .filter(enterprise_supervisions::Column::EnterpriseId.is_in(rows_of(reader, enterprise).await?))
        .order_by_desc(enterprise_supervisions::Column::AcceptedAt)
        .order_by_desc(enterprise_supervisions::Column::Id)
        .all(reader)
        .await?;
    let accounts = rows.iter().flat_map(|row| [row.accepted_by, row.ended_by]).flatten().collect();
    let names = holders(reader, accounts).await?;
    let name = |account: Option<Uuid>| account.and_then(|id| names.get(&id)).map(|(_, name)| name.clone());
    let ids = rows.iter().filter_map(|row| row.office_id);
    let offices = offices::Entity::find().filter(offices::Column::Id.is_in(ids)).all(reader).await?;
    let view = |row: enterprise_supervisions::Model| Supervision {
        office: offices.iter().find(|office| Some(office.id) == row.office_id).map(|office| office.name.clone()),
        accepted_by: name(row.accepted_by),
        accepted_at: Instant(row.accepted_at),
        ended_by: name(row.ended_by),
        ended_at: row.ended_at.map(Instant),
        ended_reason: row.ended_reason,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// In the name of which office somebody decides about an enterprise of this area.
async fn acting_office(ctx: &Ctx, area: &str) -> Result<Option<Uuid>, Fault> {
    for post in &ctx.signed_in()?.posts {
        let reach = reach_of_post(ctx.db.reader(), post, Verb::Decide, Object::Enterprise).await?;
        if reach.is_some_and(|reach| reach.includes_area(area)) {
            return Ok(post.office);
        }
    }
    Ok(None)
}
