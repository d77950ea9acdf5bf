#![allow(clippy::unwrap_used)]

use serde::Deserialize;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    plus5wd: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    event: Day,
    plus_5_working_days: Day,
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn five(changed_on: Day) -> Due {
    deadline(Calendar::built_in(), changed_on, 5)
}

// the rows of formats.md 7
#[test]
fn a_change_is_filed_within_five_working_days_as_the_published_vectors_say() {
    let vectors: Vectors = serde_json::from_str(include_str!("../../calendar/vectors.json")).unwrap();
    assert_eq!(vectors.plus5wd.len(), 14);
    for Vector { event, plus_5_working_days: last } in vectors.plus5wd {
        let due = five(event);
        assert_eq!(due, Due::Fixed(last), "{event}");
        assert_eq!(judged(due, event), Timeliness::InTime, "{event}: on the day itself");
        assert_eq!(judged(due, last), Timeliness::InTime, "{event}: {last} is the last day");
        assert_eq!(judged(due, last.next()), Timeliness::Late, "{event}: {last} is over");
        assert_eq!((clock(due, last), clock(due, last.next())), (Clock::Today, Clock::Overdue(1)), "{event}");
    }
}

#[test]
fn the_clock_counts_over_month_ends() {
    let due = five(day("2026-02-13"));
    assert_eq!(due.day(), day("2026-02-27"));
    for (today, clock_says) in [
        ("2026-02-13", Clock::Left(14)),
        ("2026-02-26", Clock::Left(1)),
        ("2026-02-27", Clock::Today),
        ("2026-02-28", Clock::Overdue(1)),
        ("2026-03-01", Clock::Overdue(2)),
    ] {
        assert_eq!(clock(due, day(today)), clock_says, "{today}");
    }
}

#[test]
fn a_deadline_that_runs_into_a_year_without_a_calendar_holds_nothing_against_anybody() {
    let due = five(day("2026-12-28"));
    assert!(due.is_provisional(), "{due:?}");
    let after = due.day().plus_days(3);
    assert_eq!((clock(due, after), judged(due, after)), (Clock::Unsure(3), Timeliness::Provisional));
    assert_eq!(judged(due, due.day()), Timeliness::InTime, "before it nothing is in doubt");
}

#[test]
fn the_warning_comes_on_the_working_day_before() {
    let warned = |changed: &str| warned_on(Calendar::built_in(), five(day(changed)), day(changed));
    assert_eq!(warned("2026-11-16"), day("2026-11-20"), "Monday is the last day, Friday is before it");
    assert_eq!(warned("2026-09-24"), day("2026-10-08"), "the day before is a working day");
    assert_eq!(warned("2025-01-24"), day("2025-02-06"));
}

/// Set for a run inside another zone, which does not begin further ones.
const INSIDE: &str = "SHANGGANG_TEST_IN_ZONE";

// whatever the zone of the machine: days begin at midnight in Shanghai
#[test]
fn no_zone_of_the_machine_moves_a_deadline() {
    if std::env::var_os(INSIDE).is_some() {
        return;
    }
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "UTC"] {
        let again = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["filings::change::tests", "filings::store::tests::changing"])
            .env("TZ", zone)
            .env(INSIDE, "yes")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&again.stdout);
        assert!(again.status.success() && !said.contains("running 0 tests"), "{zone}: {said}");
    }
}
