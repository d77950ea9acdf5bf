//! What if the system's clock jumps? Time goes on by a steady count: a small step forward is a correction and is followed,
//! a large one waits for people, and a step back is never followed.

use std::sync::{Arc, Mutex, PoisonError};

use super::{Clock, SystemClock, Uptime, machine};
use crate::Instant;
use crate::instant::SECOND_MS;

/// What is more than a correction.
pub(super) const STEP_MS: i64 = 5 * SECOND_MS;

/// Milliseconds that only ever grow.
pub trait Steady: Send + Sync {
    fn elapsed_ms(&self) -> i64;

    fn uptime(&self) -> Option<Uptime> {
        None
    }
}

/// The system's clock, held against a steady one.
pub struct SteadyClock {
    wall: Arc<dyn Clock>,
    steady: Arc<dyn Steady>,
    anchor: Mutex<Anchor>,
}

/// The two clocks at one moment.
#[derive(Clone, Copy)]
struct Anchor {
    wall: Instant,
    steady_ms: i64,
}

impl SteadyClock {
    pub fn of_the_system() -> Self {
        Self::over(Arc::new(SystemClock), Arc::new(SinceStart::now()))
    }

    pub fn over(wall: Arc<dyn Clock>, steady: Arc<dyn Steady>) -> Self {
        let anchor = Anchor { wall: wall.now(), steady_ms: steady.elapsed_ms() };
        Self { wall, steady, anchor: Mutex::new(anchor) }
    }

    fn read(&self, with: impl FnOnce(&mut Anchor, Reading) -> Instant) -> Instant {
        let mut anchor = self.anchor.lock().unwrap_or_else(PoisonError::into_inner);
        let (wall, steady_ms) = (self.wall.now(), self.steady.elapsed_ms());
        let counted = anchor.wall.plus_ms(steady_ms - anchor.steady_ms);
        with(&mut anchor, Reading { wall, steady_ms, counted })
    }
}

#[derive(Clone, Copy)]
struct Reading {
    wall: Instant,
    steady_ms: i64,
    counted: Instant,
}

impl Clock for SteadyClock {
    fn now(&self) -> Instant {
        self.read(|anchor, reading| {
            let ahead_ms = reading.wall.since(reading.counted);
            if !(1..=STEP_MS).contains(&ahead_ms) {
                return reading.counted;
            }
            *anchor = Anchor { wall: reading.wall, steady_ms: reading.steady_ms };
            reading.wall
        })
    }

    fn step_ms(&self) -> Option<i64> {
        let mut ahead_ms = 0;
        self.read(|_, reading| {
            ahead_ms = reading.wall.since(reading.counted);
            reading.counted
        });
        (ahead_ms.abs() > STEP_MS).then_some(ahead_ms)
    }

    fn follow(&self) {
        self.read(|anchor, reading| {
            if reading.wall > reading.counted {
                *anchor = Anchor { wall: reading.wall, steady_ms: reading.steady_ms };
            }
            anchor.wall
        });
    }

    fn wall(&self) -> Instant {
        self.wall.now()
    }

    fn resume(&self, at: Instant) {
        self.read(|anchor, reading| {
            *anchor = Anchor { wall: at, steady_ms: reading.steady_ms };
            at
        });
    }

    fn uptime(&self) -> Option<Uptime> {
        self.steady.uptime()
    }
}

struct SinceStart(std::time::Instant);

impl SinceStart {
    #[allow(clippy::disallowed_methods)]
    fn now() -> Self {
        Self(std::time::Instant::now())
    }
}

impl Steady for SinceStart {
    fn elapsed_ms(&self) -> i64 {
        i64::try_from(self.0.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn uptime(&self) -> Option<Uptime> {
        machine::uptime()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;
    use crate::clock::MovableClock;

    /// A wall clock and a steady one that a test moves apart.
    #[derive(Clone)]
    pub(crate) struct Pair {
        pub wall: MovableClock,
        steady: Arc<AtomicI64>,
        boot: &'static str,
    }

    impl Steady for Pair {
        fn elapsed_ms(&self) -> i64 {
            self.steady.load(Ordering::SeqCst)
        }

        fn uptime(&self) -> Option<Uptime> {
            Some(Uptime { boot: self.boot.to_owned(), ms: self.elapsed_ms() })
        }
    }

    impl Pair {
        pub(crate) fn at(start: Instant) -> (Self, Arc<SteadyClock>) {
            let pair = Self { wall: MovableClock::standing_at(start), steady: Arc::default(), boot: "first" };
            let clock = pair.of_a_new_run();
            (pair, clock)
        }

        /// The program is started again on the same machine.
        pub(crate) fn of_a_new_run(&self) -> Arc<SteadyClock> {
            Arc::new(SteadyClock::over(Arc::new(self.wall.clone()), Arc::new(self.clone())))
        }

        /// The machine is started again.
        pub(crate) fn rebooted(&self, boot: &'static str) -> Self {
            Self { wall: self.wall.clone(), steady: Arc::default(), boot }
        }

        /// Real time passes.
        pub(crate) fn pass(&self, ms: i64) {
            self.steady.fetch_add(ms, Ordering::SeqCst);
            self.wall.advance_ms(ms);
        }
    }

    #[test]
    fn without_a_step_it_is_the_systems_clock() {
        let (pair, clock) = Pair::at(Instant(1_000));
        pair.pass(10_000);
        assert_eq!((clock.now(), clock.step_ms()), (Instant(11_000), None));
    }

    #[test]
    fn a_correction_forward_is_followed_and_one_back_is_waited_out() {
        let (pair, clock) = Pair::at(Instant(0));
        pair.wall.advance_ms(5_000);
        assert_eq!((clock.now(), clock.step_ms()), (Instant(5_000), None));
        pair.wall.advance_ms(-3_000);
        assert_eq!(clock.now(), Instant(5_000), "never back");
        pair.pass(1_000);
        assert_eq!(clock.now(), Instant(6_000));
    }

    #[test]
    fn a_jump_forward_waits_until_people_follow_it() {
        let (pair, clock) = Pair::at(Instant(0));
        pair.wall.advance_ms(5_001);
        assert_eq!((clock.now(), clock.step_ms()), (Instant(0), Some(5_001)));
        pair.pass(1_000);
        assert_eq!(clock.now(), Instant(1_000), "time goes on by the steady count");
        clock.follow();
        assert_eq!((clock.now(), clock.step_ms()), (Instant(6_001), None));
    }

    #[test]
    fn a_jump_back_is_never_followed() {
        let (pair, clock) = Pair::at(Instant(100_000));
        pair.wall.advance_ms(-60_000);
        assert_eq!((clock.now(), clock.step_ms()), (Instant(100_000), Some(-60_000)));
        clock.follow();
        pair.pass(2_000);
        assert_eq!(clock.now(), Instant(102_000));
    }

    #[test]
    fn it_goes_on_from_where_it_is_told_to_and_calls_the_difference_a_jump() {
        let (pair, clock) = Pair::at(Instant(100_000));
        clock.resume(Instant(40_000));
        pair.pass(1_000);
        assert_eq!((clock.now(), clock.step_ms(), clock.wall()), (Instant(41_000), Some(60_000), Instant(101_000)));
        clock.resume(Instant(104_000));
        assert_eq!((clock.now(), clock.step_ms()), (Instant(104_000), None), "a little ahead is waited out");
    }
}
