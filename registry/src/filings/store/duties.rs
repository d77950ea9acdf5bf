//! Which officers does an enterprise have, with which level, sites and since when (甲文第五条: 明确各级劳资员职责和权限, R-023)?
//! What its administrator prints and hangs up.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rows::{binding, in_force};
use super::scope::administers;
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{bindings, certificates, enterprises, projects};
use crate::filings::{Binding, Level};
use crate::people::scope::names_shown;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault};

/// The sheet of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutiesSheet {
    pub enterprise: Uuid,
    pub name: String,
    pub credit_code: String,
    pub made_on: Day,
    /// Those of the enterprise first, then by name; only whose certificate is valid.
    pub officers: Vec<DutyLine>,
}

/// One officer: a line for each level, with all sites of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyLine {
    pub name: String,
    pub certificate_number: String,
    pub level: Level,
    pub posts: Vec<DutyPost>,
}

/// What the officer answers for, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyPost {
    pub binding: Binding,
    /// nothing for the enterprise as a whole
    pub project: Option<String>,
    pub since: Day,
}

impl DutiesSheet {
    pub fn of_level(&self, level: Level) -> impl Iterator<Item = &DutyLine> {
        self.officers.iter().filter(move |line| line.level == level)
    }
}

/// For the administrators of the enterprise.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub async fn duties_sheet(ctx: &Ctx, enterprise: Uuid) -> Result<DutiesSheet, Fault> {
    require(ctx, Verb::Decide, Object::Binding)?;
    if !administers(ctx, enterprise).await? {
        return Err(Fault::NotFound);
    }
    let db = ctx.db.reader();
    let stands = resolve(db, enterprise).await?;
    let row = enterprises::Entity::find_by_id(stands).one(db).await?.ok_or(Fault::NotFound)?;
    let held = bindings::Entity::find()
        .filter(bindings::Column::EnterpriseId.is_in(rows_of(db, stands).await?))
        .filter(in_force())
        .order_by_asc(bindings::Column::ConfirmedAt)
        .order_by_asc(bindings::Column::Id)
        .all(db)
        .await?;
    Ok(DutiesSheet {
        enterprise: stands,
        name: row.name,
        credit_code: row.credit_code,
        made_on: ctx.now().day(),
        officers: lines(ctx, &held).await?,
    })
}

async fn lines(ctx: &Ctx, held: &[bindings::Model]) -> Result<Vec<DutyLine>, Fault> {
    let db = ctx.db.reader();
    let names = names_shown(db, held.iter().map(|row| row.person_id).collect::<BTreeSet<_>>()).await?;
    let numbers = certificates::Entity::find()
        .filter(certificates::Column::Id.is_in(held.iter().map(|row| row.certificate_id)))
        .all(db)
        .await?;
    let numbers: BTreeMap<Uuid, String> = numbers.into_iter().map(|row| (row.id, row.number)).collect();
    let sites = projects::Entity::find()
        .filter(projects::Column::Id.is_in(held.iter().filter_map(|row| row.project_id)))
        .all(db)
        .await?;
    let sites: BTreeMap<Uuid, String> = sites.into_iter().map(|row| (row.id, row.name)).collect();
    let mut found: BTreeMap<(Level, String, Uuid), DutyLine> = BTreeMap::new();
    for row in held {
        let one = binding(row)?;
        let name = names.get(&row.person_id).cloned().unwrap_or_default();
        let since = one.confirmed_at.unwrap_or(one.asked_at).day();
        let level = one.post.level();
        let line = found.entry((level, name.clone(), row.person_id)).or_insert_with(|| DutyLine {
            name,
            certificate_number: numbers.get(&row.certificate_id).cloned().unwrap_or_default(),
            level,
            posts: Vec::new(),
        });
        let project = row.project_id.and_then(|id| sites.get(&id).cloned());
        line.posts.push(DutyPost { binding: one, project, since });
    }
    Ok(found.into_values().collect())
}
