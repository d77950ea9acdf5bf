//! How many questions of which kind, point and difficulty make a paper, and what is each worth?

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::question::{Difficulty, Kind, Point};
use crate::version::canonical_hash;

mod standard;

/// A certification is always worth 100 points.
pub const CERTIFICATION_TOTAL: u32 = 10_000;
/// What the parts of a case add up to, and so what a case is worth in every blueprint.
pub const CASE_SCORE: u32 = 500;

/// Points that every certification must hold (R-024: three laws, communication, emergencies; R-084: the platform).
pub const REQUIRED_POINTS: [Point; 6] = [
    Point::LabourLaw,
    Point::LabourContractLaw,
    Point::Arbitration,
    Point::DisputesCommunication,
    Point::DisputesEmergency,
    Point::Platform,
];

/// A stratified plan of a paper. The order of the cells is part of it: papers are drawn cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blueprint {
    pub cells: Vec<Cell>,
    pub multiple_rule: MultipleRule,
}

/// So many questions of one point, kind and difficulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    pub point: Point,
    pub kind: Kind,
    pub difficulty: Difficulty,
    pub count: u32,
    /// Hundredths of a point per question.
    pub score: u32,
}

codes! {
    /// What a multiple choice answer is worth that is not exactly right. A wrong option chosen, or nothing chosen, is
    /// worth 0 under every rule.
    MultipleRule {
        /// Incomplete: 50 hundredths per chosen right option, at most 50 below full. The rule of the builder exams.
        Builder = "builder",
        /// Incomplete: half, rounded down to a whole hundredth.
        Half = "half",
        /// Incomplete: 0.
        Strict = "strict",
        /// Incomplete: 50 hundredths less per missing right option, at least 0.
        Deduction = "deduction",
    }
}

/// What a blueprint is for, which decides how much is demanded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    Certification,
    /// Assessment, mock, practice.
    Other,
}

/// Why a blueprint cannot be published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlueprintFault {
    #[error("it has no cells")]
    Empty,
    #[error("cell {cell:?} has no questions or no score")]
    EmptyCell { cell: Cell },
    #[error("{point} {kind} {difficulty} occurs in two cells")]
    RepeatedCell { point: Point, kind: Kind, difficulty: Difficulty },
    #[error("a case is worth {CASE_SCORE} hundredths, not {score}")]
    CaseScore { score: u32 },
    #[error("it lacks {}", .0.iter().map(|point| point.code()).collect::<Vec<_>>().join(", "))]
    Lacks(Vec<Point>),
    #[error("it is worth {0} hundredths, a certification must be worth {CERTIFICATION_TOTAL}")]
    Total(u64),
}

impl Blueprint {
    /// The default of a certification: 77 questions, 100 points, builder rule.
    #[must_use]
    pub fn standard() -> Self {
        Self { cells: standard::cells(), multiple_rule: MultipleRule::Builder }
    }

    /// What a flawless paper is worth, in hundredths.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.cells.iter().map(|cell| u64::from(cell.count) * u64::from(cell.score)).sum()
    }

    /// Number of questions; a case counts as one.
    #[must_use]
    pub fn question_count(&self) -> u64 {
        self.cells.iter().map(|cell| u64::from(cell.count)).sum()
    }

    /// SHA-256 over the canonical JSON (RFC 8785): the `blueprintHash` of the published commitment.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        canonical_hash(self)
    }

    /// # Errors
    /// The first fault found; all lacking points together in one.
    pub fn validate(&self, aim: Aim) -> Result<(), BlueprintFault> {
        if self.cells.is_empty() {
            return Err(BlueprintFault::Empty);
        }
        self.check_cells()?;
        match aim {
            Aim::Certification => self.check_certification(),
            Aim::Other => Ok(()),
        }
    }

    fn check_cells(&self) -> Result<(), BlueprintFault> {
        let mut seen = BTreeSet::new();
        for &cell in &self.cells {
            let Cell { point, kind, difficulty, count, score } = cell;
            if count == 0 || score == 0 {
                return Err(BlueprintFault::EmptyCell { cell });
            }
            if kind == Kind::Case && score != CASE_SCORE {
                return Err(BlueprintFault::CaseScore { score });
            }
            if !seen.insert((point, kind, difficulty)) {
                return Err(BlueprintFault::RepeatedCell { point, kind, difficulty });
            }
        }
        Ok(())
    }

    fn check_certification(&self) -> Result<(), BlueprintFault> {
        let lacking: Vec<_> =
            REQUIRED_POINTS.into_iter().filter(|point| !self.cells.iter().any(|cell| cell.point == *point)).collect();
        if !lacking.is_empty() {
            return Err(BlueprintFault::Lacks(lacking));
        }
        match self.total() {
            total if total == u64::from(CERTIFICATION_TOTAL) => Ok(()),
            total => Err(BlueprintFault::Total(total)),
        }
    }
}

#[cfg(test)]
mod tests;
