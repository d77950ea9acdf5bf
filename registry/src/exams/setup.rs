//! How does an office set an exam up and publish it? Publishing freezes rules, draw candidates and seed; no window opens
//! before it.

use std::sync::Arc;

use question_bank::blueprint::{Aim, BlueprintFault};
use question_bank::{Blueprint, PoolQuestion, assemble};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::conduct::Conduct;
pub use super::reach::own_kinds;
use super::reach::{check_publishes, check_sets_up, exam_within, may_admit};
use super::rooms::check_not_oneself;
use super::{Entry, ExamKind, Late, Policy, Review, proof};
use crate::entity::{areas, exam_pools, exam_roster, exams, offices, people};
use crate::fault::refuse_unless_empty;
use crate::frozen::Draw;
use crate::people::IdNumber;
use crate::people::store::find_account_holder;
use crate::permissions::{Object, Verb, require};
use crate::questions::library;
use crate::rulepacks::{self, Rules};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit};

/// The parameters that an exam takes over from the rule pack.
pub const PARAMETERS: [&str; 8] = [
    "exam.minutes",
    "exam.pass_score",
    "exam.attempts",
    "exam.resit_wait",
    "exam.receive_grace",
    "exam.late_entry",
    "exam.review_after_window",
    "bank.allow_secondary",
];

/// What the set-up form says.
#[derive(Clone, Debug)]
pub struct NewExam {
    pub title: String,
    pub kind: ExamKind,
    pub entry: Entry,
    pub office: Uuid,
    pub course: Option<Uuid>,
    pub opens_at: Instant,
    pub closes_at: Instant,
    pub session: Session,
    pub blueprint: Blueprint,
}

/// Whether entry closes soon after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    /// Begin whenever the window is open.
    AnyTime,
    /// A fixed session: late entry closes after `exam.late_entry`.
    Fixed,
}

/// Stores a draft; a draft whose blueprint the bank cannot fill is refused cell by cell when it is published.
pub async fn create(ctx: &Ctx, new: &NewExam) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::ExamSetUp)?;
    check_sets_up(ctx, new.office, new.kind).await?;
    let (policy, sources) = policy(ctx, new.kind, new.office, new.opens_at, new.session).await?;
    store_draft(ctx, new, &policy, sources).await
}

/// Stores a draft with these rules; `sources` says which pack each came from.
pub(super) async fn store_draft(ctx: &Ctx, new: &NewExam, policy: &Policy, sources: String) -> Result<Uuid, Fault> {
    check_form(new, ctx.now())?;
    let (id, seed) = (ctx.new_id(), ctx.random.array::<32>());
    let row = exams::Model {
        id,
        title: new.title.trim().to_owned(),
        kind: new.kind.code().to_owned(),
        state: "draft".into(),
        entry: new.entry.code().to_owned(),
        office_id: new.office,
        course_id: new.course,
        opens_at: new.opens_at.0,
        closes_at: new.closes_at.0,
        blueprint: serde_json::to_string(&new.blueprint)?,
        policy: serde_json::to_string(policy)?,
        rule_pack: sources,
        seed_sealed: ctx.vault.seal(ctx.random.as_ref(), "exams.seed", &seed)?,
        created_by: ctx.signed_in().ok().map(|who| who.account),
        created_at: ctx.now().0,
        published_at: None,
        practice_exam: None,
        lockdown: None,
        config_key: None,
        pool_version: 1,
    };
    crate::transact!(ctx, |tx| {
        exams::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "create", ("exam", id), json!({ "kind": new.kind.code() })).await
    })?;
    Ok(id)
}

fn check_form(new: &NewExam, now: Instant) -> Result<(), Fault> {
    let mut reasons = Vec::new();
    let length = new.title.trim().chars().count();
    if !(2..=80).contains(&length) {
        reasons.push(Refusal::on("title", "exams.title_length"));
    }
    if new.closes_at <= new.opens_at {
        reasons.push(Refusal::on("closes_at", "exams.window_backwards"));
    } else if new.closes_at <= now {
        reasons.push(Refusal::on("closes_at", "exams.window_past"));
    }
    reasons.extend(missing_course(new.kind, new.course));
    let aim = if new.kind == ExamKind::Certification { Aim::Certification } else { Aim::Other };
    if let Err(fault) = new.blueprint.validate(aim) {
        reasons.push(blueprint_refusal(&fault));
    }
    refuse_unless_empty(reasons)
}

/// A certificate says that the required hours were studied: without a course nobody could know.
fn missing_course(kind: ExamKind, course: Option<Uuid>) -> Option<Refusal> {
    let is_missing = kind == ExamKind::Certification && course.is_none();
    is_missing.then(|| Refusal::on("course", "exams.course_missing"))
}

fn blueprint_refusal(fault: &BlueprintFault) -> Refusal {
    let field = "blueprint";
    match fault {
        BlueprintFault::Lacks(points) => {
            let codes: Vec<&str> = points.iter().map(|point| point.code()).collect();
            Refusal::on(field, "exams.blueprint_lacks").with("points", codes.join(","))
        }
        BlueprintFault::Total(total) => Refusal::on(field, "exams.blueprint_total").with("total", total / 100),
        _ => Refusal::on(field, "exams.blueprint_unsound"),
    }
}

/// The policy from the rules in force for the office's area on the day the window opens, which is not past.
async fn policy(
    ctx: &Ctx,
    kind: ExamKind,
    office: Uuid,
    opens_at: Instant,
    session: Session,
) -> Result<(Policy, String), Fault> {
    let office = offices::Entity::find_by_id(office).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let rules = rulepacks::store::in_force(ctx, &office.area, opens_at.max(ctx.now()).day()).await?;
    let late_entry_ms = match session {
        Session::AnyTime => None,
        Session::Fixed => Some(rules.span_ms("exam.late_entry")?),
    };
    // whoever practises learns at once what was wrong
    let review = (!kind.is_official()).then_some(Review::AtOnce);
    Ok((Policy { review, ..policy_of(&rules, late_entry_ms)? }, rules.sources(&PARAMETERS)))
}

/// A draft as it would be published now: with the rules that are in force by now, what was arranged for it, and a window
/// that does not open before. A mock keeps the rules that it took over from its exam.
pub(super) async fn as_published_now(ctx: &Ctx, draft: exams::Model) -> Result<exams::Model, Fault> {
    let kind = ExamKind::parse(&draft.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let (now, is_over) = (ctx.now(), draft.closes_at <= ctx.now().0);
    let opens_at = if is_over { Instant(draft.opens_at) } else { Instant(draft.opens_at).max(now) };
    let draft = exams::Model { opens_at: opens_at.0, ..draft };
    if !kind.is_official() {
        return Ok(draft);
    }
    let arranged: Policy = serde_json::from_str(&draft.policy)?;
    let session = if arranged.late_entry_ms.is_some() { Session::Fixed } else { Session::AnyTime };
    let (rules, rule_pack) = policy(ctx, kind, draft.office_id, opens_at, session).await?;
    let policy = Policy { late: arranged.late, review: arranged.review, conduct: arranged.conduct, ..rules };
    Ok(exams::Model { policy: serde_json::to_string(&policy)?, rule_pack, ..draft })
}

fn policy_of(rules: &Rules, late_entry_ms: Option<i64>) -> Result<Policy, Fault> {
    let small = |name| rules.integer(name).and_then(|value| u32::try_from(value).map_err(Fault::internal));
    Ok(Policy {
        limit_ms: rules.integer("exam.minutes")? * crate::instant::MINUTE_MS,
        pass_score: small("exam.pass_score")? * 100,
        attempts: small("exam.attempts")?,
        resit_wait_ms: rules.span_ms("exam.resit_wait")?,
        receive_grace_ms: rules.span_ms("exam.receive_grace")?,
        late_entry_ms,
        review_after_window: rules.is_on("exam.review_after_window")?,
        hold_without_identity: rules.is_on("certificate.hold_without_identity")?,
        allow_secondary: rules.is_on("bank.allow_secondary")?,
        late: Late::default(),
        review: None,
        conduct: Conduct::default(),
    })
}

/// Publishes a draft: rules and pool are those of now and frozen, and a blueprint that the pool cannot fill is refused
/// with every short cell. For a certification this is the issuer's approval of what somebody else drafted.
pub async fn publish(ctx: &Ctx, exam: Uuid) -> Result<(), Fault> {
    let row = exam_within(ctx, Verb::View, Object::ExamSetUp, exam).await?;
    check_publishes(ctx, &row)?;
    check_draft(ctx, &row)?;
    let row = as_published_now(ctx, row).await?;
    let policy: Policy = serde_json::from_str(&row.policy)?;
    let blueprint: Blueprint = serde_json::from_str(&row.blueprint)?;
    let kind = ExamKind::parse(&row.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let pool = crate::transact!(ctx, |tx| {
        // first, so that whoever changes the bank meanwhile and puts published pools right takes turns with it
        let changed = exams::Entity::update_many()
            .col_expr(exams::Column::State, Expr::value("published"))
            .col_expr(exams::Column::PublishedAt, Expr::value(ctx.now().0))
            .col_expr(exams::Column::OpensAt, Expr::value(row.opens_at))
            .col_expr(exams::Column::Policy, Expr::value(row.policy.clone()))
            .col_expr(exams::Column::RulePack, Expr::value(row.rule_pack.clone()))
            .filter(exams::Column::Id.eq(exam))
            .filter(exams::Column::State.eq("draft"))
            .exec(tx)
            .await?;
        if changed.rows_affected == 0 {
            return Err(Refusal::new("exams.already_published").into());
        }
        let pool = library::pool(tx, kind.draws(), policy.secondary()).await?;
        check_fills(&blueprint, &pool)?;
        let stored = exam_pools::Model { exam_id: exam, pool: serde_json::to_string(&pool)? };
        exam_pools::Entity::insert(stored.into_active_model()).exec_without_returning(tx).await?;
        let committed = proof::commit(tx, ctx, &row, &pool).await?;
        let facts = json!({ "rulePack": row.rule_pack, "commitment": committed.to_string() });
        audit::record(tx, ctx, "publish", ("exam", exam), facts).await?;
        Ok(pool)
    })?;
    // the first start asks no more of the database than the others
    ctx.db.frozen().keep_draw(exam, Arc::new(Draw { version: row.pool_version, blueprint, pool }));
    Ok(())
}

/// Whether there is enough to draw from; every short cell is named.
fn check_fills(blueprint: &Blueprint, pool: &[PoolQuestion]) -> Result<(), Fault> {
    let Err(shortage) = assemble(blueprint, pool, &[0; 32]) else { return Ok(()) };
    let reasons = shortage.cells.iter().map(|short| {
        Refusal::on("blueprint", "exams.cell_short")
            .with("point", short.cell.point.code())
            .with("kind", short.cell.kind.code())
            .with("difficulty", short.cell.difficulty.code())
            .with("needed", short.cell.count)
            .with("available", short.available)
    });
    Err(Fault::Refused(reasons.collect()))
}

/// What a draft may lack by the time at which it is published: it may be older than the rule, or its window over.
fn check_draft(ctx: &Ctx, draft: &exams::Model) -> Result<(), Fault> {
    if draft.state != "draft" {
        return Err(Refusal::new("exams.already_published").into());
    }
    let kind = ExamKind::parse(&draft.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    let is_over = draft.closes_at <= ctx.now().0;
    let over = is_over.then(|| Refusal::on("closes_at", "exams.draft_window_past"));
    refuse_unless_empty(missing_course(kind, draft.course_id).into_iter().chain(over).collect())
}

/// The exam, when this actor keeps its roster.
pub(super) async fn with_roster(ctx: &Ctx, exam: Uuid) -> Result<exams::Model, Fault> {
    let row = exam_within(ctx, Verb::View, Object::ExamSetUp, exam).await?;
    require(ctx, Verb::Edit, Object::ExamSetUp)?;
    if may_admit(ctx, &row).await? { Ok(row) } else { Err(Fault::Forbidden) }
}

/// Puts whoever has this identity number on the roster. Only the whole number finds an account, so that nobody can be
/// looked for, whosever person record the office may see.
pub async fn admit_by_number(
    ctx: &Ctx,
    exam: Uuid,
    number: &str,
    extra_minutes: i64,
    reason: Option<&str>,
    room: Option<&str>,
) -> Result<(), Fault> {
    with_roster(ctx, exam).await?;
    let number =
        IdNumber::parse(number, ctx.now().day()).map_err(|_| Refusal::on("people", "exams.person_line_unreadable"))?;
    let person = find_account_holder(ctx.db.reader(), ctx, &number).await?;
    let person = person.ok_or_else(|| Refusal::on("people", "exams.person_unknown"))?;
    admit(ctx, exam, person.id, (extra_minutes, reason), room).await
}

/// Puts a person on the roster, with extra time and its reason where there is any, and with the room where there are several.
pub async fn admit(
    ctx: &Ctx,
    exam: Uuid,
    person: Uuid,
    (extra_minutes, reason): (i64, Option<&str>),
    room: Option<&str>,
) -> Result<(), Fault> {
    with_roster(ctx, exam).await?;
    check_not_oneself(ctx, person)?;
    if !(0..=240).contains(&extra_minutes) {
        return Err(Refusal::on("extra_minutes", "exams.extra_time_range").into());
    }
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    if extra_minutes > 0 && reason.is_none() {
        return Err(Refusal::on("extra_reason", "exams.extra_time_reason").into());
    }
    let room = room.map_or(Ok(None), room_name)?;
    people::Entity::find_by_id(person).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let row = exam_roster::ActiveModel {
        exam_id: Set(exam),
        person_id: Set(person),
        extra_ms: Set(extra_minutes * crate::instant::MINUTE_MS),
        extra_reason: Set(reason.map(str::to_owned)),
        added_by: Set(ctx.signed_in().ok().map(|who| who.account)),
        added_at: Set(ctx.now().0),
        without_lockdown: Set(0),
        lockdown_reason: Set(None),
        room: Set(room),
    };
    crate::transact!(ctx, |tx| {
        exam_roster::Entity::insert(row.clone())
            .exec_without_returning(tx)
            .await
            .map_err(|error| crate::db::unique_or(error, Refusal::on("people", "exams.already_on_roster")))?;
        let facts = json!({ "person": person, "extraMinutes": extra_minutes });
        audit::record(tx, ctx, "admit", ("exam", exam), facts).await
    })
}

/// The name of a room as it was typed; nothing typed is none.
///
/// # Errors
/// When it is longer than 30 characters.
pub(super) fn room_name(typed: &str) -> Result<Option<String>, Fault> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Ok(None),
        1..=30 => Ok(Some(name.to_owned())),
        _ => Err(Refusal::on("room", "exams.room_length").into()),
    }
}

/// The names of areas by code, for forms.
pub async fn areas(ctx: &Ctx, on: Day) -> Result<Vec<(String, String)>, Fault> {
    let rows = areas::Entity::find().all(ctx.db.reader()).await?;
    let day = on.to_string();
    Ok(rows
        .into_iter()
        .filter(|area| area.valid_to.as_ref().is_none_or(|end| *end >= day))
        .map(|area| (area.code, area.name))
        .collect())
}
