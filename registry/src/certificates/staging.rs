//! How do invented certificates come to be, and into every status? For the demo and for tests; real ones rest on an exam
//! and change by a procedure.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::desk::Desk;
use super::issuing::due::Pass;
use super::issuing::{complete, reserving};
use super::{PublicClass, Status, places, status, template};
use crate::entity::{certificates, offices, people};
use crate::{Ctx, Fault};

/// Issues one without an exam; its number.
pub async fn issue(ctx: &Ctx, desk: &Desk, person: Uuid, office: Uuid) -> Result<String, Fault> {
    let (reader, now) = (ctx.db.reader(), ctx.now());
    let pass = Pass {
        attempt: Uuid::nil(),
        person: people::Entity::find_by_id(person).one(reader).await?.ok_or(Fault::NotFound)?,
        office: offices::Entity::find_by_id(office).one(reader).await?.ok_or(Fault::NotFound)?,
        course: None,
        sat_at: now,
        graded_at: now,
    };
    let frozen = reserving::freeze(ctx, &pass).await?;
    let row = crate::transact!(ctx, |tx| {
        let number = places::next_number(tx, template::PREFIX, &pass.office.area, now.day().year()).await?;
        let place = places::draw(tx, ctx).await?;
        let row = certificates::Model {
            serial: i32::try_from(number.serial()).map_err(Fault::internal)?,
            number: number.machine(),
            attempt_id: None,
            ..reserving::new_row(ctx, &pass, &frozen, place)?
        };
        certificates::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
        Ok(row)
    })?;
    complete(ctx, desk, row).await
}

/// Enters a status without a procedure.
pub async fn enter(
    ctx: &Ctx,
    number: &str,
    to: Status,
    ground: &str,
    public_class: Option<PublicClass>,
) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let row = certificates::Entity::find().filter(certificates::Column::Number.eq(number)).one(tx).await?;
        let row = row.ok_or(Fault::NotFound)?;
        status::enter(tx, ctx, row.id, to, ground, public_class).await
    })
}
