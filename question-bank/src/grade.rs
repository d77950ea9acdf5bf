//! What is an answered paper worth?

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::blueprint::MultipleRule;
use crate::choice::Choice;
use crate::paper::{Paper, Slot};
use crate::question::{Kind, Point, Question};
use crate::version::VersionId;

/// Per slot number what was ticked, **as displayed**: A is the first option that the candidate saw. So the stored
/// answer is what the candidate can recognise in a receipt; grading maps it back through the slot's option order.
/// A slot that is missing counts as nothing ticked.
pub type Answers = BTreeMap<u16, Choice>;

/// Scores are hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grade {
    pub total: u32,
    /// What a flawless paper is worth.
    pub full: u32,
    pub per_slot: Vec<SlotGrade>,
    /// The points that occur in the paper, in the order of [`Point::ALL`].
    pub per_point: Vec<PointGrade>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotGrade {
    pub number: u16,
    pub score: u32,
    pub full: u32,
    pub verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointGrade {
    pub point: Point,
    pub scored: u32,
    pub full: u32,
}

codes! {
    Verdict {
        Right = "right",
        /// Multiple choice: no wrong option, but not all right ones. Under the strict rule it is worth 0.
        Incomplete = "incomplete",
        Wrong = "wrong",
        /// Nothing ticked.
        Blank = "blank",
    }
}

/// Why paper, answers and questions do not belong together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GradeError {
    #[error("question version {0} is not at hand")]
    MissingQuestion(VersionId),
    #[error("slot {slot} does not fit question version {version}")]
    OtherQuestion { slot: u16, version: VersionId },
    #[error("the paper has no slot {0}")]
    UnknownSlot(u16),
    #[error("the answer to slot {slot} names an option that it does not have: {choice}")]
    UnknownOption { slot: u16, choice: Choice },
}

/// Grades a paper. Pure: the same paper, answers, questions and rule give the same grade for ever.
///
/// # Errors
/// When a pinned question is not at hand or not the one that was laid out, or an answer has no slot or no such option.
pub fn grade<'q>(
    paper: &Paper,
    answers: &Answers,
    find: impl Fn(&VersionId) -> Option<&'q Question>,
    rule: MultipleRule,
) -> Result<Grade, GradeError> {
    if let Some(&stray) = answers.keys().find(|&&number| paper.slot(number).is_none()) {
        return Err(GradeError::UnknownSlot(stray));
    }
    let mut per_slot = Vec::with_capacity(paper.slots.len());
    let mut points = BTreeMap::<Point, PointGrade>::new();
    for slot in &paper.slots {
        let question = find(&slot.version).ok_or(GradeError::MissingQuestion(slot.version))?;
        let displayed = answers.get(&slot.number).copied().unwrap_or_default();
        let graded = grade_slot(slot, question, displayed, rule)?;
        let point = question.point;
        let sums = points.entry(point).or_insert(PointGrade { point, scored: 0, full: 0 });
        sums.scored += graded.score;
        sums.full += graded.full;
        per_slot.push(graded);
    }
    let total = per_slot.iter().map(|slot| slot.score).sum();
    Ok(Grade { total, full: paper.total(), per_slot, per_point: points.into_values().collect() })
}

impl Grade {
    /// Points answered to less than 60 %.
    #[must_use]
    pub fn weak_points(&self) -> Vec<Point> {
        let is_weak = |sums: &&PointGrade| u64::from(sums.scored) * 100 < u64::from(sums.full) * 60;
        self.per_point.iter().filter(is_weak).map(|sums| sums.point).collect()
    }
}

/// Marks one item: what is chosen against what is right, both in the same order of options, `full` in hundredths.
#[must_use]
pub fn mark(kind: Kind, right: Choice, chosen: Choice, full: u32, rule: MultipleRule) -> (u32, Verdict) {
    if chosen.is_empty() {
        (0, Verdict::Blank)
    } else if chosen == right {
        (full, Verdict::Right)
    } else if kind == Kind::Multiple && chosen.is_subset_of(right) {
        (incomplete_score(right, chosen, full, rule), Verdict::Incomplete)
    } else {
        (0, Verdict::Wrong)
    }
}

fn incomplete_score(right: Choice, chosen: Choice, full: u32, rule: MultipleRule) -> u32 {
    const STEP: u32 = 50;
    match rule {
        MultipleRule::Builder => (STEP * chosen.len()).min(full.saturating_sub(STEP)),
        MultipleRule::Half => full / 2,
        MultipleRule::Strict => 0,
        MultipleRule::Deduction => full.saturating_sub(STEP * (right.len() - chosen.len())),
    }
}

fn grade_slot(
    slot: &Slot,
    question: &Question,
    displayed: Choice,
    rule: MultipleRule,
) -> Result<SlotGrade, GradeError> {
    let Slot { number, version, .. } = *slot;
    let item = slot.item(question).ok_or(GradeError::OtherQuestion { slot: number, version })?;
    let chosen = slot
        .option_order
        .to_original(displayed)
        .ok_or(GradeError::UnknownOption { slot: number, choice: displayed })?;
    let (score, verdict) = mark(slot.kind, item.right, chosen, slot.score, rule);
    Ok(SlotGrade { number, score, full: slot.score, verdict })
}

#[cfg(test)]
mod tests;
