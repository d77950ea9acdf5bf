//! Which rows stand for one and the same enterprise? One person says so, a second one confirms, and from then on one row
//! stands for it; the other leads there and takes nothing new.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use serde_json::json;
use uuid::Uuid;

use super::acceptance::end_supervision;
use super::changing::locked;
use super::profile::check_reason;
use super::store::{check_not_own, current_members, find, new_member, within};
use super::{CreditCode, Part};
use crate::entity::{enterprise_members, enterprise_merges, enterprises};
use crate::offices::{Reach, holders, reach};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// A merge that waits for its second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    pub id: Uuid,
    pub absorbed: Uuid,
    pub absorbed_name: String,
    pub absorbed_code: String,
    pub kept: Uuid,
    pub kept_name: String,
    pub kept_code: String,
    pub reason: String,
    pub proposed_by: Option<String>,
    /// Whoever proposed it is not its second person, but may take it back.
    pub is_own: bool,
    pub proposed_at: Instant,
}

/// Says that two rows are one enterprise, and which of them is kept. An act of an office that reaches both.
pub async fn propose_merge(ctx: &Ctx, absorbed: Uuid, kept: Uuid, reason: &str) -> Result<Uuid, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let who = ctx.signed_in()?;
    let rows = [find(ctx, &reach, absorbed).await?, find(ctx, &reach, kept).await?];
    for row in &rows {
        check_not_own(ctx, row).await?;
    }
    let reason = check_reason(reason)?;
    check(&rows[0], &rows[1])?;
    crate::transact!(ctx, |tx| {
        let row = enterprise_merges::Model {
            id: ctx.new_id(),
            absorbed_id: absorbed,
            kept_id: kept,
            reason: reason.clone(),
            proposed_by: who.account,
            proposed_at: ctx.now().0,
            decision: None,
            decision_reason: None,
            decided_by: None,
            decided_at: None,
        };
        let id = row.id;
        enterprise_merges::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("enterprises.merge_open")))?;
        let facts = json!({ "merge": id, "kept": kept });
        audit::record(tx, ctx, "propose_merge", ("enterprise", absorbed), facts).await?;
        Ok(id)
    })
}

/// The enterprise of a credit code, as far as the asking office reaches it: the other row of a merge.
pub async fn find_by_code(ctx: &Ctx, code: &str) -> Result<Uuid, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let code = CreditCode::parse(code).map_err(|refusal| Refusal { field: Some("kept"), ..refusal })?;
    let row = enterprises::Entity::find()
        .filter(enterprises::Column::CreditCode.eq(code.as_str()))
        .filter(within(&reach))
        .one(ctx.db.reader())
        .await?;
    Ok(row.ok_or_else(|| Refusal::on("kept", "enterprises.code_unknown"))?.id)
}

/// The second person: another one, with the same reach, of neither enterprise.
pub async fn confirm_merge(ctx: &Ctx, merge: Uuid) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let who = ctx.signed_in()?;
    let row = open(ctx, &reach, merge).await?;
    for id in [row.absorbed_id, row.kept_id] {
        check_not_own(ctx, &find(ctx, &reach, id).await?).await?;
    }
    if row.proposed_by == who.account {
        return Err(Refusal::new("enterprises.second_must_be_another").into());
    }
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, merge, "confirmed", None).await?;
        // in the order of the ids, so that two merges never wait for each other
        for id in [row.absorbed_id.min(row.kept_id), row.absorbed_id.max(row.kept_id)] {
            locked(tx, id).await?;
        }
        let (absorbed, kept) = (locked(tx, row.absorbed_id).await?, locked(tx, row.kept_id).await?);
        check(&absorbed, &kept)?;
        absorb(tx, ctx, &absorbed, kept.id, &row.reason).await?;
        let facts = json!({ "merge": merge, "kept": kept.id });
        audit::record(tx, ctx, "merge", ("enterprise", absorbed.id), facts).await
    })
}

/// Says no, with a reason; whoever proposed it may take it back so.
pub async fn decline_merge(ctx: &Ctx, merge: Uuid, reason: &str) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let row = open(ctx, &reach, merge).await?;
    let reason = check_reason(reason)?;
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, merge, "declined", Some(reason.clone())).await?;
        let facts = json!({ "merge": merge, "kept": row.kept_id });
        audit::record(tx, ctx, "decline_merge", ("enterprise", row.absorbed_id), facts).await
    })
}

/// Every merge within reach that waits for its second person, oldest first.
pub async fn open_merges(ctx: &Ctx) -> Result<Vec<Merge>, Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Enterprise).await?;
    let (reader, who) = (ctx.db.reader(), ctx.signed_in()?.account);
    let waiting = enterprise_merges::Entity::find()
        .filter(enterprise_merges::Column::Decision.is_null())
        .order_by_asc(enterprise_merges::Column::Id)
        .all(reader)
        .await?;
    let ids = waiting.iter().flat_map(|merge| [merge.absorbed_id, merge.kept_id]);
    let rows = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(ids))
        .filter(within(&reach))
        .all(reader)
        .await?;
    let names = holders(reader, waiting.iter().map(|merge| merge.proposed_by).collect()).await?;
    let row = |id: Uuid| rows.iter().find(|row| row.id == id);
    let merges = waiting.into_iter().filter_map(|merge| {
        let (absorbed, kept) = (row(merge.absorbed_id)?, row(merge.kept_id)?);
        Some(Merge {
            id: merge.id,
            absorbed: absorbed.id,
            absorbed_name: absorbed.name.clone(),
            absorbed_code: absorbed.credit_code.clone(),
            kept: kept.id,
            kept_name: kept.name.clone(),
            kept_code: kept.credit_code.clone(),
            reason: merge.reason,
            is_own: merge.proposed_by == who,
            proposed_by: names.get(&merge.proposed_by).map(|(_, name)| name.clone()),
            proposed_at: Instant(merge.proposed_at),
        })
    });
    Ok(merges.collect())
}

/// The row that stands for an enterprise now: itself, or the one it was merged into.
pub async fn resolve<C: ConnectionTrait>(db: &C, enterprise: Uuid) -> Result<Uuid, Fault> {
    let row = enterprises::Entity::find_by_id(enterprise).one(db).await?.ok_or(Fault::NotFound)?;
    Ok(row.merged_into.unwrap_or(row.id))
}

/// Every row that stands or stood for an enterprise, the one that is kept first: what was recorded under any of them is
/// this enterprise's.
pub async fn rows_of<C: ConnectionTrait>(db: &C, kept: Uuid) -> Result<Vec<Uuid>, Fault> {
    let absorbed: Vec<Uuid> = ids()
        .filter(enterprises::Column::MergedInto.eq(kept))
        .order_by_asc(enterprises::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok([kept].into_iter().chain(absorbed).collect())
}

/// The ids of these enterprises and of the rows that stood for them before a merge, to be asked for `IN` them.
pub(crate) fn rows_of_any(kept: impl IntoIterator<Item = Uuid>) -> SelectStatement {
    let kept: Vec<Uuid> = kept.into_iter().collect();
    let either = Condition::any()
        .add(enterprises::Column::Id.is_in(kept.iter().copied()))
        .add(enterprises::Column::MergedInto.is_in(kept));
    ids().filter(either).into_query()
}

/// The ids of the enterprises of these areas and of the rows that stood for them before a merge, wherever those were.
pub(crate) fn rows_of_areas(areas: &BTreeSet<String>) -> SelectStatement {
    let there = enterprises::Column::Area.is_in(areas.iter().cloned());
    let kept = ids().filter(there.clone()).into_query();
    ids().filter(Condition::any().add(there).add(enterprises::Column::MergedInto.in_subquery(kept))).into_query()
}

/// The row, if there is one: something new names the row that stands, never one that was merged.
///
/// # Errors
/// `enterprises.merged_already` on `enterprise`.
pub(crate) async fn standing<C: ConnectionTrait>(
    db: &C,
    enterprise: Uuid,
) -> Result<Option<enterprises::Model>, Fault> {
    match enterprises::Entity::find_by_id(enterprise).one(db).await? {
        Some(row) if row.merged_into.is_some() => Err(Refusal::on("enterprise", "enterprises.merged_already").into()),
        row => Ok(row),
    }
}

fn ids() -> Select<enterprises::Entity> {
    enterprises::Entity::find().select_only().column(enterprises::Column::Id)
}

fn check(absorbed: &enterprises::Model, kept: &enterprises::Model) -> Result<(), Refusal> {
    if absorbed.id == kept.id {
        return Err(Refusal::on("kept", "enterprises.merge_with_itself"));
    }
    if absorbed.merged_into.is_some() || kept.merged_into.is_some() {
        return Err(Refusal::new("enterprises.merged_already"));
    }
    if kept.accepted_at.is_none() {
        return Err(Refusal::on("kept", "enterprises.merge_keeps_unaccepted"));
    }
    Ok(())
}

/// People of an accepted row come along; who merely claimed to administer an enterprise gets no right over it by a merge.
async fn absorb(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    absorbed: &enterprises::Model,
    kept: Uuid,
    reason: &str,
) -> Result<(), Fault> {
    let members = current_members().filter(enterprise_members::Column::EnterpriseId.eq(absorbed.id)).all(tx).await?;
    for member in members {
        let part = Part::parse(&member.part).ok_or_else(|| Fault::internal("member as nothing"))?;
        super::members::end(tx, ctx, absorbed.id, member.person_id, part).await?;
        let is_there = current_members()
            .filter(enterprise_members::Column::EnterpriseId.eq(kept))
            .filter(enterprise_members::Column::PersonId.eq(member.person_id))
            .filter(enterprise_members::Column::Part.eq(part.code()))
            .one(tx)
            .await?;
        if absorbed.accepted_at.is_some() && is_there.is_none() {
            let row = new_member(ctx, kept, member.person_id, part);
            enterprise_members::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        }
    }
    end_supervision(tx, ctx, absorbed.id, reason).await?;
    // what was merged into this one before leads straight to the row that is kept
    enterprises::Entity::update_many()
        .col_expr(enterprises::Column::MergedInto, Expr::value(kept))
        .filter(
            Condition::any()
                .add(enterprises::Column::Id.eq(absorbed.id))
                .add(enterprises::Column::MergedInto.eq(absorbed.id)),
        )
        .exec(tx)
        .await?;
    Ok(())
}

async fn open(ctx: &Ctx, reach: &Reach, merge: Uuid) -> Result<enterprise_merges::Model, Fault> {
    let row = enterprise_merges::Entity::find_by_id(merge).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    for id in [row.absorbed_id, row.kept_id] {
        find(ctx, reach, id).await?;
    }
    if row.decision.is_some() { Err(Refusal::new("enterprises.merge_decided").into()) } else { Ok(row) }
}

async fn decide(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    merge: Uuid,
    decision: &str,
    reason: Option<String>,
) -> Result<(), Fault> {
    let decided = enterprise_merges::Entity::update_many()
        .col_expr(enterprise_merges::Column::Decision, Expr::value(decision))
        .col_expr(enterprise_merges::Column::DecisionReason, Expr::value(reason))
        .col_expr(enterprise_merges::Column::DecidedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(enterprise_merges::Column::DecidedAt, Expr::value(ctx.now().0))
        .filter(enterprise_merges::Column::Id.eq(merge))
        .filter(enterprise_merges::Column::Decision.is_null())
        .exec(tx)
        .await?;
    if decided.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("enterprises.merge_decided").into()) }
}
