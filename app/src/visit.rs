//! Who asks for a page, in which language, in which type size? The one extractor of every page and form.

use std::net::IpAddr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Redirect, Response};
use registry::accounts::store::owes_second_factor;
use registry::db::Total;
use registry::exams::lockdown::{Claim, Way};
use registry::notices::store::count_unread;
use registry::{Actor, Ctx, SignedIn};

use crate::lang::Lang;
use crate::page::holds_office;
use crate::state::AppState;

/// Where a request comes from; the server puts it into the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct ComesFrom(pub IpAddr);

#[derive(Clone)]
pub struct Visit {
    pub ctx: Ctx,
    pub lang: Lang,
    pub text_size: TextSize,
    /// Where the request comes from, made short: never stored as it is.
    pub network: String,
    /// What the lockdown browser says of itself in a header, if it says anything.
    pub config_key_hash: Option<String>,
    /// Path and query, for the way back after sign-in.
    pub path: String,
    /// The nonce of this response's scripts.
    pub nonce: String,
    /// How much lies unread in the inboxes of whoever is signed in; nobody counts for a form or an exam room.
    pub unread: Total,
    pub state: AppState,
}

/// The network of a request, put in by the server: the first 24 bits of an address, or 48 in IPv6.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Network(pub String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TextSize {
    #[default]
    Normal,
    Large,
}

impl FromRequestParts<AppState> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let actor = parts.extensions.get::<Actor>().cloned().unwrap_or(Actor::Anonymous);
        let address = parts.extensions.get::<ComesFrom>().map(|ComesFrom(address)| *address);
        let ctx = state.ctx.acting_as(actor).coming_from(address);
        let path = parts.uri.path_and_query().map_or_else(|| "/".into(), ToString::to_string);
        let is_counted = parts.method == Method::GET && !path.starts_with("/attempts/");
        // a page without the number is better than none
        let unread = if is_counted { count_unread(&ctx).await.ok() } else { None };
        Ok(Self {
            ctx,
            lang: cookie(&parts.headers, "lang").and_then(|tag| Lang::parse(&tag)).unwrap_or_default(),
            text_size: match cookie(&parts.headers, "text-size").as_deref() {
                Some("large") => TextSize::Large,
                _ => TextSize::Normal,
            },
            network: parts.extensions.get::<Network>().map(|network| network.0.clone()).unwrap_or_default(),
            config_key_hash: header(&parts.headers, registry::exams::lockdown::HEADER),
            path,
            unread: unread.unwrap_or(Total::Exactly(0)),
            nonce: state.ctx.random.token(),
            state: state.clone(),
        })
    }
}

impl Visit {
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    pub fn code(&self, group: &str, code: &str) -> String {
        self.lang.code(group, code)
    }

    /// What this request proves of its browser, by the address that the browser knows.
    pub fn claim(&self) -> Claim {
        let site = self.state.site.public_url.clone().unwrap_or_default();
        Claim { url: format!("{site}{}", self.path), hash: self.config_key_hash.clone(), way: Way::Header }
    }

    pub fn who(&self) -> Option<&SignedIn> {
        match &self.ctx.actor {
            Actor::SignedIn(who) => Some(who),
            _ => None,
        }
    }
}

/// Where the second factor is set up.
pub const SECOND_FACTOR: &str = "/account/second-factor";

/// A page for people who are signed in; everybody else is sent to sign in and back. Whose role rests without a second
/// factor comes to no page of an office, but to where it is set up.
pub struct SignedVisit(pub Visit);

impl FromRequestParts<AppState> for SignedVisit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let visit = Visit::from_request_parts(parts, state).await?;
        match visit.who() {
            Some(_) if rests(&visit).await => Err(Redirect::to(SECOND_FACTOR).into_response()),
            Some(_) => Ok(Self(visit)),
            None => Err(to_sign_in(&visit.path).into_response()),
        }
    }
}

async fn rests(visit: &Visit) -> bool {
    let is_of_office = visit.path == "/office" || visit.path.starts_with("/office/");
    // a failure to read is told by the page itself
    is_of_office && !holds_office(visit) && owes_second_factor(&visit.ctx).await.unwrap_or(false)
}

/// The sign-in page, which leads back to `path` afterwards.
pub fn to_sign_in(path: &str) -> Redirect {
    Redirect::to(&format!("/sign-in?next={}", encoded(path)))
}

/// A path as the value of a query.
pub fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Only a path of this site may be led back to: never another host.
pub fn local_path(next: &str) -> Option<&str> {
    let fine = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(|c| c.is_control() || c.is_whitespace());
    fine.then_some(next)
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

/// The value of one cookie.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all("cookie")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn the_way_back_never_leads_to_another_host() {
        assert_eq!(local_path("/exams?x=1"), Some("/exams?x=1"));
        for bad in ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", ""] {
            assert_eq!(local_path(bad), None, "{bad:?}");
        }
    }
}
