use super::*;

const DAY: &str = "2026-11-20";
const EXPECTED: (Expectation, Cover) = (Expectation::Expected, Cover::Signed);

fn told(row: Option<&DayRow>, elsewhere: &[&DayRow], as_of: &str) -> Vec<(Anomaly, Option<Instant>)> {
    let found = anomalies(day(DAY), EXPECTED, row, elsewhere, &RULES, at(as_of));
    assert!(found.iter().all(|finding| finding.day == day(DAY)));
    found.into_iter().map(|finding| (finding.anomaly, finding.at)).collect()
}

#[test]
fn a_plain_day_has_nothing_to_tell() {
    let row = row_of(&["20 08:00 in", "20 12:00 out", "20 13:00 in", "20 17:00 out"]);
    assert!(told(Some(&row), &[], "25 09:00").is_empty());
}

#[test]
fn absence_is_told_when_the_day_is_over() {
    assert!(told(None, &[], "20 23:59:59").is_empty());
    assert_eq!(told(None, &[], "21 00:00"), [(Anomaly::AbsentWhileRostered, None)]);
    let excused = Expectation::Excused(Excuse::Shutdown);
    assert!(anomalies(day(DAY), (excused, Cover::Signed), None, &[], &RULES, at("25 09:00")).is_empty());
    let tail = rows_of(&["19 20:00 in", "20 04:00 out"]).pop().unwrap();
    assert_eq!(
        told(Some(&tail), &[], "21 00:00"),
        [(Anomaly::AbsentWhileRostered, None)],
        "that was yesterday's shift"
    );
}

//
#[test]
fn who_attends_without_a_contract_is_told_and_who_stays_away_is_not() {
    let judged = |row: Option<&DayRow>| {
        let found = anomalies(day(DAY), (Expectation::Expected, Cover::Unsigned), row, &[], &RULES, at("25 09:00"));
        found.into_iter().map(|finding| (finding.anomaly, finding.at)).collect::<Vec<_>>()
    };
    let row = row_of(&["20 08:00 in", "20 17:00 out"]);
    assert_eq!(judged(Some(&row)), [(Anomaly::EnteredWithoutContract, None)]);
    assert_eq!(judged(None), [(Anomaly::AbsentWhileRostered, None)]);
}

#[test]
fn who_may_still_be_inside_has_not_forgotten_to_leave() {
    let row = row_of(&["20 20:00 in"]);
    assert!(told(Some(&row), &[], "21 12:00:00").is_empty());
    assert_eq!(told(Some(&row), &[], "21 12:00:01"), [(Anomaly::EntryWithoutExit, Some(at("20 20:00")))]);
}

#[test]
fn an_exit_without_entry_and_an_impossible_stay_are_told_at_once() {
    let row = row_of(&["20 07:00 out", "20 08:00:00 in", "20 08:00:10 out"]);
    let expected =
        [(Anomaly::ExitWithoutEntry, Some(at("20 07:00"))), (Anomaly::ImpossibleInterval, Some(at("20 08:00")))];
    assert_eq!(told(Some(&row), &[], "20 08:01"), expected);
}

#[test]
fn one_document_on_two_sites_at_once_is_told() {
    let row = row_of(&["20 08:00 in", "20 12:00 out"]);
    let duplicate = [(Anomaly::DuplicateIdentity, Some(at("20 08:00")))];
    let overlapping = row_of(&["20 11:59 in", "20 15:00 out"]);
    let after = row_of(&["20 12:00 in", "20 15:00 out"]);
    let passing = row_of(&["20 10:00 in"]);
    let over_midnight = &rows_of(&["19 22:00 in", "20 09:00 out"])[0];
    assert_eq!(told(Some(&row), &[&overlapping], "22 09:00"), duplicate);
    assert_eq!(told(Some(&row), &[&passing], "22 09:00"), duplicate);
    assert_eq!(told(Some(&row), &[over_midnight], "22 09:00"), duplicate);
    assert!(told(Some(&row), &[&after], "22 09:00").is_empty());
    let lone = told(Some(&passing), &[&row], "20 11:00");
    assert_eq!(lone, [(Anomaly::DuplicateIdentity, Some(at("20 10:00")))], "and the other site is told too");
}

#[test]
fn a_stay_that_cannot_be_proves_no_duplicate() {
    let row = row_of(&["20 08:00 in", "20 12:00 out"]);
    let forgotten = &rows_of(&["19 10:00 in", "20 09:00 out"])[0];
    assert_eq!(forgotten.pairs[0].length, Length::TooLong);
    assert!(told(Some(&row), &[forgotten], "22 09:00").is_empty());
}

#[test]
fn the_roster_is_who_has_entered_and_not_left_where_the_site_runs() {
    let stays = stays(&[("2026-11-10", Some(DAY))]);
    let on = |text: &str, site| expectation(day(text), &stays, site);
    assert_eq!(on(DAY, SiteDay::Running), Expectation::Expected);
    assert_eq!(on("2026-11-21", SiteDay::Running), Expectation::Excused(Excuse::NotOnRoster));
    assert_eq!(on("2026-11-09", SiteDay::Running), Expectation::Excused(Excuse::NotOnRoster));
    assert_eq!(on(DAY, SiteDay::Silent), Expectation::Excused(Excuse::Silent));
    assert_eq!(on(DAY, SiteDay::Shutdown), Expectation::Excused(Excuse::Shutdown));
    assert_eq!(on(DAY, SiteDay::Outage), Expectation::Excused(Excuse::Outage));
    assert_eq!(expectation(day(DAY), &Stays::default(), SiteDay::Running), Expectation::Excused(Excuse::NotOnRoster));
}

#[test]
fn a_late_out_settles_what_was_told() {
    let judge = |presses: &[&str]| anomalies(day(DAY), EXPECTED, Some(&row_of(presses)), &[], &RULES, at("25 09:00"));
    let (before, after) = (judge(&["20 08:00 in"]), judge(&["20 08:00 in", "20 17:00 out", "20 19:00 out"]));
    let found = changes(&before, &after);
    assert_eq!(found.settled.iter().map(|finding| finding.anomaly).collect::<Vec<_>>(), [Anomaly::EntryWithoutExit]);
    assert_eq!(found.appeared.iter().map(|finding| finding.anomaly).collect::<Vec<_>>(), [Anomaly::ExitWithoutEntry]);
    assert_eq!(changes(&after, &after), Changes::default());
}
