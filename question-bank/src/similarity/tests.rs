use std::collections::BTreeSet;
use std::time::Instant;

use super::simulated::{Plan, Simulated, simulate};
use super::*;

/// 81 items on each paper: all of them the same, or drawn from 260.
const SAME: Plan =
    Plan { seed: 1, candidates: 500, pool: 81, paper: 81, planted: 20, share: 0.7, class: 30, taught_wrong: 0 };
const DRAWN: Plan = Plan { pool: 260, ..SAME };

struct Rates {
    found: usize,
    planted: usize,
    false_pairs: usize,
    honest_pairs: u64,
}

fn rates(plan: Plan) -> Rates {
    let Simulated { sitting, planted } = simulate(plan);
    let screening = screen(&sitting, default_threshold(plan.candidates));
    let planted: BTreeSet<_> = planted.into_iter().collect();
    let found = screening.pairs.iter().filter(|pair| planted.contains(&(pair.one, pair.other))).count();
    Rates {
        found,
        planted: planted.len(),
        false_pairs: screening.pairs.len() - found,
        honest_pairs: screening.pairs_compared - planted.len() as u64,
    }
}

/// What `docs/decisions/0012-answer-similarity.md` says of 500 candidates, each figure with room for one cohort's chance.
#[test]
fn copying_is_found_at_the_stated_rate_and_honest_pairs_are_not_listed() {
    for (plan, at_least, at_most_false) in [
        (Plan { share: 1.0, ..SAME }, 18, 0),
        (Plan { share: 0.7, ..SAME }, 12, 0),
        (Plan { share: 1.0, ..DRAWN }, 8, 0),
        (Plan { share: 0.7, taught_wrong: 8, ..SAME }, 12, 5),
    ] {
        let Rates { found, planted, false_pairs, .. } = rates(plan);
        assert!(found >= at_least, "{found} of {planted} found, at least {at_least} are stated");
        assert!(false_pairs <= at_most_false, "{false_pairs} honest pairs listed");
    }
}

#[test]
fn a_cohort_without_copying_has_no_listed_pair() {
    let Simulated { sitting, .. } = simulate(Plan { planted: 0, seed: 9, ..SAME });
    let screening = screen(&sitting, default_threshold(SAME.candidates));
    assert_eq!((screening.pairs.as_slice(), screening.pairs_compared), (&[][..], 124_750));
}

#[test]
fn the_list_does_not_depend_on_the_order_of_the_attempts() {
    let Simulated { mut sitting, .. } = simulate(Plan { candidates: 120, ..SAME });
    let pairs = |sitting: &Sitting, place: fn(usize) -> usize| -> BTreeSet<_> {
        let named = |pair: SimilarPair| {
            let (a, b) = (place(pair.one), place(pair.other));
            (a.min(b), a.max(b), pair.score, pair.shared.len())
        };
        screen(sitting, 300).pairs.into_iter().map(named).collect()
    };
    let straight = pairs(&sitting, |place| place);
    assert!(straight.len() > 5);
    sitting.attempts.reverse();
    assert_eq!(pairs(&sitting, |place| 119 - place), straight);
}

#[test]
fn what_is_listed_is_really_shared_and_comes_by_rarity() {
    let Simulated { sitting, .. } = simulate(SAME);
    let screening = screen(&sitting, default_threshold(SAME.candidates));
    assert!(screening.pairs.is_sorted_by_key(|pair| -pair.score));
    for pair in &screening.pairs {
        assert!(pair.score >= screening.threshold && pair.common == 81 && pair.shared.len() >= LEAST_SHARED);
        for shared in &pair.shared {
            let gave =
                |attempt: usize| sitting.attempts[attempt].responses.iter().find(|r| r.item == shared.item).unwrap();
            let (one, other) = (gave(pair.one), gave(pair.other));
            assert!(one.chosen == shared.chosen && other.chosen == shared.chosen);
            assert!(one.score < sitting.items[&shared.item].full && shared.gave >= 2 && shared.gave < shared.had);
        }
        assert!(pair.shared.is_sorted_by(|a, b| a.gave * b.had <= b.gave * a.had));
    }
}

/// Everybody falls for the same wrong answer to half of the items: sharing those says next to nothing.
#[test]
fn common_mistakes_add_next_to_nothing_and_right_answers_nothing() {
    let Simulated { mut sitting, .. } = simulate(Plan { candidates: 60, planted: 0, ..SAME });
    for attempt in &mut sitting.attempts {
        for (n, response) in attempt.responses.iter_mut().enumerate() {
            let full = sitting.items[&response.item].full;
            let common = Choice::EMPTY.with(if sitting.items[&response.item].right.contains(0) { 1 } else { 0 });
            (response.chosen, response.score) =
                if n % 2 == 0 { (common, 0) } else { (sitting.items[&response.item].right, full) };
        }
    }
    let all = screen(&sitting, i32::MIN);
    assert_eq!(all.pairs.len() as u64, all.pairs_compared);
    assert!(all.pairs.iter().all(|pair| pair.shared.len() == 41 && pair.score < 100), "{:?}", all.pairs[0].score);
}

#[test]
fn where_too_few_sat_nothing_is_said() {
    for candidates in [0, 1, 2, LEAST_ATTEMPTS - 1] {
        let Simulated { sitting, .. } = simulate(Plan { candidates, planted: candidates / 2, share: 1.0, ..SAME });
        assert_eq!(screen(&sitting, i32::MIN).pairs, []);
    }
}

#[test]
fn the_threshold_rises_with_the_number_of_pairs() {
    assert_eq!([0, 2, 500, 2_000].map(default_threshold), [100, 100, 610, 731]);
}

/// Prints the table of `docs/decisions/0012-answer-similarity.md`.
#[test]
#[ignore = "takes minutes: the table of the decision, `cargo test --release -p question-bank --lib similarity -- --ignored --nocapture`"]
fn the_table_of_rates() {
    for (papers, plan) in [("same", SAME), ("drawn", DRAWN)] {
        for (candidates, cohorts) in [(500, 10), (2_000, 3)] {
            for taught_wrong in [0, 8] {
                for share in [0.3, 0.5, 0.7, 1.0] {
                    let mut sum = Rates { found: 0, planted: 0, false_pairs: 0, honest_pairs: 0 };
                    for seed in 1..=cohorts {
                        let of = rates(Plan { seed, candidates, share, taught_wrong, ..plan });
                        sum.found += of.found;
                        sum.planted += of.planted;
                        sum.false_pairs += of.false_pairs;
                        sum.honest_pairs += of.honest_pairs;
                    }
                    let Rates { found, planted, false_pairs, honest_pairs } = sum;
                    println!(
                        "{papers} {candidates} taught wrong {taught_wrong} share {share}: {found}/{planted}, false {false_pairs}/{honest_pairs}"
                    );
                }
            }
        }
    }
}

#[test]
#[ignore = "a measurement: `cargo test --release -p question-bank --lib similarity -- --ignored --nocapture`"]
fn the_time_of_two_thousand_candidates() {
    for (papers, plan) in [("same", SAME), ("drawn", DRAWN)] {
        let Simulated { sitting, .. } = simulate(Plan { candidates: 2_000, ..plan });
        let start = Instant::now();
        let screening = screen(&sitting, default_threshold(2_000));
        println!("{papers}: {} pairs compared in {:?}", screening.pairs_compared, start.elapsed());
    }
}
