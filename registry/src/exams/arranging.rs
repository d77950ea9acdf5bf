//! How is a draft arranged beyond its paper: late policy, review, practice before, lockdown browser? And who gets more
//! time, before and during the exam?

use question_bank::{Blueprint, Kind};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::conduct::Conduct;
use super::lockdown::{Allowed, config_key, settings, settings_file};
use super::rooms::notices::{To, later_by, tell_extra_time};
use super::rooms::{check_not_oneself, reason};
use super::setup::{room_name, with_roster};
use super::{ExamKind, Late, Policy, Review, events};
use crate::entity::{attempts, exam_roster, exams, people};
use crate::fault::refuse_unless_empty;
use crate::instant::MINUTE_MS;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// What the form says. `public_url` is the site as browsers reach it; without one there is no lockdown browser.
#[derive(Clone, Debug)]
pub struct Arrangement {
    pub late: Late,
    pub review: Review,
    pub practice: Option<Uuid>,
    pub lockdown: Option<Allowed>,
    pub public_url: Option<String>,
    pub conduct: Conduct,
}

const GRACE_MS: std::ops::RangeInclusive<i64> = MINUTE_MS..=60 * MINUTE_MS;

/// Arranges a draft; publishing freezes it.
pub async fn arrange(ctx: &Ctx, exam: Uuid, new: &Arrangement) -> Result<(), Fault> {
    let row = with_roster(ctx, exam).await?;
    let kind = ExamKind::parse(&row.kind).ok_or_else(|| Fault::internal("unknown kind of exam"))?;
    refuse_unless_empty(mistakes(new, kind))?;
    if let Some(practice) = new.practice {
        check_practice(ctx, practice).await?;
    }
    let policy: Policy = serde_json::from_str(&row.policy)?;
    let arranged = Policy { late: new.late, review: Some(new.review), conduct: new.conduct.clone(), ..policy };
    refuse_unless_empty(beyond_reach(&serde_json::from_str(&row.blueprint)?, &new.conduct))?;
    let policy = serde_json::to_string(&arranged)?;
    let (lockdown, key) = match (new.lockdown, &new.public_url) {
        (Some(allowed), Some(url)) => {
            let key = config_key(&settings(url, &exam.to_string(), allowed));
            (Some(serde_json::to_string(&allowed)?), Some(key))
        }
        _ => (None, None),
    };
    crate::transact!(ctx, |tx| {
        let arranged = exams::Entity::update_many()
            .col_expr(exams::Column::Policy, Expr::value(policy.clone()))
            .col_expr(exams::Column::PracticeExam, Expr::value(new.practice))
            .col_expr(exams::Column::Lockdown, Expr::value(lockdown.clone()))
            .col_expr(exams::Column::ConfigKey, Expr::value(key.clone()))
            .filter(exams::Column::Id.eq(exam))
            .filter(exams::Column::State.eq("draft"))
            .exec(tx)
            .await?;
        if arranged.rows_affected == 0 {
            return Err(Refusal::new("exams.already_published").into());
        }
        let facts = json!({
            "late": new.late, "review": new.review, "practice": new.practice, "lockdown": new.lockdown,
            "conduct": new.conduct,
        });
        audit::record(tx, ctx, "arrange", ("exam", exam), facts).await
    })
}

fn mistakes(new: &Arrangement, kind: ExamKind) -> Vec<Refusal> {
    let wrong = [
        (
            matches!(new.late, Late::Grace { span_ms } if !GRACE_MS.contains(&span_ms)),
            Refusal::on("grace_minutes", "exams.grace_range"),
        ),
        (new.late == Late::Abandon && kind != ExamKind::Practice, Refusal::on("late", "exams.abandon_practice_only")),
        (new.review == Review::AtOnce && kind.is_official(), Refusal::on("review", "exams.review_official")),
        (new.lockdown.is_some() && new.public_url.is_none(), Refusal::on("lockdown", "exams.lockdown_needs_address")),
    ];
    wrong.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, refusal)| refusal).collect()
}

/// Demands that no paper of this blueprint can meet.
fn beyond_reach(blueprint: &Blueprint, conduct: &Conduct) -> Vec<Refusal> {
    let full = |section: Kind| -> u64 {
        let cells = blueprint.cells.iter().filter(|cell| cell.kind == section);
        cells.map(|cell| u64::from(cell.count) * u64::from(cell.score)).sum()
    };
    let sections = conduct.demands.sections.iter().filter(|one| u64::from(one.score) > full(one.section));
    let too_much = sections.map(|one| {
        let field = match one.section {
            Kind::Single => "minimum_single",
            Kind::Multiple => "minimum_multiple",
            Kind::TrueFalse => "minimum_true_false",
            Kind::Case => "minimum_case",
        };
        let refusal = Refusal::on(field, "exams.minimum_unreachable");
        refusal.with("kind", one.section.code()).with("full", full(one.section) / 100)
    });
    let points = conduct.demands.every_right.iter();
    let absent = points.filter(|point| !blueprint.cells.iter().any(|cell| cell.point == **point));
    too_much
        .chain(absent.map(|point| Refusal::on("every_right", "exams.point_absent").with("point", point.code())))
        .collect()
}

async fn check_practice(ctx: &Ctx, practice: Uuid) -> Result<(), Fault> {
    let found = mocks(ctx).await?.into_iter().any(|(id, _)| id == practice);
    if found { Ok(()) } else { Err(Refusal::on("practice", "exams.practice_unknown").into()) }
}

/// The mock exams that can be practised with, by id and title.
pub async fn mocks(ctx: &Ctx) -> Result<Vec<(Uuid, String)>, Fault> {
    require(ctx, Verb::View, Object::ExamSetUp)?;
    let rows = exams::Entity::find()
        .filter(exams::Column::State.eq("published"))
        .filter(exams::Column::Kind.eq("mock"))
        .filter(exams::Column::Entry.eq("open"))
        .order_by_desc(exams::Column::OpensAt)
        .all(ctx.db.reader())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

/// The settings file of an exam that asks for the lockdown browser.
pub async fn seb_file(ctx: &Ctx, exam: Uuid, public_url: &str) -> Result<String, Fault> {
    let view = super::list::get(ctx, exam).await?;
    let allowed = view.lockdown.ok_or(Fault::NotFound)?;
    Ok(settings_file(&settings(public_url, &exam.to_string(), allowed)))
}

/// Changes somebody's extra time, before and during the exam. Of an open exam the person comes onto the roster so; an
/// attempt that runs gets what is added, is told so, and is never made shorter.
pub async fn change_extra_time(ctx: &Ctx, exam: Uuid, person: Uuid, minutes: i64, why: &str) -> Result<(), Fault> {
    with_roster(ctx, exam).await?;
    check_not_oneself(ctx, person)?;
    if !(0..=240).contains(&minutes) {
        return Err(Refusal::on("extra_minutes", "exams.extra_time_range").into());
    }
    let why = why.trim();
    if why.is_empty() {
        return Err(Refusal::on("extra_reason", "exams.extra_time_reason").into());
    }
    crate::transact!(ctx, |tx| {
        let place = place(tx, ctx, exam, person).await?;
        let before_ms = place.extra_ms;
        let changed = exam_roster::ActiveModel {
            extra_ms: Set(minutes * MINUTE_MS),
            extra_reason: Set(Some(why.to_owned())),
            ..place.into()
        };
        exam_roster::Entity::update(changed).exec(tx).await?;
        move_running(tx, ctx, (exam, person), minutes - before_ms / MINUTE_MS, why).await?;
        let facts = json!({ "person": person, "extraMinutes": minutes, "before": before_ms / MINUTE_MS });
        audit::record(tx, ctx, "change_extra_time", ("exam", exam), facts).await
    })
}

/// Changes the room in which somebody sits, before and during the exam; nothing typed is none.
pub async fn change_room(ctx: &Ctx, exam: Uuid, person: Uuid, room: &str) -> Result<(), Fault> {
    with_roster(ctx, exam).await?;
    check_not_oneself(ctx, person)?;
    let room = room_name(room)?;
    crate::transact!(ctx, |tx| {
        let place = place(tx, ctx, exam, person).await?;
        let before = place.room.clone();
        exam_roster::Entity::update(exam_roster::ActiveModel { room: Set(room.clone()), ..place.into() })
            .exec(tx)
            .await?;
        let facts = json!({ "person": person, "room": room, "before": before });
        audit::record(tx, ctx, "change_room", ("exam", exam), facts).await
    })
}

/// Which browser somebody sits the exam in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lockdown {
    Required,
    /// For this person alone: a screen reader that the lockdown browser does not carry, a machine that does not run it.
    Waived,
}

/// Waives the lockdown browser for one person of an exam that asks for it, or asks for it again. A waiver counts at
/// once, also for the attempt that runs; what is asked for again counts from the next attempt on.
pub async fn change_lockdown(ctx: &Ctx, exam: Uuid, person: Uuid, lockdown: Lockdown, why: &str) -> Result<(), Fault> {
    if with_roster(ctx, exam).await?.lockdown.is_none() {
        return Err(Refusal::new("exams.no_lockdown").into());
    }
    check_not_oneself(ctx, person)?;
    let why = reason(why).map_err(|_| Refusal::on("lockdown_reason", "exams.lockdown_reason"))?;
    let is_waived = lockdown == Lockdown::Waived;
    crate::transact!(ctx, |tx| {
        let place = place(tx, ctx, exam, person).await?;
        let changed = exam_roster::ActiveModel {
            without_lockdown: Set(i32::from(is_waived)),
            lockdown_reason: Set(Some(why.clone())),
            ..place.into()
        };
        exam_roster::Entity::update(changed).exec(tx).await?;
        if is_waived {
            let_out(tx, ctx, exam, person).await?;
        }
        let facts = json!({ "person": person, "waived": is_waived });
        audit::record(tx, ctx, "change_lockdown", ("exam", exam), facts).await
    })
}

/// The person's line of the roster; of an open exam it is made here.
async fn place(
    tx: &sea_orm::DatabaseTransaction,
    ctx: &Ctx,
    exam: Uuid,
    person: Uuid,
) -> Result<exam_roster::Model, Fault> {
    if let Some(known) = exam_roster::Entity::find_by_id((exam, person)).one(tx).await? {
        return Ok(known);
    }
    people::Entity::find_by_id(person).one(tx).await?.ok_or(Fault::NotFound)?;
    let place = exam_roster::Model {
        exam_id: exam,
        person_id: person,
        extra_ms: 0,
        extra_reason: None,
        added_by: ctx.signed_in().ok().map(|who| who.account),
        added_at: ctx.now().0,
        without_lockdown: 0,
        lockdown_reason: None,
        room: None,
    };
    exam_roster::Entity::insert(exam_roster::ActiveModel::from(place.clone())).exec_without_returning(tx).await?;
    Ok(place)
}

async fn move_running(
    tx: &sea_orm::DatabaseTransaction,
    ctx: &Ctx,
    (exam, person): (Uuid, Uuid),
    added_minutes: i64,
    why: &str,
) -> Result<(), Fault> {
    let Some(running) = live(tx, exam, person).await?.filter(|_| added_minutes != 0) else { return Ok(()) };
    if added_minutes < 0 {
        return Err(Refusal::on("extra_minutes", "exams.extra_time_shorter").into());
    }
    if later_by(tx, ctx.now(), exam, To::One(running.id), added_minutes * MINUTE_MS).await? > 0 {
        tell_extra_time(tx, ctx, exam, running.id, added_minutes, why).await?;
    }
    Ok(())
}

/// Lets the attempt that runs go on in any browser.
async fn let_out(tx: &sea_orm::DatabaseTransaction, ctx: &Ctx, exam: Uuid, person: Uuid) -> Result<(), Fault> {
    let Some(running) = live(tx, exam, person).await? else { return Ok(()) };
    attempts::Entity::update_many()
        .col_expr(attempts::Column::ConfigKey, Expr::value(Option::<String>::None))
        .col_expr(attempts::Column::LockedAt, Expr::value(Option::<i64>::None))
        .filter(attempts::Column::Id.eq(running.id))
        .filter(attempts::Column::State.eq("open"))
        .exec(tx)
        .await?;
    // one that was waived before has nothing new to tell
    match running.config_key {
        Some(_) => events::note(tx, ctx, running.id, "lockdown_waived", json!({})).await,
        None => Ok(()),
    }
}

async fn live(tx: &sea_orm::DatabaseTransaction, exam: Uuid, person: Uuid) -> Result<Option<attempts::Model>, Fault> {
    Ok(attempts::Entity::find()
        .filter(attempts::Column::ExamId.eq(exam))
        .filter(attempts::Column::PersonId.eq(person))
        .filter(attempts::Column::State.eq("open"))
        .one(tx)
        .await?)
}
