//! Which bindings does a right reach, and is a place there to be taken?

use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::enterprises::store::{resolve, rows_of, rows_of_areas};
use crate::entity::{bindings, enterprises, project_parties, project_statuses, projects};
use crate::filings::{Level, Post};
use crate::permissions::{Object, Role, Verb};
use crate::projects::Status;
use crate::projects::store::{ProjectReach, contractor_on, lock};
use crate::{Actor, Ctx, Fault, Refusal};

/// The condition on `bindings`: the own ones to see, those of the own enterprise, of the projects one answers for, and of
/// the area and industry in charge. The officer of an enterprise as such is of its area.
pub(super) async fn reached(ctx: &Ctx, verb: Verb) -> Result<Condition, Fault> {
    reached_for(ctx, verb, Object::Binding).await
}

/// The same for what hangs on a binding: its filing, its pledge.
pub(super) async fn reached_for(ctx: &Ctx, verb: Verb, object: Object) -> Result<Condition, Fault> {
    let reach = ProjectReach::of(ctx, verb, object).await?;
    if reach.whole_city {
        return Ok(Condition::all());
    }
    let mut any = Condition::any().add(bindings::Column::ProjectId.is_in(reach.projects.iter().copied()));
    if let (Actor::SignedIn(who), Verb::View) = (&ctx.actor, verb) {
        any = any.add(bindings::Column::PersonId.eq(who.person));
    }
    any = any.add(bindings::Column::EnterpriseId.is_in(reach.enterprises.iter().copied()));
    for (areas, industry) in &reach.charges {
        let mut there = projects::Entity::find()
            .select_only()
            .column(projects::Column::Id)
            .filter(projects::Column::Area.is_in(areas.iter().cloned()));
        if let Some(industry) = industry {
            there = there.filter(projects::Column::Industry.eq(industry));
        }
        let of_enterprise = Condition::all()
            .add(bindings::Column::Level.eq(Level::Enterprise.code()))
            .add(bindings::Column::EnterpriseId.in_subquery(rows_of_areas(areas)));
        any = any.add(bindings::Column::ProjectId.in_subquery(there.into_query())).add(of_enterprise);
    }
    Ok(any)
}

/// What somebody looks after: an office its area, an enterprise what it builds.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after nothing but the own bindings.
pub(super) async fn overseen(ctx: &Ctx) -> Result<ProjectReach, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, Object::Binding).await?;
    let is_somewhere = reach.whole_city || !reach.charges.is_empty() || !reach.enterprises.is_empty();
    if is_somewhere { Ok(reach) } else { Err(Fault::Forbidden) }
}

pub(super) async fn visible(ctx: &Ctx, binding: Uuid) -> Result<bindings::Model, Fault> {
    let seen = reached(ctx, Verb::View).await?;
    bindings::Entity::find_by_id(binding).filter(seen).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

/// Whether the actor decides about it, as its enterprise or as an office in charge.
pub(super) async fn is_in_charge(ctx: &Ctx, binding: Uuid) -> Result<bool, Fault> {
    let reach = match reached(ctx, Verb::Decide).await {
        Err(Fault::Forbidden) => return Ok(false),
        reach => reach?,
    };
    Ok(bindings::Entity::find_by_id(binding).filter(reach).one(ctx.db.reader()).await?.is_some())
}

/// Whether the actor administers this enterprise, which may have been merged into the one administered.
pub(super) async fn administers(ctx: &Ctx, enterprise: Uuid) -> Result<bool, Fault> {
    let Actor::SignedIn(who) = &ctx.actor else { return Ok(false) };
    let stands = resolve(ctx.db.reader(), enterprise).await?;
    let is_of_it = |post: &crate::ctx::Post| post.enterprise == Some(stands);
    Ok(who.posts.iter().any(|post| post.role == Role::EnterpriseAdministrator && is_of_it(post)))
}

/// Whether the enterprise counts, and builds the project as its general contractor today.
///
/// # Errors
/// Refused with what is in the way; a project of others is as unknown as one that does not exist.
pub(super) async fn check_place(ctx: &Ctx, enterprise: Uuid, post: Post) -> Result<(), Fault> {
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let row = enterprises::Entity::find_by_id(enterprise).one(reader).await?;
    let row = row.ok_or_else(|| Refusal::on("credit_code", "filings.enterprise_unknown"))?;
    if row.accepted_at.is_none() || row.merged_into.is_some() {
        return Err(Refusal::on("credit_code", "filings.enterprise_not_accepted").into());
    }
    let Post::Project { project, .. } = post else { return Ok(()) };
    let rows = rows_of(reader, enterprise).await?;
    let contractor = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::EnterpriseId.is_in(rows))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(contractor_on(today))
        .one(reader)
        .await?;
    let found = projects::Entity::find_by_id(project).one(reader).await?.filter(|_| contractor.is_some());
    let row = found.ok_or_else(|| Refusal::on("project", "filings.project_unknown"))?;
    if row.accepted_at.is_none() || row.merged_into.is_some() {
        return Err(Refusal::on("project", "filings.project_not_accepted").into());
    }
    let completed = project_statuses::Entity::find()
        .filter(project_statuses::Column::ProjectId.eq(project))
        .filter(is_completed())
        .one(reader)
        .await?;
    if completed.is_some() {
        return Err(Refusal::on("project", "filings.project_completed").into());
    }
    Ok(())
}

/// The same once nobody else writes on the project: whoever takes its contractor away in the meantime ends the bindings that
/// are there, and one that comes after is asked again.
///
/// # Errors
/// As of [`check_place`].
pub(super) async fn hold_place(tx: &DatabaseTransaction, ctx: &Ctx, enterprise: Uuid, post: Post) -> Result<(), Fault> {
    if let Post::Project { project, .. } = post {
        lock(tx, project).await?;
    }
    check_place(ctx, enterprise, post).await
}

/// The condition on `project_statuses` for a project that is built and done.
pub(super) fn is_completed() -> Condition {
    Condition::all()
        .add(project_statuses::Column::Status.eq(Status::Completed.code()))
        .add(project_statuses::Column::WithdrawnAt.is_null())
}
