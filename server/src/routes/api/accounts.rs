//! `POST accounts`: how does one get an account?

use axum::Json;
use axum::http::StatusCode;
use registry::accounts::{self, store};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::Anyone;
use crate::problem::{Problem, ProblemDocument};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    #[schema(example = "王小明")]
    name: String,
    /// The 18 characters of the identity card.
    id_number: String,
    /// A mobile phone of the mainland, eleven digits.
    #[schema(example = "13912345678")]
    phone: String,
    password: String,
    /// The version of the privacy notice that was shown and accepted.
    #[schema(example = "2026-11")]
    privacy_notice: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Account {
    account: Uuid,
}

/// Sign up.
///
/// Makes person and account. Every mistake is named at once in `errors`.
#[utoipa::path(
    post, path = "/accounts", tag = "accounts", operation_id = "sign_up",
    request_body = NewAccount,
    responses(
        (status = 201, description = "Made.", body = Account),
        (status = 429, description = "Too many from one address; `Retry-After` says how long to wait.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
)]
pub async fn sign_up(Anyone(ctx): Anyone, Json(new): Json<NewAccount>) -> Result<(StatusCode, Json<Account>), Problem> {
    let NewAccount { name, id_number, phone, password, privacy_notice } = new;
    let new = accounts::NewAccount { name, id_number, phone, password, privacy_notice };
    let account = store::sign_up(&ctx, &new).await?;
    Ok((StatusCode::CREATED, Json(Account { account })))
}
