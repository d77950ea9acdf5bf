//! Is this answer safe? One statement checks ticket, state, deadline and sequence and saves; the acknowledgement follows
//! the commit. On SQLite the saves that wait share the statement.

#[cfg(feature = "acknowledge-early")]
mod planted;
#[cfg(not(feature = "acknowledge-early"))]
#[path = "saving/sound.rs"]
mod planted;

use std::collections::{HashMap, HashSet};

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement, Value};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use self::planted::Planted;
use super::ticket::Ticket;
use crate::db::Db;
use crate::entity::{answers, attempts};
use crate::{Ctx, Fault, Instant, Refusal};

/// A sequence number beyond this is absurd: nobody changes an answer a million times.
pub const HIGHEST_SEQUENCE: i64 = 1_000_000;
const BATCH: usize = 256;
/// With so many in one commit, its own cost is small beside theirs: none of them waits any longer, and the next ones are
/// taken in while the disk works.
const COMPANY: usize = 16;

/// One answer as it arrived.
#[derive(Clone, Copy, Debug)]
pub struct Save {
    pub ticket: Ticket,
    pub slot: i32,
    /// Option bits in displayed order.
    pub choice: u8,
    pub marked: Mark,
    pub sequence: i64,
    pub received_at: Instant,
    pub browser: Browser,
}

/// What this request itself proves of the browser that it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    Unproven,
    /// It is the lockdown browser with the exam's settings.
    Locked,
}

/// Whether the candidate marked the question to come back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Plain,
    Marked,
}

impl Mark {
    pub fn code(self) -> i32 {
        i32::from(self == Self::Marked)
    }

    pub fn of(stored: i32) -> Self {
        if stored == 0 { Self::Plain } else { Self::Marked }
    }
}

/// What the browser hears: the newest sequence of the slot, and the deadline against the server's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    pub sequence: i64,
    pub saved_at: Instant,
    pub deadline_at: Instant,
    pub server_now: Instant,
}

struct Waiting {
    save: Save,
    reply: oneshot::Sender<Result<Option<Instant>, Fault>>,
}

/// The door for saves; clones share one queue.
#[derive(Clone)]
pub struct Saver {
    queue: Option<mpsc::Sender<Waiting>>,
    planted: Planted,
}

impl Saver {
    /// Starts the queue's writer on SQLite; PostgreSQL shares commits by itself.
    pub fn start(db: &Db) -> Self {
        if !db.is_sqlite() {
            return Self { queue: None, planted: Planted::default() };
        }
        let (sender, receiver) = mpsc::channel(4_096);
        tokio::spawn(write_batches(db.clone(), receiver));
        Self { queue: Some(sender), planted: Planted::default() }
    }

    /// Saves one answer; returns after the commit, or says why it was not saved.
    pub async fn save(&self, ctx: &Ctx, save: Save) -> Result<Saved, Fault> {
        if !(1..=HIGHEST_SEQUENCE).contains(&save.sequence) {
            return Err(Refusal::new("exams.sequence_absurd").into());
        }
        let deadline_at = match self.planted.presumed(self, ctx, save).await? {
            Some(deadline) => Some(deadline),
            None => self.committed(ctx, save).await?,
        };
        explain(ctx, &save, deadline_at).await
    }

    /// Shares its commit with others, or is its own transaction.
    async fn committed(&self, ctx: &Ctx, save: Save) -> Result<Option<Instant>, Fault> {
        let Some(queue) = &self.queue else { return execute(ctx.db.writer(), &save).await };
        let (reply, outcome) = oneshot::channel();
        queue.send(Waiting { save, reply }).await.map_err(|_| Fault::Busy)?;
        outcome.await.map_err(|_| Fault::Busy)?
    }
}

/// Nobody waits for people who are not here: what came while the last commit was made goes into the next one.
async fn write_batches(db: Db, mut receiver: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        let_in(&mut receiver, &mut batch).await;
        commit(&db, std::mem::take(&mut batch)).await;
    }
}

/// Whose request is in the house already shares the commit. A turn of the runtime does what is ready and looks at the
/// sockets, and those are served in the turn after it: two turns that bring nobody say that nobody is here.
async fn let_in(receiver: &mut mpsc::Receiver<Waiting>, batch: &mut Vec<Waiting>) {
    let mut turns_alone = 0;
    while turns_alone < 2 && batch.len() < COMPANY {
        tokio::task::yield_now().await;
        let before = batch.len();
        batch.extend(std::iter::from_fn(|| receiver.try_recv().ok()).take(BATCH - before));
        turns_alone = if batch.len() > before { 0 } else { turns_alone + 1 };
    }
}

/// One statement, which is its own transaction, for all that wait: nobody is told anything before its commit.
async fn commit(db: &Db, batch: Vec<Waiting>) {
    for round in rounds(batch) {
        match execute_all(db, &round).await {
            Ok(deadlines) => {
                for (waiting, deadline) in round.into_iter().zip(deadlines) {
                    let _ = waiting.reply.send(Ok(deadline));
                }
            }
            Err(fault) => {
                tracing::error!(%fault, saves = round.len(), "answers were not saved");
                for waiting in round {
                    let _ = waiting.reply.send(Err(Fault::Busy));
                }
            }
        }
    }
}

/// A batch in the order it came, divided so that no statement saves into one slot twice.
fn rounds(batch: Vec<Waiting>) -> Vec<Vec<Waiting>> {
    let mut left = batch;
    let mut rounds = Vec::new();
    while !left.is_empty() {
        let mut taken = HashSet::new();
        let (round, later) = left.into_iter().partition(|waiting| taken.insert(waiting.save.place()));
        rounds.push(round);
        left = later;
    }
    rounds
}

/// The one statement. The highest (epoch, sequence) wins; an ended, paused or locked attempt, a passed deadline, an older
/// device, a browser that is not the one asked for, an option that does not exist or one too many change no row.
/// `$given` is where the answers come from.
macro_rules! statement {
    ($given:literal) => {
        concat!(
            "WITH given (choice, marked, epoch, sequence, received_at, attempt, slot, ticks, person, locked) AS (",
            $given,
            ") UPDATE answers SET choice = given.choice, marked = given.marked, epoch = given.epoch, \
             sequence = given.sequence, saved_at = given.received_at FROM given \
             WHERE answers.attempt_id = given.attempt AND answers.slot = given.slot AND answers.closed = 0 \
             AND (answers.epoch < given.epoch OR (answers.epoch = given.epoch AND answers.sequence < given.sequence)) \
             AND (answers.options & given.choice) = given.choice AND answers.most >= given.ticks \
             AND EXISTS (SELECT 1 FROM attempts WHERE attempts.id = given.attempt AND attempts.person_id = given.person \
             AND attempts.state = 'open' AND attempts.epoch = given.epoch AND attempts.accepts_until >= given.received_at \
             AND attempts.paused_at IS NULL AND attempts.locked_at IS NULL \
             AND (attempts.reached IS NULL OR attempts.reached = given.slot) \
             AND (attempts.config_key IS NULL OR attempts.proven_epoch = given.epoch OR given.locked = 1)) \
             RETURNING answers.attempt_id, answers.slot, \
             (SELECT deadline_at FROM attempts WHERE attempts.id = answers.attempt_id) AS deadline_at"
        )
    };
}

/// For PostgreSQL, which shares commits by itself.
const ONE: &str = statement!(
    "SELECT $1::integer, $2::integer, $3::bigint, $4::bigint, $5::bigint, $6::uuid, $7::integer, $8::integer, $9::uuid, \
     $10::integer"
);
/// For SQLite, with a line of parameters for each.
const MANY: &str = statement!("VALUES {rows}");
const ROW: &str = "(?,?,?,?,?,?,?,?,?,?)";
const COLUMNS: usize = 10;

impl Save {
    fn place(&self) -> (Uuid, i32) {
        (self.ticket.attempt, self.slot)
    }

    fn ticks(&self) -> i32 {
        i32::try_from(self.choice.count_ones()).unwrap_or(0)
    }

    fn locked(&self) -> i32 {
        i32::from(self.browser == Browser::Locked)
    }

    /// As the statement's `given` names them.
    fn values(&self) -> [Value; COLUMNS] {
        [
            i32::from(self.choice).into(),
            self.marked.code().into(),
            self.ticket.epoch.into(),
            self.sequence.into(),
            self.received_at.0.into(),
            self.ticket.attempt.into(),
            self.slot.into(),
            self.ticks().into(),
            self.ticket.person.into(),
            self.locked().into(),
        ]
    }
}

/// The attempt's deadline when the answer was saved.
async fn execute<C: ConnectionTrait>(db: &C, save: &Save) -> Result<Option<Instant>, Fault> {
    let row = db.query_one_raw(Statement::from_sql_and_values(DbBackend::Postgres, ONE, save.values())).await?;
    row.map(|row| Ok(Instant(row.try_get("", "deadline_at")?))).transpose()
}

/// The deadlines of those that were saved, in their order.
async fn execute_all(db: &Db, round: &[Waiting]) -> Result<Vec<Option<Instant>>, Fault> {
    let rows = db.writer().query_all_raw(together(round)).await?;
    let mut saved = HashMap::with_capacity(rows.len());
    for row in rows {
        let place: (Uuid, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        saved.insert(place, Instant(row.try_get_by_index(2)?));
    }
    Ok(round.iter().map(|waiting| saved.get(&waiting.save.place()).copied()).collect())
}

/// Lines without an attempt, which change nothing, fill the list up to a power of two: so few texts are prepared once and kept.
fn together(round: &[Waiting]) -> Statement {
    let lines = round.len().next_power_of_two();
    let mut values: Vec<Value> = round.iter().flat_map(|waiting| waiting.save.values()).collect();
    values.resize(lines * COLUMNS, Value::Int(None));
    let text = MANY.replace("{rows}", &vec![ROW; lines].join(","));
    Statement::from_sql_and_values(DbBackend::Sqlite, text, values)
}

/// Says what happened; only an answer that changed no row asks the database why.
async fn explain(ctx: &Ctx, save: &Save, deadline_at: Option<Instant>) -> Result<Saved, Fault> {
    let saved =
        |deadline_at| Saved { sequence: save.sequence, saved_at: save.received_at, deadline_at, server_now: ctx.now() };
    if let Some(deadline_at) = deadline_at {
        return Ok(saved(deadline_at));
    }
    let db = ctx.db.reader();
    let attempt = attempts::Entity::find_by_id(save.ticket.attempt).one(db).await?.ok_or(Fault::NotFound)?;
    if attempt.person_id != save.ticket.person {
        return Err(Fault::NotFound);
    }
    let row = answers::Entity::find_by_id((save.ticket.attempt, save.slot)).one(db).await?.ok_or(Fault::NotFound)?;
    let repeated = row.epoch == save.ticket.epoch && row.sequence == save.sequence;
    if repeated && row.choice == i32::from(save.choice) && row.marked == save.marked.code() {
        return Ok(Saved {
            saved_at: Instant(row.saved_at.unwrap_or(save.received_at.0)),
            ..saved(Instant(attempt.deadline_at))
        });
    }
    Err(refusal(save, &attempt, &row).into())
}

fn refusal(save: &Save, attempt: &attempts::Model, row: &answers::Model) -> Refusal {
    let is_over = attempt.accepts_until < save.received_at.0 && attempt.paused_at.is_none();
    if attempt.state != "open" || row.closed != 0 || is_over {
        Refusal::new("exams.time_is_up")
    } else if attempt.epoch != save.ticket.epoch {
        Refusal::new("exams.opened_elsewhere")
    } else if attempt.paused_at.is_some() {
        Refusal::new("exams.paused")
    } else if attempt.locked_at.is_some() {
        Refusal::new("exams.locked")
    } else if attempt.reached.is_some_and(|reached| reached != save.slot) {
        Refusal::new("exams.question_closed")
    } else if attempt.config_key.is_some()
        && attempt.proven_epoch != Some(attempt.epoch)
        && save.browser != Browser::Locked
    {
        Refusal::new("exams.lockdown_unproven")
    } else if i32::from(save.choice) & !row.options != 0 {
        Refusal::new("exams.no_such_option")
    } else if i64::from(row.most) < i64::from(save.choice.count_ones()) {
        Refusal::new("exams.one_option_only")
    } else {
        Refusal::new("exams.newer_answer").with("sequence", row.sequence)
    }
}
