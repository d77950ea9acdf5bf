//! `attempts/{attempt}`: what lies on the candidate's desk, and how is it handed in?

use app::lang::Lang;
use app::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use question_bank::{CandidateItem, Choice, Kind};
use registry::certificates::issuing::issue_for_attempt;
use registry::exams::finishing::{self, Outcome, hand_in_with};
use registry::exams::lockdown::doors::{self, Door};
use registry::exams::room::{Now, Room, SavedAnswer, Seat, enter};
use registry::exams::rooms::pauses;
use registry::exams::saving::Mark;
use registry::exams::sequential::go_on;
use registry::{Ctx, Fault};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Anyone, Caller, Claimed, Named, Speaks, Ticketed, device};
use super::codes;
use super::events::{RoomNotice, room_notice};
use super::times::At;
use crate::problem::{Problem, ProblemDocument};

#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum AttemptNow {
    Open(Box<OpenRoom>),
    Finished(FinishedAttempt),
}

/// Questions without keys, explanations or scores of answers.
#[derive(Serialize, ToSchema)]
pub struct OpenRoom {
    #[schema(schema_with = codes::open)]
    state: &'static str,
    attempt: Uuid,
    exam: Uuid,
    title: String,
    started_at: At,
    deadline_at: At,
    server_now: At,
    #[schema(schema_with = codes::standing)]
    standing: &'static str,
    /// What staff told this candidate, oldest first.
    notices: Vec<RoomNotice>,
    /// Null while another device holds the room: starting the exam again takes it over.
    ticket: Option<String>,
    #[schema(schema_with = codes::multiple_rule)]
    multiple_rule: &'static str,
    /// None while the clock stands or the room is locked, and none outside the lockdown browser of an exam that asks for it.
    items: Vec<RoomItem>,
    /// One per item, in the same order.
    answers: Vec<RoomAnswer>,
}

#[derive(Serialize, ToSchema)]
pub struct RoomItem {
    slot: u16,
    /// `case` for the parts of a case.
    #[schema(schema_with = codes::kind)]
    section: &'static str,
    #[schema(schema_with = codes::kind)]
    kind: &'static str,
    /// Full score in hundredths.
    score: u32,
    case: Option<RoomCase>,
    stem: String,
    /// In displayed order: the first is A.
    options: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RoomCase {
    /// From 1; the parts of one case share it.
    number: u8,
    text: String,
}

#[derive(Serialize, ToSchema)]
pub struct RoomAnswer {
    slot: i32,
    /// Letters in displayed order; empty when nothing is chosen.
    #[schema(example = "ACD")]
    choice: String,
    marked: bool,
    /// The highest that this device has used; 0 when none.
    sequence: i64,
    saved_at: Option<At>,
}

#[derive(Serialize, ToSchema)]
pub struct FinishedAttempt {
    #[schema(schema_with = codes::finished)]
    state: &'static str,
    attempt: Uuid,
}

#[derive(Serialize, ToSchema)]
pub struct Submission {
    attempt: Uuid,
    #[schema(schema_with = codes::outcome)]
    outcome: &'static str,
    /// The number of the certificate that the pass gave, when it gave one at once.
    certificate: Option<String>,
}

/// The exam room.
///
/// An attempt whose time is over ends on the way.
#[utoipa::path(
    get, path = "/attempts/{attempt}", tag = "exams", operation_id = "attempt",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    responses((status = 200, description = "The room while it is open; else that it has ended.", body = AttemptNow)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(
    Caller { ctx, device }: Caller,
    Speaks(lang): Speaks,
    Named(attempt): Named<Uuid>,
    Claimed(claim): Claimed,
) -> Result<Json<AttemptNow>, Problem> {
    Ok(Json(match enter(&ctx, attempt, &device).await? {
        Now::Open(mut room) => {
            if doors::look(&ctx, attempt, &device, &claim).await? == Door::Unproven {
                room.items.clear();
            }
            AttemptNow::Open(Box::new(open_room(lang, *room)))
        }
        Now::Finished { attempt } => AttemptNow::Finished(FinishedAttempt { state: codes::FINISHED, attempt }),
    }))
}

/// Be back after a pause.
///
/// Once staff let the candidate go on (`standing` is `awaited`), this sets the clock running again; so do 30 minutes.
#[utoipa::path(
    post, path = "/attempts/{attempt}/return", tag = "exams", operation_id = "come_back",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    responses(
        (status = 204, description = "The clock runs."),
        (status = 422, description = "`exams.paused`: staff have not let the candidate go on.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn come_back(Caller { ctx, .. }: Caller, Named(attempt): Named<Uuid>) -> Result<StatusCode, Problem> {
    pauses::come_back(&ctx, attempt).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leave a question for good.
///
/// In an exam without a way back (`items` holds the one open question), this closes it and opens the next. Leaving it again
/// changes nothing.
#[utoipa::path(
    post, path = "/attempts/{attempt}/answers/{slot}/departure", tag = "exams", operation_id = "leave_question",
    params(
        ("attempt" = Uuid, Path, description = "The attempt's id."),
        ("slot" = u16, Path, description = "The question that is left."),
    ),
    responses(
        (status = 204, description = "The next question is open."),
        (status = 422, description = "`exams.not_sequential`: one may go back and forth. `exams.no_next_question`: it is the \
            last, or not open yet. `exams.opened_elsewhere`: another device holds the room.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn leave_question(
    Caller { ctx, device }: Caller,
    Named((attempt, slot)): Named<(Uuid, u16)>,
) -> Result<StatusCode, Problem> {
    go_on(&ctx, attempt, &device, slot).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Hand in.
///
/// By session or by ticket, on the device that holds the room. After the deadline it counts as a time-out; a second time gives the same.
#[utoipa::path(
    post, path = "/attempts/{attempt}/submission", tag = "exams", operation_id = "hand_in",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    responses(
        (status = 200, description = "Ended and graded.", body = Submission),
        (status = 422, description = "`exams.paused`, `exams.locked`: not now.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "`exams.opened_elsewhere`: another device holds the room.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = []), ("ticket" = [])),
)]
pub async fn hand_in(
    State(state): State<AppState>,
    Anyone(ctx): Anyone,
    Ticketed(ticket): Ticketed,
    Named(attempt): Named<Uuid>,
) -> Result<Json<Submission>, Problem> {
    let ended = match ticket {
        Some(ticket) if ticket.attempt == attempt => hand_in_with(&ctx, ticket).await?,
        Some(_) => return Err(Fault::Anonymous.into()),
        None => finishing::hand_in(&ctx, attempt, &device(&ctx)?).await?,
    };
    let certificate = match ended.outcome {
        Outcome::Passed => certificate(&state, &ctx, attempt).await,
        Outcome::Failed => None,
    };
    Ok(Json(Submission { attempt, outcome: ended.outcome.code(), certificate }))
}

/// The result stands whatever comes of the certificate; the job of issuing takes up what is due.
async fn certificate(state: &AppState, ctx: &Ctx, attempt: Uuid) -> Option<String> {
    let issued = issue_for_attempt(ctx, state.desk.as_deref()?, attempt).await;
    issued.unwrap_or_else(|fault| {
        tracing::warn!(%fault, %attempt, "a certificate was not issued at once");
        None
    })
}

fn open_room(lang: Lang, room: Room) -> OpenRoom {
    OpenRoom {
        state: codes::OPEN,
        attempt: room.attempt,
        exam: room.exam,
        title: room.title,
        started_at: At(room.started_at),
        deadline_at: At(room.deadline_at),
        server_now: At(room.server_now),
        standing: room.standing.code(),
        notices: room.notices.into_iter().map(room_notice).collect(),
        ticket: match room.seat {
            Seat::Taken(taken) => Some(taken.ticket),
            Seat::Elsewhere => None,
        },
        multiple_rule: room.multiple_rule.code(),
        items: room.items.into_iter().map(|item| room_item(lang, item)).collect(),
        answers: room.answers.iter().map(room_answer).collect(),
    }
}

fn room_item(lang: Lang, item: CandidateItem) -> RoomItem {
    let number = item.part.map_or(0, |part| part.case);
    RoomItem {
        slot: item.number,
        section: item.section.code(),
        kind: item.kind.code(),
        score: item.score,
        case: item.case_stem.map(|text| RoomCase { number, text }),
        stem: item.stem,
        options: match item.kind {
            Kind::TrueFalse => vec![lang.t("exams.room.right"), lang.t("exams.room.wrong")],
            _ => item.options,
        },
    }
}

fn room_answer(saved: &SavedAnswer) -> RoomAnswer {
    let choice: Choice = (0..8).filter(|option| saved.choice & 1 << option != 0).collect();
    RoomAnswer {
        slot: saved.slot,
        choice: choice.to_string(),
        marked: saved.marked == Mark::Marked,
        sequence: saved.sequence,
        saved_at: saved.saved_at.map(At),
    }
}
