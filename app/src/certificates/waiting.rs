//! What does somebody read whose certificate cannot be printed yet?

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use leptos::prelude::*;

use super::path;
use crate::page::page;
use crate::visit::Visit;

/// When to ask again: the list of what waits is gone through as often.
const AGAIN: HeaderValue = HeaderValue::from_static("600");

/// No font has this character of the certificate: the sheet waits, the certificate does not.
pub fn show(visit: &Visit, number: &str, character: char) -> Response {
    let (lang, title) = (visit.lang, visit.t("certificates.waiting.title"));
    let why = lang.fill("certificates.waiting.why", &[("character", &character.to_string())]);
    let mut response = page(visit, title.clone())
        .status(StatusCode::SERVICE_UNAVAILABLE)
        .under(lang.t("frame.certificates"), "/certificates")
        .content(|| {
            view! {
                <section class="card">
                    <h1>{title}</h1>
                    <p>{why}</p>
                    <p>{lang.t("certificates.waiting.meanwhile")}</p>
                    <p><a class="button" href=path(number)>{lang.t("certificates.waiting.to_certificate")}</a></p>
                </section>
            }
            .into_any()
        })
        .respond();
    response.headers_mut().insert(header::RETRY_AFTER, AGAIN);
    response
}
