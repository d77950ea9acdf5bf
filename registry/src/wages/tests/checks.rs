use std::collections::BTreeMap;

use super::*;
use crate::workers::{
    Contract, ContractKind, Pay, PayBasis, PayDay, PayMonth, Registration, Role, Stay, Stays, Term, WageCard,
};

struct Cast {
    names: Vec<PersonName>,
    registrations: Vec<Registration>,
    birth_days: Vec<Day>,
    cards: Vec<Vec<WageCard>>,
    contracts: Vec<Vec<Contract>>,
}

/// Workers 0 to 2, whose papers are in order.
fn cast() -> Cast {
    let registration = |number: u128| Registration {
        id: worker(number),
        person: Uuid::from_u128(100_000 + number),
        project: SITE,
        unit: UNIT,
        team: Some(Uuid::from_u128(21)),
        role: Role::Worker,
        trade: "020".into(),
        post: "钢筋工".into(),
        is_team_leader: false,
        registered_at: day("2026-03-01").starts_at(),
        stays: Stays::new(vec![Stay { entered: day("2026-03-03"), left: None }], day("2026-11-20")).unwrap(),
    };
    let wage_card = |number: u128| WageCard {
        number: card(number),
        bank: "102".into(),
        bank_name: "某银行".into(),
        branch: None,
        link_number: None,
        holder: name(number),
        since: day("2026-03-02"),
    };
    let contract = |number: u128| Contract {
        id: Uuid::from_u128(300 + number),
        project: SITE,
        employer: UNIT,
        kind: ContractKind::LabourContract,
        term: Term::FixedTerm,
        signed_on: day("2026-03-02"),
        starts_on: day("2026-03-02"),
        ends_on: Some(day("2026-12-31")),
        dissolved_on: None,
        pay: Pay { basis: PayBasis::Day, rate_fen: Some(38_462), measure: None, pay_day: None, interval_months: None },
        signed_copy: None,
    };
    Cast {
        names: (0..3).map(name).collect(),
        registrations: (0..3).map(registration).collect(),
        birth_days: vec![day("1990-08-17"); 3],
        cards: (0..3).map(|number| vec![wage_card(number)]).collect(),
        contracts: (0..3).map(|number| vec![contract(number)]).collect(),
    }
}

impl Cast {
    fn payees(&self) -> BTreeMap<Uuid, Payee<'_>> {
        let payee = |index: usize| Payee {
            registration: &self.registrations[index],
            name: &self.names[index],
            birth_day: self.birth_days[index],
            cards: &self.cards[index],
            contracts: &self.contracts[index],
        };
        (0..self.names.len()).map(|index| (self.registrations[index].id, payee(index))).collect()
    }
}

fn policy() -> Policy {
    let minimum = Minimum { month_fen: 249_000, month_days_hundredths: 2_175 };
    let default_pay_day = PayDay { day_of_month: 31, month: PayMonth::Next };
    let (piece_interval_months, roll) = (Some(1), Roll::AfterRest);
    Policy { piece_interval_months, default_pay_day, roll, min_age: 16, minimum: Some(minimum) }
}

fn clean() -> PaymentBatch {
    batch((0..3).map(line).collect())
}

fn check(batch: &PaymentBatch, cast: &Cast) -> Vec<(Check, Vec<usize>)> {
    let findings = check_batch(batch, Some(&account()), &cast.payees(), day("2026-11-12"), &policy());
    findings.into_iter().map(|finding| (finding.check, finding.rows)).collect()
}

#[test]
fn a_clean_batch_has_no_finding() {
    assert_eq!(check(&clean(), &cast()), []);
    assert_eq!(check(&batch(vec![]), &cast()), []);
}

#[test]
fn one_defect_of_a_row_gives_one_finding_that_names_it() {
    type Change = fn(&mut PaymentBatch, &mut Cast);
    let cases: [(Change, Check, &[usize]); 18] = [
        (|batch, _| batch.lines[1].worker = worker(9), Check::NotRegistered, &[1]),
        (|_, cast| cast.registrations[1].project = OTHER_SITE, Check::NotRegistered, &[1]),
        (|batch, _| batch.lines[1].card_holder = name(3), Check::HolderIsNotWorker, &[1]),
        (|batch, _| batch.lines[1].card = card(9), Check::CardNotOwn, &[1]),
        (|_, cast| cast.cards[1].clear(), Check::CardNotOwn, &[1]),
        // the card was registered only after the day of the order
        (|_, cast| cast.cards[1][0].since = day("2026-11-13"), Check::CardNotOwn, &[1]),
        (
            |batch, cast| {
                cast.cards[2][0].number = card(0);
                batch.lines[2].card = card(0);
            },
            Check::CardTwice,
            &[0, 2],
        ),
        (
            |batch, _| {
                let again = PaymentLine { reference: "P9".into(), ..batch.lines[0].clone() };
                batch.lines.push(again);
            },
            Check::WorkerTwice,
            &[0, 3],
        ),
        (|batch, _| batch.lines[2].reference = " P0 ".into(), Check::ReferenceTwice, &[0, 2]),
        (|batch, _| batch.lines[1].amount_fen = 0, Check::AmountNotPositive, &[1]),
        (|batch, _| batch.lines[1].amount_fen += 1, Check::DeductionsDoNotAddUp, &[1]),
        (|batch, _| batch.lines[1].payable_fen = i64::MAX, Check::DeductionsDoNotAddUp, &[1]),
        (|batch, _| batch.lines[1].month = month("2026-12"), Check::MonthInFuture, &[1]),
        (|_, cast| cast.contracts[1][0].ends_on = Some(day("2026-09-30")), Check::NoContract, &[1]),
        (|_, cast| cast.contracts[1][0].project = OTHER_SITE, Check::NoContract, &[1]),
        (|_, cast| cast.contracts[1][0].employer = Uuid::from_u128(19), Check::NoContract, &[1]),
        (|_, cast| cast.birth_days[1] = day("2010-10-02"), Check::UnderAge, &[1]),
        (
            |batch, _| {
                let line = &mut batch.lines[1];
                (line.payable_fen, line.deducted_fen, line.amount_fen) = (248_999, 0, 248_999);
            },
            Check::BelowMinimumWage,
            &[1],
        ),
    ];
    for (change, expected, rows) in cases {
        let (mut batch, mut cast) = (clean(), cast());
        change(&mut batch, &mut cast);
        assert_eq!(check(&batch, &cast), [(expected, rows.to_vec())], "{expected:?}");
    }
}

#[test]
fn the_money_comes_from_the_projects_open_wage_account() {
    let cast = cast();
    let found = |account: Option<&WageAccount>| -> Vec<Check> {
        let findings = check_batch(&clean(), account, &cast.payees(), day("2026-11-12"), &policy());
        findings.into_iter().map(|finding| finding.check).collect()
    };
    assert_eq!(found(None), [Check::AccountOfAnother]);
    assert_eq!(found(Some(&WageAccount { project: OTHER_SITE, ..account() })), [Check::AccountOfAnother]);
    let another = AccountNumber::parse("11118225090000009").unwrap();
    assert_eq!(found(Some(&WageAccount { number: another, ..account() })), [Check::AccountOfAnother]);
    assert_eq!(found(Some(&WageAccount { opened_on: day("2026-11-13"), ..account() })), [Check::AccountNotOpen]);
    assert_eq!(found(Some(&WageAccount { closed_on: Some(day("2026-11-11")), ..account() })), [Check::AccountNotOpen]);
    // the day of closing is the last on which it is open
    assert_eq!(found(Some(&WageAccount { closed_on: Some(day("2026-11-12")), ..account() })), []);
}

#[test]
fn back_pay_stands_beside_the_wages_of_the_month() {
    let mut batch = clean();
    let back = PaymentLine { reference: "P9".into(), kind: PaymentKind::BackPay, ..batch.lines[0].clone() };
    batch.lines.push(back);
    assert_eq!(check(&batch, &cast()), []);
    batch.lines[3].kind = PaymentKind::Wages;
    batch.lines[3].month = month("2026-09");
    assert_eq!(check(&batch, &cast()), []);
}

#[test]
fn one_person_is_paid_once_may_change_teams_and_use_one_card() {
    let mut cast = cast();
    cast.registrations[2].person = cast.registrations[0].person;
    cast.names[2] = cast.names[0].clone();
    cast.cards[2] = cast.cards[0].clone();
    let mut batch = clean();
    batch.lines[2].card = card(0);
    batch.lines[2].card_holder = name(0);
    assert_eq!(check(&batch, &cast), [(Check::WorkerTwice, vec![0, 2])]);
    let spent = |entered: &str, left: Option<Day>| {
        Stays::new(vec![Stay { entered: day(entered), left }], day("2026-11-20")).unwrap()
    };
    cast.registrations[0].stays = spent("2026-03-03", Some(day("2026-10-15")));
    cast.registrations[2].stays = spent("2026-10-15", None);
    assert_eq!(check(&batch, &cast), []);
    cast.registrations[2].stays = spent("2026-10-14", None);
    assert_eq!(check(&batch, &cast), [(Check::WorkerTwice, vec![0, 2])]);
}

#[test]
fn a_contract_for_one_day_of_the_month_is_enough() {
    let mut cast = cast();
    cast.contracts[0][0].ends_on = Some(day("2026-10-01"));
    cast.contracts[1][0].signed_on = day("2026-10-31");
    assert_eq!(check(&clean(), &cast), []);
    let gone = Stay { entered: day("2026-03-03"), left: Some(day("2026-10-30")) };
    cast.registrations[1].stays = Stays::new(vec![gone], day("2026-11-20")).unwrap();
    assert_eq!(check(&clean(), &cast), [(Check::NoContract, vec![1])]);
}

#[test]
fn age_is_judged_on_the_first_day_worked_in_the_month() {
    let mut cast = cast();
    cast.birth_days[0] = day("2010-10-01");
    assert_eq!(check(&clean(), &cast), []);
    cast.birth_days[0] = day("2010-10-02");
    assert_eq!(check(&clean(), &cast), [(Check::UnderAge, vec![0])]);
    let later = Stay { entered: day("2026-10-02"), left: None };
    cast.registrations[0].stays = Stays::new(vec![later], day("2026-11-20")).unwrap();
    assert_eq!(check(&clean(), &cast), []);
}

#[test]
fn the_minimum_is_of_the_days_worked() {
    let of = |days: Option<i64>, payable_fen: i64, minimum: Option<Minimum>| {
        let mut batch = clean();
        let line = &mut batch.lines[0];
        (line.payable_fen, line.deducted_fen, line.amount_fen) = (payable_fen, 0, payable_fen);
        line.days_hundredths = days;
        let findings =
            check_batch(&batch, Some(&account()), &cast().payees(), day("2026-11-12"), &Policy { minimum, ..policy() });
        !findings.is_empty()
    };
    let minimum = policy().minimum;
    // 2,490.00 over 21.75 days: 114.48 a day, so that half a day is worth 57.24
    assert!(!of(Some(50), 5_725, minimum) && of(Some(50), 5_724, minimum));
    assert!(!of(Some(2_175), 249_000, minimum) && of(Some(2_175), 248_999, minimum));
    assert!(!of(Some(3_000), 249_000, minimum), "what is worked beyond is overtime");
    assert!(!of(None, 1, minimum) && !of(Some(2_600), 1, None), "nothing to measure by gives no result");
}

#[test]
fn too_little_on_the_card_is_flagged() {
    let mut batch = sent((0..4).map(line).collect());
    let result = |outcome, amount_fen| BankResult {
        outcome,
        amount_fen,
        at: day("2026-11-13").starts_at(),
        receipt: None,
        reason: Some("原因".into()),
    };
    batch.lines[0].results.push(result(BankOutcome::Succeeded, 950_000));
    batch.lines[1].results.push(result(BankOutcome::Succeeded, 949_999));
    batch.lines[2].results.push(result(BankOutcome::Failed, 0));
    assert_eq!(underpaid_lines(&batch), [1, 2]);
}

#[test]
fn effects_let_nobody_go_unpaid_for_the_hirers_fault() {
    let of = |effect| Check::ALL.into_iter().filter(move |check| check.effect() == effect).collect::<Vec<_>>();
    assert_eq!(of(Effect::RejectsBatch), [Check::AccountOfAnother, Check::AccountNotOpen]);
    assert_eq!(of(Effect::Flags), [Check::NoContract, Check::UnderAge, Check::BelowMinimumWage]);
}
