//! How many people of each of several projects still lack something? As the list of each project counts them, in one statement
//! for each thing, for whoever looks after all of them.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{SelectStatement, UnionType},
};
use uuid::Uuid;

use super::conditions::lacking;
use crate::entity::registrations;
use crate::people::scope::restricted;
use crate::projects::store::rules_of_all;
use crate::workers::{Lack, Policy};
use crate::{Day, Fault};

/// Projects in one statement: SQLite takes 500 parts.
const AT_ONCE: usize = 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RosterTask {
    /// registered, and not entered yet
    Expected,
    Lacks(Lack),
}

/// Projects with nobody are left out. The caller may show all of these projects.
pub(crate) async fn count_tasks<C: ConnectionTrait>(
    db: &C,
    projects: &[Uuid],
    today: Day,
) -> Result<Vec<(Uuid, RosterTask, u64)>, Fault> {
    let rules = rules_of_all(db, projects, today).await?;
    let policies: Vec<(Uuid, Policy)> = rules
        .iter()
        .map(|(project, rules)| Ok((*project, Policy::from_rules(rules)?)))
        .collect::<Result<_, Fault>>()?;
    let lacks = Lack::ALL.map(RosterTask::Lacks);
    let mut found = Vec::new();
    for task in [RosterTask::Expected].into_iter().chain(lacks) {
        for some in policies.chunks(AT_ONCE) {
            let parts = some.iter().map(|(project, policy)| part(*project, task, policy, today));
            for row in db.query_all(&together(parts)).await? {
                let count: i64 = row.try_get("", "people")?;
                found.push((row.try_get("", "project_id")?, task, u64::try_from(count).unwrap_or(0)));
            }
        }
    }
    Ok(found)
}

fn part(project: Uuid, task: RosterTask, policy: &Policy, today: Day) -> SelectStatement {
    use registrations::Column::{EnteredOn, Id, LeftOn, PersonId, ProjectId, WithdrawnAt};
    let wanted = match task {
        RosterTask::Expected => Condition::all().add(EnteredOn.is_null()),
        RosterTask::Lacks(lack) => lacking(lack, project, today, policy),
    };
    registrations::Entity::find()
        .select_only()
        .column(ProjectId)
        .column_as(Id.count(), "people")
        .filter(ProjectId.eq(project))
        .filter(WithdrawnAt.is_null())
        .filter(LeftOn.is_null())
        .filter(PersonId.not_in_subquery(restricted()))
        .filter(wanted)
        .group_by(ProjectId)
        .into_query()
}

/// All parts as one statement.
fn together(mut parts: impl Iterator<Item = SelectStatement>) -> SelectStatement {
    let mut first = parts.next().unwrap_or_default();
    first.unions(parts.map(|part| (UnionType::All, part)));
    first
}
