//! What is known of one attempt in the room? Its line, what happened and what staff did, with names.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::board::{Line, one};
use super::notices::{NoticeKind, meant_for};
use super::proposals::{Proposal, of_exam};
use super::{RoomExam, exam, names};
use crate::entity::{attempt_pauses, exam_notices};
use crate::exams::events::{self, Event};
use crate::permissions::Verb;
use crate::{Ctx, Fault, Instant};

pub struct Sitting {
    pub exam: RoomExam,
    pub line: Line,
    pub events: Vec<Event>,
    pub notices: Vec<Sent>,
    pub pauses: Vec<Pause>,
    pub proposals: Vec<Proposal>,
    names: Vec<(Uuid, String)>,
}

/// A notice as staff see it: with its reason and its sender.
#[derive(Clone, Debug)]
pub struct Sent {
    pub kind: NoticeKind,
    pub minutes: i32,
    pub body: String,
    pub reason: String,
    pub by: Uuid,
    pub at: Instant,
}

#[derive(Clone, Debug)]
pub struct Pause {
    pub reason: String,
    pub paused_by: Uuid,
    pub paused_at: Instant,
    pub resumed_by: Option<Uuid>,
    pub resumed_at: Option<Instant>,
    pub returned_at: Option<Instant>,
}

impl Sitting {
    /// Of a member of staff; empty for an account that is gone.
    pub fn name(&self, account: Uuid) -> String {
        self.names.iter().find(|(id, _)| *id == account).map(|(_, name)| name.clone()).unwrap_or_default()
    }
}

pub async fn look(ctx: &Ctx, exam_id: Uuid, attempt: Uuid) -> Result<Sitting, Fault> {
    let exam = exam(ctx, Verb::View, exam_id).await?;
    let line = one(ctx, exam_id, attempt).await?;
    let events = events::of_attempt(ctx, attempt).await?;
    let notices = notices(ctx, exam_id, attempt, line.started_at).await?;
    let pauses = pauses(ctx, attempt).await?;
    let proposals = of_exam(ctx, exam_id, Some(attempt)).await?;
    let mut staff: Vec<Uuid> = notices.iter().map(|row| row.by).collect();
    staff.extend(pauses.iter().flat_map(|row| [Some(row.paused_by), row.resumed_by]).flatten());
    staff.extend(proposals.iter().flat_map(|row| [Some(row.proposed_by), row.decided_by]).flatten());
    let names = names(ctx.db.reader(), staff).await?;
    Ok(Sitting { exam, line, events, notices, pauses, proposals, names })
}

async fn notices(ctx: &Ctx, exam_id: Uuid, attempt: Uuid, started_at: Instant) -> Result<Vec<Sent>, Fault> {
    let rows = exam_notices::Entity::find()
        .filter(exam_notices::Column::ExamId.eq(exam_id))
        .filter(meant_for(exam_id, attempt, started_at.0))
        .order_by_asc(exam_notices::Column::SentAt)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|row| {
            let kind = NoticeKind::parse(&row.kind).ok_or_else(|| Fault::internal("a notice of no kind"))?;
            let (minutes, body, reason) = (row.minutes, row.body, row.reason);
            Ok(Sent { kind, minutes, body, reason, by: row.sent_by, at: Instant(row.sent_at) })
        })
        .collect()
}

async fn pauses(ctx: &Ctx, attempt: Uuid) -> Result<Vec<Pause>, Fault> {
    let rows = attempt_pauses::Entity::find()
        .filter(attempt_pauses::Column::AttemptId.eq(attempt))
        .order_by_asc(attempt_pauses::Column::PausedAt)
        .all(ctx.db.reader())
        .await?;
    let pause = |row: attempt_pauses::Model| Pause {
        reason: row.reason,
        paused_by: row.paused_by,
        paused_at: Instant(row.paused_at),
        resumed_by: row.resumed_by,
        resumed_at: row.resumed_at.map(Instant),
        returned_at: row.returned_at.map(Instant),
    };
    Ok(rows.into_iter().map(pause).collect())
}
