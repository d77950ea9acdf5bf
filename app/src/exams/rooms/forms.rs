//! What do the forms about one candidate do? Each is one act with its reason; deciding takes another person.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::exams::rooms::notices::{To, extend, tell, unlock};
use registry::exams::rooms::pauses::{pause, resume};
use registry::exams::rooms::proposals::{self, confirm, decline, propose};
use registry::exams::rooms::sitting::look;
use registry::people::Document;
use registry::people::store::confirm_identity;
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::acts::{Act, Typed};
use super::candidate;
use crate::error::PageResult;
use crate::form::{Form, Outcome, outcome};
use crate::people::forms::certify_released;
use crate::ui::confirm::{CONFIRMATION, is_typed};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ActForm {
    pub body: String,
    pub minutes: String,
    pub reason: String,
    /// For everybody in it; empty for all.
    pub room: String,
    document: String,
    confirmation: String,
    proposal: String,
}

impl ActForm {
    pub fn typed(&self) -> Typed {
        let (body, minutes) = (self.body.clone(), self.minutes.clone());
        Typed { body, minutes, reason: self.reason.clone(), room: self.room.clone() }
    }
}

/// Whole minutes; nothing typed is none.
pub fn minutes(typed: &str) -> Option<i64> {
    let typed = typed.trim();
    if typed.is_empty() { Some(0) } else { typed.parse().ok() }
}

pub async fn act(
    SignedVisit(visit): SignedVisit,
    Path((exam, attempt, act)): Path<(Uuid, Uuid, String)>,
    Form(form): Form<ActForm>,
) -> PageResult {
    let (chosen, done) = match act.as_str() {
        "confirmation" | "refusal" => (None, decide(&visit, exam, act == "confirmation", &form).await),
        code => {
            let Some(act) = Act::parse(code) else { return Err(crate::error::page(&visit, Fault::NotFound)) };
            (Some(act), carry_out(&visit, exam, attempt, act, &form).await)
        }
    };
    match outcome(&visit, done) {
        Outcome::Done(()) => {
            let path = format!("/office/exams/{exam}/room/{attempt}?done=room_{act}");
            Ok(Redirect::to(&path).into_response())
        }
        Outcome::Mistaken(mistakes) => {
            candidate::respond(&visit, exam, attempt, chosen, &form.typed(), &mistakes).await
        }
        Outcome::Other(response) => Err(response),
    }
}

async fn carry_out(visit: &Visit, exam: Uuid, attempt: Uuid, act: Act, form: &ActForm) -> Result<(), Fault> {
    let (ctx, why) = (&visit.ctx, form.reason.as_str());
    let minutes = minutes(&form.minutes).ok_or_else(|| Refusal::on("minutes", "exams.minutes_range"))?;
    match act {
        Act::Message => tell(ctx, exam, To::One(attempt), &form.body).await,
        Act::ExtraTime => extend(ctx, exam, To::One(attempt), minutes, why).await.map(|_| ()),
        Act::Pause => pause(ctx, exam, attempt, why).await,
        Act::Resume => resume(ctx, exam, attempt).await,
        Act::Unlock => unlock(ctx, exam, attempt, why).await,
        Act::Identity => identity(visit, exam, attempt, form).await,
        Act::Void => {
            check_typed(visit, form, "rooms.void_word")?;
            propose(ctx, exam, attempt, proposals::Act::Void, 0, why).await.map(|_| ())
        }
        Act::Reopen => propose(ctx, exam, attempt, proposals::Act::Reopen, minutes, why).await.map(|_| ()),
        Act::Lift => propose(ctx, exam, attempt, proposals::Act::Lift, 0, why).await.map(|_| ()),
    }
}

/// The same act as in the register of people; a pass that waited for it is certified.
async fn identity(visit: &Visit, exam: Uuid, attempt: Uuid, form: &ActForm) -> Result<(), Fault> {
    let document = Document::parse(&form.document).ok_or_else(|| Refusal::on("document", "people.document_missing"))?;
    let person = look(&visit.ctx, exam, attempt).await?.line.person;
    confirm_identity(&visit.ctx, person, document).await?;
    certify_released(visit, person).await
}

async fn decide(visit: &Visit, exam: Uuid, is_confirmed: bool, form: &ActForm) -> Result<(), Fault> {
    let proposal = Uuid::parse_str(&form.proposal).map_err(|_| Fault::NotFound)?;
    if !is_confirmed {
        return decline(&visit.ctx, exam, proposal, &form.reason).await;
    }
    check_typed(visit, form, "rooms.confirm_word")?;
    confirm(&visit.ctx, exam, proposal).await
}

fn check_typed(visit: &Visit, form: &ActForm, word: &str) -> Result<(), Fault> {
    match is_typed(&form.confirmation, &visit.t(word)) {
        true => Ok(()),
        false => Err(Refusal::on(CONFIRMATION, "confirmation.not_typed").into()),
    }
}
