//! Which complaints are there, and how does each stand? For the candidate the own ones, for an office those about its exams.

use std::collections::HashMap;

use question_bank::{ItemId, Paper};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::store::{DEADLINE, Subject, Terms};
use super::{About, Made, Step, Verdict, check_in_time, check_review};
use crate::calendar::Due;
use crate::db::{By, Sorted};
use crate::entity::{attempts, complaint_steps, complaints, exams, people, regrades, results};
use crate::exams::finishing::Outcome;
use crate::exams::list::open_to;
use crate::exams::proof;
use crate::exams::reach::holders;
use crate::exams::rooms::proposals::{self, Act};
use crate::permissions::{Object, Verb, require};
use crate::sheets::leaving;
use crate::{Ctx, Day, Fault, Instant, Refusal};

/// How many an office sees.
const LISTED: u64 = 500;

/// One line of a list.
#[derive(Clone, Debug)]
pub struct ComplaintLine {
    pub id: Uuid,
    pub exam_title: String,
    /// Of the candidate; the own list has it too.
    pub name: String,
    pub about: About,
    pub filed_at: Instant,
    pub step: Step,
    pub verdict: Option<Verdict>,
    pub due: Option<Due>,
}

impl ComplaintLine {
    /// The office should have acted by now.
    pub fn is_late_on(&self, today: Day) -> bool {
        self.step.waits_for_the_office() && self.due.is_some_and(|due| due.is_past_on(today))
    }
}

/// A complaint with everything that happened.
#[derive(Clone, Debug)]
pub struct ComplaintView {
    pub line: ComplaintLine,
    pub exam: Uuid,
    pub attempt: Uuid,
    pub ordinal: i32,
    pub score: Option<i64>,
    pub outcome: Option<Outcome>,
    pub rule_pack: String,
    /// The oldest first.
    pub made: Vec<Made>,
    /// Who made which step, for pages of staff.
    pub names: Vec<(Uuid, String)>,
    /// Corrections that were proposed because of it: id and decision.
    pub corrections: Vec<(Uuid, Option<String>)>,
    /// What made the attempt void, when that is doubted.
    pub void: Option<Void>,
    /// The question on the candidate's paper, once nobody can sit the exam any more.
    pub item: Option<ItemId>,
    /// Whether the candidate may ask for a review today.
    pub may_ask_review: bool,
}

/// What made an attempt void, and what came of it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Void {
    pub reason: String,
    pub at: Instant,
    /// The accounts of those who made it: they do not answer.
    pub by: Vec<Uuid>,
    /// The decision about lifting it: `None` while nobody proposed that, nothing inside while it waits for the second person.
    pub lift: Option<Option<String>>,
}

/// What the form for a new complaint needs.
#[derive(Clone, Debug)]
pub struct Filing {
    pub exam: Uuid,
    pub exam_title: String,
    /// Numbers of the questions on the paper; none of a void attempt.
    pub questions: u16,
    pub void: Option<Void>,
    /// The last day.
    pub until: Due,
    /// Why it is too late, if it is.
    pub refused: Option<Refusal>,
    /// What was complained about already.
    pub filed: Vec<ComplaintLine>,
}

/// The form for an own attempt.
pub async fn desk(ctx: &Ctx, attempt: Uuid) -> Result<Filing, Fault> {
    require(ctx, Verb::Create, Object::Complaint)?;
    let subject = Subject::own(ctx, attempt).await?;
    let until = Terms::at(ctx, &subject.exam, subject.decided_at).await?.last_day(DEADLINE, subject.decided_at)?;
    let paper: Paper = serde_json::from_str(&subject.attempt.paper)?;
    let void = void(ctx, subject.exam.id, attempt).await?.filter(|_| subject.void.is_some());
    let highest = paper.slots.iter().map(|slot| slot.number).max().unwrap_or(0);
    let about =
        complaints::Entity::find().filter(complaints::Column::AttemptId.eq(attempt)).all(ctx.db.reader()).await?;
    Ok(Filing {
        exam: subject.exam.id,
        exam_title: subject.exam.title,
        questions: if void.is_some() { 0 } else { highest },
        void,
        until,
        refused: check_in_time(until, ctx.now().day()).err(),
        filed: lines(ctx.db.reader(), about).await?,
    })
}

/// Within how many working days a result of this exam may be doubted, by the rules of today: what its rules page says.
pub async fn days_to_complain(ctx: &Ctx, exam: Uuid) -> Result<u32, Fault> {
    require(ctx, Verb::View, Object::ExamSetUp)?;
    let exam = open_to(ctx.db.reader(), exam, ctx.signed_in()?.person).await?;
    Terms::at(ctx, &exam, ctx.now()).await?.rules.working_days(DEADLINE)
}

/// The own complaints, the newest first.
pub async fn own(ctx: &Ctx) -> Result<Vec<ComplaintLine>, Fault> {
    require(ctx, Verb::View, Object::Complaint)?;
    let rows = complaints::Entity::find()
        .filter(complaints::Column::PersonId.eq(ctx.signed_in()?.person))
        .order_by_desc(complaints::Column::FiledAt)
        .order_by_desc(complaints::Column::Id)
        .all(ctx.db.reader())
        .await?;
    lines(ctx.db.reader(), rows).await
}

closed_set! {
    /// What an office may sort the complaints by. Those of its exams are found by their index and sorted without one.
    ComplaintColumn {
        Name = "name",
        Exam = "exam",
        Filed = "filed_at",
    }
}

/// Those about the exams of the actor's office: what waits first, by its last day; then the rest, the newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<ComplaintLine>, Fault> {
    list_by(ctx, None).await
}

/// Those for a sheet; that they left is on record.
pub async fn export(ctx: &Ctx, order: Sorted<ComplaintColumn>) -> Result<Vec<ComplaintLine>, Fault> {
    let told = list_by(ctx, order).await?;
    leaving::record(ctx, (leaving::LIST, "complaints"), "complaints", told.len()).await?;
    Ok(told)
}

/// The same in another order.
pub async fn list_by(ctx: &Ctx, order: Sorted<ComplaintColumn>) -> Result<Vec<ComplaintLine>, Fault> {
    let holders = holders(ctx, Verb::Decide, Object::Complaint).await?;
    let within = exams::Entity::find().select_only().column(exams::Column::Id).filter(holders.condition());
    let found = complaints::Entity::find()
        .filter(complaints::Column::ExamId.in_subquery(sea_orm::QueryTrait::into_query(within)));
    let (column, by) = order.unwrap_or((ComplaintColumn::Filed, By::Falling));
    let found = match column {
        ComplaintColumn::Name => {
            let person = complaints::Entity::belongs_to(people::Entity)
                .from(complaints::Column::PersonId)
                .to(people::Column::Id);
            found.join(JoinType::InnerJoin, person.into()).order_by(people::Column::NamePinyin, by.order())
        }
        ComplaintColumn::Exam => {
            let exam =
                complaints::Entity::belongs_to(exams::Entity).from(complaints::Column::ExamId).to(exams::Column::Id);
            found.join(JoinType::InnerJoin, exam.into()).order_by(exams::Column::Title, by.order())
        }
        ComplaintColumn::Filed => found.order_by(complaints::Column::FiledAt, by.order()),
    };
    let rows = found.order_by_desc(complaints::Column::Id).limit(LISTED).all(ctx.db.reader()).await?;
    let mut lines = lines(ctx.db.reader(), rows).await?;
    if order.is_some() {
        return Ok(lines);
    }
    lines.sort_by_key(|line| match line.step.waits_for_the_office() {
        true => (0, line.due.map_or(0, |due| due.day().number()), line.filed_at.0),
        false => (1, 0, 0),
    });
    Ok(lines)
}

/// One complaint: the own, or one about an exam of the actor's office; else it is not found.
pub async fn view(ctx: &Ctx, complaint: Uuid) -> Result<ComplaintView, Fault> {
    require(ctx, Verb::View, Object::Complaint)?;
    let (row, exam) = match own_row(ctx, complaint).await {
        Ok(row) => {
            let exam = exams::Entity::find_by_id(row.exam_id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
            (row, exam)
        }
        Err(Fault::NotFound) => found(ctx, Verb::View, complaint).await?,
        Err(fault) => return Err(fault),
    };
    let db = ctx.db.reader();
    let made = made(db, complaint).await?;
    let attempt = attempts::Entity::find_by_id(row.attempt_id).one(db).await?.ok_or(Fault::NotFound)?;
    let result = results::Entity::find_by_id(row.attempt_id).one(db).await?.filter(|_| attempt.state == "finished");
    let about: Vec<regrades::Model> =
        regrades::Entity::find().filter(regrades::Column::ComplaintId.eq(complaint)).all(db).await?;
    let is_out = proof::revealed_at(ctx, &exam).await?.is_some();
    let paper: Paper = serde_json::from_str(&attempt.paper)?;
    let slot = u16::try_from(row.slot).map_err(Fault::internal)?;
    let is_about_void = About::of_slot(slot) == About::Void;
    Ok(ComplaintView {
        void: void(ctx, exam.id, attempt.id).await?.filter(|_| is_about_void),
        exam: exam.id,
        attempt: attempt.id,
        ordinal: attempt.ordinal,
        score: result.as_ref().map(|result| result.score.into()),
        outcome: result.map(|result| Outcome::parse(&result.outcome)),
        rule_pack: row.rule_pack.clone(),
        names: crate::exams::rooms::names(db, made.iter().map(|one| one.account).collect()).await?,
        corrections: about.into_iter().map(|regrade| (regrade.id, regrade.decision)).collect(),
        item: paper.slot(slot).filter(|_| is_out).map(ItemId::from),
        may_ask_review: check_review(&made, ctx.now().day()).is_ok(),
        line: lines(db, vec![row]).await?.pop().ok_or(Fault::NotFound)?,
        made,
    })
}

/// Told to whoever may see the complaint; the attempt may count again by now.
async fn void(ctx: &Ctx, exam: Uuid, attempt: Uuid) -> Result<Option<Void>, Fault> {
    let Some(void) = proposals::void_of(ctx.db.reader(), attempt).await? else { return Ok(None) };
    let all = proposals::of_exam(ctx, exam, Some(attempt)).await?;
    let at = void.decided_at.unwrap_or(void.proposed_at);
    let lift = all.into_iter().find(|one| one.act == Act::Lift && one.proposed_at >= at);
    Ok(Some(Void {
        at,
        by: [Some(void.proposed_by), void.decided_by].into_iter().flatten().collect(),
        reason: void.reason,
        lift: lift.map(|one| one.decision),
    }))
}

/// The row, when the actor's office holds the exam; else it is not found.
pub(super) async fn found(ctx: &Ctx, verb: Verb, complaint: Uuid) -> Result<(complaints::Model, exams::Model), Fault> {
    let holders = holders(ctx, verb, Object::Complaint).await?;
    let db = ctx.db.reader();
    let row = complaints::Entity::find_by_id(complaint).one(db).await?.ok_or(Fault::NotFound)?;
    let exam = exams::Entity::find_by_id(row.exam_id).one(db).await?.ok_or(Fault::NotFound)?;
    if holders.includes(exam.office_id) { Ok((row, exam)) } else { Err(Fault::NotFound) }
}

pub(super) async fn own_row(ctx: &Ctx, complaint: Uuid) -> Result<complaints::Model, Fault> {
    let person = ctx.signed_in()?.person;
    let own = complaints::Entity::find_by_id(complaint).filter(complaints::Column::PersonId.eq(person));
    own.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

/// What happened so far, the oldest first.
pub(super) async fn made<C: ConnectionTrait>(db: &C, complaint: Uuid) -> Result<Vec<Made>, Fault> {
    let steps = complaint_steps::Entity::find().filter(complaint_steps::Column::ComplaintId.eq(complaint));
    ordered(steps.all(db).await?)
}

fn ordered(rows: Vec<complaint_steps::Model>) -> Result<Vec<Made>, Fault> {
    let mut made = rows.into_iter().map(Made::try_from).collect::<Result<Vec<_>, _>>()?;
    made.sort_by_key(|one| one.step);
    Ok(made)
}

async fn lines<C: ConnectionTrait>(db: &C, rows: Vec<complaints::Model>) -> Result<Vec<ComplaintLine>, Fault> {
    let ids = rows.iter().map(|row| row.id);
    let steps = complaint_steps::Entity::find().filter(complaint_steps::Column::ComplaintId.is_in(ids)).all(db).await?;
    let mut of: HashMap<Uuid, Vec<complaint_steps::Model>> = HashMap::new();
    for step in steps {
        of.entry(step.complaint_id).or_default().push(step);
    }
    let exams =
        exams::Entity::find().filter(exams::Column::Id.is_in(rows.iter().map(|row| row.exam_id))).all(db).await?;
    let titles: HashMap<Uuid, String> = exams.into_iter().map(|row| (row.id, row.title)).collect();
    let named = people::Entity::find().filter(people::Column::Id.is_in(rows.iter().map(|row| row.person_id))).all(db);
    let names: HashMap<Uuid, String> = named.await?.into_iter().map(|row| (row.id, row.name)).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let made = ordered(of.remove(&row.id).unwrap_or_default())?;
        let last = made.last().ok_or_else(|| Fault::internal("a complaint that nobody filed"))?;
        lines.push(ComplaintLine {
            id: row.id,
            exam_title: titles.get(&row.exam_id).cloned().unwrap_or_default(),
            name: names.get(&row.person_id).cloned().unwrap_or_default(),
            about: About::of_slot(u16::try_from(row.slot).map_err(Fault::internal)?),
            filed_at: Instant(row.filed_at),
            step: last.step,
            verdict: last.verdict,
            due: last.due,
        });
    }
    Ok(lines)
}

impl TryFrom<complaint_steps::Model> for Made {
    type Error = Fault;

    fn try_from(row: complaint_steps::Model) -> Result<Self, Fault> {
        let unknown = || Fault::internal("a step that nobody knows");
        let day = row.due_day.as_deref().map(|day| Day::parse(day).ok_or_else(unknown)).transpose()?;
        let due = |day| if row.due_provisional == 1 { Due::Provisional(day) } else { Due::Fixed(day) };
        Ok(Self {
            step: Step::parse(&row.step).ok_or_else(unknown)?,
            verdict: row.verdict.as_deref().map(|code| Verdict::parse(code).ok_or_else(unknown)).transpose()?,
            account: row.account_id,
            at: Instant(row.at),
            due: day.map(due),
            words: row.words,
        })
    }
}
