//! Whose records does a right reach, and who may write on which project?
//!
//! An enterprise sees the people of its own unit; a general contractor those of all units on its projects, for whom it
//! answers (条例第二十八条). A project officer has the bound projects, an office its area and industry.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::entity::{project_parties, projects, registrations};
use crate::people::scope::restricted;
use crate::permissions::{Object, Role, Scope, Verb, scope};
use crate::projects::PartyRole;
use crate::projects::store::ProjectReach;
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
        let mut any = Condition::any().add(registrations::Column::PersonId.is_in(self.person));
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
            any = any
                .add(registrations::Column::UnitId.is_in(self.projects.enterprises.iter().copied()))
                .add(registrations::Column::ProjectId.in_subquery(self.contracted()));
        }
        any
    }

    /// The projects of which an enterprise of the reach is or was the general contractor.
    fn contracted(&self) -> SelectStatement {
        project_parties::Entity::find()
            .select_only()
            .column(project_parties::Column::ProjectId)
            .filter(project_parties::Column::EnterpriseId.is_in(self.projects.enterprises.iter().copied()))
            .filter(project_parties::Column::Role.eq(PartyRole::GeneralContractor.code()))
            .filter(project_parties::Column::WithdrawnAt.is_null())
            .into_query()
    }

    /// Whether whole areas are reached: more people than can be looked through one by one.
    pub(super) fn is_wide(&self) -> bool {
        self.projects.whole_city || !self.projects.charges.is_empty()
    }
}

/// Which part of a project's people a reach holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    /// Of these units.
    Units(Vec<Uuid>),
}

/// The project, for a use case that looks at it.
pub(super) async fn visible_project(
    ctx: &Ctx,
    object: Object,
    project: Uuid,
) -> Result<(projects::Model, Part), Fault> {
    let reach = Reach::of(ctx, Verb::View, object).await?;
    let row = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let part = part_of(ctx, &reach, &row).await?.ok_or(Fault::NotFound)?;
    Ok((row, part))
}

/// The project, for a use case that changes something about its people.
pub(super) async fn own_project(
    ctx: &Ctx,
    verb: Verb,
    object: Object,
    project: Uuid,
) -> Result<projects::Model, Fault> {
    let (row, _) = visible_project(ctx, object, project).await?;
    let reach = Reach::of(ctx, verb, object).await?;
    match part_of(ctx, &reach, &row).await? {
        Some(Part::Whole) if row.merged_into.is_some() => Err(Refusal::new("projects.merged_already").into()),
        Some(Part::Whole) => Ok(row),
        _ => Err(Fault::Forbidden),
    }
}

/// The registration, for a use case that looks at it.
pub(super) async fn visible(ctx: &Ctx, object: Object, registration: Uuid) -> Result<registrations::Model, Fault> {
    let reach = Reach::of(ctx, Verb::View, object).await?;
    find(ctx.db.reader(), registration, &reach).await?.ok_or(Fault::NotFound)
}

/// The registration and its project, for a use case that changes something about it.
pub(super) async fn own(
    ctx: &Ctx,
    verb: Verb,
    object: Object,
    registration: Uuid,
) -> Result<(registrations::Model, projects::Model), Fault> {
    let row = visible(ctx, object, registration).await?;
    let reach = Reach::of(ctx, verb, object).await?;
    if find(ctx.db.reader(), registration, &reach).await?.is_none() {
        return Err(Fault::Forbidden);
    }
    let project = projects::Entity::find_by_id(row.project_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    Ok((row, project))
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

async fn part_of(ctx: &Ctx, reach: &Reach, project: &projects::Model) -> Result<Option<Part>, Fault> {
    let reach = &reach.projects;
    if reach.includes(&project.area, &project.industry) || reach.projects.contains(&project.id) {
        return Ok(Some(Part::Whole));
    }
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project.id))
        .filter(project_parties::Column::EnterpriseId.is_in(reach.enterprises.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .all(ctx.db.reader())
        .await?;
    if parties.iter().any(|party| party.role == PartyRole::GeneralContractor.code()) {
        return Ok(Some(Part::Whole));
    }
    let employs =
        |party: &&project_parties::Model| PartyRole::parse(&party.role).is_some_and(PartyRole::employs_workers);
    let units: Vec<Uuid> = parties.iter().filter(employs).map(|party| party.enterprise_id).collect();
    Ok(if units.is_empty() { None } else { Some(Part::Units(units)) })
}

impl Part {
    pub(super) fn holds(&self, unit: Uuid) -> bool {
        match self {
            Self::Whole => true,
            Self::Units(units) => units.contains(&unit),
        }
    }
}
