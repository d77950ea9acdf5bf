//! Whose turn is it to be compared? The sites that nobody compared longest, those marked first.

use std::collections::HashMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationDef,
    sea_query::{Expr, Func, SimpleExpr},
};
use uuid::Uuid;

use super::{compare_within, sources};
use crate::ctx::Actor;
use crate::db::many;
use crate::entity::{agreements, bindings, projects};
use crate::filings::Duty;
use crate::filings::store::in_force;
use crate::projects::store::lock;
use crate::{Ctx, Fault, Instant};

/// Compares those that were compared before this moment or never, the longest ago first, at most so many; says how many of
/// them changed. For jobs.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn compare_due(ctx: &Ctx, before: Instant, most: u64) -> Result<(u64, u64), Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    let due = due(ctx, before, most).await?;
    let known = known(ctx, &due).await?;
    let (mut alike, mut changed) = (Vec::new(), 0);
    for (project, found) in sources::said(ctx, &due).await? {
        let said = (found.standing().code().to_owned(), found.key(ctx)?);
        if known.get(&project) == Some(&said) {
            alike.push(project);
            continue;
        }
        // looked at again while nobody else writes: what was read before may be old
        let outcome = crate::transact!(ctx, |tx| {
            lock(tx, project).await?;
            compare_within(tx, ctx, project).await
        });
        match outcome {
            Ok(is_new) => changed += u64::from(is_new),
            // it was merged into another one in the meantime
            Err(Fault::Refused(_)) => {}
            Err(fault) => return Err(fault),
        }
    }
    touch(ctx, &alike).await?;
    Ok((u64::try_from(due.len()).unwrap_or(u64::MAX), changed))
}

/// What was found last, by the site.
async fn known(ctx: &Ctx, due: &[Uuid]) -> Result<HashMap<Uuid, (String, String)>, Fault> {
    let mut found = HashMap::new();
    for some in many::keys(due) {
        let rows = agreements::Entity::find().filter(agreements::Column::ProjectId.is_in(some.iter().copied()));
        let rows = rows.all(ctx.db.reader()).await?;
        found.extend(rows.into_iter().map(|row| (row.project_id, (row.standing, row.compared))));
    }
    Ok(found)
}

/// They were compared now, and nothing is new.
async fn touch(ctx: &Ctx, alike: &[Uuid]) -> Result<(), Fault> {
    for some in many::keys(alike) {
        agreements::Entity::update_many()
            .col_expr(agreements::Column::ComparedAt, Expr::value(ctx.now().0))
            .filter(agreements::Column::ProjectId.is_in(some.iter().copied()))
            .exec(ctx.db.writer())
            .await?;
    }
    Ok(())
}

/// Sites with a responsible officer, and those that were compared once: what differed there may agree now.
async fn due(ctx: &Ctx, before: Instant, most: u64) -> Result<Vec<Uuid>, Fault> {
    let at = Expr::col((agreements::Entity, agreements::Column::ComparedAt));
    let is_due = Condition::any().add(at.clone().is_null()).add(at.clone().lt(before.0));
    let with_officer = bindings::Entity::find()
        .select_only()
        .column(bindings::Column::ProjectId)
        .filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
        .filter(in_force())
        .into_query();
    let is_concerned =
        Condition::any().add(at.clone().is_not_null()).add(projects::Column::Id.in_subquery(with_officer));
    let rows = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .join(JoinType::LeftJoin, compared())
        .filter(projects::Column::MergedInto.is_null())
        .filter(is_due)
        .filter(is_concerned)
        // NULL comes first on one database and last on the other
        .order_by(SimpleExpr::from(Func::coalesce([at, Expr::val(0_i64)])), Order::Asc)
        .order_by_asc(projects::Column::Id)
        .limit(most)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(rows)
}

fn compared() -> RelationDef {
    projects::Entity::belongs_to(agreements::Entity).from(projects::Column::Id).to(agreements::Column::ProjectId).into()
}
