//! Which projects does a right reach (R-004: row by row, by area and industry)?

use std::collections::BTreeSet;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::parties::party_of;
use crate::ctx::Post;
use crate::enterprises::store::rows_of_any;
use crate::entity::{enterprise_members, offices, project_parties, projects};
use crate::offices::reach_of_post;
use crate::permissions::{Object, Role, Verb, require};
use crate::projects::{PartyRole, Sight};
use crate::{Actor, Ctx, Day, Fault, Refusal};

/// What the posts of somebody reach for one verb; a project is reached when any of these holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProjectReach {
    pub whole_city: bool,
    /// Areas with the industry that alone is meant there; none means every industry.
    pub charges: Vec<(BTreeSet<String>, Option<String>)>,
    pub enterprises: BTreeSet<Uuid>,
    pub projects: BTreeSet<Uuid>,
}

impl ProjectReach {
    /// # Errors
    /// [`Fault::Anonymous`] or [`Fault::Forbidden`] when no post gives any right.
    pub(crate) async fn of(ctx: &Ctx, verb: Verb, object: Object) -> Result<Self, Fault> {
        require(ctx, verb, object)?;
        let mut reach = Self::default();
        match &ctx.actor {
            Actor::System(_) => reach.whole_city = true,
            Actor::Anonymous => {}
            Actor::SignedIn(who) => {
                for post in &who.posts {
                    reach.add(ctx.db.reader(), post, verb, object).await?;
                }
            }
        }
        Ok(reach)
    }

    async fn add<C: ConnectionTrait>(&mut self, db: &C, post: &Post, verb: Verb, object: Object) -> Result<(), Fault> {
        let Some(of_post) = reach_of_post(db, post, verb, object).await? else { return Ok(()) };
        self.whole_city |= of_post.whole_city;
        self.enterprises.extend(of_post.enterprises);
        self.projects.extend(of_post.projects);
        if of_post.areas.is_empty() {
            return Ok(());
        }
        match post.role {
            // an industry department without an industry oversees nothing
            Role::Industry => {
                if let Some(industry) = industry_of(db, post.office).await? {
                    self.charges.push((of_post.areas, Some(industry)));
                }
            }
            _ => self.charges.push((of_post.areas, None)),
        }
        Ok(())
    }

    /// The condition on `projects`. Any party sees the project; only its general contractor of the day does more.
    pub(crate) fn condition(&self, verb: Verb, today: Day) -> Condition {
        if self.whole_city {
            return Condition::all();
        }
        let mut any = Condition::any().add(projects::Column::Id.is_in(self.projects.iter().copied()));
        for (areas, industry) in &self.charges {
            let mut all = Condition::all().add(projects::Column::Area.is_in(areas.iter().cloned()));
            if let Some(industry) = industry {
                all = all.add(projects::Column::Industry.eq(industry));
            }
            any = any.add(all);
        }
        if !self.enterprises.is_empty() {
            any = any.add(projects::Column::Id.in_subquery(self.of_enterprises(verb, today)));
        }
        any
    }

    /// Whether a project there would be reached by area and industry alone.
    pub(crate) fn includes(&self, area: &str, industry: &str) -> bool {
        let covers = |(areas, only): &(BTreeSet<String>, Option<String>)| {
            areas.contains(area) && only.as_deref().is_none_or(|only| only == industry)
        };
        self.whole_city || self.charges.iter().any(covers)
    }

    /// Whether a project of some industry there would be.
    pub(super) fn includes_area(&self, area: &str) -> bool {
        self.whole_city || self.charges.iter().any(|(areas, _)| areas.contains(area))
    }

    fn of_enterprises(&self, verb: Verb, today: Day) -> SelectStatement {
        let mut parties = project_parties::Entity::find()
            .select_only()
            .column(project_parties::Column::ProjectId)
            .filter(is_one_of(&self.enterprises))
            .filter(project_parties::Column::WithdrawnAt.is_null());
        if verb != Verb::View {
            parties = parties.filter(contractor_on(today));
        }
        parties.into_query()
    }
}

/// The condition on `project_parties` for the enterprises of a reach, which holds the rows that stood for them before a merge.
fn is_one_of(enterprises: &BTreeSet<Uuid>) -> SimpleExpr {
    project_parties::Column::EnterpriseId.is_in(enterprises.iter().copied())
}

/// The condition on `project_parties` for the general contractor of a day.
pub(crate) fn contractor_on(today: Day) -> Condition {
    let still = Condition::any()
        .add(project_parties::Column::LeftOn.is_null())
        .add(project_parties::Column::LeftOn.gte(today.to_string()));
    Condition::all()
        .add(project_parties::Column::Role.eq(PartyRole::GeneralContractor.code()))
        .add(project_parties::Column::EnteredOn.lte(today.to_string()))
        .add(still)
}

/// How far the actor sees the people of a project, by a reach of seeing; `None` when the project is not the actor's to see.
pub(crate) async fn sight_of<C: ConnectionTrait>(
    db: &C,
    reach: &ProjectReach,
    project: &projects::Model,
) -> Result<Option<Sight>, Fault> {
    if reach.includes(&project.area, &project.industry) || reach.projects.contains(&project.id) {
        return Ok(Some(Sight::whole()));
    }
    let own = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project.id))
        .filter(is_one_of(&reach.enterprises))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .all(db)
        .await?;
    if own.is_empty() {
        return Ok(None);
    }
    let own = own.iter().map(party_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Sight::of_parties(&own).under_rows(reach.enterprises.iter().copied())))
}

/// The same as a condition for lists of rows about people: one of the enterprises is the general contractor of the row's
/// project, or still was on the day on which the row began. Both are columns of the row that is asked about.
pub(crate) fn contracted_when(enterprises: &BTreeSet<Uuid>, project: SimpleExpr, began: SimpleExpr) -> SimpleExpr {
    let left_on = Expr::col((project_parties::Entity, project_parties::Column::LeftOn));
    let was_there = Condition::any().add(left_on.clone().is_null()).add(left_on.gte(began));
    let party = project_parties::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(Expr::col((project_parties::Entity, project_parties::Column::ProjectId)).eq(project))
        .filter(is_one_of(enterprises))
        .filter(project_parties::Column::Role.eq(PartyRole::GeneralContractor.code()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(was_there);
    Expr::exists(party.into_query())
}

/// Whether the actor may do this with a project that the actor sees, for a form whose fields say nothing yet.
///
/// # Errors
/// As for every other use case: [`Fault::NotFound`], [`Fault::Forbidden`] and [`Fault::Anonymous`].
pub async fn check_reach(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<(), Fault> {
    project_for(ctx, verb, project).await.map(|_| ())
}

/// The project, for whoever may do this with it.
///
/// # Errors
/// [`Fault::NotFound`] when the actor may not see it, [`Fault::Forbidden`] when seeing is all that the actor may.
pub(crate) async fn project_for(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<projects::Model, Fault> {
    let today = ctx.now().day();
    let seen = match ProjectReach::of(ctx, Verb::View, Object::Project).await {
        // whoever sees no project at all, or none any more, sees not this one
        Err(Fault::Forbidden) => return Err(Fault::NotFound),
        seen => seen?,
    };
    let row = projects::Entity::find_by_id(project).filter(seen.condition(Verb::View, today)).one(ctx.db.reader());
    let row = row.await?.ok_or(Fault::NotFound)?;
    if verb != Verb::View && !reached(ctx, verb, project).await? {
        return Err(Fault::Forbidden);
    }
    Ok(row)
}

/// Whether the actor may do this with a project that the actor sees.
pub(super) async fn reached(ctx: &Ctx, verb: Verb, project: Uuid) -> Result<bool, Fault> {
    let reach = ProjectReach::of(ctx, verb, Object::Project).await?;
    let row = projects::Entity::find_by_id(project).filter(reach.condition(verb, ctx.now().day()));
    Ok(row.one(ctx.db.reader()).await?.is_some())
}

/// The same for what both sides may write: the site and the office in charge.
pub(super) async fn project_to_write(ctx: &Ctx, project: Uuid) -> Result<projects::Model, Fault> {
    match project_for(ctx, Verb::Edit, project).await {
        Err(Fault::Forbidden) => project_for(ctx, Verb::Decide, project).await,
        outcome => outcome,
    }
}

/// Whether one of the enterprises that the actor belongs to, as whatever, is a party of the project: nobody decides there
/// (separation of duty 7).
pub(crate) async fn is_of_a_party<C: ConnectionTrait>(db: &C, ctx: &Ctx, project: Uuid) -> Result<bool, Fault> {
    let Actor::SignedIn(who) = &ctx.actor else { return Ok(false) };
    let members = enterprise_members::Entity::find()
        .filter(enterprise_members::Column::PersonId.eq(who.person))
        .filter(enterprise_members::Column::LeftAt.is_null());
    let mut own: BTreeSet<Uuid> = members.all(db).await?.into_iter().map(|member| member.enterprise_id).collect();
    own.extend(who.posts.iter().filter_map(|post| post.enterprise));
    if own.is_empty() {
        return Ok(false);
    }
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::EnterpriseId.in_subquery(rows_of_any(own)))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    Ok(parties.one(db).await?.is_some())
}

/// The office in charge decides, and nobody about what the own enterprise builds.
pub(super) async fn project_to_decide(ctx: &Ctx, project: Uuid) -> Result<projects::Model, Fault> {
    let row = project_for(ctx, Verb::Decide, project).await?;
    match is_of_a_party(ctx.db.reader(), ctx, project).await? {
        true => Err(Refusal::new("projects.own_approval").into()),
        false => Ok(row),
    }
}

async fn industry_of<C: ConnectionTrait>(db: &C, office: Option<Uuid>) -> Result<Option<String>, Fault> {
    let Some(office) = office else { return Ok(None) };
    Ok(offices::Entity::find_by_id(office).one(db).await?.and_then(|row| row.industry))
}
