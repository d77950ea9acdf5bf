//! Which records of a project's people do not go together: twice on a site, on two sites at once, one card for two?

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{SelectStatement, UnionType},
};
use uuid::Uuid;

use super::rows::registrations_of;
use super::scope::visible_project;
use crate::entity::{people, registrations, wage_cards};
use crate::permissions::Object;
use crate::workers::{DuplicateKind, Identified, Registration, find_duplicates};
use crate::{Ctx, Fault};

/// One finding with the people whom it concerns. Of registrations on other projects only the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateView {
    pub kind: DuplicateKind,
    /// Whom it concerns on this project, once for each registration.
    pub people: Vec<(Uuid, String)>,
    pub elsewhere: usize,
}

/// What is twice about the people of a project, wherever its counterpart stands.
pub async fn duplicates(ctx: &Ctx, project: Uuid) -> Result<Vec<DuplicateView>, Fault> {
    let (_, sight) = visible_project(ctx, Object::Worker, project).await?;
    let reader = ctx.db.reader();
    let of_people = registrations::Column::PersonId.in_subquery(concerned(project));
    let registrations = registrations_of(reader, Condition::all().add(of_people)).await?;
    let rows = people::Entity::find().filter(people::Column::Id.in_subquery(concerned(project))).all(reader).await?;
    let people: BTreeMap<Uuid, people::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let cards = cards_in_use(ctx, project).await?;
    let all: Vec<(Registration, &people::Model)> =
        registrations.into_iter().filter_map(|(_, one)| people.get(&one.person).map(|person| (one, person))).collect();
    let identified: Vec<Identified<'_>> = all
        .iter()
        .map(|(registration, person)| Identified {
            registration,
            document: &person.id_number_index,
            name: &person.name,
            card: cards.get(&person.id).map(String::as_str),
        })
        .collect();
    let mut found = Vec::new();
    for duplicate in find_duplicates(&identified) {
        let rows: Vec<&(Registration, &people::Model)> =
            duplicate.rows.iter().filter_map(|row| all.get(*row)).collect();
        let here = rows.iter().filter(|(one, _)| one.project == project && sight.holds(one.unit, one.begins_on()));
        let here: Vec<(Uuid, String)> = here.map(|(one, person)| (one.person, person.name.clone())).collect();
        let elsewhere = rows.len() - here.len();
        if !here.is_empty() {
            found.push(DuplicateView { kind: duplicate.kind, people: here, elsewhere });
        }
    }
    Ok(found)
}

/// The people of the project, and those who share a card with one of them.
fn concerned(project: Uuid) -> SelectStatement {
    let numbers = wage_cards::Entity::find()
        .select_only()
        .column(wage_cards::Column::NumberIndex)
        .filter(wage_cards::Column::PersonId.in_subquery(of_project(project)))
        .filter(wage_cards::Column::WithdrawnAt.is_null())
        .into_query();
    let sharing = wage_cards::Entity::find()
        .select_only()
        .column(wage_cards::Column::PersonId)
        .filter(wage_cards::Column::NumberIndex.in_subquery(numbers))
        .filter(wage_cards::Column::WithdrawnAt.is_null())
        .into_query();
    // one list: with a choice of two PostgreSQL would look at everybody
    of_project(project).union(UnionType::Distinct, sharing).take()
}

fn of_project(project: Uuid) -> SelectStatement {
    registrations::Entity::find()
        .select_only()
        .column(registrations::Column::PersonId)
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::WithdrawnAt.is_null())
        .into_query()
}

/// The keyed hash of each person's card that was registered last.
async fn cards_in_use(ctx: &Ctx, project: Uuid) -> Result<BTreeMap<Uuid, String>, Fault> {
    use sea_orm::QueryOrder;
    let rows = wage_cards::Entity::find()
        .filter(wage_cards::Column::PersonId.in_subquery(concerned(project)))
        .filter(wage_cards::Column::WithdrawnAt.is_null())
        .order_by_asc(wage_cards::Column::SinceOn);
    Ok(rows.all(ctx.db.reader()).await?.into_iter().map(|row| (row.person_id, row.number_index)).collect())
}
