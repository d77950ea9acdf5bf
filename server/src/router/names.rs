//! How is a request called in the log and in its answer? Names that differ within a run and among runs; nothing hangs on
//! whether they can be guessed, so that none of them asks the system for chance.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::http::{HeaderValue, Request};
use registry::random::Random;
use tower_http::request_id::{MakeRequestId, RequestId};

/// Odd: the count comes by every number before it comes back.
const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;

#[derive(Clone)]
pub struct RequestNames(Arc<AtomicU64>);

impl RequestNames {
    pub fn beginning_anywhere(random: &dyn Random) -> Self {
        Self(Arc::new(AtomicU64::new(u64::from_le_bytes(random.array::<8>()))))
    }

    /// Sixteen hexadecimal digits.
    pub fn another(&self) -> HeaderValue {
        let number = self.0.fetch_add(STRIDE, Relaxed);
        HeaderValue::try_from(format!("{number:016x}")).unwrap_or(HeaderValue::from_static("-"))
    }
}

impl MakeRequestId for RequestNames {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        Some(RequestId::new(self.another()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use registry::random::SystemRandom;

    use super::*;

    #[test]
    fn no_two_requests_have_one_name() {
        let names = RequestNames::beginning_anywhere(&SystemRandom);
        let (one, other) = (names.clone(), names);
        let all: HashSet<_> =
            (0..1_000).map(|turn| if turn % 2 == 0 { one.another() } else { other.another() }).collect();
        assert_eq!(all.len(), 1_000);
        assert!(all.iter().all(|name| name.len() == 16));
    }
}
