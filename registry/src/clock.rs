//! What time is it? The only home of the system clock.

pub mod alarms;
mod machine;
pub mod sightings;
mod steady;

pub use machine::uptime;
pub use steady::{Steady, SteadyClock};

#[cfg(test)]
pub(crate) use steady::tests as pair;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::UNIX_EPOCH;

use crate::Instant;

pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;

    /// How far the system's clock stands from this one, when that is too far to be a correction; negative is behind.
    fn step_ms(&self) -> Option<i64> {
        None
    }

    /// Takes the system's clock over after it jumped forward. It is never followed back.
    fn follow(&self) {}

    /// What the system's clock says, right or wrong.
    fn wall(&self) -> Instant {
        self.now()
    }

    /// Goes on from this moment, whatever the system's clock says.
    fn resume(&self, _at: Instant) {}

    /// What goes on while the program does not.
    fn uptime(&self) -> Option<Uptime> {
        None
    }
}

/// How long a machine has run, and since which of its starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uptime {
    pub boot: String,
    pub ms: i64,
}

pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)]
    fn now(&self) -> Instant {
        let since = std::time::SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands until it is moved (tests), or runs with the system's and can be moved forward (`--demo`).
#[derive(Clone)]
pub struct MovableClock {
    offset_ms: Arc<AtomicI64>,
    runs: Runs,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Runs {
    Stands,
    WithTheSystem,
}

impl MovableClock {
    pub fn standing_at(start: Instant) -> Self {
        Self { offset_ms: Arc::new(AtomicI64::new(start.0)), runs: Runs::Stands }
    }

    pub fn running() -> Self {
        Self { offset_ms: Arc::new(AtomicI64::new(0)), runs: Runs::WithTheSystem }
    }

    pub fn advance_ms(&self, ms: i64) {
        self.offset_ms.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn set(&self, to: Instant) {
        self.advance_ms(to.since(self.now()));
    }
}

impl Clock for MovableClock {
    fn now(&self) -> Instant {
        let offset = self.offset_ms.load(Ordering::SeqCst);
        match self.runs {
            Runs::Stands => Instant(offset),
            Runs::WithTheSystem => SystemClock.now().plus_ms(offset),
        }
    }
}
