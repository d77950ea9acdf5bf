//! Which rules govern a project on a day? Those of its area, and those for the projects of its supervising body.

use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::entity::{offices, projects};
use crate::offices::OfficeKind;
use crate::projects::governing::Place;
use crate::rulepacks::Rules;
use crate::rulepacks::store::Book;
use crate::{Ctx, Day, Fault};

/// The parameters in force for a project, for the nouns that rest on it.
pub async fn rules_on(ctx: &Ctx, project: Uuid, day: Day) -> Result<Rules, Fault> {
    let row = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    of_row(ctx, &Book::read(ctx).await?, &row, day).await
}

pub(super) async fn of_row(ctx: &Ctx, book: &Book, row: &projects::Model, day: Day) -> Result<Rules, Fault> {
    Ok(book.governing(&place(ctx, row).await?, day)?)
}

async fn place(ctx: &Ctx, row: &projects::Model) -> Result<Place, Fault> {
    let office = match row.supervising_office {
        Some(office) => offices::Entity::find_by_id(office).one(ctx.db.reader()).await?,
        None => None,
    };
    Ok(Place {
        area: row.area.clone(),
        industry: row.industry.clone(),
        supervised_by: office.and_then(|office| OfficeKind::parse(&office.kind)),
    })
}
