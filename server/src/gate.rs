//! Who gets past the door? Whoever is not signed in reaches only what the table of routes calls public, and the rooms of
//! offices open for those who hold a post.

use std::collections::HashMap;
use std::sync::Arc;

use app::routes::{Audience, Route};
use app::state::AppState;
use app::visit::{SignedVisit, local_path};
use app::{error, signed_out};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::{Method, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use registry::{Actor, Fault};

#[derive(Clone)]
pub struct Gate {
    state: AppState,
    closed: Arc<HashMap<(Method, String), Audience>>,
}

impl Gate {
    pub fn new(state: &AppState, table: &[Route]) -> Self {
        let closed = table.iter().filter(|route| route.audience != Audience::Anyone);
        let closed = closed.map(|route| ((route.method.clone(), route.path.clone()), route.audience)).collect();
        Self { state: state.clone(), closed: Arc::new(closed) }
    }

    fn audience(&self, request: &Request) -> Audience {
        let method = if request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
        let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
        self.closed.get(&(method, path.to_owned())).copied().unwrap_or(Audience::Anyone)
    }
}

pub async fn check(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let is_let_in = match (gate.audience(&request), request.extensions().get::<Actor>()) {
        (Audience::Anyone, _) => true,
        (Audience::Office, Some(Actor::SignedIn(who))) => !who.posts.is_empty(),
        (_, Some(Actor::SignedIn(_))) => true,
        _ => {
            let back = page_before(&request).unwrap_or_else(|| "/".to_owned());
            return signed_out::respond(request, &gate.state, &back).await;
        }
    };
    if is_let_in { next.run(request).await } else { forbidden(request, &gate.state).await }
}

/// Whose role rests without a second factor is led to where it is set up.
async fn forbidden(request: Request, state: &AppState) -> Response {
    match SignedVisit::from_request_parts(&mut request.into_parts().0, state).await {
        Ok(SignedVisit(visit)) => error::page(&visit, Fault::Forbidden),
        Err(response) => response,
    }
}

/// The page whose form this was: a form's own address often cannot be asked for. Requests from other sites were refused
/// before.
fn page_before(request: &Request) -> Option<String> {
    let before: Uri = request.headers().get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    local_path(before.path()).map(str::to_owned)
}
