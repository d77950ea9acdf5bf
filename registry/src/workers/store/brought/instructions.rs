//! How do many trainings come onto the records of their projects at once? Each row is judged by what stands and by the rows before
//! it; what they bring is written together.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::super::people::index_of;
use super::super::trainings::{NewTraining, check_new, site_training, stored};
use super::known::Known;
use super::papers::{TrainingSaid, is_as_said};
use super::together::{judge_each, read_each};
use super::{Bringing, Brought, Said, Together, not_registered, otherwise};
use crate::db::many;
use crate::entity::worker_trainings;
use crate::{Ctx, Fault};

/// A row about a training that records and corrects nothing.
pub(crate) struct TrainingRead<'a> {
    pub bringing: &'a Bringing,
    /// kind and number
    pub document: (&'a str, &'a str),
    /// whose it is, is still to be said
    pub said: TrainingSaid<'a>,
}

/// By what a training is told apart: the index of the table.
type Key = (Uuid, Uuid, String, String);

pub(crate) async fn bring_trainings(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    rows: Vec<Said<TrainingRead<'_>>>,
) -> Result<Vec<Together>, Fault> {
    let rows = read_each(rows, |read| Ok((index_of(ctx, read.document.0, read.document.1)?, read)))?;
    let documents: BTreeSet<String> = rows.iter().flatten().map(|(document, _)| document.clone()).collect();
    let known = Known::of(tx, documents).await?;
    let mut stands = stands(tx, &known.ids()).await?;
    let mut written = Vec::new();
    let judged = judge_each(&rows, |(document, read)| {
        let project = read.bringing.project;
        let person = known.person(document).map(|person| person.id);
        let person = person.filter(|person| !known.on(project, *person).is_empty()).ok_or_else(not_registered)?;
        let said = TrainingSaid { person, ..read.said };
        let key: Key = (project, person, said.kind.code().to_owned(), said.day.to_string());
        match stands.get(&key) {
            Some(row) if is_as_said(row, &said) => return Ok(Together::Brought(Brought::Same)),
            Some(_) => return Err(otherwise("training_day")),
            None => {}
        }
        let new = NewTraining {
            kind: said.kind,
            day: said.day,
            duration_min: said.duration_min,
            trainer: said.trainer,
            proof: None,
        };
        check_new(ctx, project, &new, 1).settle()?;
        let row = stored(ctx, person, &site_training(project, &new, said.result), None, read.bringing.origin())?;
        written.push(row.clone().into_active_model());
        stands.insert(key, row);
        Ok(Together::Brought(Brought::New))
    })?;
    many::insert(tx, &written).await?;
    Ok(judged)
}

async fn stands(tx: &DatabaseTransaction, people: &[Uuid]) -> Result<BTreeMap<Key, worker_trainings::Model>, Fault> {
    let mut found = BTreeMap::new();
    for some in many::keys(people) {
        let rows = worker_trainings::Entity::find()
            .filter(worker_trainings::Column::PersonId.is_in(some.iter().copied()))
            .filter(worker_trainings::Column::WithdrawnAt.is_null());
        for row in rows.all(tx).await? {
            found.insert((row.project_id, row.person_id, row.kind.clone(), row.trained_on.clone()), row);
        }
    }
    Ok(found)
}
