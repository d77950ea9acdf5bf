//! `passwords`: how does a program help somebody who forgot the password?

use app::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use registry::accounts::store;
use registry::{Fault, Refusal};
use serde::Deserialize;
use utoipa::ToSchema;

use super::caller::{Anyone, Speaks};
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetRequest {
    /// Phone or identity number.
    #[schema(example = "13912345678")]
    sign_in: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// Phone or identity number.
    #[schema(example = "13912345678")]
    sign_in: String,
    /// Eight digits, from the message or from a clerk.
    #[schema(example = "12345678")]
    code: String,
    password: String,
}

/// Ask for a reset code.
///
/// The same answer whether or not there is such an account. Where no gateway for messages is set the `type` is
/// `/problems/accounts.reset_no_channel`: codes are then given in person.
#[utoipa::path(
    post, path = "/passwords/codes", tag = "accounts", operation_id = "ask_reset",
    request_body = ResetRequest,
    responses((status = 202, description = "If there is such an account, a code is on its way.")),
)]
pub async fn ask(
    State(state): State<AppState>,
    Anyone(ctx): Anyone,
    Speaks(lang): Speaks,
    Json(asked): Json<ResetRequest>,
) -> Result<StatusCode, Problem> {
    let no_channel = || Fault::from(Refusal::new("accounts.reset_no_channel"));
    let subject = lang.t("security.message_subject");
    let channels = state.channels(&subject).ok_or_else(no_channel)?;
    let text = |code: &str| lang.fill("security.message", &[("code", code)]);
    store::ask_reset(&ctx, channels, &asked.sign_in, text).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Set a new password for a code.
///
/// Every session of the account ends; its second factor stays.
#[utoipa::path(
    post, path = "/passwords", tag = "accounts", operation_id = "reset_password",
    request_body = NewPassword,
    responses((status = 204, description = "Set.")),
)]
pub async fn reset(Anyone(ctx): Anyone, Json(new): Json<NewPassword>) -> Result<StatusCode, Problem> {
    store::reset_password(&ctx, &new.sign_in, &new.code, &new.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
