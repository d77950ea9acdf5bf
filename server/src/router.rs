//! Which layers does a request pass, and where does it end?

mod names;
mod saves;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use app::routes::{Route, Routes};
use app::state::AppState;
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate};
use tower_http::compression::{CompressionLayer, DefaultPredicate};
use tower_http::csrf::CsrfLayer;
use tower_http::request_id::{PropagateRequestIdLayer, RequestId, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::Span;

use self::names::RequestNames;
use self::saves::Around;
use crate::gate::{self, Gate};
use crate::headers::Headers;
use crate::limits::Limits;
use crate::metrics::{Answered, Metrics};
use crate::routes::api::Interface;
use crate::{edge, limits, routes, session};

/// A form of text; uploads raise it on their own routes.
const BODY_LIMIT: usize = 64 * 1024;
/// Of brotli and gzip alike: most of the gain for little of the time.
const COMPRESSION: i32 = 4;
const TIMEOUT: Duration = Duration::from_secs(30);
/// Where files come in that may be large.
const UPLOADS: [&str; 2] = ["/video", "/import"];

/// Everything that the router is made of.
pub struct Front {
    pub state: AppState,
    /// The folder of the built assets.
    pub pkg: Option<PathBuf>,
    pub limits: Limits,
    pub metrics: Metrics,
    /// Routes of the demonstration's clock, if there are any.
    pub demo: Router<AppState>,
}

/// The whole site. From outside to inside: request id, log line, compression, headers, words for bare errors, panics,
/// time, and for pages and the API the session, the limits, the guard against requests from other sites, and the door. The
/// save of an answer brings its ticket, asks for no session, passes no door, is not compressed, and has all of the rest from
/// one layer.
pub fn router(front: Front) -> Router {
    with_table(front).0
}

/// The site, and every line of its table; the interface for programs has its own, the OpenAPI document.
pub fn with_table(front: Front) -> (Router, Vec<Route>) {
    let Front { state, pkg, limits, metrics, demo } = front;
    let (pages, mut table) = pages().into_parts();
    let (programs, public) = routes::public(&state, pkg.as_deref(), limits.clone(), metrics.clone()).into_parts();
    // one stack of layers: each call of `Router::layer` makes every request copy all that lies below it once more
    let door = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), session::find))
        .layer(from_fn_with_state(limits, limits::check))
        .map_request(bearer_is_its_own_proof)
        .layer(same_site(&state))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(Gate::new(&state, &table), gate::check));
    let Interface { people: asked, saves } = routes::api::interface();
    let people = pages.merge(asked).merge(demo).fallback(async || StatusCode::NOT_FOUND).layer(door);
    table.extend(public);
    let names = RequestNames::beginning_anywhere(state.ctx.random.as_ref());
    let headers = Headers::of(&state);
    let answered = Answered(metrics);
    let around_saves =
        Around { state: state.clone(), headers: headers.clone(), answered: answered.clone(), names: names.clone() };
    let around = ServiceBuilder::new()
        .map_request(own_request_id)
        .layer(SetRequestIdLayer::x_request_id(names))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(answered).on_failure(()));
    // `from_fn` copies all that lies below it once more: only what looks at both request and response is one
    let within = ServiceBuilder::new()
        .map_response(move |response: Response| headers.protect(response))
        .layer(from_fn_with_state(state.clone(), edge::explain))
        .layer(CatchPanicLayer::custom(edge::panicked))
        .layer(from_fn(in_time));
    let smaller = CompressionLayer::new().quality(CompressionLevel::Precise(COMPRESSION)).compress_when(compressible());
    // an acknowledgement fits into one packet: to compress it costs more than the save
    let saves = saves.layer(from_fn_with_state(Arc::new(around_saves), saves::surround));
    let site = people.merge(programs).layer(ServiceBuilder::new().layer(around).layer(smaller).layer(within));
    (site.merge(saves).with_state(state), table)
}

/// Pages, forms, and the files of people who are signed in.
fn pages() -> Routes {
    app::router::routes().merge(routes::personal())
}

/// What browsers ask for by ranges of bytes stays as it is.
fn compressible() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("video/"))
}

/// A request has half a minute, but for a large file that is coming in: each piece of it is stored as it comes.
async fn in_time(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_upload = request.method() == Method::POST && UPLOADS.iter().any(|ending| path.ends_with(ending));
    if is_upload {
        return next.run(request).await;
    }
    match tokio::time::timeout(TIMEOUT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Refuses what a page of another site makes a browser send.
fn same_site(state: &AppState) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &state.site.public_url {
        // a proxy may rewrite `Host`; the public address stays ours
        Some(url) => layer.clone().add_trusted_origin(url).unwrap_or(layer),
        None => layer,
    }
}

/// No browser adds a bearer token by itself, and `session` reads no cookie beside one: where the request was made does
/// not matter then.
fn bearer_is_its_own_proof(mut request: Request) -> Request {
    if request.uri().path().starts_with("/api/") && session::bearer(request.headers()).is_some() {
        request.headers_mut().remove(header::ORIGIN);
        request.headers_mut().remove(HeaderName::from_static("sec-fetch-site"));
    }
    request
}

/// Names given by strangers stay out of the log.
fn own_request_id(mut request: Request) -> Request {
    request.headers_mut().remove(HeaderName::from_static("x-request-id"));
    request
}

/// The route's pattern, not the address: addresses carry tokens and numbers of people's records.
fn span(request: &axum::http::Request<Body>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("-");
    tracing::info_span!("request", method = %request.method(), route, id)
}
