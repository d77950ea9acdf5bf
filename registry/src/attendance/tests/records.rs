use super::*;

fn head(project: Uuid) -> SectionHead {
    SectionHead {
        project,
        project_name: "东港苑".into(),
        unit: Uuid::from_u128(9),
        unit_name: "海州劳务".into(),
        team: Some(TEAM),
        team_name: "木工一班".into(),
    }
}

fn person<'a>(stays: &'a Stays, rows: &'a [DayRow], pay: MonthPay) -> PersonMonth<'a> {
    PersonMonth {
        worker: WORKER,
        name: "周大勇".into(),
        masked_id_number: "3206**************".into(),
        trade: "240".into(),
        stays,
        rows,
        pay,
        remark: String::new(),
    }
}

#[test]
fn the_sheet_has_a_column_per_day_sums_and_a_signature() {
    let columns = Column::of(Month::parse("2024-02").unwrap());
    assert_eq!(columns.iter().filter(|column| matches!(column, Column::Day(_))).count(), 29);
    assert_eq!((columns[3], columns[4], columns[32]), (Column::Trade, Column::Day(1), Column::Day(29)));
    assert!(columns.contains(&Column::Signature) && columns.contains(&Column::Payable));
    let codes: std::collections::BTreeSet<&str> = columns.iter().map(|column| column.code()).collect();
    assert_eq!(codes.len(), columns.len() - 28, "only the days share a code");
    assert_eq!(Signer::ALL.map(Signer::code), ["project_officer", "team_leader", "project_manager"]);
}

#[test]
fn each_day_says_what_it_was() {
    let rows = rows_of(&["03 08:00 in", "03 12:00 out", "04 08:00 in", "05 20:00 in", "06 04:00 out", "30 22:00 in"]);
    let stays = stays(&[("2026-11-02", Some("2026-11-08"))]);
    let section = Section::new(
        head(SITE),
        Month::parse("2026-11").unwrap(),
        &[person(&stays, &rows, MonthPay::default())],
        day("2026-11-08"),
    );
    let line = &section.lines[0];
    assert_eq!((line.number, line.marks.len()), (1, 30));
    assert_eq!(
        line.marks[..9],
        [
            Mark::NotOnSite,
            Mark::Absent,
            Mark::Attended { minutes: 240 },
            Mark::Incomplete { minutes: 0 },
            Mark::Attended { minutes: 480 },
            Mark::Absent,
            Mark::Absent,
            Mark::Open,
            Mark::NotOnSite,
        ]
    );
    assert_eq!(line.marks[29], Mark::Incomplete { minutes: 0 }, "a row stands even where the roster does not");
    let sums = line.sums;
    assert_eq!((sums.days_attended, sums.days_incomplete, sums.days_absent, sums.minutes), (4, 2, 3, 720));
    assert_eq!(sums.hours_hundredths(), 1_200);
}

#[test]
fn a_night_shift_on_the_last_day_stays_in_its_month() {
    let rows = rows_of(&["30 20:00 in"]);
    let mut rows = rows;
    rows.extend(day_rows(
        &[Press { at: Instant::parse_form_value("2026-12-01T08:00").unwrap(), direction: Direction::In }],
        &RULES,
    ));
    let stays = stays(&[("2026-11-01", None)]);
    let attended = |month: &str| {
        let month = Month::parse(month).unwrap();
        Section::new(head(SITE), month, &[person(&stays, &rows, MonthPay::default())], day("2027-01-01"))
            .sums
            .days_attended
    };
    assert_eq!((attended("2026-10"), attended("2026-11"), attended("2026-12")), (0, 1, 1));
}

#[test]
fn money_is_summed_in_fen_and_silence_is_not_zero() {
    let pay = |payable_fen, paid_fen| MonthPay { payable_fen, paid_fen, ..MonthPay::default() };
    let nowhere = Stays::default();
    let people = [
        person(&nowhere, &[], pay(Some(650_050), Some(650_050))),
        person(&nowhere, &[], pay(Some(120_001), None)),
        person(&nowhere, &[], pay(None, None)),
        person(&nowhere, &[], pay(Some(0), Some(0))),
    ];
    let month = Month::parse("2026-11").unwrap();
    let sections = [SITE, OTHER_SITE].map(|site| Section::new(head(site), month, &people, day("2026-12-01")));
    let record = MonthlyRecord::new(Scope::Enterprise(Uuid::from_u128(9)), month, day("2026-12-01"), sections.to_vec());
    let of_one = sections[0].sums;
    assert_eq!(
        (of_one.payable_fen, of_one.paid_fen, of_one.without_payable, of_one.without_paid),
        (770_051, 650_050, 1, 2)
    );
    assert_eq!((record.sums.lines, record.sums.payable_fen, record.sums.without_paid), (8, 1_540_102, 4));
    assert_eq!(sections[1].lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let nobody = MonthlyRecord::new(Scope::Project(SITE), month, day("2026-12-01"), Vec::new());
    assert_eq!((nobody.sums, nobody.columns.len()), (Sums::default(), 42));
}

#[test]
fn a_list_of_staff_knows_the_stays_of_its_month_alone() {
    let stays = stays(&[
        ("2026-10-01", Some("2026-10-20")),
        ("2026-10-25", Some("2026-11-08")),
        ("2026-11-20", Some("2026-12-03")),
    ]);
    let in_month = |month: &str| StaffLine::stays_in(&stays, Month::parse(month).unwrap());
    let stay = |entered, left: Option<&str>| Stay { entered: day(entered), left: left.map(day) };
    assert_eq!(in_month("2026-09"), []);
    assert_eq!(in_month("2026-10"), [stay("2026-10-01", Some("2026-10-20")), stay("2026-10-25", None)]);
    assert_eq!(in_month("2026-11"), [stay("2026-10-25", Some("2026-11-08")), stay("2026-11-20", None)]);
    assert_eq!(in_month("2026-12"), [stay("2026-11-20", Some("2026-12-03"))]);
}

#[test]
fn hours_are_rounded_to_the_hundredth() {
    let hours = |minutes| Sums { minutes, ..Sums::default() }.hours_hundredths();
    assert_eq!([hours(0), hours(1), hours(20), hours(40), hours(10_000)], [0, 2, 33, 67, 16_667]);
}
