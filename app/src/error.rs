//! How is a fault told to people? The one mapping from faults to pages; failures of ours are logged here, once.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use leptos::prelude::*;
use registry::Fault;

use crate::page::page as frame;
use crate::visit::{Visit, to_sign_in};

/// What a page handler returns: `?` turns a fault into its page.
pub type PageResult = Result<Response, Response>;

pub fn page(visit: &Visit, fault: Fault) -> Response {
    match fault {
        Fault::Anonymous => to_sign_in(&visit.path).into_response(),
        Fault::Refused(reasons) => {
            let sentences = reasons.iter().map(|reason| visit.lang.refusal(reason)).collect();
            told(visit, StatusCode::UNPROCESSABLE_ENTITY, "refused", sentences)
        }
        fault => {
            let (status, key) = kind(visit, fault);
            told(visit, status, key, vec![])
        }
    }
}

/// The same of one of several things that were to be done, beside the others: in sentences.
pub fn sentences(visit: &Visit, fault: Fault) -> Vec<String> {
    match fault {
        Fault::Refused(reasons) => reasons.iter().map(|reason| visit.lang.refusal(reason)).collect(),
        fault => vec![visit.lang.code("errors", kind(visit, fault).1)],
    }
}

/// What is no matter of reasons; failures of ours are logged.
fn kind(visit: &Visit, fault: Fault) -> (StatusCode, &'static str) {
    match fault {
        Fault::Refused(_) => (StatusCode::UNPROCESSABLE_ENTITY, "refused"),
        Fault::NotFound => (StatusCode::NOT_FOUND, "not_found"),
        Fault::Anonymous | Fault::Forbidden => (StatusCode::FORBIDDEN, "forbidden"),
        Fault::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy"),
        Fault::Internal(cause) => {
            tracing::error!(%cause, path = visit.path.split('?').next().unwrap_or_default(), "request failed");
            (StatusCode::INTERNAL_SERVER_ERROR, "internal")
        }
    }
}

fn told(visit: &Visit, status: StatusCode, key: &'static str, sentences: Vec<String>) -> Response {
    let title = visit.lang.code("errors", &format!("{key}_title"));
    let advice = if sentences.is_empty() { vec![visit.lang.code("errors", key)] } else { sentences };
    let home = visit.t("errors.home");
    frame(visit, title.clone())
        .status(status)
        .content(move || {
            view! {
                <section class="card fault">
                    <h1>{title}</h1>
                    {advice.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                    <p><a class="button secondary" href="/">{home}</a></p>
                </section>
            }
            .into_any()
        })
        .respond()
}

/// Attaches the visit to a fault so that handlers can write `.or_page(&visit)?`.
pub trait OrPage<T> {
    fn or_page(self, visit: &Visit) -> Result<T, Response>;
}

impl<T> OrPage<T> for Result<T, Fault> {
    fn or_page(self, visit: &Visit) -> Result<T, Response> {
        self.map_err(|fault| page(visit, fault))
    }
}
