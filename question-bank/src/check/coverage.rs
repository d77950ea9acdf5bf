//! Can the bank fill a blueprint?

use super::{CellCoverage, is_official};
use crate::blueprint::{Blueprint, Cell};
use crate::facts::{Facts, Secondary};
use crate::question::Question;

pub(super) fn of(questions: &[Question], facts: &Facts, blueprint: &Blueprint) -> Vec<CellCoverage> {
    let count = |cell: &Cell, secondary| {
        let fits = |question: &&Question| {
            (question.point, question.kind, question.difficulty) == (cell.point, cell.kind, cell.difficulty)
                && is_official(question)
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
