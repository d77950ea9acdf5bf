//! What happens at each door of the exam room when the lockdown browser is asked for? A right key passes; a wrong or a
//! missing one in mid-exam saves the answer, stops the work and waits for a proctor.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Claim, Verdict, Way};
use crate::entity::attempts;
use crate::exams::events;
use crate::exams::rooms::LightAttempt;
use crate::exams::saving::{Browser, Save, Saved, Saver};
use crate::{Ctx, Fault, Refusal, audit};

/// Whether the questions may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Open,
    /// The page is to prove its browser by script, if it can.
    Unproven,
}

/// Why a door does not open; stands in the record of the attempt.
#[derive(Clone, Copy)]
enum Failed {
    /// The browser shows no key.
    Silent,
    /// It shows another than the one that was set up.
    Wrong,
}

impl Failed {
    fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Wrong => "wrong",
        }
    }
}

/// Saves an answer; where the browser is not proven the answer is saved once more, and the room is locked.
pub async fn save(ctx: &Ctx, saver: &Saver, save: Save, claim: &Claim) -> Result<Saved, Fault> {
    let proven = Save { browser: Browser::Locked, ..save };
    if claim.hash.is_some() {
        let row = LightAttempt::find(ctx.db.reader(), save.ticket.attempt).await?.ok_or(Fault::NotFound)?;
        match row.config_key.as_deref().map(|key| claim.verdict(key)) {
            Some(Verdict::Proven) => return saver.save(ctx, proven).await,
            Some(_) => return stopped(ctx, saver, proven, Failed::Wrong).await,
            None => {}
        }
    }
    match saver.save(ctx, save).await {
        Err(fault) if fault.code() == Some("exams.lockdown_unproven") => {
            stopped(ctx, saver, proven, Failed::Silent).await
        }
        outcome => outcome,
    }
}

async fn stopped(ctx: &Ctx, saver: &Saver, save: Save, why: Failed) -> Result<Saved, Fault> {
    saver.save(ctx, save).await?;
    lock(ctx, save.ticket.attempt, why).await?;
    Err(Refusal::new("exams.locked").into())
}

/// A page of the room is asked for from the device that holds it.
pub async fn look(ctx: &Ctx, attempt: Uuid, device: &str, claim: &Claim) -> Result<Door, Fault> {
    let row = LightAttempt::find(ctx.db.reader(), attempt).await?.ok_or(Fault::NotFound)?;
    let Some(key) = row.config_key.as_deref().filter(|_| row.state == "open" && row.device == device) else {
        return Ok(Door::Open);
    };
    match claim.verdict(key) {
        Verdict::Proven => Ok(Door::Open),
        Verdict::Silent if row.proven_epoch == Some(row.epoch) => Ok(Door::Open),
        Verdict::Silent => Ok(Door::Unproven),
        Verdict::Wrong => {
            lock(ctx, attempt, Failed::Wrong).await?;
            Ok(Door::Unproven)
        }
    }
}

/// The page tells the key by script. `room` is the address of the room, as the browser knows it.
pub async fn prove(ctx: &Ctx, attempt: Uuid, device: &str, room: &str, claim: &Claim) -> Result<(), Fault> {
    let person = ctx.signed_in()?.person;
    let row = LightAttempt::find(ctx.db.reader(), attempt).await?.ok_or(Fault::NotFound)?;
    if row.person_id != person {
        return Err(Fault::NotFound);
    }
    let Some(key) = row.config_key.as_deref().filter(|_| row.state == "open" && row.device == device) else {
        return Ok(());
    };
    let is_here = claim.url.split(['?', '#']).next() == Some(room);
    if !is_here || claim.verdict(key) != Verdict::Proven {
        return lock(ctx, attempt, Failed::Wrong).await;
    }
    attempts::Entity::update_many()
        .col_expr(attempts::Column::ProvenEpoch, Expr::value(row.epoch))
        .filter(attempts::Column::Id.eq(attempt))
        .filter(attempts::Column::Epoch.eq(row.epoch))
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}

/// At the start: the key to pin to the attempt, and whether the script proved it.
pub(in crate::exams) fn check_start(
    key: Option<String>,
    claim: &Claim,
) -> Result<(Option<String>, Option<i64>), Refusal> {
    let Some(key) = key else { return Ok((None, None)) };
    match claim.verdict(&key) {
        Verdict::Proven => Ok((Some(key), (claim.way == Way::Script).then_some(1))),
        Verdict::Silent | Verdict::Wrong => Err(Refusal::new("exams.lockdown_required")),
    }
}

/// Stops the work until a proctor unlocks it; a second time changes nothing.
async fn lock(ctx: &Ctx, attempt: Uuid, why: Failed) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let locked = attempts::Entity::update_many()
            .col_expr(attempts::Column::LockedAt, Expr::value(ctx.now().0))
            .filter(attempts::Column::Id.eq(attempt))
            .filter(attempts::Column::State.eq("open"))
            .filter(attempts::Column::LockedAt.is_null())
            .exec(tx)
            .await?;
        if locked.rows_affected == 0 {
            return Ok(());
        }
        events::note(tx, ctx, attempt, "lockdown_failed", json!({ "key": why.code() })).await?;
        events::note(tx, ctx, attempt, "locked", json!({})).await?;
        let row = LightAttempt::find(tx, attempt).await?.ok_or(Fault::NotFound)?;
        audit::record(tx, ctx, "lock", ("exam", row.exam_id), json!({ "attempt": attempt })).await
    })
}
