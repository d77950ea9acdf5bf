//! Under which registrations are many people paid? A few queries for all of them.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::people::index_of;
use super::known::Known;
use super::together::read_each;
use super::{Said, latest_of, not_registered, refusals_apart};
use crate::people::PersonName;
use crate::workers::Registration;
use crate::{Ctx, Fault};

/// Whose wages a row pays: the project, the unit, and kind and number of the document.
pub(crate) type Payee<'a> = (Uuid, Uuid, (&'a str, &'a str));

/// The registration of each, and the name that stands on the card.
pub(crate) async fn registrations_to_pay(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    payees: Vec<Said<Payee<'_>>>,
) -> Result<Vec<Said<(Uuid, PersonName)>>, Fault> {
    let rows = read_each(payees, |(project, unit, (kind, number))| Ok((project, unit, index_of(ctx, kind, number)?)))?;
    let documents: BTreeSet<String> = rows.iter().flatten().map(|(.., document)| document.clone()).collect();
    let known = Known::of(tx, documents).await?;
    let found = rows.into_iter().map(|row| match row {
        Ok((project, unit, document)) => refusals_apart(payee(&known, (project, unit), &document)),
        Err(reasons) => Ok(Err(reasons)),
    });
    found.collect()
}

fn payee(known: &Known, (project, unit): (Uuid, Uuid), document: &str) -> Result<(Uuid, PersonName), Fault> {
    let person = known.person(document).ok_or_else(not_registered)?;
    let on_site = known.on(project, person.id).iter();
    let of_unit: Vec<Registration> = on_site.filter(|one| one.unit == unit).cloned().collect();
    let one = latest_of(&of_unit).ok_or_else(not_registered)?;
    let name = PersonName::parse(&person.name).map_err(|_| Fault::internal("a person without a name"))?;
    Ok((one.id, name))
}
