//! What do rows say about contracts and trainings of the people of a project?

use sea_orm::{ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::super::contracts::{insert, take_back};
use super::super::holding::tell_of_contract;
use super::super::rows::contracts_of;
use super::super::trainings::{NewTraining, record_within};
use super::super::{NewContract, account};
use super::{Bringing, Brought, Manner, nothing, otherwise};
use crate::entity::{contracts, worker_trainings};
use crate::workers::{Contract, TrainingKind, TrainingResult};
use crate::{Ctx, Day, Fault};

/// A contract, and the day on which the one that it corrects was said to start.
#[derive(Clone, Debug)]
pub(crate) struct ContractSaid {
    pub new: NewContract,
    pub started_on: Day,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct TrainingSaid<'a> {
    pub person: Uuid,
    pub kind: TrainingKind,
    pub day: Day,
    pub duration_min: u32,
    pub trainer: &'a str,
    pub result: TrainingResult,
    /// of the one that it corrects
    pub was_on: Day,
}

impl Bringing {
    pub(crate) async fn contract(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        said: &ContractSaid,
        manner: Manner,
    ) -> Result<Brought, Fault> {
        let known = self.known_contract(tx, said).await?;
        let replaced = match (known, manner) {
            (Some(known), _) if says_the_same(&known, &said.new) => return Ok(Brought::Same),
            (Some(_), Manner::Record) => return Err(otherwise("starts_on")),
            (None, Manner::Correct) => return Err(nothing("starts_on")),
            (known, _) => known.map(|known| known.id),
        };
        if let Some(replaced) = replaced {
            take_back(tx, ctx, replaced, &self.corrected()).await?;
        }
        let ground = (self.project, self.ground.policy);
        insert(tx, ctx, ground, &said.new, replaced, self.origin()).await?;
        Ok(Brought::New)
    }

    pub(crate) async fn withdraw_contract(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        said: &ContractSaid,
    ) -> Result<Brought, Fault> {
        let known = self.known_contract(tx, said).await?.ok_or_else(|| nothing("starts_on"))?;
        take_back(tx, ctx, known.id, &self.corrected()).await?;
        tell_of_contract(tx, ctx, (self.project, said.new.person), known.valid_from()).await?;
        Ok(Brought::New)
    }

    /// With the same employer, from the same day on.
    async fn known_contract(&self, tx: &DatabaseTransaction, said: &ContractSaid) -> Result<Option<Contract>, Fault> {
        let wanted = Condition::all()
            .add(contracts::Column::ProjectId.eq(self.project))
            .add(contracts::Column::PersonId.eq(said.new.person))
            .add(contracts::Column::EmployerId.eq(said.new.employer))
            .add(contracts::Column::StartsOn.eq(said.started_on.to_string()));
        Ok(contracts_of(tx, wanted).await?.remove(&said.new.person).and_then(|mut known| known.pop()))
    }

    pub(crate) async fn training(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        said: &TrainingSaid<'_>,
        manner: Manner,
    ) -> Result<Brought, Fault> {
        let known = self.known_training(tx, said).await?;
        match (&known, manner) {
            (Some(known), _) if is_as_said(known, said) => return Ok(Brought::Same),
            (Some(_), Manner::Record) => return Err(otherwise("training_day")),
            (None, Manner::Correct) => return Err(nothing("training_day")),
            (None, Manner::Record) => {}
            (Some(known), Manner::Correct) => self.take_training_back(tx, ctx, known.id).await?,
        }
        let new = NewTraining {
            kind: said.kind,
            day: said.day,
            duration_min: said.duration_min,
            trainer: said.trainer,
            proof: None,
        };
        record_within(tx, ctx, self.project, &new, &[(said.person, said.result)], self.origin()).await?;
        Ok(Brought::New)
    }

    pub(crate) async fn withdraw_training(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        said: &TrainingSaid<'_>,
    ) -> Result<Brought, Fault> {
        let known = self.known_training(tx, said).await?.ok_or_else(|| nothing("training_day"))?;
        self.take_training_back(tx, ctx, known.id).await?;
        Ok(Brought::New)
    }

    async fn known_training(
        &self,
        tx: &DatabaseTransaction,
        said: &TrainingSaid<'_>,
    ) -> Result<Option<worker_trainings::Model>, Fault> {
        let rows = worker_trainings::Entity::find()
            .filter(worker_trainings::Column::ProjectId.eq(self.project))
            .filter(worker_trainings::Column::PersonId.eq(said.person))
            .filter(worker_trainings::Column::Kind.eq(said.kind.code()))
            .filter(worker_trainings::Column::TrainedOn.eq(said.was_on.to_string()))
            .filter(worker_trainings::Column::WithdrawnAt.is_null());
        Ok(rows.one(tx).await?)
    }

    async fn take_training_back(&self, tx: &DatabaseTransaction, ctx: &Ctx, training: Uuid) -> Result<(), Fault> {
        worker_trainings::Entity::update_many()
            .col_expr(worker_trainings::Column::WithdrawnBy, Expr::value(account(ctx)))
            .col_expr(worker_trainings::Column::WithdrawnAt, Expr::value(ctx.now().0))
            .col_expr(worker_trainings::Column::WithdrawnReason, Expr::value(self.corrected()))
            .filter(worker_trainings::Column::Id.eq(training))
            .exec(tx)
            .await?;
        Ok(())
    }
}

pub(super) fn is_as_said(row: &worker_trainings::Model, said: &TrainingSaid<'_>) -> bool {
    u32::try_from(row.duration_min) == Ok(said.duration_min)
        && row.result == said.result.code()
        && row.trained_on == said.day.to_string()
        && row.trainer.as_deref().unwrap_or_default() == said.trainer.trim()
}

/// As far as a feed can say it: day of payment and signed copy are no fields of the platform.
pub(super) fn says_the_same(known: &Contract, new: &NewContract) -> bool {
    let pay = |pay: &crate::workers::Pay| (pay.basis, pay.rate_fen, pay.measure.clone());
    (known.term, known.starts_on, known.ends_on) == (new.term, new.starts_on, new.ends_on)
        && pay(&known.pay) == pay(&new.pay)
}
