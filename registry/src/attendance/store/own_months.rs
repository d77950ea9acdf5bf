//! On how many days of which month did the signed-in person work where?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::stored_days;
use crate::calendar::Month;
use crate::entity::{projects, registrations};
use crate::people::identity::confirmed;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault};

/// How far back it goes, this month included.
const MONTHS: usize = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnMonth {
    pub project: Uuid,
    pub project_name: String,
    pub month: Month,
    /// with attendance
    pub days: u32,
    /// of the stays that can be
    pub minutes: u32,
}

/// The own months of the last year, the newest first; none before the identity is confirmed. Read through the key of the
/// day rows, for the projects of the own registrations alone.
pub async fn own_months(ctx: &Ctx) -> Result<Vec<OwnMonth>, Fault> {
    require(ctx, Verb::View, Object::Attendance)?;
    let (db, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let own = registrations::Entity::find()
        .filter(registrations::Column::PersonId.in_subquery(confirmed(Some(person))))
        .filter(registrations::Column::WithdrawnAt.is_null());
    let sites: BTreeSet<Uuid> = own.all(db).await?.into_iter().map(|row| row.project_id).collect();
    let today = ctx.now().day();
    let earlier = |month: &Month| Some(Month::of(month.first_day().previous()));
    let months: Vec<Month> = std::iter::successors(Some(Month::of(today)), earlier).take(MONTHS).collect();
    let days = || months.iter().flat_map(|month| month.days()).filter(|day| *day <= today);
    let wanted = sites.iter().flat_map(|project| days().map(move |day| (*project, day, person))).collect();
    let mut counted: BTreeMap<(Month, Uuid), (u32, u32)> = BTreeMap::new();
    for ((stander, day), stored) in stored_days::read(db, &wanted).await? {
        if stored.row.is_attended() {
            let (days, minutes) = counted.entry((Month::of(day), stander.project)).or_default();
            *days += 1;
            *minutes += stored.row.minutes();
        }
    }
    let names = projects::Entity::find().filter(projects::Column::Id.is_in(sites)).all(db).await?;
    let names: BTreeMap<Uuid, String> = names.into_iter().map(|row| (row.id, row.name)).collect();
    let month = |((month, project), (days, minutes)): ((Month, Uuid), (u32, u32))| OwnMonth {
        project,
        project_name: names.get(&project).cloned().unwrap_or_default(),
        month,
        days,
        minutes,
    };
    Ok(counted.into_iter().rev().map(month).collect())
}
