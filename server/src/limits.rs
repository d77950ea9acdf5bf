//! Who asks too often? Sign-in, sign-up and the search for certificates are limited by address, on each node.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use app::visit::Network;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::proxies::{Proxies, household, shortened};

/// So many requests at once, then one more per span.
struct Limit {
    method: Method,
    path: &'static str,
    burst: NonZeroU32,
    every: Duration,
}

const fn limit(method: Method, path: &'static str, burst: u32, every_seconds: u64) -> Limit {
    let burst = match NonZeroU32::new(burst) {
        Some(burst) => burst,
        None => NonZeroU32::MIN,
    };
    Limit { method, path, burst, every: Duration::from_secs(every_seconds) }
}

/// A training room of forty behind one address signs in at once; a guesser gets 15 tries a minute, and each account has
/// its own lock besides.
static LIMITS: [Limit; 6] = [
    limit(Method::POST, "/sign-in", 60, 4),
    limit(Method::POST, "/api/v1/sessions", 60, 4),
    limit(Method::POST, "/sign-up", 60, 10),
    limit(Method::POST, "/api/v1/accounts", 60, 10),
    limit(Method::GET, "/verify", 60, 1),
    limit(Method::POST, "/verify", 60, 1),
];

/// The counters of this node.
#[derive(Clone)]
pub struct Limits {
    proxies: Proxies,
    /// In the order of [`LIMITS`].
    counters: Arc<Vec<DefaultKeyedRateLimiter<IpAddr>>>,
}

impl Limits {
    pub fn new(proxies: Proxies) -> Self {
        let counter = |limit: &Limit| {
            let quota = Quota::with_period(limit.every).unwrap_or(Quota::per_second(limit.burst));
            DefaultKeyedRateLimiter::keyed(quota.allow_burst(limit.burst))
        };
        Self { proxies, counters: Arc::new(LIMITS.iter().map(counter).collect()) }
    }

    /// Where a request comes from, as far as it can be believed.
    pub fn client<B>(&self, request: &axum::http::Request<B>) -> IpAddr {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        // no connection, no network: a test inside the process
        self.proxies.client(peer.unwrap_or(Ipv4Addr::LOCALHOST.into()), request.headers())
    }

    /// Drops the addresses that have been quiet.
    pub fn forget_quiet_ones(&self) {
        for counter in self.counters.iter() {
            counter.retain_recent();
        }
    }

    /// How many seconds this client has to wait, if it has to.
    fn wait_seconds<B>(&self, request: &axum::http::Request<B>) -> Option<u64> {
        let applies = |limit: &Limit| limit.method == *request.method() && limit.path == request.uri().path();
        let counter = &self.counters[LIMITS.iter().position(applies)?];
        let until = counter.check_key(&household(self.client(request))).err()?;
        Some(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// Also tells the handlers from which network a request comes: nobody behind here sees a whole address.
pub async fn check(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let network = Network(shortened(limits.client(&request)).to_string());
    request.extensions_mut().insert(network);
    match limits.wait_seconds(&request) {
        Some(seconds) => (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response(),
        None => next.run(request).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(path: &str, from: &str) -> axum::http::Request<()> {
        let peer: SocketAddr = format!("{from}:1").parse().unwrap();
        axum::http::Request::post(path).extension(ConnectInfo(peer)).body(()).unwrap()
    }

    #[test]
    fn too_many_sign_ins_from_one_address_have_to_wait() {
        let limits = Limits::new(Proxies::default());
        for _ in 0..60 {
            assert_eq!(limits.wait_seconds(&post("/sign-in", "203.0.113.9")), None);
        }
        let wait = limits.wait_seconds(&post("/sign-in", "203.0.113.9")).unwrap();
        assert!((1..=4).contains(&wait), "{wait}");
        assert_eq!(limits.wait_seconds(&post("/sign-in", "203.0.113.10")), None);
        assert_eq!(limits.wait_seconds(&post("/sign-up", "203.0.113.9")), None);
        assert_eq!(limits.wait_seconds(&post("/anything", "203.0.113.9")), None);
    }
}
