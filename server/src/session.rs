//! Who asks? Reads the session's token from the cookie or the `Authorization` header and finds the actor.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use registry::Actor;
use registry::accounts::store::find_session;

use app::state::AppState;
use app::visit::cookie;

use crate::problem::Problem;

/// Puts the actor into the request for `Visit` and the API, and into the response for the page of an error.
pub async fn find(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let Some(token) = token(request.headers(), state.site.cookie_name()) else {
        return next.run(request).await;
    };
    let actor = match find_session(&state.ctx, &token).await {
        Ok(Some(who)) => Actor::SignedIn(who),
        Ok(None) => Actor::Anonymous,
        Err(fault) => return Problem::from(fault).into_response(),
    };
    request.extensions_mut().insert(actor.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(actor);
    response
}

/// A program's token goes before a browser's cookie, so that whoever sends a token acts with nothing else.
fn token(headers: &HeaderMap, cookie_name: &str) -> Option<String> {
    match bearer(headers) {
        Some(token) => Some(token.to_owned()),
        None => cookie(headers, cookie_name),
    }
}

/// The token of `Authorization: Bearer TOKEN`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn a_bearer_token_goes_before_the_cookie() {
        let both = headers(&[("cookie", "lang=en; s=browser"), ("authorization", "bearer program")]);
        assert_eq!(token(&both, "s").as_deref(), Some("program"));
        let other = headers(&[("cookie", "lang=en; s=browser"), ("authorization", "Basic eDp5")]);
        assert_eq!(token(&other, "s").as_deref(), Some("browser"));
        assert_eq!(token(&headers(&[("cookie", "t=browser")]), "s"), None);
    }
}
