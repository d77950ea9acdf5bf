//! `GET attempts/{attempt}/receipt`: which answers were received?

use axum::Json;
use registry::exams::receipts::own;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, Named};
use crate::problem::Problem;

/// What the candidate keeps. `document`, `signature` and `keyId` together are what `shanggang verify` checks.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GivenReceipt {
    /// The exact text that was signed: canonical JSON, told in `docs/papers.md`.
    document: String,
    /// Multibase (`z`, base58btc) of the Ed25519 signature over the bytes of the document.
    signature: String,
    /// Names the key in `/.well-known/did.json`: what stands behind the `#`.
    key_id: String,
    /// To write down.
    code: String,
}

/// The signed receipt of an ended attempt.
#[utoipa::path(
    get, path = "/attempts/{attempt}/receipt", tag = "exams", operation_id = "receipt",
    params(("attempt" = Uuid, Path, description = "The attempt's id.")),
    responses((status = 200, description = "The same at every request. An attempt that runs has none: not found.", body = GivenReceipt)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, .. }: Caller, Named(attempt): Named<Uuid>) -> Result<Json<GivenReceipt>, Problem> {
    let receipt = own(&ctx, attempt).await?;
    let signed = receipt.signed;
    Ok(Json(GivenReceipt {
        document: signed.document,
        signature: signed.signature,
        key_id: signed.key_id,
        code: receipt.code,
    }))
}
