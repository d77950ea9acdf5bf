//! Which exams are there, for candidates and for offices?

use std::collections::HashMap;

use question_bank::Blueprint;
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::finishing::Outcome;
use super::lockdown::Allowed;
use super::reach::{check_publishes, exam_within, holders};
use super::{Entry, ExamKind, Policy, deadline, setup};
use crate::db::{By, Reader, Sorted};
use crate::entity::{attempts, exam_roster, exams, offices, people, results};
use crate::permissions::{Object, Verb, require};
use crate::sheets::{check_exported, leaving};
use crate::{Ctx, Fault, Instant};

#[derive(Clone, Debug)]
pub struct ExamView {
    pub id: Uuid,
    pub title: String,
    pub kind: ExamKind,
    pub state: String,
    pub entry: Entry,
    pub office: String,
    pub course: Option<Uuid>,
    pub opens_at: Instant,
    pub closes_at: Instant,
    pub blueprint: Blueprint,
    pub policy: Policy,
    pub rule_pack: String,
    /// A mock exam to practise with before.
    pub practice: Option<Uuid>,
    /// What the lockdown browser allows, where the exam asks for it.
    pub lockdown: Option<Allowed>,
}

/// An exam as the candidate's list shows it, with the own attempts.
#[derive(Clone, Debug)]
pub struct CandidateExam {
    pub exam: ExamView,
    pub attempts: Vec<OwnAttempt>,
    /// Extra time that the roster gives this person.
    pub extra_ms: i64,
}

impl CandidateExam {
    /// What this person may use, where the window's end does not cut it short.
    pub fn allowed_ms(&self) -> i64 {
        self.exam.policy.limit_ms + self.extra_ms
    }

    /// What a start at `now` would give.
    pub fn given_ms(&self, now: Instant) -> i64 {
        deadline(now, self.exam.policy.limit_ms, self.exam.closes_at, self.extra_ms).since(now).max(0)
    }
}

#[derive(Clone, Debug)]
pub struct OwnAttempt {
    pub id: Uuid,
    pub is_open: bool,
    /// It counts for nothing; whatever it came to is not shown.
    pub is_void: bool,
    pub started_at: Instant,
    pub score: Option<i64>,
    pub outcome: Option<Outcome>,
}

/// Published exams that this candidate may see: open ones, and those whose roster names the candidate.
pub async fn for_candidate(ctx: &Ctx) -> Result<Vec<CandidateExam>, Fault> {
    require(ctx, Verb::View, Object::ExamSetUp)?;
    let person = ctx.signed_in()?.person;
    let db = ctx.db.reader();
    let places = places(db, person).await?;
    let on_roster = exams::Column::Id.is_in(places.keys().copied());
    let rows = exams::Entity::find()
        .filter(exams::Column::State.eq("published"))
        .filter(Condition::any().add(exams::Column::Entry.eq("open")).add(on_roster))
        .order_by_desc(exams::Column::OpensAt)
        .limit(100)
        .all(db)
        .await?;
    let views = with_offices(db, rows).await?;
    with_own(db, person, views, &places).await
}

/// One of them, however old; any other is not found.
pub async fn one_for_candidate(ctx: &Ctx, exam: Uuid) -> Result<CandidateExam, Fault> {
    let view = get(ctx, exam).await?;
    let (db, person) = (ctx.db.reader(), ctx.signed_in()?.person);
    let places = places(db, person).await?;
    with_own(db, person, vec![view], &places).await?.pop().ok_or(Fault::NotFound)
}

/// The exams whose roster names this person, with the extra time that each gives.
async fn places(db: &Reader, person: Uuid) -> Result<HashMap<Uuid, i64>, Fault> {
    let rows = exam_roster::Entity::find()
        .select_only()
        .columns([exam_roster::Column::ExamId, exam_roster::Column::ExtraMs])
        .filter(exam_roster::Column::PersonId.eq(person));
    Ok(rows.into_tuple::<(Uuid, i64)>().all(db).await?.into_iter().collect())
}

/// These exams with what they have to do with this person.
async fn with_own(
    db: &Reader,
    person: Uuid,
    views: Vec<ExamView>,
    places: &HashMap<Uuid, i64>,
) -> Result<Vec<CandidateExam>, Fault> {
    let tried = attempts::Entity::find()
        .filter(attempts::Column::PersonId.eq(person))
        .order_by_asc(attempts::Column::Ordinal)
        .all(db)
        .await?;
    let outcomes = results::Entity::find().filter(results::Column::PersonId.eq(person)).all(db).await?;
    let own = |exam: Uuid| {
        tried
            .iter()
            .filter(|attempt| attempt.exam_id == exam)
            .map(|attempt| {
                let is_void = attempt.state == "void";
                let result = outcomes.iter().find(|result| result.attempt_id == attempt.id && !is_void);
                OwnAttempt {
                    id: attempt.id,
                    is_open: attempt.state == "open",
                    is_void,
                    started_at: Instant(attempt.started_at),
                    score: result.map(|result| result.score.into()),
                    outcome: result.map(|result| Outcome::parse(&result.outcome)),
                }
            })
            .collect()
    };
    let extra = |exam: Uuid| places.get(&exam).copied().unwrap_or_default();
    let own_exam = |exam: ExamView| CandidateExam { attempts: own(exam.id), extra_ms: extra(exam.id), exam };
    Ok(views.into_iter().map(own_exam).collect())
}

/// One exam as candidates may see it; a draft, or one whose roster does not name the visitor, is not found.
pub async fn get(ctx: &Ctx, exam: Uuid) -> Result<ExamView, Fault> {
    require(ctx, Verb::View, Object::ExamSetUp)?;
    let db = ctx.db.reader();
    let row = open_to(db, exam, ctx.signed_in()?.person).await?;
    with_offices(db, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// The exam, when this person may sit it: published, and open or with the person on its roster.
pub(crate) async fn open_to(db: &Reader, exam: Uuid, person: Uuid) -> Result<exams::Model, Fault> {
    let published = exams::Entity::find_by_id(exam).filter(exams::Column::State.eq("published"));
    let row = published.one(db).await?.ok_or(Fault::NotFound)?;
    let is_open = row.entry == Entry::Open.code();
    if is_open || exam_roster::Entity::find_by_id((exam, person)).one(db).await?.is_some() {
        return Ok(row);
    }
    Err(Fault::NotFound)
}

/// One exam as an office sees it, and what this actor may do with it.
#[derive(Clone, Debug)]
pub struct DeskExam {
    pub exam: ExamView,
    pub may_publish: bool,
    pub may_admit: bool,
    pub may_see_results: bool,
    pub may_see_corrections: bool,
}

/// An exam within the actor's reach, drafts included.
pub async fn for_desk(ctx: &Ctx, exam: Uuid) -> Result<DeskExam, Fault> {
    let row = exam_within(ctx, Verb::View, Object::ExamSetUp, exam).await?;
    let may_admit = allowed(setup::with_roster(ctx, exam).await)?;
    let may_publish = row.state == "draft" && allowed(check_publishes(ctx, &row))?;
    let may_see_results = allowed(exam_within(ctx, Verb::View, Object::Result, exam).await)?;
    let may_see_corrections =
        row.state != "draft" && allowed(exam_within(ctx, Verb::View, Object::Regrade, exam).await)?;
    // whoever publishes a draft sees what the exam would be today
    let row = if row.state == "draft" { setup::as_published_now(ctx, row).await? } else { row };
    let exam = with_offices(ctx.db.reader(), vec![row]).await?.pop().ok_or(Fault::NotFound)?;
    Ok(DeskExam { exam, may_publish, may_admit, may_see_results, may_see_corrections })
}

/// Whether a check let the actor pass.
fn allowed<T>(check: Result<T, Fault>) -> Result<bool, Fault> {
    match check {
        Ok(_) => Ok(true),
        Err(Fault::Forbidden | Fault::NotFound | Fault::Refused(_)) => Ok(false),
        Err(fault) => Err(fault),
    }
}

closed_set! {
    /// What an office may sort its exams by. They are some thousands after years: no index is kept for it.
    ExamColumn {
        Title = "name",
        Kind = "kind",
        Window = "window",
    }
}

/// The exams within the actor's reach, newest first: for offices that set exams up or watch them.
pub async fn for_office(
    ctx: &Ctx,
    order: Sorted<ExamColumn>,
    page: u64,
    per_page: u64,
) -> Result<(Vec<ExamView>, u64), Fault> {
    let holders = holders(ctx, Verb::View, Object::ExamSetUp).await?;
    if holders.is_nobody() {
        return Err(Fault::Forbidden);
    }
    let db = ctx.db.reader();
    let (column, by) = order.unwrap_or((ExamColumn::Window, By::Falling));
    let column = match column {
        ExamColumn::Title => exams::Column::Title,
        ExamColumn::Kind => exams::Column::Kind,
        ExamColumn::Window => exams::Column::OpensAt,
    };
    let query = exams::Entity::find().filter(holders.condition());
    let total = query.clone().count(db).await?;
    let query = query.order_by(column, by.order()).order_by_desc(exams::Column::Id);
    let rows = query.offset(page * per_page).limit(per_page).all(db).await?;
    Ok((with_offices(db, rows).await?, total))
}

/// Who is on an exam's roster.
#[derive(Clone, Debug)]
pub struct RosterLine {
    pub person: Uuid,
    pub name: String,
    pub extra_minutes: i64,
    pub extra_reason: Option<String>,
    /// Any browser will do for this person where the exam asks for the lockdown browser.
    pub without_lockdown: bool,
    /// Why that was last decided.
    pub lockdown_reason: Option<String>,
    pub room: Option<String>,
}

pub async fn roster(ctx: &Ctx, exam: Uuid) -> Result<Vec<RosterLine>, Fault> {
    setup::with_roster(ctx, exam).await?;
    let db = ctx.db.reader();
    let rows = exam_roster::Entity::find().filter(exam_roster::Column::ExamId.eq(exam)).all(db).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.person_id).collect();
    let names = people::Entity::find().filter(people::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows
        .into_iter()
        .map(|row| RosterLine {
            name: names.iter().find(|p| p.id == row.person_id).map(|p| p.name.clone()).unwrap_or_default(),
            person: row.person_id,
            extra_minutes: row.extra_ms / crate::instant::MINUTE_MS,
            extra_reason: row.extra_reason,
            without_lockdown: row.without_lockdown != 0,
            lockdown_reason: row.lockdown_reason,
            room: row.room,
        })
        .collect())
}

/// The same for a sheet; that it left is on record.
pub async fn export_roster(ctx: &Ctx, exam: Uuid) -> Result<Vec<RosterLine>, Fault> {
    let told = roster(ctx, exam).await?;
    check_exported(told.len())?;
    leaving::record(ctx, ("exam", exam), "roster", told.len()).await?;
    Ok(told)
}

async fn with_offices(db: &Reader, rows: Vec<exams::Model>) -> Result<Vec<ExamView>, Fault> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.office_id).collect();
    let offices = offices::Entity::find().filter(offices::Column::Id.is_in(ids)).all(db).await?;
    let name = |id: Uuid| offices.iter().find(|o| o.id == id).map(|o| o.name.clone()).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let office = name(row.office_id);
            view(row, office)
        })
        .collect()
}

fn view(row: exams::Model, office: String) -> Result<ExamView, Fault> {
    Ok(ExamView {
        id: row.id,
        title: row.title,
        kind: ExamKind::parse(&row.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?,
        state: row.state,
        entry: Entry::parse(&row.entry).ok_or_else(|| Fault::internal("unknown entry of exam"))?,
        office,
        course: row.course_id,
        opens_at: Instant(row.opens_at),
        closes_at: Instant(row.closes_at),
        blueprint: serde_json::from_str(&row.blueprint)?,
        policy: serde_json::from_str(&row.policy)?,
        rule_pack: row.rule_pack,
        practice: row.practice_exam,
        lockdown: row.lockdown.map(|stored| serde_json::from_str(&stored)).transpose()?,
    })
}
