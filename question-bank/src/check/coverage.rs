//! Can the questions of one purpose fill a blueprint?

use super::CellCoverage;
use crate::blueprint::{Blueprint, Cell};
use crate::facts::{Facts, Secondary};
use crate::question::{Purpose, Question};

/// How many questions of a purpose there are for each cell of a blueprint, in its order. An exam draws from one purpose
/// only, so the other one's questions do not help.
#[must_use]
pub fn coverage(questions: &[Question], facts: &Facts, blueprint: &Blueprint, purpose: Purpose) -> Vec<CellCoverage> {
    let count = |cell: &Cell, secondary| {
        let fits = |question: &&Question| {
            (question.point, question.kind, question.difficulty) == (cell.point, cell.kind, cell.difficulty)
                && question.purpose == purpose
                && question.is_usable(facts, secondary)
        };
        u32::try_from(questions.iter().filter(fits).count()).unwrap_or(u32::MAX)
    };
    let row = |&cell| CellCoverage {
        cell,
        with_secondary: count(&cell, Secondary::Allowed),
        without_secondary: count(&cell, Secondary::Refused),
    };
    blueprint.cells.iter().map(row).collect()
}
