use super::*;

fn check(contract: &Contract) -> Findings {
    check_contract(contract, today(), codes())
}

#[test]
fn a_contract_covers_from_signing_and_start_to_its_end() {
    let covers = |contract: &Contract, on: &str| contract.covers(day(on));
    let plain = contract();
    assert!(!covers(&plain, "2026-03-01") && covers(&plain, "2026-03-02"));
    assert!(covers(&plain, "2026-12-31") && !covers(&plain, "2027-01-01"));
    let signed_late = Contract { signed_on: day("2026-03-10"), ..contract() };
    assert!(!covers(&signed_late, "2026-03-09") && covers(&signed_late, "2026-03-10"));
    let starts_late = Contract { starts_on: day("2026-03-10"), ..contract() };
    assert!(!covers(&starts_late, "2026-03-09"));
    let dissolved = Contract { dissolved_on: Some(day("2026-05-31")), ..contract() };
    assert!(covers(&dissolved, "2026-05-31") && !covers(&dissolved, "2026-06-01"));
    let open = Contract { term: Term::OpenEnded, ends_on: None, ..contract() };
    assert!(covers(&open, "2099-01-01"));
}

#[test]
fn contracts_that_contradict_themselves_are_refused() {
    let pay = |change: fn(&mut Pay)| {
        let mut contract = contract();
        change(&mut contract.pay);
        contract
    };
    let cases: [(Contract, &str); 12] = [
        (Contract { ends_on: None, ..contract() }, "workers.contract_end_missing"),
        (Contract { term: Term::OpenEnded, ..contract() }, "workers.contract_has_no_end"),
        (Contract { ends_on: Some(day("2026-03-01")), ..contract() }, "workers.contract_ends_before_start"),
        (
            Contract { signed_on: day("2026-11-21"), starts_on: day("2026-11-21"), ..contract() },
            "workers.signed_in_future",
        ),
        (Contract { signed_on: day("1989-12-31"), ..contract() }, "calendar.day_too_early"),
        (Contract { starts_on: day("0001-01-01"), ..contract() }, "calendar.day_too_early"),
        (Contract { dissolved_on: Some(day("2026-11-21")), ..contract() }, "workers.dissolved_out_of_place"),
        (Contract { dissolved_on: Some(day("2026-03-01")), ..contract() }, "workers.dissolved_out_of_place"),
        (pay(|pay| pay.rate_fen = Some(0)), "workers.rate_not_positive"),
        (pay(|pay| pay.basis = PayBasis::Piece), "workers.measure_missing"),
        (pay(|pay| pay.measure = Some("81".into())), "workers.measure_for_pieces_only"),
        (pay(|pay| pay.pay_day = Some(PayDay { day_of_month: 32, month: PayMonth::Same })), "workers.pay_day_range"),
    ];
    for (contract, code) in cases {
        assert_eq!(refused(&check(&contract)), [code]);
    }
    assert_eq!(check(&contract()), Findings::default());
}

#[test]
fn pieces_are_measured_by_the_table() {
    let piece = |measure: &str| {
        let pay = Pay { basis: PayBasis::Piece, measure: Some(measure.into()), ..contract().pay };
        refused(&check(&Contract { pay, ..contract() }))
    };
    assert!(piece("81").is_empty());
    assert_eq!(piece("83"), ["workers.measure_unknown"]);
}

#[test]
fn doubtful_contracts_only_warn() {
    let late = Contract { signed_on: day("2026-03-05"), signed_copy: None, ..contract() };
    assert_eq!(check(&late).warnings, [Warning::SignedAfterStart, Warning::NoSignedCopy]);
    let next = Contract { starts_on: day("2026-12-31"), ends_on: Some(day("2027-12-31")), ..contract() };
    let both = check_contracts(&[contract(), next.clone()], SITE, today(), codes());
    assert_eq!((refused(&both), both.warnings), (vec![], vec![Warning::ContractsOverlap]));
    let after = Contract { starts_on: day("2027-01-01"), ..next };
    assert_eq!(check_contracts(&[contract(), after], SITE, today(), codes()), Findings::default());
    assert_eq!(
        refused(&check_contracts(&[contract()], OTHER_SITE, today(), codes())),
        ["workers.contract_of_another_project"]
    );
}

#[test]
fn attendance_before_the_contract_is_told() {
    let days = [day("2026-02-28"), day("2026-03-01"), day("2026-03-02"), day("2027-01-01")];
    let site = site();
    assert_eq!(days_without_contract(&[contract()], &site, &days), [days[0], days[1], days[3]]);
    assert_eq!(days_without_contract(&[], &site, &days), days);
    let by_stranger = Contract { employer: STRANGER_UNIT, ..contract() };
    let elsewhere = Contract { project: OTHER_SITE, ..contract() };
    assert_eq!(days_without_contract(&[by_stranger, elsewhere], &site, &days), days);
    assert!(days_without_contract(&[], &site, &[]).is_empty());
}

#[test]
fn trainings_lie_in_the_past_and_last_a_while() {
    let check = |training: SiteTraining| refused(&check_training(&training, today()));
    let plain = || training(TrainingKind::SkillTraining, "2026-11-20");
    assert!(check(plain()).is_empty());
    assert_eq!(check(training(TrainingKind::SkillTraining, "2026-11-21")), ["workers.training_in_future"]);
    assert_eq!(check(training(TrainingKind::SkillTraining, "0001-01-01")), ["calendar.day_too_early"]);
    for duration_min in [0, 1_441] {
        assert_eq!(check(SiteTraining { duration_min, ..plain() }), ["workers.training_duration"]);
    }
}
