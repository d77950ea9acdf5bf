//! What do the rows of a feed or a file bring about a project's people, in the transaction of their batch? Whether the sender
//! may speak of the project was asked before.
//!
//! A row that says what is on record changes nothing. One that says something else is refused unless it is a correction:
//! nobody overwrites what another one wrote without saying so. The audit log has one entry for the batch, which the feed writes.

mod instructions;
mod known;
mod leaving;
mod newcomers;
mod papers;
mod paying;
mod signings;
mod steps;
mod teams;
mod together;

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

pub(crate) use instructions::{TrainingRead, bring_trainings};
pub(crate) use leaving::{movements_of_batch, people_of_batch, undo_movements, undo_people};
pub(crate) use newcomers::{WorkerSaid, bring_workers};
pub(crate) use papers::{ContractSaid, TrainingSaid};
pub(crate) use paying::registrations_to_pay;
pub(crate) use signings::{ContractRead, bring_contracts};
pub(crate) use steps::{StepSaid, bring_steps};
pub(crate) use teams::{LeavingTeams, bring_teams, find_team, teams_of_batch, undo_teams};
pub(crate) use together::{Said, Together};

use super::Origin;
use super::cards::{self, NewCard};
pub(crate) use super::holding::refusals_apart;
use super::holding::{Ground, tell};
use super::moving::{Move, change_team_within, correct_stays_within, enter_within, leave_within, take_back};
use super::people::{find, index_of, particulars, take_in};
use super::registering::{NewWorker, checked, register_within};
use super::rows::{cards_of, day, registrations_of};
use super::teams::{NewTeam, current_leader, end_team_within, insert_leader, insert_team};
use crate::entity::{people, registrations, teams as team_rows};
use crate::people::PersonName;
use crate::workers::{Registration, Role, Stay, Team, team_number};
use crate::{Ctx, Day, Fault, Refusal};

/// What became of what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brought {
    New,
    /// It is on record.
    Same,
}

/// Whether what stands may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    Record,
    Correct,
}

/// The people of one project, held for one batch.
pub(crate) struct Bringing {
    ground: Ground,
    project: Uuid,
    /// the area of the project
    area: String,
    batch: Uuid,
    /// the day on which it was stated
    day: Day,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TeamSaid<'a> {
    pub unit: Uuid,
    pub name: &'a str,
    pub entered: Option<Day>,
    pub left: Option<Day>,
    /// kind and number of the document of whoever leads it
    pub leader: Option<(&'a str, &'a str)>,
}

/// Who comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MovementSaid {
    pub person: Uuid,
    pub unit: Uuid,
    pub on: Day,
    pub is_entry: bool,
}

impl Bringing {
    /// Those of many projects, or the reasons why nobody writes about them.
    pub(crate) async fn hold_all(
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        projects: &BTreeSet<Uuid>,
        (batch, day): (Uuid, Day),
    ) -> Result<BTreeMap<Uuid, Result<Self, Vec<Refusal>>>, Fault> {
        let held = Ground::hold_all(tx, ctx, projects).await?.into_iter();
        let one = |project, (area, ground)| Self { ground, project, area, batch, day };
        Ok(held.map(|(project, held)| (project, held.map(|held| one(project, held)))).collect())
    }

    fn origin(&self) -> Origin {
        Origin::Batch(self.batch)
    }

    /// The reason of what a correction of this batch put out of force: by it undoing the batch finds it again.
    fn corrected(&self) -> String {
        correction_of(self.batch)
    }

    pub(crate) async fn team(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        said: &TeamSaid<'_>,
    ) -> Result<Brought, Fault> {
        let known = team_rows::Entity::find()
            .filter(team_rows::Column::ProjectId.eq(self.project))
            .filter(team_rows::Column::UnitId.eq(said.unit))
            .filter(team_rows::Column::Name.eq(said.name.trim()))
            .one(tx)
            .await?;
        let Some(known) = known else {
            let new = NewTeam { unit: said.unit, name: said.name, entered: said.entered };
            let id = insert_team(tx, ctx, self.project, &new, self.origin()).await?;
            if let Some(left) = said.left {
                end_team_within(tx, ctx, id, left).await?;
            }
            return Ok(Brought::New);
        };
        let is_led = match said.leader {
            Some(leader) => self.is_led_anew(tx, ctx, known.id, leader).await?,
            None => false,
        };
        let stands = |text: Option<&String>| text.map(|text| day(text)).transpose();
        if said.entered.is_some() && said.entered != stands(known.entered_on.as_ref())? {
            return Err(otherwise("team_entered"));
        }
        match (said.left, stands(known.left_on.as_ref())?) {
            (Some(left), None) => end_team_within(tx, ctx, known.id, left).await.map(|()| Brought::New),
            (Some(left), Some(known)) if left != known => Err(otherwise("team_left")),
            _ => Ok(if is_led { Brought::New } else { Brought::Same }),
        }
    }

    /// Whether the member of the team who is said to lead it does so from now on. Who is no member yet is said to lead it by
    /// the own row.
    async fn is_led_anew(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        team: Uuid,
        leader: (&str, &str),
    ) -> Result<bool, Fault> {
        let Some(person) = person_of(tx, ctx, leader).await? else { return Ok(false) };
        let member = self.latest(tx, person).await?.filter(|one| one.is_in_force() && one.team == Some(team));
        let Some(member) = member else { return Ok(false) };
        match current_leader(tx, team).await? {
            Some(led) if led.registration_id == member.id => Ok(false),
            Some(_) => Err(otherwise("team_leader")),
            None => insert_leader(tx, ctx, team, member.id, self.day, self.origin()).await.map(|()| true),
        }
    }

    /// The team of a unit by its name, or else by our id or the number that was answered for it.
    pub(crate) fn team_of(&self, unit: Uuid, number: &str, name: Option<&str>) -> Option<Uuid> {
        let teams = || self.ground.site.teams.iter().filter(|team| team.unit == unit);
        let named = name.and_then(|name| teams().find(|team| team.name == name.trim()));
        let (id, told) = (Uuid::try_parse(number).ok(), number.parse::<u32>().ok());
        let is_numbered = |team: &&Team| Some(team.id) == id || Some(team_number(team.id)) == told;
        named.or_else(|| teams().find(is_numbered)).map(|team| team.id)
    }

    /// Registers a person who is not on the project, or says anew who and where somebody is.
    pub(crate) async fn worker(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        new: &NewWorker<'_>,
        card: Option<&NewCard<'_>>,
        manner: Manner,
    ) -> Result<Brought, Fault> {
        let (person, ..) = checked(ctx, new, &self.ground)?;
        let known = find(tx, &index_of(ctx, person.document.kind(), person.document.number())?).await?;
        let there = match &known {
            Some(known) => self.latest(tx, known.id).await?,
            None => None,
        };
        let Some(there) = there else {
            let (registration, _) = register_within(tx, ctx, &self.ground, new, self.origin()).await?;
            if let Some(card) = card {
                cards::insert(tx, ctx, (self.project, registration.person), card, self.origin()).await?;
            }
            return Ok(Brought::New);
        };
        let before = particulars(tx, there.person).await?.map(|row| row.id);
        take_in(tx, ctx, &person, self.project, self.origin()).await?;
        let mut is_new = particulars(tx, there.person).await?.map(|row| row.id) != before;
        if let Some(card) = card {
            is_new |= self.card(tx, ctx, there.person, card).await?;
        }
        if place_of(&there) != place_said(new) {
            if manner == Manner::Record || new.role != there.role {
                return Err(otherwise("team"));
            }
            let to = Move {
                unit: new.unit,
                team: new.team,
                trade: new.trade,
                post: new.post,
                is_team_leader: new.is_team_leader,
                day: self.day,
            };
            change_team_within(tx, ctx, &self.ground, there.id, &to, self.origin()).await?;
            is_new = true;
        }
        Ok(if is_new { Brought::New } else { Brought::Same })
    }

    /// Whether another card was written down.
    async fn card(&self, tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid, card: &NewCard<'_>) -> Result<bool, Fault> {
        let typed = crate::workers::CardNumber::parse(card.number)?;
        let known = cards_of(tx, ctx, (self.project, person)).await?;
        if known.last().is_some_and(|(_, known)| known.number == typed) {
            return Ok(false);
        }
        cards::insert(tx, ctx, (self.project, person), card, self.origin()).await?;
        Ok(true)
    }

    /// A registration that should never have been.
    pub(crate) async fn withdraw_worker(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        person: Uuid,
    ) -> Result<Brought, Fault> {
        let there = self.latest(tx, person).await?.ok_or_else(|| nothing("document_number"))?;
        take_back(tx, ctx, there.id, &self.corrected()).await?;
        tell(tx, ctx, self.project, &[(person, there.begins_on().min(there.registered_on()))]).await?;
        Ok(Brought::New)
    }

    pub(crate) async fn movement(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        said: &MovementSaid,
    ) -> Result<Brought, Fault> {
        let all = self.of_unit(tx, said.person, said.unit).await?;
        let is_there = |stay: Stay| if said.is_entry { stay.entered == said.on } else { stay.left == Some(said.on) };
        if all.iter().any(|one| one.stays.iter().any(is_there)) {
            return Ok(Brought::Same);
        }
        let one = all.iter().find(|one| one.is_in_force()).or(all.last()).ok_or_else(not_registered)?;
        if said.is_entry {
            enter_within(tx, ctx, &self.ground, one.id, said.on, self.origin()).await?;
        } else {
            leave_within(tx, ctx, one.id, said.on, self.origin()).await?;
        }
        Ok(Brought::New)
    }

    /// What was said about `before` is about another day, or about none.
    pub(crate) async fn correct_movement(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        before: &MovementSaid,
        now: Option<Day>,
    ) -> Result<Brought, Fault> {
        let all = self.of_unit(tx, before.person, before.unit).await?;
        let is_meant = |stay: &Stay| match before.is_entry {
            true => stay.entered == before.on,
            false => stay.left == Some(before.on),
        };
        let meant = all.iter().find(|one| one.stays.iter().any(|stay| is_meant(&stay)));
        let one = meant.ok_or_else(|| nothing("day"))?;
        if now == Some(before.on) {
            return Ok(Brought::Same);
        }
        let changed = |stay: Stay| match (is_meant(&stay), before.is_entry, now) {
            (false, ..) => Some(stay),
            (true, true, now) => now.map(|entered| Stay { entered, ..stay }),
            (true, false, now) => Some(Stay { left: now, ..stay }),
        };
        let stays: Vec<Stay> = one.stays.iter().filter_map(changed).collect();
        correct_stays_within(tx, ctx, &self.ground, one.id, &stays, &self.corrected(), self.origin()).await?;
        Ok(Brought::New)
    }

    /// The registration in force of a person, else the last one.
    pub(crate) async fn latest<C: ConnectionTrait>(&self, db: &C, person: Uuid) -> Result<Option<Registration>, Fault> {
        Ok(latest_of(&self.all(db, person).await?).cloned())
    }

    async fn of_unit<C: ConnectionTrait>(&self, db: &C, person: Uuid, unit: Uuid) -> Result<Vec<Registration>, Fault> {
        Ok(self.all(db, person).await?.into_iter().filter(|one| one.unit == unit).collect())
    }

    /// Every registration of a person on the project, the oldest first.
    async fn all<C: ConnectionTrait>(&self, db: &C, person: Uuid) -> Result<Vec<Registration>, Fault> {
        let wanted = Condition::all()
            .add(registrations::Column::ProjectId.eq(self.project))
            .add(registrations::Column::PersonId.eq(person))
            .add(registrations::Column::WithdrawnAt.is_null());
        Ok(registrations_of(db, wanted).await?.into_iter().map(|(_, registration)| registration).collect())
    }
}

/// The one in force, else the last one.
fn latest_of(all: &[Registration]) -> Option<&Registration> {
    all.iter().find(|one| one.is_in_force()).or(all.last())
}

/// By what a row that says something else about where somebody works is told apart.
fn place_of(one: &Registration) -> (Uuid, Option<Uuid>, Role, &str) {
    (one.unit, one.team, one.role, &one.trade)
}

fn place_said<'a>(new: &NewWorker<'a>) -> (Uuid, Option<Uuid>, Role, &'a str) {
    (new.unit, new.team, new.role, new.trade.trim())
}

/// Whose document this is.
pub(crate) async fn person_of<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    (kind, number): (&str, &str),
) -> Result<Option<Uuid>, Fault> {
    Ok(find(db, &index_of(ctx, kind, number)?).await?.map(|row| row.id))
}

/// The registration under which a person of a unit is paid, and the name that stands on the card.
pub(crate) async fn registration_to_pay<C: ConnectionTrait>(
    db: &C,
    (project, unit, person): (Uuid, Uuid, Uuid),
) -> Result<Option<(Uuid, PersonName)>, Fault> {
    let wanted = Condition::all()
        .add(registrations::Column::ProjectId.eq(project))
        .add(registrations::Column::UnitId.eq(unit))
        .add(registrations::Column::PersonId.eq(person))
        .add(registrations::Column::WithdrawnAt.is_null());
    let all = registrations_of(db, wanted).await?;
    let in_force = all.iter().find(|(_, one)| one.is_in_force());
    let Some((row, _)) = in_force.or(all.last()) else { return Ok(None) };
    let person = people::Entity::find_by_id(person).one(db).await?.ok_or(Fault::NotFound)?;
    let name = PersonName::parse(&person.name).map_err(|_| Fault::internal("a person without a name"))?;
    Ok(Some((row.id, name)))
}

fn correction_of(batch: Uuid) -> String {
    format!("feed:{batch}")
}

fn otherwise(field: &'static str) -> Fault {
    Refusal::on(field, "feeds.stands_otherwise").into()
}

fn nothing(field: &'static str) -> Fault {
    Refusal::on(field, "feeds.nothing_to_correct").into()
}

fn not_registered() -> Fault {
    Refusal::on("document_number", "workers.not_registered_here").into()
}
