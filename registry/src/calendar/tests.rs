#![allow(clippy::unwrap_used)]

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

#[test]
fn five_working_days_end_where_the_published_vectors_say() {
    let vectors: Vectors = serde_json::from_str(include_str!("vectors.json")).unwrap();
    assert_eq!(vectors.plus5wd.len(), 14);
    for vector in vectors.plus5wd {
        let due = Calendar::built_in().add_working_days(vector.event, 5);
        assert_eq!(due, Due::Fixed(vector.plus_5_working_days), "{}", vector.event);
        assert_eq!(Calendar::built_in().count_working_days(vector.event, due.day()), Some(5), "{}", vector.event);
    }
}

#[test]
fn every_published_year_names_its_notice_and_only_its_own_days() {
    let calendar = Calendar::built_in();
    assert_eq!(calendar.years.keys().copied().collect::<Vec<_>>(), [2024, 2025, 2026]);
    for (number, year) in &calendar.years {
        assert!(calendar.papers(*number)[0].contains(&number.to_string()));
        assert!(year.off.iter().chain(&year.work).all(|day| day.year() == *number));
        assert!(year.work.iter().all(|day| !is_weekday(Day(*day))), "{number}: only weekend days are made up for");
        assert!(year.off.is_disjoint(&year.work));
    }
    assert!(calendar.papers(2027).is_empty());
}

#[test]
fn a_weekend_day_may_be_worked_and_a_weekday_may_be_off() {
    let is_working = |text: &str| Calendar::built_in().is_working_day(day(text));
    assert_eq!(is_working("2026-02-14"), Some(true));
    assert_eq!(is_working("2026-02-16"), Some(false));
    assert_eq!(is_working("2026-11-21"), Some(false));
    assert_eq!(is_working("2026-11-20"), Some(true));
    assert_eq!(is_working("2027-01-04"), None);
}

#[test]
fn a_period_into_a_year_without_calendar_is_provisional_and_never_over() {
    let due = Calendar::built_in().add_working_days(day("2026-12-28"), 5);
    assert_eq!(due, Due::Provisional(day("2027-01-04")));
    assert!(!due.is_past_on(day("2030-01-01")));
    assert_eq!(Calendar::built_in().count_working_days(day("2026-12-28"), day("2027-01-04")), None);
    let fixed = Calendar::built_in().add_working_days(day("2026-11-20"), 5);
    assert_eq!(fixed, Due::Fixed(day("2026-11-27")));
    assert!(!fixed.is_past_on(day("2026-11-27")) && fixed.is_past_on(day("2026-11-28")));
    assert!(Calendar::default().add_working_days(day("2026-11-20"), 5).is_provisional());
}

#[test]
fn no_days_end_on_the_day_itself() {
    assert_eq!(Calendar::built_in().add_working_days(day("2026-11-21"), 0), Due::Fixed(day("2026-11-21")));
}
