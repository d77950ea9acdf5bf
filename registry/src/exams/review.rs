//! What did I answer, what was right, and why? The own paper once more, exactly when the exam's rules allow it; it holds the
//! keys.

use question_bank::grade::Verdict;
use question_bank::{Answers, Grade, Paper, Purpose};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{ExamKind, Policy, Review as When, bundle, proof};
use crate::entity::{attempts, exams, results};
use crate::permissions::{Object, Verb, require};
use crate::practice::solution::{Solution, Solved};
use crate::practice::{kept, read_solutions};
use crate::{Ctx, Fault, Instant, Refusal};

/// The paper of an ended attempt with its keys.
#[derive(Clone, Debug)]
pub struct Review {
    pub attempt: Uuid,
    pub exam: Uuid,
    pub exam_title: String,
    pub kind: ExamKind,
    /// Hundredths.
    pub score: i64,
    pub full_score: i64,
    /// In the order of the paper.
    pub items: Vec<Reviewed>,
}

#[derive(Clone, Debug)]
pub struct Reviewed {
    pub solved: Solved,
    /// Hundredths.
    pub score: u32,
    pub full: u32,
}

impl Reviewed {
    /// Practice questions can be kept and reported; official ones are in nobody's book.
    pub fn is_practice(&self) -> bool {
        self.solved.solution.purpose == Purpose::Practice
    }
}

/// The own attempt. Another's is not found; one that may not be looked at now is refused with the reason.
pub async fn of_attempt(ctx: &Ctx, attempt: Uuid) -> Result<Review, Fault> {
    let (row, exam, kind) = own(ctx, attempt).await?;
    check(ctx, &row, &exam, kind).await?;
    let reader = ctx.db.reader();
    let result = results::Entity::find_by_id(attempt).one(reader).await?.ok_or(Fault::NotFound)?;
    let (paper, grade): (Paper, Grade) = (serde_json::from_str(&row.paper)?, serde_json::from_str(&result.detail)?);
    let answers = bundle::chosen(reader, attempt).await?;
    let items = items(ctx, &paper, &grade, &answers).await?;
    Ok(Review {
        attempt,
        exam: exam.id,
        exam_title: exam.title,
        kind,
        score: result.score.into(),
        full_score: result.full_score.into(),
        items,
    })
}

/// Whether the own attempt may be looked at now.
pub async fn is_open(ctx: &Ctx, attempt: Uuid) -> Result<bool, Fault> {
    let (row, exam, kind) = own(ctx, attempt).await?;
    match check(ctx, &row, &exam, kind).await {
        Ok(()) => Ok(true),
        Err(Fault::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

/// Whether somebody can have read keys of this exam's papers by now. It never becomes false again: nothing is reopened after it.
pub(super) async fn keys_were_shown(ctx: &Ctx, exam: &exams::Model) -> Result<bool, Fault> {
    let kind = ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let is_reviewed = !kind.is_official() && policy.may_review(kind, Instant(exam.closes_at), ctx.now());
    Ok(is_reviewed || proof::revealed_at(ctx, exam).await?.is_some())
}

async fn own(ctx: &Ctx, attempt: Uuid) -> Result<(attempts::Model, exams::Model, ExamKind), Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let row = attempts::Entity::find_by_id(attempt).one(reader).await?;
    let row = row.filter(|row| row.person_id == person).ok_or(Fault::NotFound)?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(reader).await?.ok_or(Fault::NotFound)?;
    let kind = ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    Ok((row, exam, kind))
}

async fn check(ctx: &Ctx, row: &attempts::Model, exam: &exams::Model, kind: ExamKind) -> Result<(), Fault> {
    match row.state.as_str() {
        "finished" => {}
        "void" => return Err(Refusal::new("exams.attempt_void").into()),
        _ => return Err(Refusal::new("exams.review_after_hand_in").into()),
    }
    let (policy, closes_at): (Policy, _) = (serde_json::from_str(&exam.policy)?, Instant(exam.closes_at));
    if policy.review() == When::Never {
        return Err(Refusal::new("exams.review_never").into());
    }
    // somebody with extra time may sit beyond the window: until then the keys of an official paper stay in the house
    let is_out = !kind.is_official() || proof::revealed_at(ctx, exam).await?.is_some();
    match policy.may_review(kind, closes_at, ctx.now()) && is_out {
        true => Ok(()),
        false => Err(Refusal::new("exams.review_later").with("at", closes_at.chinese()).into()),
    }
}

async fn items(ctx: &Ctx, paper: &Paper, grade: &Grade, answers: &Answers) -> Result<Vec<Reviewed>, Fault> {
    let reader = ctx.db.reader();
    let (library, sources) = read_solutions(reader, &paper.versions()).await?;
    let kept = kept(reader, ctx.signed_in()?.person).await?;
    let mut items = Vec::with_capacity(paper.slots.len());
    for slot in &paper.slots {
        let question = library.get(&slot.version).ok_or_else(|| Fault::internal("question version is gone"))?;
        let graded = grade.per_slot.iter().find(|graded| graded.number == slot.number);
        let solved = Solved {
            solution: Solution::of(slot, question, &sources)?,
            chosen: answers.get(&slot.number).copied().unwrap_or_default(),
            verdict: graded.map_or(Verdict::Blank, |graded| graded.verdict),
            is_kept: kept.contains(&question.id.0),
        };
        items.push(Reviewed { solved, score: graded.map_or(0, |graded| graded.score), full: slot.score });
    }
    Ok(items)
}
