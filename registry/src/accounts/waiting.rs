//! How many tries are free, and how long does one wait after too many? Each round of failures doubles the waiting.

use crate::Instant;
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};

/// After so long without a try everything is forgotten.
pub const FORGOTTEN_MS: i64 = DAY_MS;

/// What closes a door, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The try that closes the door.
    pub most: i32,
    pub first_ms: i64,
    pub longest_ms: i64,
    /// One try less for each such span without any.
    pub fades_ms: i64,
}

/// What was counted so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub tries: i32,
    /// How often the door was closed already.
    pub rounds: i32,
    pub counted_at: Instant,
    pub waits_until: Instant,
}

/// One person at one place.
pub const PASSWORD: Rule = Rule { most: 5, first_ms: 15 * MINUTE_MS, longest_ms: 4 * HOUR_MS, fades_ms: DAY_MS };
/// One account from everywhere: wide, so that a stranger elsewhere does not easily shut its holder out.
pub const PASSWORD_ANYWHERE: Rule =
    Rule { most: 30, first_ms: 15 * MINUTE_MS, longest_ms: HOUR_MS, fades_ms: 10 * MINUTE_MS };
/// A code of six digits; whoever comes here had the password.
pub const CODE: Rule = Rule { most: 5, first_ms: 15 * MINUTE_MS, longest_ms: 4 * HOUR_MS, fades_ms: DAY_MS };
/// Requests to send a code to one phone.
pub const ASKING: Rule = Rule { most: 3, first_ms: 30 * MINUTE_MS, longest_ms: 4 * HOUR_MS, fades_ms: HOUR_MS };
/// One address: a training room of forty stands behind one.
pub const ADDRESS: Rule = Rule { most: 60, first_ms: MINUTE_MS, longest_ms: HOUR_MS, fades_ms: 10 * SECOND_MS };

impl Tally {
    pub fn fresh(now: Instant) -> Self {
        Self { tries: 0, rounds: 0, counted_at: now, waits_until: Instant(0) }
    }

    pub fn waits_at(&self, now: Instant) -> bool {
        self.waits_until > now
    }

    /// One more try at this moment.
    pub fn counted(self, rule: &Rule, now: Instant) -> Self {
        let quiet_ms = now.since(self.counted_at).max(0);
        if quiet_ms >= FORGOTTEN_MS {
            return Self::fresh(now).counted(rule, now);
        }
        let faded = quiet_ms / rule.fades_ms;
        let left = i64::from(self.tries).saturating_sub(faded).max(0);
        // what is left of a span goes on fading
        let counted_at = if left == 0 { now } else { self.counted_at.plus_ms(faded * rule.fades_ms) };
        let tries = i32::try_from(left).unwrap_or(i32::MAX).saturating_add(1);
        if tries < rule.most {
            return Self { tries, counted_at, ..self };
        }
        let rounds = self.rounds.saturating_add(1);
        let doubled = 1_i64 << u32::try_from(rounds - 1).unwrap_or(0).min(20);
        let waits_until = now.plus_ms(rule.first_ms.saturating_mul(doubled).min(rule.longest_ms));
        Self { tries: 0, rounds, counted_at: now, waits_until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(mut tally: Tally, rule: &Rule, times: i32, now: Instant) -> Tally {
        for _ in 0..times {
            tally = tally.counted(rule, now);
        }
        tally
    }

    #[test]
    fn each_round_of_failures_doubles_the_waiting_up_to_the_longest() {
        let (mut now, mut minutes) = (Instant(0), Vec::new());
        let mut tally = Tally::fresh(now);
        for _ in 0..6 {
            tally = after(tally, &PASSWORD, 4, now);
            assert!(!tally.waits_at(now));
            tally = tally.counted(&PASSWORD, now);
            minutes.push(tally.waits_until.since(now) / MINUTE_MS);
            now = tally.waits_until;
            assert!(!tally.waits_at(now), "the door opens at the moment that was told");
        }
        assert_eq!(minutes, [15, 30, 60, 120, 240, 240]);
    }

    #[test]
    fn tries_fade_one_by_one_and_a_quiet_day_forgets_everything() {
        let start = Instant(0);
        let tally = after(Tally::fresh(start), &ADDRESS, 59, start);
        let later = start.plus_ms(25 * SECOND_MS);
        assert_eq!(tally.counted(&ADDRESS, later).tries, 58);
        // the half of a span that had passed is not lost
        let next = tally.counted(&ADDRESS, later).counted(&ADDRESS, start.plus_ms(30 * SECOND_MS));
        assert_eq!(next.tries, 58);
        let closed = after(Tally::fresh(start), &PASSWORD, 15, start);
        assert_eq!(closed.rounds, 3);
        assert_eq!(
            closed.counted(&PASSWORD, start.plus_ms(DAY_MS)),
            Tally { tries: 1, ..Tally::fresh(start.plus_ms(DAY_MS)) }
        );
    }
}
