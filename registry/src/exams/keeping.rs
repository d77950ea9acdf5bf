//! How is one exam saved alone, and brought back where it is missing? Its rows as they are: set-up, pool, roster, attempts with
//! answers and events, results with what became of them. Seed and pool come back too, so that its proof still holds.
//!
//! People, accounts, offices, courses and questions are the house's own and are not in it; neither are certificates, which
//! have a register of their own. Sealed columns open with the same key ring only, and rows fit the schema step that they were
//! saved at.

use std::collections::BTreeSet;

use question_bank::{Paper, PoolChange, PoolQuestion};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn,
    QueryFilter, QueryOrder, Statement,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::reach::exam_within;
use crate::entity::{
    accounts, answers, attempt_events, attempt_pauses, attempts, certificates, complaint_steps, complaints, courses,
    exam_commitments, exam_notices, exam_openings, exam_pools, exam_proposals, exam_roster, exam_withdrawals, exams,
    offices, people, question_versions, receipts, regraded_results, regrades, results, superseded_results,
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
    /// The last step of the schema that the rows are from.
    step: String,
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
    /// The certificates that its passes had.
    certificates: Vec<Uuid>,
}

/// What is read of a file before its rows are.
#[derive(Deserialize)]
struct Head {
    v: u8,
    step: String,
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

    /// Those that somebody still sits: with them it does not come back.
    pub fn running(&self) -> usize {
        self.attempts.iter().filter(|row| row.state == "open").count()
    }
}

/// The exam as it is now, for those who may export the results of its office; that it left is on record.
pub async fn save(ctx: &Ctx, exam: Uuid) -> Result<SavedExam, Fault> {
    exam_within(ctx, Verb::Export, Object::Result, exam).await?;
    // one look at everything: what is saved or ended meanwhile is not in it, and nobody waits
    let look = ctx.db.look().await?;
    let row = exams::Entity::find_by_id(exam).one(&look).await?.ok_or(Fault::NotFound)?;
    let saved = read(&look, row).await?;
    look.rollback().await?;
    crate::transact!(ctx, |tx| {
        audit::record(tx, ctx, "save_exam", ("exam", exam), json!({ "attempts": saved.attempts.len() })).await
    })?;
    Ok(saved)
}

async fn read(tx: &DatabaseTransaction, exam: exams::Model) -> Result<SavedExam, Fault> {
    let id = exam.id;
    let attempts = found::<attempts::Entity, _>(tx, attempts::Column::ExamId, &[id]).await?;
    let of: Vec<Uuid> = attempts.iter().map(|row| row.id).collect();
    let complaints = found::<complaints::Entity, _>(tx, complaints::Column::ExamId, &[id]).await?;
    let doubted: Vec<Uuid> = complaints.iter().map(|row| row.id).collect();
    Ok(SavedExam {
        v: 1,
        step: step(tx).await?,
        certificates: found::<certificates::Entity, _>(tx, certificates::Column::AttemptId, &of)
            .await?
            .into_iter()
            .map(|row| row.id)
            .collect(),
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

/// The rows of a table that belong to any of these, in the order of their keys: what is saved twice is the same twice.
async fn found<E, C>(db: &C, belongs: E::Column, to: &[Uuid]) -> Result<Vec<E::Model>, Fault>
where
    E: EntityTrait,
    C: ConnectionTrait,
{
    let mut rows = Vec::new();
    for batch in to.chunks(BATCH) {
        let of_batch = E::find().filter(belongs.is_in(batch.iter().copied()));
        let in_order = E::PrimaryKey::iter().fold(of_batch, |query, key| query.order_by_asc(key.into_column()));
        rows.extend(in_order.all(db).await?);
    }
    Ok(rows)
}

/// The last step of the schema that was taken.
async fn step<C: ConnectionTrait>(db: &C) -> Result<String, Fault> {
    let text = "SELECT MAX(version) AS step FROM seaql_migrations";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), text)).await?;
    let step = row.map(|row| row.try_get::<Option<String>>("", "step")).transpose()?.flatten();
    step.ok_or_else(|| Fault::internal("a schema without steps"))
}

/// Whether this file can be read here at all; to be asked before it is.
///
/// # Errors
/// Refused for a file of another version or from another step of the schema, which is named.
pub async fn check_file(ctx: &Ctx, text: &[u8]) -> Result<(), Fault> {
    match serde_json::from_slice::<Head>(text) {
        Ok(head) => check_head(&head, &step(ctx.db.reader()).await?),
        // reading it says what is wrong with it
        Err(_) => Ok(()),
    }
}

fn check_head(head: &Head, here: &str) -> Result<(), Fault> {
    match (head.v, head.step == here) {
        (1, true) => Ok(()),
        (1, false) => Err(Refusal::new("exams.saved_at_step").with("step", &head.step).with("here", here).into()),
        _ => Err(Refusal::new("exams.saved_otherwise").into()),
    }
}

/// Brings a saved exam back where it is missing. Only the program itself does that, by an operator's hand.
///
/// # Errors
/// Refused where the exam is there already or was still being sat, and where people, accounts, question versions, certificates,
/// the office or the course that it names are not there.
pub async fn restore(ctx: &Ctx, saved: &SavedExam) -> Result<(), Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    check_head(&Head { v: saved.v, step: saved.step.clone() }, &step(ctx.db.reader()).await?)?;
    if saved.running() > 0 {
        // the clock would end them at once, with what happened to be saved
        return Err(Refusal::new("exams.saved_in_progress").with("n", saved.running()).into());
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
    check_house(tx, saved).await?;
    let versions: Vec<String> = versions(saved)?.into_iter().collect();
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

/// Office and course, whoever did anything, and the certificates that passes had: without them they would be issued anew.
async fn check_house(tx: &DatabaseTransaction, saved: &SavedExam) -> Result<(), Fault> {
    let office = saved.exam.office_id;
    if offices::Entity::find_by_id(office).one(tx).await?.is_none() {
        return Err(Refusal::new("exams.saved_office_missing").with("id", office).into());
    }
    if let Some(course) = saved.exam.course_id
        && courses::Entity::find_by_id(course).one(tx).await?.is_none()
    {
        return Err(Refusal::new("exams.saved_course_missing").with("id", course).into());
    }
    let named = accounts_of(saved);
    let known = found::<accounts::Entity, _>(tx, accounts::Column::Id, &named).await?;
    let known: BTreeSet<Uuid> = known.into_iter().map(|row| row.id).collect();
    refuse_missing("exams.saved_accounts_missing", &named, &known)?;
    let known = found::<certificates::Entity, _>(tx, certificates::Column::Id, &saved.certificates).await?;
    let known: BTreeSet<Uuid> = known.into_iter().map(|row| row.id).collect();
    refuse_missing("exams.saved_certificates_missing", &saved.certificates, &known)
}

/// Says how many are missing, and which the first is.
fn refuse_missing(code: &'static str, named: &[Uuid], known: &BTreeSet<Uuid>) -> Result<(), Fault> {
    let missing: Vec<&Uuid> = named.iter().filter(|id| !known.contains(id)).collect();
    let Some(first) = missing.first() else { return Ok(()) };
    Err(Refusal::new(code).with("n", missing.len()).with("id", first).into())
}

fn accounts_of(saved: &SavedExam) -> Vec<Uuid> {
    let mut ids: BTreeSet<Uuid> = saved.exam.created_by.into_iter().collect();
    ids.extend(saved.withdrawals.iter().filter_map(|row| row.made_by));
    ids.extend(saved.openings.iter().map(|row| row.opened_by));
    ids.extend(saved.roster.iter().filter_map(|row| row.added_by));
    ids.extend(saved.pauses.iter().flat_map(|row| row.resumed_by.into_iter().chain([row.paused_by])));
    ids.extend(saved.notices.iter().map(|row| row.sent_by));
    ids.extend(saved.proposals.iter().flat_map(|row| row.decided_by.into_iter().chain([row.proposed_by])));
    ids.extend(saved.complaint_steps.iter().map(|row| row.account_id));
    ids.extend(saved.regrades.iter().flat_map(|row| row.decided_by.into_iter().chain([row.proposed_by])));
    ids.into_iter().collect()
}

/// Of the papers, and of everything that they were drawn from.
fn versions(saved: &SavedExam) -> Result<BTreeSet<String>, Fault> {
    let mut versions = BTreeSet::new();
    for row in &saved.attempts {
        let paper: Paper = serde_json::from_str(&row.paper)?;
        versions.extend(paper.versions().iter().map(ToString::to_string));
    }
    for row in &saved.pools {
        let pool: Vec<PoolQuestion> = serde_json::from_str(&row.pool)?;
        versions.extend(pool.iter().map(|row| row.version.to_string()));
    }
    for row in &saved.withdrawals {
        let change: PoolChange = serde_json::from_str(&row.changed)?;
        versions.extend(change.added.iter().map(|row| row.version.to_string()));
    }
    Ok(versions)
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
