//! Who sits in the room, since when, and how is it going? One look at every attempt of an exam in a few statements.

use std::collections::{BTreeSet, HashMap, HashSet};

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use uuid::Uuid;

use super::proposals::{Act, Proposal};
use super::{LightAttempt, RoomExam, exam, proposals};
use crate::entity::{answers, attempt_events, attempts, exam_roster, identity_confirmations, people};
use crate::instant::{MINUTE_MS, SECOND_MS};
use crate::permissions::Verb;
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Fault, Instant};

pub const PER_PAGE: usize = 100;
/// The page of the room reports every 20 seconds: three reports are missing.
const HERE_MS: i64 = 60 * SECOND_MS;
const QUIET_MS: i64 = 5 * MINUTE_MS;

/// What the page is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// A part of the name.
    pub name: String,
    pub place: Option<Place>,
    pub connection: Option<Connection>,
    pub only_with_signals: Option<Signals>,
    pub room: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signals {
    Some,
}

/// Where an attempt stands, as staff see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Sitting,
    Paused,
    /// Staff let go on; the candidate is not back yet.
    Awaited,
    Locked,
    Overdue,
    HandedIn,
    TimedOut,
    Abandoned,
    Void,
}

impl Place {
    pub const ALL: [Self; 9] = [
        Self::Sitting,
        Self::Paused,
        Self::Awaited,
        Self::Locked,
        Self::Overdue,
        Self::HandedIn,
        Self::TimedOut,
        Self::Abandoned,
        Self::Void,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Sitting => "sitting",
            Self::Paused => "paused",
            Self::Awaited => "awaited",
            Self::Locked => "locked",
            Self::Overdue => "overdue",
            Self::HandedIn => "handed_in",
            Self::TimedOut => "timed_out",
            Self::Abandoned => "abandoned",
            Self::Void => "void",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.code() == code)
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Sitting | Self::Paused | Self::Awaited | Self::Locked | Self::Overdue)
    }

    fn of(row: &LightAttempt, ended_by: Option<&str>, now: Instant) -> Self {
        match row.state.as_str() {
            "void" => Self::Void,
            "finished" if row.abandoned != 0 => Self::Abandoned,
            "finished" if ended_by == Some("time_out") => Self::TimedOut,
            "finished" => Self::HandedIn,
            _ if row.resumed_at.is_some() => Self::Awaited,
            _ if row.paused_at.is_some() => Self::Paused,
            _ if row.locked_at.is_some() => Self::Locked,
            _ if row.accepts_until < now.0 => Self::Overdue,
            _ => Self::Sitting,
        }
    }
}

/// Judged by the last request of the room's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Connection {
    /// Within a minute.
    Here,
    /// Within five.
    Quiet,
    Lost,
}

impl Connection {
    pub const ALL: [Self; 3] = [Self::Here, Self::Quiet, Self::Lost];

    pub fn code(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Quiet => "quiet",
            Self::Lost => "lost",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|connection| connection.code() == code)
    }

    fn since(last: Instant, now: Instant) -> Self {
        match now.since(last) {
            gap if gap <= HERE_MS => Self::Here,
            gap if gap <= QUIET_MS => Self::Quiet,
            _ => Self::Lost,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Line {
    pub attempt: Uuid,
    pub person: Uuid,
    pub name: String,
    /// Where the roster names one.
    pub room: Option<String>,
    pub ordinal: i32,
    pub place: Place,
    /// Of open attempts.
    pub connection: Option<Connection>,
    pub started_at: Instant,
    pub deadline_at: Instant,
    pub finished_at: Option<Instant>,
    pub seen_at: Option<Instant>,
    pub saved_at: Option<Instant>,
    pub answered: i64,
    pub questions: i64,
    /// Kinds of events and how often, most first.
    pub signals: Vec<(String, i64)>,
    pub identity: Identity,
    /// An act that waits for a second person.
    pub proposed: Option<Act>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    Confirmed,
    Unconfirmed,
}

pub struct Board {
    pub exam: RoomExam,
    pub lines: Vec<Line>,
    /// Rows that fit, on all pages.
    pub total: u64,
    /// All rows of the exam by place.
    pub places: HashMap<Place, usize>,
    pub lost: usize,
    pub proposals: Vec<Proposal>,
    /// Those that the roster names, by name.
    pub rooms: Vec<String>,
    pub now: Instant,
}

/// An attempt with its candidate's name.
#[derive(Clone, Debug, FromQueryResult)]
struct Seated {
    #[sea_orm(nested)]
    attempt: LightAttempt,
    name: String,
    ended_by: Option<String>,
}

/// The room of an exam; `page` counts from 0.
pub async fn look(ctx: &Ctx, exam_id: Uuid, narrowed: &Narrowed, page: usize) -> Result<Board, Fault> {
    cut(ctx, exam_id, narrowed, (page, PER_PAGE)).await
}

/// Every line that fits, for a sheet; that they left is on record.
///
/// # Errors
/// `sheets.too_long` when they are too many for one sheet.
pub async fn export(ctx: &Ctx, exam_id: Uuid, narrowed: &Narrowed) -> Result<Board, Fault> {
    let board = cut(ctx, exam_id, narrowed, (0, usize::MAX)).await?;
    leaving::record(ctx, ("exam", exam_id), "room", board.lines.len()).await?;
    Ok(board)
}

async fn cut(ctx: &Ctx, exam_id: Uuid, narrowed: &Narrowed, (page, per_page): (usize, usize)) -> Result<Board, Fault> {
    let exam = exam(ctx, Verb::View, exam_id).await?;
    let (seated, signals) = (seated(ctx, exam_id).await?, signals(ctx, exam_id).await?);
    let in_rooms = in_rooms(ctx, exam_id).await?;
    let proposals: Vec<Proposal> =
        proposals::of_exam(ctx, exam_id, None).await?.into_iter().filter(|row| row.decision.is_none()).collect();
    let now = ctx.now();
    let mut lines: Vec<Line> = seated.into_iter().map(|row| line(row, &signals, &proposals, now)).collect();
    lines.iter_mut().for_each(|line| line.room = in_rooms.get(&line.person).cloned());
    let mut places = HashMap::new();
    for line in &lines {
        *places.entry(line.place).or_insert(0) += 1;
    }
    let lost = lines.iter().filter(|line| line.connection == Some(Connection::Lost)).count();
    let fitting: Vec<Line> = lines.into_iter().filter(|line| narrowed.fits(line)).collect();
    let total = u64::try_from(fitting.len()).map_err(Fault::internal)?;
    let mut lines: Vec<Line> = fitting.into_iter().skip(page.saturating_mul(per_page)).take(per_page).collect();
    check_exported(lines.len())?;
    complete(ctx, &mut lines).await?;
    let rooms: BTreeSet<String> = in_rooms.into_values().collect();
    Ok(Board { exam, lines, total, places, lost, proposals, rooms: rooms.into_iter().collect(), now })
}

/// One attempt of the board.
pub(super) async fn one(ctx: &Ctx, exam_id: Uuid, attempt: Uuid) -> Result<Line, Fault> {
    let seated = query(exam_id).filter(attempts::Column::Id.eq(attempt));
    let row: Seated = seated.into_model().one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let room = in_rooms(ctx, exam_id).await?.remove(&row.attempt.person_id);
    let mut lines = vec![Line { room, ..line(row, &HashMap::new(), &[], ctx.now()) }];
    complete(ctx, &mut lines).await?;
    lines.pop().ok_or(Fault::NotFound)
}

impl Narrowed {
    fn fits(&self, line: &Line) -> bool {
        line.name.contains(self.name.trim())
            && self.place.is_none_or(|place| place == line.place)
            && self.connection.is_none_or(|connection| Some(connection) == line.connection)
            && (self.only_with_signals.is_none() || !line.signals.is_empty())
            && (self.room.is_none() || self.room == line.room)
    }
}

fn query(exam_id: Uuid) -> sea_orm::Select<attempts::Entity> {
    let person = attempts::Entity::belongs_to(people::Entity).from(attempts::Column::PersonId).to(people::Column::Id);
    LightAttempt::select()
        .column(attempts::Column::EndedBy)
        .column(people::Column::Name)
        .join(JoinType::InnerJoin, person.into())
        .filter(attempts::Column::ExamId.eq(exam_id))
}

async fn seated(ctx: &Ctx, exam_id: Uuid) -> Result<Vec<Seated>, Fault> {
    let rows = query(exam_id).order_by_asc(people::Column::NamePinyin).order_by_asc(attempts::Column::Id);
    Ok(rows.into_model().all(ctx.db.reader()).await?)
}

/// Who sits in which room.
async fn in_rooms(ctx: &Ctx, exam_id: Uuid) -> Result<HashMap<Uuid, String>, Fault> {
    let rows: Vec<(Uuid, String)> = exam_roster::Entity::find()
        .select_only()
        .columns([exam_roster::Column::PersonId, exam_roster::Column::Room])
        .filter(exam_roster::Column::ExamId.eq(exam_id))
        .filter(exam_roster::Column::Room.is_not_null())
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().collect())
}

/// The rooms that the roster names, by name, for whoever looks after them.
pub async fn rooms(ctx: &Ctx, exam_id: Uuid) -> Result<Vec<String>, Fault> {
    exam(ctx, Verb::View, exam_id).await?;
    let rooms: BTreeSet<String> = in_rooms(ctx, exam_id).await?.into_values().collect();
    Ok(rooms.into_iter().collect())
}

type Signalled = HashMap<Uuid, Vec<(String, i64)>>;

async fn signals(ctx: &Ctx, exam_id: Uuid) -> Result<Signalled, Fault> {
    let attempt = attempt_events::Entity::belongs_to(attempts::Entity)
        .from(attempt_events::Column::AttemptId)
        .to(attempts::Column::Id);
    let counted: Vec<(Uuid, String, i64)> = attempt_events::Entity::find()
        .select_only()
        .column(attempt_events::Column::AttemptId)
        .column(attempt_events::Column::Kind)
        .column_as(attempt_events::Column::Id.count(), "times")
        .join(JoinType::InnerJoin, attempt.into())
        .filter(attempts::Column::ExamId.eq(exam_id))
        .filter(attempt_events::Column::Kind.is_in(crate::exams::events::SIGNALS))
        .group_by(attempt_events::Column::AttemptId)
        .group_by(attempt_events::Column::Kind)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let mut signals = Signalled::new();
    for (attempt, kind, times) in counted {
        signals.entry(attempt).or_default().push((kind, times));
    }
    signals.values_mut().for_each(|kinds| kinds.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b))));
    Ok(signals)
}

fn line(row: Seated, signals: &Signalled, proposals: &[Proposal], now: Instant) -> Line {
    let Seated { attempt, name, ended_by } = row;
    let place = Place::of(&attempt, ended_by.as_deref(), now);
    let seen_at = attempt.seen_at.map(Instant);
    let last = seen_at.unwrap_or(Instant(attempt.started_at));
    Line {
        place,
        name,
        connection: place.is_open().then(|| Connection::since(last, now)),
        attempt: attempt.id,
        person: attempt.person_id,
        room: None,
        ordinal: attempt.ordinal,
        started_at: Instant(attempt.started_at),
        deadline_at: Instant(attempt.deadline_at),
        finished_at: attempt.finished_at.map(Instant),
        seen_at,
        saved_at: None,
        answered: 0,
        questions: 0,
        signals: signals.get(&attempt.id).cloned().unwrap_or_default(),
        identity: Identity::Unconfirmed,
        proposed: proposals.iter().find(|proposal| proposal.attempt == attempt.id).map(|proposal| proposal.act),
    }
}

/// An attempt, how many of its questions are answered, how many there are, and when it was saved last.
type Counted = (Uuid, i64, i64, Option<i64>);

/// What only the rows of one page need.
async fn complete(ctx: &Ctx, lines: &mut [Line]) -> Result<(), Fault> {
    let answered = CaseStatement::new().case(answers::Column::Choice.ne(0), 1).finally(0);
    let counted: Vec<Counted> = answers::Entity::find()
        .select_only()
        .column(answers::Column::AttemptId)
        .column_as(Expr::expr(answered).sum(), "answered")
        .column_as(answers::Column::Slot.count(), "questions")
        .column_as(answers::Column::SavedAt.max(), "saved")
        .filter(answers::Column::AttemptId.is_in(lines.iter().map(|line| line.attempt)))
        .group_by(answers::Column::AttemptId)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let confirmed: Vec<Uuid> = identity_confirmations::Entity::find()
        .select_only()
        .column(identity_confirmations::Column::PersonId)
        .filter(identity_confirmations::Column::PersonId.is_in(lines.iter().map(|line| line.person)))
        .filter(identity_confirmations::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let counted: HashMap<Uuid, Counted> = counted.into_iter().map(|row| (row.0, row)).collect();
    let confirmed: HashSet<Uuid> = confirmed.into_iter().collect();
    for line in lines {
        if let Some((_, answered, questions, saved)) = counted.get(&line.attempt) {
            (line.answered, line.questions, line.saved_at) = (*answered, *questions, saved.map(Instant));
        }
        if confirmed.contains(&line.person) {
            line.identity = Identity::Confirmed;
        }
    }
    Ok(())
}
