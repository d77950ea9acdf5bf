//! What does somebody see when no handler found the words? Bare refusals of the router and its layers get a page or a
//! problem document here.

use std::any::Any;

use app::lang::Lang;
use app::state::AppState;
use app::visit::Visit;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use registry::{Actor, Fault, Refusal};
use tower_http::csrf::ProtectionError;

use crate::problem::{self, Problem};

/// What the words depend on.
enum Question {
    OfProgram { language: Lang, path: Uri },
    OfPerson(Parts),
}

/// Explains every bare error of the layers inside.
pub async fn explain(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (asked, request) = keep_question(request);
    let response = next.run(request).await;
    if is_bare(&response) { told(&state, asked, response).await } else { response }
}

/// The same of a program's request, for a layer of its own.
pub async fn explain_to_program(state: &AppState, (language, path): (Lang, Uri), response: Response) -> Response {
    if is_bare(&response) { told(state, Question::OfProgram { language, path }, response).await } else { response }
}

/// Programs save answers by the thousand: of theirs no header is copied.
fn keep_question(request: Request) -> (Question, Request) {
    if request.uri().path().starts_with("/api/") {
        let (language, path) = (problem::language(request.headers()), request.uri().clone());
        return (Question::OfProgram { language, path }, request);
    }
    let (parts, body) = request.into_parts();
    let mut asked = Request::new(()).into_parts().0;
    asked.method.clone_from(&parts.method);
    asked.uri.clone_from(&parts.uri);
    asked.headers.clone_from(&parts.headers);
    (Question::OfPerson(asked), Request::from_parts(parts, body))
}

/// An error without a document: rejections of axum and tower-http are empty or one line of English.
fn is_bare(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    failed && kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

async fn told(state: &AppState, asked: Question, mut bare: Response) -> Response {
    let status = bare.status();
    let fault = match bare.extensions_mut().remove::<Problem>() {
        Some(problem) => problem.into_fault(),
        None => fault_of(&bare),
    };
    let mut response = match asked {
        Question::OfProgram { language, path } => problem::respond(&fault, status, language, path.path()),
        Question::OfPerson(mut asked) => {
            if let Some(actor) = bare.extensions_mut().remove::<Actor>() {
                asked.extensions.insert(actor);
            }
            match Visit::from_request_parts(&mut asked, state).await {
                Ok(visit) => page(&visit, fault, status),
                Err(response) => response,
            }
        }
    };
    for name in [header::ALLOW, header::RETRY_AFTER, header::WWW_AUTHENTICATE] {
        if let Some(value) = bare.headers_mut().remove(&name) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn page(visit: &Visit, fault: Fault, status: StatusCode) -> Response {
    let leads_on = matches!(fault, Fault::Anonymous);
    let mut response = app::error::page(visit, fault);
    if !leads_on {
        *response.status_mut() = status;
    }
    response
}

fn fault_of(bare: &Response) -> Fault {
    let refused = |code| Fault::refused(Refusal::new(code));
    match bare.status() {
        StatusCode::NOT_FOUND => Fault::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => refused("edge.method_not_allowed"),
        StatusCode::FORBIDDEN if bare.extensions().get::<ProtectionError>().is_some() => refused("edge.cross_site"),
        StatusCode::FORBIDDEN => Fault::Forbidden,
        StatusCode::UNAUTHORIZED => Fault::Anonymous,
        StatusCode::PAYLOAD_TOO_LARGE => refused("edge.too_large"),
        StatusCode::TOO_MANY_REQUESTS => refused("edge.too_many_requests"),
        StatusCode::SERVICE_UNAVAILABLE => refused("edge.took_too_long"),
        status if status.is_client_error() => refused("edge.unreadable"),
        status => Fault::internal(format!("bare {status}")),
    }
}

/// For the catch-panic layer: nothing of the panic's text reaches the person, and it is logged with the request.
pub fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Problem::from(Fault::internal(format!("panic: {}", text.unwrap_or("of an unknown kind")))).into_response()
}
