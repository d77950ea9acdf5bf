//! Which answer has to be graded? Worked out from what passed the proxy and when, and from nothing that the program says
//! of its own rules.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::failure::Failure;
use crate::load::ledger::Record;
use crate::load::proxy::Passed;

/// The clock passed the deadline at some moment between `moving_from` and `moved`: what was answered before is in time,
/// what was sent after is late, and in between the program's word counts, once.
///
/// # Errors
/// When something in time was turned away, or something late was taken.
pub fn record(
    nth: u32,
    attempt: &str,
    passed: &[&Passed],
    moving_from: Instant,
    moved: Instant,
) -> Result<Record, Failure> {
    let mut highest: BTreeMap<u64, &Passed> = BTreeMap::new();
    let mut known = BTreeSet::new();
    let mut in_order: Vec<&&Passed> = passed.iter().collect();
    in_order.sort_by_key(|one| one.answered_at);
    for one in in_order {
        let name = (one.slot, one.sequence);
        let (is_early, is_late) = (one.answered_at < moving_from, one.sent_at > moved);
        let is_newer = highest.get(&one.slot).is_none_or(|kept| kept.sequence < one.sequence);
        let counts = match one.status {
            // an answer that is there already may be asked for again at any time
            200 if is_late && !known.contains(&name) => return Err(strange(one, "was taken after the deadline")),
            200 => is_newer,
            409 if is_late => return Err(strange(one, "was called overtaken, and was late")),
            410 if is_early => return Err(strange(one, "was called late, and was in time")),
            409 | 410 => false,
            _ => return Err(strange(one, "was answered with something else")),
        };
        if one.status == 200 {
            known.insert(name);
        }
        if counts {
            highest.insert(one.slot, one);
        }
    }
    // whatever was overtaken was overtaken by something that counts
    let overtaken = passed.iter().filter(|one| one.status == 409);
    for one in overtaken {
        if highest.get(&one.slot).is_none_or(|kept| kept.sequence <= one.sequence) {
            return Err(strange(one, "was called overtaken, and nothing newer had come"));
        }
    }
    let mut record = Record::new(nth, attempt);
    for one in highest.into_values() {
        record.acknowledged(one.slot, one.choice.clone(), one.sequence);
    }
    Ok(record)
}

fn strange(one: &Passed, what: &str) -> Failure {
    let Passed { attempt, slot, sequence, status, .. } = one;
    Failure::Trial(format!("attempt {attempt}, slot {slot}, number {sequence} {what} ({status})"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    struct Day(Instant);

    impl Day {
        fn at(&self, ms: u64) -> Instant {
            self.0 + Duration::from_millis(ms)
        }

        /// The deadline passes between 100 and 110.
        fn judge(&self, passed: &[(u64, u64, u16)]) -> Result<Record, Failure> {
            let passed: Vec<Passed> = passed
                .iter()
                .map(|(at, sequence, status)| Passed {
                    attempt: "a".into(),
                    slot: 1,
                    sequence: *sequence,
                    choice: format!("{sequence}"),
                    sent_at: self.at(*at),
                    answered_at: self.at(*at + 2),
                    status: *status,
                })
                .collect();
            record(0, "a", &passed.iter().collect::<Vec<_>>(), self.at(100), self.at(110))
        }
    }

    #[test]
    fn the_highest_number_in_time_counts() {
        let day = Day(Instant::now());
        let record = day.judge(&[(1, 2, 200), (5, 1, 409), (99, 3, 200), (120, 4, 410), (130, 3, 200)]).unwrap();
        assert_eq!(record.choice(1), Some("3"));
        assert!(day.judge(&[(101, 1, 410)]).unwrap().choice(1).is_none(), "at the deadline itself the program decides");
    }

    #[test]
    fn a_program_that_breaks_its_rules_is_noticed() {
        let day = Day(Instant::now());
        for wrong in [
            &[(1, 1, 410)][..],
            &[(120, 1, 200)],
            &[(1, 2, 409)],
            &[(1, 2, 200), (5, 3, 409)],
            &[(1, 1, 200), (120, 2, 409)],
            &[(1, 1, 500)],
        ] {
            assert!(day.judge(wrong).is_err(), "{wrong:?}");
        }
    }
}
