//! How do the teams of many projects come on record at once, and which of them go again?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::super::teams::{NewTeam, check_end, checked_team, end_leadership, team_row};
use super::together::judge_each;
use super::{Bringing, Brought, Said, TeamSaid, Together, day, otherwise};
use crate::db::many;
use crate::entity::{registrations, team_leaders, teams};
use crate::projects::store::lock;
use crate::workers::{Site, Team};
use crate::{Ctx, Fault};

/// What undoing a batch of teams does to one project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeavingTeams {
    /// nobody was ever registered in them
    pub go: u64,
    pub stay: u64,
    /// members who lead a team no more
    pub leaders: u64,
}

/// New teams are written together; the end of one that is on record, and who leads it, are for [`Bringing::team`].
pub(crate) async fn bring_teams(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    rows: &[Said<(&Bringing, TeamSaid<'_>)>],
) -> Result<Vec<Together>, Fault> {
    let mut sites: BTreeMap<Uuid, Site> = BTreeMap::new();
    let mut new = Vec::new();
    let judged = judge_each(rows, |(bringing, said)| {
        let site = sites.entry(bringing.project).or_insert_with(|| bringing.ground.site.clone());
        let is_meant = |team: &&Team| team.unit == said.unit && team.name == said.name.trim();
        if let Some(known) = site.teams.iter().find(is_meant) {
            return judge_known(known, said);
        }
        let team = checked_team(ctx, site, &NewTeam { unit: said.unit, name: said.name, entered: said.entered })?;
        if let Some(left) = said.left {
            check_end(ctx, team.entered, left)?;
        }
        let team = Team { left: said.left, ..team };
        new.push(team_row(ctx, &team, bringing.origin()));
        site.teams.push(team);
        Ok(Together::Brought(Brought::New))
    })?;
    let new: Vec<teams::ActiveModel> = new.into_iter().map(IntoActiveModel::into_active_model).collect();
    many::insert(tx, &new).await?;
    Ok(judged)
}

fn judge_known(known: &Team, said: &TeamSaid<'_>) -> Result<Together, Fault> {
    if said.entered.is_some() && said.entered != known.entered {
        return Err(otherwise("team_entered"));
    }
    match (said.left, known.left) {
        _ if said.leader.is_some() => Ok(Together::Alone),
        (Some(_), None) => Ok(Together::Alone),
        (Some(left), Some(known)) if left != known => Err(otherwise("team_left")),
        _ => Ok(Together::Brought(Brought::Same)),
    }
}

/// The team of a unit by its name.
pub(crate) async fn find_team<C: ConnectionTrait>(
    db: &C,
    (project, unit): (Uuid, Uuid),
    name: &str,
) -> Result<Option<Uuid>, Fault> {
    let meant = teams::Entity::find()
        .filter(teams::Column::ProjectId.eq(project))
        .filter(teams::Column::UnitId.eq(unit))
        .filter(teams::Column::Name.eq(name.trim()));
    Ok(meant.one(db).await?.map(|row| row.id))
}

/// By project, what undoing a batch would do to the teams that it brought.
pub(crate) async fn teams_of_batch<C: ConnectionTrait>(
    db: &C,
    batch: Uuid,
) -> Result<BTreeMap<Uuid, LeavingTeams>, Fault> {
    let brought = brought(db, batch).await?;
    let kept = with_people(db, &brought).await?;
    let mut found: BTreeMap<Uuid, LeavingTeams> = BTreeMap::new();
    for team in &brought {
        let project = found.entry(team.project_id).or_default();
        *if kept.contains(&team.id) { &mut project.stay } else { &mut project.go } += 1;
    }
    for (.., project) in leading_by(db, batch).await? {
        found.entry(project).or_default().leaders += 1;
    }
    Ok(found)
}

/// Takes away the teams in which nobody was ever registered; whom the batch made lead a team leads it no more.
pub(crate) async fn undo_teams(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid) -> Result<(), Fault> {
    for project in teams_of_batch(tx, batch).await?.into_keys() {
        lock(tx, project).await?;
    }
    for (led_by, from, _) in leading_by(tx, batch).await? {
        end_leadership(tx, ctx, led_by, day(&from)?).await?;
    }
    let brought = brought(tx, batch).await?;
    let kept = with_people(tx, &brought).await?;
    let going: Vec<Uuid> = brought.iter().map(|team| team.id).filter(|team| !kept.contains(team)).collect();
    for some in many::keys(&going) {
        teams::Entity::delete_many().filter(teams::Column::Id.is_in(some.iter().copied())).exec(tx).await?;
    }
    Ok(())
}

async fn brought<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<Vec<teams::Model>, Fault> {
    Ok(teams::Entity::find().filter(teams::Column::BatchId.eq(batch)).all(db).await?)
}

/// Those of these teams that a registration names, in force or not.
async fn with_people<C: ConnectionTrait>(db: &C, teams: &[teams::Model]) -> Result<BTreeSet<Uuid>, Fault> {
    let ids: Vec<Uuid> = teams.iter().map(|team| team.id).collect();
    let mut found = BTreeSet::new();
    for some in many::keys(&ids) {
        let named = registrations::Entity::find()
            .select_only()
            .column(registrations::Column::TeamId)
            .distinct()
            .filter(registrations::Column::TeamId.is_in(some.iter().copied()))
            .into_tuple::<Uuid>();
        found.extend(named.all(db).await?);
    }
    Ok(found)
}

/// Who leads a team because the batch of teams said so: the registration, since when, and the project.
async fn leading_by<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<Vec<(Uuid, String, Uuid)>, Fault> {
    let of = team_leaders::Entity::belongs_to(teams::Entity).from(team_leaders::Column::TeamId).to(teams::Column::Id);
    let rows = team_leaders::Entity::find()
        .select_only()
        .column(team_leaders::Column::RegistrationId)
        .column(team_leaders::Column::FromOn)
        .column(teams::Column::ProjectId)
        .join(JoinType::InnerJoin, of.into())
        .filter(team_leaders::Column::BatchId.eq(batch))
        .filter(team_leaders::Column::UntilOn.is_null());
    Ok(rows.into_tuple().all(db).await?)
}
