//! What does undoing a batch take out of force, and what is the state of the days without it?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::effects::{self, Ground};
use super::kin::{Asked, held};
use super::partitions::closed_months;
use super::raw_rows;
use super::roster::Roster;
use super::taking::difference;
use super::unmatched::pairing_rules;
use crate::calendar::Month;
use crate::{Ctx, Fault, Refusal};

/// How many rows in force each project would lose. Changes nothing.
///
/// # Errors
/// As of the database.
pub async fn undo_consequences(tx: &DatabaseTransaction, batch: Uuid) -> Result<BTreeMap<Uuid, u64>, Fault> {
    let mut lost = BTreeMap::new();
    for event in raw_rows::of_batch(tx, batch).await? {
        *lost.entry(event.project).or_insert(0) += 1;
    }
    Ok(lost)
}

/// Takes the rows of a batch out of force and writes the days as if they had not come; what they had corrected is in force
/// again. Returns how many days changed. The right and the audit are the caller's.
///
/// # Errors
/// `attendance.month_closed` when rows of it have left the table: their days stand.
pub async fn undo_batch(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid) -> Result<usize, Fault> {
    let closed = closed_months(tx).await?;
    for (first, last) in raw_rows::arrival_spans(tx, batch).await? {
        let (first, last) = (Month::of(first.day()), Month::of(last.day()));
        if let Some(month) = closed.range(first..=last).next() {
            return Err(Refusal::new("attendance.month_closed").with("month", month).into());
        }
    }
    let brought = raw_rows::of_batch(tx, batch).await?;
    let ids: BTreeSet<Uuid> = brought.iter().map(|event| event.id).collect();
    let asked = Asked { rows: ids.clone(), ..Asked::default() };
    let before = held(tx, &asked, &brought.iter().map(|event| event.project).collect(), None).await?;
    raw_rows::undo(tx, &ids, ctx.now()).await?;
    let after: Vec<_> = before.iter().filter(|event| !ids.contains(&event.id)).cloned().collect();
    let effects = difference(&before, &after, None);
    let projects: BTreeSet<Uuid> = effects.iter().map(|effect| effect.project).collect();
    let rules = pairing_rules(tx, ctx, &projects).await?;
    let roster = Roster::of_short_keys(tx, &effects.iter().map(|effect| effect.who).collect()).await?;
    let documents = HashMap::new();
    let ground = Ground { roster: &roster, rules: &rules, documents: &documents, ctx, now: ctx.now() };
    Ok(effects::apply(tx, &ground, &effects).await?.days)
}
