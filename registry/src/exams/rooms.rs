//! What may staff do in a running exam room? Look on, tell, give time, stop the clock, and, by two people, void and
//! reopen. Every act has its reason, its row and its line in the audit log.

pub mod board;
pub mod notices;
pub mod opening;
pub mod pauses;
pub mod proposals;
pub mod pulse;
pub mod sitting;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Policy;
use super::reach::holders;
use crate::entity::{accounts, attempts, exams, people};
use crate::fault::worded;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal};

/// An exam as its room needs it, without its large parts.
#[derive(Clone, Debug, FromQueryResult)]
pub struct RoomExam {
    pub id: Uuid,
    pub title: String,
    pub kind: String,
    pub state: String,
    office_id: Uuid,
    pub opens_at: i64,
    pub closes_at: i64,
    policy: String,
}

impl RoomExam {
    pub fn policy(&self) -> Result<Policy, Fault> {
        Ok(serde_json::from_str(&self.policy)?)
    }
}

const LISTED: u64 = 100;

/// The published exams whose rooms the actor may look into, the latest window first.
pub async fn list(ctx: &Ctx) -> Result<Vec<RoomExam>, Fault> {
    let holders = holders(ctx, Verb::View, Object::Attempt).await?;
    let query = light().filter(exams::Column::State.eq("published")).filter(holders.condition());
    let rows = query.order_by_desc(exams::Column::OpensAt).limit(LISTED);
    Ok(rows.into_model().all(ctx.db.reader()).await?)
}

/// The exam, when the actor's right over attempts reaches it; else it is not found.
pub async fn exam(ctx: &Ctx, verb: Verb, exam: Uuid) -> Result<RoomExam, Fault> {
    let holders = holders(ctx, verb, Object::Attempt).await?;
    let row: Option<RoomExam> = light().filter(exams::Column::Id.eq(exam)).into_model().one(ctx.db.reader()).await?;
    row.filter(|row| holders.includes(row.office_id)).ok_or(Fault::NotFound)
}

/// The exam, for whoever looks after its room: a proctor, and whoever decides over its attempts.
pub(super) async fn attended(ctx: &Ctx, exam_id: Uuid) -> Result<RoomExam, Fault> {
    match exam(ctx, Verb::Decide, exam_id).await {
        Err(Fault::Forbidden | Fault::NotFound) => exam(ctx, Verb::Create, exam_id).await,
        found => found,
    }
}

fn light() -> sea_orm::Select<exams::Entity> {
    use exams::Column as C;
    exams::Entity::find().select_only().columns([
        C::Id,
        C::Title,
        C::Kind,
        C::State,
        C::OfficeId,
        C::OpensAt,
        C::ClosesAt,
        C::Policy,
    ])
}

/// An attempt without its paper.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct LightAttempt {
    pub id: Uuid,
    pub exam_id: Uuid,
    pub person_id: Uuid,
    pub ordinal: i32,
    pub state: String,
    pub started_at: i64,
    pub deadline_at: i64,
    pub accepts_until: i64,
    pub next_check_at: Option<i64>,
    pub epoch: i64,
    pub device: String,
    pub finished_at: Option<i64>,
    pub paused_at: Option<i64>,
    pub resumed_at: Option<i64>,
    pub locked_at: Option<i64>,
    pub seen_at: Option<i64>,
    pub address: Option<String>,
    pub config_key: Option<String>,
    pub proven_epoch: Option<i64>,
    pub abandoned: i32,
}

impl LightAttempt {
    pub fn select() -> sea_orm::Select<attempts::Entity> {
        use attempts::Column as C;
        attempts::Entity::find().select_only().columns([
            C::Id,
            C::ExamId,
            C::PersonId,
            C::Ordinal,
            C::State,
            C::StartedAt,
            C::DeadlineAt,
            C::AcceptsUntil,
            C::NextCheckAt,
            C::Epoch,
            C::Device,
            C::FinishedAt,
            C::PausedAt,
            C::ResumedAt,
            C::LockedAt,
            C::SeenAt,
            C::Address,
            C::ConfigKey,
            C::ProvenEpoch,
            C::Abandoned,
        ])
    }

    pub async fn find<C: ConnectionTrait>(db: &C, attempt: Uuid) -> Result<Option<Self>, Fault> {
        Ok(Self::select().filter(attempts::Column::Id.eq(attempt)).into_model().one(db).await?)
    }

    /// Of this exam, or not found.
    pub async fn of<C: ConnectionTrait>(db: &C, exam: Uuid, attempt: Uuid) -> Result<Self, Fault> {
        Self::find(db, attempt).await?.filter(|row| row.exam_id == exam).ok_or(Fault::NotFound)
    }

    /// Whether the candidate can still go on, now or after a pause.
    pub fn is_running(&self, now: Instant) -> bool {
        let has_time = self.next_check_at.is_some_and(|at| at > now.0);
        self.state == "open" && (self.paused_at.is_some() || has_time)
    }
}

/// Trimmed, 2 to 200 characters.
pub(crate) fn reason(typed: &str) -> Result<String, Fault> {
    worded(typed, 2..=200, || Refusal::on("reason", "exams.reason_length")).map_err(Fault::from)
}

/// Nobody acts on the own attempt.
pub(crate) fn check_not_own(ctx: &Ctx, attempt: &LightAttempt) -> Result<Uuid, Fault> {
    check_not_oneself(ctx, attempt.person_id)?;
    Ok(ctx.signed_in()?.account)
}

/// Nobody gives anything to the own person; the program itself is nobody.
pub(crate) fn check_not_oneself(ctx: &Ctx, person: Uuid) -> Result<(), Fault> {
    match ctx.signed_in().is_ok_and(|who| who.person == person) {
        true => Err(Refusal::new("exams.own_attempt").into()),
        false => Ok(()),
    }
}

/// The names behind accounts, for pages of staff.
pub(crate) async fn names<C: ConnectionTrait>(db: &C, ids: Vec<Uuid>) -> Result<Vec<(Uuid, String)>, Fault> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = accounts::Entity::find().filter(accounts::Column::Id.is_in(ids)).all(db).await?;
    let named: Vec<(Uuid, String)> = people::Entity::find()
        .select_only()
        .column(people::Column::Id)
        .column(people::Column::Name)
        .filter(people::Column::Id.is_in(rows.iter().map(|row| row.person_id)))
        .into_tuple()
        .all(db)
        .await?;
    let name = |person: Uuid| named.iter().find(|(id, _)| *id == person).map(|(_, name)| name.clone());
    Ok(rows.into_iter().filter_map(|row| Some((row.id, name(row.person_id)?))).collect())
}
