use crate::Instant;
use crate::exams::{Earlier, ExamKind, Policy, Standing, check_start, deadline};
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
    }
}

fn standing() -> Standing {
    Standing {
        opens_at: Instant(0),
        closes_at: Instant(30 * DAY_MS),
        study_minutes: Some((180, 180)),
        holds_valid_certificate: false,
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
    check(&standing(), &policy(), 30 * DAY_MS, Some("exams.window_closed"));
    check(&Standing { holds_valid_certificate: true, ..standing() }, &policy(), 1, Some("exams.already_certified"));
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
