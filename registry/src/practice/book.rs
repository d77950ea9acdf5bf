//! What stands in the error book, and among the favourites? Each with its key, for it was answered before.

use std::collections::BTreeMap;

use question_bank::paper::{CasePart, OptionOrder, Shape};
use question_bank::{PoolQuestion, Slot};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

use super::solution::Solution;
use super::{Mark, Place, marks, shelf};
use crate::entity::{practice_favourites, practice_marks};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault};

/// One thing to answer, with its key and where the person stands with it.
#[derive(Clone, Debug)]
pub struct BookLine {
    pub solution: Solution,
    pub mark: Option<Mark>,
    pub is_kept: bool,
}

/// A page of a book.
#[derive(Clone, Debug)]
pub struct BookPage {
    pub lines: Vec<BookLine>,
    pub total: u64,
    /// Entries whose questions cannot be practised at present: taken out of the bank, or being read again.
    pub resting: usize,
}

/// The error book, the latest mistake first.
pub async fn mistakes(ctx: &Ctx, page: u64, per_page: u64) -> Result<BookPage, Fault> {
    require(ctx, Verb::View, Object::Practice)?;
    let marks = marks::of(ctx.db.reader(), ctx.signed_in()?.person).await?;
    let mut booked: Vec<(&Place, &Mark)> = marks.iter().filter(|(_, mark)| mark.booked_at.is_some()).collect();
    booked.sort_by(|one, other| other.1.last_at.cmp(&one.1.last_at).then_with(|| one.0.cmp(other.0)));
    let places = booked.into_iter().map(|(place, _)| place.clone()).collect();
    lines(ctx, places, page, per_page).await
}

/// The favourites, the latest first; of a case every part that was answered.
pub async fn favourites(ctx: &Ctx, page: u64, per_page: u64) -> Result<BookPage, Fault> {
    require(ctx, Verb::View, Object::Practice)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let kept = practice_favourites::Entity::find()
        .filter(practice_favourites::Column::PersonId.eq(person))
        .order_by_desc(practice_favourites::Column::KeptAt)
        .order_by_asc(practice_favourites::Column::QuestionId)
        .all(reader)
        .await?;
    let marks = marks::of(reader, person).await?;
    let of = |question: String| marks.keys().filter(move |place| place.question == question).cloned();
    let places = kept.into_iter().flat_map(|row| of(row.question_id)).collect();
    lines(ctx, places, page, per_page).await
}

/// Takes one entry out of the error book by hand; again it changes nothing.
pub async fn take_out(ctx: &Ctx, place: &Place) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Practice)?;
    let person = ctx.signed_in()?.person;
    if place.question.chars().any(char::is_control) {
        return Err(Fault::NotFound);
    }
    let key = (person, place.question.clone(), i32::from(place.part));
    practice_marks::Entity::find_by_id(key).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    crate::transact!(ctx, |tx| {
        practice_marks::Entity::update_many()
            .col_expr(practice_marks::Column::BookedAt, Expr::value(None::<i64>))
            .filter(practice_marks::Column::PersonId.eq(person))
            .filter(practice_marks::Column::QuestionId.eq(&place.question))
            .filter(practice_marks::Column::Part.eq(i32::from(place.part)))
            .exec(tx)
            .await?;
        Ok(())
    })
}

async fn lines(ctx: &Ctx, places: Vec<Place>, page: u64, per_page: u64) -> Result<BookPage, Fault> {
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let pool = shelf::pool(ctx).await?;
    let by_id: BTreeMap<&str, &PoolQuestion> = pool.iter().map(|one| (one.question.0.as_str(), one)).collect();
    let all = places.len();
    let shown: Vec<(Place, Slot)> = places
        .into_iter()
        .filter_map(|place| slot(by_id.get(place.question.as_str())?, &place).map(|slot| (place, slot)))
        .collect();
    let total = shown.len();
    let first = usize::try_from(page.saturating_mul(per_page)).unwrap_or(usize::MAX);
    let here: Vec<_> = shown.into_iter().skip(first).take(usize::try_from(per_page).unwrap_or(usize::MAX)).collect();
    let versions: Vec<_> = here.iter().map(|(_, slot)| slot.version).collect();
    let (library, sources) = shelf::read(reader, &versions).await?;
    let (marks, kept) = (marks::of(reader, person).await?, marks::kept(reader, person).await?);
    let mut lines = Vec::with_capacity(here.len());
    for (place, slot) in here {
        let question = library.get(&slot.version).ok_or_else(|| Fault::internal("question version is gone"))?;
        let solution = Solution::of(&slot, question, &sources)?;
        lines.push(BookLine { solution, mark: marks.get(&place).copied(), is_kept: kept.contains(&place.question) });
    }
    Ok(BookPage { lines, total: total as u64, resting: all - total })
}

/// The place as a slot of its own, with the options as the bank has them; nothing when a newer version has no such part.
fn slot(question: &PoolQuestion, place: &Place) -> Option<Slot> {
    let (part, kind, options) = match (&question.shape, place.part) {
        (Shape::Item { options }, 0) => (None, question.kind, *options),
        (Shape::Case { parts }, number) => {
            let index = number.checked_sub(1)?;
            let part = parts.get(usize::from(index))?;
            (Some(CasePart { case: 1, part: index }), part.kind, part.options)
        }
        _ => return None,
    };
    let option_order = OptionOrder::unchanged(options);
    Some(Slot { number: 1, version: question.version, part, kind, score: 0, option_order })
}
