//! Which questions does one candidate get, in which order, with the options in which order?
//!
//! The draw, written so that a short script can repeat it from the key, the blueprint and the pool. There is one
//! stream ([`crate::random`]) per paper, used in this order:
//!
//! 1. The pool is sorted by version id (bytes). Of several rows of one question only the first stays.
//! 2. For each cell of the blueprint, in its order: the rows of its point, kind and difficulty that no earlier cell
//!    took, in pool order, are shuffled, then sorted by `uses` keeping the order among equals; the first `count` are
//!    taken.
//! 3. For each kind in the order single, multiple, true/false, case: the questions taken, in the order in which they
//!    were taken, are shuffled. They become the section.
//! 4. Going through the paper, an item's options 0, 1, … are shuffled; the result is its option order. A true/false
//!    item keeps its order and takes nothing from the stream. The parts of a case stay in their order, each is a slot.
//!
//! Slots are numbered from 1 through the whole paper.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::blueprint::{Blueprint, Cell};
use crate::question::{Body, Difficulty, Item, Kind, Point, Question, QuestionId};
use crate::random::Stream;
use crate::version::{VersionId, canonical_hash};

mod order;

pub use order::{NotAnOrder, OptionOrder};

/// One candidate of the draw. The caller decides what is in the pool (state, purpose, usable facts, excluded
/// questions) and stores it with the exam: it is an input of the draw. One version per question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolQuestion {
    pub question: QuestionId,
    pub version: VersionId,
    pub point: Point,
    pub kind: Kind,
    pub difficulty: Difficulty,
    /// How often it was drawn before; the least used come first.
    pub uses: u32,
    pub shape: Shape,
}

/// As much of a question's form as the layout of a paper needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Item { options: u8 },
    Case { parts: Vec<PartShape> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartShape {
    pub kind: Kind,
    pub options: u8,
    /// Hundredths of a point.
    pub score: u32,
}

/// What a candidate was given. It names versions, never texts or keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub slots: Vec<Slot>,
}

/// One thing to answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// From 1, through the whole paper.
    pub number: u16,
    pub version: VersionId,
    /// Set for the parts of a case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<CasePart>,
    /// Of the part, for a part of a case.
    pub kind: Kind,
    /// Full score in hundredths.
    pub score: u32,
    pub option_order: OptionOrder,
}

/// Which part of which case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePart {
    /// From 1, in the order of the paper.
    pub case: u8,
    /// From 0, in the order of the question.
    pub part: u8,
}

/// The pool cannot fill the blueprint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the pool cannot fill {} cells of the blueprint", .cells.len())]
pub struct Shortage {
    pub cells: Vec<ShortCell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ShortCell {
    pub cell: Cell,
    pub available: u32,
}

impl PoolQuestion {
    #[must_use]
    pub fn of(question: &Question, uses: u32) -> Self {
        let shape = match &question.body {
            Body::Item(item) => Shape::Item { options: options_of(item) },
            Body::Case(case) => Shape::Case {
                parts: case
                    .parts
                    .iter()
                    .map(|part| PartShape { kind: part.kind, options: options_of(&part.item), score: part.score })
                    .collect(),
            },
        };
        Self {
            question: question.id.clone(),
            version: question.version(),
            point: question.point,
            kind: question.kind,
            difficulty: question.difficulty,
            uses,
            shape,
        }
    }

    pub(crate) fn is_for(&self, cell: &Cell) -> bool {
        (self.point, self.kind, self.difficulty) == (cell.point, cell.kind, cell.difficulty)
    }
}

impl Paper {
    /// What a flawless paper is worth, in hundredths.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.slots.iter().map(|slot| slot.score).sum()
    }

    #[must_use]
    pub fn slot(&self, number: u16) -> Option<&Slot> {
        self.slots.iter().find(|slot| slot.number == number)
    }

    /// The pinned versions, each once, in the order of the paper.
    #[must_use]
    pub fn versions(&self) -> Vec<VersionId> {
        let mut versions: Vec<_> = self.slots.iter().map(|slot| slot.version).collect();
        versions.dedup();
        versions
    }

    /// SHA-256 over the canonical JSON (RFC 8785): the `paperHash` of the receipt.
    #[must_use]
    pub fn content_hash(&self) -> [u8; 32] {
        canonical_hash(self)
    }
}

impl Slot {
    /// The section the slot stands in.
    #[must_use]
    pub fn section(&self) -> Kind {
        if self.part.is_some() { Kind::Case } else { self.kind }
    }

    /// The item that the slot shows, from the question it pins.
    #[must_use]
    pub fn item<'q>(&self, question: &'q Question) -> Option<&'q Item> {
        question
            .item(self.part.map(|part| part.part))
            .filter(|item| item.option_count() == self.option_order.as_slice().len())
    }
}

/// Draws a paper. The same blueprint, pool (in any order) and key give the same paper for ever.
///
/// # Errors
/// When the pool holds too few questions, with every cell that is short.
pub fn assemble(blueprint: &Blueprint, pool: &[PoolQuestion], key: &[u8; 32]) -> Result<Paper, Shortage> {
    let mut stream = Stream::new(key);
    let drawn = draw(blueprint, pool, &mut stream)?;
    Ok(lay_out(&drawn, &mut stream))
}

type Drawn<'p> = (Cell, &'p PoolQuestion);

fn draw<'p>(blueprint: &Blueprint, pool: &'p [PoolQuestion], stream: &mut Stream) -> Result<Vec<Drawn<'p>>, Shortage> {
    let pool = one_row_per_question(pool);
    let mut taken = BTreeSet::new();
    let mut drawn = Vec::new();
    let mut short = Vec::new();
    for &cell in &blueprint.cells {
        let is_candidate = |row: &&PoolQuestion| row.is_for(&cell) && !taken.contains(&row.version);
        let mut fitting: Vec<_> = pool.iter().copied().filter(is_candidate).collect();
        let wanted = usize::try_from(cell.count).unwrap_or(usize::MAX);
        if fitting.len() < wanted {
            short.push(ShortCell { cell, available: u32::try_from(fitting.len()).unwrap_or(u32::MAX) });
            continue;
        }
        stream.shuffle(&mut fitting);
        fitting.sort_by_key(|row| row.uses);
        fitting.truncate(wanted);
        taken.extend(fitting.iter().map(|row| row.version));
        drawn.extend(fitting.into_iter().map(|row| (cell, row)));
    }
    if short.is_empty() { Ok(drawn) } else { Err(Shortage { cells: short }) }
}

fn one_row_per_question(pool: &[PoolQuestion]) -> Vec<&PoolQuestion> {
    let mut rows: Vec<_> = pool.iter().collect();
    rows.sort_by_key(|row| (row.version, row.uses));
    let mut seen = BTreeSet::new();
    rows.retain(|row| seen.insert(&row.question));
    rows
}

fn lay_out(drawn: &[Drawn<'_>], stream: &mut Stream) -> Paper {
    let mut in_order = Vec::with_capacity(drawn.len());
    for kind in Kind::ALL {
        let mut section: Vec<_> = drawn.iter().filter(|(cell, _)| cell.kind == *kind).collect();
        stream.shuffle(&mut section);
        in_order.extend(section);
    }
    let mut slots = Vec::new();
    let mut cases = 0;
    for (cell, row) in in_order {
        let mut push = |part, kind, options, score| {
            let option_order = match kind {
                Kind::TrueFalse => OptionOrder::unchanged(options),
                _ => OptionOrder::shuffled(options, stream),
            };
            // A paper has far fewer than 65,535 slots.
            let number = u16::try_from(slots.len() + 1).unwrap_or(u16::MAX);
            slots.push(Slot { number, version: row.version, part, kind, score, option_order });
        };
        match &row.shape {
            Shape::Item { options } => push(None, cell.kind, *options, cell.score),
            Shape::Case { parts } => {
                cases += 1;
                for (index, part) in (0..).zip(parts) {
                    push(Some(CasePart { case: cases, part: index }), part.kind, part.options, part.score);
                }
            }
        }
    }
    Paper { slots }
}

fn options_of(item: &Item) -> u8 {
    u8::try_from(item.option_count()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests;
