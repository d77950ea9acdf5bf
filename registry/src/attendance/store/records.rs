//! What stands in the monthly attendance and pay record of a project, or of an enterprise on all its projects?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::months::days_between;
use super::names::team_names;
use super::roster::Roster;
use super::sites::{Site, visible_site};
use crate::attendance::{DayRow, MonthlyRecord, PersonMonth, Scope, Section, SectionHead};
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{enterprises, people, project_parties};
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::wages::store::month_pay;
use crate::workers::Registration;
use crate::{Ctx, Fault};

/// The record as data; sheets and prints are made from it and decide nothing.
///
/// # Errors
/// [`Fault::NotFound`] when nothing of the project or enterprise is the actor's to see.
pub async fn monthly_record(ctx: &Ctx, scope: Scope, month: Month) -> Result<MonthlyRecord, Fault> {
    let mut sections = Vec::new();
    match scope {
        Scope::Project(project) => {
            let site = visible_site(ctx, Object::Attendance, project).await?;
            sections = sections_of(ctx, &site, month, None).await?;
        }
        Scope::Enterprise(enterprise) => {
            let db = ctx.db.reader();
            // whatever was recorded under a row from before a merge is this enterprise's
            let rows: BTreeSet<Uuid> = rows_of(db, resolve(db, enterprise).await?).await?.into_iter().collect();
            let own = ProjectReach::of(ctx, Verb::View, Object::Attendance).await?.enterprises;
            let mut is_any_visible = !own.is_disjoint(&rows);
            for project in projects_of(ctx, &rows).await? {
                match visible_site(ctx, Object::Attendance, project).await {
                    Ok(site) => {
                        is_any_visible |= rows.iter().any(|row| site.part.holds(*row));
                        sections.extend(sections_of(ctx, &site, month, Some(&rows)).await?);
                    }
                    Err(Fault::NotFound) => {}
                    Err(fault) => return Err(fault),
                }
            }
            if !is_any_visible {
                return Err(Fault::NotFound);
            }
        }
    }
    Ok(MonthlyRecord::new(scope, month, ctx.now().day(), sections))
}

/// How the project or enterprise of a record is called, for whoever may see the record.
///
/// # Errors
/// [`Fault::NotFound`] when there is none.
pub async fn record_name(ctx: &Ctx, scope: Scope) -> Result<String, Fault> {
    match scope {
        Scope::Project(project) => Ok(visible_site(ctx, Object::Attendance, project).await?.row.name),
        Scope::Enterprise(enterprise) => {
            let row = enterprises::Entity::find_by_id(enterprise).one(ctx.db.reader()).await?;
            Ok(row.ok_or(Fault::NotFound)?.name)
        }
    }
}

async fn projects_of(ctx: &Ctx, enterprises: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    Ok(parties.all(ctx.db.reader()).await?.into_iter().map(|party| party.project_id).collect())
}

/// One section per unit and team, in the order of their names; of an enterprise its own people only.
async fn sections_of(
    ctx: &Ctx,
    site: &Site,
    month: Month,
    units: Option<&BTreeSet<Uuid>>,
) -> Result<Vec<Section>, Fault> {
    let db = ctx.db.reader();
    let project = site.row.id;
    let mut rows: BTreeMap<Uuid, Vec<DayRow>> = BTreeMap::new();
    let mut ids = registered_in(db, project, month).await?;
    for day in days_between(db, project, month.first_day(), month.last_day()).await? {
        ids.insert(day.stander.person);
        rows.entry(day.belonging.registration).or_default().push(day.row);
    }
    let roster = Roster::of_people(db, &ids).await?;
    let is_meant = |one: &&Registration| {
        let is_there = one
            .stays
            .iter()
            .any(|stay| stay.entered <= month.last_day() && stay.left.is_none_or(|left| left >= month.first_day()));
        one.project == project
            && (is_there || rows.contains_key(&one.id))
            && site.part.holds(one.unit)
            && units.is_none_or(|units| units.contains(&one.unit))
    };
    let registrations: Vec<&Registration> =
        roster.iter().flat_map(|(_, known)| &known.registrations).filter(is_meant).collect();
    let pay = month_pay(db, project, &registrations, month).await?;
    let names = Names::read(ctx, project, &registrations).await?;
    let mut sections: BTreeMap<(String, Uuid, String, Option<Uuid>), Vec<&Registration>> = BTreeMap::new();
    for one in registrations {
        let team = one.team.and_then(|team| names.teams.get(&team).cloned()).unwrap_or_default();
        let unit = names.units.get(&one.unit).cloned().unwrap_or_default();
        sections.entry((unit, one.unit, team, one.team)).or_default().push(one);
    }
    let none = Vec::new();
    let section =
        |((unit_name, unit, team_name, team), mut own): ((String, Uuid, String, Option<Uuid>), Vec<&Registration>)| {
            own.sort_by_key(|one| (names.people.get(&one.person).map(|known| known.pinyin.clone()), one.id));
            let lines: Vec<PersonMonth<'_>> = own
                .into_iter()
                .map(|one| {
                    let known = names.people.get(&one.person);
                    PersonMonth {
                        worker: one.id,
                        name: known.map(|known| known.name.clone()).unwrap_or_default(),
                        masked_id_number: known.map(|known| known.masked.clone()).unwrap_or_default(),
                        trade: one.trade.clone(),
                        stays: &one.stays,
                        rows: rows.get(&one.id).unwrap_or(&none),
                        pay: pay.get(&one.id).copied().unwrap_or_default(),
                        remark: String::new(),
                    }
                })
                .collect();
            let head = SectionHead { project, project_name: site.row.name.clone(), unit, unit_name, team, team_name };
            Section::new(head, month, &lines, ctx.now().day())
        };
    Ok(sections.into_iter().map(section).collect())
}

async fn registered_in<C: ConnectionTrait>(db: &C, project: Uuid, month: Month) -> Result<BTreeSet<Uuid>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT DISTINCT r.person_id AS person FROM given \
         CROSS JOIN registrations AS r JOIN registration_stays AS s ON s.registration_id = r.id \
         WHERE r.project_id = given.project_id AND r.withdrawn_at IS NULL AND s.withdrawn_at IS NULL \
         AND s.entered_on <= given.last AND (s.left_on IS NULL OR s.left_on >= given.first)";
    let row =
        vec![Cell::Id(project), Cell::Text(month.first_day().to_string()), Cell::Text(month.last_day().to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] };
    many::query(db, text, &list).await?.iter().map(|row| Ok(row.try_get("", "person")?)).collect()
}

struct Names {
    people: BTreeMap<Uuid, Named>,
    teams: BTreeMap<Uuid, String>,
    units: BTreeMap<Uuid, String>,
}

struct Named {
    name: String,
    pinyin: String,
    masked: String,
}

impl Names {
    async fn read(ctx: &Ctx, project: Uuid, registrations: &[&Registration]) -> Result<Self, Fault> {
        let db = ctx.db.reader();
        let ids: BTreeSet<Uuid> = registrations.iter().map(|one| one.person).collect();
        let units: BTreeSet<Uuid> = registrations.iter().map(|one| one.unit).collect();
        let mut found = BTreeMap::new();
        // the law has this record kept by name, also of whoever asked for the deletion of the own data (P-12)
        for row in people::Entity::find().filter(people::Column::Id.is_in(ids)).all(db).await? {
            let number = ctx.vault.open_text("people.id_number", &row.id_number_sealed)?;
            let shown: String = number.chars().take(4).collect();
            let masked = format!("{shown}{}", "*".repeat(number.chars().count().saturating_sub(4)));
            found.insert(row.id, Named { name: row.name, pinyin: row.name_pinyin, masked });
        }
        let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(units)).all(db).await?;
        Ok(Self {
            people: found,
            teams: team_names(db, project).await?,
            units: units.into_iter().map(|unit| (unit.id, unit.name)).collect(),
        })
    }
}
