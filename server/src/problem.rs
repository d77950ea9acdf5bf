//! How is a fault told to programs? The second and last mapping of faults: problem documents (RFC 9457).

use std::sync::Arc;

use app::lang::Lang;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use registry::Fault;
use serde::Serialize;
use utoipa::ToSchema;

/// What a handler of the API returns: `?` turns a fault into it. The words are added at the edge, where the language of
/// the request is known.
#[derive(Clone, Debug)]
pub struct Problem(Arc<Fault>);

/// The document as it travels, `application/problem+json`.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemDocument {
    /// Stable: programs decide by it. `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    pub detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemError>,
}

/// One reason, with the field that it is about.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemError {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<&'static str>,
    pub code: &'static str,
    pub detail: String,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self(Arc::new(fault))
    }
}

impl Problem {
    /// The fault itself; it is ours alone once the response was taken apart.
    pub fn into_fault(self) -> Fault {
        Arc::into_inner(self.0).unwrap_or_else(|| Fault::internal("a problem was kept twice"))
    }
}

impl IntoResponse for Problem {
    /// Without words yet: the status, and the fault for `edge`.
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

pub fn status(fault: &Fault) -> StatusCode {
    match fault {
        Fault::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Fault::NotFound => StatusCode::NOT_FOUND,
        Fault::Forbidden => StatusCode::FORBIDDEN,
        Fault::Anonymous => StatusCode::UNAUTHORIZED,
        Fault::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The language that a program asks for.
pub fn language(headers: &HeaderMap) -> Lang {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map_or(Lang::Chinese, Lang::accepted)
}

/// The finished answer. `status` may be more exact than the fault's own (405, 429). Failures of ours are logged here,
/// once.
pub fn respond(fault: &Fault, status: StatusCode, lang: Lang, path: &str) -> Response {
    if let Fault::Internal(cause) = fault {
        tracing::error!(%cause, path, "request failed");
    }
    let document = document(fault, status, lang);
    let mut response = (status, axum::Json(document)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match fault {
        Fault::Anonymous => headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        Fault::Busy => headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1")),
        _ => None,
    };
    response
}

fn document(fault: &Fault, status: StatusCode, lang: Lang) -> ProblemDocument {
    let (code, group) = match fault {
        Fault::Refused(_) => (fault.code().unwrap_or("refused"), "refused"),
        Fault::NotFound => ("not_found", "not_found"),
        Fault::Forbidden => ("forbidden", "forbidden"),
        Fault::Anonymous => ("sign_in_required", "anonymous"),
        Fault::Busy => ("busy", "busy"),
        Fault::Internal(_) => ("internal", "internal"),
    };
    let errors: Vec<ProblemError> = match fault {
        Fault::Refused(reasons) => reasons
            .iter()
            .map(|reason| ProblemError { field: reason.field, code: reason.code, detail: lang.refusal(reason) })
            .collect(),
        _ => Vec::new(),
    };
    let (title, detail) = match fault {
        Fault::Anonymous => (lang.t("problems.anonymous_title"), lang.t("problems.anonymous")),
        _ => {
            let title = lang.code("errors", &format!("{group}_title"));
            let detail = errors.first().map_or_else(|| lang.code("errors", group), |error| error.detail.clone());
            (title, detail)
        }
    };
    ProblemDocument { kind: format!("/problems/{code}"), title, status: status.as_u16(), detail, errors }
}

#[cfg(test)]
mod tests {
    use registry::Refusal;

    use super::*;

    #[test]
    fn a_refusal_names_its_code_its_field_and_what_to_do() {
        let fault = Fault::refused(Refusal::on("form", "form.unreadable"));
        let document = document(&fault, status(&fault), Lang::English);
        assert_eq!(document.kind, "/problems/form.unreadable");
        assert_eq!((document.status, document.title.as_str()), (422, "Not done"));
        assert_eq!(document.errors[0].field, Some("form"));
        assert_eq!(document.detail, document.errors[0].detail);
        assert!(document.detail.starts_with("The form could not be read"));
    }

    #[test]
    fn every_fault_has_words_in_both_languages() {
        let faults = [Fault::NotFound, Fault::Forbidden, Fault::Anonymous, Fault::Busy, Fault::internal("secret")];
        for fault in faults {
            for lang in [Lang::Chinese, Lang::English] {
                let document = document(&fault, status(&fault), lang);
                assert!(!document.title.contains('[') && !document.detail.contains('['), "{document:?}");
                assert!(!document.detail.contains("secret"));
            }
        }
    }

    #[test]
    fn a_problem_keeps_its_fault_through_the_response() {
        let mut response = Problem::from(Fault::Busy).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        let problem = response.extensions_mut().remove::<Problem>().unwrap();
        assert!(matches!(problem.into_fault(), Fault::Busy));
    }
}
