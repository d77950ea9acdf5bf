//! How does a person's day on a project lie in its row? Presses in force that are left to pair, and the day as paired.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use uuid::Uuid;

use crate::attendance::{DayRow, Direction, Length, Pair, Press};
use crate::db::many::{self, Cell, Kind, List};
use crate::wages::store::mark_months;
use crate::{Day, Fault, Instant};

/// A press in force, and the team that the sender named: it decides whose it is where two registrations meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct StoredPress {
    pub press: Press,
    pub team: Option<Uuid>,
    /// with project and instant the event's id
    pub mark: u64,
}

/// Whose day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Stander {
    pub project: Uuid,
    pub person: Uuid,
}

/// With which registration the day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Belonging {
    pub registration: Uuid,
    pub team: Option<Uuid>,
    pub unit: Uuid,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredDay {
    pub stander: Stander,
    pub belonging: Belonging,
    pub presses: Vec<StoredPress>,
    pub row: DayRow,
}

const COLUMNS: &str = "d.project_id, d.day, d.person_id, d.registration_id, d.team_id, d.unit_id, d.presses, d.detail";

/// The rows of these days that there are. Through the key alone.
pub(crate) async fn read<C: ConnectionTrait>(
    db: &C,
    wanted: &BTreeSet<(Uuid, Day, Uuid)>,
) -> Result<BTreeMap<(Stander, Day), StoredDay>, Fault> {
    // CROSS JOIN, because SQLite then keeps the order: the list first, and one look-up in the key for each of it
    let text = format!(
        "WITH given (project_id, day, person_id) AS ({{given}}) SELECT {COLUMNS} FROM given \
         CROSS JOIN attendance_days AS d WHERE d.project_id = given.project_id AND d.day = given.day \
         AND d.person_id = given.person_id"
    );
    let rows = wanted
        .iter()
        .map(|(project, day, person)| vec![Cell::Id(*project), Cell::Text(day.to_string()), Cell::Id(*person)]);
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Id], rows: rows.collect() };
    let found = many::query(db, &text, &list).await?;
    found
        .iter()
        .map(|row| {
            let day = StoredDay::from_row(row)?;
            Ok(((day.stander, day.row.day), day))
        })
        .collect()
}

const KINDS: [Kind; 13] = [
    Kind::Id,
    Kind::Text,
    Kind::Id,
    Kind::Id,
    Kind::Id,
    Kind::Id,
    Kind::Number,
    Kind::Number,
    Kind::Number,
    Kind::Number,
    Kind::Text,
    Kind::Text,
    Kind::Number,
];

/// Writes the days and marks them for another look at their anomalies. `days` in the order of the key.
pub(crate) async fn write(tx: &DatabaseTransaction, days: &[StoredDay], now: Instant) -> Result<(), Fault> {
    let text = "INSERT INTO attendance_days (project_id, day, person_id, registration_id, team_id, unit_id, first_at, \
         last_at, is_attended, minutes, presses, detail, written_at) {given} ON CONFLICT (project_id, day, person_id) \
         DO UPDATE SET registration_id = excluded.registration_id, team_id = excluded.team_id, \
         unit_id = excluded.unit_id, first_at = excluded.first_at, last_at = excluded.last_at, \
         is_attended = excluded.is_attended, minutes = excluded.minutes, presses = excluded.presses, \
         detail = excluded.detail, written_at = excluded.written_at";
    let rows = days.iter().map(|day| day.cells(now)).collect::<Result<_, Fault>>()?;
    many::execute(tx, text, &List { kinds: &KINDS, rows }).await?;
    let marked: BTreeSet<(Uuid, Day)> = days.iter().map(|day| (day.stander.project, day.row.day)).collect();
    mark_months(tx, marked.iter().copied(), now.day()).await?;
    let rows = marked.into_iter().map(|(project, day)| vec![Cell::Id(project), Cell::Text(day.to_string())]);
    let text = "INSERT INTO attendance_unjudged (project_id, day) {given} \
         ON CONFLICT (project_id, day) DO UPDATE SET judged_on = NULL";
    many::execute(tx, text, &List { kinds: &[Kind::Id, Kind::Text], rows: rows.collect() }).await
}

impl StoredDay {
    /// Reads [`COLUMNS`] of `attendance_days AS d`.
    pub(crate) fn from_row(row: &QueryResult) -> Result<Self, Fault> {
        let day: String = row.try_get("", "day")?;
        let day = Day::parse(&day).ok_or_else(|| Fault::internal("a day row without a day"))?;
        let (presses, detail): (String, String) = (row.try_get("", "presses")?, row.try_get("", "detail")?);
        Ok(Self {
            stander: Stander { project: row.try_get("", "project_id")?, person: row.try_get("", "person_id")? },
            belonging: Belonging {
                registration: row.try_get("", "registration_id")?,
                team: row.try_get("", "team_id")?,
                unit: row.try_get("", "unit_id")?,
            },
            presses: read_presses(day, &presses)?,
            row: read_detail(day, &detail)?,
        })
    }

    pub(crate) fn columns() -> &'static str {
        COLUMNS
    }

    fn cells(&self, now: Instant) -> Result<Vec<Cell>, Fault> {
        let Self { stander, belonging, presses, row } = self;
        Ok(vec![
            Cell::Id(stander.project),
            Cell::Text(row.day.to_string()),
            Cell::Id(stander.person),
            Cell::Id(belonging.registration),
            Cell::maybe_id(belonging.team),
            Cell::Id(belonging.unit),
            Cell::maybe_number(presses.iter().map(|stored| stored.press.at.0).min()),
            Cell::maybe_number(presses.iter().map(|stored| stored.press.at.0).max()),
            Cell::Number(i64::from(row.is_attended())),
            Cell::Number(i64::from(row.minutes())),
            Cell::Text(write_presses(row.day, presses)?),
            Cell::Text(write_detail(row)?),
            Cell::Number(now.0),
        ])
    }
}

/// Milliseconds since midnight, direction, mark, team.
type PressCode = (i64, u8, u64, Option<Uuid>);
/// Presses, stays (from, until, length), missing outs, missing ins, repeated, guessed; times since midnight.
type DetailCode = (u32, Vec<(i64, i64, u8)>, Vec<i64>, Vec<i64>, u32, u32);

const DIRECTIONS: [Direction; 3] = [Direction::In, Direction::Out, Direction::Unknown];
const LENGTHS: [Length; 3] = [Length::Plausible, Length::TooShort, Length::TooLong];

fn place<T: PartialEq>(all: &[T], one: &T) -> u8 {
    all.iter().position(|other| other == one).and_then(|place| u8::try_from(place).ok()).unwrap_or(u8::MAX)
}

fn at_place<T: Copy>(all: &[T], place: u8) -> Result<T, Fault> {
    all.get(usize::from(place)).copied().ok_or_else(|| Fault::internal("a day row with an unknown code"))
}

fn write_presses(day: Day, presses: &[StoredPress]) -> Result<String, Fault> {
    let midnight = day.starts_at();
    let codes: Vec<PressCode> = presses
        .iter()
        .map(|stored| {
            let StoredPress { press, team, mark } = *stored;
            (press.at.since(midnight), place(&DIRECTIONS, &press.direction), mark, team)
        })
        .collect();
    Ok(serde_json::to_string(&codes)?)
}

fn read_presses(day: Day, text: &str) -> Result<Vec<StoredPress>, Fault> {
    let codes: Vec<PressCode> = serde_json::from_str(text)?;
    let midnight = day.starts_at();
    let read = |(at, direction, mark, team): PressCode| {
        let press = Press { at: midnight.plus_ms(at), direction: at_place(&DIRECTIONS, direction)? };
        Ok(StoredPress { press, team, mark })
    };
    codes.into_iter().map(read).collect()
}

fn write_detail(row: &DayRow) -> Result<String, Fault> {
    let midnight = row.day.starts_at();
    let since = |at: &Instant| at.since(midnight);
    let stays = row.pairs.iter().map(|pair| (since(&pair.from), since(&pair.until), place(&LENGTHS, &pair.length)));
    let code: DetailCode = (
        row.presses,
        stays.collect(),
        row.missing_out.iter().map(since).collect(),
        row.missing_in.iter().map(since).collect(),
        row.repeated,
        row.guessed,
    );
    Ok(serde_json::to_string(&code)?)
}

fn read_detail(day: Day, text: &str) -> Result<DayRow, Fault> {
    let (presses, stays, missing_out, missing_in, repeated, guessed): DetailCode = serde_json::from_str(text)?;
    let midnight = day.starts_at();
    let pair = |(from, until, length): (i64, i64, u8)| {
        let length = at_place(&LENGTHS, length)?;
        Ok::<_, Fault>(Pair { from: midnight.plus_ms(from), until: midnight.plus_ms(until), length })
    };
    let instants = |all: Vec<i64>| all.into_iter().map(|at| midnight.plus_ms(at)).collect();
    Ok(DayRow {
        day,
        presses,
        pairs: stays.into_iter().map(pair).collect::<Result<_, _>>()?,
        missing_out: instants(missing_out),
        missing_in: instants(missing_in),
        repeated,
        guessed,
    })
}
