//! Where does the browser get scripts, style and the mark?

use std::path::Path;

use app::routes::Audience::Anyone;
use app::routes::Routes;
use app::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::services::ServeDir;

use crate::site::SHEET_NAME;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// `/pkg/` from the folder of the bundles; our small scripts from inside the program, and the style sheet where none was
/// built.
pub fn routes(pkg: Option<&Path>) -> Routes {
    let mut routes = Routes::new().get("/icon.svg", Anyone, icon);
    if let Some(folder) = pkg {
        let files = ServeDir::new(folder).precompressed_br().append_index_html_on_directories(false);
        routes = routes.files("/pkg", files);
    }
    if !pkg.is_some_and(|folder| folder.join(SHEET_NAME).exists()) {
        routes = routes.get(&format!("/pkg/{SHEET_NAME}"), Anyone, sheet);
    }
    for (name, text) in app::scripts::SCRIPTS {
        routes = routes.get(&format!("/pkg/{name}"), Anyone, async || script(text));
    }
    routes
}

/// For the whole of `/pkg/`: an address with the hash of the content may be kept for ever.
pub async fn keep(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let hashed = has_its_hash(&state, &request);
    let mut response = next.run(request).await;
    if let (Some(hashed), true) = (hashed, response.status().is_success()) {
        response.headers_mut().insert(header::CACHE_CONTROL, if hashed { FOR_EVER } else { ASK_AGAIN });
    }
    response
}

/// Whether the query is the hash of this asset; nothing for addresses outside `/pkg/`.
fn has_its_hash(state: &AppState, request: &Request) -> Option<bool> {
    let name = request.uri().path().strip_prefix("/pkg/")?;
    let asked = request.uri().path_and_query()?.as_str();
    Some(state.site.asset(name).is_some_and(|address| address == asked))
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
