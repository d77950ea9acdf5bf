//! Rows about entries and exits (进退场).

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_correction, is_withdrawal, of_brought, person, said_before, unit};
use super::{Bringing, Consequence, Origin, Placed, Sink, Taken, TakesPerson, each_person};
use crate::feeds::{FeedObject, Row};
use crate::workers::store::brought::{MovementSaid, movements_of_batch, undo_movements};
use crate::{Ctx, Day, Fault, Refusal};

pub(crate) struct MovementSink;

#[async_trait::async_trait]
impl Sink for MovementSink {
    fn object(&self) -> FeedObject {
        FeedObject::WorkerEntryExit
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
        let found = movements_of_batch(tx, batch).await?.into_iter();
        Ok(found.flat_map(|(project, count)| Consequence::counted(Some(project), [("movements", count)])).collect())
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_movements(tx, ctx, batch, reason).await
    }
}

#[async_trait::async_trait]
impl TakesPerson for MovementSink {
    async fn take_person(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        bringing: &Bringing,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let Row::Movement(row) = &placed.row else { return Err(Fault::internal("a row of another object")) };
        let said = MovementSaid {
            person: person(ctx, tx, &row.document).await?,
            unit: unit(tx, &row.unit.code).await?,
            on: row.on,
            is_entry: row.is_entry,
        };
        if is_withdrawal(placed) {
            return bringing.correct_movement(tx, ctx, &said, None).await.map(of_brought);
        }
        if !is_correction(placed) {
            return bringing.movement(tx, ctx, &said).await.map(of_brought);
        }
        let before = match said_before(placed, |about| about.date.clone()) {
            Some(date) => Day::parse(&date).ok_or_else(|| Refusal::on("of", "feeds.not_a_day"))?,
            None => row.on,
        };
        let before = MovementSaid { on: before, ..said };
        bringing.correct_movement(tx, ctx, &before, Some(row.on)).await.map(of_brought)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "document_number" | "person" => "idCardNumber",
            "unit" | "enterprise" => "corpCode",
            "team" => "teamSysNo",
            "of" => "of",
            _ => "date",
        }
    }
}
