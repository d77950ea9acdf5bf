//! Where was one person in a month on one site, by which presses, and who said so?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::by_hand::{HandView, by_hand_of};
use super::kin::Groups;
use super::names::team_names;
use super::raw_rows::{self, Arrived};
use super::roster::Roster;
use super::site_days::all_stays;
use super::sites::{Part, Site, may_write, visible_site};
use super::stored_days::{self, StoredDay};
use crate::attendance::{DayRow, Direction, Event, Mark, Method, Origin, Purpose, id_at};
use crate::calendar::Month;
use crate::entity::{enterprises, feed_batches, feed_suppliers, people, projects};
use crate::people::scope::restricted;
use crate::people::store::identity_is_confirmed;
use crate::permissions::Object;
use crate::workers::{Registration, Stays};
use crate::{Ctx, Day, Fault, Instant};

/// A person's month on a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonPage {
    pub project_name: String,
    pub person: Uuid,
    pub name: String,
    pub may_write: bool,
    pub registrations: Vec<RegisteredAs>,
    /// every day of the month until today, in order
    pub days: Vec<DayView>,
    /// what was written by hand about a passage of the month, whatever became of it
    pub by_hand: Vec<HandView>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredAs {
    pub unit_name: String,
    pub team_name: Option<String>,
    pub trade: String,
    pub stays: Stays,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayView {
    pub day: Day,
    pub mark: Mark,
    pub row: Option<DayRow>,
    pub presses: Vec<PressView>,
}

/// A press in force, and what else was said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PressView {
    pub id: Uuid,
    pub at: Instant,
    pub direction: Direction,
    /// None once its month has left the table.
    pub source: Option<Source>,
    /// Statements about the same passage that are not in force, in the order in which they were made.
    pub earlier: Vec<Said>,
}

/// Where a press comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub origin: Origin,
    pub method: Method,
    pub device: String,
    pub received_at: Instant,
    pub is_late: bool,
    /// by whose feed
    pub supplier: Option<String>,
    /// the blob's hash of what the device saw; opened by [`super::open_picture`]
    pub photo: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub at: Instant,
    pub direction: Direction,
    pub purpose: Purpose,
    pub origin: Origin,
    pub stated_at: Instant,
}

/// For whoever sees the project, and for the person.
///
/// # Errors
/// [`Fault::NotFound`] when nothing of the person on this project is the actor's to see.
pub async fn person_page(ctx: &Ctx, project: Uuid, person: Uuid, month: Month) -> Result<PersonPage, Fault> {
    let db = ctx.db.reader();
    let site = site_for(ctx, project, person).await?;
    let row = people::Entity::find_by_id(person).filter(people::Column::Id.not_in_subquery(restricted()));
    let row = row.one(db).await?.ok_or(Fault::NotFound)?;
    let roster = Roster::of_people(db, &BTreeSet::from([person])).await?;
    let registrations = roster.iter().flat_map(|(_, known)| &known.registrations);
    let own: Vec<&Registration> =
        registrations.filter(|one| one.project == project && site.part.holds(one.unit)).collect();
    if own.is_empty() {
        return Err(Fault::NotFound);
    }
    let wanted = month.days().map(|day| (project, day, person)).collect();
    let stored = stored_days::read(db, &wanted).await?.into_values();
    let stored: BTreeMap<Day, StoredDay> =
        stored.filter(|day| site.part.holds(day.belonging.unit)).map(|day| (day.row.day, day)).collect();
    let (from, before) = (month.first_day().starts_at(), month.next().first_day().starts_at());
    Ok(PersonPage {
        project_name: site.row.name,
        person,
        name: row.name,
        may_write: may_write(ctx, project).await?,
        registrations: registered_as(db, project, &own).await?,
        days: days(ctx, month, &all_stays(own.iter().copied())?, stored).await?,
        by_hand: by_hand_of(db, project, person, from, before).await?,
    })
}

/// The project and the part of it that the actor sees; the own days are seen whole, once the identity is confirmed.
async fn site_for(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<Site, Fault> {
    match visible_site(ctx, Object::Attendance, project).await {
        Err(Fault::NotFound) if ctx.signed_in().is_ok_and(|who| who.person == person) => {
            if !identity_is_confirmed(ctx.db.reader(), person).await? {
                return Err(Fault::NotFound);
            }
            let row = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
            Ok(Site { row, part: Part::Whole })
        }
        outcome => outcome,
    }
}

async fn registered_as<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    own: &[&Registration],
) -> Result<Vec<RegisteredAs>, Fault> {
    let units: BTreeSet<Uuid> = own.iter().map(|one| one.unit).collect();
    let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(units)).all(db).await?;
    let units: BTreeMap<Uuid, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let teams = team_names(db, project).await?;
    let one = |one: &&Registration| RegisteredAs {
        unit_name: units.get(&one.unit).cloned().unwrap_or_default(),
        team_name: one.team.and_then(|team| teams.get(&team).cloned()),
        trade: one.trade.clone(),
        stays: one.stays.clone(),
    };
    Ok(own.iter().map(one).collect())
}

async fn days(
    ctx: &Ctx,
    month: Month,
    stays: &Stays,
    mut stored: BTreeMap<Day, StoredDay>,
) -> Result<Vec<DayView>, Fault> {
    let today = ctx.now().day();
    let ids = |day: &StoredDay| -> Vec<Uuid> {
        let project = day.stander.project;
        day.presses.iter().map(|stored| id_at(project, stored.press.at, stored.mark)).collect()
    };
    let told = Told::read(ctx.db.reader(), stored.values().flat_map(ids).collect()).await?;
    let view = |day: Day| {
        let stored = stored.remove(&day);
        let presses = stored.iter().flat_map(|stored| {
            let pairs = ids(stored).into_iter().zip(stored.presses.clone());
            pairs.map(|(id, stored)| told.press(id, stored.press.at, stored.press.direction)).collect::<Vec<_>>()
        });
        let presses = presses.collect();
        let row = stored.map(|stored| stored.row).filter(|row| row.presses > 0);
        DayView { day, mark: Mark::new(day, row.as_ref(), stays, today), row, presses }
    };
    Ok(month.days().take_while(|day| *day <= today).map(view).collect())
}

/// What the raw rows behind the presses say.
struct Told {
    events: BTreeMap<Uuid, Event>,
    groups: Groups,
    arrived: BTreeMap<Uuid, Arrived>,
    /// by batch
    suppliers: BTreeMap<Uuid, String>,
}

impl Told {
    async fn read<C: ConnectionTrait>(db: &C, presses: BTreeSet<Uuid>) -> Result<Self, Fault> {
        let arrived = raw_rows::arrived(db, &presses).await?;
        let batches: BTreeSet<Uuid> = arrived.values().filter_map(|one| one.batch).collect();
        let suppliers = suppliers_of(db, batches).await?;
        let events = raw_rows::families(db, presses).await?;
        let groups = Groups::of(&events);
        let events = events.into_iter().map(|event| (event.id, event)).collect();
        Ok(Self { events, groups, arrived, suppliers })
    }

    fn press(&self, id: Uuid, at: Instant, direction: Direction) -> PressView {
        let source = self.events.get(&id).map(|event| {
            let arrived = self.arrived.get(&id);
            Source {
                origin: event.origin,
                method: event.method,
                device: event.device.clone(),
                received_at: event.received_at,
                is_late: arrived.is_some_and(|one| one.is_late),
                supplier: arrived.and_then(|one| self.suppliers.get(&one.batch?).cloned()),
                photo: event.photo.clone(),
            }
        });
        let group = self.groups.group_of(id);
        let is_akin = |event: &&Event| event.id != id && group.is_some() && self.groups.group_of(event.id) == group;
        let mut earlier: Vec<Said> = self.events.values().filter(is_akin).map(Said::of).collect();
        earlier.sort_by_key(|said| said.stated_at);
        PressView { id, at, direction, source, earlier }
    }
}

impl Said {
    fn of(event: &Event) -> Self {
        let Event { at, direction, purpose, origin, stated_at, .. } = *event;
        Self { at, direction, purpose, origin, stated_at }
    }
}

async fn suppliers_of<C: ConnectionTrait>(db: &C, batches: BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    let batches = feed_batches::Entity::find().filter(feed_batches::Column::Id.is_in(batches)).all(db).await?;
    let suppliers: BTreeSet<Uuid> = batches.iter().filter_map(|batch| batch.supplier_id).collect();
    let rows = feed_suppliers::Entity::find().filter(feed_suppliers::Column::Id.is_in(suppliers)).all(db).await?;
    let names: BTreeMap<Uuid, String> = rows.into_iter().map(|row| (row.id, row.name)).collect();
    let named = |batch: feed_batches::Model| Some((batch.id, names.get(&batch.supplier_id?)?.clone()));
    Ok(batches.into_iter().filter_map(named).collect())
}
