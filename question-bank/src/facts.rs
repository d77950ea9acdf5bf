//! Which statements of law may a question rest on, and how sure are we of each?

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Stable name of a fact, for example `F001`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FactId(pub String);

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

codes! {
    /// How a fact was checked, from the surest to the least sure; the codes are those of `facts.json`.
    Confidence {
        /// The statute text was read.
        Law = "V",
        /// Literal text of a Nantong document.
        Seed = "V*",
        /// Seen on public pages only; usable where an office allows it.
        Secondary = "S",
        /// From memory; never for candidates.
        Unverified = "M",
    }
}

/// Whether facts known from public pages only may carry a question (rule `bank.allow_secondary`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secondary {
    Allowed,
    Refused,
}

/// One statement of law that questions cite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    pub id: FactId,
    /// The instrument with its text version.
    pub law: String,
    /// Short key of the instrument, for example `TL`.
    pub law_key: String,
    /// The article as cited, for example `第二条`.
    pub article: String,
    pub fact: String,
    /// The point a right answer must contain; may be empty.
    pub key: String,
    /// Plausible wrong answers; may be empty.
    pub distractors: Vec<String>,
    pub confidence: Confidence,
}

impl Fact {
    /// Whether a question on this fact may be put before a candidate.
    #[must_use]
    pub fn is_usable(&self, secondary: Secondary) -> bool {
        match self.confidence {
            Confidence::Law | Confidence::Seed => true,
            Confidence::Secondary => secondary == Secondary::Allowed,
            Confidence::Unverified => false,
        }
    }
}

/// Why a list of facts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    #[error("the facts are not in the expected form: {0}")]
    Json(#[from] serde_json::Error),
    #[error("fact {0} occurs twice")]
    Repeated(FactId),
}

/// All facts by their id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts(BTreeMap<FactId, Fact>);

impl Facts {
    /// Reads the JSON list of `bank/facts.json`.
    ///
    /// # Errors
    /// When the JSON has another form, an unknown field or an id twice.
    pub fn parse(json: &str) -> Result<Self, FactsError> {
        let mut facts = BTreeMap::new();
        for fact in serde_json::from_str::<Vec<Fact>>(json)? {
            if let Some(earlier) = facts.insert(fact.id.clone(), fact) {
                return Err(FactsError::Repeated(earlier.id));
            }
        }
        Ok(Self(facts))
    }

    #[must_use]
    pub fn get(&self, id: &FactId) -> Option<&Fact> {
        self.0.get(id)
    }

    /// Every fact, in the order of the ids.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &str = include_str!("../bank/facts.json");

    #[test]
    fn the_real_facts_are_read() {
        let facts = Facts::parse(REAL).unwrap();
        let usable = |secondary| facts.iter().filter(|fact| fact.is_usable(secondary)).count();
        assert_eq!(facts.iter().count(), 243);
        assert_eq!((usable(Secondary::Refused), usable(Secondary::Allowed)), (188, 222));
    }

    #[test]
    fn a_fact_from_memory_is_never_usable() {
        let facts = Facts::parse(REAL).unwrap();
        let unverified = facts.iter().filter(|fact| fact.confidence == Confidence::Unverified);
        assert!(unverified.into_iter().all(|fact| !fact.is_usable(Secondary::Allowed)));
    }

    #[test]
    fn a_repeated_id_is_refused() {
        let one = &serde_json::from_str::<Vec<Fact>>(REAL).unwrap()[0];
        let twice = serde_json::to_string(&[one, one]).unwrap();
        assert!(matches!(Facts::parse(&twice), Err(FactsError::Repeated(id)) if id.0 == "F001"));
    }
}
