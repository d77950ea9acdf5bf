use super::*;
use crate::fixtures::{bank, pool};
use crate::paper::assemble;
use crate::question::{Body, Question};

fn rewritten(question: &Question) -> PoolQuestion {
    let mut question = question.clone();
    match &mut question.body {
        Body::Item(item) => item.stem.push('。'),
        Body::Case(case) => case.stem.push('。'),
    }
    PoolQuestion::of(&question, 0)
}

/// The standard blueprint with a pool that holds three times what its first cell needs.
fn laid() -> (Blueprint, Vec<Question>, Vec<PoolQuestion>) {
    let bank = bank();
    let pool = pool(&bank);
    (Blueprint::standard(), bank, pool)
}

fn of_cell(cell: &Cell, pool: &[PoolQuestion]) -> Vec<PoolQuestion> {
    let mut rows: Vec<_> = pool.iter().filter(|row| row.is_for(cell)).cloned().collect();
    rows.sort_by_key(|row| row.version);
    rows
}

#[test]
fn what_may_be_drawn_stays_as_it_is() {
    let (blueprint, _, pool) = laid();
    assert_eq!(settle(&blueprint, &pool, &[], &pool), (PoolChange::default(), vec![]));
}

#[test]
fn exactly_what_may_not_be_drawn_leaves() {
    let (blueprint, _, pool) = laid();
    let (one, two) = (pool[0].version, pool[40].version);
    let drawable: Vec<_> = pool.iter().filter(|row| ![one, two].contains(&row.version)).cloned().collect();
    let (change, kept) = settle(&blueprint, &pool, &[], &drawable);
    let mut expected = [one, two];
    expected.sort();
    assert_eq!((change.withdrawn.as_slice(), change.added.len(), kept.len()), (&expected[..], 0, 0));
    let after = change.after(&pool);
    assert_eq!(after.len(), pool.len() - 2);
    assert!((0..=u8::MAX).all(|key| {
        let paper = assemble(&blueprint, &after, &[key; 32]).unwrap();
        !paper.versions().iter().any(|version| expected.contains(version))
    }));
}

#[test]
fn a_newer_version_takes_the_place_of_its_question_and_its_uses() {
    let (blueprint, bank, pool) = laid();
    let newer = rewritten(&bank[1]);
    let drawable: Vec<_> = pool.iter().skip(2).chain([&pool[0], &newer]).cloned().collect();
    let (change, kept) = settle(&blueprint, &pool, &[], &drawable);
    assert_eq!((change.withdrawn, kept.len()), (vec![pool[1].version], 0));
    assert_eq!(change.added, [PoolQuestion { uses: pool[1].uses, ..newer }]);
}

#[test]
fn a_short_cell_takes_what_the_bank_holds_by_now() {
    let (blueprint, bank, pool) = laid();
    let cell = blueprint.cells[0];
    let gone = of_cell(&cell, &pool);
    let fresh: Vec<_> = (0..cell.count)
        .map(|n| {
            let mut other = bank.iter().find(|one| PoolQuestion::of(one, 0).is_for(&cell)).unwrap().clone();
            other.id = QuestionId(format!("fresh-{n}"));
            rewritten(&other)
        })
        .map(|row| PoolQuestion { version: VersionId::from_hash([row.question.0.as_bytes()[6]; 32]), ..row })
        .collect();
    let others = pool.iter().filter(|row| !row.is_for(&cell));
    let drawable: Vec<_> = others.chain(&fresh).cloned().collect();
    let (change, kept) = settle(&blueprint, &pool, &[], &drawable);
    assert_eq!((change.withdrawn.len(), change.added.len(), kept.len()), (gone.len(), fresh.len(), 0));
    assert!(assemble(&blueprint, &change.after(&pool), &[1; 32]).is_ok());
}

#[test]
fn where_nothing_else_is_left_as_few_stay_as_it_takes_and_are_named() {
    let (blueprint, _, pool) = laid();
    let cell = blueprint.cells[0];
    let gone = of_cell(&cell, &pool);
    let wanted = usize::try_from(cell.count).unwrap();
    let drawable: Vec<_> = pool.iter().filter(|row| !row.is_for(&cell)).cloned().collect();
    let (change, kept) = settle(&blueprint, &pool, &[], &drawable);
    let first: Vec<_> = gone.iter().take(wanted).map(|row| row.version).collect();
    assert_eq!(kept, [Kept { cell, versions: first.clone() }]);
    assert_eq!(change.withdrawn.len(), gone.len() - wanted);
    let after = change.after(&pool);
    assert!(assemble(&blueprint, &after, &[1; 32]).is_ok(), "nobody is left without a paper");
    // looked at again, nothing else changes and they are named again
    assert_eq!(settle(&blueprint, &after, &pool, &drawable), (PoolChange::default(), kept));
}

#[test]
fn what_may_be_drawn_again_comes_back_as_it_was() {
    let (blueprint, _, pool) = laid();
    let drawable: Vec<_> = pool.iter().skip(1).cloned().collect();
    let (change, _) = settle(&blueprint, &pool, &pool, &drawable);
    let after = change.after(&pool);
    let (back, kept) = settle(&blueprint, &after, &pool, &pool);
    assert_eq!((back.withdrawn.len(), back.added.as_slice(), kept.len()), (0, &pool[..1], 0));
    let mut whole = pool.clone();
    whole.sort_by_key(|row| (row.version, row.uses));
    assert_eq!(back.after(&after), whole);
}
