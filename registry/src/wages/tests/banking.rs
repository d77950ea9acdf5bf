use proptest::prelude::*;

use super::*;
use crate::Instant;

fn now() -> Instant {
    day("2026-11-20").starts_at()
}

fn answer(outcome: BankOutcome, on: &str) -> BankResult {
    let (amount_fen, reason) = match outcome {
        BankOutcome::Succeeded => (950_000, None),
        BankOutcome::Failed => (0, Some("账户状态异常".into())),
        BankOutcome::Returned => (950_000, Some("退汇".into())),
    };
    BankResult { outcome, amount_fen, at: day(on).starts_at(), receipt: Some("R1".into()), reason }
}

fn row(number: u128, result: BankResult) -> ResultRow {
    ResultRow { reference: format!("P{number}"), result }
}

fn codes(outcome: &RowOutcome) -> Vec<&'static str> {
    match outcome {
        RowOutcome::Refused(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
        _ => vec![],
    }
}

fn with(answers: &[&[BankOutcome]]) -> PaymentBatch {
    let mut batch = sent((1..=answers.len() as u128).map(line).collect());
    for (number, outcomes) in (1_u128..).zip(answers) {
        for (index, outcome) in outcomes.iter().enumerate() {
            let on = format!("2026-11-{}", 13 + index);
            let (next, taken) = take_results(&batch, &[row(number, answer(*outcome, &on))], now());
            assert_eq!(taken, [RowOutcome::Recorded]);
            batch = next;
        }
    }
    batch
}

#[test]
fn the_state_of_a_batch_follows_from_its_lines() {
    use BankOutcome::{Failed, Returned, Succeeded};
    assert_eq!(batch(vec![line(1)]).state(), BatchState::Drafted);
    let cases: [(&[&[BankOutcome]], BatchState); 8] = [
        (&[&[], &[]], BatchState::Sent),
        (&[&[Succeeded], &[]], BatchState::AnsweredInPart),
        (&[&[Failed], &[]], BatchState::AnsweredInPart),
        (&[&[Succeeded], &[Succeeded]], BatchState::Paid),
        (&[&[Succeeded], &[Failed]], BatchState::PaidInPart),
        (&[&[Failed], &[Succeeded, Returned]], BatchState::Failed),
        (&[&[Failed, Succeeded], &[Succeeded]], BatchState::Paid),
        (&[], BatchState::Withdrawn),
    ];
    for (answers, state) in cases {
        assert_eq!(with(answers).state(), state, "{answers:?}");
    }
    let returned = with(&[&[Succeeded, Returned]]);
    assert_eq!(returned.line_state(&returned.lines[0]), LineState::Returned);
    assert_eq!((returned.lines[0].paid_fen(), returned.lines[0].paid_on()), (0, None));
    let paid = with(&[&[Failed, Succeeded]]);
    assert_eq!((paid.lines[0].paid_fen(), paid.lines[0].paid_on()), (950_000, Some(day("2026-11-14"))));
}

#[test]
fn the_same_file_again_changes_nothing_and_says_so() {
    let rows = [
        row(1, answer(BankOutcome::Succeeded, "2026-11-13")),
        row(2, answer(BankOutcome::Failed, "2026-11-13")),
        row(9, answer(BankOutcome::Succeeded, "2026-11-13")),
    ];
    let (answered, outcomes) = take_results(&sent(vec![line(1), line(2)]), &rows, now());
    assert_eq!(outcomes[..2], [RowOutcome::Recorded, RowOutcome::Recorded]);
    assert_eq!(codes(&outcomes[2]), ["wages.result_of_no_line"]);
    let (again, repeated) = take_results(&answered, &rows, now());
    assert_eq!(again, answered);
    assert_eq!(repeated[..2], [RowOutcome::Repeated, RowOutcome::Repeated]);
    // a success that came back later stays a repetition, not a new success
    let (returned, _) = take_results(&answered, &[row(1, answer(BankOutcome::Returned, "2026-11-14"))], now());
    let (unchanged, late) = take_results(&returned, &rows[..1], now());
    assert_eq!((unchanged, late), (returned, vec![RowOutcome::Repeated]));
}

#[test]
fn answers_out_of_order_are_refused() {
    use BankOutcome::{Failed, Returned, Succeeded};
    let order = ["wages.result_out_of_order"];
    for (before, outcome) in [
        (&[][..], Returned),
        (&[Succeeded][..], Failed),
        (&[Failed][..], Returned),
        (&[Succeeded, Returned][..], Failed),
    ] {
        let batch = with(&[before]);
        let result = BankResult { amount_fen: batch.lines[0].paid_fen(), ..answer(outcome, "2026-11-18") };
        let result = if outcome == Failed { BankResult { amount_fen: 0, ..result } } else { result };
        let (unchanged, outcomes) = take_results(&batch, &[row(1, result)], now());
        assert_eq!((codes(&outcomes[0]), unchanged), (order.to_vec(), batch), "{before:?} {outcome:?}");
    }
    for not_sent in [batch(vec![line(1)]), withdrawn()] {
        let (_, outcomes) = take_results(&not_sent, &[row(1, answer(Succeeded, "2026-11-18"))], now());
        assert_eq!(codes(&outcomes[0]), order);
    }
}

#[test]
fn answers_fit_the_order() {
    let batch = sent(vec![line(1)]);
    let check = |result: BankResult| -> Vec<&'static str> {
        check_result(&batch, &batch.lines[0], &result, now()).iter().map(|refusal| refusal.code).collect()
    };
    let plain = || answer(BankOutcome::Succeeded, "2026-11-13");
    assert!(check(plain()).is_empty());
    assert!(check(BankResult { at: day("2026-11-12").starts_at(), ..plain() }).is_empty());
    assert!(check(BankResult { amount_fen: 1, ..plain() }).is_empty(), "too little is flagged, not refused");
    for amount_fen in [0, -1, 950_001] {
        assert_eq!(check(BankResult { amount_fen, ..plain() }), ["wages.result_amount"]);
    }
    let early = day("2026-11-12").starts_at().minus_ms(1);
    assert_eq!(check(BankResult { at: early, ..plain() }), ["wages.result_before_order"]);
    assert_eq!(check(BankResult { at: now().plus_ms(1), ..plain() }), ["wages.result_in_future"]);
    let failed = || answer(BankOutcome::Failed, "2026-11-13");
    assert_eq!(check(BankResult { reason: Some(" ".into()), ..failed() }), ["wages.result_reason_missing"]);
    assert_eq!(check(BankResult { amount_fen: 1, ..failed() }), ["wages.failed_amount"]);
    let paid = with(&[&[BankOutcome::Succeeded]]);
    let part = BankResult { amount_fen: 1, ..answer(BankOutcome::Returned, "2026-11-14") };
    assert_eq!(check_result(&paid, &paid.lines[0], &part, now())[0].code, "wages.returned_amount");
}

fn withdrawn() -> PaymentBatch {
    let step = BatchStep { kind: StepKind::Withdrawn, at: now(), account: Uuid::from_u128(71) };
    PaymentBatch { steps: vec![step], ..batch(vec![line(1)]) }
}

#[test]
fn a_batch_is_sent_once_and_withdrawn_only_before() {
    let codes = |outcome: Result<(), Vec<crate::Refusal>>| -> Vec<&'static str> {
        outcome.err().unwrap_or_default().iter().map(|refusal| refusal.code).collect()
    };
    assert!(check_send(&batch(vec![line(1)]), &[]).is_ok());
    assert_eq!(codes(check_send(&sent(vec![line(1)]), &[])), ["wages.batch_sent_already"]);
    assert_eq!(codes(check_send(&withdrawn(), &[])), ["wages.batch_withdrawn"]);
    let findings = [
        Finding { check: Check::AccountOfAnother, rows: vec![] },
        Finding { check: Check::CardNotOwn, rows: vec![0, 2] },
        Finding { check: Check::WorkerTwice, rows: vec![1, 2] },
        Finding { check: Check::NoContract, rows: vec![3] },
    ];
    let refusals = check_send(&batch(vec![]), &findings).unwrap_err();
    assert_eq!(refusals[2].details, [("rows", "3".to_owned())]);
    assert_eq!(codes(Err(refusals)), ["wages.batch_empty", "wages.batch_rejected", "wages.rows_rejected"]);
    assert!(check_send(&batch(vec![line(1)]), &findings[3..]).is_ok(), "who worked must be paid");
    assert!(check_withdraw(&batch(vec![])).is_ok());
    assert_eq!(check_withdraw(&sent(vec![line(1)])).unwrap_err().code, "wages.batch_sent_already");
    assert_eq!(check_withdraw(&withdrawn()).unwrap_err().code, "wages.batch_withdrawn");
    assert_eq!(withdrawn().state(), BatchState::Withdrawn);
    assert_eq!(withdrawn().line_state(&line(1)), LineState::Withdrawn);
}

#[test]
fn accounts_are_digits_and_never_shown_whole() {
    assert_eq!(format!("{:?}", account().number), "AccountNumber(***************0123)");
    for (text, code) in [
        ("", "wages.account_missing"),
        ("1234567", "wages.account_shape"),
        ("12345678901234567890123456789 01", "wages.account_shape"),
        ("1111-8225a", "wages.account_shape"),
    ] {
        assert_eq!(AccountNumber::parse(text).unwrap_err().code, code, "{text}");
    }
    assert_eq!(AccountNumber::parse(" １２３４-５６７８ ").unwrap().as_str(), "12345678");
}

proptest! {
    /// Whatever a bank sends, in whatever order: a line never holds more than was ordered, refused rows change nothing,
    /// and the whole file again changes nothing more.
    #[test]
    fn files_in_any_order_keep_the_books(rows in prop::collection::vec((1_u128..4, 0_usize..3, 13_u32..19, 0_i64..1_000_000), 0..20)) {
        let file: Vec<ResultRow> = rows
            .iter()
            .map(|(number, outcome, on, amount_fen)| {
                let outcome = BankOutcome::ALL[*outcome];
                row(*number, BankResult { amount_fen: *amount_fen, ..answer(outcome, &format!("2026-11-{on}")) })
            })
            .collect();
        let (answered, outcomes) = take_results(&sent((1..4).map(line).collect()), &file, now());
        let recorded = outcomes.iter().filter(|outcome| **outcome == RowOutcome::Recorded).count();
        prop_assert_eq!(answered.lines.iter().map(|line| line.results.len()).sum::<usize>(), recorded);
        for line in &answered.lines {
            prop_assert!((0..=line.amount_fen).contains(&line.paid_fen()));
            prop_assert!(line.results.windows(2).all(|pair| pair[0].at <= pair[1].at));
        }
    }
}
