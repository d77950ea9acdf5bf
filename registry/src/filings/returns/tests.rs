use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

// D-04
#[test]
fn the_tenth_does_not_move_and_counts_to_its_end() {
    // a Saturday, a Sunday and a make-up working Saturday
    for (about, due) in [("2025-12", "2026-01-10"), ("2026-04", "2026-05-10"), ("2026-09", "2026-10-10")] {
        assert_eq!(due_on(month(about), 10), day(due));
    }
    let due = day("2026-12-10");
    let midnight = due.next().starts_at();
    for (at, expected) in [
        (day("2026-12-09").starts_at(), Standing::OnTime),
        (midnight.minus_ms(1), Standing::OnTime),
        (midnight, Standing::Late),
        (day("2026-12-11").starts_at().plus_ms(1), Standing::Late),
    ] {
        assert_eq!(standing(due, Some(at.day()), at.day()), expected, "{}", at.rfc3339());
    }
    assert_eq!(standing(due, None, due), Standing::Waiting);
    assert_eq!(standing(due, None, due.next()), Standing::Missing);
}

#[test]
fn the_month_before_is_the_one_to_be_returned() {
    for (today, expected) in [("2026-12-01", "2026-11"), ("2026-12-31", "2026-11"), ("2027-01-01", "2026-12")] {
        assert_eq!(month_before(day(today)), month(expected));
    }
    assert!(check_month(month("2026-11"), day("2026-12-01")).is_ok());
    assert_eq!(check_month(month("2026-12"), day("2026-12-31")).unwrap_err().code, "returns.month_runs");
}

#[test]
fn a_county_is_reminded_five_days_before_and_on_the_last_working_day() {
    let calendar = Calendar::built_in();
    for (due, today, expected) in [
        ("2026-12-10", "2026-12-04", None),
        ("2026-12-10", "2026-12-05", Some(Occasion::Ahead)),
        ("2026-12-10", "2026-12-08", Some(Occasion::Ahead)),
        ("2026-12-10", "2026-12-09", Some(Occasion::LastDay)),
        ("2026-12-10", "2026-12-10", Some(Occasion::LastDay)),
        ("2026-12-10", "2026-12-11", None),
        // the 10th of May is a Sunday, and the Saturday before it is worked
        ("2026-05-10", "2026-05-08", Some(Occasion::Ahead)),
        ("2026-05-10", "2026-05-09", Some(Occasion::LastDay)),
        // before the 10th of January lies a Friday
        ("2026-01-10", "2026-01-09", Some(Occasion::LastDay)),
        // in the holiday of October the last working day before the 10th is the 9th
        ("2026-10-10", "2026-10-05", Some(Occasion::Ahead)),
        ("2026-10-10", "2026-10-09", Some(Occasion::LastDay)),
    ] {
        assert_eq!(occasion(day(due), day(today), calendar), expected, "{due} {today}");
    }
}

#[test]
fn a_correction_tells_what_differs() {
    let before = Sums { projects: 10, filed: 8, accepted: 7, ..Sums::default() };
    let after = Sums { filed: 9, ..before };
    assert_eq!(before.differences(&after), [Difference { name: "filed", before: 8, after: 9 }]);
    assert_eq!(before.differences(&before), []);
}

#[test]
fn a_project_counts_once_in_every_sum_that_it_belongs_to() {
    let line = |filed_as, is_late, has_pledge| Line {
        project: Uuid::nil(),
        name: "示例工程".into(),
        industry: "housing".into(),
        contractor: None,
        officer: None,
        filed_on: None,
        filed_as,
        is_late,
        has_pledge,
    };
    let mut sums = Sums::default();
    sums.add(&line(FiledAs::Accepted, false, true), 1);
    sums.add(&line(FiledAs::Waiting, true, true), 0);
    sums.add(&line(FiledAs::NotFiled, false, false), 0);
    sums.add(&line(FiledAs::NoOfficer, false, false), 2);
    assert_eq!(sums.figures(), [4, 2, 1, 1, 1, 2, 3]);
}
