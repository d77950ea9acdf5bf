//! Who was on a site on which days of a month, and where was a person? From the day rows alone.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use super::names::person_names;
use super::roster::Roster;
use super::sites::{Part, visible_site};
use super::stored_days::{self, StoredDay};
use crate::attendance::DayRow;
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::people::store::identity_is_confirmed;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault};

pub const PER_PAGE: u64 = 50;

/// One person's days on one project, in order. Days of a change of team stand with the registration that they begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDays {
    pub project: Uuid,
    pub person: Uuid,
    pub name: String,
    pub days: Vec<DayOf>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOf {
    pub registration: Uuid,
    pub unit: Uuid,
    pub team: Option<Uuid>,
    pub row: DayRow,
}

/// One page (from 0, [`PER_PAGE`] people in the order in which they came to the records) and the number of all with a day
/// in the month.
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn project_month(ctx: &Ctx, project: Uuid, month: Month, page: u64) -> Result<(Vec<PersonDays>, u64), Fault> {
    let site = visible_site(ctx, Object::Attendance, project).await?;
    let db = ctx.db.reader();
    let everybody = people_with_days(db, project, month, &site.part).await?;
    let total = u64::try_from(everybody.len()).unwrap_or(0);
    let skipped = usize::try_from(page.saturating_mul(PER_PAGE)).unwrap_or(usize::MAX);
    let shown: Vec<Uuid> = everybody.into_iter().skip(skipped).take(usize::try_from(PER_PAGE).unwrap_or(0)).collect();
    let wanted = shown.iter().flat_map(|person| month.days().map(move |day| (project, day, *person))).collect();
    let days = stored_days::read(db, &wanted).await?;
    let days = days.into_values().filter(|day| site.part.holds(day.belonging.unit));
    Ok((grouped(db, days).await?, total))
}

/// The month of a person on every project of which the actor may see it; the own one whole, once the identity is confirmed.
///
/// # Errors
/// [`Fault::NotFound`] when there is nothing of the person that the actor may see.
pub async fn person_month(ctx: &Ctx, person: Uuid, month: Month) -> Result<Vec<PersonDays>, Fault> {
    require(ctx, Verb::View, Object::Attendance)?;
    let db = ctx.db.reader();
    let is_own = match ctx.signed_in().is_ok_and(|who| who.person == person) {
        true => identity_is_confirmed(db, person).await?,
        false => false,
    };
    let roster = Roster::of_people(db, &BTreeSet::from([person])).await?;
    let registered = roster.iter().flat_map(|(_, known)| known.registrations.iter().map(|one| one.project));
    let mut parts: BTreeMap<Uuid, Part> = BTreeMap::new();
    for project in registered.collect::<BTreeSet<_>>() {
        if is_own {
            parts.insert(project, Part::Whole);
            continue;
        }
        match visible_site(ctx, Object::Attendance, project).await {
            Ok(site) => {
                parts.insert(project, site.part);
            }
            Err(Fault::NotFound) => {}
            Err(fault) => return Err(fault),
        }
    }
    let is_known = roster.iter().flat_map(|(_, known)| &known.registrations);
    let mut is_known = is_known.filter(|one| parts.get(&one.project).is_some_and(|part| part.holds(one.unit)));
    if is_known.next().is_none() && !is_own {
        return Err(Fault::NotFound);
    }
    let wanted = parts.keys().flat_map(|project| month.days().map(move |day| (*project, day, person))).collect();
    let days = stored_days::read(db, &wanted).await?;
    let is_seen = |day: &StoredDay| parts.get(&day.stander.project).is_some_and(|part| part.holds(day.belonging.unit));
    grouped(db, days.into_values().filter(is_seen)).await
}

/// Every day of a project from one day to another, in the order of days.
pub(crate) async fn days_between<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    first: Day,
    last: Day,
) -> Result<Vec<StoredDay>, Fault> {
    let text = format!(
        "WITH given (project_id, first, last) AS ({{given}}) SELECT {} FROM given CROSS JOIN attendance_days AS d \
         WHERE d.project_id = given.project_id AND d.day >= given.first AND d.day <= given.last \
         ORDER BY d.day, d.person_id",
        StoredDay::columns()
    );
    let row = vec![Cell::Id(project), Cell::Text(first.to_string()), Cell::Text(last.to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] };
    let found = many::query(db, &text, &list).await?;
    let days = found.iter().map(StoredDay::from_row).collect::<Result<Vec<_>, _>>()?;
    Ok(days.into_iter().filter(|day| !day.presses.is_empty()).collect())
}

/// How many people were seen on each of these days on each of these projects; none is none.
pub(crate) async fn attended_on<C: ConnectionTrait>(
    db: &C,
    projects: &[Uuid],
    days: &[Day],
) -> Result<BTreeMap<(Uuid, Day), i64>, Fault> {
    let text = "WITH given (project_id, day) AS ({given}) SELECT d.project_id AS project, d.day AS day, \
         COUNT(*) AS people FROM given CROSS JOIN attendance_days AS d WHERE d.project_id = given.project_id \
         AND d.day = given.day AND d.is_attended = 1 GROUP BY d.project_id, d.day";
    let wanted = projects.iter().flat_map(|project| days.iter().map(move |day| (*project, *day)));
    let rows = wanted.map(|(project, day)| vec![Cell::Id(project), Cell::Text(day.to_string())]).collect();
    let found = many::query(db, text, &List { kinds: &[Kind::Id, Kind::Text], rows }).await?;
    let counted = |row: &QueryResult| {
        let day: String = row.try_get("", "day")?;
        let day = Day::parse(&day).ok_or_else(|| Fault::internal("a day row without a day"))?;
        Ok(((row.try_get("", "project")?, day), row.try_get("", "people")?))
    };
    found.iter().map(counted).collect()
}

async fn people_with_days<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    month: Month,
    part: &Part,
) -> Result<BTreeSet<Uuid>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT DISTINCT d.person_id AS person, d.unit_id AS unit \
         FROM given CROSS JOIN attendance_days AS d WHERE d.project_id = given.project_id AND d.day >= given.first \
         AND d.day <= given.last AND d.first_at IS NOT NULL";
    let row =
        vec![Cell::Id(project), Cell::Text(month.first_day().to_string()), Cell::Text(month.last_day().to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] };
    let mut found = BTreeSet::new();
    for row in many::query(db, text, &list).await? {
        if part.holds(row.try_get("", "unit")?) {
            found.insert(row.try_get("", "person")?);
        }
    }
    Ok(found)
}

async fn grouped<C: ConnectionTrait>(
    db: &C,
    days: impl IntoIterator<Item = StoredDay>,
) -> Result<Vec<PersonDays>, Fault> {
    let mut of: BTreeMap<(Uuid, Uuid), Vec<DayOf>> = BTreeMap::new();
    for StoredDay { stander, belonging, presses, row } in days {
        if !presses.is_empty() {
            let day = DayOf { registration: belonging.registration, unit: belonging.unit, team: belonging.team, row };
            of.entry((stander.person, stander.project)).or_default().push(day);
        }
    }
    let names = person_names(db, of.keys().map(|(person, _)| *person).collect()).await?;
    let person = |((person, project), mut days): ((Uuid, Uuid), Vec<DayOf>)| {
        days.sort_by_key(|day| day.row.day);
        PersonDays { project, person, name: names.get(&person).cloned().unwrap_or_default(), days }
    };
    Ok(of.into_iter().map(person).collect())
}
