//! How are a person's marks read and moved on? By answers of practice, and by the end of an exam that may be reviewed.

use std::collections::BTreeSet;

use question_bank::grade::Verdict;
use question_bank::{Grade, Paper};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use super::picking::Marks;
use super::{Mark, Place, after};
use crate::entity::{practice_favourites, practice_marks};
use crate::questions::library;
use crate::{Ctx, Fault, Instant};

/// Every mark of a person.
pub async fn of<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<Marks, Fault> {
    let rows = practice_marks::Entity::find().filter(practice_marks::Column::PersonId.eq(person)).all(db).await?;
    rows.into_iter().map(read).collect()
}

/// The questions that a person keeps.
pub async fn kept<C: ConnectionTrait>(db: &C, person: Uuid) -> Result<BTreeSet<String>, Fault> {
    let ids: Vec<String> = practice_favourites::Entity::find()
        .select_only()
        .column(practice_favourites::Column::QuestionId)
        .filter(practice_favourites::Column::PersonId.eq(person))
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().collect())
}

/// Moves the marks of these places on, each by its verdict.
pub async fn move_on(
    tx: &DatabaseTransaction,
    person: Uuid,
    at: Instant,
    verdicts: &[(Place, Verdict)],
) -> Result<(), Fault> {
    if verdicts.is_empty() {
        return Ok(());
    }
    let ids: BTreeSet<&str> = verdicts.iter().map(|(place, _)| place.question.as_str()).collect();
    let rows = practice_marks::Entity::find()
        .filter(practice_marks::Column::PersonId.eq(person))
        .filter(practice_marks::Column::QuestionId.is_in(ids))
        .lock_exclusive()
        .all(tx)
        .await?;
    let mut marks: Marks = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    let mut moved = BTreeSet::new();
    for (place, verdict) in verdicts {
        let mark = after(marks.get(place).copied(), *verdict, at);
        marks.insert(place.clone(), mark);
        moved.insert(place);
    }
    let rows = moved.into_iter().filter_map(|place| Some((place, marks.get(place)?)));
    let rows = rows.map(|(place, mark)| Ok(row(person, place, mark)?.into_active_model()));
    let rows: Vec<_> = rows.collect::<Result<_, Fault>>()?;
    use practice_marks::Column as C;
    let known = OnConflict::columns([C::PersonId, C::QuestionId, C::Part])
        .update_columns([C::RightCount, C::WrongCount, C::Streak, C::LastVerdict, C::LastAt, C::BookedAt])
        .to_owned();
    practice_marks::Entity::insert_many(rows).on_conflict(known).exec_without_returning(tx).await?;
    Ok(())
}

/// What an ended attempt says about its questions; for exams that draw practice questions.
pub(crate) async fn take_from_attempt(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    person: Uuid,
    paper: &Paper,
    grade: &Grade,
) -> Result<(), Fault> {
    let library = library::read(tx, &paper.versions()).await?;
    let verdict = |number: u16| grade.per_slot.iter().find(|slot| slot.number == number).map(|slot| slot.verdict);
    let said = paper.slots.iter().filter_map(|slot| {
        let question = library.get(&slot.version)?;
        Some((Place::of(&question.id.0, slot), verdict(slot.number)?))
    });
    move_on(tx, person, ctx.now(), &said.collect::<Vec<_>>()).await
}

fn read(row: practice_marks::Model) -> Result<(Place, Mark), Fault> {
    let count = |value: i32| u32::try_from(value).map_err(Fault::internal);
    let place = Place { part: u8::try_from(row.part).map_err(Fault::internal)?, question: row.question_id };
    let mark = Mark {
        right: count(row.right_count)?,
        wrong: count(row.wrong_count)?,
        streak: count(row.streak)?,
        last: row.last_verdict.parse().map_err(Fault::internal)?,
        last_at: Instant(row.last_at),
        booked_at: row.booked_at.map(Instant),
    };
    Ok((place, mark))
}

fn row(person: Uuid, place: &Place, mark: &Mark) -> Result<practice_marks::Model, Fault> {
    let count = |value: u32| i32::try_from(value).map_err(Fault::internal);
    Ok(practice_marks::Model {
        person_id: person,
        question_id: place.question.clone(),
        part: place.part.into(),
        right_count: count(mark.right)?,
        wrong_count: count(mark.wrong)?,
        streak: count(mark.streak)?,
        last_verdict: mark.last.code().to_owned(),
        last_at: mark.last_at.0,
        booked_at: mark.booked_at.map(|at| at.0),
    })
}
