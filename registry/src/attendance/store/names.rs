//! How are people, teams and accounts called on these pages, and what may somebody write in words?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{accounts, people, teams};
use crate::{Fault, Refusal};

/// Ids in one condition.
const AT_ONCE: usize = 500;
const SHORTEST: usize = 2;
const LONGEST: usize = 200;

pub(super) async fn person_names<C: ConnectionTrait>(
    db: &C,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, Fault> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut names = BTreeMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows = people::Entity::find().filter(people::Column::Id.is_in(some.iter().copied())).all(db).await?;
        names.extend(rows.into_iter().map(|row| (row.id, row.name)));
    }
    Ok(names)
}

/// Every team of a project, ended ones too.
pub(super) async fn team_names<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<BTreeMap<Uuid, String>, Fault> {
    let rows = teams::Entity::find().filter(teams::Column::ProjectId.eq(project)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The names of the people behind accounts.
pub(super) async fn account_names<C: ConnectionTrait>(
    db: &C,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, Fault> {
    let rows = accounts::Entity::find().filter(accounts::Column::Id.is_in(ids)).all(db).await?;
    let names = person_names(db, rows.iter().map(|row| row.person_id).collect()).await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.id, names.get(&row.person_id)?.clone()))).collect())
}

/// # Errors
/// One refusal on `field` when it is no sentence.
pub(super) fn check_words(typed: &str, field: &'static str) -> Result<String, Refusal> {
    let words = typed.trim();
    let is_readable = !words.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\r');
    match (SHORTEST..=LONGEST).contains(&words.chars().count()) && is_readable {
        true => Ok(words.to_owned()),
        false => Err(Refusal::on(field, "attendance.words_length").with("least", SHORTEST).with("most", LONGEST)),
    }
}
