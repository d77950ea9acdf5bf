//! Is this node alive, is it ready, and how busy is it?

use std::net::IpAddr;

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use migrations::{Migrator, MigratorTrait};
use registry::{Fault, jobs};
use serde_json::json;

use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::problem::Problem;

pub fn routes(limits: Limits, metrics: Metrics) -> Routes {
    Routes::new()
        .get("/healthz", Anyone, async || "ok")
        .get("/readyz", Anyone, ready)
        // for the operator's own network, by the address that asks
        .get("/metrics", Anyone, figures)
        .within(|routes| routes.layer(Extension(limits)).layer(Extension(metrics)))
}

/// Ready: the database answers and has every migration.
async fn ready(State(state): State<AppState>) -> Response {
    let (status, pending) = match Migrator::get_pending_migrations_read_only(state.ctx.db.pool()).await {
        Ok(pending) if pending.is_empty() => (StatusCode::OK, Some(0)),
        Ok(pending) => (StatusCode::SERVICE_UNAVAILABLE, Some(pending.len())),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, None)
        }
    };
    let database = if pending.is_some() { "answers" } else { "silent" };
    (status, Json(json!({ "database": database, "pendingMigrations": pending }))).into_response()
}

/// For the operator's own network only.
async fn figures(
    State(state): State<AppState>,
    Extension(limits): Extension<Limits>,
    Extension(metrics): Extension<Metrics>,
    request: Request,
) -> Result<Response, Problem> {
    if !is_near(limits.client(&request)) {
        return Err(Fault::NotFound.into());
    }
    let jobs = jobs::list(&state.ctx).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], metrics.text(&jobs)).into_response())
}

fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn figures_are_for_the_own_network() {
        for (address, near) in [("127.0.0.1", true), ("10.1.2.3", true), ("::1", true), ("203.0.113.9", false)] {
            assert_eq!(is_near(address.parse().unwrap()), near, "{address}");
        }
    }
}
