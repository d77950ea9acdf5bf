//! How is the interface described? The frame of the OpenAPI document, and the problems that every operation shares.

use axum::http::Method;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Content, OpenApi as Document, Ref, ResponseBuilder};
use utoipa::{Modify, OpenApi};

use super::answers::NewerAnswer;
use super::caller::TICKET;
use crate::problem::ProblemDocument;

/// The names of the two cookies: over https, and on this machine.
const COOKIE: &str = "__Host-session";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Shanggang 上岗",
        version = "1",
        description = "The candidate's path: account, course, exam, certificate, verification; and what suppliers of data deliver.\n\n\
            Errors are problem documents (RFC 9457) with a stable `type`, `/problems/<code>`; programs decide by it, \
            people read `detail`, which is in the language of `Accept-Language` (zh-CN or en). Times are RFC 3339 with \
            +08:00, days are YYYY-MM-DD in Asia/Shanghai, scores are hundredths of a point. Unknown fields of a \
            request are refused; new fields may appear in answers."
    ),
    components(schemas(ProblemDocument, NewerAnswer)),
    modifiers(&Keys)
)]
struct Frame;

struct Keys;

impl Modify for Keys {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_default();
        let bearer = Http::new(HttpAuthScheme::Bearer);
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let cookie = ApiKeyValue::with_description(COOKIE, "The browser's session; on plain http `shanggang-session`.");
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
        let ticket =
            ApiKeyValue::with_description(TICKET, "The ticket of a running attempt, from its start or its room.");
        components.add_security_scheme("ticket", SecurityScheme::ApiKey(ApiKey::Header(ticket)));
        let feed = ApiKeyValue::with_description(
            "X-Feed-Signature",
            "HMAC-SHA-256 of a supplier's key, with X-Feed-Key, X-Feed-Time and X-Feed-Nonce: see `docs/feeds.md`.",
        );
        components.add_security_scheme("feed", SecurityScheme::ApiKey(ApiKey::Header(feed)));
    }
}

pub fn frame() -> Document {
    Frame::openapi()
}

/// The document as it is served.
pub fn finished(mut document: Document) -> String {
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in operations(item) {
            for (status, meaning) in problems(path, &method, operation) {
                operation.responses.responses.entry(status.into()).or_insert_with(|| problem(meaning).into());
            }
        }
    }
    document.to_json().unwrap_or_else(|fault| unreachable!("a document of strings is JSON: {fault}"))
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (Method, &mut Operation)> {
    let all = [
        (Method::GET, &mut item.get),
        (Method::PUT, &mut item.put),
        (Method::POST, &mut item.post),
        (Method::DELETE, &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| operation.as_mut().map(|operation| (method, operation)))
}

/// What can happen to any operation of this shape.
fn problems(path: &str, method: &Method, operation: &Operation) -> Vec<(&'static str, &'static str)> {
    let mut problems = vec![("500", "A fault of ours."), ("503", "Busy, or it took too long: try again.")];
    if operation.security.is_some() {
        problems.push(("401", "Nobody is signed in, or the ticket or signature is not right."));
    }
    if path.contains('{') {
        problems.push(("404", "There is no such thing, or none that is yours to see."));
    }
    if method != Method::GET {
        problems.push(("403", "Sent by a page of another site."));
    }
    if operation.request_body.is_some() {
        problems.extend([
            ("400", "The body is no JSON."),
            ("413", "The body is too large."),
            ("415", "The body is not said to be JSON."),
            ("422", "A field is missing, unknown or of another type; or the rules say no, and say why."),
        ]);
    }
    problems
}

fn problem(meaning: &str) -> utoipa::openapi::Response {
    let content = Content::new(Some(Ref::from_schema_name("ProblemDocument")));
    ResponseBuilder::new().description(meaning).content("application/problem+json", content).build()
}
