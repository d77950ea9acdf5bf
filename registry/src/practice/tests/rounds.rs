use std::collections::BTreeSet;

use question_bank::{Choice, Kind, Point, PoolQuestion, Purpose};

use super::*;
use crate::fixtures::Part;
use crate::on_both;
use crate::practice::picking::{Marks, pick};
use crate::practice::progress::{DAYS, overview};
use crate::practice::rounds::{end, start};

fn pool() -> Vec<PoolQuestion> {
    let bank = bank::embedded().unwrap().questions;
    bank.iter().filter(|one| one.purpose == Purpose::Practice).map(|one| PoolQuestion::of(one, 0)).collect()
}

fn picked(wish: &Wish, marks: &Marks, key: u8) -> Vec<String> {
    let pool = pool();
    let paper = pick(&pool, wish, marks, &BTreeSet::new(), &[key; 32]);
    let id = |slot: &Slot| pool.iter().find(|one| one.version == slot.version).unwrap().question.0.clone();
    paper.slots.iter().map(id).collect()
}

#[test]
fn a_round_has_what_was_wished_for_and_nothing_else() {
    let none = Marks::new();
    let wish = Wish { point: Some(Point::RealName), kind: Some(Kind::Multiple), count: 200, ..Wish::default() };
    let all = picked(&wish, &none, 1);
    let fitting = pool().into_iter().filter(|one| (one.point, one.kind) == (Point::RealName, Kind::Multiple));
    assert_eq!(all.iter().cloned().collect::<BTreeSet<_>>(), fitting.map(|one| one.question.0).collect());
    assert_eq!(picked(&wish, &none, 1), all, "the same key gives the same round");
    assert_ne!(picked(&Wish { kind: None, ..wish }, &none, 1), picked(&Wish { kind: None, ..wish }, &none, 2));
    let turn = picked(&Wish { order: Order::InTurn, count: 5, ..wish }, &none, 3);
    assert!(turn.is_sorted() && turn.len() == 5, "{turn:?}");
}

#[test]
fn new_ones_are_those_never_answered_and_the_least_practised_come_first() {
    let wish = Wish { point: Some(Point::Platform), count: 200, ..Wish::default() };
    let all = picked(&wish, &Marks::new(), 1);
    let mark = |verdict| after(None, verdict, Instant(1));
    let place = |id: &String| Place { question: id.clone(), part: 0 };
    let marks: Marks = [(place(&all[0]), mark(Verdict::Wrong)), (place(&all[1]), mark(Verdict::Blank))].into();
    let new = picked(&Wish { only: Only::New, ..wish }, &marks, 1);
    assert!(!new.contains(&all[0]) && new.contains(&all[1]) && new.len() == all.len() - 1);
    assert_eq!(picked(&Wish { only: Only::Wrong, ..wish }, &marks, 1), all[..1]);
    assert_eq!(picked(&wish, &marks, 9).last(), Some(&all[0]));
}

#[test]
fn a_case_comes_whole_and_counts_as_one_question() {
    let wish = Wish { kind: Some(Kind::Case), count: 1, ..Wish::default() };
    let parts = picked(&wish, &Marks::new(), 4);
    assert!(parts.len() > 1 && parts.iter().all(|id| *id == parts[0]), "{parts:?}");
}

on_both! {
    async fn an_answer_is_marked_at_once_and_only_once(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let round = start(&me, &Wish { count: 3, kind: Some(Kind::Single), ..Wish::default() }).await.unwrap();
        assert_eq!(refused(answer(&me, round, 1, Choice::EMPTY).await), "practice.nothing_chosen");
        assert_eq!(refused(answer(&me, round, 1, Choice::TRUE.with(1)).await), "practice.one_only");
        assert_eq!(refused(answer(&me, round, 1, Choice::EMPTY.with(7)).await), "practice.no_such_option");
        assert_eq!(solve(&me, round, 1, Verdict::Wrong).await, Verdict::Wrong);
        let view = show(&me, round, Some(1)).await.unwrap();
        let Some(OpenPlace::Solved(solved)) = view.open else { panic!("it was answered") };
        assert_eq!(solved.verdict, Verdict::Wrong);
        assert!(!solved.solution.explanation.is_empty() && !solved.solution.sources.is_empty());
        // a second answer changes nothing
        assert_eq!(answer(&me, round, 1, solved.solution.right).await.unwrap(), Verdict::Wrong);
        assert_eq!(overview(&me).await.unwrap().answered(), 1);
        assert_eq!(show(&me, round, None).await.unwrap().next_open(1), Some(2));
        solve(&me, round, 2, Verdict::Right).await;
        solve(&me, round, 3, Verdict::Right).await;
        let view = show(&me, round, None).await.unwrap();
        assert_eq!((view.right(), view.answered(), view.open.is_none()), (2, 3, true));
        assert_eq!(view.ended_at, Some(bed.ctx.now()), "the last answer ends the round");
    }

    async fn what_is_not_answered_tells_no_key(school: School) {
        let (_bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let round = start(&me, &Wish { count: 50, ..Wish::default() }).await.unwrap();
        let count = show(&me, round, None).await.unwrap().places.len();
        for number in 1..=u16::try_from(count).unwrap() {
            let view = show(&me, round, Some(number)).await.unwrap();
            assert!(matches!(view.open, Some(OpenPlace::Asked { .. })), "{number}");
        }
        assert!(matches!(show(&me, round, Some(0)).await, Err(Fault::NotFound)));
        assert!(matches!(show(&me, round, Some(9_999)).await, Err(Fault::NotFound)));
    }

    async fn official_questions_are_in_no_round(school: School) {
        let (_bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let round = start(&me, &Wish { count: MOST_QUESTIONS, ..Wish::default() }).await.unwrap();
        let count = show(&me, round, None).await.unwrap().places.len();
        assert!(count >= 160, "{count}");
        for number in (1..=u16::try_from(count).unwrap()).step_by(7) {
            let Some(OpenPlace::Asked { question: id, .. }) = show(&me, round, Some(number)).await.unwrap().open else { panic!() };
            assert_eq!(question(&id).purpose, Purpose::Practice, "{id}");
        }
        for count in [0, MOST_QUESTIONS + 1] {
            assert_eq!(refused(start(&me, &Wish { count, ..Wish::default() }).await), "practice.count_range");
        }
        assert_eq!(refused(start(&me, &Wish { only: Only::Wrong, ..Wish::default() }).await), "practice.nothing_fits");
    }

    async fn a_new_round_ends_the_one_before_and_strangers_see_neither(school: School) {
        let (_bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let first = start(&me, &Wish::default()).await.unwrap();
        solve(&me, first, 1, Verdict::Right).await;
        assert_eq!(overview(&me).await.unwrap().round.unwrap().id, first);
        let second = start(&me, &Wish::default()).await.unwrap();
        assert_eq!(overview(&me).await.unwrap().round.unwrap().id, second);
        assert_eq!(refused(answer(&me, first, 2, Choice::TRUE).await), "practice.round_over");
        let stranger = world.as_(Part::Bystander);
        assert!(matches!(show(&stranger, second, None).await, Err(Fault::NotFound)));
        assert!(matches!(answer(&stranger, second, 1, Choice::TRUE).await, Err(Fault::NotFound)));
        assert!(matches!(end(&stranger, second).await, Err(Fault::NotFound)));
        assert!(matches!(start(&world.anonymous(), &Wish::default()).await, Err(Fault::Anonymous)));
        end(&me, second).await.unwrap();
        end(&me, second).await.unwrap();
        assert_eq!(overview(&me).await.unwrap().round, None);
    }

    async fn progress_is_counted_by_point_and_by_day(school: School) {
        let (bed, world) = school.apart();
        let me = world.as_(Part::CandidateNew);
        let wish = Wish { point: Some(Point::Platform), kind: Some(Kind::Single), count: 2, ..Wish::default() };
        let round = start(&me, &wish).await.unwrap();
        solve(&me, round, 1, Verdict::Wrong).await;
        bed.clock.advance_ms(DAY_MS);
        solve(&me, round, 2, Verdict::Right).await;
        let seen = overview(&me).await.unwrap();
        let platform = seen.points.iter().find(|one| one.point == Point::Platform).unwrap().tally;
        assert_eq!((platform.count, platform.answered, platform.known, platform.mistakes), (7, 2, 1, 1));
        assert_eq!((seen.days.len(), seen.mistakes, seen.answered()), (DAYS, 1, 2));
        let last: Vec<_> = seen.days.iter().rev().take(3).map(|day| (day.answered, day.right)).collect();
        assert_eq!(last, [(1, 1), (1, 0), (0, 0)]);
        assert_eq!(seen.days.last().unwrap().day, bed.ctx.now().day());
    }
}
