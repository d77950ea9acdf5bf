#![allow(clippy::unwrap_used)]

mod banking;
mod checks;
mod due;
mod dues;
mod money;
mod reconciling;
mod sheet;

use uuid::Uuid;

use super::*;
use crate::Day;
use crate::calendar::{Month, Roll};
use crate::people::PersonName;
use crate::workers::CardNumber;

pub const SITE: Uuid = Uuid::from_u128(1);
pub const OTHER_SITE: Uuid = Uuid::from_u128(2);
pub const UNIT: Uuid = Uuid::from_u128(11);

pub fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// The registration of this worker.
pub fn worker(number: u128) -> Uuid {
    Uuid::from_u128(1_000 + number)
}

pub fn name(number: u128) -> PersonName {
    let names = ["陆建明", "顾小芳", "沈阿四", "严春生"];
    PersonName::parse(names[usize::try_from(number).unwrap() % names.len()]).unwrap()
}

pub fn card(number: u128) -> CardNumber {
    CardNumber::parse(&format!("622202000000000{number:04}")).unwrap()
}

/// 10,000.00 yuan for October 2026, of which 500.00 were rightly held back.
pub fn line(number: u128) -> PaymentLine {
    PaymentLine {
        reference: format!("P{number}"),
        worker: worker(number),
        month: month("2026-10"),
        kind: PaymentKind::Wages,
        card: card(number),
        card_holder: name(number),
        payable_fen: 1_000_000,
        deducted_fen: 50_000,
        amount_fen: 950_000,
        days_hundredths: Some(2_600),
        results: vec![],
    }
}

pub fn account() -> WageAccount {
    WageAccount {
        project: SITE,
        bank: "102".into(),
        number: AccountNumber::parse("1111 8225 0900 0000 123").unwrap(),
        opened_on: day("2026-01-05"),
        closed_on: None,
    }
}

pub fn batch(lines: Vec<PaymentLine>) -> PaymentBatch {
    PaymentBatch {
        id: Uuid::from_u128(61),
        project: SITE,
        unit: UNIT,
        paying_account: account().number,
        lines,
        steps: vec![],
    }
}

/// Sent on 12 November 2026.
pub fn sent(lines: Vec<PaymentLine>) -> PaymentBatch {
    let step = BatchStep { kind: StepKind::Sent, at: day("2026-11-12").starts_at(), account: Uuid::from_u128(71) };
    PaymentBatch { steps: vec![step], ..batch(lines) }
}

#[test]
fn every_code_is_read_back() {
    macro_rules! reads_back {
        ($($kind:ty),*) => {$(
            for one in <$kind>::ALL {
                assert_eq!(<$kind>::parse(one.code()), Some(one));
            }
            assert_eq!(<$kind>::parse("nothing of the kind"), None);
        )*};
    }
    reads_back!(Agreement, BankOutcome, BatchState, Check, LineState, PaymentKind, Standing, StepKind);
}
