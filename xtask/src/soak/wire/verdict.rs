//! Which answer has to be graded? Read off what passed the proxy and when: of the answers to a question that arrived in time
//! the one that the candidate gave last. What the program said of each is held against that, and decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use crate::failure::Failure;
use crate::load::ledger::Record;
use crate::load::proxy::Passed;

/// What has to be graded of one attempt, and how its saves were answered.
#[derive(Debug)]
pub struct Judged {
    pub record: Record,
    pub reordered: usize,
    pub saved: usize,
    pub older: usize,
    pub late: usize,
    pub between: usize,
}

/// The clock passed the deadline at some moment between `moving_from` and `moved`: what was answered before is in time,
/// what was sent after is late, and in between the program's word counts, once.
///
/// # Errors
/// When something in time was turned away, or something late was taken.
pub fn judged(
    nth: u32,
    attempt: &str,
    passed: &[&Passed],
    (moving_from, moved): (Instant, Instant),
) -> Result<Judged, Failure> {
    let place = |one: &Passed| match (one.answered_at < moving_from, one.sent_at > moved) {
        (true, _) => Place::InTime,
        (_, true) => Place::Late,
        _ => Place::Between,
    };
    let mut last: BTreeMap<u64, &Passed> = BTreeMap::new();
    for one in passed.iter().copied() {
        let arrived = match place(one) {
            Place::InTime => true,
            Place::Between => one.status == 200,
            Place::Late => false,
        };
        if arrived && last.get(&one.slot).is_none_or(|kept| kept.sequence < one.sequence) {
            last.insert(one.slot, one);
        }
    }
    let mut in_order: Vec<&Passed> = passed.to_vec();
    in_order.sort_by_key(|one| one.answered_at);
    let mut taken = BTreeSet::new();
    for one in in_order {
        let is_overtaken = last.get(&one.slot).is_some_and(|kept| kept.sequence > one.sequence);
        match (one.status, place(one)) {
            // an answer that is there already may be asked for again at any time
            (200, _) if taken.contains(&(one.slot, one.sequence)) => {}
            (200, Place::Late) => return Err(strange(one, "was taken after the deadline")),
            (200, _) if was_behind(one, passed) => return Err(strange(one, "was taken over a newer one")),
            (200, _) => {
                taken.insert((one.slot, one.sequence));
            }
            (409, Place::Late) => return Err(strange(one, "was called overtaken, and was late")),
            (409, _) if !is_overtaken => return Err(strange(one, "was called overtaken, and nothing newer had come")),
            (410, Place::InTime) => return Err(strange(one, "was called late, and was in time")),
            (409 | 410, _) => {}
            _ => return Err(strange(one, "was answered with something else")),
        }
    }
    let mut record = Record::new(nth, attempt);
    for one in last.into_values() {
        record.acknowledged(one.slot, one.choice.clone(), one.sequence);
    }
    let of = |status| passed.iter().filter(|one| one.status == status).count();
    let between = passed.iter().filter(|one| place(one) == Place::Between).count();
    Ok(Judged { record, reordered: reordered(passed), saved: of(200), older: of(409), late: of(410), between })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    InTime,
    Late,
    Between,
}

/// Whether a newer answer to the same question had been acknowledged before this one arrived.
fn was_behind(one: &Passed, passed: &[&Passed]) -> bool {
    passed.iter().any(|other| {
        other.slot == one.slot
            && other.status == 200
            && other.sequence > one.sequence
            && other.answered_at < one.sent_at
    })
}

/// How many arrived after one that was given later.
fn reordered(passed: &[&Passed]) -> usize {
    let mut in_order: Vec<&Passed> = passed.to_vec();
    in_order.sort_by_key(|one| one.sent_at);
    let mut highest = 0;
    let behind = in_order.iter().filter(|one| {
        let is_behind = one.sequence < highest;
        highest = highest.max(one.sequence);
        is_behind
    });
    behind.count()
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
        fn judge(&self, passed: &[(u64, u64, u16)]) -> Result<Judged, Failure> {
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
            judged(0, "a", &passed.iter().collect::<Vec<_>>(), (self.at(100), self.at(110)))
        }
    }

    #[test]
    fn the_last_in_time_counts_and_what_was_done_is_counted() {
        let day = Day(Instant::now());
        let judged = day.judge(&[(1, 2, 200), (5, 1, 409), (90, 3, 200), (120, 4, 410), (130, 3, 200)]).unwrap();
        assert_eq!(judged.record.choice(1), Some("3"));
        let counted = (judged.saved, judged.older, judged.late, judged.between, judged.reordered);
        assert_eq!(counted, (3, 1, 1, 0, 2));
    }

    #[test]
    fn at_the_deadline_itself_the_program_decides() {
        let day = Day(Instant::now());
        assert!(day.judge(&[(101, 1, 410)]).unwrap().record.choice(1).is_none());
        let taken = day.judge(&[(101, 1, 200)]).unwrap();
        assert_eq!((taken.record.choice(1), taken.between), (Some("1"), 1));
    }

    #[test]
    fn what_arrived_in_time_has_to_be_graded_whatever_the_program_called_it() {
        let day = Day(Instant::now());
        let judged = day.judge(&[(1, 2, 200), (20, 3, 200), (40, 2, 200)]).unwrap();
        assert_eq!(judged.record.choice(1), Some("3"), "a repetition is no newer answer");
    }

    #[test]
    fn a_program_that_breaks_its_rules_is_noticed() {
        let day = Day(Instant::now());
        for wrong in [
            &[(1, 1, 410)][..],
            &[(120, 1, 200)],
            &[(1, 2, 409)],
            &[(1, 2, 200), (5, 3, 409)],
            &[(1, 2, 200), (5, 1, 200)],
            &[(1, 1, 200), (120, 2, 409)],
            &[(1, 1, 500)],
        ] {
            assert!(day.judge(wrong).is_err(), "{wrong:?}");
        }
    }
}
