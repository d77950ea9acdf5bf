//! `PUT attempts/{attempt}/answers/{slot}`: is this answer safe? The island of the exam room calls it too.

use app::lang::Lang;
use app::state::AppState;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use question_bank::Choice;
use registry::exams::lockdown::doors;
use registry::exams::saving::{Browser, Mark, Save};
use registry::{Fault, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Claimed, Named, Received, Speaks, Ticketed};
use super::times::At;
use crate::problem::{self, Problem, ProblemDocument};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Letters in displayed order, nothing for no answer; true/false is A or B.
    #[schema(pattern = "^[A-H]{0,8}$", example = "A")]
    choice: String,
    /// To come back to.
    #[schema(example = false)]
    marked: bool,
    /// Higher with every request of this device for this slot; the highest wins.
    #[schema(minimum = 1, maximum = 1_000_000, example = 1)]
    sequence: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SavedAnswer {
    sequence: i64,
    saved_at: At,
    deadline_at: At,
    server_now: At,
}

/// A problem that names the sequence which the slot has.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a schema: the document itself is a `ProblemDocument` with one more member")]
pub struct NewerAnswer {
    #[schema(inline)]
    #[serde(flatten)]
    problem: ProblemDocument,
    /// With the type `/problems/exams.newer_answer`.
    sequence: Option<i64>,
}

/// Save one answer.
///
/// Acknowledged after the commit. What counts is when the request came in; repeats are harmless.
#[utoipa::path(
    put, path = "/attempts/{attempt}/answers/{slot}", tag = "exams", operation_id = "save_answer",
    params(
        ("attempt" = Uuid, Path, description = "The attempt's id."),
        ("slot" = u16, Path, description = "The item's slot."),
    ),
    request_body = Answer,
    responses(
        (status = 200, description = "Safe.", body = SavedAnswer),
        (status = 409, description = "`exams.newer_answer`: the slot has the sequence named. \
            `exams.opened_elsewhere`: another device holds the room.",
            body = NewerAnswer, content_type = "application/problem+json"),
        (status = 423, description = "`exams.paused`: the clock stands. `exams.locked`, `exams.lockdown_unproven`: not in the \
            lockdown browser that the exam asks for.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 410, description = "`exams.time_is_up`: nothing is taken any more.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("ticket" = [])),
)]
pub async fn save(
    Received(received_at): Received,
    State(state): State<AppState>,
    Ticketed(ticket): Ticketed,
    Named((attempt, slot)): Named<(Uuid, u16)>,
    Speaks(lang): Speaks,
    Claimed(claim): Claimed,
    Json(answer): Json<Answer>,
) -> Result<Json<SavedAnswer>, Response> {
    let outcome = async {
        let ticket = ticket.filter(|ticket| ticket.attempt == attempt).ok_or(Fault::Anonymous)?;
        let choice = Choice::parse(&answer.choice, Choice::MAX_OPTIONS)
            .map_err(|_| Refusal::on("choice", "exams.no_such_option"))?;
        let save = Save {
            ticket,
            slot: slot.into(),
            choice: choice.bits(),
            marked: if answer.marked { Mark::Marked } else { Mark::Plain },
            sequence: answer.sequence,
            received_at,
            browser: Browser::Unproven,
        };
        doors::save(&state.ctx, &state.saver, save, &claim).await
    };
    match outcome.await {
        Ok(saved) => Ok(Json(SavedAnswer {
            sequence: saved.sequence,
            saved_at: At(saved.saved_at),
            deadline_at: At(saved.deadline_at),
            server_now: At(saved.server_now),
        })),
        Err(fault) => Err(refused(fault, lang).await),
    }
}

/// What the room decides by has a status of its own.
async fn refused(fault: Fault, lang: Lang) -> Response {
    let status = match fault.code() {
        Some("exams.newer_answer") => return newer(&fault, lang).await,
        Some("exams.opened_elsewhere") => StatusCode::CONFLICT,
        Some("exams.time_is_up") => StatusCode::GONE,
        Some("exams.paused" | "exams.locked" | "exams.lockdown_unproven") => StatusCode::LOCKED,
        _ => return Problem::from(fault).into_response(),
    };
    (status, Problem::from(fault)).into_response()
}

/// The usual document, and in it the sequence that the slot has.
async fn newer(fault: &Fault, lang: Lang) -> Response {
    let sequence = match fault {
        Fault::Refused(reasons) => {
            reasons.iter().flat_map(|reason| &reason.details).find(|(name, _)| *name == "sequence")
        }
        _ => None,
    };
    let sequence: Option<i64> = sequence.and_then(|(_, value)| value.parse().ok());
    let (parts, body) = problem::respond(fault, StatusCode::CONFLICT, lang, "").into_parts();
    let told = to_bytes(body, usize::MAX)
        .await
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
    let mut told = told.unwrap_or_default();
    told.insert("sequence".to_owned(), sequence.into());
    Response::from_parts(parts, Body::from(Value::Object(told).to_string()))
}
