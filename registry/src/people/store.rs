//! Who may see which person, masked or in full?

use std::collections::HashMap;
use std::fmt;

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
};
use serde_json::json;
use uuid::Uuid;

#[cfg(test)]
pub(crate) use super::identity::lock;
pub use super::identity::{
    Confirmation, ConfirmedBy, Withdrawal, confirm_identity, identity_is_confirmed, last_withdrawal, may_withdraw,
    withdraw_confirmation,
};
pub(crate) use super::identity::{confirmed_people, identity_is_settled};
pub use super::photo::{find_photo, set_photo};
use super::scope::{Unaffiliated, beyond_the_sites, within};
use super::{IdNumber, Phone, Sex};
use crate::audit;
use crate::blobs::BlobHash;
use crate::db::By;
use crate::db::counting::{self, Total};
use crate::entity::{accounts, full_views, people};
use crate::fault::worded;
use crate::offices::{Reach, reach};
use crate::permissions::{Object, Verb, require};
use crate::sheets::{MOST_EXPORTED, check_exported, leaving};
use crate::{Ctx, Day, Fault, Refusal};

pub const PER_PAGE: u64 = 50;
/// Twenty pages.
const MOST_LISTED: u64 = 20 * PER_PAGE;

/// A person as staff and the person see the record: numbers masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    pub id: Uuid,
    pub name: String,
    pub id_number_masked: String,
    pub phone_masked: String,
    pub sex: Sex,
    pub birth_day: Day,
    pub photo: Option<BlobHash>,
    pub identity: Option<Confirmation>,
}

/// What [`reveal`] shows. `Debug` stays masked, so that nothing full gets into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct FullValues {
    pub id_number: String,
    pub phone: String,
}

impl fmt::Debug for FullValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FullValues(..)")
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    Everyone,
    Unconfirmed,
}

/// `query` is a part of the name, its pinyin or initials, or a whole identity number or phone.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    pub query: String,
    pub which: Which,
    /// by name, as it is spoken
    pub order: By,
}

pub async fn own(ctx: &Ctx) -> Result<PersonView, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    view(ctx, row(ctx, ctx.signed_in()?.person).await?).await
}

/// The full values of the person who asks about the own record; no reason is due.
pub async fn own_full_values(ctx: &Ctx) -> Result<FullValues, Fault> {
    require(ctx, Verb::View, Object::OwnProfile)?;
    open(ctx, &row(ctx, ctx.signed_in()?.person).await?)
}

pub async fn get(ctx: &Ctx, person: Uuid) -> Result<PersonView, Fault> {
    view(ctx, visible(ctx, person).await?).await
}

/// One page (from 0, [`PER_PAGE`] rows) and the number of all rows, of which so many are listed at most: whoever would go
/// on searches more narrowly.
pub async fn list(ctx: &Ctx, filter: &PeopleFilter, page: u64) -> Result<(Vec<PersonView>, Total), Fault> {
    let query = narrowed(ctx, filter).await?;
    let ids = query.clone().select_only().column(people::Column::Id).into_query();
    let total = counting::up_to(ctx.db.reader(), ids, MOST_LISTED).await?;
    let rows = query.offset(page.min(MOST_LISTED / PER_PAGE - 1) * PER_PAGE).limit(PER_PAGE);
    Ok((views(ctx, rows.all(ctx.db.reader()).await?).await?, total))
}

/// All of them for a sheet, masked as on the page; that they left is on record.
///
/// # Errors
/// `sheets.too_long` when they are too many for one sheet.
pub async fn export(ctx: &Ctx, filter: &PeopleFilter) -> Result<Vec<PersonView>, Fault> {
    let rows = narrowed(ctx, filter).await?.limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    let told = views(ctx, rows).await?;
    leaving::record(ctx, (leaving::LIST, "people"), "people", told.len()).await?;
    Ok(told)
}

/// In the order of the list; the index of the names gives both ways.
async fn narrowed(ctx: &Ctx, filter: &PeopleFilter) -> Result<Select<people::Entity>, Fault> {
    let reach = reach(ctx, Verb::View, Object::PersonRecord).await?;
    let mut query = people::Entity::find().filter(matching(ctx, &reach, filter.query.trim())?);
    if filter.which == Which::Unconfirmed {
        query = query.filter(people::Column::Id.not_in_subquery(confirmed_people()));
    }
    let query = query.order_by(people::Column::NamePinyin, filter.order.order());
    Ok(query.order_by(people::Column::Id, filter.order.order()))
}

/// Identity number and phone in clear, for a reason of at least four characters that is kept.
pub async fn reveal(ctx: &Ctx, person: Uuid, reason: &str) -> Result<FullValues, Fault> {
    let reach = reach(ctx, Verb::Export, Object::PersonRecord).await?;
    let who = ctx.signed_in()?;
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "people.reason_length"))?;
    let row = find_within(ctx, &reach, person).await?.ok_or(Fault::NotFound)?;
    let values = open(ctx, &row)?;
    crate::transact!(ctx, |tx| {
        let view = full_views::Model {
            id: ctx.new_id(),
            person_id: person,
            account_id: who.account,
            reason: reason.clone(),
            viewed_at: ctx.now().0,
        };
        audit::record(tx, ctx, "reveal", ("person", person), json!({ "full_view": view.id })).await?;
        full_views::Entity::insert(view.into_active_model()).exec_without_returning(tx).await?;
        Ok(())
    })?;
    Ok(values)
}

/// The record, when it is the own one or one that the actor's right reaches.
pub(super) async fn visible(ctx: &Ctx, person: Uuid) -> Result<people::Model, Fault> {
    if ctx.signed_in().is_ok_and(|who| who.person == person) {
        return row(ctx, person).await;
    }
    let reach = reach(ctx, Verb::View, Object::PersonRecord).await?;
    find_within(ctx, &reach, person).await?.ok_or(Fault::NotFound)
}

pub(crate) async fn find_within(ctx: &Ctx, reach: &Reach, person: Uuid) -> Result<Option<people::Model>, Fault> {
    let query = people::Entity::find_by_id(person).filter(within(reach, Unaffiliated::TakenIn));
    Ok(query.one(ctx.db.reader()).await?)
}

/// The person of an identity number, found by the keyed index.
pub(crate) async fn find_by_id_number<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    number: &IdNumber,
) -> Result<Option<people::Model>, Fault> {
    let index = ctx.vault.index("id_number", number.as_str())?;
    Ok(people::Entity::find().filter(people::Column::IdNumberIndex.eq(index)).one(db).await?)
}

/// The same, of whoever has an account: sites write people down who have none, and whoever signs up by such a number later
/// has shown no document to anybody.
pub(crate) async fn find_account_holder<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    number: &IdNumber,
) -> Result<Option<people::Model>, Fault> {
    let Some(row) = find_by_id_number(db, ctx, number).await? else { return Ok(None) };
    let account = accounts::Entity::find().filter(accounts::Column::PersonId.eq(row.id)).one(db).await?;
    Ok(account.map(|_| row))
}

/// A row for `people`: numbers sealed and indexed.
pub(crate) fn new_row(ctx: &Ctx, name: &str, number: &IdNumber, phone: &Phone) -> Result<people::Model, Fault> {
    let random = ctx.random.as_ref();
    Ok(people::Model {
        id: ctx.new_id(),
        name: name.to_owned(),
        name_pinyin: super::pinyin_key(name),
        id_number_sealed: ctx.vault.seal(random, "people.id_number", number.as_str().as_bytes())?,
        id_number_index: ctx.vault.index("id_number", number.as_str())?,
        birth_day: number.birth_day().to_string(),
        sex: number.sex().code().to_owned(),
        phone_sealed: ctx.vault.seal(random, "people.phone", phone.as_str().as_bytes())?,
        phone_index: ctx.vault.index("phone", phone.as_str())?,
        photo: None,
        created_at: ctx.now().0,
        document_kind: crate::workers::RESIDENT_CARD.to_owned(),
    })
}

/// The views of many rows, in their order.
pub(crate) async fn views(ctx: &Ctx, rows: Vec<people::Model>) -> Result<Vec<PersonView>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut identities: HashMap<Uuid, Confirmation> = super::identity::of_people(ctx.db.reader(), ids).await?;
    rows.into_iter()
        .map(|row| {
            let identity = identities.remove(&row.id);
            let full = open(ctx, &row)?;
            Ok(PersonView {
                id: row.id,
                id_number_masked: super::id_number::masked(&full.id_number),
                phone_masked: super::phone::masked(&full.phone),
                sex: Sex::parse(&row.sex).ok_or_else(|| Fault::internal("person without a sex"))?,
                birth_day: Day::parse(&row.birth_day).ok_or_else(|| Fault::internal("person without a birth day"))?,
                name: row.name,
                photo: row.photo,
                identity,
            })
        })
        .collect()
}

fn matching(ctx: &Ctx, reach: &Reach, query: &str) -> Result<Condition, Fault> {
    let listed = within(reach, Unaffiliated::LeftOut).add(beyond_the_sites());
    if query.is_empty() {
        return Ok(listed);
    }
    // a number that breaks a rule is stored nowhere, so only whole, valid ones are looked up
    if let Ok(number) = IdNumber::parse(query, ctx.now().day()) {
        let index = ctx.vault.index("id_number", number.as_str())?;
        return Ok(Condition::all()
            .add(within(reach, Unaffiliated::TakenIn))
            .add(beyond_the_sites())
            .add(people::Column::IdNumberIndex.eq(index)));
    }
    if let Ok(phone) = Phone::parse(query) {
        let index = ctx.vault.index("phone", phone.as_str())?;
        return Ok(Condition::all().add(listed).add(people::Column::PhoneIndex.eq(index)));
    }
    // LIKE's own signs never occur in a name
    let plain: String = query.chars().filter(|c| !matches!(c, '%' | '_' | '\\')).collect();
    let pinyin = plain.to_lowercase();
    let named = Condition::any()
        .add(people::Column::Name.contains(&plain))
        .add(people::Column::NamePinyin.starts_with(&pinyin))
        .add(people::Column::NamePinyin.contains(format!(" {pinyin}")));
    Ok(Condition::all().add(listed).add(named))
}

async fn row(ctx: &Ctx, person: Uuid) -> Result<people::Model, Fault> {
    people::Entity::find_by_id(person).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

async fn view(ctx: &Ctx, row: people::Model) -> Result<PersonView, Fault> {
    views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

fn open(ctx: &Ctx, row: &people::Model) -> Result<FullValues, Fault> {
    Ok(FullValues {
        id_number: ctx.vault.open_text("people.id_number", &row.id_number_sealed)?,
        phone: ctx.vault.open_text("people.phone", &row.phone_sealed)?,
    })
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
