use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn crowd(project: Uuid, first: u128, count: u128) -> Vec<Registration> {
    (first..first + count).map(|person| Registration { project, ..registration(person) }).collect()
}

fn of_officer(rows: &[Registration]) -> OfficerCount {
    officer_count(&BTreeSet::from([SITE, OTHER_SITE]), rows, today())
}

#[test]
fn ninety_nine_is_below_and_a_hundred_is_not() {
    for (there, is_below) in [(38, true), (39, true), (40, false), (41, false)] {
        let rows = [crowd(SITE, 1, 60), crowd(OTHER_SITE, 1_001, there)].concat();
        let count = of_officer(&rows);
        assert_eq!((count.total, count.is_below(100)), (60 + there as u32, is_below));
    }
}

#[test]
fn nobody_makes_zero() {
    let count = of_officer(&[]);
    assert_eq!((count.total, count.different, count.projects.len()), (0, 0, 2));
    assert_eq!(officer_count(&BTreeSet::new(), &crowd(SITE, 1, 3), today()), OfficerCount::default());
    assert_eq!(head_count(SITE, &[], today()), HeadCount::default());
}

#[test]
fn who_counts_and_who_does_not() {
    let on = day("2026-05-01");
    let with = |person, change: fn(&mut Registration)| {
        let mut one = registration(person);
        change(&mut one);
        one
    };
    let cases: [(Registration, Option<Uncounted>); 8] = [
        (registration(1), None),
        (with(2, |one| one.stays = stays(&[("2026-03-03", "")])), None),
        (with(3, |one| one.stays = stays(&[("2026-03-03", "2026-05-01")])), None),
        (with(4, |one| one.stays = stays(&[("2026-03-03", "2026-04-30")])), Some(Uncounted::Left)),
        (with(5, |one| one.stays = stays(&[("2026-03-03", "2026-04-30"), ("2026-05-02", "")])), Some(Uncounted::Left)),
        (with(6, |one| one.registered_at = day("2026-05-02").starts_at()), Some(Uncounted::NotYetRegistered)),
        (with(7, |one| one.registered_at = day("2026-05-02").starts_at().minus_ms(1)), None),
        (with(8, |one| one.role = Role::Manager), Some(Uncounted::Manager)),
    ];
    for (registration, expected) in &cases {
        assert_eq!(why_not_counted(registration, on), *expected, "{}", registration.person.as_u128());
    }
    let rows: Vec<Registration> = cases.into_iter().map(|(registration, _)| registration).collect();
    let count = head_count(SITE, &rows, on);
    assert_eq!((count.total, count.managers, count.left), (4, 1, 2));
    assert_eq!(head_count(OTHER_SITE, &rows, on), HeadCount::default());
}

#[test]
fn a_person_counts_once_on_a_project_and_once_on_each_of_two() {
    let first = registration(1);
    let second_team = Registration {
        id: Uuid::from_u128(9_001),
        unit: GENERAL,
        registered_at: first.registered_at.plus_ms(1),
        ..first.clone()
    };
    let as_manager = Registration { id: Uuid::from_u128(9_002), role: Role::Manager, ..first.clone() };
    let there = Registration { id: Uuid::from_u128(9_003), project: OTHER_SITE, ..first.clone() };
    let count = of_officer(&[second_team, as_manager, first, there]);
    assert_eq!((count.total, count.different), (2, 1));
    let here = &count.projects[&SITE];
    assert_eq!((here.total, here.managers), (1, 0));
    assert_eq!(here.by_unit, [(LABOUR, 1)].into());
}

#[test]
fn subcontractors_count_with_the_general_contractor() {
    let general = crowd(SITE, 500, 2).into_iter().map(|one| Registration { unit: GENERAL, ..one });
    let rows: Vec<Registration> = crowd(SITE, 1, 3).into_iter().chain(general).collect();
    let count = head_count(SITE, &rows, today());
    assert_eq!(count.total, 5);
    assert_eq!(count.by_unit, [(GENERAL, 2), (LABOUR, 3)].into());
}

fn on_site(person: u128) -> Registration {
    Registration { stays: stays(&[("2026-03-03", "")]), ..registration(person) }
}

fn coverage(rows: &[(Registration, Vec<Contract>)], on: &str) -> UnitCoverage {
    let people = rows.iter().map(|(registration, contracts)| (registration, contracts.as_slice()));
    contract_coverage(SITE, people, day(on)).remove(&LABOUR).unwrap_or_default()
}

#[test]
fn coverage_counts_whoever_is_on_site_with_a_contract_of_the_unit() {
    let with_general = Contract { employer: GENERAL, ..contract() };
    let manager = Registration { role: Role::Manager, ..on_site(5) };
    let rows = [
        (on_site(1), vec![contract()]),
        (on_site(2), vec![with_general]),
        (on_site(3), vec![]),
        (registration(4), vec![]),
        (manager, vec![]),
    ];
    let covered = coverage(&rows, "2026-05-01");
    assert_eq!((covered.workers, covered.covered, covered.share()), (3, 1, Some(3_333)));
    assert_eq!((covered.managers, covered.managers_covered), (1, 0));
    let uncovered: Vec<(u128, Option<Uuid>)> =
        covered.uncovered.iter().map(|one| (one.person.as_u128() - 100_000, one.signed_with)).collect();
    assert_eq!(uncovered, [(2, Some(GENERAL)), (3, None), (5, None)]);
    let before = coverage(&rows, "2026-03-02");
    assert_eq!((before.workers, before.share()), (0, None));
}

#[test]
fn what_belongs_to_another_project_covers_nobody_and_is_not_counted() {
    let for_another = vec![Contract { project: OTHER_SITE, ..contract() }];
    let there = Registration { project: OTHER_SITE, ..on_site(2) };
    let covered = coverage(&[(on_site(1), for_another.clone()), (there, for_another)], "2026-05-01");
    assert_eq!((covered.workers, covered.covered), (1, 0));
    assert_eq!(covered.uncovered.first().map(|one| one.signed_with), Some(None));
}

#[test]
fn coverage_has_dates() {
    let ended = Contract { ends_on: Some(day("2026-04-30")), ..contract() };
    let since = |contracts: Vec<Contract>, on: &str| {
        coverage(&[(on_site(1), contracts)], on).uncovered.first().map(|one| one.since.to_string())
    };
    assert_eq!(since(vec![ended.clone()], "2026-04-30"), None);
    assert_eq!(since(vec![ended.clone()], "2026-05-01").as_deref(), Some("2026-05-01"));
    assert_eq!(since(vec![ended.clone()], "2026-07-01").as_deref(), Some("2026-05-01"));
    assert_eq!(since(vec![], "2026-07-01").as_deref(), Some("2026-03-03"));
    let before_entry = Contract { ends_on: Some(day("2026-03-02")), ..contract() };
    assert_eq!(since(vec![before_entry], "2026-07-01").as_deref(), Some("2026-03-03"));
    let later = Contract { signed_on: day("2026-08-01"), ..contract() };
    assert_eq!(since(vec![ended, later], "2026-07-31").as_deref(), Some("2026-05-01"));
}

#[test]
fn everybody_covered_is_a_hundred_percent_and_no_less() {
    let rows: Vec<(Registration, Vec<Contract>)> = (1..=7).map(|person| (on_site(person), vec![contract()])).collect();
    assert_eq!(coverage(&rows, "2026-05-01").share(), Some(10_000));
    let mut most = rows;
    most[6].1.clear();
    assert_eq!(coverage(&most, "2026-05-01").share(), Some(8_571));
}

proptest! {
    /// Units add up to the total, the order of rows does not matter, and one more row never takes anybody away.
    #[test]
    fn counts_add_up(rows in prop::collection::vec((0_u128..12, 0_usize..3, any::<bool>(), 0_usize..4), 0..40)) {
        let spans: [&[(&str, &str)]; 4] = [&[], &[("2026-03-03", "")], &[("2026-03-03", "2026-04-30")], &[("2026-11-20", "")]];
        let made: Vec<Registration> = rows
            .iter()
            .enumerate()
            .map(|(index, (person, unit, manages, span))| Registration {
                id: Uuid::from_u128(5_000 + index as u128),
                unit: [GENERAL, LABOUR, STRANGER_UNIT][*unit],
                role: if *manages { Role::Manager } else { Role::Worker },
                stays: stays(spans[*span]),
                ..registration(*person)
            })
            .collect();
        let count = head_count(SITE, &made, today());
        prop_assert_eq!(count.by_unit.values().sum::<u32>(), count.total);
        let people: BTreeSet<Uuid> = made.iter().map(|one| one.person).collect();
        prop_assert!((count.total + count.managers + count.left) as usize <= people.len());
        let reversed: Vec<Registration> = made.iter().rev().cloned().collect();
        prop_assert_eq!(head_count(SITE, &reversed, today()), count.clone());
        if let Some((_, fewer)) = made.split_last() {
            prop_assert!(head_count(SITE, fewer, today()).total <= count.total);
        }
    }
}
