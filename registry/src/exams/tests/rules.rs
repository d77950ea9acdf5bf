use crate::Instant;
use crate::exams::conduct::Conduct;
use crate::exams::{Earlier, ExamKind, Late, Policy, Review, Standing, check_start, deadline};
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};

fn policy() -> Policy {
    Policy {
        limit_ms: 90 * MINUTE_MS,
        pass_score: 6000,
        attempts: 2,
        resit_wait_ms: DAY_MS,
        receive_grace_ms: 5000,
        late_entry_ms: None,
        review_after_window: true,
        hold_without_identity: true,
        allow_secondary: false,
        late: Late::Autosubmit,
        review: None,
        conduct: Conduct::default(),
    }
}

fn standing() -> Standing {
    Standing {
        opens_at: Instant(0),
        closes_at: Instant(30 * DAY_MS),
        study_minutes: Some((180, 180)),
        holds_valid_certificate: false,
        awaits_approval: false,
        awaits_command: false,
        is_inside: true,
        earlier: vec![],
    }
}

#[track_caller]
fn check(standing: &Standing, policy: &Policy, now: i64, expected: Option<&str>) {
    let found = check_start(standing, policy, ExamKind::Certification, Instant(now)).err();
    assert_eq!(found.map(|refusal| refusal.code), expected);
}

fn failed_at(at: i64) -> Earlier {
    Earlier { finished_at: Instant(at), passed: false }
}

#[test]
fn whoever_fulfils_everything_may_start() {
    check(&standing(), &policy(), HOUR_MS, None);
}

#[test]
fn each_condition_refuses_with_its_own_reason() {
    check(&Standing { opens_at: Instant(5), ..standing() }, &policy(), 4, Some("exams.not_open_yet"));
    check(&Standing { awaits_command: true, ..standing() }, &policy(), HOUR_MS, Some("exams.awaits_command"));
    check(&Standing { is_inside: false, ..standing() }, &policy(), HOUR_MS, Some("exams.outside_network"));
    check(&standing(), &policy(), 30 * DAY_MS, Some("exams.window_closed"));
    check(&Standing { holds_valid_certificate: true, ..standing() }, &policy(), 1, Some("exams.already_certified"));
    check(&Standing { awaits_approval: true, ..standing() }, &policy(), 1, Some("exams.recertification_unapproved"));
    check(&Standing { study_minutes: Some((179, 180)), ..standing() }, &policy(), 1, Some("exams.hours_missing"));
    let fixed = Policy { late_entry_ms: Some(30 * MINUTE_MS), ..policy() };
    check(&standing(), &fixed, 30 * MINUTE_MS, None);
    check(&standing(), &fixed, 30 * MINUTE_MS + 1, Some("exams.entry_closed"));
}

#[test]
fn one_resit_after_the_waiting_time_and_no_third_attempt() {
    let once = Standing { earlier: vec![failed_at(HOUR_MS)], ..standing() };
    check(&once, &policy(), HOUR_MS + DAY_MS - 1, Some("exams.resit_too_early"));
    check(&once, &policy(), HOUR_MS + DAY_MS, None);
    let twice = Standing { earlier: vec![failed_at(HOUR_MS), failed_at(2 * DAY_MS)], ..standing() };
    check(&twice, &policy(), 20 * DAY_MS, Some("exams.attempts_used"));
    let passed = Standing { earlier: vec![Earlier { passed: true, ..failed_at(HOUR_MS) }], ..standing() };
    check(&passed, &policy(), 20 * DAY_MS, Some("exams.already_passed"));
}

#[test]
fn extra_time_is_added_after_the_windows_end() {
    let closes = Instant(100);
    assert_eq!(deadline(Instant(0), 50, closes, 0), Instant(50));
    assert_eq!(deadline(Instant(80), 50, closes, 0), Instant(100));
    assert_eq!(deadline(Instant(80), 50, closes, 30), Instant(130));
}

#[test]
fn a_grace_takes_the_hand_in_longer_and_answers_no_longer() {
    let times = Policy { late: Late::Grace { span_ms: 60_000 }, ..policy() }.times(Instant(100));
    assert_eq!((times.accepts_until, times.closes_at), (Instant(5_100), Instant(65_101)));
    assert_eq!(policy().times(Instant(100)).closes_at, Instant(5_101));
}

#[test]
fn an_official_paper_is_looked_at_after_the_window_at_the_earliest() {
    let (closes, at_once) = (Instant(100), Policy { review: Some(Review::AtOnce), ..policy() });
    assert!(at_once.may_review(ExamKind::Mock, closes, Instant(1)));
    assert!(!at_once.may_review(ExamKind::Certification, closes, Instant(99)));
    assert!(policy().may_review(ExamKind::Certification, closes, Instant(100)));
    assert!(!Policy { review: Some(Review::Never), ..policy() }.may_review(ExamKind::Mock, closes, Instant(200)));
}

#[test]
fn a_policy_that_was_stored_before_these_rules_still_reads() {
    let mut stored = serde_json::to_value(policy()).unwrap();
    let fields = stored.as_object_mut().unwrap();
    fields.remove("late").zip(fields.remove("review")).unwrap();
    assert_eq!(serde_json::from_value::<Policy>(stored).unwrap(), policy());
}
