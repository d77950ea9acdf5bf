//! What changes for whom when a question or a rule turns out to be wrong after the exam?
//!
//! Nothing is changed here. A correction is proposed, [`regrade`] lists what it would do, a second person confirms the
//! list by its hash, and exactly that list is carried out. All of it is integers: hundredths of a point.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::blueprint::MultipleRule;
use crate::grade::{Answers, Grade, GradeError};
use crate::paper::Paper;
use crate::pass::Demands;
use crate::question::Question;
use crate::version::{VersionId, canonical_hash, canonical_json, hex};

mod corrected;
mod correction;

pub use corrected::grade_corrected;
pub use correction::{Correction, CorrectionError, Corrections, ItemCorrection, Settlement};

/// How a sitting is graded, apart from corrections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grading<'a> {
    pub rule: MultipleRule,
    /// Hundredths from which an attempt passes.
    pub pass_score: u32,
    /// What a pass takes beside.
    pub demands: &'a Demands,
}

/// One graded attempt, as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    pub attempt: &'a str,
    pub paper: &'a Paper,
    pub answers: &'a Answers,
    /// The stored score, which the corrections in force must explain.
    pub score: u32,
}

/// What a second person confirms. Its hash covers every field, so another list has another hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EffectList {
    /// 1.
    pub v: u8,
    pub sitting_id: String,
    pub multiple_rule: MultipleRule,
    pub pass_score: u32,
    #[serde(default, skip_serializing_if = "Demands::is_empty")]
    pub demands: Demands,
    /// In force so far.
    pub before: Corrections,
    /// In force when the list is carried out: those that stay, and the new ones.
    pub after: Corrections,
    /// How many attempts were looked at.
    pub attempts: usize,
    /// Whoever's grade changes in any way, in the order of the attempt ids.
    pub effects: Vec<Effect>,
}

/// What changes for one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Effect {
    pub attempt_id: String,
    pub score_before: u32,
    /// Equal to `score_before` where points only moved within the paper.
    pub score_after: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crosses: Option<Crossing>,
}

codes! {
    /// Which way an attempt crosses the pass line.
    Crossing {
        Up = "up",
        Down = "down",
    }
}

/// The figures above the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct EffectCounts {
    pub scores_changed: usize,
    pub passes_gained: usize,
    pub passes_lost: usize,
}

/// The list, and the new grades that carrying it out stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regrade {
    pub list: EffectList,
    /// By attempt: one for each effect.
    pub grades: BTreeMap<String, Grade>,
}

/// Why a regrade cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegradeError {
    #[error("attempt {attempt}: {fault}")]
    Grade { attempt: String, fault: GradeError },
    #[error("attempt {attempt}: {fault}")]
    Correction { attempt: String, fault: CorrectionError },
    #[error("attempt {attempt} has the score {stored}, but what is in force gives {computed}")]
    OtherScore { attempt: String, stored: u32, computed: u32 },
    #[error("attempt {0} occurs twice")]
    Repeated(String),
}

/// Works out what would change if `after` took the place of `before`. Pure, and independent of the order of `standing`.
///
/// # Errors
/// When something stored does not fit together; when an attempt's stored score is not what `before` gives.
pub fn regrade<'q>(
    sitting: &str,
    standing: &[Standing<'_>],
    find: impl Fn(&VersionId) -> Option<&'q Question>,
    grading: Grading<'_>,
    before: &Corrections,
    after: &Corrections,
) -> Result<Regrade, RegradeError> {
    let mut changed = BTreeMap::new();
    let mut seen = std::collections::BTreeSet::new();
    for attempt in standing {
        if !seen.insert(attempt.attempt) {
            return Err(RegradeError::Repeated(attempt.attempt.to_owned()));
        }
        let grade = |corrections| grade_attempt(attempt, &find, grading.rule, corrections);
        let (old, new) = (grade(before)?, grade(after)?);
        if old.total != attempt.score {
            let (attempt, stored) = (attempt.attempt.to_owned(), attempt.score);
            return Err(RegradeError::OtherScore { attempt, stored, computed: old.total });
        }
        if old != new {
            let passes = |grade| grading.demands.passes(grading.pass_score, attempt.paper, grade, &find);
            let effect = effect(attempt.attempt, (old.total, passes(&old)), (new.total, passes(&new)));
            changed.insert(attempt.attempt.to_owned(), (effect, new));
        }
    }
    let effects = changed.values().map(|(effect, _)| effect.clone());
    let list = EffectList {
        v: 1,
        sitting_id: sitting.to_owned(),
        multiple_rule: grading.rule,
        pass_score: grading.pass_score,
        demands: grading.demands.clone(),
        before: before.clone(),
        after: after.clone(),
        attempts: standing.len(),
        effects: effects.collect(),
    };
    Ok(Regrade { list, grades: changed.into_iter().map(|(attempt, (_, new))| (attempt, new)).collect() })
}

fn grade_attempt<'q>(
    standing: &Standing<'_>,
    find: impl Fn(&VersionId) -> Option<&'q Question>,
    rule: MultipleRule,
    corrections: &Corrections,
) -> Result<Grade, RegradeError> {
    let attempt = || standing.attempt.to_owned();
    grade_corrected(standing.paper, standing.answers, find, rule, corrections).map_err(|fault| match fault {
        corrected::CorrectedError::Grade(fault) => RegradeError::Grade { attempt: attempt(), fault },
        corrected::CorrectedError::Correction(fault) => RegradeError::Correction { attempt: attempt(), fault },
    })
}

/// Scores, and whether they pass.
fn effect(attempt: &str, (score_before, passed): (u32, bool), (score_after, passes): (u32, bool)) -> Effect {
    let crosses = match (passed, passes) {
        (false, true) => Some(Crossing::Up),
        (true, false) => Some(Crossing::Down),
        _ => None,
    };
    Effect { attempt_id: attempt.to_owned(), score_before, score_after, crosses }
}

impl EffectList {
    #[must_use]
    pub fn counts(&self) -> EffectCounts {
        let count = |is_so: fn(&Effect) -> bool| self.effects.iter().filter(|effect| is_so(effect)).count();
        EffectCounts {
            scores_changed: count(|effect| effect.score_before != effect.score_after),
            passes_gained: count(|effect| effect.crosses == Some(Crossing::Up)),
            passes_lost: count(|effect| effect.crosses == Some(Crossing::Down)),
        }
    }

    /// RFC 8785.
    #[must_use]
    pub fn to_canonical_json(&self) -> Vec<u8> {
        canonical_json(self)
    }

    /// SHA-256 over [`Self::to_canonical_json`], 64 lower-case hexadecimal digits: what the second person confirms.
    #[must_use]
    pub fn hash(&self) -> String {
        hex(&canonical_hash(self))
    }
}

#[cfg(test)]
mod tests;
