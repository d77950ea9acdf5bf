//! Who asks, about what, and when did the request come in? What the handlers of the API take from a request.

use std::convert::Infallible;

use app::lang::Lang;
use app::state::AppState;
use app::visit::ComesFrom;
use axum::extract::{FromRequestParts, OriginalUri, Path};
use axum::http::request::Parts;
use registry::exams::lockdown::{Claim, HEADER, Way};
use registry::exams::ticket::Ticket;
use registry::{Actor, Ctx, Fault, Instant};
use serde::de::DeserializeOwned;

use crate::problem::{self, Problem};

/// Carries the ticket of a running attempt.
pub const TICKET: &str = "x-attempt-ticket";

/// Whoever it is; the use case decides.
pub struct Anyone(pub Ctx);

/// Somebody who is signed in. Asked for before the body, so that nobody else gets anything read.
pub struct Caller {
    pub ctx: Ctx,
    pub device: String,
}

/// The names in the address. What cannot be one names nothing: not found.
pub struct Named<T>(pub T);

/// The ticket, if one was sent; one that is not ours is refused.
pub struct Ticketed(pub Option<Ticket>);

/// The moment at which the request came in. First among a handler's arguments: the body is read after it.
pub struct Received(pub Instant);

/// What the request proves of the browser that it comes from, by the address that the browser knows.
pub struct Claimed(pub Claim);

/// The language that the program asks for.
pub struct Speaks(pub Lang);

impl FromRequestParts<AppState> for Anyone {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(ctx(parts, state)))
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let ctx = ctx(parts, state);
        let device = device(&ctx)?;
        Ok(Self { ctx, device })
    }
}

/// What a device is to the exam room: the session.
pub fn device(ctx: &Ctx) -> Result<String, Fault> {
    Ok(ctx.signed_in()?.session.to_string())
}

fn ctx(parts: &Parts, state: &AppState) -> Ctx {
    let actor = parts.extensions.get().cloned().unwrap_or(Actor::Anonymous);
    state.ctx.acting_as(actor).coming_from(parts.extensions.get::<ComesFrom>().map(|ComesFrom(address)| *address))
}

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(names)) => Ok(Self(names)),
            Err(_) => Err(Fault::NotFound.into()),
        }
    }
}

impl FromRequestParts<AppState> for Ticketed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let Some(sealed) = parts.headers.get(TICKET) else { return Ok(Self(None)) };
        let sealed = sealed.to_str().map_err(|_| Fault::Anonymous)?;
        Ok(Self(Some(Ticket::open(&state.ctx.vault, sealed)?)))
    }
}

impl FromRequestParts<AppState> for Received {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(state.ctx.now()))
    }
}

impl FromRequestParts<AppState> for Claimed {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        let Some(hash) = parts.headers.get(HEADER).and_then(|value| value.to_str().ok()) else {
            return Ok(Self(Claim::default()));
        };
        let asked = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        let path = asked.path_and_query().map_or("", |path| path.as_str());
        let site = state.site.public_url.as_deref().unwrap_or_default();
        Ok(Self(Claim { url: format!("{site}{path}"), hash: Some(hash.to_owned()), way: Way::Header }))
    }
}

impl FromRequestParts<AppState> for Speaks {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &AppState) -> Result<Self, Infallible> {
        Ok(Self(problem::language(&parts.headers)))
    }
}
