//! How do invented certificates come into every status? For the demo and for tests; real ones change by a procedure.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{PublicClass, Status, status};
use crate::entity::certificates;
use crate::{Ctx, Fault};

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
