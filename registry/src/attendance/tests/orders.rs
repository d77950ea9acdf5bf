//! Whatever comes in whatever order: do the day rows end the same, and as a plain reading of the rules says?

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::instant::DAY_MS;

const REPEAT_MS: i64 = RULES.repeat_ms;

fn start() -> Instant {
    at("20 00:00")
}

/// Presses of five days that like to lie near midnight, near each other and near the limits.
fn a_press() -> impl Strategy<Value = Press> {
    let near_midnight = (0_i64..6, -12_i64..12).prop_map(|(day, minutes)| day * DAY_MS + minutes * MINUTE_MS);
    let anywhere = (0_i64..5 * 24 * 60).prop_map(|minutes| minutes * MINUTE_MS);
    let on_the_hour = (0_i64..5 * 24).prop_map(|hours| hours * HOUR_MS);
    let to_the_ms = 0_i64..5 * DAY_MS;
    let instant = prop_oneof![3 => near_midnight, 3 => anywhere, 2 => on_the_hour, 1 => to_the_ms];
    let direction = prop_oneof![4 => Just(Direction::In), 4 => Just(Direction::Out), 3 => Just(Direction::Unknown)];
    (instant, direction).prop_map(|(ms, direction)| Press { at: start().plus_ms(ms), direction })
}

fn presses(most: usize) -> impl Strategy<Value = Vec<Press>> {
    let bursts = prop::collection::vec((a_press(), prop::collection::vec(0_i64..7, 0..4)), 0..most);
    bursts.prop_map(|bursts| {
        let mut all = Vec::new();
        for (press, minutes) in bursts {
            let mut last = press;
            all.push(press);
            for gap in minutes {
                last.at = last.at.plus_ms(gap * MINUTE_MS);
                all.push(last);
            }
        }
        all
    })
}

/// The definitions of `day_rows` word by word, each press asking all others.
mod plainly {
    use super::*;

    fn ordered(presses: &[Press]) -> Vec<Press> {
        let mut all = presses.to_vec();
        all.sort();
        all.dedup();
        all
    }

    /// Kept presses with their final direction.
    pub fn kept(presses: &[Press]) -> Vec<Press> {
        let all = ordered(presses);
        let near = |one: &Press, other: &Press| (one.at.0 - other.at.0).abs() <= REPEAT_MS;
        let has_shadow = |press: &Press| {
            press.direction == Direction::Unknown
                && all.iter().any(|other| other.direction != Direction::Unknown && near(press, other))
        };
        let left: Vec<Press> = all.iter().filter(|press| !has_shadow(press)).copied().collect();
        let before = |press: &Press| left.iter().filter(|other| *other < press).max().copied();
        let after = |press: &Press| left.iter().filter(|other| *other > press).min().copied();
        let repeats = |press: &Press| {
            let neighbour = if press.direction == Direction::Out { after(press) } else { before(press) };
            neighbour.is_some_and(|other| other.direction == press.direction && near(press, &other))
        };
        let single: Vec<Press> = left.iter().filter(|press| !repeats(press)).copied().collect();
        let mut directed: Vec<Press> = Vec::new();
        for press in &single {
            let earlier = directed.iter().rfind(|other| other.at.day() == press.at.day());
            let is_inside = earlier.is_some_and(|other| other.direction == Direction::In);
            let guess = if is_inside { Direction::Out } else { Direction::In };
            let direction = if press.direction == Direction::Unknown { guess } else { press.direction };
            directed.push(Press { direction, ..*press });
        }
        directed
    }

    pub fn pairs(kept: &[Press]) -> Vec<(Instant, Instant)> {
        let neighbours = kept.windows(2).filter(|two| {
            two[0].direction == Direction::In
                && two[1].direction == Direction::Out
                && two[1].at.since(two[0].at) <= DAY_MS
        });
        neighbours.map(|two| (two[0].at, two[1].at)).collect()
    }
}

/// All presses that a row says something about, by its own words.
fn lone(rows: &[DayRow]) -> Vec<(Instant, Direction)> {
    let ins = rows.iter().flat_map(|row| row.missing_out.iter().map(|at| (*at, Direction::In)));
    let outs = rows.iter().flat_map(|row| row.missing_in.iter().map(|at| (*at, Direction::Out)));
    let mut all: Vec<(Instant, Direction)> = ins.chain(outs).collect();
    all.sort();
    all
}

fn event(number: usize, press: Press, purpose: Purpose, stated_at: i64) -> Event {
    Event {
        id: Uuid::from_u128(number as u128 + 1),
        project: SITE,
        who: IdentityKey("one".into()),
        team: None,
        direction: press.direction,
        at: press.at,
        device: String::new(),
        method: Method::Face,
        origin: Origin::Device,
        photo: None,
        purpose,
        stated_at: Instant(stated_at),
        received_at: Instant(0),
        approved_at: None,
    }
}

/// Records, and corrections and withdrawals of whatever row, themselves included; some of them not approved.
fn statements(most: usize) -> impl Strategy<Value = Vec<Event>> {
    let one = (a_press(), 0..5_u8, any::<Index>(), 0_i64..4, prop::bool::weighted(0.2));
    prop::collection::vec(one, 1..most).prop_map(|rows| {
        let count = rows.len();
        let event = |(number, (press, kind, of, stated_at, is_claim)): (usize, (Press, u8, Index, i64, bool))| {
            let of = Uuid::from_u128(of.index(count) as u128 + 1);
            let purpose = match kind {
                0 => Purpose::Correct(of),
                1 => Purpose::Withdraw(of),
                _ => Purpose::Record,
            };
            let origin = if is_claim { Origin::Manual } else { Origin::Device };
            Event { origin, ..event(number, press, purpose, stated_at) }
        };
        rows.into_iter().enumerate().map(event).collect()
    })
}

fn in_force_presses(rows: &[Event]) -> Vec<Press> {
    in_force(rows).events.into_iter().filter_map(Event::press).collect()
}

/// What a store would do: the row lands beside the others, the family decides what is in force, and only the touched days
/// are written anew, from the presses of the named span alone.
struct Book {
    arrived: Vec<Event>,
    days: BTreeMap<Day, DayRow>,
}

impl Book {
    /// In this order, each received after the one before it.
    fn taking(events: &[Event]) -> Self {
        let mut book = Self { arrived: Vec::new(), days: BTreeMap::new() };
        for (received_at, event) in (1..).zip(events) {
            book.take(Event { received_at: Instant(received_at), ..event.clone() });
        }
        book
    }

    fn take(&mut self, event: Event) {
        let before = in_force_presses(&self.arrived);
        self.arrived.push(event);
        let after = in_force_presses(&self.arrived);
        let changed: Vec<Instant> = before
            .iter()
            .filter(|press| !after.contains(press))
            .chain(after.iter().filter(|press| !before.contains(press)))
            .map(|press| press.at)
            .collect();
        for touched in touched(&changed, &RULES) {
            let is_read = |press: &&Press| touched.read_from <= press.at && press.at < touched.read_before;
            let read: Vec<Press> = after.iter().filter(is_read).copied().collect();
            for (day, row) in rows_after(&touched, &read, &RULES) {
                match row {
                    Some(row) => self.days.insert(day, row),
                    None => self.days.remove(&day),
                };
            }
        }
    }
}

#[test]
fn a_repeat_at_midnight_reaches_the_day_but_one() {
    for presses in [
        ["18 23:59 in", "19 23:58 out", "20 00:01 out"],
        ["20 00:01 in", "21 00:00:30 out", "19 23:58 in"],
        ["20 00:01 unknown", "20 12:00 unknown", "19 23:57 in"],
    ] {
        let presses = presses.map(press);
        let events: Vec<Event> =
            (0..).zip(presses).map(|(number, press)| event(number, press, Purpose::Record, 0)).collect();
        let book = Book::taking(&events);
        assert_eq!(book.days.into_values().collect::<Vec<_>>(), day_rows(&presses, &RULES), "{presses:?}");
    }
}

#[test]
fn a_days_row_reads_twice_the_window_beyond_its_neighbours() {
    for presses in [
        &["18 23:58 in", "19 00:01 in", "20 00:00:30 out"][..],
        &["20 23:59 in", "21 23:58 out", "22 00:01 out"],
        &["18 23:53 in", "18 23:57 unknown", "19 00:01 unknown", "20 00:00:30 out"],
    ] {
        let presses: Vec<Press> = presses.iter().map(|text| press(text)).collect();
        let day = day("2026-11-20");
        let touched = Touched::on(day..=day, &RULES);
        let is_read = |press: &&Press| touched.read_from <= press.at && press.at < touched.read_before;
        let read: Vec<Press> = presses.iter().filter(is_read).copied().collect();
        let whole = day_rows(&presses, &RULES).into_iter().find(|row| row.day == day);
        assert_eq!(rows_after(&touched, &read, &RULES), [(day, whole)], "{presses:?}");
    }
}

#[test]
fn far_instants_are_runs_of_their_own_and_near_ones_are_one() {
    let runs = |instants: &[&str]| {
        let instants: Vec<Instant> = instants.iter().map(|text| at(text)).collect();
        touched(&instants, &RULES).iter().map(|run| (run.first.to_string(), run.last.to_string())).collect::<Vec<_>>()
    };
    let run = |first: &str, last: &str| (format!("2026-11-{first}"), format!("2026-11-{last}"));
    assert_eq!(runs(&["20 08:00"]), [run("19", "21")]);
    assert_eq!(runs(&["20 00:09:59"]), [run("18", "21")]);
    assert_eq!(runs(&["20 23:50"]), [run("19", "22")]);
    assert_eq!(runs(&["20 08:00", "02 08:00", "23 08:00"]), [run("01", "03"), run("19", "24")]);
    assert!(runs(&[]).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn rows_are_what_a_plain_reading_of_the_rules_says(presses in presses(16)) {
        let rows = day_rows(&presses, &RULES);
        let kept = plainly::kept(&presses);
        let expected = plainly::pairs(&kept);
        let found: Vec<(Instant, Instant)> =
            rows.iter().flat_map(|row| row.pairs.iter().map(|pair| (pair.from, pair.until))).collect();
        prop_assert_eq!(&found, &expected);
        let is_paired = |press: &&Press| expected.iter().any(|pair| match press.direction {
            Direction::In => pair.0 == press.at,
            _ => pair.1 == press.at,
        });
        let alone: Vec<(Instant, Direction)> =
            kept.iter().filter(|press| !is_paired(press)).map(|press| (press.at, press.direction)).collect();
        prop_assert_eq!(lone(&rows), alone);
        prop_assert!(rows.iter().all(|row| row.pairs.iter().all(|pair| pair.from.day() == row.day)));
        prop_assert!(rows.iter().all(|row| row.missing_in.iter().chain(&row.missing_out).all(|at| at.day() == row.day)));
    }

    #[test]
    fn every_press_is_counted_once_and_stays_do_not_overlap(presses in presses(16)) {
        let rows = day_rows(&presses, &RULES);
        let pairs: Vec<Pair> = rows.iter().flat_map(|row| row.pairs.clone()).collect();
        prop_assert!(pairs.iter().all(|pair| pair.from <= pair.until));
        prop_assert!(pairs.windows(2).all(|two| two[0].until <= two[1].from));
        let repeated: u32 = rows.iter().map(|row| row.repeated).sum();
        let all: u32 = rows.iter().map(|row| row.presses).sum();
        prop_assert_eq!(2 * pairs.len() + lone(&rows).len() + repeated as usize, all as usize);
        prop_assert!(rows.windows(2).all(|two| two[0].day < two[1].day));
        for row in &rows {
            prop_assert!(row.minutes() <= 24 * 60 + 16 * 60);
        }
    }

    #[test]
    fn presses_in_any_order_make_the_same_rows((sorted, shuffled) in presses(16).prop_flat_map(|presses| {
        (Just(presses.clone()), Just(presses).prop_shuffle())
    })) {
        prop_assert_eq!(day_rows(&sorted, &RULES), day_rows(&shuffled, &RULES));
    }

    #[test]
    fn a_days_row_rests_on_the_named_span_only(presses in presses(16), number in -1_i64..7) {
        let day = start().day().plus_days(number);
        let touched = Touched::on(day..=day, &RULES);
        let is_read = |press: &&Press| touched.read_from <= press.at && press.at < touched.read_before;
        let read: Vec<Press> = presses.iter().filter(is_read).copied().collect();
        let whole = day_rows(&presses, &RULES).into_iter().find(|row| row.day == day);
        prop_assert_eq!(rows_after(&touched, &read, &RULES), vec![(day, whole.clone())]);
        prop_assert_eq!(rows_after(&touched, &presses, &RULES), vec![(day, whole)], "more does no harm");
    }

    #[test]
    fn one_event_after_another_ends_as_all_at_once(statements in statements(14).prop_shuffle()) {
        let book = Book::taking(&statements);
        let whole = day_rows(&in_force_presses(&statements), &RULES);
        prop_assert_eq!(book.days.into_values().collect::<Vec<_>>(), whole);
    }

    #[test]
    fn what_is_in_force_does_not_depend_on_the_order((sorted, shuffled) in statements(20).prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    })) {
        prop_assert_eq!(in_force(&sorted), in_force(&shuffled));
    }

    #[test]
    fn rows_read_twice_are_rows_read_once(statements in statements(12)) {
        let twice: Vec<Event> = statements.iter().chain(&statements).cloned().collect();
        prop_assert_eq!(in_force(&twice), in_force(&statements));
    }

    /// A record and everything that is said about it, in lines and forks, ends in one event at most.
    #[test]
    fn a_family_has_one_event_in_force_at_most(statements in statements(20)) {
        let found = in_force(&statements);
        let records = statements.iter().filter(|row| row.purpose == Purpose::Record).count();
        prop_assert!(found.events.len() <= records);
        for event in &found.events {
            prop_assert!(event.counts() && !found.waiting.contains(event));
            let speaks_of_it = |row: &&Event| row.counts() && row.purpose.of() == Some(event.id);
            prop_assert!(!statements.iter().any(|row| speaks_of_it(&row)), "nobody who counts speaks of it");
        }
    }

    #[test]
    fn last_seen_is_the_same_in_any_order((sorted, shuffled) in presses(12).prop_flat_map(|presses| {
        (Just(presses.clone()), Just(presses).prop_shuffle())
    })) {
        let seen = |presses: &[Press]| {
            presses.iter().fold(Seen::default(), |seen, press| seen.with(Seen::of(press.at, press.at.plus_ms(7))))
        };
        prop_assert_eq!(seen(&sorted), seen(&shuffled));
        prop_assert_eq!(seen(&sorted).last_at, sorted.iter().map(|press| press.at).max());
        prop_assert_eq!(seen(&sorted).first_at, sorted.iter().map(|press| press.at).min());
    }
}
