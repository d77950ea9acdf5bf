//! Does the calendar say of every day what data says that others keep?

use super::*;

/// Every day of the file, and whether it is worked.
fn every_day() -> Vec<(Day, bool)> {
    let lines = include_str!("../independent.txt").lines().filter(|line| !line.starts_with('#'));
    let months = lines.map(|line| line.split_once(' ').unwrap());
    let days = months.flat_map(|(of, digits)| {
        assert_eq!(month(of).days().count(), digits.len(), "{of}");
        month(of).days().zip(digits.chars().map(|digit| digit == '1')).collect::<Vec<_>>()
    });
    days.collect()
}

#[test]
fn every_day_of_the_years_that_come_with_the_program_is_there() {
    let days = every_day();
    assert!(days.windows(2).all(|pair| pair[0].0.next() == pair[1].0));
    let years: BTreeSet<i32> = days.iter().map(|(day, _)| day.year()).collect();
    assert_eq!(years, Calendar::built_in().years.keys().copied().collect::<BTreeSet<_>>());
    assert_eq!(days.len(), 366 + 365 + 365);
}

#[test]
fn every_day_is_worked_or_off_as_there() {
    for (day, is_worked) in every_day() {
        assert_eq!(Calendar::built_in().is_working_day(day), Some(is_worked), "{day}");
    }
}

#[test]
fn five_working_days_from_every_day_end_as_there() {
    let days = every_day();
    let worked: Vec<Day> = days.iter().filter(|(_, is_worked)| *is_worked).map(|(day, _)| *day).collect();
    for (event, _) in days {
        let due = Calendar::built_in().add_working_days(event, 5);
        match worked.iter().filter(|day| **day > event).nth(4) {
            Some(fifth) => assert_eq!(due, Due::Fixed(*fifth), "{event}"),
            None => assert!(due.is_provisional(), "{event}: the next year is not published"),
        }
    }
}
