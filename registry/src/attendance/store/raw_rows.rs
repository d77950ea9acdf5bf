//! How are raw rows kept and read again? They are only ever added; what was written by hand is approved once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use uuid::Uuid;

use super::kin::MOST_STATEMENTS;
use crate::attendance::{Direction, Event, IdentityKey, Method, Origin, Purpose, id_at, instant_of};
use crate::db::many::{self, Cell, Kind, List};
use crate::{Fault, Instant};

/// A row as it is written: the event, and what the rules do not look at.
#[derive(Clone, Debug)]
pub(crate) struct NewRow<'a> {
    pub event: &'a Event,
    pub who: Uuid,
    pub is_late: bool,
    pub external_id: Option<&'a str>,
    pub recorded_by: Option<Uuid>,
    pub batch: Option<Uuid>,
}

const KINDS: [Kind; 18] = [
    Kind::Id,
    Kind::Number,
    Kind::Id,
    Kind::Id,
    Kind::Id,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Text,
    Kind::Id,
    Kind::Number,
    Kind::Number,
    Kind::Number,
    Kind::Text,
    Kind::Id,
    Kind::Id,
];

/// Writes those that are not on record, or were undone with another import, and says which they were. The key decides, so
/// that of two senders of one row one is told that it was new, however close they come.
pub(crate) async fn add(tx: &DatabaseTransaction, mut rows: Vec<NewRow<'_>>) -> Result<BTreeSet<Uuid>, Fault> {
    // in the order of the key: neighbours land on one page
    rows.sort_unstable_by_key(|row| row.event.id);
    let text = "INSERT INTO attendance_events (id, at, project_id, who, team_id, direction, method, device, origin, photo, \
         purpose, about, stated_at, received_at, is_late, external_id, recorded_by, batch_id) {given} \
         ON CONFLICT (id, at) DO UPDATE SET who = excluded.who, team_id = excluded.team_id, \
         direction = excluded.direction, method = excluded.method, device = excluded.device, photo = excluded.photo, \
         purpose = excluded.purpose, about = excluded.about, stated_at = excluded.stated_at, \
         received_at = excluded.received_at, is_late = excluded.is_late, batch_id = excluded.batch_id, \
         recorded_by = excluded.recorded_by, approved_by = NULL, approved_at = NULL, undone_at = NULL WHERE attendance_events.undone_at IS NOT NULL RETURNING id";
    let list = List { kinds: &KINDS, rows: rows.iter().map(NewRow::cells).collect() };
    many::query(tx, text, &list).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

impl NewRow<'_> {
    fn cells(&self) -> Vec<Cell> {
        let event = self.event;
        vec![
            Cell::Id(event.id),
            Cell::Number(event.at.0),
            Cell::Id(event.project),
            Cell::Id(self.who),
            Cell::maybe_id(event.team),
            Cell::Text(event.direction.code().to_owned()),
            Cell::Text(event.method.code().to_owned()),
            Cell::Text(event.device.clone()),
            Cell::Text(event.origin.code().to_owned()),
            Cell::maybe_text(event.photo.as_deref()),
            Cell::Text(event.purpose.code().to_owned()),
            Cell::maybe_id(event.purpose.of()),
            Cell::Number(event.stated_at.0),
            Cell::Number(event.received_at.0),
            Cell::Number(i64::from(self.is_late)),
            Cell::maybe_text(self.external_id),
            Cell::maybe_id(self.recorded_by),
            Cell::maybe_id(self.batch),
        ]
    }
}

const COLUMNS: &str = "e.id, e.at, e.project_id, e.who, e.team_id, e.direction, e.method, e.device, e.origin, e.photo, \
    e.purpose, e.about, e.stated_at, e.received_at, e.approved_at";

/// The rows with these ids.
pub(crate) async fn with_ids<C: ConnectionTrait>(db: &C, ids: &BTreeSet<Uuid>) -> Result<Vec<Event>, Fault> {
    let text = format!(
        "WITH given (id, at) AS ({{given}}) SELECT {COLUMNS} FROM given CROSS JOIN attendance_events AS e \
         WHERE e.id = given.id AND e.at = given.at AND e.undone_at IS NULL"
    );
    let rows = ids.iter().map(|id| vec![Cell::Id(*id), Cell::Number(instant_of(*id).0)]).collect();
    read(&many::query(db, &text, &List { kinds: &[Kind::Id, Kind::Number], rows }).await?)
}

/// How a row came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrived {
    pub is_late: bool,
    pub batch: Option<Uuid>,
}

pub(crate) async fn arrived<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, Arrived>, Fault> {
    let text = "WITH given (id, at) AS ({given}) SELECT e.id, e.is_late, e.batch_id FROM given \
         CROSS JOIN attendance_events AS e WHERE e.id = given.id AND e.at = given.at";
    let rows = ids.iter().map(|id| vec![Cell::Id(*id), Cell::Number(instant_of(*id).0)]).collect();
    let found = many::query(db, text, &List { kinds: &[Kind::Id, Kind::Number], rows }).await?;
    let read = |row: &QueryResult| {
        let is_late = row.try_get::<i32>("", "is_late")? != 0;
        Ok((row.try_get("", "id")?, Arrived { is_late, batch: row.try_get("", "batch_id")? }))
    };
    found.iter().map(read).collect()
}

/// What is said about the rows with these ids.
async fn about<C: ConnectionTrait>(db: &C, ids: &BTreeSet<Uuid>) -> Result<Vec<Event>, Fault> {
    let text = format!(
        "WITH given (about) AS ({{given}}) SELECT {COLUMNS} FROM given CROSS JOIN attendance_events AS e \
         WHERE e.about = given.about AND e.undone_at IS NULL"
    );
    let rows = ids.iter().map(|id| vec![Cell::Id(*id)]).collect();
    read(&many::query(db, &text, &List { kinds: &[Kind::Id], rows }).await?)
}

/// Those of the new records about which something was said before they came. Asked by ranges of ids, one per project: what
/// is said about any row of so short a time is little.
pub(crate) async fn spoken_of<C: ConnectionTrait>(db: &C, records: &[&Event]) -> Result<BTreeSet<Uuid>, Fault> {
    let mut ranges: BTreeMap<Uuid, (Uuid, Uuid)> = BTreeMap::new();
    for record in records {
        let range = ranges.entry(record.project).or_insert((record.id, record.id));
        *range = (range.0.min(record.id), range.1.max(record.id));
    }
    let text = "WITH given (low, high) AS ({given}) SELECT e.about FROM given CROSS JOIN attendance_events AS e \
         WHERE e.about >= given.low AND e.about <= given.high AND e.undone_at IS NULL";
    let rows = ranges.into_values().map(|(low, high)| vec![Cell::Id(low), Cell::Id(high)]).collect();
    let found = many::query(db, text, &List { kinds: &[Kind::Id, Kind::Id], rows }).await?;
    let about =
        found.iter().map(|row| Ok(row.try_get::<Uuid>("", "about")?)).collect::<Result<BTreeSet<_>, Fault>>()?;
    Ok(records.iter().map(|record| record.id).filter(|id| about.contains(id)).collect())
}

/// Whole families: the rows with these ids, what they are about, and what is said about any of them. Each round asks one
/// step further along all of them at once; none has more steps than [`MOST_STATEMENTS`].
pub(crate) async fn families<C: ConnectionTrait>(db: &C, seeds: BTreeSet<Uuid>) -> Result<Vec<Event>, Fault> {
    let mut known: BTreeMap<Uuid, Event> = BTreeMap::new();
    let mut asked: BTreeSet<Uuid> = BTreeSet::new();
    let (mut next, mut rounds) = (seeds, 0);
    while !next.is_empty() {
        rounds += 1;
        if rounds > MOST_STATEMENTS + 1 {
            return Err(Fault::internal("more is said about one passage than may be"));
        }
        asked.extend(&next);
        let found = with_ids(db, &next).await?.into_iter().chain(about(db, &next).await?);
        known.extend(found.map(|event| (event.id, event)));
        let linked = known.values().flat_map(|event| [Some(event.id), event.purpose.of()]).flatten();
        next = linked.filter(|id| !asked.contains(id)).collect();
    }
    Ok(known.into_values().collect())
}

/// Notes where the rows of a batch lie.
pub(crate) async fn note_arrivals(tx: &DatabaseTransaction, batch: Uuid, events: &[&Event]) -> Result<(), Fault> {
    let mut spans: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    for event in events {
        let span = spans.entry(event.project).or_insert((event.at.0, event.at.0));
        *span = (span.0.min(event.at.0), span.1.max(event.at.0));
    }
    let text = "INSERT INTO attendance_arrivals (batch_id, project_id, first_at, last_at) {given} \
         ON CONFLICT (batch_id, project_id) DO UPDATE SET first_at = CASE WHEN excluded.first_at < \
         attendance_arrivals.first_at THEN excluded.first_at ELSE attendance_arrivals.first_at END, \
         last_at = CASE WHEN excluded.last_at > attendance_arrivals.last_at THEN excluded.last_at \
         ELSE attendance_arrivals.last_at END";
    let row = |(project, (first, last)): (Uuid, (i64, i64))| {
        vec![Cell::Id(batch), Cell::Id(project), Cell::Number(first), Cell::Number(last)]
    };
    let list =
        List { kinds: &[Kind::Id, Kind::Id, Kind::Number, Kind::Number], rows: spans.into_iter().map(row).collect() };
    many::execute(tx, text, &list).await
}

/// Between which instants the rows of a batch lie, per project.
pub(crate) async fn arrival_spans(tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<(Instant, Instant)>, Fault> {
    let text = "WITH given (batch_id) AS ({given}) SELECT a.first_at, a.last_at FROM given \
         CROSS JOIN attendance_arrivals AS a WHERE a.batch_id = given.batch_id";
    let list = List { kinds: &[Kind::Id], rows: vec![vec![Cell::Id(batch)]] };
    let span = |row: &QueryResult| Ok((Instant(row.try_get("", "first_at")?), Instant(row.try_get("", "last_at")?)));
    many::query(tx, text, &list).await?.iter().map(span).collect()
}

/// The rows that a batch brought and that were not undone.
pub(crate) async fn of_batch(tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Event>, Fault> {
    let text = "WITH given (batch_id) AS ({given}) SELECT a.project_id, a.first_at, a.last_at FROM given \
         CROSS JOIN attendance_arrivals AS a WHERE a.batch_id = given.batch_id";
    let list = List { kinds: &[Kind::Id], rows: vec![vec![Cell::Id(batch)]] };
    let mut ranges = Vec::new();
    for row in many::query(tx, text, &list).await? {
        let project: Uuid = row.try_get("", "project_id")?;
        let (first, last): (i64, i64) = (row.try_get("", "first_at")?, row.try_get("", "last_at")?);
        let low = Cell::Id(id_at(project, Instant(first), 0));
        let high = Cell::Id(id_at(project, Instant(last), u64::MAX));
        ranges.push(vec![low, high, Cell::Number(first), Cell::Number(last), Cell::Id(batch)]);
    }
    let text = format!(
        "WITH given (low, high, first_at, last_at, batch_id) AS ({{given}}) SELECT {COLUMNS} FROM given \
         CROSS JOIN attendance_events AS e WHERE e.id >= given.low AND e.id <= given.high \
         AND e.at >= given.first_at AND e.at <= given.last_at AND e.batch_id = given.batch_id AND e.undone_at IS NULL"
    );
    let kinds = [Kind::Id, Kind::Id, Kind::Number, Kind::Number, Kind::Id];
    read(&many::query(tx, &text, &List { kinds: &kinds, rows: ranges }).await?)
}

/// Takes rows out of force.
pub(crate) async fn undo(tx: &DatabaseTransaction, ids: &BTreeSet<Uuid>, now: Instant) -> Result<(), Fault> {
    let text = format!(
        "WITH given (id, at) AS ({{given}}) UPDATE attendance_events SET undone_at = {} FROM given \
         WHERE attendance_events.id = given.id AND attendance_events.at = given.at",
        now.0
    );
    let rows = ids.iter().map(|id| vec![Cell::Id(*id), Cell::Number(instant_of(*id).0)]).collect();
    many::execute(tx, &text, &List { kinds: &[Kind::Id, Kind::Number], rows }).await
}

fn read(rows: &[QueryResult]) -> Result<Vec<Event>, Fault> {
    rows.iter().map(event).collect()
}

fn event(row: &QueryResult) -> Result<Event, Fault> {
    let text = |column: &str| -> Result<String, Fault> { Ok(row.try_get("", column)?) };
    let broken = || Fault::internal("a stored event with an unknown code");
    let about: Option<Uuid> = row.try_get("", "about")?;
    let purpose = match (text("purpose")?.as_str(), about) {
        ("record", None) => Purpose::Record,
        ("correct", Some(of)) => Purpose::Correct(of),
        ("withdraw", Some(of)) => Purpose::Withdraw(of),
        _ => return Err(broken()),
    };
    Ok(Event {
        id: row.try_get("", "id")?,
        project: row.try_get("", "project_id")?,
        who: IdentityKey(row.try_get::<Uuid>("", "who")?.simple().to_string()),
        team: row.try_get("", "team_id")?,
        direction: Direction::parse(&text("direction")?).ok_or_else(broken)?,
        at: Instant(row.try_get("", "at")?),
        device: text("device")?,
        method: Method::parse(&text("method")?).ok_or_else(broken)?,
        origin: Origin::parse(&text("origin")?).ok_or_else(broken)?,
        photo: row.try_get("", "photo")?,
        purpose,
        stated_at: Instant(row.try_get("", "stated_at")?),
        received_at: Instant(row.try_get("", "received_at")?),
        approved_at: row.try_get::<Option<i64>>("", "approved_at")?.map(Instant),
    })
}
