//! Whose records does a right reach, and who may write on which project?
//!
//! An enterprise sees the people of its own unit; a general contractor those of all units on its projects, for whom it
//! answers (条例第二十八条), and after its last day those who had come by then. A project officer has the bound projects, an
//! office its area and industry.

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::entity::{projects, registrations};
use crate::people::identity::confirmed;
use crate::people::scope::restricted;
use crate::permissions::{Object, Role, Scope, Verb, scope};
use crate::projects::store::{ProjectReach, contracted_when, sight_of};
use crate::projects::{Seen, Sight};
use crate::{Ctx, Day, Fault, Refusal};

/// What the posts of somebody reach for one verb, and the own record.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    pub projects: ProjectReach,
    /// The person whose own records are meant.
    pub person: Option<Uuid>,
    today: Day,
}

impl Reach {
    /// # Errors
    /// [`Fault::Anonymous`] or [`Fault::Forbidden`] when no post gives any right.
    pub(super) async fn of(ctx: &Ctx, verb: Verb, object: Object) -> Result<Self, Fault> {
        let projects = ProjectReach::of(ctx, verb, object).await?;
        let is_own = scope(Role::Candidate, verb, object) == Some(Scope::Own);
        let person = ctx.signed_in().ok().filter(|_| is_own).map(|who| who.person);
        Ok(Self { projects, person, today: ctx.now().day() })
    }

    /// The condition on `registrations` for the rows that are reached. What was withdrawn never counted.
    pub(super) fn condition(&self) -> Condition {
        let in_use = Condition::all()
            .add(registrations::Column::WithdrawnAt.is_null())
            // P-12: the data of whoever asked for their deletion are only kept
            .add(registrations::Column::PersonId.not_in_subquery(restricted()));
        if self.projects.whole_city { in_use } else { in_use.add(self.reached()) }
    }

    fn reached(&self) -> Condition {
        // the own record, once the identity is confirmed
        let mut any = Condition::any().add(registrations::Column::PersonId.in_subquery(confirmed(self.person)));
        if !self.projects.charges.is_empty() {
            // asked of each row: a list of so many projects would mislead the planner to begin with them
            let of_office = ProjectReach { enterprises: Default::default(), ..self.projects.clone() };
            let site = projects::Entity::find()
                .select_only()
                .expr(Expr::val(1))
                .filter(projects::Column::Id.into_expr().eq(registrations::Column::ProjectId.into_expr()))
                .filter(of_office.condition(Verb::View, self.today));
            any = any.add(Expr::exists(site.into_query()));
        } else if !self.projects.projects.is_empty() {
            any = any.add(registrations::Column::ProjectId.is_in(self.projects.projects.iter().copied()));
        }
        if !self.projects.enterprises.is_empty() {
            let (on, began) = (registrations::Column::ProjectId, registrations::Column::EnteredOn);
            any = any
                .add(registrations::Column::UnitId.is_in(self.projects.enterprises.iter().copied()))
                .add(contracted_when(&self.projects.enterprises, on.into_expr(), began.into_expr()));
        }
        any
    }

    /// The areas that are reached; `None` where something else is reached as well, or everything.
    pub(super) fn areas_alone(&self) -> Option<BTreeSet<&str>> {
        let reach = &self.projects;
        let is_alone = !reach.whole_city && reach.enterprises.is_empty() && reach.projects.is_empty();
        is_alone.then(|| reach.charges.iter().flat_map(|(areas, _)| areas.iter().map(String::as_str)).collect())
    }

    /// Whether whole areas are reached: more people than can be looked through one by one.
    pub(super) fn is_wide(&self) -> bool {
        self.projects.whole_city || !self.projects.charges.is_empty()
    }
}

/// The project, for a use case that looks at it, and how far the actor sees its people.
pub(super) async fn visible_project(
    ctx: &Ctx,
    object: Object,
    project: Uuid,
) -> Result<(projects::Model, Sight), Fault> {
    let (reader, reach) = (ctx.db.reader(), Reach::of(ctx, Verb::View, object).await?);
    let row = projects::Entity::find_by_id(project).one(reader).await?.ok_or(Fault::NotFound)?;
    let sight = sight_of(reader, &reach.projects, &row).await?;
    let sight = sight.filter(|sight| !sight.is_of_nobody()).ok_or(Fault::NotFound)?;
    Ok((row, sight))
}

/// The project, when the actor sees all of its people today.
pub(super) async fn whole_project(ctx: &Ctx, object: Object, project: Uuid) -> Result<projects::Model, Fault> {
    let (row, sight) = visible_project(ctx, object, project).await?;
    if sight.of_all() == Seen::Always { Ok(row) } else { Err(Fault::Forbidden) }
}

/// The project, for a use case that changes something about its people.
pub(super) async fn own_project(
    ctx: &Ctx,
    verb: Verb,
    object: Object,
    project: Uuid,
) -> Result<projects::Model, Fault> {
    let (row, _) = visible_project(ctx, object, project).await?;
    let reach = Reach::of(ctx, verb, object).await?.projects;
    match reach.includes(&row.area, &row.industry) || reach.projects.contains(&row.id) {
        true if row.merged_into.is_some() => Err(Refusal::new("projects.merged_already").into()),
        true => Ok(row),
        false => Err(Fault::Forbidden),
    }
}

/// The registration, for a use case that looks at it.
pub(super) async fn visible(ctx: &Ctx, object: Object, registration: Uuid) -> Result<registrations::Model, Fault> {
    let reach = Reach::of(ctx, Verb::View, object).await?;
    find(ctx.db.reader(), registration, &reach).await?.ok_or(Fault::NotFound)
}

/// The registration, for a use case that changes something about it.
pub(super) async fn own(
    ctx: &Ctx,
    verb: Verb,
    object: Object,
    registration: Uuid,
) -> Result<registrations::Model, Fault> {
    let row = visible(ctx, object, registration).await?;
    let reach = Reach::of(ctx, verb, object).await?;
    find(ctx.db.reader(), registration, &reach).await?.map(|_| row).ok_or(Fault::Forbidden)
}

/// Whether the person has ever been registered on the project.
pub(super) async fn is_on_project<C: ConnectionTrait>(db: &C, project: Uuid, person: Uuid) -> Result<bool, Fault> {
    let rows = registrations::Entity::find()
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::PersonId.eq(person))
        .filter(registrations::Column::WithdrawnAt.is_null());
    Ok(rows.one(db).await?.is_some())
}

async fn find<C: ConnectionTrait>(db: &C, id: Uuid, reach: &Reach) -> Result<Option<registrations::Model>, Fault> {
    Ok(registrations::Entity::find_by_id(id).filter(reach.condition()).one(db).await?)
}
