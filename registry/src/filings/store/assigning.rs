//! How does an enterprise assign an officer to one of its projects, or to itself? It names the certificate and its
//! holder; the rules of a wish hold, and the binding begins once the officer accepts.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::choosing::{Choice, projects_of};
use super::proposing::{Asked, enter};
use crate::certificates::verification;
use crate::enterprises::store::resolve;
use crate::entity::{certificates, enterprises};
use crate::filings::{Nomination, Proposer, Wish};
use crate::offices::reach;
use crate::people::scope::restricted_among;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Refusal};

/// Whom the enterprise means: both must match.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    pub number: &'a str,
    pub name: &'a str,
}

/// To what the enterprise may assign officers, for its administrators.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub async fn assignable(ctx: &Ctx, enterprise: Uuid) -> Result<Choice, Fault> {
    let db = ctx.db.reader();
    let stands = resolve(db, enterprise).await?;
    check_assigns(ctx, stands).await?;
    let row = enterprises::Entity::find_by_id(stands).one(db).await?.ok_or(Fault::NotFound)?;
    Ok(Choice {
        projects: projects_of(ctx, row.id).await?,
        enterprise: row.id,
        name: row.name,
        credit_code: row.credit_code,
    })
}

/// Assigns the holder to what is wished for, with what the enterprise says of them. The officer hears of it and
/// accepts or declines: nobody is bound by others alone.
///
/// # Errors
/// As of [`super::propose`]; on `number`, with one answer for a wrong number and a wrong name, with `filings.place_taken`
/// while somebody is responsible; [`Fault::NotFound`] for whoever does not administer the enterprise.
pub async fn assign(ctx: &Ctx, holder: Holder<'_>, wish: &Wish, nomination: &Nomination) -> Result<Uuid, Fault> {
    check_assigns(ctx, wish.enterprise).await?;
    let certificate = certificate_of(ctx, holder).await?;
    if ctx.signed_in()?.person == certificate.person_id {
        return Err(Refusal::new("filings.own_assignment").into());
    }
    enter(ctx, &Asked { certificate: &certificate, wish, by: Proposer::Enterprise, nomination }).await
}

async fn check_assigns(ctx: &Ctx, enterprise: Uuid) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Create, Object::Binding).await?;
    if reach.enterprises.contains(&enterprise) { Ok(()) } else { Err(Fault::NotFound) }
}

/// By the search of the public page, which makes whoever guesses wait. Whose data are only kept is not found (P-12).
async fn certificate_of(ctx: &Ctx, holder: Holder<'_>) -> Result<certificates::Model, Fault> {
    let unknown = || Fault::from(Refusal::on("number", "filings.holder_unknown"));
    let db = ctx.db.reader();
    let path = verification::search(ctx, holder.number, holder.name).await?.ok_or_else(unknown)?;
    let found = certificates::Entity::find().filter(certificates::Column::PathId.eq(path)).one(db).await?;
    let found = found.ok_or_else(unknown)?;
    let is_kept = !restricted_among(db, BTreeSet::from([found.person_id])).await?.is_empty();
    if is_kept { Err(unknown()) } else { Ok(found) }
}
