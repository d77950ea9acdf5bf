//! Which addresses are there, and who may ask for each? Nothing gets into the router without its line in this table.

use std::convert::Infallible;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use tower::Service;

use crate::state::AppState;

/// For whom an address is. Whoever is not signed in gets past the door for `Anyone` only; the rest is decided by the
/// permissions of the use case, and the tests ask every address as a stranger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Without an account.
    Anyone,
    /// With one; what is shown or done is about the one who asks.
    SignedIn,
    /// About the one thing that the path names: for whoever it belongs to and whoever has it in scope. To everybody else
    /// it is not there.
    Concerned,
    /// For whoever holds a post: in an office, or at the head of an enterprise for its own people.
    Office,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    pub method: Method,
    /// With `{names}`, as the router matches it.
    pub path: String,
    pub audience: Audience,
}

/// A router that knows its lines.
#[derive(Default)]
pub struct Routes {
    router: Router<AppState>,
    table: Vec<Route>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn get<H, T>(self, path: &str, audience: Audience, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::GET, path, audience, get(handler))
    }

    pub fn post<H, T>(self, path: &str, audience: Audience, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::POST, path, audience, post(handler))
    }

    /// A form with a file: its body may have so many bytes.
    pub fn upload<H, T>(self, path: &str, audience: Audience, handler: H, most_bytes: usize) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.add(Method::POST, path, audience, post(handler).layer(DefaultBodyLimit::max(most_bytes)))
    }

    /// A folder of public files below `path`.
    pub fn files<S>(mut self, path: &str, files: S) -> Self
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.router = self.router.nest_service(path, files);
        self
    }

    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// What surrounds all of these, such as a layer.
    pub fn within(mut self, surround: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Self {
        self.router = surround(self.router);
        self
    }

    pub fn into_parts(self) -> (Router<AppState>, Vec<Route>) {
        (self.router, self.table)
    }

    fn add(mut self, method: Method, path: &str, audience: Audience, handlers: MethodRouter<AppState>) -> Self {
        self.router = self.router.route(path, handlers);
        self.table.push(Route { method, path: path.to_owned(), audience });
        self
    }
}

impl Route {
    /// The names in the path.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }
}
