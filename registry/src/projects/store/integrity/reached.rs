//! Who sees an integrity record, and who may write about whom?

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::super::scope::ProjectReach;
use super::About;
use crate::ctx::Post;
use crate::enterprises::CreditCode;
use crate::enterprises::store::{belongs_to_any, resolve, rows_of, rows_of_areas, standing};
use crate::entity::{enterprises, integrity_records, people, projects};
use crate::offices::reach;
use crate::people::IdNumber;
use crate::people::identity::confirmed;
use crate::people::scope::{Unaffiliated, within};
use crate::people::store::find_by_id_number;
use crate::permissions::{Object, Verb, scope};
use crate::{Actor, Ctx, Fault, Refusal};

/// The condition on `integrity_records` for what the actor may see. An enterprise sees what is about itself, and what is
/// about anybody on a project that it is the general contractor of. To an office a record on a project is as far as the
/// project: the area of the enterprise decides about what was recorded on none.
pub(super) async fn seen(ctx: &Ctx) -> Result<Condition, Fault> {
    use integrity_records::Column;
    let reach = ProjectReach::of(ctx, Verb::View, Object::IntegrityRecord).await?;
    if reach.whole_city {
        return Ok(Condition::all());
    }
    let on_projects = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Edit, ctx.now().day()));
    let mut any = Condition::any()
        .add(Column::ProjectId.in_subquery(on_projects.into_query()))
        .add(Column::EnterpriseId.is_in(reach.enterprises.iter().copied()));
    for (areas, _) in &reach.charges {
        let of_area = Column::EnterpriseId.in_subquery(rows_of_areas(areas));
        any = any.add(Condition::all().add(Column::ProjectId.is_null()).add(of_area));
    }
    if let Actor::SignedIn(who) = &ctx.actor {
        any = any.add(Column::PersonId.in_subquery(confirmed(Some(who.person))));
        // what the own office wrote, for those of it who deal with such records
        let sees = |post: &&Post| scope(post.role, Verb::View, Object::IntegrityRecord).is_some();
        any = any.add(Column::OfficeId.is_in(who.posts.iter().filter(sees).filter_map(|post| post.office)));
    }
    Ok(any)
}

/// About whom somebody is who names a credit code or an identity number. Whoever the actor may not write about is as unknown
/// as who is not there.
///
/// # Errors
/// On `subject`, when nobody is meant.
pub async fn integrity_subject(ctx: &Ctx, text: &str) -> Result<About, Fault> {
    let reached = ProjectReach::of(ctx, Verb::Create, Object::IntegrityRecord).await?;
    let reader = ctx.db.reader();
    let unknown = || Fault::from(Refusal::on("subject", "projects.integrity_subject_unknown"));
    let enterprise = match CreditCode::parse(text) {
        Ok(code) => {
            let is_its = enterprises::Column::CreditCode.eq(code.as_str());
            enterprises::Entity::find().filter(is_its).one(reader).await?
        }
        Err(_) => None,
    };
    // an identity number may look like a credit code
    let about = match enterprise {
        Some(row) => About::Enterprise(row.merged_into.unwrap_or(row.id)),
        None => {
            let number = IdNumber::parse(text, ctx.now().day()).map_err(|_| unknown())?;
            About::Person(find_by_id_number(reader, ctx, &number).await?.ok_or_else(unknown)?.id)
        }
    };
    match check_reached(ctx, &reached, about, None).await {
        Err(Fault::NotFound) => Err(unknown()),
        outcome => outcome.map(|()| about),
    }
}

/// Whether a right to write reaches whom a record is about: by project, by the enterprise's area, or by the person.
///
/// # Errors
/// [`Fault::NotFound`] when it does not; a refusal when the enterprise was merged into another one.
pub(super) async fn check_reached(
    ctx: &Ctx,
    reached: &ProjectReach,
    about: About,
    project: Option<Uuid>,
) -> Result<(), Fault> {
    let reader = ctx.db.reader();
    let on_project = match project {
        Some(project) => {
            let row = projects::Entity::find_by_id(project)
                .filter(reached.condition(Verb::View, ctx.now().day()))
                .one(reader)
                .await?;
            row.ok_or(Fault::NotFound)?;
            true
        }
        None => false,
    };
    let found = match about {
        About::Enterprise(id) => standing(reader, id).await?.is_some_and(|row| {
            let in_area = reached.charges.iter().any(|(areas, _)| areas.contains(&row.area));
            reached.whole_city || on_project || in_area
        }),
        About::Person(id) if reached.whole_city || on_project => {
            people::Entity::find_by_id(id).one(reader).await?.is_some()
        }
        About::Person(id) => {
            let of_people = reach(ctx, Verb::View, Object::PersonRecord).await?;
            let row = people::Entity::find_by_id(id).filter(within(&of_people, Unaffiliated::LeftOut));
            row.one(reader).await?.is_some()
        }
    };
    if found { Ok(()) } else { Err(Fault::NotFound) }
}

/// Separation of duty 7: nobody writes about oneself or the own enterprise, and nobody settles what is about them.
pub(super) async fn check_not_own(ctx: &Ctx, about: About) -> Result<(), Fault> {
    let Actor::SignedIn(who) = &ctx.actor else { return Ok(()) };
    let is_own = match about {
        About::Person(person) => person == who.person,
        About::Enterprise(enterprise) => {
            let reader = ctx.db.reader();
            let rows = rows_of(reader, resolve(reader, enterprise).await?).await?;
            let by_post = who.posts.iter().filter_map(|post| post.enterprise).any(|own| rows.contains(&own));
            by_post || belongs_to_any(reader, &rows, who.person).await?
        }
    };
    if is_own { Err(Refusal::new("projects.integrity_own").into()) } else { Ok(()) }
}
