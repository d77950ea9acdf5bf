//! Is this a bank card number, and is the card the worker's own (工资卡信息)?

use std::fmt;

use super::codes::{Codes, Table};
use super::findings::{Findings, Warning, text};
use crate::instant::check_first_day;
use crate::people::{PersonName, masked_digits, ungrouped};
use crate::{Day, Refusal};

const LENGTHS: std::ops::RangeInclusive<usize> = 16..=19;
const LINK_NUMBER_DIGITS: usize = 12;
const LONGEST_BANK: usize = 50;

/// 16 to 19 digits (formats, section 11). Never printed in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardNumber(String);

/// The card that wages go to since a day. The holder is the worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WageCard {
    pub number: CardNumber,
    /// code of the bank table
    pub bank: String,
    pub bank_name: String,
    pub branch: Option<String>,
    /// 联行号, 12 digits
    pub link_number: Option<String>,
    pub holder: PersonName,
    pub since: Day,
}

impl CardNumber {
    /// Takes full-width digits, spaces and dashes.
    ///
    /// # Errors
    /// One refusal on `card_number`: missing, not digits, or not 16 to 19 of them.
    pub fn parse(typed: &str) -> Result<Self, Refusal> {
        let text = ungrouped(typed);
        if text.is_empty() {
            return Err(Refusal::on("card_number", "workers.card_missing"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::on("card_number", "workers.card_characters"));
        }
        match LENGTHS.contains(&text.len()) {
            true => Ok(Self(text)),
            false => Err(Refusal::on("card_number", "workers.card_length").with("digits", text.len())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The check of Luhn (ISO/IEC 7812-1). Failing it is a warning, never a refusal.
    pub fn passes_luhn(&self) -> bool {
        let digits = self.0.bytes().rev().map(|byte| u32::from(byte - b'0'));
        let sum: u32 = digits
            .enumerate()
            .map(|(index, digit)| if index % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
            .sum();
        sum.is_multiple_of(10)
    }

    /// Stars and the last four digits.
    pub fn masked(&self) -> String {
        masked_digits(&self.0)
    }
}

impl fmt::Debug for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardNumber({})", self.masked())
    }
}

/// The card in use on a day: the one that was registered last by then.
pub fn card_on(cards: &[WageCard], day: Day) -> Option<&WageCard> {
    cards.iter().filter(|card| card.since <= day).max_by_key(|card| card.since)
}

/// What is wrong with a wage card of the worker of this name.
pub fn check_wage_card(card: &WageCard, worker: &PersonName, today: Day, codes: &Codes) -> Findings {
    let mut findings = Findings::default();
    if card.holder != *worker {
        findings.refuse(Refusal::on("card_holder", "workers.card_of_somebody_else"));
    }
    findings.take(codes.check(Table::Bank, &card.bank));
    let missing = Refusal::on("bank_name", "workers.bank_name_missing");
    findings.take(text(&card.bank_name, LONGEST_BANK, missing, Refusal::on("bank_name", "workers.bank_name_too_long")));
    if card.branch.as_deref().is_some_and(|branch| branch.chars().count() > LONGEST_BANK) {
        findings.refuse(Refusal::on("branch", "workers.bank_name_too_long").with("longest", LONGEST_BANK));
    }
    if card.link_number.as_deref().is_some_and(|number| !is_link_number(number)) {
        findings.refuse(Refusal::on("link_number", "workers.link_number_shape"));
    }
    if card.since > today {
        findings.refuse(Refusal::on("card_since", "workers.card_in_future"));
    }
    findings.take(check_first_day("card_since", card.since));
    if !card.number.passes_luhn() {
        findings.warn(Warning::CardCheck);
    }
    findings
}

fn is_link_number(text: &str) -> bool {
    text.len() == LINK_NUMBER_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}
