//! `GET verifications/{id}`: is this certificate good? For anyone, the same checks as the page behind the code.

use app::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, header};
use registry::Fault;
use registry::certificates::desk::Desk;
use registry::certificates::verification::{self, Known, Line, Verification};
use serde::Serialize;
use utoipa::ToSchema;

use super::caller::{Anyone, Named};
use super::codes;
use super::times::{At, On};
use crate::problem::Problem;

/// A change of status shows within a minute.
const CACHING: (HeaderName, &str) = (header::CACHE_CONTROL, "public, max-age=30");

#[derive(Serialize, ToSchema)]
pub struct CertificateCheck {
    path_id: String,
    /// Whether every check is good.
    is_good: bool,
    checks: Vec<NamedCheck>,
    masked_name: String,
    number: String,
    number_human: String,
    title: String,
    issuer: String,
    issued_day: On,
    #[schema(schema_with = codes::certificate_status)]
    status: &'static str,
    status_since: At,
    #[schema(schema_with = codes::public_class_or_null)]
    public_class: Option<&'static str>,
    /// The path id of the certificate that came after this one.
    successor: Option<String>,
    checked_at: At,
}

#[derive(Serialize, ToSchema)]
pub struct NamedCheck {
    /// `format`, `signature`, `issuer-key`, `dates`, `status`.
    name: &'static str,
    #[schema(schema_with = codes::check_result)]
    result: &'static str,
    /// Why it is not good.
    reason: Option<&'static str>,
    /// When the data behind it was read.
    as_of: At,
}

/// Verify a certificate.
///
/// The signature of the code itself is for the caller to check, with the keys of `/.well-known/did.json`.
#[utoipa::path(
    get, path = "/verifications/{id}", tag = "certificates", operation_id = "verification",
    params(("id" = String, Path, description = "The 16 characters of the certificate's address.")),
    responses((status = 200, description = "Known, which is not yet good.", body = CertificateCheck)),
)]
pub async fn show(
    State(state): State<AppState>,
    Anyone(ctx): Anyone,
    Named(id): Named<String>,
) -> Result<([(HeaderName, &'static str); 1], Json<CertificateCheck>), Problem> {
    let keys = state.desk.as_deref().map(Desk::public_keys).transpose()?.unwrap_or_default();
    match verification::verify(&ctx, &keys, &id).await? {
        Verification::Known(known) => Ok(([CACHING], Json(told(*known)))),
        Verification::Unknown { .. } => Err(Fault::NotFound.into()),
    }
}

fn told(known: Known) -> CertificateCheck {
    CertificateCheck {
        is_good: known.is_all_good(),
        checks: known.checks.iter().map(check).collect(),
        path_id: known.path_id,
        masked_name: known.masked_name,
        number: known.number,
        number_human: known.number_human,
        title: known.title,
        issuer: known.issuer,
        issued_day: On(known.issued_day),
        status: known.status.code(),
        status_since: At(known.status_since),
        public_class: known.public_class.map(|class| class.code()),
        successor: known.successor,
        checked_at: At(known.checked_at),
    }
}

fn check(line: &Line) -> NamedCheck {
    NamedCheck { name: line.name.as_str(), result: line.result.as_str(), reason: line.reason, as_of: At(line.as_of) }
}
