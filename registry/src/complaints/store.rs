//! How is a complaint filed, answered, and looked at once more?

use question_bank::Paper;
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;
use uuid::Uuid;

use super::reading::{self, found, made};
use super::{About, Step, Verdict, answer_step, check_in_time, check_review, words};
use crate::calendar::{Calendar, Due, years};
use crate::entity::{attempts, complaint_steps, complaints, exams, offices, results};
use crate::exams::rooms::proposals::{Proposal, propose_lift, void_of};
use crate::notices::{Kind as Told, To, store as notices};
use crate::permissions::{Object, Verb, require};
use crate::rulepacks::{self, Rules};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

pub(super) const DEADLINE: &str = "exam.complaint_deadline";
const ANSWER: &str = "exam.complaint_answer";
const REVIEW: &str = "exam.complaint_review";

/// The candidate doubts the own result, one question of the own paper, or that the attempt was made void, within the days that
/// the rules give.
pub async fn file(ctx: &Ctx, attempt: Uuid, about: About, typed: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Complaint)?;
    let who = ctx.signed_in()?.clone();
    let subject = Subject::own(ctx, attempt).await?;
    let terms = Terms::at(ctx, &subject.exam, subject.decided_at).await?;
    let today = ctx.now().day();
    check_in_time(terms.last_day(DEADLINE, subject.decided_at)?, today)?;
    let about = subject.matter(about)?;
    let words = words(typed)?;
    let row = complaints::Model {
        id: ctx.new_id(),
        exam_id: subject.exam.id,
        attempt_id: attempt,
        person_id: who.person,
        slot: about.slot().into(),
        rule_pack: terms.rules.sources(&[DEADLINE, ANSWER, REVIEW]),
        filed_at: ctx.now().0,
    };
    let (id, due) = (row.id, terms.last_day(ANSWER, ctx.now())?);
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
    let is_about_void = row.slot == i32::from(About::Void.slot());
    if is_about_void
        && void_of(ctx.db.reader(), row.attempt_id).await?.is_some_and(|void| void.was_made_by(who.account))
    {
        return Err(Refusal::new("complaints.another_must_answer").into());
    }
    let words = words(typed)?;
    let terms = Terms::at(ctx, &exam, ctx.now()).await?;
    crate::transact!(ctx, |tx| {
        let next = answer_step(&made(tx, complaint).await?, who.account)?;
        let due = match next {
            Step::Answered => Some(terms.last_day(REVIEW, ctx.now())?),
            _ => None,
        };
        step(tx, ctx, complaint, next, Some(verdict), &words, due).await?;
        if is_about_void && verdict == Verdict::Upheld {
            propose_lift(tx, ctx, row.attempt_id, &words).await?;
        }
        let (verb, told) = if next == Step::Answered {
            ("answer", Told::ComplaintAnswered)
        } else {
            ("review", Told::ComplaintReviewed)
        };
        // the last day may still move: it stands with the answer
        let facts = [("exam", exam.title.clone())];
        notices::send(ctx, tx, To::Person(row.person_id), told, complaint, &facts).await?;
        audit::record(tx, ctx, verb, ("complaint", complaint), json!({ "verdict": verdict.code() })).await
    })
}

/// The candidate is not content with the answer: once, within the days that the rules give.
pub async fn ask_review(ctx: &Ctx, complaint: Uuid, typed: &str) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::Complaint)?;
    let row = reading::own_row(ctx, complaint).await?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let due = Terms::at(ctx, &exam, ctx.now()).await?.last_day(ANSWER, ctx.now())?;
    check_review(&made(ctx.db.reader(), complaint).await?, ctx.now().day())?;
    let words = words(typed)?;
    crate::transact!(ctx, |tx| {
        check_review(&made(tx, complaint).await?, ctx.now().day())?;
        step(tx, ctx, complaint, Step::ReviewAsked, None, &words, Some(due)).await?;
        audit::record(tx, ctx, "ask_review", ("complaint", complaint), json!({})).await
    })
}

/// What can be complained about: an own, ended attempt whose result is out, or one that was made void.
pub(super) struct Subject {
    pub attempt: attempts::Model,
    pub exam: exams::Model,
    /// When the result came out, or the attempt was made void.
    pub decided_at: Instant,
    pub void: Option<Proposal>,
}

impl Subject {
    pub(super) async fn own(ctx: &Ctx, attempt: Uuid) -> Result<Self, Fault> {
        let person = ctx.signed_in()?.person;
        let db = ctx.db.reader();
        let own = attempts::Entity::find_by_id(attempt).filter(attempts::Column::PersonId.eq(person));
        let row = own.one(db).await?.ok_or(Fault::NotFound)?;
        let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
        if row.state == "void" {
            let void = void_of(db, attempt).await?.ok_or(Fault::NotFound)?;
            let decided_at = void.decided_at.ok_or(Fault::NotFound)?;
            return Ok(Self { attempt: row, exam, decided_at, void: Some(void) });
        }
        let result = results::Entity::find_by_id(attempt).one(db).await?.filter(|_| row.state == "finished");
        let released_at = result.ok_or(Fault::NotFound)?.released_at;
        let released_at = released_at.ok_or_else(|| Refusal::new("complaints.not_released"))?;
        Ok(Self { attempt: row, exam, decided_at: Instant(released_at), void: None })
    }

    /// What is meant: of a void attempt there is neither score nor question to doubt, only the void.
    fn matter(&self, about: About) -> Result<About, Fault> {
        let paper: Paper = serde_json::from_str(&self.attempt.paper)?;
        match (about, &self.void) {
            (About::Score | About::Void, Some(_)) => Ok(About::Void),
            (About::Score, None) => Ok(About::Score),
            (About::Question(number), None) if paper.slot(number).is_some() => Ok(about),
            _ => Err(Refusal::on("question", "complaints.no_such_question").into()),
        }
    }
}

/// The rules of the office that holds the exam, as they stood then, and the calendar as it stands now.
pub(super) struct Terms {
    pub rules: Rules,
    calendar: Calendar,
}

impl Terms {
    pub(super) async fn at(ctx: &Ctx, exam: &exams::Model, at: Instant) -> Result<Self, Fault> {
        let db = ctx.db.reader();
        let office = offices::Entity::find_by_id(exam.office_id).one(db).await?.ok_or(Fault::NotFound)?;
        let rules = rulepacks::store::in_force(ctx, &office.area, at.day()).await?;
        Ok(Self { rules, calendar: years::standing(db).await? })
    }

    pub(super) fn last_day(&self, name: &str, event: Instant) -> Result<Due, Fault> {
        Ok(self.calendar.add_working_days(event.day(), self.rules.working_days(name)?))
    }
}

/// Counts the last days again that were provisional for want of a calendar; says how many stand now.
pub(crate) async fn settle_days(tx: &DatabaseTransaction, ctx: &Ctx) -> Result<u64, Fault> {
    let provisional = complaint_steps::Column::DueProvisional.eq(1);
    let mut settled = 0;
    for row in complaint_steps::Entity::find().filter(provisional).all(tx).await? {
        let complaint = complaints::Entity::find_by_id(row.complaint_id).one(tx).await?.ok_or(Fault::NotFound)?;
        let exam = exams::Entity::find_by_id(complaint.exam_id).one(tx).await?.ok_or(Fault::NotFound)?;
        let name = if row.step == Step::Answered.code() { REVIEW } else { ANSWER };
        let at = Instant(row.at);
        if let Due::Fixed(day) = Terms::at(ctx, &exam, at).await?.last_day(name, at)? {
            let fixed = complaint_steps::ActiveModel {
                id: Unchanged(row.id),
                due_day: Set(Some(day.to_string())),
                due_provisional: Set(0),
                ..Default::default()
            };
            complaint_steps::Entity::update(fixed).exec(tx).await?;
            settled += 1;
        }
    }
    Ok(settled)
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
