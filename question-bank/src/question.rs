//! What is a question, and which version of it is this?

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::choice::Choice;
use crate::facts::{FactId, Facts, Secondary};
use crate::version::{VersionId, canonical_hash};

codes! {
    /// Knowledge point: what a question tests.
    Point {
        WageRegulation = "wage_regulation",
        DisputesCommunication = "disputes_communication",
        DisputesEmergency = "disputes_emergency",
        SpecialAccount = "special_account",
        WageDeposit = "wage_deposit",
        LabourContractLaw = "labour_contract_law",
        LabourLaw = "labour_law",
        Arbitration = "arbitration",
        RealName = "real_name",
        NantongRules = "nantong_rules",
        Platform = "platform",
    }
}

codes! {
    /// Form of a question; `ALL` is the order of the sections of a paper.
    Kind {
        Single = "single",
        Multiple = "multiple",
        TrueFalse = "true_false",
        /// A story with parts, each part being of one of the other kinds.
        Case = "case",
    }
}

codes! {
    Difficulty {
        /// Recall of one rule.
        Easy = "easy",
        /// One rule applied to a small situation.
        Medium = "medium",
        /// Two rules combined, or a trap between two similar ones.
        Hard = "hard",
    }
}

codes! {
    /// Certifications and assessments draw official questions only, mocks and practice draw practice questions only.
    Purpose {
        Official = "official",
        Practice = "practice",
    }
}

/// Stable name of a question over all its versions, for example `wr-s-001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QuestionId(pub String);

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One version of a question. Its JSON is what a database stores; changing anything in it makes another version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: QuestionId,
    pub kind: Kind,
    pub point: Point,
    pub difficulty: Difficulty,
    pub purpose: Purpose,
    /// The facts the question rests on; of a case, those of all its parts.
    pub facts: Vec<FactId>,
    pub body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// For the kinds single, multiple and true/false.
    Item(Item),
    /// For the kind case.
    Case(Case),
}

/// A story and the questions about it, in fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub stem: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Any kind but case.
    pub kind: Kind,
    /// Hundredths of a point.
    pub score: u32,
    pub item: Item,
}

/// One thing to answer: stem, options and key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub stem: String,
    /// Empty for true/false, whose two options are words of the page (true, then false).
    pub options: Vec<String>,
    /// In the order of `options`; [`Choice::TRUE`] or [`Choice::FALSE`] for true/false.
    pub right: Choice,
    /// Why the key is right.
    pub explanation: String,
    pub facts: Vec<FactId>,
}

impl Question {
    /// SHA-256 over the canonical JSON (RFC 8785) of the whole question.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        canonical_hash(self)
    }

    /// The identity of this version: its content hash.
    #[must_use]
    pub fn version(&self) -> VersionId {
        VersionId::from_hash(self.content_hash())
    }

    /// The item of a plain question (`None`), or of one part of a case (from 0).
    #[must_use]
    pub fn item(&self, part: Option<u8>) -> Option<&Item> {
        match (&self.body, part) {
            (Body::Item(item), None) => Some(item),
            (Body::Case(case), Some(part)) => case.parts.get(usize::from(part)).map(|part| &part.item),
            _ => None,
        }
    }

    /// Every item with its kind: one of a plain question, one per part of a case.
    pub fn items(&self) -> impl Iterator<Item = (Kind, &Item)> {
        let (plain, parts) = match &self.body {
            Body::Item(item) => (Some((self.kind, item)), [].as_slice()),
            Body::Case(case) => (None, case.parts.as_slice()),
        };
        plain.into_iter().chain(parts.iter().map(|part| (part.kind, &part.item)))
    }

    /// Every fact that the question or one of its parts cites.
    #[must_use]
    pub fn cited_facts(&self) -> BTreeSet<&FactId> {
        self.facts.iter().chain(self.items().flat_map(|(_, item)| &item.facts)).collect()
    }

    /// Whether it may be put before a candidate: it cites facts, and each of them is known and usable.
    #[must_use]
    pub fn is_usable(&self, facts: &Facts, secondary: Secondary) -> bool {
        let cited = self.cited_facts();
        let usable = |id: &FactId| facts.get(id).is_some_and(|fact| fact.is_usable(secondary));
        !cited.is_empty() && cited.into_iter().all(usable)
    }
}

impl Item {
    /// Number of options to choose from; two for true/false.
    #[must_use]
    pub fn option_count(&self) -> usize {
        if self.options.is_empty() { 2 } else { self.options.len() }
    }
}

#[cfg(test)]
mod tests;
