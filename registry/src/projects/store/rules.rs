//! Which rules govern a project on a day? Those of its area, and those for the projects of its supervising body.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::entity::{offices, projects};
use crate::offices::OfficeKind;
use crate::projects::Policy;
use crate::projects::governing::Place;
use crate::rulepacks::Rules;
use crate::rulepacks::store::{Book, CITY};
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
    let (book, places) = (Book::read(db).await?, places(db, sites).await?);
    places.into_iter().map(|(site, place)| Ok((site, book.governing(&place, day)?))).collect()
}

/// The same for each project on a day of its own. Of one in an area that was divided only what holds in the whole city is
/// known.
pub(crate) async fn rules_of_days<C: ConnectionTrait>(
    db: &C,
    asked: &BTreeSet<(Uuid, Day)>,
) -> Result<BTreeMap<(Uuid, Day), Rules>, Fault> {
    let sites: BTreeSet<Uuid> = asked.iter().map(|(site, _)| *site).collect();
    let places = places(db, &sites.into_iter().collect::<Vec<_>>()).await?;
    let book = Book::read(db).await?;
    let city = Place { area: CITY.to_owned(), industry: String::new(), supervised_by: None };
    let mut found = BTreeMap::new();
    for (site, day) in asked {
        let Some(place) = places.get(site) else { continue };
        let rules = book.governing(place, *day).or_else(|_| book.governing(&city, *day))?;
        found.insert((*site, *day), rules);
    }
    Ok(found)
}

async fn places<C: ConnectionTrait>(db: &C, sites: &[Uuid]) -> Result<BTreeMap<Uuid, Place>, Fault> {
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(sites.iter().copied())).all(db).await?;
    let offices = offices::Entity::find()
        .filter(offices::Column::Id.is_in(rows.iter().filter_map(|row| row.supervising_office)))
        .all(db)
        .await?;
    let kind = |id: Uuid| offices.iter().find(|office| office.id == id).and_then(|row| OfficeKind::parse(&row.kind));
    let place = |row: projects::Model| {
        let supervised_by = row.supervising_office.and_then(kind);
        (row.id, Place { area: row.area, industry: row.industry, supervised_by })
    };
    Ok(rows.into_iter().map(place).collect())
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
