//! Which projects does a batch or an outage concern, and does the one who asks reach every one of them?

use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::suppliers::decided_supplier;
use crate::entity::{feed_batch_projects, feed_scopes, projects};
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::{Ctx, Fault, Period};

/// The ids of the projects that a batch speaks of.
pub(super) fn of_batch(batch: Uuid) -> SelectStatement {
    feed_batch_projects::Entity::find()
        .select_only()
        .column(feed_batch_projects::Column::ProjectId)
        .filter(feed_batch_projects::Column::BatchId.eq(batch))
        .into_query()
}

/// The ids of the projects that a supplier reported on any day of a period.
pub(super) fn of_period(supplier: Uuid, period: Period) -> SelectStatement {
    let still = Condition::any()
        .add(feed_scopes::Column::EndedAt.is_null())
        .add(feed_scopes::Column::EndedAt.gte(period.first().starts_at().0));
    let mut scopes = feed_scopes::Entity::find()
        .select_only()
        .column(feed_scopes::Column::ProjectId)
        .filter(feed_scopes::Column::SupplierId.eq(supplier))
        .filter(feed_scopes::Column::GrantedAt.is_not_null())
        .filter(still);
    if let Some(last) = period.last() {
        scopes = scopes.filter(feed_scopes::Column::FirstDay.lte(last.to_string()));
    }
    scopes.into_query()
}

/// An office decides about what lies within its reach as a whole; where no project is concerned, about the suppliers of its area.
///
/// # Errors
/// [`Fault::Forbidden`] when a project is another office's.
pub(super) async fn check_decides(ctx: &Ctx, supplier: Uuid, concerned: &SelectStatement) -> Result<(), Fault> {
    let reach = ProjectReach::of(ctx, Verb::Decide, Object::FeedKey).await?;
    if !is_any(ctx, among(concerned)).await? {
        return decided_supplier(ctx, supplier).await.map(|_| ());
    }
    let beyond = among(concerned).filter(reach.condition(Verb::Decide, ctx.now().day()).not());
    if is_any(ctx, beyond).await? { Err(Fault::Forbidden) } else { Ok(()) }
}

/// Whether there are projects and each is one that the actor oversees, or builds as the general contractor of today.
pub(super) async fn are_all_seen(ctx: &Ctx, concerned: &SelectStatement) -> Result<bool, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::FeedKey).await?;
    let beyond = among(concerned).filter(reach.condition(Verb::Edit, ctx.now().day()).not());
    Ok(is_any(ctx, among(concerned)).await? && !is_any(ctx, beyond).await?)
}

fn among(concerned: &SelectStatement) -> Select<projects::Entity> {
    projects::Entity::find().filter(projects::Column::Id.in_subquery(concerned.clone()))
}

async fn is_any(ctx: &Ctx, rows: Select<projects::Entity>) -> Result<bool, Fault> {
    let found = rows.select_only().column(projects::Column::Id).limit(1).into_tuple::<Uuid>();
    Ok(found.one(ctx.db.reader()).await?.is_some())
}
