//! Where does the browser get scripts, style and the mark?

use std::convert::Infallible;
use std::path::Path;

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::{AppState, without_hash};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower::{ServiceBuilder, service_fn};
use tower_http::services::ServeDir;

use crate::site::SHEET_NAME;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// `/pkg/` from the folder of the bundles; our small scripts from inside the program, and the style sheet where none was
/// built. Every one is found by its own name, and by the one that carries a hash: a page of another node, of another
/// version, gets what there is.
pub fn routes(pkg: Option<&Path>) -> Routes {
    let by_hash = || ServiceBuilder::new().map_request(by_its_own_name as fn(Request) -> Request);
    let mut routes = Routes::new().get("/icon.svg", Anyone, icon);
    routes = match pkg {
        Some(folder) => {
            let files = ServeDir::new(folder).precompressed_br().append_index_html_on_directories(false);
            routes.files("/pkg", by_hash().service(files.fallback(service_fn(of_the_program))))
        }
        None => routes.files("/pkg", by_hash().service(service_fn(of_the_program))),
    };
    if !pkg.is_some_and(|folder| folder.join(SHEET_NAME).exists()) {
        routes = routes.get(&format!("/pkg/{SHEET_NAME}"), Anyone, sheet);
    }
    for (name, text) in app::scripts::SCRIPTS {
        routes = routes.get(&format!("/pkg/{name}"), Anyone, async || script(text));
    }
    routes
}

/// For the whole of `/pkg/`: what is asked for by the hash of its content may be kept for ever.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let hashed = has_its_hash(&state, &request);
    let mut response = next.run(request).await;
    if let (Some(hashed), true) = (hashed, response.status().is_success()) {
        response.headers_mut().insert(header::CACHE_CONTROL, if hashed { FOR_EVER } else { ASK_AGAIN });
    }
    response
}

/// Whether the name carries the hash of this asset; nothing for addresses outside `/pkg/`.
fn has_its_hash(state: &AppState, request: &Request) -> Option<bool> {
    let path = request.uri().path();
    let asked = without_hash(path.strip_prefix("/pkg/")?);
    Some(asked.and_then(|name| state.site.asset(&name)).is_some_and(|address| address == path))
}

fn by_its_own_name(mut request: Request) -> Request {
    if let Some(name) = without_hash(request.uri().path()).and_then(|name| name.parse::<Uri>().ok()) {
        *request.uri_mut() = name;
    }
    request
}

/// What the folder has not, under its own name.
async fn of_the_program(request: Request) -> Result<Response, Infallible> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    let name = request.uri().path().trim_start_matches('/');
    Ok(match app::scripts::SCRIPTS.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => script(text),
        None if name == SHEET_NAME => sheet().await,
        None => StatusCode::NOT_FOUND.into_response(),
    })
}

async fn sheet() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], app::style::SHEET).into_response()
}

fn script(text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], text).into_response()
}

async fn icon() -> Response {
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, app::style::ICON).into_response()
}
