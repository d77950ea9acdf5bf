//! What do the candidate's forms do? Start, save one answer, change the device, hand in.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use registry::certificates::issuing::issue_for_attempt;
use registry::exams::finishing::{Outcome as Came, hand_in};
use registry::exams::lockdown::{Claim, Way, doors};
use registry::exams::room::{Now, Room, SavedAnswer, Seat, enter};
use registry::exams::rooms::pauses;
use registry::exams::rooms::pulse::Standing;
use registry::exams::saving::{Browser, Mark as StoredMark, Save};
use registry::exams::starting::{Consent, start_in as begin, take_over as take_seat};
use registry::exams::ticket::Ticket;
use registry::{Fault, Instant};
use serde::Deserialize;
use uuid::Uuid;

use super::room::setting::{Answer, letter};
use super::rules;
use super::seat::{answer_of, device};
use crate::error::{OrPage, PageResult, page};
use crate::form::{Form, Outcome, outcome};
use crate::visit::{SignedVisit, Visit};

/// What has happened is said by the room itself.
const TOLD_BY_THE_ROOM: [&str; 6] = [
    "exams.time_is_up",
    "exams.opened_elsewhere",
    "exams.paused",
    "exams.locked",
    "exams.lockdown_unproven",
    "exams.question_closed",
];
/// Two windows of one device may save the same slot at the same moment; each then tries above the other.
const TRIES: u32 = 3;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct StartForm {
    consent: String,
    /// What a web view without headers tells by script.
    seb_url: String,
    seb_hash: String,
}

/// The address of the page, as the browser knows it, and the hash that the lockdown browser made of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ProofForm {
    seb_url: String,
    seb_hash: String,
}

/// Only a page of this address may speak for it.
fn told_by_script(visit: &Visit, path: &str, url: &str, hash: &str) -> Claim {
    let site = visit.state.site.public_url.clone().unwrap_or_default();
    let is_here = url.split(['?', '#']).next() == Some(&format!("{site}{path}"));
    let hash = (is_here && !hash.is_empty()).then(|| hash.to_owned());
    Claim { url: url.to_owned(), hash, way: Way::Script }
}

/// The room's page proves its browser by script.
pub async fn prove(
    SignedVisit(visit): SignedVisit,
    Path(attempt): Path<Uuid>,
    Form(form): Form<ProofForm>,
) -> PageResult {
    let path = format!("/attempts/{attempt}");
    let site = visit.state.site.public_url.clone().unwrap_or_default();
    let claim = Claim { url: form.seb_url.clone(), hash: Some(form.seb_hash.clone()), way: Way::Script };
    doors::prove(&visit.ctx, attempt, &device(&visit), &format!("{site}{path}"), &claim).await.or_page(&visit)?;
    Ok(to(&path))
}

pub async fn start(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>, Form(form): Form<StartForm>) -> PageResult {
    let consent = if form.consent == "yes" { Consent::Given } else { Consent::Missing };
    let claim = match visit.config_key_hash {
        Some(_) => visit.claim(),
        None => told_by_script(&visit, &format!("/exams/{exam}"), &form.seb_url, &form.seb_hash),
    };
    match outcome(&visit, begin(&visit.ctx, exam, consent, &device(&visit), &claim).await) {
        Outcome::Done(running) => Ok(to(&format!("/attempts/{}", running.attempt))),
        Outcome::Mistaken(mistakes) => rules::respond(&visit, exam, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn take_over(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    match take_seat(&visit.ctx, attempt, &device(&visit)).await {
        // ended in the meantime: the room leads on to the result
        Ok(_) | Err(Fault::Busy) => Ok(to(&format!("/attempts/{attempt}"))),
        Err(fault) => Err(page(&visit, fault)),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    /// Letters as displayed; nothing ticked is nothing sent.
    choice: Vec<String>,
    go: String,
}

/// One question as a plain form: saves what is ticked and goes where the button says.
pub async fn answer(
    SignedVisit(visit): SignedVisit,
    Path((attempt, slot)): Path<(Uuid, u16)>,
    Form(form): Form<AnswerForm>,
) -> PageResult {
    let received_at = visit.ctx.now();
    for _ in 0..TRIES {
        let Now::Open(room) = enter(&visit.ctx, attempt, &device(&visit)).await.or_page(&visit)? else {
            return Ok(to(&format!("/attempts/{attempt}/result")));
        };
        // an old page of a question that was left
        if room.sequence.is_some_and(|sequence| sequence.reached != slot) {
            return Ok(to(&format!("/attempts/{attempt}")));
        }
        match save(&visit, &room, slot, &form, received_at).await {
            Ok(()) => return Ok(to(&next(&room, slot, &form.go))),
            Err(fault) if fault.code() == Some("exams.newer_answer") => {}
            Err(fault) if fault.code().is_some_and(|code| TOLD_BY_THE_ROOM.contains(&code)) => {
                return Ok(to(&format!("/attempts/{attempt}")));
            }
            Err(fault) => return Err(page(&visit, fault)),
        }
    }
    Err(page(&visit, Fault::Busy))
}

async fn save(visit: &Visit, room: &Room, slot: u16, form: &AnswerForm, received_at: Instant) -> Result<(), Fault> {
    let Seat::Taken(taken) = &room.seat else {
        return Err(registry::Refusal::new("exams.opened_elsewhere").into());
    };
    if room.standing != Standing::Running {
        return Err(registry::Refusal::new("exams.paused").into());
    }
    let stored = room.answers.iter().find(|stored| stored.slot == i32::from(slot)).ok_or(Fault::NotFound)?;
    let answer = given(stored, form);
    let save = Save {
        ticket: Ticket::open(&visit.ctx.vault, &taken.ticket)?,
        slot: stored.slot,
        choice: answer.choice,
        marked: if answer.is_marked() { StoredMark::Marked } else { StoredMark::Plain },
        sequence: stored.sequence + 1,
        received_at,
        browser: Browser::Unproven,
    };
    doors::save(&visit.ctx, &visit.state.saver, save, &visit.claim()).await.map(|_| ())
}

fn given(stored: &SavedAnswer, form: &AnswerForm) -> Answer {
    let ticked = |option: &u8| form.choice.iter().any(|given| *given == letter(*option).to_string());
    let choice = (0..8_u8).filter(ticked).fold(0, |bits, option| bits | 1 << option);
    let answer = Answer { choice, ..answer_of(stored) };
    match form.go.as_str() {
        "clear" => answer.cleared(),
        "mark" => answer.with_mark_turned(),
        _ => answer,
    }
}

fn next(room: &Room, slot: u16, go: &str) -> String {
    let base = format!("/attempts/{}", room.attempt);
    let place = room.items.iter().position(|item| item.number == slot).unwrap_or(0) + 1;
    match go {
        "previous" => format!("{base}?q={}", place.saturating_sub(1).max(1)),
        "mark" | "clear" => format!("{base}?q={place}"),
        _ if room.sequence.is_some() => format!("{base}/next"),
        _ if place >= room.items.len() => format!("{base}/hand-in"),
        _ => format!("{base}?q={}", place + 1),
    }
}

/// The candidate is back after a pause: the clock runs again.
pub async fn come_back(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    match pauses::come_back(&visit.ctx, attempt).await {
        Err(fault) if fault.code() == Some("exams.paused") => {}
        done => done.or_page(&visit)?,
    }
    Ok(to(&format!("/attempts/{attempt}")))
}

/// Hands in on the device that holds the room; a pass of a certification gets its certificate at once.
pub async fn submit(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    let ended = match hand_in(&visit.ctx, attempt, &device(&visit)).await {
        Err(fault) if fault.code().is_some_and(|code| TOLD_BY_THE_ROOM.contains(&code)) => {
            return Ok(to(&format!("/attempts/{attempt}")));
        }
        ended => ended.or_page(&visit)?,
    };
    if let (Came::Passed, Some(desk)) = (ended.outcome, &visit.state.desk)
        && let Err(fault) = issue_for_attempt(&visit.ctx, desk, attempt).await
    {
        // the result stands; the job of issuing takes up what is due
        tracing::warn!(%fault, %attempt, "a certificate was not issued at once");
    }
    Ok(to(&format!("/attempts/{attempt}/result")))
}

fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

#[cfg(test)]
mod tests {
    use registry::exams::room::Written;

    use super::*;

    fn after(stored: u8, choice: &[&str], go: &str) -> Answer {
        let written = Written { epoch: 1, sequence: 4 };
        let stored =
            SavedAnswer { slot: 1, choice: stored, marked: StoredMark::Marked, sequence: 4, written, saved_at: None };
        let form = AnswerForm { choice: choice.iter().map(ToString::to_string).collect(), go: go.into() };
        given(&stored, &form)
    }

    #[test]
    fn nothing_ticked_is_an_answer_and_what_is_no_letter_is_nothing() {
        assert_eq!(after(0b1, &[], "next").letters(), "");
        assert_eq!(after(0, &["D", "A", "D", "Z", "AB", ""], "next").letters(), "AD");
    }

    #[test]
    fn marking_keeps_what_is_ticked_and_clearing_keeps_the_mark() {
        let marked = after(0, &["B"], "mark");
        assert!(marked.letters() == "B" && !marked.is_marked());
        let cleared = after(0b1, &["A"], "clear");
        assert!(cleared.letters().is_empty() && cleared.is_marked());
    }
}
