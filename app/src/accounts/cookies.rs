//! Which cookie carries the session?

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use registry::accounts::store::NewSession;

use crate::state::{Cookies, Site};
use crate::visit::Visit;

/// Leads on with a fresh session cookie.
pub fn signed_in(visit: &Visit, session: &NewSession, to: &str) -> Response {
    let seconds = (session.expires_at.since(visit.ctx.now()) / 1000).max(0);
    with_cookie(&visit.state.site, &session.token, seconds, to)
}

pub fn signed_out(visit: &Visit, to: &str) -> Response {
    with_cookie(&visit.state.site, "", 0, to)
}

fn with_cookie(site: &Site, token: &str, seconds: i64, to: &str) -> Response {
    let secure = if site.cookies == Cookies::Secure { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", site.cookie_name());
    let mut response = Redirect::to(to).into_response();
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}
