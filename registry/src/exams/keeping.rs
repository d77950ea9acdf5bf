//! How is one exam saved alone, and brought back where it is missing? Its rows as they are: set-up, pool, roster, attempts with
//! answers and events, results with what became of them. Seed and pool come back too, so that its proof still holds.
//!
//! People, accounts, offices, courses and questions are the house's own and are not in it; neither are certificates, which
//! have a register of their own. Sealed columns open with the same key ring only.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::reach::exam_within;
use crate::entity::{
    answers, attempt_events, attempt_pauses, attempts, complaint_steps, complaints, exam_commitments, exam_notices,
    exam_openings, exam_pools, exam_proposals, exam_roster, exam_withdrawals, exams, people, question_versions,
    receipts, regraded_results, regrades, results, superseded_results,
};
use crate::permissions::{Object, Verb};
use crate::{Actor, Ctx, Fault, Refusal, audit};

/// How many attempts' rows are read at a time, and how many rows are written by one statement.
const BATCH: usize = 200;

/// Everything of one exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedExam {
    /// 1.
    v: u8,
    exam: exams::Model,
    pools: Vec<exam_pools::Model>,
    commitments: Vec<exam_commitments::Model>,
    withdrawals: Vec<exam_withdrawals::Model>,
    openings: Vec<exam_openings::Model>,
    roster: Vec<exam_roster::Model>,
    attempts: Vec<attempts::Model>,
    answers: Vec<answers::Model>,
    events: Vec<attempt_events::Model>,
    pauses: Vec<attempt_pauses::Model>,
    notices: Vec<exam_notices::Model>,
    proposals: Vec<exam_proposals::Model>,
    results: Vec<results::Model>,
    superseded: Vec<superseded_results::Model>,
    receipts: Vec<receipts::Model>,
    complaints: Vec<complaints::Model>,
    complaint_steps: Vec<complaint_steps::Model>,
    regrades: Vec<regrades::Model>,
    regraded: Vec<regraded_results::Model>,
}

impl SavedExam {
    pub fn exam(&self) -> Uuid {
        self.exam.id
    }

    pub fn title(&self) -> &str {
        &self.exam.title
    }

    pub fn attempts(&self) -> usize {
        self.attempts.len()
    }
}

/// The exam as it is now, for those who may export the results of its office; that it left is on record.
pub async fn save(ctx: &Ctx, exam: Uuid) -> Result<SavedExam, Fault> {
    let row = exam_within(ctx, Verb::Export, Object::Result, exam).await?;
    // one look at everything: nothing is saved or ended in between
    crate::transact!(ctx, |tx| {
        let saved = read(tx, row.clone()).await?;
        audit::record(tx, ctx, "save_exam", ("exam", exam), json!({ "attempts": saved.attempts.len() })).await?;
        Ok(saved)
    })
}

async fn read(tx: &DatabaseTransaction, exam: exams::Model) -> Result<SavedExam, Fault> {
    let id = exam.id;
    let attempts = attempts::Entity::find().filter(attempts::Column::ExamId.eq(id)).all(tx).await?;
    let of: Vec<Uuid> = attempts.iter().map(|row| row.id).collect();
    let complaints = complaints::Entity::find().filter(complaints::Column::ExamId.eq(id)).all(tx).await?;
    let doubted: Vec<Uuid> = complaints.iter().map(|row| row.id).collect();
    Ok(SavedExam {
        v: 1,
        pools: found::<exam_pools::Entity, _>(tx, exam_pools::Column::ExamId, &[id]).await?,
        commitments: found::<exam_commitments::Entity, _>(tx, exam_commitments::Column::ExamId, &[id]).await?,
        withdrawals: found::<exam_withdrawals::Entity, _>(tx, exam_withdrawals::Column::ExamId, &[id]).await?,
        openings: found::<exam_openings::Entity, _>(tx, exam_openings::Column::ExamId, &[id]).await?,
        roster: found::<exam_roster::Entity, _>(tx, exam_roster::Column::ExamId, &[id]).await?,
        answers: found::<answers::Entity, _>(tx, answers::Column::AttemptId, &of).await?,
        events: found::<attempt_events::Entity, _>(tx, attempt_events::Column::AttemptId, &of).await?,
        pauses: found::<attempt_pauses::Entity, _>(tx, attempt_pauses::Column::AttemptId, &of).await?,
        notices: found::<exam_notices::Entity, _>(tx, exam_notices::Column::ExamId, &[id]).await?,
        proposals: found::<exam_proposals::Entity, _>(tx, exam_proposals::Column::ExamId, &[id]).await?,
        results: found::<results::Entity, _>(tx, results::Column::ExamId, &[id]).await?,
        superseded: found::<superseded_results::Entity, _>(tx, superseded_results::Column::AttemptId, &of).await?,
        receipts: found::<receipts::Entity, _>(tx, receipts::Column::AttemptId, &of).await?,
        complaint_steps: found::<complaint_steps::Entity, _>(tx, complaint_steps::Column::ComplaintId, &doubted)
            .await?,
        regrades: found::<regrades::Entity, _>(tx, regrades::Column::ExamId, &[id]).await?,
        regraded: found::<regraded_results::Entity, _>(tx, regraded_results::Column::AttemptId, &of).await?,
        attempts,
        complaints,
        exam,
    })
}

/// The rows of a table that belong to any of these.
async fn found<E, C>(db: &C, belongs: E::Column, to: &[Uuid]) -> Result<Vec<E::Model>, Fault>
where
    E: EntityTrait,
    C: ConnectionTrait,
{
    let mut rows = Vec::new();
    for batch in to.chunks(BATCH) {
        rows.extend(E::find().filter(belongs.is_in(batch.iter().copied())).all(db).await?);
    }
    Ok(rows)
}

/// Brings a saved exam back where it is missing. Only the program itself does that, by an operator's hand.
///
/// # Errors
/// Refused where the exam is there already, and where people or question versions that it names are not.
pub async fn restore(ctx: &Ctx, saved: &SavedExam) -> Result<(), Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    if saved.v != 1 {
        return Err(Refusal::new("exams.saved_otherwise").into());
    }
    crate::transact!(ctx, |tx| {
        if exams::Entity::find_by_id(saved.exam.id).one(tx).await?.is_some() {
            return Err(Refusal::new("exams.saved_is_there").into());
        }
        check_known(tx, saved).await?;
        write(tx, saved).await?;
        let facts = json!({ "attempts": saved.attempts.len() });
        audit::record(tx, ctx, "restore_exam", ("exam", saved.exam.id), facts).await
    })
}

/// Whoever sat and whatever was asked has to be in the house.
async fn check_known(tx: &DatabaseTransaction, saved: &SavedExam) -> Result<(), Fault> {
    let persons: BTreeSet<Uuid> =
        saved.attempts.iter().map(|row| row.person_id).chain(saved.roster.iter().map(|row| row.person_id)).collect();
    let persons: Vec<Uuid> = persons.into_iter().collect();
    let known = found::<people::Entity, _>(tx, people::Column::Id, &persons).await?;
    if known.len() < persons.len() {
        let missing = persons.len() - known.len();
        return Err(Refusal::new("exams.saved_people_missing").with("n", missing).into());
    }
    let mut versions = BTreeSet::new();
    for row in &saved.attempts {
        let paper: question_bank::Paper = serde_json::from_str(&row.paper)?;
        versions.extend(paper.versions().iter().map(ToString::to_string));
    }
    let versions: Vec<String> = versions.into_iter().collect();
    let mut there = 0;
    for batch in versions.chunks(BATCH) {
        let hashes = question_versions::Column::Hash.is_in(batch.iter().cloned());
        there += question_versions::Entity::find().filter(hashes).all(tx).await?.len();
    }
    match versions.len() - there {
        0 => Ok(()),
        missing => Err(Refusal::new("exams.saved_questions_missing").with("n", missing).into()),
    }
}

/// What is named comes before what names it.
async fn write(tx: &DatabaseTransaction, saved: &SavedExam) -> Result<(), Fault> {
    exams::Entity::insert(saved.exam.clone().into_active_model()).exec_without_returning(tx).await?;
    put::<exam_pools::Entity>(tx, &saved.pools).await?;
    put::<exam_commitments::Entity>(tx, &saved.commitments).await?;
    put::<exam_withdrawals::Entity>(tx, &saved.withdrawals).await?;
    put::<exam_openings::Entity>(tx, &saved.openings).await?;
    put::<exam_roster::Entity>(tx, &saved.roster).await?;
    put::<attempts::Entity>(tx, &saved.attempts).await?;
    put::<answers::Entity>(tx, &saved.answers).await?;
    put::<attempt_events::Entity>(tx, &saved.events).await?;
    put::<attempt_pauses::Entity>(tx, &saved.pauses).await?;
    put::<exam_notices::Entity>(tx, &saved.notices).await?;
    put::<exam_proposals::Entity>(tx, &saved.proposals).await?;
    put::<results::Entity>(tx, &saved.results).await?;
    put::<superseded_results::Entity>(tx, &saved.superseded).await?;
    put::<receipts::Entity>(tx, &saved.receipts).await?;
    put::<complaints::Entity>(tx, &saved.complaints).await?;
    put::<complaint_steps::Entity>(tx, &saved.complaint_steps).await?;
    put::<regrades::Entity>(tx, &saved.regrades).await?;
    put::<regraded_results::Entity>(tx, &saved.regraded).await
}

async fn put<E>(tx: &DatabaseTransaction, rows: &[E::Model]) -> Result<(), Fault>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel> + Clone,
{
    for batch in rows.chunks(BATCH) {
        let rows = batch.iter().cloned().map(IntoActiveModel::into_active_model);
        E::insert_many::<E::ActiveModel, _>(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}
