//! Which questions of an exam can be put right, how do they read, and what comes into force when one is?

use std::collections::BTreeMap;

use question_bank::regrade::{CorrectionError, ItemCorrection, Settlement};
use question_bank::{Body, Choice, Correction, Corrections, Item, ItemId, Kind, Question};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::standing::Everybody;
use super::{Change, How, in_force, over};
use crate::entity::exams;
use crate::permissions::Verb;
use crate::questions::library;
use crate::{Ctx, Fault, Refusal};

/// What was on the papers of an exam.
#[derive(Clone, Debug)]
pub struct ItemsView {
    pub title: String,
    pub corrections: Corrections,
    pub items: Vec<ItemLine>,
}

#[derive(Clone, Debug)]
pub struct ItemLine {
    pub item: ItemId,
    /// Its name in the bank.
    pub question: String,
    pub kind: Kind,
    pub stem: String,
    /// How many graded papers had it.
    pub papers: usize,
    pub correction: Option<ItemCorrection>,
}

/// One thing to answer, with its key.
#[derive(Clone, Debug)]
pub struct ItemView {
    pub line: ItemLine,
    pub case_stem: Option<String>,
    pub options: Vec<String>,
    /// As it was written, in the order of the question.
    pub right: Choice,
}

/// Everything that was on a graded paper, by its name in the bank.
pub async fn items(ctx: &Ctx, exam: Uuid) -> Result<ItemsView, Fault> {
    let row = over(ctx, Verb::View, exam).await?;
    let corrections = in_force(ctx.db.reader(), exam).await?;
    let everybody = Everybody::of(ctx.db.reader(), exam).await?;
    let mut counts = BTreeMap::<ItemId, usize>::new();
    for slot in everybody.papers().flat_map(|paper| &paper.slots) {
        *counts.entry(slot.into()).or_default() += 1;
    }
    let line = |(id, papers): (ItemId, usize)| {
        let question = everybody.library.get(&id.version)?;
        line(id, question, papers, &corrections)
    };
    let mut items: Vec<ItemLine> = counts.into_iter().filter_map(line).collect();
    items.sort_by(|one, other| (&one.question, one.item.part).cmp(&(&other.question, other.item.part)));
    Ok(ItemsView { title: row.title, corrections, items })
}

/// One of them; not found when no graded paper had it.
pub async fn item(ctx: &Ctx, exam: Uuid, id: ItemId) -> Result<ItemView, Fault> {
    let all = items(ctx, exam).await?.items;
    let line = all.into_iter().find(|line| line.item == id).ok_or(Fault::NotFound)?;
    let question = question_of(ctx.db.reader(), id).await?;
    let item = question.item(id.part).ok_or(Fault::NotFound)?.clone();
    let case_stem = match question.body {
        Body::Case(case) => Some(case.stem),
        Body::Item(_) => None,
    };
    Ok(ItemView { line, case_stem, options: item.options, right: item.right })
}

fn line(id: ItemId, question: &Question, papers: usize, corrections: &Corrections) -> Option<ItemLine> {
    let (kind, item) = with_kind(question, id.part)?;
    let correction = corrections.items().find(|(known, _)| **known == id).map(|(_, how)| how.clone());
    Some(ItemLine { item: id, question: question.id.to_string(), kind, stem: item.stem.clone(), papers, correction })
}

fn with_kind(question: &Question, part: Option<u8>) -> Option<(Kind, &Item)> {
    question.items().nth(part.map_or(0, usize::from)).filter(|_| question.item(part).is_some())
}

async fn question_of<C: ConnectionTrait>(db: &C, id: ItemId) -> Result<Question, Fault> {
    library::read(db, &[id.version]).await?.remove(&id.version).ok_or(Fault::NotFound)
}

/// What is in force once the change is.
pub(super) async fn corrected<C: ConnectionTrait>(
    db: &C,
    exam: &exams::Model,
    before: Corrections,
    change: &Change,
) -> Result<Corrections, Fault> {
    let new = match change {
        Change::Rule(rule) => Correction::Rule { rule: *rule },
        Change::Item { item, how } => {
            let everybody = Everybody::of(db, exam.id).await?;
            let had = everybody.papers().flat_map(|paper| &paper.slots).any(|slot| ItemId::from(slot) == *item);
            let question = everybody.library.get(&item.version).filter(|_| had).ok_or(Fault::NotFound)?;
            let (kind, asked) = with_kind(question, item.part).ok_or(Fault::NotFound)?;
            correction(*item, kind, asked, keys_now(&before, *item, asked), *how)?
        }
    };
    replaced(&before, new)
}

/// The keys that count now.
fn keys_now(before: &Corrections, id: ItemId, item: &Item) -> Vec<Choice> {
    match before.items().find(|(known, _)| **known == id) {
        Some((_, ItemCorrection::Key(keys))) => keys.clone(),
        _ => vec![item.right],
    }
}

/// The letters of a multiple choice item are one answer; those of the others are each one.
fn correction(id: ItemId, kind: Kind, item: &Item, now: Vec<Choice>, how: How) -> Result<Correction, Refusal> {
    let keys = |ticked: Choice| -> Result<Vec<Choice>, Refusal> {
        match ticked.is_empty() || !ticked.fits(item.option_count()) {
            true => Err(Refusal::on("key", "exams.correction_key")),
            false if kind == Kind::Multiple => Ok(vec![ticked]),
            false => Ok(ticked.iter().map(|option| Choice::EMPTY.with(option)).collect()),
        }
    };
    let accepted = match how {
        How::FullMarks => return Ok(Correction::Withdrawn { item: id, settle: Settlement::FullMarks }),
        How::Exclude => return Ok(Correction::Withdrawn { item: id, settle: Settlement::Excluded }),
        How::AlsoAccept(ticked) => now.into_iter().chain(keys(ticked)?).collect(),
        How::Replace(ticked) => keys(ticked)?,
    };
    Ok(Correction::Key { item: id, accepted })
}

/// One correction per item and one rule: the new takes the place of the old.
fn replaced(before: &Corrections, new: Correction) -> Result<Corrections, Fault> {
    let is_of = |old: &Correction| match (old, &new) {
        (Correction::Rule { .. }, Correction::Rule { .. }) => true,
        (Correction::Rule { .. }, _) | (_, Correction::Rule { .. }) => false,
        (
            Correction::Key { item: old, .. } | Correction::Withdrawn { item: old, .. },
            Correction::Key { item: new, .. } | Correction::Withdrawn { item: new, .. },
        ) => old == new,
    };
    let kept: Vec<Correction> = Vec::from(before.clone()).into_iter().filter(|old| !is_of(old)).collect();
    let after = Corrections::new(kept.into_iter().chain([new])).map_err(|error| match error {
        CorrectionError::NoKey(_) => Refusal::on("key", "exams.correction_key").into(),
        error => Fault::internal(error),
    })?;
    if after == *before { Err(Refusal::new("exams.correction_same").into()) } else { Ok(after) }
}
