//! Who floods this node? Sign-in, sign-up, reset, the checks of certificates and the feeds are limited by address, in memory and cheaply.
//! Whatever can be guessed is counted in the database besides, where every node sees it: `registry/src/accounts/throttle.rs`,
//! `docs/decisions/0016-second-factors-and-counted-tries.md`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use app::visit::{ComesFrom, Network};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use registry::accounts::household;

use crate::proxies::{Proxies, shortened};

/// So many requests at once, then one more per span.
struct Limit {
    method: Method,
    /// With a `/` at its end: everything below it.
    path: &'static str,
    burst: NonZeroU32,
    every: Duration,
}

const fn limit(method: Method, path: &'static str, burst: u32, every_ms: u64) -> Limit {
    let burst = match NonZeroU32::new(burst) {
        Some(burst) => burst,
        None => NonZeroU32::MIN,
    };
    Limit { method, path, burst, every: Duration::from_millis(every_ms) }
}

/// A training room of forty behind one address signs in at once. The codes of a whole site of three hundred are scanned at
/// once behind one address, then four a second; whoever tries ids gets 345,600 a day out of 2^80. Codes of old papers may be
/// counted through, so they are asked for as slowly as a number and a name.
static LIMITS: [Limit; 16] = [
    limit(Method::POST, "/sign-in", 60, 4_000),
    limit(Method::POST, "/api/v1/sessions", 60, 4_000),
    limit(Method::POST, "/sign-in/code", 60, 4_000),
    limit(Method::POST, "/reset", 60, 10_000),
    limit(Method::POST, "/reset/code", 60, 10_000),
    limit(Method::POST, "/sign-up", 60, 10_000),
    limit(Method::POST, "/api/v1/accounts", 60, 10_000),
    limit(Method::GET, "/verify", 60, 1_000),
    limit(Method::POST, "/verify", 60, 1_000),
    limit(Method::GET, "/v/", 300, 250),
    limit(Method::GET, "/b/", 300, 250),
    limit(Method::GET, "/old/", 60, 1_000),
    limit(Method::GET, "/api/v1/verifications/", 300, 250),
    // one address delivers for many sites; what waits is bounded by supplier (`registry/src/feeds/limits.rs`)
    limit(Method::POST, "/api/v1/feeds/", 600, 50),
    limit(Method::GET, "/api/v1/feeds/batches/", 600, 50),
    limit(Method::POST, "/open.api", 600, 50),
];

impl Limit {
    fn applies(&self, method: &Method, path: &str) -> bool {
        // asking for the head alone is asking
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let is_here = if self.path.ends_with('/') { path.starts_with(self.path) } else { path == self.path };
        self.method == *method && is_here
    }
}

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
        let limit = LIMITS.iter().position(|limit| limit.applies(request.method(), request.uri().path()))?;
        let counter = &self.counters[limit];
        let until = counter.check_key(&household(self.client(request))).err()?;
        Some(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1)
    }
}

/// Also tells the request where it comes from, and from which network where no more than a change of it matters.
pub async fn check(State(limits): State<Limits>, mut request: Request, next: Next) -> Response {
    let client = limits.client(&request);
    request.extensions_mut().insert(ComesFrom(client));
    request.extensions_mut().insert(Network(shortened(client).to_string()));
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

    #[test]
    fn a_site_scans_its_codes_at_once_and_nobody_goes_through_the_ids() {
        let limits = Limits::new(Proxies::default());
        let peer: SocketAddr = "203.0.113.9:1".parse().unwrap();
        for below in ["/v/", "/b/", "/api/v1/verifications/"] {
            let ask = |id: u32| {
                let request = axum::http::Request::get(format!("{below}{id:016}")).extension(ConnectInfo(peer));
                limits.wait_seconds(&request.body(()).unwrap())
            };
            assert!((0..300).all(|id| ask(id).is_none()), "{below}");
            // real time passes meanwhile, and gives four more a second
            assert!((300..400).any(|id| ask(id).is_some()), "{below}");
        }
    }
}
