//! What do many newcomers bring, table by table?

use std::collections::BTreeMap;

use sea_orm::{DatabaseTransaction, IntoActiveModel};
use uuid::Uuid;

use super::super::super::Origin;
use super::super::super::holding::{Differing, tell};
use super::super::super::people::{keep_phone, name_keys, overtaken, replace};
use crate::db::many;
use crate::entity::{people, person_particulars, registration_stays, registrations, team_leaders, wage_cards};
use crate::people::Phone;
use crate::workers::Registration;
use crate::{Ctx, Fault};

#[derive(Default)]
pub(super) struct Writes {
    people: Vec<people::ActiveModel>,
    /// area, person and name
    names: Vec<(String, Uuid, String)>,
    replaced: Vec<Uuid>,
    particulars: Vec<person_particulars::ActiveModel>,
    /// of people who are known elsewhere with another one
    phones: Vec<(people::Model, Option<Phone>, (Uuid, Origin))>,
    registrations: Vec<registrations::ActiveModel>,
    stays: Vec<registration_stays::ActiveModel>,
    leaders: Vec<team_leaders::ActiveModel>,
    cards: Vec<wage_cards::ActiveModel>,
    /// by project
    differing: BTreeMap<Uuid, Vec<Differing>>,
}

impl Writes {
    pub(super) fn person(&mut self, area: &str, row: people::Model, is_new: bool) {
        self.names.push((area.to_owned(), row.id, row.name.clone()));
        if is_new {
            self.people.push(row.into_active_model());
        }
    }

    pub(super) fn particulars(&mut self, replaced: Option<Uuid>, row: person_particulars::Model) {
        self.replaced.extend(replaced);
        self.particulars.push(row.into_active_model());
    }

    pub(super) fn phone(&mut self, person: people::Model, phone: Option<Phone>, said: (Uuid, Origin)) {
        self.phones.push((person, phone, said));
    }

    pub(super) fn registration(
        &mut self,
        row: registrations::Model,
        stay: Option<registration_stays::Model>,
        registration: &Registration,
    ) {
        let from = registration.begins_on().min(registration.registered_on());
        self.differing.entry(row.project_id).or_default().push((row.person_id, from));
        self.registrations.push(row.into_active_model());
        if let Some(stay) = stay {
            self.stays.push(stay.into_active_model());
        }
    }

    pub(super) fn leader(&mut self, row: team_leaders::Model) {
        self.leaders.push(row.into_active_model());
    }

    pub(super) fn card(&mut self, row: Option<wage_cards::Model>) {
        if let Some(row) = row {
            self.cards.push(row.into_active_model());
        }
    }

    pub(super) async fn write(self, tx: &DatabaseTransaction, ctx: &Ctx) -> Result<(), Fault> {
        many::insert(tx, &self.people).await.map_err(overtaken)?;
        replace(tx, ctx, &self.replaced).await?;
        many::insert(tx, &self.particulars).await.map_err(overtaken)?;
        for (person, phone, said) in &self.phones {
            keep_phone(tx, ctx, person, phone.as_ref(), *said).await?;
        }
        let names: Vec<_> =
            self.names.iter().map(|(area, person, name)| (area.as_str(), *person, name.as_str())).collect();
        name_keys(tx, &names).await?;
        many::insert(tx, &self.registrations).await?;
        many::insert(tx, &self.stays).await?;
        many::insert(tx, &self.leaders).await?;
        many::insert(tx, &self.cards).await?;
        for (project, differing) in &self.differing {
            tell(tx, ctx, *project, differing).await?;
        }
        Ok(())
    }
}
