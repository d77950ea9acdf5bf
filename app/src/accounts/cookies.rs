//! Which cookie carries the session?

use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use registry::accounts::store::{HalfSignIn, NewSession};

use crate::state::{Cookies, Site};
use crate::visit::Visit;

/// Leads on with a fresh session cookie.
pub fn signed_in(visit: &Visit, session: &NewSession, to: &str) -> Response {
    let seconds = (session.expires_at.since(visit.ctx.now()) / 1000).max(0);
    let mut response = Redirect::to(to).into_response();
    add(&mut response, &visit.state.site, visit.state.site.cookie_name(), &session.token, seconds);
    add(&mut response, &visit.state.site, half_name(&visit.state.site), "", 0);
    response
}

/// Leads on to the second step of the sign-in.
pub fn half_signed_in(visit: &Visit, half: &HalfSignIn, to: &str) -> Response {
    let seconds = (half.expires_at.since(visit.ctx.now()) / 1000).max(0);
    let mut response = Redirect::to(to).into_response();
    add(&mut response, &visit.state.site, half_name(&visit.state.site), &half.token, seconds);
    response
}

/// The cookie between the two steps.
pub fn half_name(site: &Site) -> &'static str {
    match site.cookies {
        Cookies::Secure => "__Host-sign-in",
        Cookies::Local => "shanggang-sign-in",
    }
}

pub fn signed_out(visit: &Visit, to: &str) -> Response {
    let mut response = Redirect::to(to).into_response();
    add(&mut response, &visit.state.site, visit.state.site.cookie_name(), "", 0);
    response
}

fn add(response: &mut Response, site: &Site, name: &str, token: &str, seconds: i64) {
    let secure = if site.cookies == Cookies::Secure { "; Secure" } else { "" };
    let text = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}
