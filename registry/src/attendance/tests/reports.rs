use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

const EXCUSED: Expectation = Expectation::Excused(Excuse::NotOnRoster);

fn person<'a>(worker: u128, team: Option<Uuid>, expected: Expectation, row: Option<&'a DayRow>) -> PersonDay<'a> {
    PersonDay { worker: Uuid::from_u128(worker), team, expected, row, findings: &[] }
}

#[test]
fn a_day_is_told_by_team_and_together() {
    let row = row_of(&["20 08:00 in", "20 17:00 out"]);
    let broken = row_of(&["20 08:00 in"]);
    let findings = [Finding { day: day("2026-11-20"), anomaly: Anomaly::EntryWithoutExit, at: Some(at("20 08:00")) }];
    let people = [
        person(3, Some(TEAM), Expectation::Expected, None),
        person(1, Some(TEAM), Expectation::Expected, Some(&row)),
        PersonDay { findings: &findings, ..person(2, Some(TEAM), EXCUSED, Some(&broken)) },
        person(4, None, Expectation::Expected, None),
        person(5, None, EXCUSED, None),
    ];
    let unmatched = [Unmatched::AlreadyLeft, Unmatched::UnknownWorker, Unmatched::UnknownWorker];
    let report = DailyReport::new(SITE, day("2026-11-20"), &people, &unmatched);
    let figures = |line: &TeamLine| (line.expected, line.present, line.unexpected, line.absent.len(), line.minutes);
    assert_eq!(figures(&report.all), (3, 2, 1, 2, 540));
    assert_eq!(
        report.teams.iter().map(|(team, line)| (*team, figures(line))).collect::<Vec<_>>(),
        [(None, (1, 0, 0, 1, 0)), (Some(TEAM), (2, 2, 1, 1, 540)),]
    );
    assert_eq!(report.all.absent, [Uuid::from_u128(3), Uuid::from_u128(4)]);
    assert_eq!(report.all.anomalies, [(Anomaly::EntryWithoutExit, 1)].into());
    assert_eq!(report.unmatched, [(Unmatched::UnknownWorker, 2), (Unmatched::AlreadyLeft, 1)].into());
}

#[test]
fn a_site_without_people_has_a_report_too() {
    let report = DailyReport::new(SITE, day("2026-11-20"), &[], &[]);
    assert_eq!((report.all, report.teams.len()), (TeamLine::default(), 0));
}

#[test]
fn the_reminder_comes_at_nine_on_the_next_day() {
    assert_eq!(reminder_at(day("2026-11-20"), &rules()).unwrap(), at("21 09:00"));
    let new_year = reminder_at(day("2026-12-31"), &rules()).unwrap();
    assert_eq!(new_year.form_value(), "2027-01-01T09:00");
}

#[test]
fn days_in_construction_without_a_report_are_seen() {
    let running = [
        Period::new(day("2026-11-17"), Some(day("2026-11-18"))).unwrap(),
        Period::new(day("2026-11-18"), Some(day("2026-11-18"))).unwrap(),
        Period::since(day("2026-11-20")),
    ];
    let reported = BTreeSet::from([day("2026-11-17"), day("2026-11-19")]);
    let on = |today: &str| days_without_report(&running, &reported, day(today));
    assert_eq!(on("2026-11-22"), [day("2026-11-18"), day("2026-11-20"), day("2026-11-21")]);
    assert_eq!(on("2026-11-20"), [day("2026-11-18")], "today's is not due");
    assert!(days_without_report(&[], &reported, day("2026-11-22")).is_empty());
}

proptest! {
    #[test]
    fn teams_add_up_and_the_expected_came_or_did_not(people in prop::collection::vec((0_u128..4, any::<bool>(), any::<bool>()), 0..40)) {
        let row = row_of(&["20 08:00 in", "20 17:00 out"]);
        let people: Vec<PersonDay<'_>> = (0..).zip(&people).map(|(number, (team, is_expected, came))| {
            let expected = if *is_expected { Expectation::Expected } else { EXCUSED };
            person(number, (*team > 0).then(|| Uuid::from_u128(*team)), expected, came.then_some(&row))
        }).collect();
        let report = DailyReport::new(SITE, day("2026-11-20"), &people, &[]);
        let sum = |part: fn(&TeamLine) -> usize| report.teams.iter().map(|(_, line)| part(line)).sum::<usize>();
        prop_assert_eq!(sum(|line| line.expected as usize), report.all.expected as usize);
        prop_assert_eq!(sum(|line| line.present as usize), report.all.present as usize);
        prop_assert_eq!(sum(|line| line.absent.len()), report.all.absent.len());
        prop_assert_eq!(sum(|line| line.minutes as usize), report.all.minutes as usize);
        for (_, line) in &report.teams {
            prop_assert_eq!(line.expected as usize, (line.present - line.unexpected) as usize + line.absent.len());
        }
    }
}
