use std::time::Instant as Stopwatch;

use super::*;

fn odd(row: &DayRow) -> Vec<Odd> {
    row.odd().into_iter().collect()
}

#[test]
fn a_plain_day_has_first_in_last_out_and_the_minutes_between() {
    let row = row_of(&["20 07:58 in", "20 11:30 out", "20 13:00 in", "20 17:32 out"]);
    assert_eq!(row.first_in(), Some(at("20 07:58")));
    assert_eq!(row.last_out(), Some(at("20 17:32")));
    assert_eq!((row.minutes(), row.pairs.len(), row.presses), (212 + 272, 2, 4));
    assert!(odd(&row).is_empty() && row.is_attended());
}

#[test]
fn nothing_makes_no_row() {
    assert!(day_rows(&[], &RULES).is_empty());
}

#[test]
fn seconds_add_up_before_they_are_cut_to_minutes() {
    let row = row_of(&["20 08:00:00 in", "20 09:00:40 out", "20 10:00:00 in", "20 11:00:40 out"]);
    assert_eq!(row.minutes(), 121);
}

#[test]
fn a_shift_over_midnight_belongs_to_the_day_it_began_on() {
    let rows = rows_of(&["20 20:00 in", "21 04:30 out", "21 19:55 in", "22 04:00 out"]);
    let days: Vec<(Day, u32, bool)> = rows.iter().map(|row| (row.day, row.minutes(), row.is_attended())).collect();
    let expected = [(day("2026-11-20"), 510, true), (day("2026-11-21"), 485, true), (day("2026-11-22"), 0, false)];
    assert_eq!(days, expected);
    assert_eq!(odd(&rows[0]), [Odd::OverMidnight]);
    assert_eq!(rows[0].last_out(), Some(at("21 04:30")));
    assert_eq!((rows[1].first_in(), rows[1].presses), (Some(at("21 19:55")), 2));
    assert_eq!((rows[2].first_in(), rows[2].last_out(), rows[2].presses), (None, None, 1));
}

#[test]
fn midnight_itself_is_the_new_day() {
    let rows = rows_of(&["20 16:00 in", "21 00:00 out"]);
    assert_eq!((rows[0].minutes(), rows.len()), (480, 2));
    assert_eq!(row_of(&["21 00:00 in", "21 08:00 out"]).day, day("2026-11-21"));
}

#[test]
fn months_years_and_leap_days_are_crossed_like_any_midnight() {
    for (from, until) in [("2024-02-28", "2024-02-29"), ("2024-02-29", "2024-03-01"), ("2026-12-31", "2027-01-01")] {
        let pressed = |day: &str, time: &str, direction| Press {
            at: Instant::parse_form_value(&format!("{day}T{time}")).unwrap(),
            direction,
        };
        let presses = [pressed(from, "22:00", Direction::In), pressed(until, "06:00", Direction::Out)];
        let rows = day_rows(&presses, &RULES);
        assert_eq!((rows[0].day, rows[0].minutes(), rows[1].day), (day(from), 480, day(until)));
    }
}

#[test]
fn a_missing_in_or_out_is_kept_and_counts_no_minutes() {
    let row = row_of(&["20 08:00 in"]);
    assert_eq!((odd(&row), row.minutes()), (vec![Odd::MissingOut], 0));
    assert_eq!((row.first_in(), row.last_out()), (Some(at("20 08:00")), None));
    let row = row_of(&["20 17:00 out"]);
    assert_eq!((odd(&row), row.is_attended()), (vec![Odd::MissingIn], true));
    assert_eq!((row.first_in(), row.last_out()), (None, Some(at("20 17:00"))));
    let row = row_of(&["20 08:00 in", "20 13:00 in", "20 17:00 out"]);
    assert_eq!((row.missing_out.as_slice(), row.minutes()), (&[at("20 08:00")][..], 240));
    let row = row_of(&["20 08:00 in", "20 12:00 out", "20 17:00 out"]);
    assert_eq!((row.missing_in.as_slice(), row.minutes()), (&[at("20 17:00")][..], 240));
}

#[test]
fn presses_within_five_minutes_are_one_the_first_in_and_the_last_out() {
    let row = row_of(&["20 08:00 in", "20 08:02 in", "20 08:07 in", "20 17:00 out", "20 17:05 out"]);
    assert_eq!(
        row.pairs.iter().map(|pair| (pair.from, pair.until)).collect::<Vec<_>>(),
        [(at("20 08:00"), at("20 17:05"))]
    );
    assert_eq!((odd(&row), row.repeated, row.presses), (vec![Odd::Repeated], 3, 5));
    let row = row_of(&["20 08:00:00 in", "20 08:05:01 in", "20 17:00 out"]);
    assert_eq!((row.missing_out.len(), row.repeated), (1, 0), "five minutes and a second are no repeat");
}

#[test]
fn a_repeat_over_midnight_does_not_end_the_shift() {
    let rows = rows_of(&["20 23:58 in", "21 00:01 in", "21 06:00 out"]);
    assert_eq!((rows[0].minutes(), rows[0].missing_out.len()), (362, 0));
    assert_eq!((rows[1].is_attended(), rows[1].repeated), (false, 1));
}

#[test]
fn equal_presses_are_one() {
    let row = row_of(&["20 08:00 in", "20 08:00 in", "20 17:00 out", "20 17:00 out"]);
    assert_eq!((row.presses, row.repeated, row.minutes()), (2, 0, 540));
}

#[test]
fn going_out_for_three_minutes_is_no_repeat() {
    let row = row_of(&["20 08:00 in", "20 12:00 out", "20 12:03 in", "20 17:00 out"]);
    assert_eq!((row.pairs.len(), row.minutes()), (2, 537));
}

#[test]
fn without_directions_presses_alternate_within_the_day() {
    let row =
        row_of(&["20 08:00 unknown", "20 12:00 unknown", "20 12:01 unknown", "20 13:00 unknown", "20 17:00 unknown"]);
    assert_eq!((row.minutes(), row.guessed, row.repeated), (480, 4, 1));
    assert_eq!(odd(&row), [Odd::Repeated, Odd::DirectionGuessed]);
    let rows =
        rows_of(&["20 08:00 unknown", "20 12:00 unknown", "20 13:00 unknown", "21 08:00 unknown", "21 17:00 unknown"]);
    assert_eq!((rows[0].minutes(), rows[0].missing_out.len()), (240, 1), "the evening was forgotten");
    assert_eq!(rows[1].minutes(), 540, "and the next day is whole");
}

#[test]
fn a_press_without_direction_follows_those_that_have_one() {
    let row = row_of(&["20 08:00 in", "20 12:00 unknown", "20 13:00 in", "20 17:00 out"]);
    assert_eq!((row.minutes(), row.guessed), (480, 1));
    let row = row_of(&["20 08:03 unknown", "20 08:07 in", "20 17:00 out", "20 17:05 unknown"]);
    assert_eq!((row.minutes(), row.guessed, row.repeated), (533, 0, 2), "beside one with a direction it is nothing");
}

#[test]
fn a_stay_that_cannot_be_counts_nothing() {
    let row = row_of(&["20 08:00:00 in", "20 08:00:59 out"]);
    assert_eq!((row.pairs[0].length, row.minutes()), (Length::TooShort, 0));
    assert_eq!(odd(&row), [Odd::ImpossibleInterval]);
    let row = row_of(&["20 08:00 in", "20 08:00 out"]);
    assert_eq!((row.pairs[0].length, row.presses), (Length::TooShort, 2));
    assert_eq!(row_of(&["20 08:00:00 in", "20 08:01:00 out"]).minutes(), 1);
    let limit = rows_of(&["20 08:00:00 in", "21 00:00:00 out"]);
    assert_eq!(limit[0].minutes(), 960);
    let beyond = rows_of(&["20 08:00:00 in", "21 00:00:01 out"]);
    assert_eq!((beyond[0].pairs[0].length, beyond[0].minutes()), (Length::TooLong, 0));
}

#[test]
fn an_in_and_an_out_a_day_apart_are_strangers() {
    let rows = rows_of(&["20 08:00:00 in", "21 08:00:00 out"]);
    assert_eq!((rows[0].pairs.len(), rows[1].missing_in.len()), (1, 0));
    let rows = rows_of(&["20 08:00:00 in", "21 08:00:01 out"]);
    assert_eq!((rows[0].missing_out.len(), rows[1].missing_in.len()), (1, 1));
}

/// A million person-days of two months, on this machine, in the test build.
#[test]
#[ignore = "takes seconds and measures the machine"]
fn a_million_person_days_pair_in_reasonable_time() {
    const PEOPLE: i64 = 20_000;
    const DAYS: i64 = 50;
    let first = day("2026-10-01").starts_at();
    let (watch, mut found) = (Stopwatch::now(), 0_usize);
    for person in 0..PEOPLE {
        let mut presses = Vec::with_capacity(DAYS as usize * 5);
        for number in 0..DAYS {
            let morning = first.plus_ms((24 * number + 7) * HOUR_MS + (person * 31 + number * 17) % 3_000_000);
            let hours = [(9, Direction::Out), (0, Direction::In), (4, Direction::Out), (5, Direction::In)];
            presses.extend(hours.map(|(after, direction)| Press { at: morning.plus_ms(after * HOUR_MS), direction }));
            presses.push(Press { at: morning.plus_ms(MINUTE_MS), direction: Direction::In });
        }
        found += day_rows(&presses, &RULES).iter().filter(|row| row.minutes() == 480).count();
    }
    let taken = watch.elapsed();
    println!("{found} person-days in {taken:?}");
    assert_eq!(found as i64, PEOPLE * DAYS);
    assert!(taken.as_secs() < 60, "{taken:?}");
}
