use proptest::prelude::*;

use super::*;
use crate::choice::Choice;
use crate::fixtures::{bank, pool};

fn key(byte: u8) -> [u8; 32] {
    [byte; 32]
}

fn standard_paper(byte: u8) -> Paper {
    assemble(&Blueprint::standard(), &pool(&bank()), &key(byte)).unwrap()
}

/// Computed by a program in another language from the words of the module comment. If it changes, no published
/// commitment can be checked any more.
#[test]
fn the_same_seed_gives_the_same_paper_for_ever() {
    let hash = VersionId::from_hash(standard_paper(7).content_hash());
    assert_eq!(hash.to_string(), "1e83bb74c2e2875d969d8acec28f7a0c7220623cf14a024a8655f02bac8fd393");
}

#[test]
fn the_order_of_the_pool_does_not_matter() {
    let mut turned = pool(&bank());
    turned.reverse();
    assert_eq!(assemble(&Blueprint::standard(), &turned, &key(7)), Ok(standard_paper(7)));
}

#[test]
fn another_key_gives_another_paper() {
    assert_ne!(standard_paper(7), standard_paper(8));
}

#[test]
fn the_least_used_are_drawn_first() {
    let pool = pool(&bank());
    let unused: BTreeSet<_> = pool.iter().filter(|row| row.uses == 0).map(|row| row.version).collect();
    // A third of each cell's questions was never used, exactly as many as the cell needs.
    assert!(standard_paper(9).versions().iter().all(|version| unused.contains(version)));
}

#[test]
fn two_versions_of_one_question_never_come_together() {
    let mut rows = pool(&bank());
    for row in &mut rows {
        row.question = QuestionId("the-only-one".to_owned());
    }
    let mut blueprint = Blueprint::standard();
    blueprint.cells.truncate(1);
    blueprint.cells[0].count = 2;
    let short = assemble(&blueprint, &rows, &key(1)).unwrap_err();
    assert!(short.cells[0].available <= 1);
}

#[test]
fn a_pool_that_is_too_small_is_refused_with_every_short_cell() {
    let mut rows = pool(&bank());
    rows.retain(|row| row.point != Point::Platform);
    let short = assemble(&Blueprint::standard(), &rows, &key(1)).unwrap_err();
    assert_eq!(short.cells.len(), 3);
    assert!(short.cells.iter().all(|short| short.cell.point == Point::Platform && short.available == 0));
}

#[test]
fn sections_come_in_order_and_cases_part_by_part() {
    let paper = standard_paper(7);
    let sections: Vec<_> = paper.slots.iter().map(Slot::section).collect();
    assert!(sections.is_sorted());
    assert!(paper.slots.iter().map(|slot| slot.number).eq(1..=81));
    let parts: Vec<_> = paper.slots.iter().filter_map(|slot| slot.part).map(|part| (part.case, part.part)).collect();
    assert_eq!(parts, [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)]);
}

#[test]
fn true_and_false_keep_their_places() {
    let paper = standard_paper(7);
    let mut true_false = paper.slots.iter().filter(|slot| slot.kind == Kind::TrueFalse);
    assert!(true_false.all(|slot| slot.option_order.as_slice() == [0, 1]));
    let moved = paper.slots.iter().filter(|slot| slot.option_order != OptionOrder::unchanged(4));
    assert!(moved.count() > 40);
}

#[test]
fn a_paper_survives_json() {
    let paper = standard_paper(7);
    let json = serde_json::to_string(&paper).unwrap();
    assert_eq!(serde_json::from_str::<Paper>(&json).unwrap(), paper);
    assert!(json.len() < 16_000, "{}", json.len());
}

#[test]
fn letters_that_are_no_permutation_are_no_order() {
    for wrong in ["AA", "AC", "ABCDEFGHI", "ab"] {
        assert!(OptionOrder::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
}

#[test]
fn a_place_that_the_page_did_not_have_maps_to_nothing() {
    let order = OptionOrder::try_from("CAB".to_owned()).unwrap();
    assert_eq!(order.to_original(Choice::parse("AC", 3).unwrap()), Some(Choice::parse("BC", 3).unwrap()));
    assert_eq!(order.to_original(Choice::parse("D", 4).unwrap()), None);
}

#[test]
fn every_paper_satisfies_the_blueprint() {
    let blueprint = Blueprint::standard();
    let rows = pool(&bank());
    proptest!(ProptestConfig::with_cases(64), |(seed: [u8; 32])| {
        let paper = assemble(&blueprint, &rows, &seed).unwrap();
        let versions = paper.versions();
        let distinct: BTreeSet<_> = versions.iter().collect();
        prop_assert_eq!(distinct.len(), versions.len());
        prop_assert_eq!(paper.total(), 10_000);
        for cell in &blueprint.cells {
            let in_cell = rows.iter().filter(|row| distinct.contains(&row.version) && row.is_for(cell)).count();
            prop_assert_eq!(in_cell, cell.count as usize);
        }
    });
}

proptest! {
    #[test]
    fn an_order_maps_there_and_back(seed: [u8; 32], options in 2_u8..=8, bits: u8) {
        let order = OptionOrder::shuffled(options, &mut Stream::new(&seed));
        let choice: Choice = (0..options).filter(|i| bits & (1 << i) != 0).collect();
        let displayed = order.to_displayed(choice).unwrap();
        prop_assert_eq!(order.to_original(displayed), Some(choice));
        let letters = String::from(order.clone());
        prop_assert_eq!(OptionOrder::try_from(letters), Ok(order));
    }
}
