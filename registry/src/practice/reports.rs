//! What did people find wrong with questions, and what came of it? One open report per person and question; the bank's
//! editors and reviewers answer each once, and do not learn who made it.

use std::collections::HashMap;

use question_bank::{Body, Question};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::{ReportKind, ReportOutcome, check_report_rate, check_words, shelf};
use crate::entity::{question_reports, question_versions};
use crate::instant::DAY_MS;
use crate::permissions::{Object, Scope, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

/// A report as its person and the bank's people see it; nobody is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportView {
    pub id: Uuid,
    pub question: String,
    /// The story of a case, else the stem, in the version that was seen.
    pub stem: String,
    pub kind: ReportKind,
    pub words: String,
    pub made_at: Instant,
    pub answer: Option<ReportAnswer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportAnswer {
    pub outcome: ReportOutcome,
    pub words: String,
    pub at: Instant,
}

/// Which reports the office looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    #[default]
    Open,
    Answered,
}

/// The stem of a practice question that somebody is about to report; any other is not found.
pub async fn stem_of(ctx: &Ctx, question: &str) -> Result<String, Fault> {
    require(ctx, Verb::Create, Object::QuestionReport)?;
    let row = shelf::newest(ctx.db.reader(), question).await?;
    Ok(stem(&serde_json::from_str(&row.content)?))
}

/// Reports a practice question.
pub async fn make(ctx: &Ctx, question: &str, kind: Option<ReportKind>, words: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::QuestionReport)?;
    let (reader, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let version = shelf::newest(reader, question).await?;
    let (kind, words) = match (kind, check_words("words", words)) {
        (Some(kind), Ok(words)) => (kind, words),
        (kind, words) => {
            let kind = kind.is_none().then(|| Refusal::on("kind", "practice.report_kind_missing"));
            return Err(Fault::Refused(kind.into_iter().chain(words.err()).collect()));
        }
    };
    let row = question_reports::Model {
        id: ctx.new_id(),
        question_id: version.question_id,
        hash: version.hash,
        person_id: person,
        kind: kind.code().to_owned(),
        words,
        made_at: ctx.now().0,
        outcome: None,
        answer: None,
        answered_by: None,
        answered_at: None,
    };
    crate::transact!(ctx, |tx| {
        check_report_rate(&recent(tx, ctx, person).await?, ctx.now())?;
        question_reports::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("practice.reported_already")))?;
        let facts = json!({ "report": row.id, "kind": kind.code() });
        audit::record(tx, ctx, "question.report", ("question", question), facts).await
    })?;
    Ok(row.id)
}

/// The own reports, the latest first.
pub async fn own(ctx: &Ctx) -> Result<Vec<ReportView>, Fault> {
    require(ctx, Verb::View, Object::QuestionReport)?;
    let rows = question_reports::Entity::find()
        .filter(question_reports::Column::PersonId.eq(ctx.signed_in()?.person))
        .order_by_desc(question_reports::Column::MadeAt)
        .order_by_desc(question_reports::Column::Id)
        .all(ctx.db.reader())
        .await?;
    views(ctx.db.reader(), rows).await
}

/// The queue: open ones with the oldest first, answered ones with the latest first.
pub async fn list(ctx: &Ctx, which: Which, page: u64, per_page: u64) -> Result<(Vec<ReportView>, u64), Fault> {
    looks_after(ctx, Verb::View)?;
    use question_reports::Column as C;
    let query = match which {
        Which::Open => question_reports::Entity::find().filter(C::AnsweredAt.is_null()).order_by_asc(C::MadeAt),
        Which::Answered => {
            question_reports::Entity::find().filter(C::AnsweredAt.is_not_null()).order_by_desc(C::AnsweredAt)
        }
    };
    let reader = ctx.db.reader();
    let total = query.clone().count(reader).await?;
    let rows = query.order_by_asc(C::Id).offset(page * per_page).limit(per_page).all(reader).await?;
    Ok((views(reader, rows).await?, total))
}

/// One report and the question as it is now.
pub async fn get(ctx: &Ctx, report: Uuid) -> Result<ReportView, Fault> {
    looks_after(ctx, Verb::View)?;
    let row = find(ctx, report).await?;
    views(ctx.db.reader(), vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// Answers a report, once.
pub async fn answer(ctx: &Ctx, report: Uuid, outcome: Option<ReportOutcome>, words: &str) -> Result<(), Fault> {
    looks_after(ctx, Verb::Decide)?;
    let (who, row) = (ctx.signed_in()?, find(ctx, report).await?);
    if row.person_id == who.person {
        return Err(Refusal::new("practice.own_report").into());
    }
    let (outcome, words) = match (outcome, check_words("words", words)) {
        (Some(outcome), Ok(words)) => (outcome, words),
        (outcome, words) => {
            let outcome = outcome.is_none().then(|| Refusal::on("outcome", "practice.outcome_missing"));
            return Err(Fault::Refused(outcome.into_iter().chain(words.err()).collect()));
        }
    };
    crate::transact!(ctx, |tx| {
        use question_reports::Column as C;
        let answered = question_reports::Entity::update_many()
            .col_expr(C::Outcome, Expr::value(outcome.code()))
            .col_expr(C::Answer, Expr::value(words.clone()))
            .col_expr(C::AnsweredBy, Expr::value(who.account))
            .col_expr(C::AnsweredAt, Expr::value(ctx.now().0))
            .filter(C::Id.eq(report))
            .filter(C::AnsweredAt.is_null())
            .exec(tx)
            .await?;
        if answered.rows_affected == 0 {
            return Err(Refusal::new("practice.report_answered").into());
        }
        let facts = json!({ "report": report, "outcome": outcome.code() });
        audit::record(tx, ctx, "question.report.answer", ("question", &row.question_id), facts).await
    })
}

/// The right over everybody's reports; the right to the own ones does not open the queue.
fn looks_after(ctx: &Ctx, verb: Verb) -> Result<(), Fault> {
    if require(ctx, verb, Object::QuestionReport)? == Scope::City { Ok(()) } else { Err(Fault::Forbidden) }
}

async fn find(ctx: &Ctx, report: Uuid) -> Result<question_reports::Model, Fault> {
    question_reports::Entity::find_by_id(report).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

async fn recent<C: ConnectionTrait>(db: &C, ctx: &Ctx, person: Uuid) -> Result<Vec<Instant>, Fault> {
    let made: Vec<i64> = question_reports::Entity::find()
        .select_only()
        .column(question_reports::Column::MadeAt)
        .filter(question_reports::Column::PersonId.eq(person))
        .filter(question_reports::Column::MadeAt.gt(ctx.now().minus_ms(DAY_MS).0))
        .into_tuple()
        .all(db)
        .await?;
    Ok(made.into_iter().map(Instant).collect())
}

async fn views<C: ConnectionTrait>(db: &C, rows: Vec<question_reports::Model>) -> Result<Vec<ReportView>, Fault> {
    let hashes: Vec<&str> = rows.iter().map(|row| row.hash.as_str()).collect();
    let versions =
        question_versions::Entity::find().filter(question_versions::Column::Hash.is_in(hashes)).all(db).await?;
    let stems = versions.into_iter().map(|row| Ok((row.hash, stem(&serde_json::from_str(&row.content)?))));
    let stems: HashMap<String, String> = stems.collect::<Result<_, Fault>>()?;
    rows.into_iter().map(|row| view(row, &stems)).collect()
}

fn view(row: question_reports::Model, stems: &HashMap<String, String>) -> Result<ReportView, Fault> {
    let unknown = || Fault::internal("unknown code of a report");
    let answer = match (row.outcome, row.answered_at) {
        (Some(code), Some(at)) => Some(ReportAnswer {
            outcome: ReportOutcome::parse(&code).ok_or_else(unknown)?,
            words: row.answer.unwrap_or_default(),
            at: Instant(at),
        }),
        _ => None,
    };
    Ok(ReportView {
        id: row.id,
        stem: stems.get(&row.hash).cloned().unwrap_or_default(),
        question: row.question_id,
        kind: ReportKind::parse(&row.kind).ok_or_else(unknown)?,
        words: row.words,
        made_at: Instant(row.made_at),
        answer,
    })
}

fn stem(question: &Question) -> String {
    match &question.body {
        Body::Item(item) => item.stem.clone(),
        Body::Case(case) => case.stem.clone(),
    }
}
