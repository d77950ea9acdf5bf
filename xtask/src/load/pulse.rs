//! What do all candidates of a trial share with whoever disturbs them?

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::RwLock;

#[derive(Default)]
pub struct Pulse {
    /// No further attempts are begun, and the running ones are handed in.
    pub is_over: AtomicBool,
    /// Each answers at this beat, whether it was answered or not; as fast as it can where there is none.
    pub beat: Option<Duration>,
    /// Rises with every disturbance.
    pub disturbed: AtomicU32,
    /// Rises whenever a node is back that was away.
    pub healed: AtomicU32,
    /// Rises whenever the clock is moved past the deadline of all that run.
    pub deadlines: AtomicU32,
    pub ended_by_deadline: AtomicU64,
    /// Who begins an attempt stands in it; whoever lets a deadline pass closes it first.
    pub door: RwLock<()>,
    /// The newest disturbance after which something was asked to be saved, and that was decided.
    pub served: AtomicU32,
    pub waits: Mutex<Vec<Waited>>,
    /// Requests of all that were not answered, or decided nothing.
    pub refusals: Arc<AtomicU64>,
}

/// How long somebody waited until it was decided whether an answer is saved.
#[derive(Clone, Copy, Debug)]
pub struct Waited {
    /// When it was to be sent: what was sent late for want of an earlier answer counts from here.
    pub due: Instant,
    pub ended: Instant,
    /// Requests for it that were not answered, or decided nothing.
    pub refusals: u64,
}

impl Waited {
    pub fn ms(&self) -> f64 {
        self.ended.duration_since(self.due).as_secs_f64() * 1_000.0
    }

    /// Whether any of the waiting was between these two moments.
    pub fn meets(&self, from: Instant, until: Instant) -> bool {
        self.due < until && self.ended > from
    }
}

impl Pulse {
    pub fn was_served(&self, disturbance: u32, waited: Waited) {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner).push(waited);
        self.served.fetch_max(disturbance, SeqCst);
    }

    pub fn take_waits(&self) -> Vec<Waited> {
        std::mem::take(&mut *self.waits.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_that_began_before_or_ended_after_meets_what_lies_between() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let waited = |due, ended| Waited { due: at(due), ended: at(ended), refusals: 0 };
        assert!(waited(0, 15).meets(at(10), at(20)) && waited(15, 40).meets(at(10), at(20)));
        assert!(waited(0, 40).meets(at(10), at(20)));
        assert!(!waited(0, 10).meets(at(10), at(20)) && !waited(20, 40).meets(at(10), at(20)));
        assert!((waited(5, 12).ms() - 7.0).abs() < 0.001);
    }
}
