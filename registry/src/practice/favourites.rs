//! Which questions does somebody want to find again?

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::OnConflict};

use super::shelf;
use crate::entity::{practice_favourites, practice_marks};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal};

/// Keeps a practice question that was answered, for favourites are shown with their keys; again it changes nothing.
pub async fn keep(ctx: &Ctx, question: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Practice)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    shelf::newest(reader, question).await?;
    let met = practice_marks::Entity::find()
        .filter(practice_marks::Column::PersonId.eq(person))
        .filter(practice_marks::Column::QuestionId.eq(question))
        .count(reader)
        .await?;
    if met == 0 {
        return Err(Refusal::new("practice.answer_first").into());
    }
    let row = practice_favourites::ActiveModel {
        person_id: Set(person),
        question_id: Set(question.to_owned()),
        kept_at: Set(ctx.now().0),
    };
    use practice_favourites::Column as C;
    let known = OnConflict::columns([C::PersonId, C::QuestionId]).update_column(C::QuestionId).to_owned();
    crate::transact!(ctx, |tx| {
        let storing = practice_favourites::Entity::insert(row.clone()).on_conflict(known.clone());
        storing.exec_without_returning(tx).await?;
        Ok(())
    })
}

/// Lets a question go; one that was not kept changes nothing.
pub async fn let_go(ctx: &Ctx, question: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Practice)?;
    let person = ctx.signed_in()?.person;
    if question.chars().any(char::is_control) {
        return Err(Fault::NotFound);
    }
    crate::transact!(ctx, |tx| {
        practice_favourites::Entity::delete_many()
            .filter(practice_favourites::Column::PersonId.eq(person))
            .filter(practice_favourites::Column::QuestionId.eq(question))
            .exec(tx)
            .await?;
        Ok(())
    })
}
