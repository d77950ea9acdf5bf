//! `GET me/data`: what is stored about the person who asks?

use axum::Json;
use registry::Fault;
use registry::people::my_data::export_my_data;
use serde_json::Value;

use super::caller::Caller;
use crate::problem::Problem;

/// Everything that is stored about the person who asks.
///
/// Full values included. Sections by name: `profile`, `account`, `identity_confirmations`, `employments`, `roles`,
/// `study`, `practice`, `question_reports`, `attempts`, `complaints`, `certificates`, `sessions`, `full_views`, `requests`;
/// new ones may come. That a copy was taken stands in the log.
#[utoipa::path(
    get, path = "/me/data", tag = "accounts", operation_id = "my_data",
    responses((status = 200, description = "The whole document.", body = Value)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, .. }: Caller) -> Result<Json<Value>, Problem> {
    let text = export_my_data(&ctx).await?;
    Ok(Json(serde_json::from_str(&text).map_err(Fault::from)?))
}
