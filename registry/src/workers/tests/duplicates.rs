use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

fn found(rows: &[Identified<'_>]) -> Vec<(DuplicateKind, Vec<usize>)> {
    find_duplicates(rows).into_iter().map(|one| (one.kind, one.rows)).collect()
}

fn row<'a>(registration: &'a Registration, document: &'a str, name: &'a str, card: &'a str) -> Identified<'a> {
    Identified { registration, document, name, card: Some(card).filter(|card| !card.is_empty()) }
}

#[test]
fn different_people_are_no_duplicates() {
    let (one, two) = (registration(1), registration(2));
    assert!(found(&[row(&one, "d1", "甲", "c1"), row(&two, "d2", "甲", "c2")]).is_empty());
    assert!(found(&[row(&one, "d1", "甲", ""), row(&two, "d2", "乙", "")]).is_empty());
    assert!(found(&[]).is_empty());
}

#[test]
fn one_document_twice_on_a_site_is_a_duplicate() {
    let (one, two, three) = (registration(1), registration(2), registration(3));
    let rows = [row(&one, "d1", "甲", "c1"), row(&three, "d3", "丙", "c3"), row(&two, "d1", "甲", "c1")];
    assert_eq!(found(&rows), [(DuplicateKind::RegisteredTwice, vec![0, 2])]);
    let gone = Registration { stays: stays(&[("2026-03-03", "2026-05-01")]), ..registration(1) };
    let back = Registration { stays: stays(&[("2026-05-01", "")]), ..registration(2) };
    assert!(found(&[row(&gone, "d1", "甲", ""), row(&back, "d1", "甲", "")]).is_empty(), "came back in another team");
    let leaving = Registration { stays: stays(&[("2026-03-03", "2026-11-20")]), ..registration(1) };
    let coming = Registration { stays: stays(&[("2026-11-20", "")]), ..registration(2) };
    let rows = [row(&leaving, "d1", "甲", ""), row(&coming, "d1", "甲", "")];
    assert!(found(&rows).is_empty(), "changes teams today");
    let early = Registration { stays: stays(&[("2026-04-30", "")]), ..registration(2) };
    let rows = [row(&gone, "d1", "甲", ""), row(&early, "d1", "甲", "")];
    assert_eq!(found(&rows), [(DuplicateKind::RegisteredTwice, vec![0, 1])]);
}

#[test]
fn nobody_is_on_two_sites_at_once() {
    let here = Registration { stays: stays(&[("2026-03-03", "")]), ..registration(1) };
    let there = Registration { project: OTHER_SITE, stays: stays(&[("2026-04-01", "2026-04-02")]), ..registration(2) };
    let rows = [row(&here, "d1", "甲", ""), row(&there, "d1", "甲", "")];
    assert_eq!(found(&rows), [(DuplicateKind::TwoSites, vec![0, 1])]);
    let before = Registration { project: OTHER_SITE, stays: stays(&[("2026-01-01", "2026-03-03")]), ..registration(2) };
    assert!(found(&[row(&here, "d1", "甲", ""), row(&before, "d1", "甲", "")]).is_empty());
}

#[test]
fn one_document_has_one_name_and_one_card_one_document() {
    let here = registration(1);
    let there = Registration { project: OTHER_SITE, ..registration(2) };
    let rows = [row(&here, "d1", "甲", "c1"), row(&there, "d1", "乙", "c1"), row(&there, "d2", "丙", "c1")];
    assert_eq!(found(&rows), [(DuplicateKind::TwoNames, vec![0, 1]), (DuplicateKind::SharedCard, vec![0, 1, 2])]);
    let [names, cards] = &find_duplicates(&rows)[..] else { panic!("two findings") };
    assert!(names.kind.is_refused() && !cards.kind.is_refused());
}

/// As many registrations as a table may hold by mistake: looking at each pair would take minutes here.
#[test]
fn many_rows_of_one_document_are_looked_through_quickly() {
    let first = day("1990-01-01");
    let made: Vec<Registration> = (0_u32..12_000)
        .map(|number| {
            let entered = first.plus_days(i64::from(number));
            Registration {
                id: Uuid::from_u128(u128::from(number)),
                project: if number % 2 == 0 { SITE } else { OTHER_SITE },
                stays: Stays::new(vec![Stay { entered, left: Some(entered.next()) }], day("2030-01-01")).unwrap(),
                ..registration(1)
            }
        })
        .collect();
    let rows: Vec<Identified<'_>> = made.iter().map(|one| row(one, "d1", "甲", "c1")).collect();
    let begun = std::time::Instant::now();
    assert!(found(&rows).is_empty());
    assert!(begun.elapsed().as_secs() < 20);
}

proptest! {
    /// Whatever the stays, the finding names those rows that make a pair with another.
    #[test]
    fn meetings_are_those_that_pairs_show(
        rows in prop::collection::vec((any::<bool>(), prop::collection::vec((0_i64..12, 0_i64..4), 0..3), any::<bool>()), 0..8),
    ) {
        let start = day("2026-06-01");
        let made: Vec<Registration> = rows
            .iter()
            .map(|(here, spans, is_open)| {
                let mut next = start;
                let mut spent: Vec<Stay> = spans
                    .iter()
                    .map(|(wait, length)| {
                        let entered = next.plus_days(*wait);
                        next = entered.plus_days(*length);
                        Stay { entered, left: Some(next) }
                    })
                    .collect();
                if let Some(last) = spent.last_mut().filter(|_| *is_open) {
                    last.left = None;
                }
                let project = if *here { SITE } else { OTHER_SITE };
                Registration { project, stays: Stays::new(spent, today()).unwrap(), ..registration(1) }
            })
            .collect();
        let pairs = |kind, is_pair: &dyn Fn(&Registration, &Registration) -> bool| {
            let indices = 0..made.len();
            let has_partner = |one: &usize| indices.clone().any(|other| other != *one && is_pair(&made[*one], &made[other]));
            let rows: Vec<usize> = indices.clone().filter(has_partner).collect();
            (kind, rows)
        };
        let expected: BTreeSet<(DuplicateKind, Vec<usize>)> = [
            pairs(DuplicateKind::RegisteredTwice, &|one, other| one.project == other.project && one.stands_beside(other)),
            pairs(DuplicateKind::TwoSites, &|one, other| one.project != other.project && one.stays.meet(&other.stays)),
        ]
        .into_iter()
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
        let rows: Vec<Identified<'_>> = made.iter().map(|one| row(one, "d1", "甲", "")).collect();
        prop_assert_eq!(found(&rows).into_iter().collect::<BTreeSet<_>>(), expected);
    }
}
