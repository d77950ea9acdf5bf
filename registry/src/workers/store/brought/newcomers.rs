//! How do many people come onto the records of their projects at once? What stands is read for all of them, each row is judged
//! by it, and what they bring is written together.

mod writing;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::super::cards::{self, NewCard, card_of_that_day, card_row};
use super::super::people::{has_other_phone, index_of, new_particulars, new_person, says_the_same};
use super::super::registering::{NewWorker, checked, led_team, new_registration, new_stay};
use super::super::teams::{led_among, new_leader, two_leaders};
use super::known::Known;
use super::together::{judge_each, read_each};
use super::{Bringing, Brought, Said, Together, latest_of, place_of, place_said};
use crate::db::many;
use crate::entity::{people, wage_cards};
use crate::people::scope::restricted_among;
use crate::workers::{CardNumber, Person, Registration};
use crate::{Ctx, Fault, Refusal};
use writing::Writes;

/// A row about a worker that records and corrects nothing.
pub(crate) struct WorkerSaid<'a> {
    pub bringing: &'a Bringing,
    pub new: NewWorker<'a>,
    pub card: Option<NewCard<'a>>,
}

/// Registers everybody who is not on the project. Whoever is there already, and about whom a row says something else, is for
/// [`Bringing::worker`].
pub(crate) async fn bring_workers(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    rows: Vec<Said<WorkerSaid<'_>>>,
) -> Result<Vec<Together>, Fault> {
    let rows = read_each(rows, |said| Row::read(ctx, said))?;
    let good = || rows.iter().flatten();
    let known = Known::of(tx, good().map(|row| row.document.clone()).collect()).await?;
    let stands = Stands {
        cards: cards_of(tx, &known.ids()).await?,
        restricted: restricted_among(tx, known.ids().into_iter().collect()).await?,
        known,
    };
    let leading = good().filter_map(|row| led_team(ctx, &row.registration)).map(|(team, _)| team);
    let mut led = led_among(tx, &leading.collect::<BTreeSet<Uuid>>().into_iter().collect::<Vec<_>>()).await?;
    let (mut writes, mut named) = (Writes::default(), BTreeSet::new());
    let judged = judge_each(&rows, |row| {
        // whoever is named again is judged once the first row is written
        if row.said.new.photo.is_some() || !named.insert(row.document.as_str()) {
            return Ok(Together::Alone);
        }
        let person = stands.known.person(&row.document);
        let there = person.and_then(|person| latest_of(stands.known.on(row.said.bringing.project, person.id)));
        match person.zip(there) {
            Some((person, there)) if stands.is_as_said(ctx, row, person, there)? => {
                Ok(Together::Brought(Brought::Same))
            }
            Some(_) => Ok(Together::Alone),
            None => stands.take_up(ctx, row, &mut led, &mut writes),
        }
    })?;
    writes.write(tx, ctx).await?;
    Ok(judged)
}

/// A row with the person and the registration that it states.
struct Row<'a> {
    said: WorkerSaid<'a>,
    /// the keyed hash of the document
    document: String,
    person: Person,
    registration: Registration,
}

impl<'a> Row<'a> {
    fn read(ctx: &Ctx, said: WorkerSaid<'a>) -> Result<Self, Fault> {
        let (person, registration, _) = checked(ctx, &said.new, &said.bringing.ground)?;
        let document = index_of(ctx, person.document.kind(), person.document.number())?;
        Ok(Self { said, document, person, registration })
    }
}

/// What the rows are judged by.
struct Stands {
    known: Known,
    restricted: BTreeSet<Uuid>,
    /// by project and person, the oldest first
    cards: BTreeMap<(Uuid, Uuid), Vec<wage_cards::Model>>,
}

impl Stands {
    /// Whether the row says nothing that is not on record.
    fn is_as_said(
        &self,
        ctx: &Ctx,
        row: &Row<'_>,
        person: &people::Model,
        there: &Registration,
    ) -> Result<bool, Fault> {
        let phone = row.person.phone.as_ref();
        if place_of(there) != place_said(&row.said.new)
            || person.name != row.person.name.as_str()
            || self.restricted.contains(&person.id)
            || has_other_phone(ctx, person, phone)?
        {
            return Ok(false);
        }
        let Some(known) = self.known.particulars(person.id) else { return Ok(false) };
        let new = new_particulars(ctx, person.id, &row.person, Some(known), row.said.bringing.origin())?;
        Ok(says_the_same(ctx, person, known, &new)? && self.has_card(ctx, row, person.id)?)
    }

    fn has_card(&self, ctx: &Ctx, row: &Row<'_>, person: Uuid) -> Result<bool, Fault> {
        let Some(said) = &row.said.card else { return Ok(true) };
        let Ok(said) = CardNumber::parse(said.number) else { return Ok(false) };
        let last = self.cards.get(&(row.said.bringing.project, person)).and_then(|cards| cards.last());
        let index = ctx.vault.index("card", said.as_str())?;
        Ok(last.is_some_and(|card| card.number_index == index))
    }

    /// Somebody who is not on the project, known elsewhere or not.
    fn take_up(
        &self,
        ctx: &Ctx,
        row: &Row<'_>,
        led: &mut BTreeSet<Uuid>,
        writes: &mut Writes,
    ) -> Result<Together, Fault> {
        let (bringing, known) = (row.said.bringing, self.known.person(&row.document));
        if let Some(known) = known {
            self.check_known(known, row)?;
        }
        let person = match known {
            Some(known) => known.clone(),
            None => new_person(ctx, &row.person, &row.document)?,
        };
        let origin = bringing.origin();
        let registration = Registration { person: person.id, ..row.registration.clone() };
        let leads = led_team(ctx, &registration);
        if leads.is_some_and(|(team, _)| led.contains(&team)) {
            return Err(two_leaders().into());
        }
        let card = match &row.said.card {
            Some(card) => {
                let (card, _) = cards::read(ctx, card, &person.name)?;
                Some(card_row(ctx, (bringing.project, person.id), card, origin)?)
            }
            None => None,
        };
        if card.as_ref().is_some_and(|card| self.has_card_since(bringing.project, card)) {
            return Err(card_of_that_day().into());
        }
        let old = self.known.particulars(person.id);
        let particulars = new_particulars(ctx, person.id, &row.person, old, origin)?;
        // nothing speaks against it any more
        match old {
            Some(old) if says_the_same(ctx, &person, old, &particulars)? => {}
            Some(old) => writes.particulars(Some(old.id), particulars),
            None => writes.particulars(None, particulars),
        }
        if known.is_some() && has_other_phone(ctx, &person, row.person.phone.as_ref())? {
            writes.phone(person.clone(), row.person.phone.clone(), (bringing.project, origin));
        }
        if let Some((team, from)) = leads {
            led.insert(team);
            writes.leader(new_leader(ctx, team, registration.id, from, origin));
        }
        let stay = registration.stays.first().map(|stay| new_stay(ctx, registration.id, stay, origin));
        writes.registration(new_registration(ctx, &registration, None, origin), stay, &registration);
        writes.card(card);
        writes.person(&bringing.area, person, known.is_none());
        Ok(Together::Brought(Brought::New))
    }

    fn check_known(&self, known: &people::Model, row: &Row<'_>) -> Result<(), Refusal> {
        if known.name != row.person.name.as_str() {
            return Err(Refusal::on("name", "workers.name_differs"));
        }
        match self.restricted.contains(&known.id) {
            true => Err(Refusal::on("document_number", "workers.person_restricted")),
            false => Ok(()),
        }
    }

    /// A card outlives a registration that was taken back.
    fn has_card_since(&self, project: Uuid, card: &wage_cards::Model) -> bool {
        let cards = self.cards.get(&(project, card.person_id));
        cards.into_iter().flatten().any(|known| known.since_on == card.since_on)
    }
}

async fn cards_of(
    tx: &DatabaseTransaction,
    people: &[Uuid],
) -> Result<BTreeMap<(Uuid, Uuid), Vec<wage_cards::Model>>, Fault> {
    let mut found: BTreeMap<(Uuid, Uuid), Vec<wage_cards::Model>> = BTreeMap::new();
    for some in many::keys(people) {
        let rows = wage_cards::Entity::find()
            .filter(wage_cards::Column::PersonId.is_in(some.iter().copied()))
            .filter(wage_cards::Column::WithdrawnAt.is_null())
            .order_by_asc(wage_cards::Column::SinceOn);
        for row in rows.all(tx).await? {
            if let Some(project) = row.project_id {
                found.entry((project, row.person_id)).or_default().push(row);
            }
        }
    }
    Ok(found)
}
