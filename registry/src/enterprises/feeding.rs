//! What do the rows of a feed say about enterprises, in the transaction of their batch?
//!
//! An enterprise that nobody knew comes in unaccepted and without people. What stands is not overwritten; a correction
//! changes only what a feed or a file brought and nobody has accepted or claimed since.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use super::changing::{phone_of, record, sealed_phone, values_of};
use super::profile::{check_address, check_legal_representative, check_name};
use super::store::{current_members, new_row};
use super::{Change, ContactPhone, CreditCode, Field};
use crate::db::many;
use crate::entity::{enterprise_changes, enterprise_members, enterprises};
use crate::offices::store::check_area;
use crate::{Ctx, Fault, Refusal, db};

/// The reason of a line of the changes: pages say it in words.
pub(super) const BY_FEED: &str = "feed_correction";

#[derive(Clone, Debug)]
pub(crate) struct Told<'a> {
    pub name: &'a str,
    pub credit_code: &'a str,
    pub area: &'a str,
    pub address: Option<&'a str>,
    pub legal_representative: Option<&'a str>,
    pub phone: Option<&'a str>,
}

/// The enterprise of a credit code: of merged ones the one that stands.
pub(crate) async fn find_by_code<C: ConnectionTrait>(db: &C, code: &str) -> Result<Option<Uuid>, Fault> {
    let row = enterprises::Entity::find().filter(enterprises::Column::CreditCode.eq(code)).one(db).await?;
    Ok(row.map(|row| row.merged_into.unwrap_or(row.id)))
}

/// The same for many codes at once.
pub(crate) async fn find_by_codes<C: ConnectionTrait>(
    db: &C,
    codes: &BTreeSet<&str>,
) -> Result<BTreeMap<String, Uuid>, Fault> {
    let codes: Vec<&str> = codes.iter().copied().collect();
    let mut found = BTreeMap::new();
    for some in many::keys(&codes) {
        let of_these = enterprises::Column::CreditCode.is_in(some.iter().copied());
        let rows = enterprises::Entity::find().filter(of_these).all(db).await?.into_iter();
        found.extend(rows.map(|row| (row.credit_code, row.merged_into.unwrap_or(row.id))));
    }
    Ok(found)
}

/// Whether anything was written down.
pub(crate) async fn bring_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    told: &Told<'_>,
    is_correction: bool,
    batch: Uuid,
) -> Result<bool, Fault> {
    let (name, code) = (check_name(told.name)?, CreditCode::parse(told.credit_code)?);
    let address = told.address.map(check_address).transpose()?;
    let legal = told.legal_representative.map(check_legal_representative).transpose()?;
    let legal = legal.map(|name| name.as_str().to_owned());
    let phone = told.phone.map(ContactPhone::parse).transpose()?.map(|phone| phone.as_str().to_owned());
    let known = enterprises::Entity::find().filter(enterprises::Column::CreditCode.eq(code.as_str())).one(tx).await?;
    let Some(row) = known else {
        if is_correction {
            return Err(Refusal::on("credit_code", "feeds.nothing_to_correct").into());
        }
        check_area(tx, told.area, ctx.now().day()).await??;
        let (phone_sealed, phone_index) = sealed(ctx, phone.as_deref())?;
        let row = enterprises::ActiveModel {
            id: Set(ctx.new_id()),
            address: Set(address),
            legal_representative: Set(legal),
            phone_sealed: Set(phone_sealed),
            phone_index: Set(phone_index),
            batch_id: Set(Some(batch)),
            ..new_row(ctx, &name, &code, told.area)
        };
        enterprises::Entity::insert(row)
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("credit_code", "enterprises.registered_already")))?;
        return Ok(true);
    };
    let stands = phone_of(ctx, &row)?;
    let said = [
        (Field::Name, Some(row.name.clone()), Some(name)),
        (Field::Area, Some(row.area.clone()), Some(told.area.to_owned())),
        (Field::Address, row.address.clone(), address.or(row.address.clone())),
        (Field::LegalRepresentative, row.legal_representative.clone(), legal.or(row.legal_representative.clone())),
        (Field::Phone, stands.clone(), phone.or(stands)),
    ];
    let changes: Vec<Change> = said
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, from, to)| Change { field, from, to })
        .collect();
    match changes.first() {
        None => return Ok(false),
        Some(one) if !is_correction => return Err(Refusal::on(one.field.code(), "feeds.stands_otherwise").into()),
        Some(_) => {}
    }
    if !is_unclaimed(tx, &row).await? {
        return Err(Refusal::on("credit_code", "feeds.enterprise_of_others").into());
    }
    check_area(tx, told.area, ctx.now().day()).await??;
    let (id, revision, mut model) = (row.id, row.revision + 1, row.into_active_model());
    for change in &changes {
        record(tx, ctx, id, change, BY_FEED, Some(batch)).await?;
        set(ctx, &mut model, change.field, change.to.clone())?;
    }
    model.updated_at = Set(Some(ctx.now().0));
    model.revision = Set(revision);
    enterprises::Entity::update(model).exec(tx).await?;
    Ok(true)
}

/// Brought by a feed or a file, and accepted or claimed by nobody.
pub(super) async fn is_unclaimed<C: ConnectionTrait>(db: &C, row: &enterprises::Model) -> Result<bool, Fault> {
    let members = current_members().filter(enterprise_members::Column::EnterpriseId.eq(row.id)).count(db).await?;
    Ok(row.batch_id.is_some() && row.accepted_at.is_none() && row.merged_into.is_none() && members == 0)
}

/// How many fields of enterprises on record a batch changed.
pub(crate) async fn fields_of<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<u64, Fault> {
    Ok(enterprise_changes::Entity::find().filter(enterprise_changes::Column::BatchId.eq(batch)).count(db).await?)
}

/// Fields that nobody changed since say again what they said before. What becomes of the enterprises themselves says
/// [`super::undoing`].
pub(crate) async fn undo_within(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid) -> Result<(), Fault> {
    let lines =
        enterprise_changes::Entity::find().filter(enterprise_changes::Column::BatchId.eq(batch)).all(tx).await?;
    for line in lines {
        let row = enterprises::Entity::find_by_id(line.enterprise_id).one(tx).await?.ok_or(Fault::NotFound)?;
        let Some(field) = Field::parse(&line.field) else { continue };
        // back from what the line made of it
        let (to, from) = values_of(ctx, &line)?;
        if stands(ctx, &row, field)? != from {
            continue;
        }
        let change = Change { field, from, to };
        record(tx, ctx, row.id, &change, BY_FEED, None).await?;
        let (revision, mut model) = (row.revision + 1, row.into_active_model());
        set(ctx, &mut model, field, change.to)?;
        model.updated_at = Set(Some(ctx.now().0));
        model.revision = Set(revision);
        enterprises::Entity::update(model).exec(tx).await?;
    }
    Ok(())
}

fn stands(ctx: &Ctx, row: &enterprises::Model, field: Field) -> Result<Option<String>, Fault> {
    Ok(match field {
        Field::Name => Some(row.name.clone()),
        Field::Area => Some(row.area.clone()),
        Field::Address => row.address.clone(),
        Field::LegalRepresentative => row.legal_representative.clone(),
        Field::Phone => phone_of(ctx, row)?,
        Field::ShortName | Field::Kinds => None,
    })
}

fn set(ctx: &Ctx, model: &mut enterprises::ActiveModel, field: Field, value: Option<String>) -> Result<(), Fault> {
    match field {
        Field::Name => model.name = Set(value.unwrap_or_default()),
        Field::Area => model.area = Set(value.unwrap_or_default()),
        Field::Address => model.address = Set(value),
        Field::LegalRepresentative => model.legal_representative = Set(value),
        Field::Phone => {
            let (phone_sealed, phone_index) = sealed(ctx, value.as_deref())?;
            (model.phone_sealed, model.phone_index) = (Set(phone_sealed), Set(phone_index));
        }
        Field::ShortName | Field::Kinds => {}
    }
    Ok(())
}

/// The two columns of a number that may not be known.
fn sealed(ctx: &Ctx, phone: Option<&str>) -> Result<(Option<Vec<u8>>, Option<String>), Fault> {
    Ok(phone.map(|phone| sealed_phone(ctx, phone)).transpose()?.unzip())
}
