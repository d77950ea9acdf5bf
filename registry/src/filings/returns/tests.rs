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

fn line_of(number: u128) -> Line {
    Line {
        project: Uuid::from_u128(number),
        name: format!("第{number}号工程"),
        industry: "housing".into(),
        contractor: None,
        officer: Some("顾文静".into()),
        filed_on: None,
        filed_as: FiledAs::NotFiled,
        is_late: false,
        has_pledge: false,
    }
}

fn content_of(industries: &[(&str, Sums)], lines: &[Line]) -> Content {
    Content {
        county: "320613".into(),
        county_name: "崇川区".into(),
        month: month("2026-11"),
        as_of: day("2026-12-01").starts_at(),
        whole: Sums::default(),
        industries: industries.iter().map(|(code, sums)| ((*code).to_owned(), *sums)).collect(),
        lines: lines.to_vec(),
    }
}

//
#[test]
fn a_correction_tells_project_by_project_what_is_said_otherwise() {
    let (stays, left, came) = (line_of(1), line_of(2), line_of(4));
    let before = line_of(3);
    let after = Line {
        name: "更名工程".into(),
        industry: "water".into(),
        contractor: Some("南通示例建设有限公司".into()),
        officer: None,
        filed_on: Some(day("2026-11-20")),
        filed_as: FiledAs::Accepted,
        has_pledge: true,
        ..before.clone()
    };
    let earlier = content_of(&[], &[stays.clone(), left.clone(), before.clone()]);
    let later = content_of(&[], &[after.clone(), stays.clone(), came.clone()]);
    let points = Point::ALL.to_vec();
    assert_eq!(
        earlier.differences(&later).projects,
        [
            ProjectDifference::Changed { before, after, points },
            ProjectDifference::Came(came),
            ProjectDifference::Left(left)
        ]
    );
    let late = Line { is_late: true, ..stays.clone() };
    let told = content_of(&[], std::slice::from_ref(&stays)).differences(&content_of(&[], &[late])).projects;
    assert!(matches!(told.as_slice(), [ProjectDifference::Changed { points, .. }] if *points == [Point::FiledAs]));
}

//
#[test]
fn a_correction_tells_industry_by_industry_and_the_moment_alone_is_none() {
    let one = Sums { projects: 1, ..Sums::default() };
    let earlier = content_of(&[("housing", one), ("water", one)], &[line_of(1)]);
    let later = content_of(&[("housing", one), ("transport", one)], &[line_of(1)]);
    let figure = |before, after| vec![Difference { name: "projects", before, after }];
    let told = earlier.differences(&later);
    assert_eq!(told.industries, [("transport".to_owned(), figure(0, 1)), ("water".to_owned(), figure(1, 0))]);
    assert!(!told.is_empty());
    let same = Content { as_of: day("2026-12-09").starts_at(), ..earlier.clone() };
    assert!(earlier.differences(&same).is_empty());
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
