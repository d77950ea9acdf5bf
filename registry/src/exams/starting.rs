//! How does an attempt begin, and how is it taken up again? The server's clock, a stored deadline, one live attempt per
//! candidate.

use question_bank::random::paper_key;
use question_bank::{Blueprint, Kind, Paper, PoolQuestion, assemble};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::list::open_to;
use super::lockdown::{Claim, doors};
use super::ticket::Ticket;
use super::{Earlier, ExamKind, Policy, Standing, check_start, deadline, events, proof};
use crate::entity::{answers, attempts, certificates, exam_roster, exams, results};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, courses};

/// The version of the rules page's text (`exams.rules` of the catalogue) that a start agrees to.
pub const RULES_TEXT: &str = "2026-11";

/// What the candidate agreed to on the rules page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    Given,
    Missing,
}

/// An attempt that runs, and the right to write to it.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    pub attempt: Uuid,
    pub ticket: Ticket,
    pub deadline_at: Instant,
}

/// [`start_in`] an ordinary browser.
pub async fn start(ctx: &Ctx, exam: Uuid, consent: Consent, device: &str) -> Result<Running, Fault> {
    start_in(ctx, exam, consent, device, &Claim::default()).await
}

/// Starts an attempt, or takes up the live one of the same exam on this device.
pub async fn start_in(
    ctx: &Ctx,
    exam: Uuid,
    consent: Consent,
    device: &str,
    browser: &Claim,
) -> Result<Running, Fault> {
    require(ctx, Verb::Create, Object::Attempt)?;
    let person = ctx.signed_in()?.person;
    let live = live_attempt(ctx, person).await?;
    if let Some(live) = live.as_ref().filter(|live| live.exam_id == exam) {
        return take_over(ctx, live.id, device).await;
    }
    let row = open_to(ctx.db.reader(), exam, person).await?;
    if live.is_some() {
        return Err(Refusal::new("exams.another_attempt_runs").into());
    }
    let (standing, place) = standing(ctx, &row, person).await?;
    let policy: Policy = serde_json::from_str(&row.policy)?;
    let kind = ExamKind::parse(&row.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    check_start(&standing, &policy, kind, ctx.now())?;
    if consent == Consent::Missing {
        return Err(Refusal::on("consent", "exams.consent_missing").into());
    }
    let without = place.as_ref().is_some_and(|place| place.without_lockdown != 0);
    let key = row.config_key.clone().filter(|_| !without);
    let (config_key, proven_epoch) = doors::check_start(key, browser)?;
    let extra_ms = place.map_or(0, |place| place.extra_ms);
    let ordinal = i32::try_from(standing.earlier.len()).unwrap_or(i32::MAX).saturating_add(1);
    let paper = draw(ctx, &row, person, ordinal)?;
    let attempt = new_attempt(ctx, &row, &policy, (person, ordinal, extra_ms, device), &paper)?;
    let attempt = attempts::Model { config_key, proven_epoch, ..attempt };
    match store(ctx, &attempt, &paper).await {
        // another request of the same candidate was faster: there is one attempt, and this request takes it up
        Err(Fault::Refused(_)) => match live_attempt(ctx, person).await? {
            Some(live) if live.exam_id == exam => take_over(ctx, live.id, device).await,
            _ => Err(Refusal::new("exams.another_attempt_runs").into()),
        },
        Err(fault) => Err(fault),
        Ok(()) => Ok(running(&attempt)),
    }
}

/// Whether this person may start now, without starting: the rules page says so beforehand.
pub async fn may_start(ctx: &Ctx, exam: Uuid) -> Result<Result<(), Refusal>, Fault> {
    let person = ctx.signed_in()?.person;
    let row = open_to(ctx.db.reader(), exam, person).await?;
    let policy: Policy = serde_json::from_str(&row.policy)?;
    let kind = ExamKind::parse(&row.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    if live_attempt(ctx, person).await?.is_some_and(|live| live.exam_id != exam) {
        return Ok(Err(Refusal::new("exams.another_attempt_runs")));
    }
    Ok(check_start(&standing(ctx, &row, person).await?.0, &policy, kind, ctx.now()))
}

/// Takes the room on this device: an older device may no longer save. The same device keeps its place.
pub async fn take_over(ctx: &Ctx, attempt: Uuid, device: &str) -> Result<Running, Fault> {
    let person = ctx.signed_in()?.person;
    let row = attempts::Entity::find_by_id(attempt)
        .filter(attempts::Column::PersonId.eq(person))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    if row.device == device {
        return Ok(running(&row));
    }
    let epoch = row.epoch + 1;
    crate::transact!(ctx, |tx| {
        let moved = attempts::Entity::update_many()
            .col_expr(attempts::Column::Epoch, Expr::value(epoch))
            .col_expr(attempts::Column::Device, Expr::value(device))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::Epoch.eq(row.epoch))
            .filter(attempts::Column::State.eq("open"))
            .exec(tx)
            .await?;
        if moved.rows_affected == 0 {
            return Err(Fault::Busy);
        }
        events::note(tx, ctx, attempt, "device_changed", json!({ "epoch": epoch })).await
    })?;
    Ok(running(&attempts::Model { epoch, ..row }))
}

/// The attempt that this person is sitting, if any and if its time is not over.
async fn live_attempt(ctx: &Ctx, person: Uuid) -> Result<Option<attempts::Model>, Fault> {
    let live = attempts::Entity::find()
        .filter(attempts::Column::PersonId.eq(person))
        .filter(attempts::Column::State.eq("open"))
        .one(ctx.db.reader())
        .await?;
    match live {
        Some(row) if super::finishing::is_due(&row, ctx.now()) => {
            super::finishing::time_out(ctx, row.id).await?;
            Ok(None)
        }
        live => Ok(live),
    }
}

/// Of an exam that the person may see: see [`open_to`].
async fn standing(
    ctx: &Ctx,
    exam: &exams::Model,
    person: Uuid,
) -> Result<(Standing, Option<exam_roster::Model>), Fault> {
    let db = ctx.db.reader();
    let place = exam_roster::Entity::find_by_id((exam.id, person)).one(db).await?;
    let earlier = earlier_attempts(db, exam.id, person).await?;
    let certified = certificates::Entity::find()
        .filter(certificates::Column::PersonId.eq(person))
        .filter(certificates::Column::OfficeId.eq(exam.office_id))
        .filter(certificates::Column::Status.is_in(["valid", "suspended"]))
        .one(db)
        .await?
        .is_some();
    let study_minutes = match exam.course_id {
        None => None,
        Some(course) => {
            let hours = courses::store::hours(ctx, person, course).await?;
            Some((hours.credited_minutes, hours.required_minutes))
        }
    };
    let standing = Standing {
        opens_at: Instant(exam.opens_at),
        closes_at: Instant(exam.closes_at),
        study_minutes,
        holds_valid_certificate: certified,
        earlier,
    };
    Ok((standing, place))
}

/// The paper of this person's so many-th attempt: a function of the exam's seed, its frozen pool and its blueprint.
pub(super) fn draw(ctx: &Ctx, exam: &exams::Model, person: Uuid, ordinal: i32) -> Result<Paper, Fault> {
    let seed: [u8; 32] = ctx
        .vault
        .open("exams.seed", &exam.seed_sealed)?
        .try_into()
        .map_err(|_| Fault::internal("seed of another size"))?;
    let registration = proof::registration(&ctx.vault, exam.id, person, ordinal)?;
    let key = paper_key(&seed, &exam.id.to_string(), &registration);
    let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
    let pool: Vec<PoolQuestion> = serde_json::from_str(&exam.pool)?;
    assemble(&blueprint, &pool, &key).map_err(Fault::internal)
}

fn new_attempt(
    ctx: &Ctx,
    exam: &exams::Model,
    policy: &Policy,
    (person, ordinal, extra_ms, device): (Uuid, i32, i64, &str),
    paper: &Paper,
) -> Result<attempts::Model, Fault> {
    let now = ctx.now();
    let deadline_at = deadline(now, policy.limit_ms, Instant(exam.closes_at), extra_ms);
    let times = policy.times(deadline_at);
    Ok(attempts::Model {
        id: ctx.new_id(),
        exam_id: exam.id,
        person_id: person,
        ordinal,
        state: "open".into(),
        started_at: now.0,
        deadline_at: times.deadline_at.0,
        accepts_until: times.accepts_until.0,
        next_check_at: Some(times.closes_at.0),
        epoch: 1,
        device: device.to_owned(),
        paper: serde_json::to_string(paper)?,
        finished_at: None,
        ended_by: None,
        paused_at: None,
        resumed_at: None,
        locked_at: None,
        seen_at: Some(now.0),
        address: None,
        config_key: None,
        proven_epoch: None,
        abandoned: 0,
    })
}

async fn store(ctx: &Ctx, attempt: &attempts::Model, paper: &Paper) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        attempts::Entity::insert(attempt.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| crate::db::unique_or(error, Refusal::new("exams.another_attempt_runs")))?;
        store_slots(tx, attempt.id, paper).await?;
        let paper = crate::vault::hex(&paper.content_hash());
        let facts = json!({ "attempt": attempt.id, "ordinal": attempt.ordinal, "paper": paper, "rules": RULES_TEXT });
        audit::record(tx, ctx, "start", ("exam", attempt.exam_id), facts).await
    })
}

async fn store_slots(tx: &DatabaseTransaction, attempt: Uuid, paper: &Paper) -> Result<(), Fault> {
    let rows = paper.slots.iter().map(|slot| {
        let options = slot.option_order.as_slice().len();
        let row = answers::Model {
            attempt_id: attempt,
            slot: i32::from(slot.number),
            epoch: 0,
            sequence: 0,
            choice: 0,
            options: (1 << options) - 1,
            most: if slot.kind == Kind::Multiple { i32::try_from(options).unwrap_or(8) } else { 1 },
            closed: 0,
            marked: 0,
            saved_at: None,
        };
        row.into_active_model()
    });
    answers::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

fn running(attempt: &attempts::Model) -> Running {
    Running {
        attempt: attempt.id,
        ticket: Ticket { attempt: attempt.id, person: attempt.person_id, epoch: attempt.epoch },
        deadline_at: Instant(attempt.deadline_at),
    }
}

/// The ended attempts of a person at an exam, oldest first.
async fn earlier_attempts(db: &sea_orm::DatabaseConnection, exam: Uuid, person: Uuid) -> Result<Vec<Earlier>, Fault> {
    let rows = attempts::Entity::find()
        .filter(attempts::Column::ExamId.eq(exam))
        .filter(attempts::Column::PersonId.eq(person))
        .filter(attempts::Column::State.ne("open"))
        .order_by_asc(attempts::Column::Ordinal)
        .all(db)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let passed: Vec<Uuid> = results::Entity::find()
        .filter(results::Column::ExamId.eq(exam))
        .filter(results::Column::PersonId.eq(person))
        .filter(results::Column::Outcome.eq("passed"))
        .all(db)
        .await?
        .into_iter()
        .map(|row| row.attempt_id)
        .collect();
    let end = |row: &attempts::Model| Instant(row.finished_at.unwrap_or(row.deadline_at));
    // a void attempt was used, and passed nothing
    let is_passed = |row: &attempts::Model| row.state == "finished" && passed.contains(&row.id);
    Ok(rows.iter().map(|row| Earlier { finished_at: end(row), passed: is_passed(row) }).collect())
}
