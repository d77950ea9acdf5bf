//! What if a project was registered twice? One office proposes which record stays, a second person says yes; the other record
//! leads there from then on and takes nothing new.

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::scope::{ProjectReach, project_to_decide};
use super::{account, check_reason, inputs, lock, taking_along};
use crate::entity::{project_exemptions, project_merges, project_shutdowns, projects};
use crate::filings::store::has_open_bindings;
use crate::offices::holders;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// A merge that waits for its second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub id: Uuid,
    /// that which goes
    pub gone: Uuid,
    pub gone_name: String,
    pub stays: Uuid,
    pub stays_name: String,
    pub reason: String,
    pub proposed_by: Option<String>,
    pub proposed_at: Instant,
    /// Whether the actor proposed it, and somebody else has to say yes.
    pub is_own: bool,
}

/// Says that `gone` was a second record of `stays`. An act of an office that is in charge of both.
pub async fn propose_merge(ctx: &Ctx, gone: Uuid, stays: Uuid, reason: &str) -> Result<Uuid, Fault> {
    project_to_decide(ctx, gone).await?;
    project_to_decide(ctx, stays).await?;
    let reason = check_reason(reason)?;
    if gone == stays {
        return Err(Refusal::on("project", "projects.merged_with_itself").into());
    }
    crate::transact!(ctx, |tx| {
        lock_both(tx, gone, stays).await?;
        check(tx, gone).await?;
        let row = project_merges::Model {
            id: ctx.new_id(),
            project_id: gone,
            into_id: stays,
            reason: reason.clone(),
            proposed_by: account(ctx),
            proposed_at: ctx.now().0,
            decision: None,
            decision_reason: None,
            decided_by: None,
            decided_at: None,
        };
        let id = row.id;
        project_merges::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("project", "projects.merge_open")))?;
        audit::record(tx, ctx, "propose_merge", ("project", gone), json!({ "merge": id, "into": stays })).await?;
        Ok(id)
    })
}

/// The second person: another one, in charge of both. The external codes, permits, approved periods, confirmed days and the
/// history of `gone` are those of `stays` from now on; what else stands on it stays readable there.
pub async fn confirm_merge(ctx: &Ctx, merge: Uuid) -> Result<(), Fault> {
    let who = ctx.signed_in()?.account;
    let row = open(ctx, merge).await?;
    let (gone, stays) = (row.project_id, row.into_id);
    if row.proposed_by == Some(who) {
        return Err(Refusal::new("projects.second_must_be_another").into());
    }
    crate::transact!(ctx, |tx| {
        lock_both(tx, gone, stays).await?;
        check(tx, gone).await?;
        decide(tx, ctx, merge, "confirmed", None).await?;
        taking_along::take_along(tx, ctx, gone, stays).await?;
        // what was merged into this one before leads straight to the record that stays
        let led_here = Condition::any().add(projects::Column::Id.eq(gone)).add(projects::Column::MergedInto.eq(gone));
        projects::Entity::update_many()
            .col_expr(projects::Column::MergedInto, Expr::value(stays))
            .filter(led_here)
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "merge", ("project", gone), json!({ "merge": merge, "into": stays })).await
    })
}

/// Says no, with a reason; whoever proposed it may take it back so.
pub async fn decline_merge(ctx: &Ctx, merge: Uuid, reason: &str) -> Result<(), Fault> {
    let row = open(ctx, merge).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, merge, "declined", Some(reason.clone())).await?;
        let facts = json!({ "merge": merge, "into": row.into_id });
        audit::record(tx, ctx, "decline_merge", ("project", row.project_id), facts).await
    })
}

/// Every merge within reach that waits for its second person, oldest first.
pub async fn open_merges(ctx: &Ctx) -> Result<Vec<Merge>, Fault> {
    let reach = ProjectReach::of(ctx, Verb::Decide, Object::Project).await?;
    let reader = ctx.db.reader();
    let waiting = project_merges::Entity::find()
        .filter(project_merges::Column::Decision.is_null())
        .order_by_asc(project_merges::Column::Id)
        .all(reader)
        .await?;
    let ids: Vec<Uuid> = waiting.iter().flat_map(|merge| [merge.project_id, merge.into_id]).collect();
    let rows = projects::Entity::find()
        .filter(projects::Column::Id.is_in(ids))
        .filter(reach.condition(Verb::Decide, ctx.now().day()))
        .all(reader)
        .await?;
    let names = holders(reader, waiting.iter().filter_map(|merge| merge.proposed_by).collect()).await?;
    let name = |id: Uuid| rows.iter().find(|row| row.id == id).map(|row| row.name.clone());
    let own = account(ctx);
    let merges = waiting.into_iter().filter_map(|merge| {
        Some(Merge {
            id: merge.id,
            gone: merge.project_id,
            gone_name: name(merge.project_id)?,
            stays: merge.into_id,
            stays_name: name(merge.into_id)?,
            is_own: merge.proposed_by == own,
            proposed_by: merge.proposed_by.and_then(|id| names.get(&id)).map(|(_, name)| name.clone()),
            reason: merge.reason,
            proposed_at: Instant(merge.proposed_at),
        })
    });
    Ok(merges.collect())
}

/// Always in the same order, so that two merges never wait for each other.
async fn lock_both(tx: &DatabaseTransaction, one: Uuid, two: Uuid) -> Result<(), Fault> {
    lock(tx, one.min(two)).await?;
    lock(tx, one.max(two)).await?;
    Ok(())
}

/// Only a record on which no workers, days or payments rest can go: they would belong to neither. Nor one with an officer, be
/// the certificate suspended or the wish unanswered, or with a filing that nobody has decided about.
async fn check(tx: &DatabaseTransaction, gone: Uuid) -> Result<(), Fault> {
    if inputs::has_records(tx, gone).await? {
        return Err(Refusal::on("project", "projects.merge_has_records").into());
    }
    if has_open_bindings(tx, gone).await? {
        return Err(Refusal::on("project", "projects.merge_has_officer").into());
    }
    let shutdown = project_shutdowns::Entity::find()
        .filter(project_shutdowns::Column::ProjectId.eq(gone))
        .filter(project_shutdowns::Column::Verdict.is_null());
    let exemption = project_exemptions::Entity::find()
        .filter(project_exemptions::Column::ProjectId.eq(gone))
        .filter(project_exemptions::Column::Verdict.is_null());
    if shutdown.one(tx).await?.is_some() || exemption.one(tx).await?.is_some() {
        return Err(Refusal::on("project", "projects.merge_filing_open").into());
    }
    Ok(())
}

async fn open(ctx: &Ctx, merge: Uuid) -> Result<project_merges::Model, Fault> {
    // whoever decides about no project learns of no merge
    ProjectReach::of(ctx, Verb::Decide, Object::Project).await?;
    let row = project_merges::Entity::find_by_id(merge).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    project_to_decide(ctx, row.project_id).await?;
    project_to_decide(ctx, row.into_id).await?;
    if row.decision.is_some() { Err(Refusal::new("projects.merge_decided").into()) } else { Ok(row) }
}

async fn decide(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    merge: Uuid,
    decision: &str,
    reason: Option<String>,
) -> Result<(), Fault> {
    let decided = project_merges::Entity::update_many()
        .col_expr(project_merges::Column::Decision, Expr::value(decision))
        .col_expr(project_merges::Column::DecisionReason, Expr::value(reason))
        .col_expr(project_merges::Column::DecidedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(project_merges::Column::DecidedAt, Expr::value(ctx.now().0))
        .filter(project_merges::Column::Id.eq(merge))
        .filter(project_merges::Column::Decision.is_null())
        .exec(tx)
        .await?;
    if decided.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("projects.merge_decided").into()) }
}
