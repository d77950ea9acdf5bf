//! Which rules govern a project on a day? Those of its area, and those for the projects of its supervising body.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{offices, projects};
use crate::offices::OfficeKind;
use crate::projects::Policy;
use crate::projects::governing::Place;
use crate::rulepacks::Rules;
use crate::rulepacks::store::Book;
use crate::{Ctx, Day, Fault};

/// The parameters in force for a project on a day, for the nouns that rest on it. Within a transaction they pass it.
pub async fn rules_on<C: ConnectionTrait>(db: &C, project: Uuid, day: Day) -> Result<Rules, Fault> {
    let row = projects::Entity::find_by_id(project).one(db).await?.ok_or(Fault::NotFound)?;
    of_row(db, &Book::read(db).await?, &row, day).await
}

/// The same for many projects, in three statements.
pub(crate) async fn rules_of_all<C: ConnectionTrait>(
    db: &C,
    sites: &[Uuid],
    day: Day,
) -> Result<BTreeMap<Uuid, Rules>, Fault> {
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(sites.iter().copied())).all(db).await?;
    let offices = offices::Entity::find()
        .filter(offices::Column::Id.is_in(rows.iter().filter_map(|row| row.supervising_office)))
        .all(db)
        .await?;
    let kind = |id: Uuid| offices.iter().find(|office| office.id == id).and_then(|row| OfficeKind::parse(&row.kind));
    let book = Book::read(db).await?;
    rows.iter()
        .map(|row| {
            let (area, industry) = (row.area.clone(), row.industry.clone());
            let place = Place { area, industry, supervised_by: row.supervising_office.and_then(kind) };
            Ok((row.id, book.governing(&place, day)?))
        })
        .collect()
}

pub(super) async fn of_row<C: ConnectionTrait>(
    db: &C,
    book: &Book,
    row: &projects::Model,
    day: Day,
) -> Result<Rules, Fault> {
    Ok(book.governing(&place(db, row).await?, day)?)
}

/// What is asked of this project's filings today.
pub(super) async fn policy(ctx: &Ctx, row: &projects::Model) -> Result<Policy, Fault> {
    let db = ctx.db.reader();
    Policy::from_rules(&of_row(db, &Book::read(db).await?, row, ctx.now().day()).await?)
}

async fn place<C: ConnectionTrait>(db: &C, row: &projects::Model) -> Result<Place, Fault> {
    let office = match row.supervising_office {
        Some(office) => offices::Entity::find_by_id(office).one(db).await?,
        None => None,
    };
    Ok(Place {
        area: row.area.clone(),
        industry: row.industry.clone(),
        supervised_by: office.and_then(|office| OfficeKind::parse(&office.kind)),
    })
}
