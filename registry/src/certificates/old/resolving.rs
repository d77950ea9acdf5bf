//! What does the public learn from the code of an old paper certificate, or from its number and name? What the page of an
//! electronic one says, and no more: a masked name, the number, the issuer, days and how it stands now.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::rows::{self, Electronic};
use super::{OldCode, number_key};
use crate::accounts::throttle;
use crate::certificates::verification::folded;
use crate::entity::{old_certificates, people};
use crate::people::store::identity_is_confirmed;
use crate::people::{PersonName, masked_name};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault, Instant};

/// An old certificate as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldKnown {
    pub number: String,
    pub masked_name: String,
    pub issuer: String,
    pub issued: Day,
    pub revoked: Option<Day>,
    /// What the holder got since; how that one stands is how the holder stands.
    pub electronic: Option<Electronic>,
    /// Where its code leads, when that may stand in a link.
    pub address: Option<String>,
    pub checked_at: Instant,
}

/// Asks the register for a code. Open to anyone: needs no right. Old codes can be counted through, so that misses from one
/// address count as those of a search do, on every node.
pub async fn resolve(ctx: &Ctx, code: Option<&OldCode>) -> Result<Option<OldKnown>, Fault> {
    throttle::refuse_waiting(ctx, throttle::Door::Search).await?;
    // a code that nobody could have costs the same query as one that nobody has
    let index = rows::code_index(ctx, code.map(OldCode::as_str).unwrap_or_default())?;
    let of_code = Condition::all().add(old_certificates::Column::CodeIndex.eq(index));
    let known = found(ctx, of_code).await?.pop();
    if known.is_none() {
        throttle::use_door(ctx, throttle::Door::Search).await?;
    }
    Ok(known)
}

/// The one with this number and this name, for worn prints. Misses are counted by the search that is asked next.
pub async fn search(ctx: &Ctx, number: &str, name: &str) -> Result<Option<OldKnown>, Fault> {
    throttle::refuse_waiting(ctx, throttle::Door::Search).await?;
    let row = old_certificates::Entity::find()
        .filter(old_certificates::Column::NumberKey.eq(number_key(number)))
        .one(ctx.db.reader())
        .await?;
    let asked = PersonName::parse(name).map(|name| folded(name.as_str())).ok();
    match row.filter(|row| Some(folded(&row.holder_name)) == asked) {
        Some(row) => known(ctx, row).await.map(Some),
        None => Ok(None),
    }
}

/// The own ones, once the identity is confirmed: a number alone can be claimed by anybody.
pub async fn own(ctx: &Ctx) -> Result<Vec<OldKnown>, Fault> {
    require(ctx, Verb::View, Object::Certificate)?;
    let person = ctx.signed_in()?.person;
    if !identity_is_confirmed(ctx.db.reader(), person).await? {
        return Ok(Vec::new());
    }
    let row = people::Entity::find_by_id(person).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    found(ctx, Condition::all().add(old_certificates::Column::IdNumberIndex.eq(row.id_number_index))).await
}

async fn found(ctx: &Ctx, which: Condition) -> Result<Vec<OldKnown>, Fault> {
    let rows = old_certificates::Entity::find().filter(which).all(ctx.db.reader()).await?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        told.push(known(ctx, row).await?);
    }
    Ok(told)
}

async fn known(ctx: &Ctx, row: old_certificates::Model) -> Result<OldKnown, Fault> {
    let mut electronic = rows::electronic(ctx.db.reader(), std::slice::from_ref(&row)).await?;
    Ok(OldKnown {
        masked_name: masked_name(&row.holder_name),
        issued: rows::issued_day(&row)?,
        revoked: rows::revoked_day(&row),
        electronic: electronic.remove(&row.id_number_index),
        address: rows::address(ctx, &row)?,
        number: row.number,
        issuer: row.issuer_name,
        checked_at: ctx.now(),
    })
}
