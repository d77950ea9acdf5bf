//! Is a bank fit to examine people with, and if not, what is wrong with which question?

use std::fmt;

use serde::Serialize;

use crate::blueprint::{Blueprint, Cell};
use crate::facts::{FactId, Facts, Secondary};
use crate::question::{Kind, Purpose, Question, QuestionId};

mod coverage;
mod figures;
mod letters;
mod similar;
mod sources;
mod structure;

pub use coverage::coverage;

/// What a check of a bank found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    pub questions: usize,
    pub faults: Vec<Fault>,
    /// How often A, B, C and D are right in the official single choice questions.
    pub right_letters: [usize; 4],
    /// How the official questions fill the blueprint: one row per cell, in its order.
    pub coverage: Vec<CellCoverage>,
}

/// How many questions of one purpose there are for a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CellCoverage {
    pub cell: Cell,
    /// While secondary facts are allowed.
    pub with_secondary: u32,
    /// While they are refused.
    pub without_secondary: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub subject: Subject,
    pub reason: Reason,
}

/// What a fault is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Bank,
    Question(QuestionId),
    /// A part of a case, from 0.
    Part(QuestionId, usize),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    #[error("cites no fact")]
    NoFact,
    #[error("cites the unknown fact {0}")]
    UnknownFact(FactId),
    #[error("cites {0}, which was never proof-read")]
    UnverifiedFact(FactId),
    #[error("part cites {0}, which the case does not list")]
    UnlistedFact(FactId),
    #[error("the figure {0} of the key is in none of the cited facts")]
    FigureNotInFacts(String),
    #[error("the id is used twice")]
    RepeatedId,
    #[error("tests the same as {other}: stems {percent} % alike, same key")]
    NearDuplicate { other: QuestionId, percent: u32 },
    #[error("asks the same words as {other}, with another key")]
    Contradiction { other: QuestionId },
    #[error("right for {letter} is {right} of {of} official single choice questions, outside 15 to 35 %")]
    UnbalancedLetter { letter: char, right: usize, of: usize },
    #[error("a {kind} question cannot have {count} options")]
    OptionCount { kind: Kind, count: usize },
    #[error("options {first} and {second} are equal")]
    EqualOptions { first: char, second: char },
    #[error("a {kind} question cannot have {right} right of {count} options")]
    RightCount { kind: Kind, right: u32, count: usize },
    #[error("the body does not belong to the kind {0}")]
    OtherBody(Kind),
    #[error("a case cannot have {0} parts")]
    PartCount(usize),
    #[error("the parts add up to {0} hundredths")]
    CaseScore(u64),
    #[error("has no explanation")]
    NoExplanation,
    #[error("Latin letters: {0}")]
    Latin(String),
    #[error("too few official questions: {needed} {point} {kind} {difficulty} needed, {available} available",
        point = .cell.point, kind = .cell.kind, difficulty = .cell.difficulty, needed = .cell.count)]
    ShortCell { cell: Cell, available: u32 },
}

/// Checks a whole bank. The blueprint must be fillable while secondary facts are allowed; what is short without them is in
/// the coverage, not a fault.
#[must_use]
pub fn check(questions: &[Question], facts: &Facts, blueprint: &Blueprint) -> Report {
    let mut faults = Vec::new();
    for question in questions {
        faults.extend(structure::faults(question));
        faults.extend(sources::faults(question, facts));
    }
    faults.extend(similar::faults(questions));
    let right_letters = letters::count(questions);
    faults.extend(letters::faults(right_letters));
    let coverage = coverage(questions, facts, blueprint, Purpose::Official);
    let mut report = Report { questions: questions.len(), faults, right_letters, coverage };
    let short: Vec<_> = report.short(Secondary::Allowed).map(CellCoverage::as_fault).collect();
    report.faults.extend(short);
    report
}

impl Report {
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// The cells that cannot be filled.
    pub fn short(&self, secondary: Secondary) -> impl Iterator<Item = &CellCoverage> {
        self.coverage.iter().filter(move |row| row.available(secondary) < row.cell.count)
    }
}

impl CellCoverage {
    #[must_use]
    pub fn available(&self, secondary: Secondary) -> u32 {
        match secondary {
            Secondary::Allowed => self.with_secondary,
            Secondary::Refused => self.without_secondary,
        }
    }

    fn as_fault(&self) -> Fault {
        let reason = Reason::ShortCell { cell: self.cell, available: self.with_secondary };
        Fault { subject: Subject::Bank, reason }
    }
}

impl Fault {
    fn of(question: &Question, reason: Reason) -> Self {
        Self { subject: Subject::Question(question.id.clone()), reason }
    }

    /// About an item: the part, if the question is a case, else the question.
    fn of_item(question: &Question, index: usize, reason: Reason) -> Self {
        let id = question.id.clone();
        let subject = if question.kind == Kind::Case { Subject::Part(id, index) } else { Subject::Question(id) };
        Self { subject, reason }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Bank => write!(f, "{}", self.reason),
            Subject::Question(id) => write!(f, "{id}: {}", self.reason),
            Subject::Part(id, part) => write!(f, "{id} part {}: {}", part + 1, self.reason),
        }
    }
}

fn is_official(question: &Question) -> bool {
    question.purpose == Purpose::Official
}

#[cfg(test)]
mod tests;
