//! `feeds/{object}`, `feeds/batches/{batch}`: how do suppliers deliver, and what became of it? No session is asked for: each
//! request is signed (`registry/src/feeds/signing.rs`, `docs/feeds.md`).

mod body;
mod schemas;

use std::convert::Infallible;

use app::lang::Lang;
use app::state::AppState;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query, Request, State};
use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use registry::Fault;
use registry::feeds::store::{self, BatchView, ErrorView, Repeat};
use registry::feeds::{Delivery, FeedObject, Question, Signature};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Anyone, Named, Speaks};
use super::codes;
use super::times::At;
use crate::problem::{Problem, ProblemDocument};

pub use body::Bodies;
pub use schemas::NewBatch;

/// The names of the headers, in the order of what they carry: the key's id, the time, the nonce, the signature.
pub const HEADERS: [&str; 4] = ["x-feed-key", "x-feed-time", "x-feed-nonce", "x-feed-signature"];

/// What the four headers say; what is missing is empty.
pub struct Signs([String; 4]);

impl Signs {
    fn signature(&self) -> Signature<'_> {
        let [key, time, nonce, signature] = &self.0;
        Signature { key, time, nonce, signature }
    }
}

impl FromRequestParts<AppState> for Signs {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self(HEADERS.map(|name| text(&parts.headers, name))))
    }
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// A batch that is stored.
#[derive(Serialize, ToSchema)]
pub struct FeedReceipt {
    /// Under which its result is asked for.
    batch: Uuid,
    /// The sender's own number of it.
    batch_id: String,
    /// The same batch was received before: nothing changed.
    is_repeat: bool,
    #[schema(schema_with = codes::batch_state)]
    state: &'static str,
    row_count: u32,
    /// Rows that do not stand, as far as it is known: each is told by the result.
    refused_count: u32,
    /// Names of fields that are in no table and were let go.
    unknown_fields: Vec<String>,
}

/// How a batch stands.
#[derive(Serialize, ToSchema)]
pub struct FeedResult {
    batch: Uuid,
    batch_id: String,
    #[schema(schema_with = codes::feed_object)]
    object: &'static str,
    #[schema(schema_with = codes::batch_state)]
    state: &'static str,
    received_at: At,
    applied_at: Option<At>,
    undone_at: Option<At>,
    undone_reason: Option<String>,
    row_count: u32,
    added_count: u32,
    /// Of those added: they came later than such rows should, and count.
    late_count: u32,
    /// On record already.
    unchanged_count: u32,
    refused_count: u32,
    unknown_fields: Vec<String>,
    /// One page of what is wrong, in the order of the rows.
    errors: Vec<FeedError>,
    /// The number of all errors.
    error_count: u64,
}

/// One thing wrong with one row.
#[derive(Serialize, ToSchema)]
pub struct FeedError {
    /// Counted through the whole batch, from 1.
    row: u32,
    /// Where the row stands.
    #[schema(example = "items[0].dataList[3]")]
    path: String,
    #[schema(example = "idCardNumber")]
    field: String,
    #[schema(example = "people.id_number_shape")]
    code: String,
    detail: String,
}

#[derive(Deserialize)]
pub struct Page {
    #[serde(default)]
    page: u64,
}

/// Deliver a batch.
///
/// 202 is answered once the batch is stored; its rows are handed on at once afterwards, and the result tells what became of
/// each. The same batch again changes nothing and is answered 200. Unknown fields of rows are let go and named.
#[utoipa::path(
    post, path = "/feeds/{object}", tag = "feeds", operation_id = "deliver",
    params(("object" = String, Path, description = "`Corp`, `Project`, `BuilderLicense`, `ProjectSubContractor`, `Team`, \
        `ProjectWorker`, `WorkerEntryExit`, `WorkerContract`, `ProjectTraining`, `WorkerAttendance` or `Payroll`.")),
    request_body = NewBatch,
    responses(
        (status = 202, description = "Stored.", body = FeedReceipt),
        (status = 200, description = "Received before.", body = FeedReceipt),
        (status = 400, description = "`feeds.half_sent`, `feeds.not_utf8`, `feeds.not_json`: nothing is stored.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 401, description = "`feeds.not_authentic`, `feeds.time_off`, `feeds.time_shape`, `feeds.nonce_shape`.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 403, description = "`feeds.out_of_scope`, or sent by a page of another site.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 409, description = "`feeds.nonce_used`; `feeds.batch_changed`: the number was used for other bytes.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 413, description = "`feeds.body_too_large`, `feeds.too_many_rows`.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 415, description = "`feeds.not_said_to_be_json`, `feeds.packed`.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "`feeds.busy`: nothing is stored; `Retry-After` says when to come again.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("feed" = [])),
)]
pub async fn deliver(
    State(state): State<AppState>,
    Anyone(ctx): Anyone,
    Named(object): Named<String>,
    signs: Signs,
    Extension(bodies): Extension<Bodies>,
    request: Request,
) -> Result<(StatusCode, Json<FeedReceipt>), Response> {
    let delivered = async {
        let object = FeedObject::parse(&object).ok_or(Fault::NotFound)?;
        let signature = signs.signature();
        // the key, the moment and the room are asked for before anything is read
        store::admit(&ctx, &signature).await?;
        let body = bodies.read(request).await?;
        store::receive(&ctx, &state.sinks, &Delivery { signature, object, body: &body }).await
    };
    let receipt = delivered.await.map_err(refused)?;
    state.arrivals.ring();
    let status = if receipt.repeat == Repeat::First { StatusCode::ACCEPTED } else { StatusCode::OK };
    let told = FeedReceipt {
        batch: receipt.batch,
        batch_id: receipt.number,
        is_repeat: receipt.repeat == Repeat::Repeated,
        state: receipt.state.code(),
        row_count: receipt.row_count,
        refused_count: receipt.refused,
        unknown_fields: receipt.unknown_fields,
    };
    Ok((status, Json(told)))
}

/// Ask what became of a batch.
///
/// Signed as a delivery is: `batches` stands in the place of the object, and the batch's id as it stands in the path is the
/// body. Asking uses up no nonce.
#[utoipa::path(
    get, path = "/feeds/batches/{batch}", tag = "feeds", operation_id = "feed_result",
    params(
        ("batch" = Uuid, Path, description = "The batch's id, as the receipt has it."),
        ("page" = Option<u64>, Query, description = "Of the errors, from 0; 500 on each."),
    ),
    responses(
        (status = 200, description = "How it stands. Of another supplier's batch: not found.", body = FeedResult),
        (status = 401, description = "`feeds.not_authentic`, `feeds.time_off`, `feeds.time_shape`, `feeds.nonce_shape`.",
            body = ProblemDocument, content_type = "application/problem+json"),
        (status = 429, description = "Asked too often: `Retry-After` says when to come again.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("feed" = [])),
)]
pub async fn result(
    Anyone(ctx): Anyone,
    Named(batch): Named<String>,
    page: Result<Query<Page>, QueryRejection>,
    signs: Signs,
    Speaks(lang): Speaks,
) -> Result<Json<FeedResult>, Response> {
    let page = page.map_or(0, |Query(page)| page.page);
    let question = Question { signature: signs.signature(), batch: &batch };
    let (view, errors, total) = store::result(&ctx, &question, page).await.map_err(refused)?;
    Ok(Json(told(lang, view, errors, total)))
}

fn told(lang: Lang, view: BatchView, errors: Vec<ErrorView>, total: u64) -> FeedResult {
    let receipt = view.receipt;
    FeedResult {
        batch: receipt.batch,
        batch_id: receipt.number,
        object: view.object.code(),
        state: receipt.state.code(),
        received_at: At(view.received_at),
        applied_at: view.applied_at.map(At),
        undone_at: view.undone_at.map(At),
        undone_reason: view.undone_reason,
        row_count: receipt.row_count,
        added_count: receipt.added,
        late_count: receipt.late,
        unchanged_count: receipt.unchanged,
        refused_count: receipt.refused,
        unknown_fields: receipt.unknown_fields,
        errors: errors.into_iter().map(|error| row_error(lang, error)).collect(),
        error_count: total,
    }
}

fn row_error(lang: Lang, error: ErrorView) -> FeedError {
    let detail = lang.stored_refusal(&error.code, &error.details);
    FeedError { row: error.number, path: error.path, field: error.field, code: error.code, detail }
}

/// More exact than 422 where a program can do something else about it.
pub fn refused(fault: Fault) -> Response {
    let status = match fault.code() {
        Some("feeds.half_sent" | "feeds.not_utf8" | "feeds.not_json") => StatusCode::BAD_REQUEST,
        Some("feeds.not_authentic" | "feeds.time_off" | "feeds.time_shape" | "feeds.nonce_shape") => {
            StatusCode::UNAUTHORIZED
        }
        Some("feeds.out_of_scope") => StatusCode::FORBIDDEN,
        Some("feeds.nonce_used" | "feeds.batch_changed") => StatusCode::CONFLICT,
        Some("feeds.body_too_large" | "feeds.too_many_rows") => StatusCode::PAYLOAD_TOO_LARGE,
        Some("feeds.not_said_to_be_json" | "feeds.packed") => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Some("feeds.busy") => StatusCode::TOO_MANY_REQUESTS,
        _ => return Problem::from(fault).into_response(),
    };
    let wait = seconds(&fault);
    let mut response = (status, Problem::from(fault)).into_response();
    let headers = response.headers_mut();
    if let Some(seconds) = wait.and_then(|seconds| HeaderValue::from_str(&seconds).ok()) {
        headers.insert(RETRY_AFTER, seconds);
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Feed"));
    }
    response
}

/// When it makes sense to come again.
fn seconds(fault: &Fault) -> Option<String> {
    let Fault::Refused(reasons) = fault else { return None };
    let busy = reasons.iter().find(|reason| reason.code == "feeds.busy")?;
    busy.details.iter().find(|(name, _)| *name == "seconds").map(|(_, seconds)| seconds.clone())
}
