//! What is an answered paper worth with everything that was put right since?

use crate::blueprint::MultipleRule;
use crate::choice::Choice;
use crate::grade::{Answers, Grade, GradeError, SlotGrade, Verdict, grade, mark};
use crate::paper::{Paper, Slot};
use crate::question::Question;
use crate::version::VersionId;

use super::correction::{CorrectionError, Corrections, ItemCorrection, Settlement, check_key};

/// Why a corrected grade cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectedError {
    #[error(transparent)]
    Grade(#[from] GradeError),
    #[error(transparent)]
    Correction(#[from] CorrectionError),
}

/// As [`grade`], with the corrections in force. Without any it is the same grade.
///
/// An excluded item has neither score nor full score; `total` is stretched to the full score of the paper, so with
/// excluded items it is more than the sum over the slots.
///
/// # Errors
/// As [`grade`]; when a corrected key does not fit its item; when the whole paper is excluded.
pub fn grade_corrected<'q>(
    paper: &Paper,
    answers: &Answers,
    find: impl Fn(&VersionId) -> Option<&'q Question>,
    rule: MultipleRule,
    corrections: &Corrections,
) -> Result<Grade, CorrectedError> {
    let rule = corrections.rule.unwrap_or(rule);
    let mut graded = grade(paper, answers, &find, rule)?;
    for (slot, slot_grade) in paper.slots.iter().zip(&mut graded.per_slot) {
        let Some(correction) = corrections.items.get(&slot.into()) else { continue };
        let question = find(&slot.version).ok_or(GradeError::MissingQuestion(slot.version))?;
        let displayed = answers.get(&slot.number).copied().unwrap_or_default();
        let new = corrected_slot(slot, question, displayed, rule, correction, *slot_grade)?;
        if let Some(sums) = graded.per_point.iter_mut().find(|sums| sums.point == question.point) {
            sums.scored = sums.scored + new.score - slot_grade.score;
            sums.full = sums.full + new.full - slot_grade.full;
        }
        *slot_grade = new;
    }
    graded.total = stretched_total(&graded)?;
    Ok(graded)
}

fn corrected_slot(
    slot: &Slot,
    question: &Question,
    displayed: Choice,
    rule: MultipleRule,
    correction: &ItemCorrection,
    old: SlotGrade,
) -> Result<SlotGrade, CorrectedError> {
    let accepted = match correction {
        ItemCorrection::Withdrawn(Settlement::FullMarks) => {
            return Ok(SlotGrade { score: slot.score, verdict: Verdict::Right, ..old });
        }
        ItemCorrection::Withdrawn(Settlement::Excluded) => return Ok(SlotGrade { score: 0, full: 0, ..old }),
        ItemCorrection::Key(accepted) => accepted,
    };
    let Slot { number, version, .. } = *slot;
    let item = slot.item(question).ok_or(GradeError::OtherQuestion { slot: number, version })?;
    let unknown = GradeError::UnknownOption { slot: number, choice: displayed };
    let chosen = slot.option_order.to_original(displayed).ok_or(unknown)?;
    let mut best: Option<(u32, Verdict)> = None;
    for &key in accepted {
        check_key(slot.into(), slot.kind, item, key)?;
        let new = mark(slot.kind, key, chosen, slot.score, rule);
        // The verdicts are declared from the best to the worst.
        best = best.filter(|old| (old.0, std::cmp::Reverse(old.1)) >= (new.0, std::cmp::Reverse(new.1))).or(Some(new));
    }
    let (score, verdict) = best.ok_or(CorrectionError::NoKey(slot.into()))?;
    Ok(SlotGrade { score, verdict, ..old })
}

fn stretched_total(graded: &Grade) -> Result<u32, CorrectionError> {
    let sum = |part: fn(&SlotGrade) -> u32| graded.per_slot.iter().map(|slot| u64::from(part(slot))).sum::<u64>();
    let (score, left, full) = (sum(|slot| slot.score), sum(|slot| slot.full), u64::from(graded.full));
    if left == full {
        return u32::try_from(score).map_err(|_| CorrectionError::NothingLeft);
    }
    // score / left = total / full, rounded to the nearest, halves up
    let total = (2 * score * full + left).checked_div(2 * left).ok_or(CorrectionError::NothingLeft)?;
    u32::try_from(total).map_err(|_| CorrectionError::NothingLeft)
}
