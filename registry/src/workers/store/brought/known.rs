//! What is on record about the people whom many rows name? A few queries for all of them.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::super::rows::registrations_of;
use crate::Fault;
use crate::db::many;
use crate::entity::{people, person_particulars, registrations};
use crate::workers::Registration;

#[derive(Default)]
pub(super) struct Known {
    /// by the keyed hash of the document
    people: HashMap<String, people::Model>,
    /// by person
    particulars: HashMap<Uuid, person_particulars::Model>,
    /// by project and person, the oldest first
    registrations: HashMap<(Uuid, Uuid), Vec<Registration>>,
}

impl Known {
    pub(super) async fn of(tx: &DatabaseTransaction, documents: BTreeSet<String>) -> Result<Self, Fault> {
        let documents: Vec<String> = documents.into_iter().collect();
        let mut known = Self::default();
        for some in many::keys(&documents) {
            let found = people::Entity::find().filter(people::Column::IdNumberIndex.is_in(some)).all(tx).await?;
            if !found.is_empty() {
                known.read(tx, &found.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
            }
            known.people.extend(found.into_iter().map(|row| (row.id_number_index.clone(), row)));
        }
        Ok(known)
    }

    async fn read(&mut self, tx: &DatabaseTransaction, people: &[Uuid]) -> Result<(), Fault> {
        let particulars = person_particulars::Entity::find()
            .filter(person_particulars::Column::PersonId.is_in(people.iter().copied()))
            .filter(person_particulars::Column::ReplacedAt.is_null());
        self.particulars.extend(particulars.all(tx).await?.into_iter().map(|row| (row.person_id, row)));
        let of_these = Condition::all().add(registrations::Column::PersonId.is_in(people.iter().copied()));
        for (_, one) in registrations_of(tx, of_these).await? {
            self.registrations.entry((one.project, one.person)).or_default().push(one);
        }
        Ok(())
    }

    pub(super) fn ids(&self) -> Vec<Uuid> {
        self.people.values().map(|row| row.id).collect()
    }

    pub(super) fn person(&self, document: &str) -> Option<&people::Model> {
        self.people.get(document)
    }

    pub(super) fn particulars(&self, person: Uuid) -> Option<&person_particulars::Model> {
        self.particulars.get(&person)
    }

    /// Every registration of a person on a project.
    pub(super) fn on(&self, project: Uuid, person: Uuid) -> &[Registration] {
        self.registrations.get(&(project, person)).map(Vec::as_slice).unwrap_or_default()
    }

    /// What the rows that come after know of it.
    pub(super) fn put(&mut self, changed: Registration) {
        let all = self.registrations.entry((changed.project, changed.person)).or_default();
        match all.iter_mut().find(|one| one.id == changed.id) {
            Some(one) => *one = changed,
            None => all.push(changed),
        }
    }
}
