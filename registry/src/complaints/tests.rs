#![allow(clippy::unwrap_used)]

use super::*;
use crate::calendar::Calendar;

const FIRST: Uuid = Uuid::from_u128(1);
const SECOND: Uuid = Uuid::from_u128(2);

fn made(step: Step, account: Uuid, due: Option<Due>) -> Made {
    Made { step, verdict: None, words: String::new(), account, at: Instant(0), due }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

#[test]
fn the_last_day_is_counted_and_a_provisional_one_shuts_nobody_out() {
    let due = Calendar::built_in().add_working_days(day("2026-11-20"), 5);
    check_in_time(due, day("2026-11-27")).unwrap();
    let late = check_in_time(due, day("2026-11-28")).unwrap_err();
    assert_eq!((late.code, late.details[0].1.as_str()), ("complaints.too_late", "2026年11月27日"));
    let unknown = Calendar::built_in().add_working_days(day("2026-12-30"), 5);
    check_in_time(unknown, day("2027-06-01")).unwrap();
}

#[test]
fn the_review_is_another_persons() {
    let filed = [made(Step::Filed, SECOND, None)];
    assert_eq!(answer_step(&filed, FIRST).unwrap(), Step::Answered);
    let asked =
        [made(Step::Filed, SECOND, None), made(Step::Answered, FIRST, None), made(Step::ReviewAsked, SECOND, None)];
    assert_eq!(answer_step(&asked, FIRST).unwrap_err().code, "complaints.another_must_review");
    assert_eq!(answer_step(&asked, SECOND).unwrap(), Step::Reviewed);
    assert_eq!(answer_step(&asked[..2], FIRST).unwrap_err().code, "complaints.nothing_waits");
}

#[test]
fn a_review_is_asked_for_once_after_the_answer_and_in_time() {
    let today = day("2026-11-20");
    let due = Some(Due::Fixed(today));
    let filed = made(Step::Filed, FIRST, due);
    assert_eq!(check_review(std::slice::from_ref(&filed), today).unwrap_err().code, "complaints.not_answered_yet");
    let answered = [filed.clone(), made(Step::Answered, SECOND, due)];
    check_review(&answered, today).unwrap();
    assert_eq!(check_review(&answered, day("2026-11-21")).unwrap_err().code, "complaints.too_late");
    let asked = [filed, made(Step::Answered, SECOND, due), made(Step::ReviewAsked, FIRST, due)];
    assert_eq!(check_review(&asked, today).unwrap_err().code, "complaints.reviewed_once");
}

#[test]
fn words_are_few_but_not_none() {
    assert_eq!(words(" 第12题答案有误 ").unwrap(), "第12题答案有误");
    assert_eq!(words("不服").unwrap_err().field, Some("words"));
    assert!(words(&"字".repeat(1_001)).is_err());
}

#[cfg(feature = "fixtures")]
mod days;
#[cfg(feature = "fixtures")]
mod stored;
#[cfg(feature = "fixtures")]
mod voided;
