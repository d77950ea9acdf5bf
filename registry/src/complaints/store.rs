//! How is a complaint filed, answered, and looked at once more?

use question_bank::Paper;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::reading::{self, found, made};
use super::{About, Step, Verdict, answer_step, check_in_time, check_review, words};
use crate::calendar::{Calendar, Due};
use crate::entity::{attempts, complaint_steps, complaints, exams, offices, results};
use crate::permissions::{Object, Verb, require};
use crate::rulepacks::{self, Rules};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

pub(super) const DEADLINE: &str = "exam.complaint_deadline";
const ANSWER: &str = "exam.complaint_answer";
const REVIEW: &str = "exam.complaint_review";

/// The candidate doubts the own result or one question of the own paper, within the days that the rules give.
pub async fn file(ctx: &Ctx, attempt: Uuid, about: About, typed: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Complaint)?;
    let who = ctx.signed_in()?.clone();
    let subject = Subject::own(ctx, attempt).await?;
    let rules = rules(ctx, &subject.exam, subject.released_at).await?;
    let today = ctx.now().day();
    check_in_time(last_day(&rules, DEADLINE, subject.released_at)?, today)?;
    let paper: Paper = serde_json::from_str(&subject.attempt.paper)?;
    let is_known = about == About::Score || paper.slot(about.slot()).is_some();
    is_known.then_some(()).ok_or_else(|| Refusal::on("question", "complaints.no_such_question"))?;
    let words = words(typed)?;
    let row = complaints::Model {
        id: ctx.new_id(),
        exam_id: subject.exam.id,
        attempt_id: attempt,
        person_id: who.person,
        slot: about.slot().into(),
        rule_pack: rules.sources(&[DEADLINE, ANSWER, REVIEW]),
        filed_at: ctx.now().0,
    };
    let (id, due) = (row.id, last_day(&rules, ANSWER, ctx.now())?);
    crate::transact!(ctx, |tx| {
        complaints::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("question", "complaints.filed_already")))?;
        step(tx, ctx, id, Step::Filed, None, &words, Some(due)).await?;
        let facts = json!({ "attempt": attempt, "slot": row.slot });
        audit::record(tx, ctx, "file", ("complaint", id), facts).await
    })?;
    Ok(id)
}

/// The office answers, and after a review was asked for, another person of it.
pub async fn answer(ctx: &Ctx, complaint: Uuid, verdict: Verdict, typed: &str) -> Result<(), Fault> {
    let (row, exam) = found(ctx, Verb::Decide, complaint).await?;
    let who = ctx.signed_in()?.clone();
    if who.person == row.person_id {
        return Err(Refusal::new("exams.own_attempt").into());
    }
    let words = words(typed)?;
    let rules = rules(ctx, &exam, ctx.now()).await?;
    crate::transact!(ctx, |tx| {
        let next = answer_step(&made(tx, complaint).await?, who.account)?;
        let due = match next {
            Step::Answered => Some(last_day(&rules, REVIEW, ctx.now())?),
            _ => None,
        };
        step(tx, ctx, complaint, next, Some(verdict), &words, due).await?;
        let verb = if next == Step::Answered { "answer" } else { "review" };
        audit::record(tx, ctx, verb, ("complaint", complaint), json!({ "verdict": verdict.code() })).await
    })
}

/// The candidate is not content with the answer: once, within the days that the rules give.
pub async fn ask_review(ctx: &Ctx, complaint: Uuid, typed: &str) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::Complaint)?;
    let row = reading::own_row(ctx, complaint).await?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let rules = rules(ctx, &exam, ctx.now()).await?;
    let due = last_day(&rules, ANSWER, ctx.now())?;
    check_review(&made(ctx.db.reader(), complaint).await?, ctx.now().day())?;
    let words = words(typed)?;
    crate::transact!(ctx, |tx| {
        check_review(&made(tx, complaint).await?, ctx.now().day())?;
        step(tx, ctx, complaint, Step::ReviewAsked, None, &words, Some(due)).await?;
        audit::record(tx, ctx, "ask_review", ("complaint", complaint), json!({})).await
    })
}

/// What can be complained about: an own, ended attempt whose result is out.
pub(super) struct Subject {
    pub attempt: attempts::Model,
    pub exam: exams::Model,
    pub released_at: Instant,
}

impl Subject {
    pub(super) async fn own(ctx: &Ctx, attempt: Uuid) -> Result<Self, Fault> {
        let person = ctx.signed_in()?.person;
        let db = ctx.db.reader();
        let own = attempts::Entity::find_by_id(attempt).filter(attempts::Column::PersonId.eq(person));
        let row = own.one(db).await?.ok_or(Fault::NotFound)?;
        let result = results::Entity::find_by_id(attempt).one(db).await?.filter(|_| row.state == "finished");
        let result = result.ok_or(Fault::NotFound)?;
        let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
        let released_at = result.released_at.ok_or_else(|| Refusal::new("complaints.not_released"))?;
        Ok(Self { attempt: row, exam, released_at: Instant(released_at) })
    }
}

/// The rules of the office that holds the exam, as they stood then.
pub(super) async fn rules(ctx: &Ctx, exam: &exams::Model, at: Instant) -> Result<Rules, Fault> {
    let office = offices::Entity::find_by_id(exam.office_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    rulepacks::store::in_force(ctx, &office.area, at.day()).await
}

pub(super) fn last_day(rules: &Rules, name: &str, event: Instant) -> Result<Due, Fault> {
    Ok(Calendar::built_in().add_working_days(event.day(), rules.working_days(name)?))
}

async fn step(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    complaint: Uuid,
    step: Step,
    verdict: Option<Verdict>,
    words: &str,
    due: Option<Due>,
) -> Result<(), Fault> {
    let row = complaint_steps::Model {
        id: ctx.new_id(),
        complaint_id: complaint,
        step: step.code().to_owned(),
        verdict: verdict.map(|verdict| verdict.code().to_owned()),
        words: words.to_owned(),
        account_id: ctx.signed_in()?.account,
        at: ctx.now().0,
        due_day: due.map(|due| due.day().to_string()),
        due_provisional: due.is_some_and(Due::is_provisional).into(),
    };
    // two at once: the later one is told that nothing waits any more
    complaint_steps::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("complaints.nothing_waits")))?;
    Ok(())
}
