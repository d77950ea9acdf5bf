//! Who is it that comes onto the site: somebody who is on record already, or a new person?

use std::collections::BTreeSet;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

use super::rows::{self, ADDRESS, NEW_PHONE, OLD_PHONE};
use super::{Origin, account};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{accounts, people, person_particulars, person_phone_changes, projects, worker_names};
use crate::people::requests::is_restricted;
use crate::people::{Phone, pinyin_key};
use crate::workers::{Person, RESIDENT_CARD, letters};
use crate::{Ctx, Fault, Refusal};

/// The keyed hash by which a document is found again; `kind` is a code of the table of documents.
pub(crate) fn index_of(ctx: &Ctx, kind: &str, number: &str) -> Result<String, Fault> {
    match kind {
        RESIDENT_CARD => ctx.vault.index("id_number", number),
        _ => ctx.vault.index("document", &format!("{kind} {number}")),
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
    project: Uuid,
    origin: Origin,
) -> Result<Uuid, Fault> {
    let index = index_of(ctx, person.document.kind(), person.document.number())?;
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
    let site = projects::Entity::find_by_id(project).one(tx).await?.ok_or(Fault::NotFound)?;
    name_keys(tx, &[(site.area.as_str(), row.id, row.name.as_str())]).await?;
    keep_particulars(tx, ctx, &row, person, origin).await?;
    keep_phone(tx, ctx, &row, person.phone.as_ref(), (project, origin)).await?;
    Ok(row.id)
}

async fn write_down(tx: &DatabaseTransaction, ctx: &Ctx, person: &Person, index: &str) -> Result<people::Model, Fault> {
    people::Entity::insert(new_person(ctx, person, index)?.into_active_model())
        .on_conflict_do_nothing_on([people::Column::IdNumberIndex])
        .exec_without_returning(tx)
        .await?;
    // somebody else may have written the same person down a moment ago
    find(tx, index).await?.ok_or(Fault::Busy)
}

/// The row of a person whom nobody knew.
pub(super) fn new_person(ctx: &Ctx, person: &Person, index: &str) -> Result<people::Model, Fault> {
    let (random, phone) = (ctx.random.as_ref(), person.phone.as_ref().map_or("", Phone::as_str));
    Ok(people::Model {
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
    })
}

/// Whether this phone is another one than that on record; none said is none changed.
pub(super) fn has_other_phone(ctx: &Ctx, row: &people::Model, phone: Option<&Phone>) -> Result<bool, Fault> {
    Ok(phone.is_some() && phone_index(ctx, phone)? != row.phone_index)
}

fn phone_index(ctx: &Ctx, phone: Option<&Phone>) -> Result<String, Fault> {
    phone.map_or_else(|| Ok(String::new()), |phone| ctx.vault.index("phone", phone.as_str()))
}

/// Somebody of an area, by whose name.
pub(super) type Named<'a> = (&'a str, Uuid, &'a str);

/// Under which letters these workers are found in their areas; once for each, and again after another name.
pub(super) async fn name_keys(tx: &DatabaseTransaction, people: &[Named<'_>]) -> Result<(), Fault> {
    let keys = |(area, person, name): &Named<'_>| -> Vec<Vec<Cell>> {
        let text = |text: &str| Cell::Text(text.to_owned());
        let key = |letters: &String| vec![text(area), text(letters), Cell::Id(*person), text(name)];
        letters::keys_of(name).iter().map(key).collect()
    };
    let text = "INSERT INTO worker_names (area, letters, person_id, name) {given} \
         ON CONFLICT (area, letters, person_id) DO NOTHING";
    let kinds = [Kind::Text, Kind::Text, Kind::Id, Kind::Text];
    many::execute(tx, text, &List { kinds: &kinds, rows: people.iter().flat_map(keys).collect() }).await
}

/// After a person's name was corrected; whoever is no worker has no keys.
pub(crate) async fn renamed(tx: &DatabaseTransaction, person: Uuid, name: &str) -> Result<(), Fault> {
    let of_person = || worker_names::Column::PersonId.eq(person);
    let areas = worker_names::Entity::find().select_only().column(worker_names::Column::Area).filter(of_person());
    let areas: Vec<String> = areas.distinct().into_tuple().all(tx).await?;
    worker_names::Entity::delete_many().filter(of_person()).exec(tx).await?;
    for area in BTreeSet::from_iter(areas) {
        name_keys(tx, &[(area.as_str(), person, name)]).await?;
    }
    Ok(())
}

/// After a project came to another area: its people are found there, too.
pub(crate) async fn project_moved(tx: &DatabaseTransaction, project: Uuid, area: &str) -> Result<(), Fault> {
    let text = "INSERT INTO worker_names (area, letters, person_id, name) \
         SELECT DISTINCT CAST($1 AS TEXT), n.letters, n.person_id, n.name FROM registrations r \
         JOIN worker_names n ON n.person_id = r.person_id WHERE r.project_id = $2 \
         ON CONFLICT (area, letters, person_id) DO NOTHING";
    let values = [area.into(), project.into()];
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), text, values)).await?;
    Ok(())
}

async fn keep_particulars(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &people::Model,
    person: &Person,
    origin: Origin,
) -> Result<(), Fault> {
    let known = particulars(tx, row.id).await?;
    let new = new_particulars(ctx, row.id, person, known.as_ref(), origin)?;
    if let Some(known) = known {
        if says_the_same(ctx, row, &known, &new)? {
            return Ok(());
        }
        replace(tx, ctx, &[known.id]).await?;
    }
    person_particulars::Entity::insert(new.into_active_model()).exec_without_returning(tx).await.map_err(overtaken)?;
    Ok(())
}

/// What is said now; what it leaves out stays as it was said before.
pub(super) fn new_particulars(
    ctx: &Ctx,
    id: Uuid,
    person: &Person,
    known: Option<&person_particulars::Model>,
    origin: Origin,
) -> Result<person_particulars::Model, Fault> {
    Ok(person_particulars::Model {
        id: ctx.new_id(),
        person_id: id,
        ethnic_group: person.ethnic_group.clone(),
        address_sealed: ctx.vault.seal(ctx.random.as_ref(), ADDRESS, person.address.as_bytes())?,
        document_issuer: person.document_issuer.clone(),
        valid_from: person.document_valid.from.map(|day| day.to_string()),
        valid_until: person.document_valid.until.map(|day| day.to_string()),
        photo: person.photo.clone().or_else(|| known.and_then(|known| known.photo.clone())),
        household: person.household.map(|household| household.code().to_owned()).or_else(|| known?.household.clone()),
        education: person.education.clone().or_else(|| known?.education.clone()),
        qualifications: match known {
            Some(known) if person.qualifications.is_empty() => known.qualifications.clone(),
            _ => serde_json::to_string(&person.qualifications)?,
        },
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        replaced_at: None,
        batch_id: origin.batch(),
    })
}

/// Sealing the same address again gives other bytes.
pub(super) fn says_the_same(
    ctx: &Ctx,
    row: &people::Model,
    known: &person_particulars::Model,
    new: &person_particulars::Model,
) -> Result<bool, Fault> {
    Ok(rows::person(ctx, row, known)? == rows::person(ctx, row, new)?)
}

/// These no longer say what the document says.
pub(super) async fn replace(tx: &DatabaseTransaction, ctx: &Ctx, known: &[Uuid]) -> Result<(), Fault> {
    for some in many::keys(known) {
        person_particulars::Entity::update_many()
            .col_expr(person_particulars::Column::ReplacedAt, Expr::value(ctx.now().0))
            .filter(person_particulars::Column::Id.is_in(some.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// People are of no project that is held: somebody else may have written about the same one a moment ago.
pub(super) fn overtaken(error: DbErr) -> Fault {
    if crate::db::is_duplicate(&error) { Fault::Busy } else { error.into() }
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

/// Both values stay readable: where somebody is called must not change without a trace.
pub(super) async fn keep_phone(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    row: &people::Model,
    phone: Option<&Phone>,
    (project, origin): (Uuid, Origin),
) -> Result<(), Fault> {
    let Some(phone) = phone else { return Ok(()) };
    let index = phone_index(ctx, Some(phone))?;
    if index == row.phone_index {
        return Ok(());
    }
    let account_of = accounts::Entity::find().filter(accounts::Column::PersonId.eq(row.id)).one(tx).await?;
    if account_of.is_some() {
        return Ok(());
    }
    let random = ctx.random.as_ref();
    let old = ctx.vault.open("people.phone", &row.phone_sealed)?;
    let line = person_phone_changes::Model {
        id: ctx.new_id(),
        person_id: row.id,
        old_phone_sealed: ctx.vault.seal(random, OLD_PHONE, &old)?,
        new_phone_sealed: ctx.vault.seal(random, NEW_PHONE, phone.as_str().as_bytes())?,
        project_id: project,
        changed_by: account(ctx),
        changed_at: ctx.now().0,
        batch_id: origin.batch(),
    };
    person_phone_changes::Entity::insert(line.into_active_model()).exec_without_returning(tx).await?;
    let change = people::ActiveModel {
        id: Set(row.id),
        phone_sealed: Set(ctx.vault.seal(random, "people.phone", phone.as_str().as_bytes())?),
        phone_index: Set(index),
        ..ActiveModelTrait::default()
    };
    change.update(tx).await?;
    Ok(())
}
