//! What are candidates told, and how much more time do they get? One row for one attempt, for a room, or for all that run.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{CaseStatement, Expr, ExprTrait},
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{LightAttempt, attended, check_not_own, exam, reason};
use crate::entity::{attempts, exam_notices, exam_roster};
use crate::exams::events;
use crate::instant::MINUTE_MS;
use crate::permissions::Verb;
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// The newest are enough for whoever sits.
const SHOWN: u64 = 10;
const LONGEST_MESSAGE: usize = 300;

/// Whom an act is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To<'a> {
    One(Uuid),
    /// Everybody whom the roster names for this room.
    Room(&'a str),
    /// Everybody who sits now.
    All,
}

impl To<'_> {
    fn attempt(self) -> Option<Uuid> {
        if let Self::One(attempt) = self { Some(attempt) } else { None }
    }

    fn room(self) -> Option<String> {
        if let Self::Room(room) = self { Some(room.to_owned()) } else { None }
    }

    /// The condition on attempts of the exam.
    fn reached(self, exam: Uuid) -> Condition {
        match self {
            Self::One(attempt) => Condition::all().add(attempts::Column::Id.eq(attempt)),
            Self::Room(room) => {
                let people = exam_roster::Entity::find()
                    .select_only()
                    .column(exam_roster::Column::PersonId)
                    .filter(exam_roster::Column::ExamId.eq(exam))
                    .filter(exam_roster::Column::Room.eq(room));
                Condition::all().add(attempts::Column::PersonId.in_subquery(people.into_query()))
            }
            Self::All => Condition::all(),
        }
    }
}

/// As the candidate sees it; reasons stay with the staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    pub id: Uuid,
    pub kind: NoticeKind,
    pub minutes: i32,
    pub body: String,
    pub at: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    Message,
    ExtraTime,
    Unlock,
}

impl NoticeKind {
    pub const ALL: [Self; 3] = [Self::Message, Self::ExtraTime, Self::Unlock];

    pub fn code(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::ExtraTime => "extra_time",
            Self::Unlock => "unlock",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Tells one candidate, a room, or all; shown at once in the island, else with the next page.
pub async fn tell(ctx: &Ctx, exam_id: Uuid, to: To<'_>, body: &str) -> Result<(), Fault> {
    attended(ctx, exam_id).await?;
    let body = body.trim();
    if !(1..=LONGEST_MESSAGE).contains(&body.chars().count()) {
        return Err(Refusal::on("body", "exams.message_length").into());
    }
    addressed(ctx, exam_id, to).await?;
    crate::transact!(ctx, |tx| {
        let row = row(ctx, exam_id, to, NoticeKind::Message)?;
        let facts = json!({ "attempt": to.attempt(), "room": to.room(), "notice": row.id });
        store(tx, exam_notices::Model { body: body.to_owned(), ..row }).await?;
        audit::record(tx, ctx, "tell", ("exam", exam_id), facts).await
    })
}

/// More time during the exam: deadline, reserve and next look move together. How many attempts it reached.
pub async fn extend(ctx: &Ctx, exam_id: Uuid, to: To<'_>, minutes: i64, why: &str) -> Result<u64, Fault> {
    exam(ctx, Verb::Decide, exam_id).await?;
    let minutes = i32::try_from(minutes).ok().filter(|minutes| (1..=240).contains(minutes));
    let minutes = minutes.ok_or_else(|| Refusal::on("minutes", "exams.minutes_range"))?;
    let why = reason(why)?;
    addressed(ctx, exam_id, to).await?;
    crate::transact!(ctx, |tx| {
        check_reaches_no_own(tx, ctx, exam_id, to).await?;
        let reached = later_by(tx, ctx.now(), exam_id, to, i64::from(minutes) * MINUTE_MS).await?;
        if reached == 0 {
            let code = if to.attempt().is_some() { "exams.attempt_ended" } else { "exams.nobody_sits" };
            return Err(Refusal::new(code).into());
        }
        let notice = added(tx, ctx, exam_id, to, minutes, &why).await?;
        let facts = json!({
            "attempt": to.attempt(), "room": to.room(), "notice": notice, "minutes": minutes, "reached": reached,
        });
        audit::record(tx, ctx, "extend", ("exam", exam_id), facts).await?;
        Ok(reached)
    })
}

/// Tells whoever sits that the roster gives more time, and keeps it with the room's record.
pub(crate) async fn tell_extra_time(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    exam_id: Uuid,
    attempt: Uuid,
    minutes: i64,
    why: &str,
) -> Result<(), Fault> {
    let minutes = i32::try_from(minutes).map_err(Fault::internal)?;
    added(tx, ctx, exam_id, To::One(attempt), minutes, why).await?;
    Ok(())
}

/// The notice of time that was added, and its event where it is one attempt's.
async fn added(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    exam_id: Uuid,
    to: To<'_>,
    minutes: i32,
    why: &str,
) -> Result<Uuid, Fault> {
    let row = row(ctx, exam_id, to, NoticeKind::ExtraTime)?;
    let notice = row.id;
    store(tx, exam_notices::Model { minutes, reason: why.to_owned(), ..row }).await?;
    if let Some(attempt) = to.attempt() {
        events::note(tx, ctx, attempt, "extra_time", json!({ "minutes": minutes })).await?;
    }
    Ok(notice)
}

/// Nobody gives time to the own attempt, nor by a room or everybody: somebody else does it for that room.
async fn check_reaches_no_own(tx: &DatabaseTransaction, ctx: &Ctx, exam_id: Uuid, to: To<'_>) -> Result<(), Fault> {
    let own = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::Id)
        .filter(attempts::Column::ExamId.eq(exam_id))
        .filter(attempts::Column::PersonId.eq(ctx.signed_in()?.person))
        .filter(attempts::Column::State.eq("open"))
        .filter(to.reached(exam_id))
        .into_tuple::<Uuid>()
        .one(tx)
        .await?;
    match own {
        Some(_) => Err(Refusal::new("exams.own_attempt").into()),
        None => Ok(()),
    }
}

/// Lets a candidate go on whose lockdown browser was not proven.
pub async fn unlock(ctx: &Ctx, exam_id: Uuid, attempt: Uuid, why: &str) -> Result<(), Fault> {
    attended(ctx, exam_id).await?;
    let why = reason(why)?;
    addressed(ctx, exam_id, To::One(attempt)).await?;
    crate::transact!(ctx, |tx| {
        let opened = attempts::Entity::update_many()
            .col_expr(attempts::Column::LockedAt, Expr::value(None::<i64>))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::State.eq("open"))
            .filter(attempts::Column::LockedAt.is_not_null())
            .exec(tx)
            .await?;
        if opened.rows_affected == 0 {
            return Err(Refusal::new("exams.not_locked").into());
        }
        let row = row(ctx, exam_id, To::One(attempt), NoticeKind::Unlock)?;
        let facts = json!({ "attempt": attempt, "notice": row.id });
        store(tx, exam_notices::Model { reason: why.clone(), ..row }).await?;
        events::note(tx, ctx, attempt, "unlocked", json!({})).await?;
        audit::record(tx, ctx, "unlock", ("exam", exam_id), facts).await
    })
}

/// What this candidate was told since the start, oldest first.
pub(crate) async fn of_candidate<C: ConnectionTrait>(
    db: &C,
    exam_id: Uuid,
    attempt: Uuid,
    started_at: i64,
) -> Result<Vec<Notice>, Fault> {
    let rows = exam_notices::Entity::find()
        .filter(exam_notices::Column::ExamId.eq(exam_id))
        .filter(meant_for(exam_id, attempt, started_at))
        .order_by_desc(exam_notices::Column::SentAt)
        .order_by_desc(exam_notices::Column::Id)
        .limit(SHOWN)
        .all(db)
        .await?;
    rows.into_iter().rev().map(Notice::try_from).collect()
}

/// The notices to this attempt, to its room, and to all, since it began.
pub(super) fn meant_for(exam_id: Uuid, attempt: Uuid, started_at: i64) -> Condition {
    let person = attempts::Entity::find().select_only().column(attempts::Column::PersonId);
    let room = exam_roster::Entity::find()
        .select_only()
        .column(exam_roster::Column::Room)
        .filter(exam_roster::Column::ExamId.eq(exam_id))
        .filter(
            exam_roster::Column::PersonId.in_subquery(person.filter(attempts::Column::Id.eq(attempt)).into_query()),
        );
    let own_room = Condition::any()
        .add(exam_notices::Column::Room.is_null())
        .add(exam_notices::Column::Room.in_subquery(room.into_query()));
    let for_many = Condition::all()
        .add(exam_notices::Column::AttemptId.is_null())
        .add(exam_notices::Column::SentAt.gte(started_at))
        .add(own_room);
    Condition::any().add(exam_notices::Column::AttemptId.eq(attempt)).add(for_many)
}

/// Moves the times of running attempts; of one, of a room, or of all of an exam.
pub(crate) async fn later_by(
    tx: &DatabaseTransaction,
    now: Instant,
    exam_id: Uuid,
    to: To<'_>,
    added_ms: i64,
) -> Result<u64, Fault> {
    use attempts::Column as C;
    let later = |column: C| Expr::col(column).add(added_ms);
    // while it is paused the next look is the end of the wait, or none
    let looked_at: Expr = CaseStatement::new()
        .case(C::PausedAt.is_null(), later(C::NextCheckAt))
        .finally(Expr::col(C::NextCheckAt))
        .into();
    let runs = Condition::any().add(C::PausedAt.is_not_null()).add(C::NextCheckAt.gt(now.0));
    let moving = attempts::Entity::update_many()
        .col_expr(C::DeadlineAt, later(C::DeadlineAt))
        .col_expr(C::AcceptsUntil, later(C::AcceptsUntil))
        .col_expr(C::NextCheckAt, looked_at)
        .filter(C::ExamId.eq(exam_id))
        .filter(C::State.eq("open"))
        .filter(runs)
        .filter(to.reached(exam_id));
    Ok(moving.exec(tx).await?.rows_affected)
}

async fn addressed(ctx: &Ctx, exam_id: Uuid, to: To<'_>) -> Result<(), Fault> {
    let To::One(attempt) = to else { return ctx.signed_in().map(|_| ()) };
    let row = LightAttempt::of(ctx.db.reader(), exam_id, attempt).await?;
    check_not_own(ctx, &row)?;
    match row.is_running(ctx.now()) {
        true => Ok(()),
        false => Err(Refusal::new("exams.attempt_ended").into()),
    }
}

fn row(ctx: &Ctx, exam_id: Uuid, to: To<'_>, kind: NoticeKind) -> Result<exam_notices::Model, Fault> {
    Ok(exam_notices::Model {
        id: ctx.new_id(),
        exam_id,
        attempt_id: to.attempt(),
        room: to.room(),
        kind: kind.code().to_owned(),
        minutes: 0,
        body: String::new(),
        reason: String::new(),
        sent_by: ctx.signed_in()?.account,
        sent_at: ctx.now().0,
    })
}

async fn store(tx: &DatabaseTransaction, row: exam_notices::Model) -> Result<(), Fault> {
    exam_notices::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

impl TryFrom<exam_notices::Model> for Notice {
    type Error = Fault;

    fn try_from(row: exam_notices::Model) -> Result<Self, Fault> {
        let kind = NoticeKind::parse(&row.kind).ok_or_else(|| Fault::internal("a notice of no kind"))?;
        Ok(Self { id: row.id, kind, minutes: row.minutes, body: row.body, at: Instant(row.sent_at) })
    }
}
