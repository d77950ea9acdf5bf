//! `POST attempts/{attempt}/events`: is the candidate there, and what has the staff told? The island of the exam room
//! calls it every few seconds.

use app::state::AppState;
use app::visit::Network;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use registry::Fault;
use registry::exams::rooms::notices::Notice;
use registry::exams::rooms::pulse::{self, News, Signal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Named, Ticketed};
use super::codes;
use super::times::At;
use crate::problem::{Problem, ProblemDocument};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// What window and screen showed since the last report, oldest first; none is fine.
    #[schema(schema_with = codes::signals)]
    signals: Vec<Signal>,
}

/// How the attempt stands, and the latest that staff told.
#[derive(Serialize, ToSchema)]
pub struct RoomNews {
    #[schema(schema_with = codes::standing)]
    standing: &'static str,
    deadline_at: At,
    server_now: At,
    /// Oldest first.
    notices: Vec<RoomNotice>,
}

#[derive(Serialize, ToSchema)]
pub struct RoomNotice {
    id: Uuid,
    #[schema(schema_with = codes::notice_kind)]
    kind: &'static str,
    /// Of extra time; else 0.
    minutes: i32,
    /// Of a message; else empty.
    body: String,
    at: At,
}

/// Report that the candidate is there, and hear the news.
///
/// Call it every 20 seconds, and when there is a signal, at most once a second. Signals are recorded for people, never a
/// verdict; the time of the record is the server's.
#[utoipa::path(
    post, path = "/attempts/{attempt}/events", tag = "exams", operation_id = "report",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    request_body = Report,
    responses(
        (status = 200, description = "Recorded.", body = RoomNews),
        (status = 409, description = "`exams.opened_elsewhere`: another device holds the room.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "`exams.signals_too_often`: nothing was recorded.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("ticket" = [])),
)]
pub async fn report(
    State(state): State<AppState>,
    Ticketed(ticket): Ticketed,
    Named(attempt): Named<Uuid>,
    network: Option<Extension<Network>>,
    Json(report): Json<Report>,
) -> Result<Json<RoomNews>, Response> {
    let network = network.map(|Extension(network)| network.0).unwrap_or_default();
    let outcome = async {
        let ticket = ticket.filter(|ticket| ticket.attempt == attempt).ok_or(Fault::Anonymous)?;
        pulse::report(&state.ctx, ticket, &report.signals, &network).await
    };
    outcome.await.map(|news| Json(room_news(news))).map_err(refused)
}

fn refused(fault: Fault) -> Response {
    let status = match fault.code() {
        Some("exams.opened_elsewhere") => StatusCode::CONFLICT,
        Some("exams.signals_too_often") => StatusCode::TOO_MANY_REQUESTS,
        _ => return Problem::from(fault).into_response(),
    };
    (status, Problem::from(fault)).into_response()
}

fn room_news(news: News) -> RoomNews {
    RoomNews {
        standing: news.standing.code(),
        deadline_at: At(news.deadline_at),
        server_now: At(news.server_now),
        notices: news.notices.into_iter().map(room_notice).collect(),
    }
}

pub fn room_notice(notice: Notice) -> RoomNotice {
    RoomNotice {
        id: notice.id,
        kind: notice.kind.code(),
        minutes: notice.minutes,
        body: notice.body,
        at: At(notice.at),
    }
}
