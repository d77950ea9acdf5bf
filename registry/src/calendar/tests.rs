#![allow(clippy::unwrap_used)]

#[cfg(feature = "fixtures")]
mod bringing;
mod independent;
pub(crate) mod notices;

use proptest::prelude::*;

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

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

#[test]
fn months_have_their_days() {
    let february = month("2024-02");
    assert_eq!((february.first_day(), february.last_day()), (day("2024-02-01"), day("2024-02-29")));
    let days = |text: &str| month(text).days().count();
    assert_eq!([days("2026-02"), days("2024-02"), days("2026-11"), days("2026-12")], [28, 29, 30, 31]);
    assert_eq!(february.day(31), day("2024-02-29"));
    assert_eq!(month("2026-02").day(30), day("2026-02-28"));
    let december = month("2026-12");
    assert_eq!((december.next().to_string(), Month::of(day("2026-12-31"))), ("2027-01".to_owned(), december));
    assert!(december.contains(day("2026-12-01")) && !december.contains(day("2027-01-01")));
    assert!(!december.contains(day("2025-12-01")));
}

#[test]
fn a_month_is_written_with_both_numbers_in_full() {
    for text in ["2026-13", "2026-00", "2026-1", "202610", "2026-10-01", "2026-1x", "2026/12", "", "+026-10", "-026-10"]
    {
        assert_eq!(Month::parse(text).unwrap_err().code, "calendar.month_shape", "{text}");
    }
    let text = serde_json::to_string(&month("2026-12")).unwrap();
    assert_eq!((text.as_str(), serde_json::from_str::<Month>(&text).unwrap()), ("\"2026-12\"", month("2026-12")));
    assert!(serde_json::from_str::<Month>("\"2026-13\"").is_err());
}

#[test]
fn periods_of_months_end_where_the_published_rows_say() {
    // requirements, section 9.1
    for (anchor, months, last) in [
        ("2026-01-15", 1, "2026-02-24"),
        ("2026-01-16", 1, "2026-02-24"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-02-28", 1, "2026-03-30"),
        ("2026-03-31", 1, "2026-04-30"),
        ("2026-04-09", 1, "2026-05-09"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2025-12-28", 2, "2026-02-28"),
        ("2025-11-30", 3, "2026-02-28"),
        ("2026-06-30", 3, "2026-09-30"),
    ] {
        let end = Calendar::built_in().add_months(day(anchor), months, Roll::AfterRest);
        assert_eq!(end, Due::Fixed(day(last)), "{anchor}");
    }
    assert_eq!(Calendar::built_in().add_months(day("2026-01-15"), 1, Roll::Stays), Due::Fixed(day("2026-02-15")));
    assert!(Calendar::built_in().add_months(day("2026-12-15"), 1, Roll::AfterRest).is_provisional());
    assert!(Calendar::built_in().add_months(day("2026-12-15"), 1, Roll::Stays).is_provisional());
}

proptest! {
    /// A pay-day never moves later, is always worked, and nothing worked lies between it and the agreed day.
    #[test]
    fn pay_days_move_back_to_the_last_working_day(number in 19_730_u32..20_800) {
        let agreed = Day::from_number(number).unwrap();
        prop_assume!((2024..=2026).contains(&agreed.year()) && agreed > day("2024-01-03"));
        let Due::Fixed(moved) = Calendar::built_in().on_or_before_working_day(agreed) else { panic!("published") };
        prop_assert!(moved <= agreed);
        prop_assert_eq!(Calendar::built_in().is_working_day(moved), Some(true));
        prop_assert_eq!(Calendar::built_in().count_working_days(moved, agreed), Some(0));
    }

    #[test]
    fn no_text_makes_the_reader_of_months_panic(text in "\\PC*") {
        let _ = Month::parse(&text);
    }
}
