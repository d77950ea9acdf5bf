//! What becomes of presses when a registration came, went or changed? Whoever changes it leaves a mark, whatever waits; a
//! job works the marks off in slices, so that no registration is held up by months of presses.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::effects::{self, Effect, Ground, Way};
use super::roster::Roster;
use super::stored_days::{Stander, StoredDay, StoredPress};
use super::unmatched::{Settled, pairing_rules, settle};
use super::{last_seen, stored_days};
use crate::attendance::{Direction, PairingRules, Press, id_at, mark_of, match_press};
use crate::ctx::Actor;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{attendance_rematches, attendance_unmatched};
use crate::{Ctx, Day, Fault, Instant};

/// People of one slice.
const PEOPLE_AT_ONCE: u64 = 100;
/// Presses of one slice; a single person's are not divided.
const PRESSES_AT_ONCE: i64 = 5_000;

/// A registration that came, went or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Changed {
    pub person: Uuid,
    pub project: Uuid,
    /// the earliest day on which it differs
    pub from: Day,
}

/// Has the presses of these people matched again, soon after this transaction. For the use cases that register people,
/// let them enter and leave, or correct any of it. Reads and holds nothing of attendance.
///
/// # Errors
/// As of the database.
pub async fn match_again(tx: &DatabaseTransaction, changed: &[Changed]) -> Result<(), Fault> {
    let mut first: BTreeMap<(Uuid, Uuid), Day> = BTreeMap::new();
    for Changed { person, project, from } in changed {
        let day = first.entry((*person, *project)).or_insert(*from);
        *day = (*day).min(*from);
    }
    let row = |((person, project), from): ((Uuid, Uuid), Day)| {
        vec![Cell::Id(person), Cell::Id(project), Cell::Text(from.to_string()), Cell::Number(1)]
    };
    let text = "INSERT INTO attendance_rematches (person_id, project_id, from_day, mark) {given} \
         ON CONFLICT (person_id, project_id) DO UPDATE SET mark = attendance_rematches.mark + 1, from_day = CASE WHEN \
         excluded.from_day < attendance_rematches.from_day THEN excluded.from_day ELSE attendance_rematches.from_day END";
    let kinds = [Kind::Id, Kind::Id, Kind::Text, Kind::Number];
    many::execute(tx, text, &List { kinds: &kinds, rows: first.into_iter().map(row).collect() }).await
}

/// Works one slice of the marks off; says of how many people. For the job.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn match_marked(ctx: &Ctx) -> Result<usize, Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    let marked = attendance_rematches::Entity::find()
        .select_only()
        .column(attendance_rematches::Column::PersonId)
        .distinct()
        .order_by_asc(attendance_rematches::Column::PersonId)
        .limit(PEOPLE_AT_ONCE)
        .into_tuple::<Uuid>()
        .all(ctx.db.reader())
        .await?;
    let people = within_bounds(ctx, marked).await?;
    if people.is_empty() {
        return Ok(0);
    }
    crate::transact!(ctx, |tx| { match_people(tx, ctx, &people).await })?;
    Ok(people.len())
}

/// The first of these people whose open presses come to no more than a slice, at least one.
async fn within_bounds(ctx: &Ctx, marked: Vec<Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    let roster = Roster::of_people(ctx.db.reader(), &marked.iter().copied().collect()).await?;
    let text = "WITH given (who) AS ({given}) SELECT u.who AS who, COUNT(*) AS presses FROM given \
         CROSS JOIN attendance_unmatched AS u WHERE u.who = given.who AND u.settled_at IS NULL GROUP BY u.who";
    let rows = roster.iter().map(|(who, _)| vec![Cell::Id(who)]).collect();
    let mut open: BTreeMap<Uuid, i64> = BTreeMap::new();
    for row in many::query(ctx.db.reader(), text, &List { kinds: &[Kind::Id], rows }).await? {
        let who: Uuid = row.try_get("", "who")?;
        if let Some(known) = roster.get(who) {
            open.insert(known.person, row.try_get("", "presses")?);
        }
    }
    let (mut people, mut presses) = (BTreeSet::new(), 0);
    for person in marked {
        presses += open.get(&person).copied().unwrap_or(0);
        if presses > PRESSES_AT_ONCE && !people.is_empty() {
            break;
        }
        people.insert(person);
    }
    Ok(people)
}

async fn match_people(tx: &DatabaseTransaction, ctx: &Ctx, people: &BTreeSet<Uuid>) -> Result<(), Fault> {
    let roster = Roster::of_people(tx, people).await?;
    let marks = marks_of(tx, people).await?;
    let mut on: BTreeSet<Uuid> = open_rows(tx, &roster).await?.iter().map(|row| row.project_id).collect();
    on.extend(marks.iter().map(|mark| mark.project_id));
    last_seen::hold(tx, on.iter().copied()).await?;
    // read again: until now somebody else may have written them
    let open = open_rows(tx, &roster).await?;
    if open.iter().any(|row| !on.contains(&row.project_id)) {
        return Err(Fault::Busy);
    }
    let rules = pairing_rules(tx, ctx, &on).await?;
    let days = days_of(tx, &marks).await?;
    let again = Again { roster: &roster, rules: &rules };
    let (mut effects, matched) = again.of_open(open)?;
    effects.extend(again.of_days(&days));
    let documents = HashMap::new();
    let ground = Ground { roster: &roster, rules: &rules, documents: &documents, ctx, now: ctx.now() };
    settle(tx, &matched, Settled::Matched, ctx.now()).await?;
    effects::apply(tx, &ground, &effects).await?;
    take_off(tx, &marks).await
}

/// What comes and goes when the presses of these people are judged again.
struct Again<'a> {
    roster: &'a Roster,
    rules: &'a HashMap<Uuid, PairingRules>,
}

impl Again<'_> {
    /// Open rows that match now, or do not for another reason; and those that match.
    fn of_open(&self, open: Vec<attendance_unmatched::Model>) -> Result<(Vec<Effect>, BTreeSet<Uuid>), Fault> {
        let (mut found, mut matched) = (Vec::new(), BTreeSet::new());
        for row in open {
            let Some((known, rules)) = self.roster.get(row.who).zip(self.rules.get(&row.project_id)) else { continue };
            let direction = Direction::parse(&row.direction).ok_or_else(|| Fault::internal("an unknown direction"))?;
            let press = Press { at: Instant(row.at), direction };
            let verdict = match_press(row.project_id, press, row.team_id, &known.registrations, rules);
            if verdict.is_ok() {
                matched.insert(row.id);
            }
            let is_same = verdict.err().is_some_and(|reason| reason.code() == row.reason);
            if !is_same {
                found.push(Effect {
                    event: row.id,
                    project: row.project_id,
                    who: row.who,
                    stored: StoredPress { press, team: row.team_id, mark: mark_of(row.id) },
                    received_at: Instant(row.listed_at),
                    way: Way::Comes,
                    batch: row.batch_id,
                });
            }
        }
        Ok((found, matched))
    }

    /// Presses of days that match no longer, or with which the day belongs to another registration.
    fn of_days(&self, days: &[StoredDay]) -> Vec<Effect> {
        let who_of: BTreeMap<Uuid, Uuid> = self.roster.iter().map(|(who, known)| (known.person, who)).collect();
        let mut found = Vec::new();
        for day in days {
            let Stander { project, person } = day.stander;
            let Some((who, rules)) = who_of.get(&person).zip(self.rules.get(&project)) else { continue };
            let registrations = self.roster.get(*who).map_or(&[][..], |known| known.registrations.as_slice());
            for (place, stored) in day.presses.iter().enumerate() {
                let verdict = match_press(project, stored.press, stored.team, registrations, rules);
                let is_elsewhere = place == 0 && verdict.is_ok_and(|found| found.worker != day.belonging.registration);
                if verdict.is_ok() && !is_elsewhere {
                    continue;
                }
                let effect = |way| Effect {
                    event: id_at(project, stored.press.at, stored.mark),
                    project,
                    who: *who,
                    stored: *stored,
                    received_at: stored.press.at,
                    way,
                    batch: None,
                };
                found.extend([effect(Way::Goes), effect(Way::Comes)]);
            }
        }
        found
    }
}

async fn open_rows<C: ConnectionTrait>(db: &C, roster: &Roster) -> Result<Vec<attendance_unmatched::Model>, Fault> {
    let whos: Vec<Uuid> = roster.iter().map(|(who, _)| who).collect();
    let rows = attendance_unmatched::Entity::find()
        .filter(attendance_unmatched::Column::Who.is_in(whos))
        .filter(attendance_unmatched::Column::SettledAt.is_null())
        .order_by_asc(attendance_unmatched::Column::Id);
    Ok(rows.all(db).await?)
}

async fn marks_of(
    tx: &DatabaseTransaction,
    people: &BTreeSet<Uuid>,
) -> Result<Vec<attendance_rematches::Model>, Fault> {
    let of_people = attendance_rematches::Column::PersonId.is_in(people.iter().copied());
    Ok(attendance_rematches::Entity::find().filter(of_people).all(tx).await?)
}

/// The day rows that a mark is about, through their key: from its day on, as far as the person was seen there at all.
async fn days_of(tx: &DatabaseTransaction, marks: &[attendance_rematches::Model]) -> Result<Vec<StoredDay>, Fault> {
    let text = "WITH given (project_id, person_id, day) AS ({given}) SELECT given.project_id AS project, \
         given.person_id AS person, given.day AS day, MIN(w.first_at) AS first_at, MAX(w.last_at) AS last_at FROM given \
         CROSS JOIN registrations AS r JOIN attendance_seen_workers AS w ON w.project_id = r.project_id \
         AND w.registration_id = r.id WHERE r.project_id = given.project_id AND r.person_id = given.person_id \
         GROUP BY given.project_id, given.person_id, given.day";
    let row = |mark: &attendance_rematches::Model| {
        vec![Cell::Id(mark.project_id), Cell::Id(mark.person_id), Cell::Text(mark.from_day.clone())]
    };
    let list = List { kinds: &[Kind::Id, Kind::Id, Kind::Text], rows: marks.iter().map(row).collect() };
    let mut wanted = BTreeSet::new();
    for row in many::query(tx, text, &list).await? {
        let (project, person): (Uuid, Uuid) = (row.try_get("", "project")?, row.try_get("", "person")?);
        let from: String = row.try_get("", "day")?;
        let from = Day::parse(&from).ok_or_else(|| Fault::internal("a mark without a day"))?;
        let ends: (Option<i64>, Option<i64>) = (row.try_get("", "first_at")?, row.try_get("", "last_at")?);
        let (Some(first), Some(last)) = ends else { continue };
        let (mut day, last) = (from.max(Instant(first).day()), Instant(last).day());
        while day <= last {
            wanted.insert((project, day, person));
            day = day.next();
        }
    }
    Ok(stored_days::read(tx, &wanted).await?.into_values().collect())
}

/// A mark that was set anew meanwhile stays.
async fn take_off(tx: &DatabaseTransaction, marks: &[attendance_rematches::Model]) -> Result<(), Fault> {
    let text = "WITH given (person_id, project_id, mark) AS ({given}) DELETE FROM attendance_rematches \
         WHERE (person_id, project_id, mark) IN (SELECT given.person_id, given.project_id, given.mark FROM given)";
    let row = |mark: &attendance_rematches::Model| {
        vec![Cell::Id(mark.person_id), Cell::Id(mark.project_id), Cell::Number(mark.mark)]
    };
    let list = List { kinds: &[Kind::Id, Kind::Id, Kind::Number], rows: marks.iter().map(row).collect() };
    many::execute(tx, text, &list).await
}
