//! What is taken away when somebody goes? Sign-in and sessions always; the data themselves where no law keeps them.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::Expr,
};
use uuid::Uuid;

use crate::accounts::sessions;
use crate::entity::{
    accounts, blobs, certificates, complaint_steps, complaints, course_completions, data_requests, document_views,
    exam_roster, full_views, lesson_answers, lesson_progress, letters, mail_addresses, one_time_codes, people,
    person_takeovers, practice_answers, practice_favourites, practice_marks, practice_rounds, question_reports,
    quiz_attempts, reading_cursors, readings, recovery_codes, second_factors, watchings,
};
use crate::people::scope::NO_NAME;
use crate::projects::store::about_person;
use crate::{Ctx, Fault};

/// Stands in for a number that was erased, as [`NO_NAME`] for a name.
const ID_NUMBER: &str = "000000000000000000";
const PHONE: &str = "00000000000";
const BIRTH_DAY: &str = "1900-01-01";

/// Ends every session; [`super::is_restricted`] keeps the door shut.
pub async fn shut(tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid) -> Result<(), Fault> {
    if let Some(account) = accounts::Entity::find().filter(accounts::Column::PersonId.eq(person)).one(tx).await? {
        sessions::end_others(tx, ctx, account.id, Uuid::nil()).await?;
    }
    Ok(())
}

/// Overwrites the person, deletes what was studied, and leaves an account that no name finds.
pub async fn erase(tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid) -> Result<(), Fault> {
    let row = people::Entity::find_by_id(person).one(tx).await?.ok_or(Fault::NotFound)?;
    let (photo, random) = (row.photo, ctx.random.as_ref());
    let change = people::ActiveModel {
        id: Set(person),
        name: Set(NO_NAME.to_owned()),
        name_pinyin: Set(String::new()),
        id_number_sealed: Set(ctx.vault.seal(random, "people.id_number", ID_NUMBER.as_bytes())?),
        id_number_index: Set(format!("erased {person}")),
        birth_day: Set(BIRTH_DAY.to_owned()),
        phone_sealed: Set(ctx.vault.seal(random, "people.phone", PHONE.as_bytes())?),
        phone_index: Set(format!("erased {person}")),
        photo: Set(None),
        ..ActiveModelTrait::default()
    };
    change.update(tx).await?;
    if let Some(photo) = photo {
        erase_photo(tx, &photo).await?;
    }
    readings::Entity::delete_many().filter(readings::Column::PersonId.eq(person)).exec(tx).await?;
    watchings::Entity::delete_many().filter(watchings::Column::PersonId.eq(person)).exec(tx).await?;
    reading_cursors::Entity::delete_many().filter(reading_cursors::Column::PersonId.eq(person)).exec(tx).await?;
    lesson_progress::Entity::delete_many().filter(lesson_progress::Column::PersonId.eq(person)).exec(tx).await?;
    course_completions::Entity::delete_many().filter(course_completions::Column::PersonId.eq(person)).exec(tx).await?;
    lesson_answers::Entity::delete_many().filter(lesson_answers::Column::PersonId.eq(person)).exec(tx).await?;
    quiz_attempts::Entity::delete_many().filter(quiz_attempts::Column::PersonId.eq(person)).exec(tx).await?;
    person_takeovers::Entity::delete_many().filter(person_takeovers::Column::PersonId.eq(person)).exec(tx).await?;
    erase_practice(tx, person).await?;
    full_views::Entity::update_many()
        .col_expr(full_views::Column::Reason, Expr::value(NO_NAME))
        .filter(full_views::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    document_views::Entity::update_many()
        .col_expr(document_views::Column::Reason, Expr::value(NO_NAME))
        .filter(about_person(person))
        .exec(tx)
        .await?;
    forget_complaints(tx, person).await?;
    forget_needs(tx, person).await?;
    let account = accounts::Entity::find().filter(accounts::Column::PersonId.eq(person)).one(tx).await?;
    if let Some(account) = account {
        erase_account(tx, account.id).await?;
    }
    Ok(())
}

/// What was practised goes; that a question was reported, and the answer, stays without its words.
async fn erase_practice(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    practice_answers::Entity::delete_many().filter(practice_answers::Column::PersonId.eq(person)).exec(tx).await?;
    practice_rounds::Entity::delete_many().filter(practice_rounds::Column::PersonId.eq(person)).exec(tx).await?;
    practice_marks::Entity::delete_many().filter(practice_marks::Column::PersonId.eq(person)).exec(tx).await?;
    practice_favourites::Entity::delete_many()
        .filter(practice_favourites::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    question_reports::Entity::update_many()
        .col_expr(question_reports::Column::Words, Expr::value(NO_NAME))
        .filter(question_reports::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// The words of the requests themselves; that there were any, and how they were answered, stays.
pub async fn forget_words(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    data_requests::Entity::update_many()
        .col_expr(data_requests::Column::Reason, Expr::value(NO_NAME))
        .col_expr(data_requests::Column::NewName, Expr::value(Option::<String>::None))
        .col_expr(data_requests::Column::OldName, Expr::value(Option::<String>::None))
        .filter(data_requests::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Why more time was given, or another browser allowed: it may be about health. That it was stays.
async fn forget_needs(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    use exam_roster::Column::{ExtraReason, LockdownReason, PersonId};
    for column in [ExtraReason, LockdownReason] {
        exam_roster::Entity::update_many()
            .col_expr(column, Expr::value(NO_NAME))
            .filter(PersonId.eq(person))
            .filter(column.is_not_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What the person wrote; that there was a complaint, and how it was answered, stays.
async fn forget_complaints(tx: &DatabaseTransaction, person: Uuid) -> Result<(), Fault> {
    let own = complaints::Entity::find().filter(complaints::Column::PersonId.eq(person)).all(tx).await?;
    complaint_steps::Entity::update_many()
        .col_expr(complaint_steps::Column::Words, Expr::value(NO_NAME))
        .filter(complaint_steps::Column::ComplaintId.is_in(own.into_iter().map(|row| row.id)))
        .filter(complaint_steps::Column::Verdict.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

async fn erase_account(tx: &DatabaseTransaction, account: Uuid) -> Result<(), Fault> {
    let change = accounts::ActiveModel {
        id: Set(account),
        phone_index: Set(format!("erased {account}")),
        password_hash: Set(String::new()),
        ..ActiveModelTrait::default()
    };
    change.update(tx).await?;
    one_time_codes::Entity::delete_many().filter(one_time_codes::Column::AccountId.eq(account)).exec(tx).await?;
    mail_addresses::Entity::delete_many().filter(mail_addresses::Column::AccountId.eq(account)).exec(tx).await?;
    letters::Entity::delete_many().filter(letters::Column::AccountId.eq(account)).exec(tx).await?;
    let factors = second_factors::Entity::find().filter(second_factors::Column::AccountId.eq(account)).all(tx).await?;
    let ids: Vec<Uuid> = factors.iter().map(|factor| factor.id).collect();
    recovery_codes::Entity::delete_many()
        .filter(recovery_codes::Column::FactorId.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
    second_factors::Entity::delete_many().filter(second_factors::Column::Id.is_in(ids)).exec(tx).await?;
    crate::entity::sessions::Entity::update_many()
        .col_expr(crate::entity::sessions::Column::Device, Expr::value(""))
        .col_expr(crate::entity::sessions::Column::Address, Expr::value(""))
        .filter(crate::entity::sessions::Column::AccountId.eq(account))
        .exec(tx)
        .await?;
    Ok(())
}

/// The same picture may be another person's; then it stays.
async fn erase_photo(tx: &DatabaseTransaction, photo: &str) -> Result<(), Fault> {
    let people = people::Entity::find().filter(people::Column::Photo.eq(photo)).count(tx).await?;
    let certificates = certificates::Entity::find().filter(certificates::Column::Photo.eq(photo)).count(tx).await?;
    if people + certificates == 0 {
        blobs::Entity::delete_many().filter(blobs::Column::Hash.eq(photo)).exec(tx).await?;
    }
    Ok(())
}
