//! Who was on a site on which days of a month, page by page? From the day rows of those on the page alone.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::names::team_names;
use super::roster::Roster;
use super::sites::{Part, visible_site};
use super::stored_days;
use crate::attendance::{DayRow, Line, Mark, MonthPay, PersonMonth, Sums};
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::enterprises;
use crate::people::scope::restricted_among;
use crate::permissions::Object;
use crate::{Ctx, Fault};

pub const PER_PAGE: usize = 50;

/// Which of the people are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridFilter {
    pub team: Option<Uuid>,
    /// part of a name, or of its pinyin
    pub name: String,
}

/// One page of a site's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthPage {
    /// every team of the project, by name
    pub teams: Vec<(Uuid, String)>,
    /// by pinyin; a change of team gives two
    pub lines: Vec<GridLine>,
    pub total: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridLine {
    pub person: Uuid,
    pub name: String,
    pub unit_name: String,
    pub team_name: Option<String>,
    /// one per day of the month
    pub marks: Vec<Mark>,
    pub sums: Sums,
}

struct Listed {
    registration: Uuid,
    person: Uuid,
    unit: Uuid,
    team: Option<Uuid>,
    name: String,
    pinyin: String,
}

/// One page (from 0, [`PER_PAGE`] registrations) of those with a day on the site's roster in the month.
///
/// # Errors
/// [`Fault::NotFound`] when no part of the project is the actor's to see.
pub async fn month_page(
    ctx: &Ctx,
    project: Uuid,
    month: Month,
    filter: &GridFilter,
    page: u64,
) -> Result<MonthPage, Fault> {
    let site = visible_site(ctx, Object::Attendance, project).await?;
    let db = ctx.db.reader();
    let mut all = rostered(db, project, month, &site.part).await?;
    let wanted = filter.name.trim().to_lowercase();
    all.retain(|one| {
        filter.team.is_none_or(|team| one.team == Some(team))
            && (wanted.is_empty() || one.name.contains(&wanted) || one.pinyin.to_lowercase().contains(&wanted))
    });
    all.sort_by(|one, other| (&one.pinyin, one.registration).cmp(&(&other.pinyin, other.registration)));
    let total = u64::try_from(all.len()).unwrap_or(0);
    let skipped = usize::try_from(page).unwrap_or(usize::MAX).saturating_mul(PER_PAGE);
    let shown: Vec<Listed> = all.into_iter().skip(skipped).take(PER_PAGE).collect();
    let teams = team_names(db, project).await?;
    let lines = lines(ctx, project, month, &shown, &teams).await?;
    let mut teams: Vec<(Uuid, String)> = teams.into_iter().collect();
    teams.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(MonthPage { teams, lines, total })
}

async fn rostered<C: ConnectionTrait>(db: &C, project: Uuid, month: Month, part: &Part) -> Result<Vec<Listed>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT DISTINCT r.id AS registration, \
         r.person_id AS person, r.unit_id AS unit, r.team_id AS team, p.name AS name, p.name_pinyin AS pinyin FROM given \
         CROSS JOIN registrations AS r JOIN registration_stays AS s ON s.registration_id = r.id \
         JOIN people AS p ON p.id = r.person_id WHERE r.project_id = given.project_id AND r.withdrawn_at IS NULL \
         AND s.withdrawn_at IS NULL AND s.entered_on <= given.last AND (s.left_on IS NULL OR s.left_on >= given.first)";
    let row =
        vec![Cell::Id(project), Cell::Text(month.first_day().to_string()), Cell::Text(month.last_day().to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] };
    let mut found = Vec::new();
    for row in many::query(db, text, &list).await? {
        let one = Listed {
            registration: row.try_get("", "registration")?,
            person: row.try_get("", "person")?,
            unit: row.try_get("", "unit")?,
            team: row.try_get("", "team")?,
            name: row.try_get("", "name")?,
            pinyin: row.try_get("", "pinyin")?,
        };
        if part.holds(one.unit) {
            found.push(one);
        }
    }
    // P-12: the data of whoever asked for their deletion are only kept
    let kept = restricted_among(db, found.iter().map(|one| one.person).collect()).await?;
    found.retain(|one| !kept.contains(&one.person));
    Ok(found)
}

async fn lines(
    ctx: &Ctx,
    project: Uuid,
    month: Month,
    shown: &[Listed],
    teams: &BTreeMap<Uuid, String>,
) -> Result<Vec<GridLine>, Fault> {
    let (db, today) = (ctx.db.reader(), ctx.now().day());
    let people: BTreeSet<Uuid> = shown.iter().map(|one| one.person).collect();
    let roster = Roster::of_people(db, &people).await?;
    let wanted = people.iter().flat_map(|person| month.days().map(move |day| (project, day, *person))).collect();
    let mut rows: BTreeMap<Uuid, Vec<DayRow>> = BTreeMap::new();
    for day in stored_days::read(db, &wanted).await?.into_values() {
        rows.entry(day.belonging.registration).or_default().push(day.row);
    }
    let units = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(shown.iter().map(|one| one.unit).collect::<BTreeSet<_>>()))
        .all(db)
        .await?;
    let units: BTreeMap<Uuid, String> = units.into_iter().map(|row| (row.id, row.name)).collect();
    let stays: BTreeMap<Uuid, _> = roster
        .iter()
        .flat_map(|(_, known)| &known.registrations)
        .map(|registration| (registration.id, &registration.stays))
        .collect();
    let none = Vec::new();
    let line = |one: &Listed| {
        let month_of = PersonMonth {
            worker: one.registration,
            name: one.name.clone(),
            masked_id_number: String::new(),
            trade: String::new(),
            stays: stays.get(&one.registration)?,
            rows: rows.get(&one.registration).unwrap_or(&none),
            pay: MonthPay::default(),
            remark: String::new(),
        };
        let line = Line::new(0, month, &month_of, today);
        Some(GridLine {
            person: one.person,
            name: line.name,
            unit_name: units.get(&one.unit).cloned().unwrap_or_default(),
            team_name: one.team.and_then(|team| teams.get(&team).cloned()),
            marks: line.marks,
            sums: line.sums,
        })
    };
    Ok(shown.iter().filter_map(line).collect())
}
