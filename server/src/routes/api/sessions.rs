//! `sessions`: how does a program come in and go out?

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use registry::accounts::SessionKind;
use registry::accounts::store::{self, Key};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Anyone, Caller, Named};
use super::codes;
use super::times::At;
use crate::problem::{Problem, ProblemDocument};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Phone or identity number.
    #[schema(example = "13912345678")]
    sign_in: String,
    password: String,
    /// Six digits of the authenticator, or a recovery code; due where a second factor is set up. Without it, or with a
    /// wrong one, the `type` is `/problems/accounts.code_needed` or `/problems/accounts.code_wrong`.
    #[schema(example = "123456")]
    code: Option<String>,
    /// How the holder will know this session in the list of sessions; the `User-Agent` when it is left out.
    #[schema(example = "微信小程序")]
    device: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Session {
    /// For `Authorization: Bearer TOKEN`. Shown once.
    token: String,
    #[schema(schema_with = codes::bearer)]
    token_type: &'static str,
    account: Uuid,
    /// At the latest; sooner when it is not used.
    expires_at: At,
}

/// Sign in.
///
/// A session sent along ends: every sign-in makes a new one.
#[utoipa::path(
    post, path = "/sessions", tag = "accounts", operation_id = "sign_in",
    request_body = SignIn,
    responses(
        (status = 201, description = "Signed in.", body = Session),
        (status = 429, description = "Too many from one address; `Retry-After` says how long to wait.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn sign_in(
    Anyone(ctx): Anyone,
    headers: HeaderMap,
    Json(with): Json<SignIn>,
) -> Result<(StatusCode, Json<Session>), Problem> {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let device = with.device.as_deref().unwrap_or(agent);
    let key = Key { sign_in: &with.sign_in, password: &with.password, kind: SessionKind::Bearer, device };
    let session = store::sign_in_with_code(&ctx, key, with.code.as_deref().unwrap_or_default()).await?;
    let session = Session {
        token: session.token,
        token_type: codes::BEARER,
        account: session.account,
        expires_at: At(session.expires_at),
    };
    Ok((StatusCode::CREATED, Json(session)))
}

/// Sign out.
///
/// Ends the session that asks.
#[utoipa::path(
    delete, path = "/sessions/current", tag = "accounts", operation_id = "sign_out",
    responses((status = 204, description = "Ended.")),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn sign_out(Caller { ctx, .. }: Caller) -> Result<StatusCode, Problem> {
    store::sign_out(&ctx).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct Sessions {
    /// The latest used first.
    sessions: Vec<OpenSession>,
}

#[derive(Serialize, ToSchema)]
pub struct OpenSession {
    session: Uuid,
    #[schema(schema_with = codes::session_kind)]
    kind: &'static str,
    /// As it named itself, or the browser's `User-Agent`.
    device: String,
    /// Shortened; empty where it was not known.
    address: String,
    begun_at: At,
    seen_at: At,
    /// Whether it is the one that asks.
    is_this_one: bool,
}

/// List the own sessions.
#[utoipa::path(
    get, path = "/sessions", tag = "accounts", operation_id = "sessions",
    responses((status = 200, description = "Those that are open.", body = Sessions)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn list(Caller { ctx, .. }: Caller) -> Result<Json<Sessions>, Problem> {
    let sessions = store::own_sessions(&ctx).await?;
    let sessions = sessions
        .into_iter()
        .map(|one| OpenSession {
            session: one.id,
            kind: one.kind.code(),
            device: one.device,
            address: one.address,
            begun_at: At(one.created_at),
            seen_at: At(one.seen_at),
            is_this_one: one.is_this_one,
        })
        .collect();
    Ok(Json(Sessions { sessions }))
}

/// End one of the own sessions.
#[utoipa::path(
    delete, path = "/sessions/{session}", tag = "accounts", operation_id = "end_session",
    params(("session" = Uuid, Path, description = "Of the list of sessions.")),
    responses((status = 204, description = "Ended.")),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn end(Caller { ctx, .. }: Caller, Named(session): Named<Uuid>) -> Result<StatusCode, Problem> {
    store::end_session(&ctx, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// End every other session.
#[utoipa::path(
    delete, path = "/sessions/others", tag = "accounts", operation_id = "end_other_sessions",
    responses((status = 204, description = "Ended; the one that asks goes on.")),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn end_others(Caller { ctx, .. }: Caller) -> Result<StatusCode, Problem> {
    store::end_other_sessions(&ctx).await?;
    Ok(StatusCode::NO_CONTENT)
}
