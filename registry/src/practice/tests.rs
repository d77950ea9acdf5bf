#![allow(clippy::unwrap_used)]

mod books;
mod chapters;
mod mocks;
mod reports;
mod rounds;

use question_bank::grade::Verdict;
use question_bank::{Choice, Question, bank};

use super::rounds::{OpenPlace, answer, show};
use super::*;
use crate::instant::HOUR_MS;
use crate::{Ctx, Fault};

pub fn question(id: &str) -> Question {
    bank::embedded().unwrap().questions.into_iter().find(|question| question.id.0 == id).unwrap()
}

/// Answers one question of a round, rightly or as wrongly as it goes.
pub async fn solve(ctx: &Ctx, round: Uuid, number: u16, wanted: Verdict) -> Verdict {
    let open = show(ctx, round, Some(number)).await.unwrap().open;
    let Some(OpenPlace::Asked { question: id, item, .. }) = open else { panic!("{number} is not open") };
    let question = question(&id);
    let key = question.item(item.part.map(|part| part.part)).unwrap();
    let words = if key.options.is_empty() { vec!["t".to_owned(), "f".to_owned()] } else { key.options.clone() };
    let shown = if key.options.is_empty() { words.clone() } else { item.options.clone() };
    let right: Choice = (0_u8..)
        .zip(&shown)
        .filter(|(_, option)| key.right.iter().any(|index| words[usize::from(index)] == **option))
        .map(|(place, _)| place)
        .collect();
    let wrong = (0_u8..).find(|place| !right.contains(*place)).unwrap();
    let chosen = if wanted == Verdict::Right { right } else { Choice::EMPTY.with(wrong) };
    answer(ctx, round, number, chosen).await.unwrap()
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, Fault>) -> &'static str {
    outcome.unwrap_err().code().unwrap_or("no refusal")
}

#[test]
fn a_wrong_answer_enters_the_book_and_two_right_ones_in_a_row_leave_it() {
    let at = |n: i64| Instant(n);
    let wrong = after(None, Verdict::Wrong, at(1));
    assert_eq!((wrong.wrong, wrong.streak, wrong.booked_at, wrong.missing()), (1, 0, Some(at(1)), 2));
    let once = after(Some(wrong), Verdict::Right, at(2));
    assert_eq!((once.right, once.booked_at, once.missing()), (1, Some(at(1)), 1));
    let again_wrong = after(Some(once), Verdict::Incomplete, at(3));
    assert_eq!((again_wrong.streak, again_wrong.booked_at), (0, Some(at(1))), "since when it stands there stays");
    let out = [at(4), at(5)].into_iter().fold(again_wrong, |mark, at| after(Some(mark), Verdict::Right, at));
    assert_eq!((out.booked_at, out.answered(), out.last_at), (None, 5, at(5)));
    assert_eq!(after(Some(out), Verdict::Wrong, at(6)).booked_at, Some(at(6)));
}

#[test]
fn what_was_left_blank_is_neither_right_nor_wrong() {
    let blank = after(None, Verdict::Blank, Instant(1));
    assert_eq!((blank.answered(), blank.booked_at), (0, None));
    let wrong = after(Some(blank), Verdict::Wrong, Instant(2));
    assert_eq!(after(Some(wrong), Verdict::Blank, Instant(3)).booked_at, Some(Instant(2)));
}

#[test]
fn so_many_reports_a_day_and_then_a_day_after_the_first() {
    let now = Instant(100 * HOUR_MS);
    let made: Vec<Instant> = (0..10).map(|hour| now.minus_ms((10 - hour) * HOUR_MS)).collect();
    assert_eq!(check_report_rate(&made[1..], now), Ok(()));
    let refusal = check_report_rate(&made, now).unwrap_err();
    assert!(refusal.details.contains(&("from", made[0].plus_ms(DAY_MS).chinese())), "{refusal:?}");
    assert_eq!(check_report_rate(&made, now.plus_ms(14 * HOUR_MS)), Ok(()));
}

#[test]
fn words_have_a_length_and_lose_their_edges() {
    assert_eq!(check_words("words", "  答案应当是第二项 "), Ok("答案应当是第二项".to_owned()));
    assert_eq!(check_words("words", " 错了 ").unwrap_err().code, "practice.words_length");
    assert!(check_words("words", &"字".repeat(501)).is_err());
}

#[test]
fn codes_come_back() {
    assert!(Only::ALL.into_iter().all(|one| Only::parse(one.code()) == Some(one)));
    assert!(Order::ALL.into_iter().all(|one| Order::parse(one.code()) == Some(one)));
    assert!(ReportKind::ALL.into_iter().all(|one| ReportKind::parse(one.code()) == Some(one)));
    assert!(ReportOutcome::ALL.into_iter().all(|one| ReportOutcome::parse(one.code()) == Some(one)));
}
