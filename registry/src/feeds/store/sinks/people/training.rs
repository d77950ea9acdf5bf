//! Rows about trainings (培训).

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::super::one_by_one::{is_correction, is_withdrawal, of_brought, person, said_before};
use super::{
    Bringing, Consequence, Held, Origin, Placed, Sink, Taken, TakesPerson, TakesTogether, consequences, in_stretches,
    said_by,
};
use crate::feeds::{FeedObject, Row, TrainingRow};
use crate::workers::store::brought::{Manner, Together, TrainingRead, TrainingSaid, bring_trainings, undo_people};
use crate::workers::{TrainingKind, TrainingResult};
use crate::{Ctx, Day, Fault, Refusal};

pub(crate) struct TrainingSink;

#[async_trait::async_trait]
impl Sink for TrainingSink {
    fn object(&self) -> FeedObject {
        FeedObject::ProjectTraining
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
        consequences(tx, batch).await
    }

    async fn undo(&self, ctx: &Ctx, tx: &DatabaseTransaction, batch: Uuid, reason: &str) -> Result<(), Fault> {
        undo_people(tx, ctx, batch, reason).await
    }
}

#[async_trait::async_trait]
impl TakesPerson for TrainingSink {
    async fn take_person(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        bringing: &Bringing,
        placed: &Placed,
    ) -> Result<Taken, Fault> {
        let row = training_row(placed)?;
        let who = person(ctx, tx, &row.document).await?;
        if bringing.latest(tx, who).await?.is_none() {
            return Err(Refusal::on("document_number", "workers.not_registered_here").into());
        }
        let was_on = match said_before(placed, |about| about.date.clone()) {
            Some(date) => Day::parse(&date).ok_or_else(|| Refusal::on("of", "feeds.not_a_day"))?,
            None => row.on,
        };
        let said = told(row, who, was_on)?;
        if is_withdrawal(placed) {
            return bringing.withdraw_training(tx, ctx, &said).await.map(of_brought);
        }
        let manner = if is_correction(placed) { Manner::Correct } else { Manner::Record };
        bringing.training(tx, ctx, &said, manner).await.map(of_brought)
    }

    fn field(&self, ours: &str) -> &'static str {
        match ours {
            "document_number" | "people" | "person" => "idCardNumber",
            "training_duration" => "trainingDuration",
            "trainer" => "trainer",
            "of" => "of",
            _ => "trainingDate",
        }
    }
}

#[async_trait::async_trait]
impl TakesTogether for TrainingSink {
    async fn take_together(
        &self,
        ctx: &Ctx,
        tx: &DatabaseTransaction,
        held: &Held,
        rows: &[Placed],
    ) -> Result<Vec<Together>, Fault> {
        let read = said_by(rows, |placed| {
            let (bringing, row) = (held.bringing(placed)?, training_row(placed)?);
            let document = (row.document.kind.as_str(), row.document.number.as_str());
            Ok(TrainingRead { bringing, document, said: told(row, Uuid::nil(), row.on)? })
        })?;
        bring_trainings(tx, ctx, read).await
    }
}

fn training_row(placed: &Placed) -> Result<&TrainingRow, Fault> {
    match &placed.row {
        Row::Training(row) => Ok(row),
        _ => Err(Fault::internal("a row of another object")),
    }
}

fn told(row: &TrainingRow, person: Uuid, was_on: Day) -> Result<TrainingSaid<'_>, Fault> {
    let kind = TrainingKind::parse_national(&row.kind);
    Ok(TrainingSaid {
        person,
        kind: kind.ok_or_else(|| Fault::internal("a kind of training that was not read"))?,
        day: row.on,
        duration_min: u32::try_from(row.hours * 60 / 100).unwrap_or(u32::MAX),
        trainer: row.trainer.as_deref().or(row.held_by.as_deref()).unwrap_or_default(),
        // who was told nothing else passed
        result: if row.is_passed == Some(false) { TrainingResult::Failed } else { TrainingResult::Passed },
        was_on,
    })
}
