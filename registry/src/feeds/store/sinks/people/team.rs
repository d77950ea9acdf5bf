//! Rows about teams (班组). A team is known by its unit and its name; who leads it is said of the worker.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_withdrawal, not_withdrawn, of_brought, unit};
use super::{Bringing, Consequence, Origin, Placed, Sink, Taken, TakesPerson, each_person};
use crate::feeds::{FeedObject, Row};
use crate::workers::store::brought::{TeamSaid, teams_of_batch};
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
        each_person(self, ctx, tx, origin, &rows).await
    }

    async fn consequences(&self, _: &Ctx, tx: &DatabaseTransaction, batch: Uuid) -> Result<Vec<Consequence>, Fault> {
        let found = teams_of_batch(tx, batch).await?.into_iter();
        Ok(found.flat_map(|(project, count)| Consequence::counted(Some(project), [("teams_stay", count)])).collect())
    }

    /// Others may have been registered in them: teams stay, and the site ends those that never were.
    async fn undo(&self, _: &Ctx, _: &DatabaseTransaction, _: Uuid, _: &str) -> Result<(), Fault> {
        Ok(())
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
        let Row::Team(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
        if is_withdrawal(placed) {
            return Err(not_withdrawn("team_name"));
        }
        let unit = unit(tx, &row.unit.code).await?;
        let said = TeamSaid { unit, name: &row.name, entered: row.entered, left: row.left };
        bringing.team(tx, ctx, &said).await.map(of_brought)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "unit" | "enterprise" => "corpCode",
            "team_entered" => "entryTime",
            "team_left" | "team" => "exitTime",
            "of" => "of",
            _ => "teamName",
        }
    }
}
