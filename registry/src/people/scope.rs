//! Whose records does a right reach?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, Select,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::Fault;
use crate::entity::{
    accounts, attempts, certificates, data_requests, enterprise_members, enterprises, exam_roster, exams, people,
};
use crate::offices::Reach;
use crate::people::requests::shut_away;

/// Stands in for a name that was erased or is only kept: fits every mask and is nobody's.
pub(crate) const NO_NAME: &str = "***";
/// Ids in one condition.
const AT_ONCE: usize = 500;

/// Does the reach of a county take in people whom no enterprise employs?
///
/// They belong to no county yet (an enterprise counts once it is accepted). A list leaves them out; whoever holds the document at the counter finds them by its
/// number, and may then open and confirm the record.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unaffiliated {
    LeftOut,
    TakenIn,
}

/// The condition on `people` for the rows that `reach` holds.
pub(crate) fn within(reach: &Reach, unaffiliated: Unaffiliated) -> Condition {
    // P-12: after a deletion was answered nothing happens with the data but that it is kept
    let unrestricted = Condition::all().add(people::Column::Id.not_in_subquery(restricted()));
    if reach.whole_city {
        return unrestricted;
    }
    unrestricted.add(reached(reach, unaffiliated))
}

/// The people whose data are only kept.
pub(crate) fn restricted() -> SelectStatement {
    data_requests::Entity::find().select_only().column(data_requests::Column::PersonId).filter(shut_away()).into_query()
}

/// Those of them whose data are only kept.
pub(crate) async fn restricted_among<C: ConnectionTrait>(
    db: &C,
    people: BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let people: Vec<Uuid> = people.into_iter().collect();
    let mut found = BTreeSet::new();
    for some in people.chunks(AT_ONCE) {
        let rows = data_requests::Entity::find()
            .select_only()
            .column(data_requests::Column::PersonId)
            .filter(data_requests::Column::PersonId.is_in(some.iter().copied()))
            .filter(shut_away())
            .into_tuple::<Uuid>();
        found.extend(rows.all(db).await?);
    }
    Ok(found)
}

/// The names of people as others are shown them: whoever's data are only kept goes by [`NO_NAME`].
pub(crate) async fn names_shown<C: ConnectionTrait>(
    db: &C,
    people: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, Fault> {
    let ids: Vec<Uuid> = people.iter().copied().collect();
    let mut names = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows = people::Entity::find()
            .select_only()
            .columns([people::Column::Id, people::Column::Name])
            .filter(people::Column::Id.is_in(some.iter().copied()))
            .into_tuple::<(Uuid, String)>();
        names.extend(rows.all(db).await?);
    }
    for kept in restricted_among(db, people).await? {
        names.insert(kept, NO_NAME.to_owned());
    }
    Ok(names)
}

/// As [`within`], and whoever is restricted too: for the one deed that ends a restriction.
pub(super) fn reached_though_restricted(reach: &Reach) -> Condition {
    if reach.whole_city { Condition::all() } else { Condition::all().add(reached(reach, Unaffiliated::TakenIn)) }
}

fn reached(reach: &Reach, unaffiliated: Unaffiliated) -> Condition {
    let mut any = Condition::any()
        .add(people::Column::Id.in_subquery(members_of_areas(reach)))
        .add(people::Column::Id.in_subquery(members_of_enterprises(reach)))
        .add(people::Column::Id.in_subquery(on_rosters(reach)))
        .add(people::Column::Id.in_subquery(with_attempts(reach)));
    if let Some(person) = reach.person {
        any = any.add(people::Column::Id.eq(person));
    }
    if unaffiliated == Unaffiliated::TakenIn && !reach.areas.is_empty() {
        let unaffiliated = people::Column::Id.not_in_subquery(members().into_query());
        any = any.add(Condition::all().add(unaffiliated).add(beyond_the_sites()));
    }
    any
}

/// Whoever signed up, is employed by an enterprise, or holds a certificate. All others are on record as workers of a site
/// alone, and are found on the pages of the site by those whom it concerns.
pub(super) fn beyond_the_sites() -> Condition {
    let accounts = accounts::Entity::find().select_only().column(accounts::Column::PersonId);
    let employed = enterprise_members::Entity::find().select_only().column(enterprise_members::Column::PersonId);
    let certified = certificates::Entity::find().select_only().column(certificates::Column::PersonId);
    Condition::any()
        .add(people::Column::Id.in_subquery(accounts.into_query()))
        .add(people::Column::Id.in_subquery(employed.into_query()))
        .add(people::Column::Id.in_subquery(certified.into_query()))
}

/// Current members of accepted enterprises.
fn members() -> Select<enterprise_members::Entity> {
    let enterprise = enterprise_members::Entity::belongs_to(enterprises::Entity)
        .from(enterprise_members::Column::EnterpriseId)
        .to(enterprises::Column::Id);
    enterprise_members::Entity::find()
        .select_only()
        .column(enterprise_members::Column::PersonId)
        .join(JoinType::InnerJoin, enterprise.into())
        .filter(enterprise_members::Column::LeftAt.is_null())
        .filter(enterprises::Column::AcceptedAt.is_not_null())
}

fn members_of_areas(reach: &Reach) -> SelectStatement {
    members().filter(enterprises::Column::Area.is_in(reach.areas.iter().cloned())).into_query()
}

fn members_of_enterprises(reach: &Reach) -> SelectStatement {
    members().filter(enterprises::Column::Id.is_in(reach.enterprises.iter().copied())).into_query()
}

fn on_rosters(reach: &Reach) -> SelectStatement {
    let exam = exam_roster::Entity::belongs_to(exams::Entity).from(exam_roster::Column::ExamId).to(exams::Column::Id);
    exam_roster::Entity::find()
        .select_only()
        .column(exam_roster::Column::PersonId)
        .join(JoinType::InnerJoin, exam.into())
        .filter(exams::Column::OfficeId.is_in(reach.offices.iter().copied()))
        .into_query()
}

fn with_attempts(reach: &Reach) -> SelectStatement {
    let exam = attempts::Entity::belongs_to(exams::Entity).from(attempts::Column::ExamId).to(exams::Column::Id);
    attempts::Entity::find()
        .select_only()
        .column(attempts::Column::PersonId)
        .join(JoinType::InnerJoin, exam.into())
        .filter(exams::Column::OfficeId.is_in(reach.offices.iter().copied()))
        .into_query()
}
