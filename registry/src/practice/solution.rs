//! What was right, why, and on which article of law? Only for whoever has answered, or sat an exam that may be reviewed.

use question_bank::grade::Verdict;
use question_bank::{CandidateItem, Choice, Confidence, Paper, Purpose, Question, Slot, candidate_items};

use super::Place;
use super::shelf::Sources;
use crate::Fault;

/// One thing to answer with its key. Options and choices are in displayed order.
#[derive(Clone, Debug)]
pub struct Solution {
    pub place: Place,
    pub purpose: Purpose,
    pub item: CandidateItem,
    pub right: Choice,
    pub explanation: String,
    pub sources: Vec<Source>,
}

/// An article of law that carries the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub law: String,
    pub article: String,
    pub statement: String,
    pub confidence: Confidence,
}

/// A solution beside what was answered.
#[derive(Clone, Debug)]
pub struct Solved {
    pub solution: Solution,
    pub chosen: Choice,
    pub verdict: Verdict,
    pub is_kept: bool,
}

impl Solution {
    pub(crate) fn of(slot: &Slot, question: &Question, sources: &Sources) -> Result<Self, Fault> {
        let item = asked(slot, question)?;
        let key = slot.item(question).ok_or_else(|| Fault::internal("slot of another question"))?;
        let right = slot.option_order.to_displayed(key.right);
        let cited = if key.facts.is_empty() { &question.facts } else { &key.facts };
        let sources = cited.iter().filter_map(|id| sources.get(&id.0)).map(|fact| Source {
            law: fact.law.clone(),
            article: fact.article.clone(),
            statement: fact.fact.clone(),
            confidence: fact.confidence,
        });
        Ok(Self {
            place: Place::of(&question.id.0, slot),
            purpose: question.purpose,
            item,
            right: right.ok_or_else(|| Fault::internal("key without option"))?,
            explanation: key.explanation.clone(),
            sources: sources.collect(),
        })
    }
}

/// The slot as whoever has not answered sees it.
pub(crate) fn asked(slot: &Slot, question: &Question) -> Result<CandidateItem, Fault> {
    let alone = Paper { slots: vec![slot.clone()] };
    let mut items = candidate_items(&alone, |_| Some(question)).map_err(Fault::internal)?;
    items.pop().ok_or_else(|| Fault::internal("paper without item"))
}
