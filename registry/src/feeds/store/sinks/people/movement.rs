//! Rows about entries and exits (进退场).

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_correction, is_withdrawal, of_brought, person, said_before, unit};
use super::{
    Bringing, Consequence, Held, Origin, Placed, Sink, Taken, TakesPerson, TakesTogether, in_stretches, said_by,
};
use crate::enterprises::feeding::find_by_codes;
use crate::feeds::{FeedObject, MovementRow, Row};
use crate::workers::store::brought::{
    MovementSaid, StepSaid, Together, bring_steps, movements_of_batch, undo_movements,
};
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
        in_stretches(self, ctx, tx, origin, &rows).await
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
        let row = movement_row(placed)?;
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

#[async_trait::async_trait]
impl TakesTogether for MovementSink {
    async fn take_together(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        held: &Held,
        rows: &[Placed],
    ) -> Result<Vec<Together>, Fault> {
        let codes = rows.iter().filter_map(|placed| movement_row(placed).ok()).map(|row| row.unit.code.as_str());
        let units = find_by_codes(tx, &codes.collect()).await?;
        let said = said_by(rows, |placed| {
            let (bringing, row) = (held.bringing(placed)?, movement_row(placed)?);
            let document = (row.document.kind.as_str(), row.document.number.as_str());
            let unit = units.get(&row.unit.code).copied();
            Ok(StepSaid { bringing, document, unit, on: row.on, is_entry: row.is_entry })
        })?;
        bring_steps(tx, ctx, said).await
    }
}

fn movement_row(placed: &Placed) -> Result<&MovementRow, Fault> {
    match &placed.row {
        Row::Movement(row) => Ok(row),
        _ => Err(Fault::internal("a row of another object")),
    }
}
