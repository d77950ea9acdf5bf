//! Who was instructed on the site, in what, and with which result (R-041 安全培训, R-027)?

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::scope::{is_on_project, own_project};
use super::{Origin, account, check_file, reason};
use crate::entity::worker_trainings;
use crate::permissions::{Object, Verb};
use crate::workers::{Findings, SiteTraining, TrainingKind, TrainingResult, check_training};
use crate::{Ctx, Day, Fault, Refusal, audit, db};

const LONGEST_TRAINER: usize = 50;
/// As many as one instruction plausibly had.
const MOST: usize = 500;

/// One instruction of one or many people.
#[derive(Clone, Debug)]
pub struct NewTraining<'a> {
    pub kind: TrainingKind,
    pub day: Day,
    pub duration_min: u32,
    pub trainer: &'a str,
    /// content hash of a file that was brought for the project: the signed list, a photo
    pub proof: Option<String>,
}

/// Writes the instruction down for everybody who was there, or for nobody.
pub async fn record_trainings(
    ctx: &Ctx,
    project: Uuid,
    new: &NewTraining<'_>,
    people: &[(Uuid, TrainingResult)],
    origin: Origin,
) -> Result<Vec<Uuid>, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    crate::transact!(ctx, |tx| {
        let ids = record_within(tx, ctx, project, new, people, origin).await?;
        let facts = json!({
            "kind": new.kind, "day": new.day, "people": people.len(), "batch": origin.batch(),
        });
        audit::record(tx, ctx, "record_trainings", ("project", project), facts).await?;
        Ok(ids)
    })
}

pub(super) async fn record_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    new: &NewTraining<'_>,
    people: &[(Uuid, TrainingResult)],
    origin: Origin,
) -> Result<Vec<Uuid>, Fault> {
    let mut findings = check_new(ctx, project, new, people.len());
    findings.take(check_file(tx, project, "proof", new.proof.as_deref()).await?);
    findings.settle()?;
    let mut ids = Vec::with_capacity(people.len());
    for (person, result) in people {
        if !is_on_project(tx, project, *person).await? {
            return Err(Fault::NotFound);
        }
        let row = stored(ctx, *person, &site_training(project, new, *result), new.proof.as_deref(), origin)?;
        ids.push(row.id);
        worker_trainings::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("people", "workers.trained_already")))?;
    }
    Ok(ids)
}

/// What speaks against an instruction of so many people, before anybody of them is looked up.
pub(super) fn check_new(ctx: &Ctx, project: Uuid, new: &NewTraining<'_>, people: usize) -> Findings {
    let mut findings = check_training(&site_training(project, new, TrainingResult::Passed), ctx.now().day());
    if !(1..=MOST).contains(&people) {
        findings.refuse(Refusal::on("people", "workers.training_of_nobody").with("most", MOST));
    }
    if new.trainer.trim().chars().count() > LONGEST_TRAINER {
        findings.refuse(Refusal::on("trainer", "workers.trainer_too_long").with("longest", LONGEST_TRAINER));
    }
    findings
}

pub(super) fn site_training(project: Uuid, new: &NewTraining<'_>, result: TrainingResult) -> SiteTraining {
    let trainer = Some(new.trainer.trim()).filter(|trainer| !trainer.is_empty());
    SiteTraining {
        id: Uuid::nil(),
        project,
        kind: new.kind,
        day: new.day,
        duration_min: new.duration_min,
        result,
        trainer: trainer.map(str::to_owned),
    }
}

pub async fn withdraw_training(ctx: &Ctx, training: Uuid, why: &str) -> Result<(), Fault> {
    let row = worker_trainings::Entity::find_by_id(training).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    own_project(ctx, Verb::Edit, Object::Worker, row.project_id).await?;
    let why = reason(why)?;
    crate::transact!(ctx, |tx| {
        let withdrawn = worker_trainings::Entity::update_many()
            .col_expr(worker_trainings::Column::WithdrawnBy, Expr::value(account(ctx)))
            .col_expr(worker_trainings::Column::WithdrawnAt, Expr::value(ctx.now().0))
            .col_expr(worker_trainings::Column::WithdrawnReason, Expr::value(why.clone()))
            .filter(worker_trainings::Column::Id.eq(training))
            .filter(worker_trainings::Column::WithdrawnAt.is_null())
            .exec(tx)
            .await?;
        if withdrawn.rows_affected != 1 {
            return Err(Refusal::new("workers.withdrawn_already").into());
        }
        audit::record(tx, ctx, "withdraw_training", ("training", training), json!({})).await
    })
}

pub(super) fn stored(
    ctx: &Ctx,
    person: Uuid,
    training: &SiteTraining,
    proof: Option<&str>,
    origin: Origin,
) -> Result<worker_trainings::Model, Fault> {
    Ok(worker_trainings::Model {
        id: ctx.new_id(),
        person_id: person,
        project_id: training.project,
        kind: training.kind.code().to_owned(),
        trained_on: training.day.to_string(),
        duration_min: i32::try_from(training.duration_min).map_err(Fault::internal)?,
        result: training.result.code().to_owned(),
        trainer: training.trainer.clone(),
        proof: proof.map(str::to_owned),
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: origin.batch(),
    })
}
