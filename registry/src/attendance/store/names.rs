//! How are people, teams and accounts called on these pages, and what may somebody write in words?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{accounts, teams};
use crate::fault::worded;
pub(super) use crate::people::scope::names_shown as person_names;
use crate::{Fault, Refusal};

const SHORTEST: usize = 2;
const LONGEST: usize = 200;

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
    worded(typed, SHORTEST..=LONGEST, || {
        Refusal::on(field, "attendance.words_length").with("least", SHORTEST).with("most", LONGEST)
    })
}
