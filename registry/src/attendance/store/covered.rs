//! Which sites and which people does a document of a month cover, in which teams, and how are they called?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::names::team_names;
use super::sites::{Site, visible_site};
use crate::attendance::{Scope, SectionHead};
use crate::calendar::Month;
use crate::db::many::{self, Cell, Kind, List};
use crate::enterprises::store::{resolve, rows_of};
use crate::entity::{enterprises, people, project_parties};
use crate::permissions::{Object, Verb};
use crate::projects::store::ProjectReach;
use crate::workers::Registration;
use crate::{Ctx, Fault};

/// A site, and the people of which units of it.
pub(super) struct Covered {
    pub site: Site,
    units: Option<BTreeSet<Uuid>>,
}

impl Covered {
    /// Whether the document has somebody registered there: the actor sees the unit, and it is the enterprise's own.
    pub(super) fn holds(&self, one: &Registration) -> bool {
        one.project == self.site.row.id
            && self.site.part.holds(one.unit)
            && self.units.as_ref().is_none_or(|units| units.contains(&one.unit))
    }
}

/// The project's own site, or those of an enterprise that the actor may see.
///
/// # Errors
/// [`Fault::NotFound`] when nothing of the project or enterprise is the actor's to see.
pub(super) async fn covered(ctx: &Ctx, scope: Scope) -> Result<Vec<Covered>, Fault> {
    match scope {
        Scope::Project(project) => {
            Ok(vec![Covered { site: visible_site(ctx, Object::Attendance, project).await?, units: None }])
        }
        Scope::Enterprise(enterprise) => of_enterprise(ctx, enterprise, None).await,
        Scope::EnterpriseOn { enterprise, project } => of_enterprise(ctx, enterprise, Some(project)).await,
    }
}

async fn of_enterprise(ctx: &Ctx, enterprise: Uuid, only: Option<Uuid>) -> Result<Vec<Covered>, Fault> {
    let db = ctx.db.reader();
    // whatever was recorded under a row from before a merge is this enterprise's
    let rows: BTreeSet<Uuid> = rows_of(db, resolve(db, enterprise).await?).await?.into_iter().collect();
    let own = ProjectReach::of(ctx, Verb::View, Object::Attendance).await?.enterprises;
    let mut is_any_visible = !own.is_disjoint(&rows);
    let mut found = Vec::new();
    for project in projects_of(ctx, &rows).await? {
        if only.is_some_and(|only| only != project) {
            continue;
        }
        match visible_site(ctx, Object::Attendance, project).await {
            Ok(site) => {
                is_any_visible |= rows.iter().any(|row| site.part.holds(*row));
                found.push(Covered { site, units: Some(rows.clone()) });
            }
            Err(Fault::NotFound) => {}
            Err(fault) => return Err(fault),
        }
    }
    if is_any_visible { Ok(found) } else { Err(Fault::NotFound) }
}

async fn projects_of(ctx: &Ctx, enterprises: &BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, Fault> {
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::EnterpriseId.is_in(enterprises.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    Ok(parties.all(ctx.db.reader()).await?.into_iter().map(|party| party.project_id).collect())
}

/// Whether somebody was on the site on a day of the month.
pub(super) fn was_there(one: &Registration, month: Month) -> bool {
    one.stays
        .iter()
        .any(|stay| stay.entered <= month.last_day() && stay.left.is_none_or(|left| left >= month.first_day()))
}

/// Who was registered on the site and there on a day of the month.
pub(super) async fn registered_in<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    month: Month,
) -> Result<BTreeSet<Uuid>, Fault> {
    let text = "WITH given (project_id, first, last) AS ({given}) SELECT DISTINCT r.person_id AS person FROM given \
         CROSS JOIN registrations AS r JOIN registration_stays AS s ON s.registration_id = r.id \
         WHERE r.project_id = given.project_id AND r.withdrawn_at IS NULL AND s.withdrawn_at IS NULL \
         AND s.entered_on <= given.last AND (s.left_on IS NULL OR s.left_on >= given.first)";
    let row =
        vec![Cell::Id(project), Cell::Text(month.first_day().to_string()), Cell::Text(month.last_day().to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text, Kind::Text], rows: vec![row] };
    many::query(db, text, &list).await?.iter().map(|row| Ok(row.try_get("", "person")?)).collect()
}

/// How the people, teams and units of a site are called.
pub(super) struct Names {
    people: BTreeMap<Uuid, Named>,
    teams: BTreeMap<Uuid, String>,
    units: BTreeMap<Uuid, String>,
}

#[derive(Clone, Default)]
pub(super) struct Named {
    pub name: String,
    pub masked: String,
    /// code of the sex
    pub sex: String,
    pinyin: String,
}

impl Names {
    pub(super) async fn read(ctx: &Ctx, project: Uuid, registrations: &[&Registration]) -> Result<Self, Fault> {
        let db = ctx.db.reader();
        let ids: BTreeSet<Uuid> = registrations.iter().map(|one| one.person).collect();
        let units: BTreeSet<Uuid> = registrations.iter().map(|one| one.unit).collect();
        let mut found = BTreeMap::new();
        // the law has such a document kept by name, also of whoever asked for the deletion of the own data (P-12)
        for row in people::Entity::find().filter(people::Column::Id.is_in(ids)).all(db).await? {
            let number = ctx.vault.open_text("people.id_number", &row.id_number_sealed)?;
            let shown: String = number.chars().take(4).collect();
            let masked = format!("{shown}{}", "*".repeat(number.chars().count().saturating_sub(4)));
            found.insert(row.id, Named { name: row.name, pinyin: row.name_pinyin, masked, sex: row.sex });
        }
        let units = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(units)).all(db).await?;
        Ok(Self {
            people: found,
            teams: team_names(db, project).await?,
            units: units.into_iter().map(|unit| (unit.id, unit.name)).collect(),
        })
    }

    pub(super) fn of(&self, person: Uuid) -> Named {
        self.people.get(&person).cloned().unwrap_or_default()
    }

    /// The people of each team of each unit, in the order of the names.
    pub(super) fn by_team<'a>(
        &self,
        site: &Site,
        registrations: Vec<&'a Registration>,
    ) -> Vec<(SectionHead, Vec<&'a Registration>)> {
        let mut sections: BTreeMap<(String, Uuid, String, Option<Uuid>), Vec<&'a Registration>> = BTreeMap::new();
        for one in registrations {
            let team = one.team.and_then(|team| self.teams.get(&team).cloned()).unwrap_or_default();
            let unit = self.units.get(&one.unit).cloned().unwrap_or_default();
            sections.entry((unit, one.unit, team, one.team)).or_default().push(one);
        }
        let (project, project_name) = (site.row.id, &site.row.name);
        let headed = |((unit_name, unit, team_name, team), mut own): ((String, Uuid, String, Option<Uuid>), Vec<_>)| {
            own.sort_by_key(|one: &&Registration| (self.people.get(&one.person).map(|known| &known.pinyin), one.id));
            let project_name = project_name.clone();
            (SectionHead { project, project_name, unit, unit_name, team, team_name }, own)
        };
        sections.into_iter().map(headed).collect()
    }
}
