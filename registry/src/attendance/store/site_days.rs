//! What kind of day had a project, who was expected on it, and who came?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::months::days_between;
use super::roster::Roster;
use super::stored_days::StoredDay;
use crate::attendance::{Expectation, SiteDay, expectation};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::project_statuses;
use crate::projects::store::exemptions_of;
use crate::projects::{Exemption, ExemptionKind, Status};
use crate::workers::{Registration, Stays};
use crate::{Day, Fault};

/// One person of a day: expected, present, or both.
pub(crate) struct PersonOn {
    pub person: Uuid,
    /// of the day; whoever changed teams on it stands in the new one
    pub registration: Uuid,
    pub team: Option<Uuid>,
    pub expected: Expectation,
    pub row: Option<StoredDay>,
    /// every project on which the person is or was registered
    pub projects: BTreeSet<Uuid>,
}

impl PersonOn {
    pub(crate) fn is_present(&self) -> bool {
        self.row.as_ref().is_some_and(|stored| stored.row.is_attended())
    }
}

pub(crate) async fn people_on<C: ConnectionTrait>(db: &C, project: Uuid, day: Day) -> Result<Vec<PersonOn>, Fault> {
    let rows: BTreeMap<Uuid, StoredDay> =
        days_between(db, project, day, day).await?.into_iter().map(|row| (row.stander.person, row)).collect();
    let is_anybody_there = rows.values().any(|row| row.row.is_attended());
    let site = site_day(db, project, day, is_anybody_there).await?;
    let mut ids = registered_on(db, project, day).await?;
    ids.extend(rows.keys());
    let roster = Roster::of_people(db, &ids).await?;
    let mut rows = rows;
    let mut people = Vec::new();
    for (_, known) in roster.iter() {
        let here = || known.registrations.iter().filter(|one| one.project == project);
        let on_roster = here()
            .filter_map(|one| Some((one.stays.on(day)?.entered, one)))
            .max_by_key(|(entered, one)| (*entered, one.id));
        let row = rows.remove(&known.person);
        let of_row = || row.as_ref().and_then(|row| here().find(|one| one.id == row.belonging.registration));
        let Some(registration) = on_roster.map(|(_, one)| one).or_else(of_row).or_else(|| here().next()) else {
            continue;
        };
        people.push(PersonOn {
            person: known.person,
            registration: registration.id,
            team: registration.team,
            expected: expectation(day, &all_stays(here())?, site),
            row,
            projects: known.registrations.iter().map(|one| one.project).collect(),
        });
    }
    people.sort_by_key(|person| person.person);
    Ok(people)
}

/// The stays of all registrations of a person on one project, as far as they do not lie beside each other.
pub(super) fn all_stays<'a>(registrations: impl Iterator<Item = &'a Registration>) -> Result<Stays, Fault> {
    let mut stays: Vec<_> = registrations.flat_map(|one| one.stays.iter()).collect();
    stays.sort();
    // two that overlap, as old records have them, are one time on site
    let mut joined: Vec<crate::workers::Stay> = Vec::new();
    for stay in stays {
        match joined.last_mut() {
            Some(last) if last.left.is_none_or(|left| left >= stay.entered) => {
                last.left = last.left.zip(stay.left).map(|(one, two)| one.max(two));
            }
            _ => joined.push(stay),
        }
    }
    Stays::new(joined, Day(chrono::NaiveDate::MAX)).map_err(|_| Fault::internal("joined stays that overlap"))
}

async fn registered_on<C: ConnectionTrait>(db: &C, project: Uuid, day: Day) -> Result<BTreeSet<Uuid>, Fault> {
    let text = "WITH given (project_id, day) AS ({given}) SELECT DISTINCT r.person_id AS person FROM given \
         CROSS JOIN registrations AS r JOIN registration_stays AS s ON s.registration_id = r.id \
         WHERE r.project_id = given.project_id AND r.withdrawn_at IS NULL AND s.withdrawn_at IS NULL \
         AND s.entered_on <= given.day AND (s.left_on IS NULL OR s.left_on >= given.day)";
    let list =
        List { kinds: &[Kind::Id, Kind::Text], rows: vec![vec![Cell::Id(project), Cell::Text(day.to_string())]] };
    many::query(db, text, &list).await?.iter().map(|row| Ok(row.try_get("", "person")?)).collect()
}

async fn site_day<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    day: Day,
    is_anybody_there: bool,
) -> Result<SiteDay, Fault> {
    let text = day.to_string();
    let building = project_statuses::Entity::find()
        .filter(project_statuses::Column::ProjectId.eq(project))
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(project_statuses::Column::WithdrawnAt.is_null())
        .filter(project_statuses::Column::FirstDay.lte(text.clone()))
        .filter(
            Condition::any()
                .add(project_statuses::Column::LastDay.is_null())
                .add(project_statuses::Column::LastDay.gte(text)),
        );
    if building.count(db).await? == 0 {
        return Ok(SiteDay::Shutdown);
    }
    let excuses = exemptions_of(db, [project]).await?;
    let is_outage =
        |one: &Exemption| one.kind == ExemptionKind::DeviceOutage && one.is_approved() && one.period.contains(day);
    if excuses.values().flatten().any(is_outage) {
        return Ok(SiteDay::Outage);
    }
    Ok(if is_anybody_there { SiteDay::Running } else { SiteDay::Silent })
}
