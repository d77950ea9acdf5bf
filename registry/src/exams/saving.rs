//! Is this answer safe? One statement checks ticket, state, deadline and sequence and saves; the acknowledgement follows
//! the commit. On SQLite many saves share one commit.

#[cfg(feature = "acknowledge-early")]
mod planted;
#[cfg(not(feature = "acknowledge-early"))]
#[path = "saving/sound.rs"]
mod planted;

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, Statement};
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};

use self::planted::Planted;
use super::ticket::Ticket;
use crate::db::Db;
use crate::entity::{answers, attempts};
use crate::{Ctx, Fault, Instant, Refusal};

/// A sequence number beyond this is absurd: nobody changes an answer a million times.
pub const HIGHEST_SEQUENCE: i64 = 1_000_000;
/// How long a save may wait for others to share its commit.
const GATHER: Duration = Duration::from_millis(2);
const BATCH: usize = 256;

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
        let deadline_at = match self.presumed(ctx, save).await? {
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

async fn write_batches(db: Db, mut receiver: mpsc::Receiver<Waiting>) {
    while let Some(first) = receiver.recv().await {
        let mut batch = vec![first];
        let until = tokio::time::Instant::now() + GATHER;
        while batch.len() < BATCH {
            match tokio::time::timeout_at(until, receiver.recv()).await {
                Ok(Some(waiting)) => batch.push(waiting),
                Ok(None) | Err(_) => break,
            }
        }
        commit(&db, batch).await;
    }
}

/// One transaction for the whole batch: nobody is told anything before its commit.
async fn commit(db: &Db, batch: Vec<Waiting>) {
    let outcome = async {
        let tx = db.begin().await?;
        let mut deadlines = Vec::with_capacity(batch.len());
        for waiting in &batch {
            deadlines.push(execute(&tx, &waiting.save).await?);
        }
        tx.commit().await?;
        Ok::<_, Fault>(deadlines)
    }
    .await;
    match outcome {
        Ok(deadlines) => {
            for (waiting, deadline) in batch.into_iter().zip(deadlines) {
                let _ = waiting.reply.send(Ok(deadline));
            }
        }
        Err(fault) => {
            tracing::error!(%fault, saves = batch.len(), "a batch of answers was not saved");
            for waiting in batch {
                let _ = waiting.reply.send(Err(Fault::Busy));
            }
        }
    }
}

/// The one statement. The highest (epoch, sequence) wins; an ended, paused or locked attempt, a passed deadline, an older
/// device, a browser that is not the one asked for, an option that does not exist or one too many change no row.
const STATEMENT: &str = "UPDATE answers SET choice = $1, marked = $2, epoch = $3, sequence = $4, saved_at = $5 \
     WHERE attempt_id = $6 AND slot = $7 AND closed = 0 \
     AND (epoch < $3 OR (epoch = $3 AND sequence < $4)) AND (options & $1) = $1 AND most >= $8 \
     AND EXISTS (SELECT 1 FROM attempts WHERE attempts.id = $6 AND attempts.person_id = $9 \
     AND attempts.state = 'open' AND attempts.epoch = $3 AND attempts.accepts_until >= $5 \
     AND attempts.paused_at IS NULL AND attempts.locked_at IS NULL \
     AND (attempts.config_key IS NULL OR attempts.proven_epoch = $3 OR $10 = 1)) \
     RETURNING (SELECT deadline_at FROM attempts WHERE attempts.id = $6) AS deadline_at";

/// The attempt's deadline when the answer was saved.
async fn execute<C: ConnectionTrait>(db: &C, save: &Save) -> Result<Option<Instant>, Fault> {
    let values = [
        i32::from(save.choice).into(),
        save.marked.code().into(),
        save.ticket.epoch.into(),
        save.sequence.into(),
        save.received_at.0.into(),
        save.ticket.attempt.into(),
        save.slot.into(),
        i32::try_from(save.choice.count_ones()).unwrap_or(0).into(),
        save.ticket.person.into(),
        i32::from(save.browser == Browser::Locked).into(),
    ];
    let statement = match db.get_database_backend() {
        DbBackend::Postgres => STATEMENT.to_owned(),
        // SQLite numbers its parameters with a question mark
        _ => STATEMENT.replace('$', "?"),
    };
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), statement, values)).await?;
    row.map(|row| Ok(Instant(row.try_get("", "deadline_at")?))).transpose()
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
