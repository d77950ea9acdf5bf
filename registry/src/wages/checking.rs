//! Does the money go from the project's wage account to the workers' own cards, and is each row sound?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::batches::{PaymentBatch, PaymentKind, PaymentLine, WageAccount};
use super::policy::{Minimum, Policy};
use crate::Day;
use crate::people::PersonName;
use crate::workers::{Contract, Registration, Stay, WageCard, card_on};

/// What is known about a worker who is to be paid.
#[derive(Clone, Copy, Debug)]
pub struct Payee<'a> {
    pub registration: &'a Registration,
    pub name: &'a PersonName,
    pub birth_day: Day,
    pub cards: &'a [WageCard],
    pub contracts: &'a [Contract],
}

/// One fault and the rows that have it, by their positions in the batch; none when the whole batch has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub check: Check,
    pub rows: Vec<usize>,
}

closed_set! {
    Check {
        /// The paying account is not the wage account of this project.
        AccountOfAnother = "account_of_another",
        /// It is, and was not open on that day.
        AccountNotOpen = "account_not_open",
        /// The worker is not registered on this project.
        NotRegistered = "not_registered",
        /// The card's holder has another name than the worker.
        HolderIsNotWorker = "holder_is_not_worker",
        /// The card is not the one registered as the worker's wage card.
        CardNotOwn = "card_not_own",
        /// One card in rows of different workers.
        CardTwice = "card_twice",
        /// The same person, month and kind in several rows. Of a change of team each registration has a row of its own.
        WorkerTwice = "worker_twice",
        ReferenceTwice = "reference_twice",
        AmountNotPositive = "amount_not_positive",
        /// 应发 − 扣除 ≠ 实发
        DeductionsDoNotAddUp = "deductions_do_not_add_up",
        /// Wages for a month that has not begun.
        MonthInFuture = "month_in_future",
        /// No contract with this unit for this project covers a day of the month on which the worker was on site.
        NoContract = "no_contract",
        UnderAge = "under_age",
        BelowMinimumWage = "below_minimum_wage",
    }
}

/// What a finding does. Who worked must be paid: what speaks against the hiring only flags the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    RejectsBatch,
    RejectsRows,
    Flags,
}

/// Every fault of a batch that is to be sent on this day, one finding per check; a clean batch has none. `payees` are
/// the registrations of this project by their ids, `account` its wage account.
pub fn check_batch(
    batch: &PaymentBatch,
    account: Option<&WageAccount>,
    payees: &BTreeMap<Uuid, Payee<'_>>,
    day: Day,
    policy: &Policy,
) -> Vec<Finding> {
    let mut found: BTreeMap<Check, Vec<usize>> = BTreeMap::new();
    if let Some(check) = account_fault(batch, account, day) {
        found.insert(check, Vec::new());
    }
    for (row, line) in batch.lines.iter().enumerate() {
        let payee = payees.get(&line.worker).filter(|payee| payee.registration.project == batch.project);
        let faults = match payee {
            None => vec![Check::NotRegistered],
            Some(payee) => payee_faults(batch, line, payee, day, policy),
        };
        for check in faults.into_iter().chain(line_faults(line, day, policy)) {
            found.entry(check).or_default().push(row);
        }
    }
    let lines = || batch.lines.iter().enumerate();
    let person = |worker: Uuid| payees.get(&worker).map_or(worker, |payee| payee.registration.person);
    found.insert(Check::ReferenceTwice, repeated(lines().map(|(row, line)| (line.reference.trim(), row))));
    found.insert(Check::WorkerTwice, paid_twice(batch, payees));
    found.insert(Check::CardTwice, shared_cards(batch, person));
    found.retain(|check, rows| check.effect() == Effect::RejectsBatch || !rows.is_empty());
    found.into_iter().map(|(check, rows)| Finding { check, rows }).collect()
}

fn account_fault(batch: &PaymentBatch, account: Option<&WageAccount>, day: Day) -> Option<Check> {
    match account {
        Some(account) if account.project == batch.project && account.number == batch.paying_account => {
            (!account.is_open_on(day)).then_some(Check::AccountNotOpen)
        }
        _ => Some(Check::AccountOfAnother),
    }
}

fn payee_faults(batch: &PaymentBatch, line: &PaymentLine, payee: &Payee<'_>, day: Day, policy: &Policy) -> Vec<Check> {
    let mut faults = Vec::new();
    if line.card_holder != *payee.name {
        faults.push(Check::HolderIsNotWorker);
    } else if card_on(payee.cards, day).is_none_or(|card| card.number != line.card) {
        faults.push(Check::CardNotOwn);
    }
    if !has_contract(batch, line, payee) {
        faults.push(Check::NoContract);
    }
    if first_day_worked(line, payee).years_since(payee.birth_day) < policy.min_age {
        faults.push(Check::UnderAge);
    }
    faults
}

/// The first day on site in the month, which decides about age.
fn first_day_worked(line: &PaymentLine, payee: &Payee<'_>) -> Day {
    let (first, last) = (line.month.first_day(), line.month.last_day());
    let reaches = |stay: &Stay| stay.entered <= last && stay.left.is_none_or(|left| left >= first);
    let stay = payee.registration.stays.iter().find(reaches);
    stay.map_or(first, |stay| stay.entered.max(first))
}

/// Whether a contract with the batch's unit for its project covers one of the days on site in the month.
fn has_contract(batch: &PaymentBatch, line: &PaymentLine, payee: &Payee<'_>) -> bool {
    let (first, last) = (line.month.first_day(), line.month.last_day());
    let meets = |contract: &Contract, stay: Stay| {
        let from = contract.valid_from().max(stay.entered).max(first);
        let until = [contract.last_day(), stay.left].into_iter().flatten().fold(last, Day::min);
        from <= until
    };
    let mut counting = payee.contracts.iter().filter(|one| one.project == batch.project && one.employer == batch.unit);
    counting.any(|contract| payee.registration.stays.iter().any(|stay| meets(contract, stay)))
}

fn line_faults(line: &PaymentLine, day: Day, policy: &Policy) -> Vec<Check> {
    let mut faults = Vec::new();
    if line.month.first_day() > day {
        faults.push(Check::MonthInFuture);
    }
    if line.amount_fen <= 0 || line.payable_fen < 0 || line.deducted_fen < 0 {
        faults.push(Check::AmountNotPositive);
    } else if line.net_fen() != Some(line.amount_fen) {
        faults.push(Check::DeductionsDoNotAddUp);
    }
    if policy.minimum.is_some_and(|minimum| is_below(line, minimum)) {
        faults.push(Check::BelowMinimumWage);
    }
    faults
}

/// The minimum pays the statutory days of a month; what is worked beyond them is overtime and outside of it.
fn is_below(line: &PaymentLine, minimum: Minimum) -> bool {
    let Some(days) = line.days_hundredths.filter(|days| *days > 0 && line.kind == PaymentKind::Wages) else {
        return false;
    };
    let month_days = i128::from(minimum.month_days_hundredths);
    let due = i128::from(minimum.month_fen) * i128::from(days).min(month_days);
    i128::from(line.payable_fen) * month_days < due
}

fn repeated<K: Ord>(keys: impl Iterator<Item = (K, usize)>) -> Vec<usize> {
    let mut places: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (key, row) in keys {
        places.entry(key).or_default().push(row);
    }
    let mut rows: Vec<usize> = places.into_values().filter(|rows| rows.len() > 1).flatten().collect();
    rows.sort_unstable();
    rows
}

/// Rows for one person, month and kind of one registration, or of two that stand beside each other.
fn paid_twice(batch: &PaymentBatch, payees: &BTreeMap<Uuid, Payee<'_>>) -> Vec<usize> {
    let mut of_person: BTreeMap<_, Vec<(usize, &PaymentLine)>> = BTreeMap::new();
    let registration = |line: &PaymentLine| payees.get(&line.worker).map(|payee| payee.registration);
    for (row, line) in batch.lines.iter().enumerate() {
        let person = registration(line).map_or(line.worker, |registration| registration.person);
        of_person.entry((person, line.month, line.kind)).or_default().push((row, line));
    }
    let is_paid_by_both = |one: &PaymentLine, other: &PaymentLine| {
        one.worker == other.worker
            || registration(one).zip(registration(other)).is_some_and(|(one, other)| one.stands_beside(other))
    };
    let mut twice = Vec::new();
    for rows in of_person.into_values() {
        let has_partner =
            |row: usize, line: &PaymentLine| rows.iter().any(|(other, by)| *other != row && is_paid_by_both(line, by));
        twice.extend(rows.iter().filter(|(row, line)| has_partner(*row, line)).map(|(row, _)| *row));
    }
    twice.sort_unstable();
    twice
}

fn shared_cards(batch: &PaymentBatch, person: impl Fn(Uuid) -> Uuid) -> Vec<usize> {
    let mut of_card: BTreeMap<&str, Vec<(usize, Uuid)>> = BTreeMap::new();
    for (row, line) in batch.lines.iter().enumerate() {
        of_card.entry(line.card.as_str()).or_default().push((row, person(line.worker)));
    }
    let is_shared = |users: &Vec<(usize, Uuid)>| {
        users.iter().any(|(_, user)| users.first().is_some_and(|(_, first)| user != first))
    };
    let mut rows: Vec<usize> = of_card.into_values().filter(is_shared).flatten().map(|(row, _)| row).collect();
    rows.sort_unstable();
    rows
}

/// 未足额: the answered rows where less reached the card than 应发 less what was held back.
pub fn underpaid_lines(batch: &PaymentBatch) -> Vec<usize> {
    let is_underpaid =
        |line: &PaymentLine| !line.results.is_empty() && line.net_fen().is_none_or(|net_fen| line.paid_fen() < net_fen);
    batch.lines.iter().enumerate().filter(|(_, line)| is_underpaid(line)).map(|(row, _)| row).collect()
}

impl Check {
    pub fn effect(self) -> Effect {
        match self {
            Self::AccountOfAnother | Self::AccountNotOpen => Effect::RejectsBatch,
            Self::NoContract | Self::UnderAge | Self::BelowMinimumWage => Effect::Flags,
            _ => Effect::RejectsRows,
        }
    }
}
