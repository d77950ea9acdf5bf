//! Who is it that comes onto the site: somebody who is on record already, or a new person?

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::rows::{self, ADDRESS};
use super::{Origin, account};
use crate::entity::{accounts, people, person_particulars, worker_names};
use crate::people::requests::is_restricted;
use crate::people::{Phone, pinyin_key};
use crate::workers::{IdDocument, Person, letters};
use crate::{Ctx, Fault, Refusal};

/// The keyed hash by which a document is found again.
pub(super) fn index_of(ctx: &Ctx, document: &IdDocument) -> Result<String, Fault> {
    match document {
        IdDocument::Resident(number) => ctx.vault.index("id_number", number.as_str()),
        IdDocument::Other { kind, number } => ctx.vault.index("document", &format!("{kind} {number}")),
    }
}

pub(super) async fn find<C: ConnectionTrait>(db: &C, index: &str) -> Result<Option<people::Model>, Fault> {
    Ok(people::Entity::find().filter(people::Column::IdNumberIndex.eq(index)).one(db).await?)
}

/// The id of this person; a person nobody knew is written down. What the document says now is kept beside what it said
/// before; the phone of whoever has an account changes by that person alone.
pub(super) async fn take_in(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    person: &Person,
    origin: Origin,
) -> Result<Uuid, Fault> {
    let index = index_of(ctx, &person.document)?;
    let row = match find(tx, &index).await? {
        Some(row) => row,
        None => write_down(tx, ctx, person, &index).await?,
    };
    if row.name != person.name.as_str() {
        return Err(Refusal::on("name", "workers.name_differs").into());
    }
    if is_restricted(tx, row.id).await? {
        return Err(Refusal::on("document_number", "workers.person_restricted").into());
    }
    name_keys(tx, row.id, &row.name).await?;
    keep_particulars(tx, ctx, &row, person, origin).await?;
    keep_phone(tx, ctx, &row, person.phone.as_ref()).await?;
    Ok(row.id)
}

async fn write_down(tx: &DatabaseTransaction, ctx: &Ctx, person: &Person, index: &str) -> Result<people::Model, Fault> {
    let (random, phone) = (ctx.random.as_ref(), person.phone.as_ref().map_or("", Phone::as_str));
    let row = people::Model {
        id: ctx.new_id(),
        name: person.name.as_str().to_owned(),
        name_pinyin: pinyin_key(person.name.as_str()),
        id_number_sealed: ctx.vault.seal(random, "people.id_number", person.document.number().as_bytes())?,
        id_number_index: index.to_owned(),
        birth_day: person.birth_day.to_string(),
        sex: person.sex.code().to_owned(),
        phone_sealed: ctx.vault.seal(random, "people.phone", phone.as_bytes())?,
        phone_index: phone_index(ctx, person.phone.as_ref())?,
        photo: person.photo.clone(),
        created_at: ctx.now().0,
        document_kind: person.document.kind().to_owned(),
    };
    people::Entity::insert(row.into_active_model())
        .on_conflict_do_nothing_on([people::Column::IdNumberIndex])
        .exec_without_returning(tx)
        .await?;
    // somebody else may have written the same person down a moment ago
    find(tx, index).await?.ok_or(Fault::Busy)
}

fn phone_index(ctx: &Ctx, phone: Option<&Phone>) -> Result<String, Fault> {
    phone.map_or_else(|| Ok(String::new()), |phone| ctx.vault.index("phone", phone.as_str()))
}

/// Under which letters a worker is found; once for each person, and again after another name.
pub(super) async fn name_keys(tx: &DatabaseTransaction, person: Uuid, name: &str) -> Result<(), Fault> {
    let keys = letters::keys_of(name)
        .into_iter()
        .map(|letters| worker_names::ActiveModel { letters: Set(letters), person_id: Set(person) });
    worker_names::Entity::insert_many(keys)
        .on_conflict_do_nothing_on([worker_names::Column::Letters, worker_names::Column::PersonId])
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// After a person's name was corrected; whoever is no worker has no keys.
pub(crate) async fn renamed(tx: &DatabaseTransaction, person: Uuid, name: &str) -> Result<(), Fault> {
    let of_person = worker_names::Column::PersonId.eq(person);
    let gone = worker_names::Entity::delete_many().filter(of_person).exec(tx).await?;
    if gone.rows_affected > 0 { name_keys(tx, person, name).await } else { Ok(()) }
}

async fn keep_particulars(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &people::Model,
    person: &Person,
    origin: Origin,
) -> Result<(), Fault> {
    let known = particulars(tx, row.id).await?;
    let new = person_particulars::Model {
        id: ctx.new_id(),
        person_id: row.id,
        ethnic_group: person.ethnic_group.clone(),
        address_sealed: ctx.vault.seal(ctx.random.as_ref(), ADDRESS, person.address.as_bytes())?,
        document_issuer: person.document_issuer.clone(),
        valid_from: person.document_valid.from.map(|day| day.to_string()),
        valid_until: person.document_valid.until.map(|day| day.to_string()),
        photo: person.photo.clone().or_else(|| known.as_ref().and_then(|known| known.photo.clone())),
        household: person.household.map(|household| household.code().to_owned()),
        education: person.education.clone(),
        qualifications: serde_json::to_string(&person.qualifications)?,
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        replaced_at: None,
        batch_id: origin.batch(),
    };
    if let Some(known) = known {
        // sealing the same address again gives other bytes
        let (before, after) = (rows::person(ctx, row, &known)?, rows::person(ctx, row, &new)?);
        if before == after {
            return Ok(());
        }
        person_particulars::Entity::update_many()
            .col_expr(person_particulars::Column::ReplacedAt, Expr::value(ctx.now().0))
            .filter(person_particulars::Column::Id.eq(known.id))
            .exec(tx)
            .await?;
    }
    person_particulars::Entity::insert(new.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| if crate::db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
    Ok(())
}

pub(super) async fn particulars<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
) -> Result<Option<person_particulars::Model>, Fault> {
    let rows = person_particulars::Entity::find()
        .filter(person_particulars::Column::PersonId.eq(person))
        .filter(person_particulars::Column::ReplacedAt.is_null());
    Ok(rows.one(db).await?)
}

async fn keep_phone(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &people::Model,
    phone: Option<&Phone>,
) -> Result<(), Fault> {
    let Some(phone) = phone else { return Ok(()) };
    let index = phone_index(ctx, Some(phone))?;
    if index == row.phone_index {
        return Ok(());
    }
    let account = accounts::Entity::find().filter(accounts::Column::PersonId.eq(row.id)).one(tx).await?;
    if account.is_some() {
        return Ok(());
    }
    let change = people::ActiveModel {
        id: Set(row.id),
        phone_sealed: Set(ctx.vault.seal(ctx.random.as_ref(), "people.phone", phone.as_str().as_bytes())?),
        phone_index: Set(index),
        ..ActiveModelTrait::default()
    };
    change.update(tx).await?;
    Ok(())
}
