//! Which questions does the program carry inside itself?

use std::sync::OnceLock;

use crate::facts::{Facts, FactsError};
use crate::question::Question;
use crate::text::{self, ParseFault};

/// Questions and the facts they cite.
#[derive(Debug, Clone)]
pub struct Bank {
    pub questions: Vec<Question>,
    pub facts: Facts,
}

/// Why a bank cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BankError {
    #[error(transparent)]
    Facts(#[from] FactsError),
    #[error("{} faults in the question files", .0.len())]
    Questions(Vec<ParseFault>),
}

macro_rules! bank_files {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../bank/", $name)))),+]
    };
}

const FILES: [(&str, &str); 15] = bank_files![
    "wage-regulation.toml",
    "disputes.toml",
    "special-account.toml",
    "wage-deposit.toml",
    "labour-contract-law.toml",
    "labour-law.toml",
    "arbitration.toml",
    "real-name.toml",
    "nantong-rules.toml",
    "platform.toml",
    "practice-wages.toml",
    "practice-accounts.toml",
    "practice-disputes.toml",
    "practice-labour.toml",
    "practice-site.toml",
];

/// The bank of `bank/`, practice questions included.
///
/// # Errors
/// Never for a program whose tests passed: they read the same files.
pub fn embedded() -> Result<Bank, BankError> {
    static BANK: OnceLock<Bank> = OnceLock::new();
    match BANK.get() {
        Some(bank) => Ok(bank.clone()),
        None => read().map(|bank| BANK.get_or_init(|| bank).clone()),
    }
}

fn read() -> Result<Bank, BankError> {
    let facts = Facts::parse(include_str!("../bank/facts.json"))?;
    let mut questions = Vec::new();
    let mut faults = Vec::new();
    for (name, text) in FILES {
        match text::parse_file(name, text) {
            Ok(parsed) => questions.extend(parsed),
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(Bank { questions, facts }) } else { Err(BankError::Questions(faults)) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::question::Purpose;

    #[test]
    fn the_embedded_bank_can_be_read() {
        let bank = embedded().unwrap();
        for &purpose in Purpose::ALL {
            assert!(bank.questions.iter().any(|question| question.purpose == purpose));
        }
    }

    #[test]
    fn every_file_of_the_bank_is_embedded() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/bank")).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let found: BTreeSet<_> = names.filter(|name| name.ends_with(".toml")).collect();
        assert_eq!(found, FILES.iter().map(|(name, _)| (*name).to_owned()).collect());
    }
}
