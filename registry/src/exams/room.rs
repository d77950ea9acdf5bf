//! What does the candidate see in the exam room? Items without keys, saved answers, the ticket and the clock.

use question_bank::{CandidateItem, Paper, candidate_items};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rooms::notices::{Notice, of_candidate};
use super::rooms::pulse::Standing;
use super::saving::Mark;
use super::sequential::Sequence;
use super::ticket::Ticket;
use super::{Late, Policy};
use crate::entity::{answers, attempts, exams};
use crate::permissions::{Object, Verb, require};
use crate::questions::library;
use crate::{Ctx, Fault, Instant};

pub struct Room {
    pub attempt: Uuid,
    pub exam: Uuid,
    pub title: String,
    pub items: Vec<CandidateItem>,
    pub answers: Vec<SavedAnswer>,
    pub multiple_rule: question_bank::MultipleRule,
    pub started_at: Instant,
    pub deadline_at: Instant,
    pub server_now: Instant,
    pub seat: Seat,
    pub standing: Standing,
    pub late: Late,
    /// The last moment at which it may be handed in; none while it is paused.
    pub hand_in_until: Option<Instant>,
    pub notices: Vec<Notice>,
    /// Where there is no way back: of the items only the open one is here.
    pub sequence: Option<Sequence>,
}

/// Whether this device holds the room.
pub enum Seat {
    /// It does.
    Taken(Taken),
    /// Another device does; taking over is a step of its own.
    Elsewhere,
}

/// What the device in the room writes with.
#[derive(Clone)]
pub struct Taken {
    /// Sealed.
    pub ticket: String,
    pub epoch: i64,
    pub drawer_key: [u8; 32],
}

/// Under what an answer is stored: the higher one is the newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    pub epoch: i64,
    pub sequence: i64,
}

#[derive(Clone, Copy, Debug)]
pub struct SavedAnswer {
    pub slot: i32,
    /// Option bits in displayed order.
    pub choice: u8,
    pub marked: Mark,
    /// The highest that this device has used; 0 when none.
    pub sequence: i64,
    pub written: Written,
    pub saved_at: Option<Instant>,
}

/// What an attempt is now.
pub enum Now {
    Open(Box<Room>),
    /// Ended: the result is to be shown.
    Finished {
        attempt: Uuid,
    },
}

/// The attempt of this candidate; one whose time is over is finished on the way.
pub async fn enter(ctx: &Ctx, attempt: Uuid, device: &str) -> Result<Now, Fault> {
    require(ctx, Verb::View, Object::Attempt)?;
    let person = ctx.signed_in()?.person;
    let row = attempts::Entity::find_by_id(attempt)
        .filter(attempts::Column::PersonId.eq(person))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    if row.state == "open" && super::finishing::is_due(&row, ctx.now()) {
        super::finishing::time_out(ctx, attempt).await?;
        return Ok(Now::Finished { attempt });
    }
    if row.state != "open" {
        return Ok(Now::Finished { attempt });
    }
    Ok(Now::Open(Box::new(room(ctx, row, device).await?)))
}

async fn room(ctx: &Ctx, row: attempts::Model, device: &str) -> Result<Room, Fault> {
    let db = ctx.db.reader();
    let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
    let paper: Paper = serde_json::from_str(&row.paper)?;
    let library = library::known(&ctx.db, db, &paper.versions()).await?;
    let standing = standing(&row, ctx.now());
    let mut items = candidate_items(&paper, |version| library.get(version)).map_err(Fault::internal)?;
    let sequence = Sequence::of(&row, &paper);
    if let Some(sequence) = sequence {
        items.retain(|item| item.number == sequence.reached);
    }
    let mut answers = saved_answers(ctx, &row).await?;
    if let Some(sequence) = sequence {
        answers.retain(|answer| answer.slot == i32::from(sequence.reached));
    }
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let blueprint: question_bank::Blueprint = serde_json::from_str(&exam.blueprint)?;
    let seat = if row.device == device {
        let ticket = Ticket { attempt: row.id, person: row.person_id, epoch: row.epoch };
        Seat::Taken(Taken {
            ticket: ticket.seal(&ctx.vault)?,
            epoch: ticket.epoch,
            drawer_key: ticket.drawer_key(&ctx.vault)?,
        })
    } else {
        Seat::Elsewhere
    };
    Ok(Room {
        attempt: row.id,
        exam: exam.id,
        title: exam.title,
        // while the clock stands or the room is locked there is nothing to read, whoever asks
        items: if row.paused_at.is_some() || row.locked_at.is_some() { Vec::new() } else { items },
        answers,
        multiple_rule: blueprint.multiple_rule,
        started_at: Instant(row.started_at),
        deadline_at: Instant(row.deadline_at),
        server_now: ctx.now(),
        seat,
        standing,
        late: policy.late,
        hand_in_until: row.next_check_at.map(|at| Instant(at - 1)),
        notices: of_candidate(db, row.exam_id, row.id, row.started_at).await?,
        sequence,
    })
}

fn standing(row: &attempts::Model, now: Instant) -> Standing {
    match () {
        () if row.resumed_at.is_some() => Standing::Awaited,
        () if row.paused_at.is_some() => Standing::Paused,
        () if row.locked_at.is_some() => Standing::Locked,
        () if row.accepts_until < now.0 => Standing::Overdue,
        () => Standing::Running,
    }
}

/// Sequences count per device: after a change of device they begin again at nothing.
async fn saved_answers(ctx: &Ctx, attempt: &attempts::Model) -> Result<Vec<SavedAnswer>, Fault> {
    let rows = answers::Entity::find()
        .filter(answers::Column::AttemptId.eq(attempt.id))
        .order_by_asc(answers::Column::Slot)
        .all(ctx.db.reader())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| SavedAnswer {
            slot: row.slot,
            choice: u8::try_from(row.choice).unwrap_or(0),
            marked: Mark::of(row.marked),
            sequence: if row.epoch == attempt.epoch { row.sequence } else { 0 },
            written: Written { epoch: row.epoch, sequence: row.sequence },
            saved_at: row.saved_at.map(Instant),
        })
        .collect())
}
