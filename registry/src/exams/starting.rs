//! How does an attempt begin, and how is it taken up again? The server's clock, a stored deadline, one live attempt per
//! candidate.

mod standing;

use std::sync::Arc;

use question_bank::random::paper_key;
use question_bank::{Kind, Paper, assemble};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use self::standing::{Asked, earlier, own_attempts};
use super::conduct::Order;
use super::lockdown::{Claim, doors};
use super::ticket::Ticket;
use super::{ExamKind, Policy, check_start, deadline, events, proof};
use crate::entity::{answers, attempts, exams};
use crate::frozen::Draw;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

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
    pub begun: Begun,
    pub ticket: Ticket,
    pub deadline_at: Instant,
}

/// Whether this request began it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    Now,
    Before,
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
    let own = own_attempts(ctx, exam, person).await?;
    let live = own.iter().find(|one| one.is_open());
    if let Some(live) = live.filter(|live| live.exam_id == exam) {
        return take_over(ctx, live.id, device).await;
    }
    let asked = Asked::find(ctx, exam, person).await?;
    if live.is_some() {
        return Err(Refusal::new("exams.another_attempt_runs").into());
    }
    let standing = asked.standing(ctx, person, earlier(&own, exam)).await?;
    let row = &asked.exam;
    let policy: Policy = serde_json::from_str(&row.policy)?;
    let kind = ExamKind::parse(&row.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    check_start(&standing, &policy, kind, ctx.now())?;
    if consent == Consent::Missing {
        return Err(Refusal::on("consent", "exams.consent_missing").into());
    }
    let (config_key, proven_epoch) = doors::check_start(asked.config_key(), browser)?;
    let ordinal = i32::try_from(standing.earlier.len()).unwrap_or(i32::MAX).saturating_add(1);
    let paper = draw(ctx, row, person, ordinal).await?;
    let attempt = new_attempt(ctx, row, &policy, (person, ordinal, asked.extra_ms(), device), &paper)?;
    let attempt = attempts::Model { config_key, proven_epoch, ..attempt };
    match store(ctx, &attempt, &paper).await {
        // another request of the same candidate was faster: there is one attempt, and this request takes it up
        Err(Fault::Refused(_)) => match own_attempts(ctx, exam, person).await?.iter().find(|one| one.is_open()) {
            Some(live) if live.exam_id == exam => take_over(ctx, live.id, device).await,
            _ => Err(Refusal::new("exams.another_attempt_runs").into()),
        },
        Err(fault) => Err(fault),
        Ok(()) => Ok(running(&attempt, Begun::Now)),
    }
}

/// Whether this person may start now, without starting: the rules page says so beforehand.
pub async fn may_start(ctx: &Ctx, exam: Uuid) -> Result<Result<(), Refusal>, Fault> {
    let person = ctx.signed_in()?.person;
    let asked = Asked::find(ctx, exam, person).await?;
    let policy: Policy = serde_json::from_str(&asked.exam.policy)?;
    let kind = ExamKind::parse(&asked.exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let own = own_attempts(ctx, exam, person).await?;
    if own.iter().any(|one| one.is_open() && one.exam_id != exam) {
        return Ok(Err(Refusal::new("exams.another_attempt_runs")));
    }
    let standing = asked.standing(ctx, person, earlier(&own, exam)).await?;
    Ok(check_start(&standing, &policy, kind, ctx.now()))
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
        return Ok(running(&row, Begun::Before));
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
    Ok(running(&attempts::Model { epoch, ..row }, Begun::Before))
}

/// The paper of this person's so many-th attempt: a function of the exam's seed, its frozen pool and its blueprint.
pub(super) async fn draw(ctx: &Ctx, exam: &exams::Model, person: Uuid, ordinal: i32) -> Result<Paper, Fault> {
    let seed: [u8; 32] = ctx
        .vault
        .open("exams.seed", &exam.seed_sealed)?
        .try_into()
        .map_err(|_| Fault::internal("seed of another size"))?;
    let registration = proof::registration(&ctx.vault, exam.id, person, ordinal)?;
    let key = paper_key(&seed, &exam.id.to_string(), &registration);
    let from = drawn_from(ctx, exam).await?;
    assemble(&from.blueprint, &from.pool, &key).map_err(Fault::internal)
}

/// What a published exam draws from, read once per node.
async fn drawn_from(ctx: &Ctx, exam: &exams::Model) -> Result<Arc<Draw>, Fault> {
    let version = exam.pool_version;
    if let Some(known) = ctx.db.frozen().draw(exam.id, version) {
        return Ok(known);
    }
    let blueprint = serde_json::from_str(&exam.blueprint)?;
    let draw = Arc::new(Draw { version, blueprint, pool: proof::pool(ctx.db.reader(), exam.id, version).await? });
    ctx.db.frozen().keep_draw(exam.id, draw.clone());
    Ok(draw)
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
        pool_version: exam.pool_version,
        reached: (policy.conduct.order == Order::Sequential).then_some(1),
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

fn running(attempt: &attempts::Model, begun: Begun) -> Running {
    Running {
        begun,
        attempt: attempt.id,
        ticket: Ticket { attempt: attempt.id, person: attempt.person_id, epoch: attempt.epoch },
        deadline_at: Instant(attempt.deadline_at),
    }
}
