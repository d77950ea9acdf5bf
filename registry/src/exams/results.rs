//! What came of an attempt? The candidate's result, and the offices' lists.

use std::collections::HashMap;

use question_bank::pass::Missed;
use question_bank::{Grade, Paper, Point};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{CaseStatement, Expr, Func, SimpleExpr},
};
use serde_json::json;
use uuid::Uuid;

use super::finishing::Outcome;
use super::reach::exam_within;
use super::regrading::{Notice, notices_of};
use super::{EndedBy, ExamKind, Policy};
use crate::db::{By, Sorted};
use crate::entity::{attempts, certificates, enterprise_members, exams, people, results};
use crate::offices::reach;
use crate::permissions::{Object, Verb, require};
use crate::questions::library;
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Fault, Instant, Refusal};

/// Attempts that are read at a time for an export.
const BATCH: u64 = 500;
/// Results of employees that an enterprise sees.
const NEWEST: u64 = 200;

/// What the candidate learns: score, pass mark and weak points; never the paper.
#[derive(Clone, Debug)]
pub struct ResultView {
    pub attempt: Uuid,
    pub exam: Uuid,
    pub exam_title: String,
    pub kind: ExamKind,
    pub outcome: Outcome,
    /// Hundredths.
    pub score: i64,
    pub full_score: i64,
    pub pass_score: i64,
    pub points: Vec<PointResult>,
    pub weak: Vec<Point>,
    pub started_at: Instant,
    pub finished_at: Instant,
    pub ended_by: EndedBy,
    /// The pass waits for the person's identity to be confirmed.
    pub is_held: bool,
    /// The certificate's number once it is issued.
    pub certificate: Option<String>,
    /// When the next attempt may begin, if there is one left.
    pub resit_from: Option<Instant>,
    /// What was put right about this result, the newest first.
    pub corrected: Vec<Notice>,
    /// What a pass takes beside the pass line, and was not there.
    pub missed: Vec<Missed>,
}

#[derive(Clone, Copy, Debug)]
pub struct PointResult {
    pub point: Point,
    pub score: i64,
    pub full: i64,
}

pub async fn own(ctx: &Ctx, attempt: Uuid) -> Result<ResultView, Fault> {
    require(ctx, Verb::View, Object::Result)?;
    let person = ctx.signed_in()?.person;
    let db = ctx.db.reader();
    let row = attempts::Entity::find_by_id(attempt)
        .filter(attempts::Column::PersonId.eq(person))
        .one(db)
        .await?
        .ok_or(Fault::NotFound)?;
    if row.state == "void" {
        return Err(Refusal::new("exams.attempt_void").into());
    }
    let result = results::Entity::find_by_id(attempt).one(db).await?.ok_or(Fault::NotFound)?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
    let certificate = certificates::Entity::find()
        .filter(certificates::Column::AttemptId.eq(attempt))
        .filter(certificates::Column::Step.eq("issued"))
        .one(db)
        .await?;
    let corrected = notices_of(db, &result).await?;
    let missed = missed(ctx, &row, &result, &exam).await?;
    let shown = view(row, result, exam, certificate.map(|row| row.number), corrected)?;
    Ok(ResultView { missed, ..shown })
}

async fn missed(
    ctx: &Ctx,
    row: &attempts::Model,
    result: &results::Model,
    exam: &exams::Model,
) -> Result<Vec<Missed>, Fault> {
    let demands = serde_json::from_str::<Policy>(&exam.policy)?.conduct.demands;
    // whoever handed nothing in missed everything
    if demands.is_empty() || row.abandoned != 0 {
        return Ok(Vec::new());
    }
    let (paper, grade): (Paper, Grade) = (serde_json::from_str(&row.paper)?, serde_json::from_str(&result.detail)?);
    let library = library::known(&ctx.db, ctx.db.reader(), &paper.versions()).await?;
    Ok(demands.missed(&paper, &grade, |version| library.get(version)))
}

fn view(
    row: attempts::Model,
    result: results::Model,
    exam: exams::Model,
    certificate: Option<String>,
    corrected: Vec<Notice>,
) -> Result<ResultView, Fault> {
    let grade: Grade = serde_json::from_str(&result.detail)?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let kind = ExamKind::parse(&exam.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let outcome = Outcome::parse(&result.outcome);
    let finished_at = Instant(row.finished_at.unwrap_or(row.deadline_at));
    let left = kind.is_official() && u32::try_from(row.ordinal).is_ok_and(|ordinal| ordinal < policy.attempts);
    Ok(ResultView {
        attempt: row.id,
        exam: exam.id,
        exam_title: exam.title,
        kind,
        outcome,
        score: result.score.into(),
        full_score: result.full_score.into(),
        pass_score: result.pass_score.into(),
        weak: grade.weak_points(),
        points: grade
            .per_point
            .iter()
            .map(|sums| PointResult { point: sums.point, score: sums.scored.into(), full: sums.full.into() })
            .collect(),
        started_at: Instant(row.started_at),
        finished_at,
        ended_by: EndedBy::parse(row.ended_by.as_deref().unwrap_or_default()),
        is_held: result.released_at.is_none(),
        certificate,
        resit_from: (outcome == Outcome::Failed && left).then(|| finished_at.plus_ms(policy.resit_wait_ms)),
        corrected,
        missed: Vec::new(),
    })
}

/// A result as it is put away when another takes its place.
pub(crate) fn kept(result: &results::Model) -> Result<String, Fault> {
    let detail: serde_json::Value = serde_json::from_str(&result.detail)?;
    let whole = json!({
        "score": result.score, "fullScore": result.full_score, "passScore": result.pass_score,
        "outcome": result.outcome, "detail": detail, "gradedAt": result.graded_at,
        "heldSince": result.held_since, "releasedAt": result.released_at,
    });
    Ok(whole.to_string())
}

/// One line of an office's list of attempts.
#[derive(Clone, Debug)]
pub struct AttemptLine {
    pub attempt: Uuid,
    pub person: Uuid,
    pub name: String,
    pub ordinal: i32,
    pub state: String,
    pub started_at: Instant,
    pub finished_at: Option<Instant>,
    pub score: Option<i64>,
    pub outcome: Option<Outcome>,
    pub is_held: bool,
}

closed_set! {
    /// What the attempts at one exam may be sorted by; they are few enough to be sorted without an index.
    AttemptColumn {
        Name = "name",
        Ordinal = "attempt",
        Started = "started",
        Finished = "finished",
        Score = "score",
    }
}

/// The attempts at an exam within the actor's reach, newest first.
pub async fn of_exam(
    ctx: &Ctx,
    exam: Uuid,
    order: Sorted<AttemptColumn>,
    page: u64,
    per_page: u64,
) -> Result<(Vec<AttemptLine>, u64), Fault> {
    exam_within(ctx, Verb::View, Object::Result, exam).await?;
    lines(ctx, exam, order, (page, per_page)).await
}

/// Every attempt at an exam, to be taken away; that it was is on record.
///
/// # Errors
/// `sheets.too_long` when they are too many for one sheet.
pub async fn export(ctx: &Ctx, exam: Uuid, order: Sorted<AttemptColumn>) -> Result<Vec<AttemptLine>, Fault> {
    exam_within(ctx, Verb::Export, Object::Result, exam).await?;
    let mut all = Vec::new();
    for page in 0.. {
        let (more, total) = lines(ctx, exam, order, (page, BATCH)).await?;
        check_exported(total)?;
        all.extend(more);
        if (page + 1) * BATCH >= total {
            break;
        }
    }
    leaving::record(ctx, ("exam", exam), "results", all.len()).await?;
    Ok(all)
}

fn sorted(exam: Uuid, order: Sorted<AttemptColumn>) -> Select<attempts::Entity> {
    let query = attempts::Entity::find().filter(attempts::Column::ExamId.eq(exam));
    let (column, by) = order.unwrap_or((AttemptColumn::Started, By::Falling));
    let query = match column {
        AttemptColumn::Name => {
            let person =
                attempts::Entity::belongs_to(people::Entity).from(attempts::Column::PersonId).to(people::Column::Id);
            query.join(JoinType::InnerJoin, person.into()).order_by(people::Column::NamePinyin, by.order())
        }
        AttemptColumn::Ordinal => query.order_by(attempts::Column::Ordinal, by.order()),
        AttemptColumn::Started => query.order_by(attempts::Column::StartedAt, by.order()),
        // whoever still sits hands in after everybody else
        AttemptColumn::Finished => {
            let finished = Expr::col((attempts::Entity, attempts::Column::FinishedAt));
            let finished = SimpleExpr::from(Func::coalesce([finished, Expr::val(i64::MAX)]));
            query.order_by(finished, by.order())
        }
        AttemptColumn::Score => {
            let result =
                attempts::Entity::belongs_to(results::Entity).from(attempts::Column::Id).to(results::Column::AttemptId);
            // what a void attempt came to counts no more
            let score: Expr = CaseStatement::new()
                .case(attempts::Column::State.ne("void"), Expr::col((results::Entity, results::Column::Score)))
                .into();
            let score = SimpleExpr::from(Func::coalesce([score, Expr::val(-1)]));
            query.join(JoinType::LeftJoin, result.into()).order_by(score, by.order())
        }
    };
    query.order_by_desc(attempts::Column::Id)
}

async fn lines(
    ctx: &Ctx,
    exam: Uuid,
    order: Sorted<AttemptColumn>,
    (page, per_page): (u64, u64),
) -> Result<(Vec<AttemptLine>, u64), Fault> {
    let db = ctx.db.reader();
    let pages = sorted(exam, order).paginate(db, per_page);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    let persons: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let names: HashMap<Uuid, String> = people::Entity::find()
        .filter(people::Column::Id.is_in(persons))
        .all(db)
        .await?
        .into_iter()
        .map(|person| (person.id, person.name))
        .collect();
    let results: HashMap<Uuid, results::Model> = results::Entity::find()
        .filter(results::Column::AttemptId.is_in(ids))
        .all(db)
        .await?
        .into_iter()
        .map(|result| (result.attempt_id, result))
        .collect();
    let lines = rows.into_iter().map(|row| {
        // what a void attempt came to counts no more
        let result = results.get(&row.id).filter(|_| row.state != "void");
        AttemptLine {
            attempt: row.id,
            person: row.person_id,
            name: names.get(&row.person_id).cloned().unwrap_or_default(),
            ordinal: row.ordinal,
            state: row.state,
            started_at: Instant(row.started_at),
            finished_at: row.finished_at.map(Instant),
            score: result.map(|result| result.score.into()),
            outcome: result.map(|result| Outcome::parse(&result.outcome)),
            is_held: result.is_some_and(|result| result.released_at.is_none()),
        }
    });
    Ok((lines.collect(), total))
}

/// One final result of somebody whom the enterprise employs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmployeeResult {
    pub name: String,
    pub exam_title: String,
    pub kind: ExamKind,
    pub graded_at: Instant,
    /// Hundredths.
    pub score: i64,
    pub outcome: Outcome,
    pub is_held: bool,
}

/// Name, exam, its kind, graded at, score, outcome, released at.
type EmployeeRow = (String, String, String, i64, i32, String, Option<i64>);

/// What the employees of an enterprise achieved in official exams, newest first; for its administrators.
pub async fn of_employees(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<EmployeeResult>, Fault> {
    if !reach(ctx, Verb::View, Object::Result).await?.enterprises.contains(&enterprise) {
        return Err(Fault::NotFound);
    }
    let employed = enterprise_members::Entity::find()
        .select_only()
        .column(enterprise_members::Column::PersonId)
        .filter(enterprise_members::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_members::Column::LeftAt.is_null());
    let official = ExamKind::ALL.into_iter().filter(|kind| kind.is_official()).map(ExamKind::code);
    let exam = results::Entity::belongs_to(exams::Entity).from(results::Column::ExamId).to(exams::Column::Id);
    let person = results::Entity::belongs_to(people::Entity).from(results::Column::PersonId).to(people::Column::Id);
    let rows: Vec<EmployeeRow> = results::Entity::find()
        .select_only()
        .column(people::Column::Name)
        .columns([exams::Column::Title, exams::Column::Kind])
        .columns([results::Column::GradedAt, results::Column::Score, results::Column::Outcome])
        .column(results::Column::ReleasedAt)
        .join(JoinType::InnerJoin, exam.into())
        .join(JoinType::InnerJoin, person.into())
        .filter(results::Column::PersonId.in_subquery(employed.into_query()))
        .filter(exams::Column::Kind.is_in(official))
        .order_by_desc(results::Column::GradedAt)
        .order_by_desc(results::Column::AttemptId)
        .limit(NEWEST)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|(name, exam_title, kind, graded_at, score, outcome, released_at)| {
            Ok(EmployeeResult {
                name,
                exam_title,
                kind: ExamKind::parse(&kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?,
                graded_at: Instant(graded_at),
                score: score.into(),
                outcome: Outcome::parse(&outcome),
                is_held: released_at.is_none(),
            })
        })
        .collect()
}
