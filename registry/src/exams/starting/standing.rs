//! On what is a start decided? The exam with the person's place in it, and the person's attempts: one statement each.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use crate::courses::store;
use crate::entity::{
    attempts, certificates, course_completions, courses, exam_openings, exam_roster, exams, recertifications, results,
};
use crate::exams::conduct::Begins;
use crate::exams::finishing::{has_run_out, time_out};
use crate::exams::{Earlier, Entry, Policy, Standing};
use crate::{Ctx, Fault, Instant};

/// A published exam, and what it has to do with one person.
#[derive(FromQueryResult)]
pub(super) struct Asked {
    #[sea_orm(nested)]
    pub exam: exams::Model,
    /// `None` when the person is not on the roster.
    extra_ms: Option<i64>,
    without_lockdown: Option<i32>,
    is_certified: bool,
    awaits_approval: bool,
    /// Since when whoever looks after the room lets people begin.
    opened_at: Option<i64>,
    /// Of a course whose hours became full once.
    credited_minutes: Option<i64>,
    required_minutes: Option<i64>,
}

/// An attempt that runs, or an earlier one at the exam.
#[derive(FromQueryResult)]
pub(super) struct OwnAttempt {
    pub id: Uuid,
    pub exam_id: Uuid,
    state: String,
    deadline_at: i64,
    finished_at: Option<i64>,
    next_check_at: Option<i64>,
    paused_at: Option<i64>,
    outcome: Option<String>,
}

impl Asked {
    /// Not found unless this person may sit it: published, and open or with the person on its roster.
    pub async fn find(ctx: &Ctx, exam: Uuid, person: Uuid) -> Result<Self, Fault> {
        let place = exams::Entity::belongs_to(exam_roster::Entity)
            .from(exams::Column::Id)
            .to(exam_roster::Column::ExamId)
            .on_condition(move |_, _| Condition::all().add(exam_roster::Column::PersonId.eq(person)));
        let opening =
            exams::Entity::belongs_to(exam_openings::Entity).from(exams::Column::Id).to(exam_openings::Column::ExamId);
        let course = exams::Entity::belongs_to(courses::Entity).from(exams::Column::CourseId).to(courses::Column::Id);
        let full = courses::Entity::belongs_to(course_completions::Entity)
            .from(courses::Column::Slug)
            .to(course_completions::Column::Slug)
            .on_condition(move |_, _| Condition::all().add(course_completions::Column::PersonId.eq(person)));
        let asked = exams::Entity::find_by_id(exam)
            .column(exam_roster::Column::ExtraMs)
            .column(exam_roster::Column::WithoutLockdown)
            .expr_as(Expr::exists(standing_certificate(person)), "is_certified")
            .expr_as(Expr::exists(revoked_for_good(person)), "awaits_approval")
            .column(exam_openings::Column::OpenedAt)
            .column(course_completions::Column::CreditedMinutes)
            .column(course_completions::Column::RequiredMinutes)
            .join(JoinType::LeftJoin, place.into())
            .join(JoinType::LeftJoin, opening.into())
            .join(JoinType::LeftJoin, course.into())
            .join(JoinType::LeftJoin, full.into())
            .filter(exams::Column::State.eq("published"))
            .into_model::<Self>()
            .one(ctx.db.reader())
            .await?
            .ok_or(Fault::NotFound)?;
        let is_let_in = asked.exam.entry == Entry::Open.code() || asked.extra_ms.is_some();
        if is_let_in { Ok(asked) } else { Err(Fault::NotFound) }
    }

    pub fn extra_ms(&self) -> i64 {
        self.extra_ms.unwrap_or(0)
    }

    /// The key that the browser has to have, unless the person is excused.
    pub fn config_key(&self) -> Option<String> {
        self.exam.config_key.clone().filter(|_| self.without_lockdown.unwrap_or(0) == 0)
    }

    /// `earlier` as [`earlier`] gives it.
    pub async fn standing(&self, ctx: &Ctx, person: Uuid, earlier: Vec<Earlier>) -> Result<Standing, Fault> {
        let study_minutes = match (self.exam.course_id, self.credited_minutes.zip(self.required_minutes)) {
            (None, _) => None,
            (Some(_), Some(full)) => Some(full),
            (Some(course), None) => {
                let hours = store::hours(ctx, person, course).await?;
                Some((hours.credited_minutes, hours.required_minutes))
            }
        };
        let conduct = serde_json::from_str::<Policy>(&self.exam.policy)?.conduct;
        // late entry counts from when one could begin
        let opens_at = Ord::max(self.opened_at.unwrap_or(self.exam.opens_at), self.exam.opens_at);
        Ok(Standing {
            opens_at: Instant(opens_at),
            awaits_command: conduct.begins == Begins::OnCommand && self.opened_at.is_none(),
            is_inside: conduct.admits(ctx.address),
            closes_at: Instant(self.exam.closes_at),
            study_minutes,
            holds_valid_certificate: self.is_certified,
            awaits_approval: self.awaits_approval,
            earlier,
        })
    }
}

fn standing_certificate(person: Uuid) -> SelectStatement {
    own_of_office(person).filter(certificates::Column::Status.is_in(["valid", "suspended"])).into_query()
}

/// Revoked, and no office approved a new one.
fn revoked_for_good(person: Uuid) -> SelectStatement {
    let approval = recertifications::Entity::find()
        .select_only()
        .column(recertifications::Column::CertificateId)
        .filter(
            Expr::col((recertifications::Entity, recertifications::Column::CertificateId))
                .eq(Expr::col((certificates::Entity, certificates::Column::Id))),
        )
        .into_query();
    let revoked = own_of_office(person).filter(certificates::Column::Status.eq("revoked"));
    revoked.filter(Expr::exists(approval).not()).into_query()
}

/// What the office of the exam gave this person.
fn own_of_office(person: Uuid) -> sea_orm::Select<certificates::Entity> {
    certificates::Entity::find()
        .select_only()
        .column(certificates::Column::Id)
        .filter(certificates::Column::PersonId.eq(person))
        .filter(
            Expr::col((certificates::Entity, certificates::Column::OfficeId))
                .eq(Expr::col((exams::Entity, exams::Column::OfficeId))),
        )
}

/// The attempts of this person that matter to a start, the oldest first. One whose time is over is ended on the way.
pub(super) async fn own_attempts(ctx: &Ctx, exam: Uuid, person: Uuid) -> Result<Vec<OwnAttempt>, Fault> {
    let own = read(ctx, exam, person).await?;
    let over = own.iter().find(|one| one.is_open() && has_run_out(one.paused_at, one.next_check_at, ctx.now()));
    match over {
        Some(over) => {
            time_out(ctx, over.id).await?;
            read(ctx, exam, person).await
        }
        None => Ok(own),
    }
}

async fn read(ctx: &Ctx, exam: Uuid, person: Uuid) -> Result<Vec<OwnAttempt>, Fault> {
    let result =
        attempts::Entity::belongs_to(results::Entity).from(attempts::Column::Id).to(results::Column::AttemptId);
    let matters = Condition::any().add(attempts::Column::ExamId.eq(exam)).add(attempts::Column::State.eq("open"));
    let rows = attempts::Entity::find()
        .select_only()
        .columns([
            attempts::Column::Id,
            attempts::Column::ExamId,
            attempts::Column::State,
            attempts::Column::DeadlineAt,
            attempts::Column::FinishedAt,
            attempts::Column::NextCheckAt,
            attempts::Column::PausedAt,
        ])
        .column(results::Column::Outcome)
        .join(JoinType::LeftJoin, result.into())
        .filter(attempts::Column::PersonId.eq(person))
        .filter(matters)
        .order_by_asc(attempts::Column::Ordinal)
        .into_model::<OwnAttempt>()
        .all(ctx.db.reader())
        .await?;
    Ok(rows)
}

impl OwnAttempt {
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// The ended attempts at the exam, oldest first.
pub(super) fn earlier(own: &[OwnAttempt], exam: Uuid) -> Vec<Earlier> {
    let ended = own.iter().filter(|one| one.exam_id == exam && !one.is_open());
    ended
        .map(|one| Earlier {
            finished_at: Instant(one.finished_at.unwrap_or(one.deadline_at)),
            // a void attempt was used, and passed nothing
            passed: one.state == "finished" && one.outcome.as_deref() == Some("passed"),
        })
        .collect()
}
