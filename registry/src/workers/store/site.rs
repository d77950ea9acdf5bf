//! What do the rules about workers know of the project: its units, its teams, and the figures in force there?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rows::day;
use super::scope::visible_project;
use crate::db::many;
use crate::enterprises::store::rows_of_any;
use crate::entity::{enterprises, project_parties, teams};
use crate::permissions::Object;
use crate::projects::{self, Party, PartyRole, Seen};
use crate::workers::{Policy, Site, Team};
use crate::{Ctx, Day, Fault, Period};

/// A unit that employs people on a project, for forms and filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitView {
    pub id: Uuid,
    pub name: String,
    /// Whether it is on the project today.
    pub is_there: bool,
}

/// The units of a project that employ people, as far as the actor sees them, by name.
pub async fn units(ctx: &Ctx, project: Uuid) -> Result<Vec<UnitView>, Fault> {
    let (_, sight) = visible_project(ctx, Object::Worker, project).await?;
    let (reader, today) = (ctx.db.reader(), ctx.now().day());
    let parties = parties_of(reader, project).await?;
    let employing = || parties.iter().filter(|party| party.role.employs_workers());
    let there = |unit: Uuid| employing().any(|party| party.enterprise == unit && party.period.contains(today));
    let ids: BTreeSet<Uuid> = employing().map(|party| party.enterprise).collect();
    let rows =
        enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).order_by_asc(enterprises::Column::Name);
    let view = |row: enterprises::Model| UnitView { is_there: there(row.id), id: row.id, name: row.name };
    let is_seen = |row: &enterprises::Model| sight.of_unit(row.id) != Seen::Never;
    Ok(rows.all(reader).await?.into_iter().filter(is_seen).map(view).collect())
}

/// A unit is known under every row that stands or stood for it, so that what was written before a merge of enterprises and
/// what is written after it belong together.
pub(super) async fn site_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Site, Fault> {
    let mut sites = sites_of(db, &[project]).await?;
    sites.remove(&project).ok_or_else(|| Fault::internal("a project that was not read"))
}

/// The same of many projects.
pub(super) async fn sites_of<C: ConnectionTrait>(db: &C, projects: &[Uuid]) -> Result<BTreeMap<Uuid, Site>, Fault> {
    let mut sites = BTreeMap::new();
    for some in many::keys(projects) {
        sites.extend(some_sites(db, some).await?);
    }
    Ok(sites)
}

async fn some_sites<C: ConnectionTrait>(db: &C, projects: &[Uuid]) -> Result<BTreeMap<Uuid, Site>, Fault> {
    let empty = |project: &Uuid| (*project, Site { project: *project, parties: Vec::new(), teams: Vec::new() });
    let mut sites: BTreeMap<Uuid, Site> = projects.iter().map(empty).collect();
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .all(db)
        .await?;
    let kept = kept_of(db, parties.iter().map(|row| row.enterprise_id)).await?;
    let mut rows_of: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (row, stands) in &kept {
        rows_of.entry(*stands).or_default().push(*row);
    }
    for row in &parties {
        let (party, Some(site)) = (party(row)?, sites.get_mut(&row.project_id)) else { continue };
        let rows = kept.get(&party.enterprise).and_then(|stands| rows_of.get(stands)).into_iter().flatten();
        site.parties.extend(rows.map(|enterprise| Party { enterprise: *enterprise, ..party }));
    }
    let of_these = teams::Column::ProjectId.is_in(projects.iter().copied());
    for row in teams::Entity::find().filter(of_these).all(db).await? {
        if let Some(site) = sites.get_mut(&row.project_id) {
            site.teams.push(team(&row)?);
        }
    }
    Ok(sites)
}

async fn parties_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Vec<Party>, Fault> {
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    parties.all(db).await?.iter().map(party).collect()
}

/// Every row that stands or stood for one of these enterprises, with the one that stands.
pub(super) async fn kept_of<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Uuid>, Fault> {
    let asked: BTreeSet<Uuid> = ids.into_iter().collect();
    let named = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(asked)).all(db).await?;
    let stand: BTreeSet<Uuid> = named.iter().map(|row| row.merged_into.unwrap_or(row.id)).collect();
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.in_subquery(rows_of_any(stand)));
    Ok(rows.all(db).await?.into_iter().map(|row| (row.id, row.merged_into.unwrap_or(row.id))).collect())
}

pub(super) fn team(row: &teams::Model) -> Result<Team, Fault> {
    Ok(Team {
        id: row.id,
        project: row.project_id,
        unit: row.unit_id,
        name: row.name.clone(),
        entered: row.entered_on.as_deref().map(day).transpose()?,
        left: row.left_on.as_deref().map(day).transpose()?,
    })
}

fn party(row: &project_parties::Model) -> Result<Party, Fault> {
    let last = row.left_on.as_deref().map(day).transpose()?;
    Ok(Party {
        enterprise: row.enterprise_id,
        role: PartyRole::parse(&row.role).ok_or_else(|| Fault::internal("a party in no role"))?,
        period: Period::new(day(&row.entered_on)?, last).map_err(|_| Fault::internal("a party's period backwards"))?,
    })
}

/// The figures in force for this project on a day: those of its area, of pack A only under the body that supervises it.
pub(super) async fn policy_of<C: ConnectionTrait>(db: &C, project: Uuid, on: Day) -> Result<Policy, Fault> {
    Policy::from_rules(&projects::store::rules_on(db, project, on).await?)
}
