//! What do the rules about workers know of the project: its units, its teams, and the figures in force there?

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::rows::day;
use crate::entity::{project_parties, teams};
use crate::projects::{self, Party, PartyRole};
use crate::workers::{Policy, Site, Team};
use crate::{Ctx, Day, Fault, Period};

pub(super) async fn site_of<C: ConnectionTrait>(db: &C, project: Uuid) -> Result<Site, Fault> {
    let parties = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::WithdrawnAt.is_null());
    let parties = parties.all(db).await?.iter().map(party).collect::<Result<Vec<_>, _>>()?;
    let teams = teams::Entity::find().filter(teams::Column::ProjectId.eq(project)).all(db).await?;
    let teams = teams.iter().map(team).collect::<Result<Vec<_>, _>>()?;
    Ok(Site { project, parties, teams })
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
pub(super) async fn policy_of(ctx: &Ctx, project: Uuid, on: Day) -> Result<Policy, Fault> {
    Policy::from_rules(&projects::store::rules_on(ctx, project, on).await?)
}
