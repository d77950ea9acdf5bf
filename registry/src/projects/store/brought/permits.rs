//! What do rows say about the construction permits of a project?

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use uuid::Uuid;

use super::super::Entry;
use super::super::permits::{NewPermit, permit_of, record_permit_within};
use super::super::withdrawing::{Record, withdraw_within};
use super::correction_of;
use crate::entity::project_permits;
use crate::projects::PermitNumber;
use crate::{Ctx, Fault, Refusal};

/// Adds a permit or puts it in the place of the one of that number; whether anything was written.
pub(crate) async fn bring_permit(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewPermit,
    is_correction: bool,
) -> Result<bool, Fault> {
    let batch = new.batch.unwrap_or_default();
    let entry = match permit_of_number(tx, project, &new.number).await? {
        None if is_correction => return Err(Refusal::on("number", "feeds.nothing_to_correct").into()),
        None => Entry::New,
        Some(known) => {
            let stands = permit_of(&known)?;
            if stands.issued_on == new.issued_on && stands.works == new.works.trim() {
                return Ok(false);
            }
            if !is_correction {
                return Err(Refusal::on("number", "feeds.stands_otherwise").into());
            }
            Entry::InPlaceOf { row: known.id, reason: correction_of(batch) }
        }
    };
    record_permit_within(tx, ctx, project, new, &entry).await?;
    Ok(true)
}

/// A permit that a project names without its day: the usual number carries it. Whether it was written; one on record stays as
/// it is, and one whose number says no day comes as an object of its own.
pub(crate) async fn bring_named_permit(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    (number, works): (&str, &str),
    batch: Uuid,
) -> Result<bool, Fault> {
    let Some(issued_on) = PermitNumber::parse(number)?.first_issued_on() else { return Ok(false) };
    if permit_of_number(tx, project, number).await?.is_some() {
        return Ok(false);
    }
    let new =
        NewPermit { number: number.to_owned(), issued_on, works: works.to_owned(), document: None, batch: Some(batch) };
    record_permit_within(tx, ctx, project, &new, &Entry::New).await.map(|_| true)
}

pub(crate) async fn withdraw_permit(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    number: &str,
    batch: Uuid,
) -> Result<(), Fault> {
    let known = permit_of_number(tx, project, number).await?;
    let known = known.ok_or_else(|| Refusal::on("number", "feeds.nothing_to_correct"))?;
    withdraw_within(tx, ctx, project, Record::Permit(known.id), &correction_of(batch)).await
}

async fn permit_of_number<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    number: &str,
) -> Result<Option<project_permits::Model>, Fault> {
    let number = PermitNumber::parse(number)?;
    let rows: Vec<project_permits::Model> = rows_of!(db, project_permits, project);
    Ok(rows.into_iter().find(|row| row.number == number.as_str()))
}
