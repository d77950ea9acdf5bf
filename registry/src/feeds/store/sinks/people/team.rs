//! Rows about teams (班组). A team is known by its unit and its name. Who leads it is said of the worker, and of the team where
//! the leader is a member already.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_withdrawal, not_withdrawn, of_brought, unit, unit_unknown};
use super::{
    Bringing, Consequence, Held, Origin, Placed, Sink, Taken, TakesPerson, TakesTogether, in_stretches, said_by,
};
use crate::enterprises::feeding::find_by_codes;
use crate::feeds::{FeedObject, Row, TeamRow};
use crate::workers::store::brought::{TeamSaid, Together, bring_teams, teams_of_batch, undo_teams};
use crate::{Ctx, Fault};

pub(crate) struct TeamSink;

#[async_trait::async_trait]
impl Sink for TeamSink {
    fn object(&self) -> FeedObject {
        FeedObject::Team
    }

    async fn take(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        origin: &Origin,
        rows: Vec<Placed>,
    ) -> Result<Vec<Taken>, Fault> {
        in_stretches(self, ctx, tx, origin, &rows).await
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let found = teams_of_batch(tx, batch).await?.into_iter();
        let told = |(project, of): (Uuid, crate::workers::store::brought::LeavingTeams)| {
            let told = [("teams", of.go), ("teams_stay", of.stay), ("team_leaders", of.leaders)];
            Consequence::counted(Some(project), told)
        };
        Ok(found.flat_map(told).collect())
    }

    /// Teams with people stay: the site ends them.
    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, _: &str) -> Result<(), Fault> {
        undo_teams(tx, ctx, batch).await
    }
}

#[async_trait::async_trait]
impl TakesPerson for TeamSink {
    async fn take_person(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        bringing: &Bringing,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let row = team_row(placed)?;
        let said = told(row, unit(tx, &row.unit.code).await?);
        bringing.team(tx, ctx, &said).await.map(of_brought)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "unit" | "enterprise" => "corpCode",
            "team_entered" => "entryTime",
            "team_left" | "team" => "exitTime",
            "team_leader" => "teamLeaderIDNumber",
            "of" => "of",
            _ => "teamName",
        }
    }
}

#[async_trait::async_trait]
impl TakesTogether for TeamSink {
    /// A correction of a team says no more than its record.
    fn together(&self, rows: &[Placed]) -> usize {
        rows.len()
    }

    async fn take_together(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        held: &Held,
        rows: &[Placed],
    ) -> Result<Vec<Together>, Fault> {
        let codes = rows.iter().filter_map(|placed| team_row(placed).ok()).map(|row| row.unit.code.as_str());
        let units = find_by_codes(tx, &codes.collect()).await?;
        let said = said_by(rows, |placed| {
            let (bringing, row) = (held.bringing(placed)?, team_row(placed)?);
            let unit = units.get(&row.unit.code).copied().ok_or_else(unit_unknown)?;
            Ok((bringing, told(row, unit)))
        })?;
        bring_teams(tx, ctx, &said).await
    }
}

fn team_row(placed: &Placed) -> Result<&TeamRow, Fault> {
    match &placed.row {
        Row::Team(_) if is_withdrawal(placed) => Err(not_withdrawn("team_name")),
        Row::Team(row) => Ok(row),
        _ => Err(Fault::internal("a row of another object")),
    }
}

fn told(row: &TeamRow, unit: Uuid) -> TeamSaid<'_> {
    let leader = row.leader.as_ref().map(|leader| (leader.kind.as_str(), leader.number.as_str()));
    TeamSaid { unit, name: &row.name, entered: row.entered, left: row.left, leader }
}
