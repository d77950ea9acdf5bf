//! What becomes of a published pool when some of its questions may not be drawn any more?
//!
//! They leave it, and come back when they may be drawn again. In their place comes the newer version of the same question,
//! and, where a cell of the blueprint would be short, what else the bank holds for it by now. Where that is not enough, as few of them as it takes stay: everybody gets a
//! paper, and what stayed is named. Papers that were drawn before are not touched.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::blueprint::{Blueprint, Cell};
use crate::paper::PoolQuestion;
use crate::question::QuestionId;
use crate::version::VersionId;

/// How a pool follows from the one before it: part of the reveal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolChange {
    /// In rising order.
    pub withdrawn: Vec<VersionId>,
    /// In rising order of the version.
    pub added: Vec<PoolQuestion>,
}

impl PoolChange {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.withdrawn.is_empty() && self.added.is_empty()
    }

    /// The pool after it, in the order of the versions.
    #[must_use]
    pub fn after(&self, pool: &[PoolQuestion]) -> Vec<PoolQuestion> {
        let stays = |row: &&PoolQuestion| !self.withdrawn.contains(&row.version);
        let mut after: Vec<_> = pool.iter().filter(stays).chain(&self.added).cloned().collect();
        after.sort_by_key(|row| (row.version, row.uses));
        after
    }
}

/// A cell that cannot do without questions which should not be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub cell: Cell,
    /// In rising order.
    pub versions: Vec<VersionId>,
}

/// Takes out of `pool` what is not among `drawable`, and says what had to stay all the same. `former` is what the pool held
/// before: of that comes back what may be drawn again.
#[must_use]
pub fn settle(
    blueprint: &Blueprint,
    pool: &[PoolQuestion],
    former: &[PoolQuestion],
    drawable: &[PoolQuestion],
) -> (PoolChange, Vec<Kept>) {
    let allowed: BTreeSet<_> = drawable.iter().map(|row| row.version).collect();
    let (mut left, mut gone): (Vec<_>, Vec<_>) = pool.iter().cloned().partition(|row| allowed.contains(&row.version));
    gone.sort_by_key(|row| row.version);
    let mut added = returning(&left, former, &allowed);
    left.extend(added.iter().cloned());
    let newer = successors(&gone, &left, drawable);
    left.extend(newer.iter().cloned());
    added.extend(newer);
    let mut kept = Vec::new();
    for cell in &blueprint.cells {
        if lacking(cell, &left) == 0 {
            continue;
        }
        let fresh = others(cell, &left, drawable);
        added.extend(fresh.iter().cloned());
        left.extend(fresh);
        let versions: Vec<_> = others(cell, &left, &gone).into_iter().take(lacking(cell, &left)).collect();
        if !versions.is_empty() {
            kept.push(Kept { cell: *cell, versions: versions.iter().map(|row| row.version).collect() });
            left.extend(versions);
        }
    }
    added.sort_by_key(|row| row.version);
    let stays = |version: &VersionId| kept.iter().any(|one| one.versions.contains(version));
    let withdrawn = gone.iter().map(|row| row.version).filter(|version| !stays(version)).collect();
    (PoolChange { withdrawn, added }, kept)
}

/// What left before and may be drawn again, where no other version of the question is there.
fn returning(left: &[PoolQuestion], former: &[PoolQuestion], allowed: &BTreeSet<VersionId>) -> Vec<PoolQuestion> {
    let mut there = questions(left);
    let may = |row: &&PoolQuestion| allowed.contains(&row.version);
    former.iter().filter(may).filter(|row| there.insert(&row.question)).cloned().collect()
}

/// The newer versions of the questions that leave, used as often as they were.
fn successors(gone: &[PoolQuestion], left: &[PoolQuestion], drawable: &[PoolQuestion]) -> Vec<PoolQuestion> {
    let there = questions(left);
    let newer = drawable.iter().filter(|row| !there.contains(&row.question)).filter_map(|row| {
        let former = gone.iter().find(|former| former.question == row.question)?;
        Some(PoolQuestion { uses: former.uses, ..row.clone() })
    });
    newer.collect()
}

/// Of `from` what is for the cell and no version of a question that is there, one row of each question.
fn others(cell: &Cell, left: &[PoolQuestion], from: &[PoolQuestion]) -> Vec<PoolQuestion> {
    let mut there = questions(left);
    let mut rows: Vec<_> = from.iter().filter(|row| row.is_for(cell)).collect();
    rows.sort_by_key(|row| row.version);
    rows.into_iter().filter(|row| there.insert(&row.question)).cloned().collect()
}

fn questions(rows: &[PoolQuestion]) -> BTreeSet<&QuestionId> {
    rows.iter().map(|row| &row.question).collect()
}

/// How many questions the cell is short of.
fn lacking(cell: &Cell, rows: &[PoolQuestion]) -> usize {
    let fitting: Vec<_> = rows.iter().filter(|row| row.is_for(cell)).cloned().collect();
    let wanted = usize::try_from(cell.count).unwrap_or(usize::MAX);
    wanted.saturating_sub(questions(&fitting).len())
}

#[cfg(test)]
mod tests;
