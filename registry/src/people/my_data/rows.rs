//! Which rows are about this person? One function per section of the document.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::filed::filed;
use super::{
    Account, Attempt, Bound, Certificate, Complaint, ComplaintStep, Employment, FullView, HeldRole,
    IdentityConfirmation, Moment, OldPaper, Practised, QuestionReport, Session, Study, ToldNotice,
};
use crate::certificates::old::resolving::{self, OldKnown};
use crate::complaints::{self, About};
use crate::courses::credit::{Stretch, watched_ms};
use crate::db::Reader;
use crate::entity::{
    accounts, attempts, certificates, courses, document_views, enterprise_members, enterprises, exams, full_views,
    grants, identity_confirmations, lesson_answers, lesson_progress, lessons, notices, offices, practice_favourites,
    practice_marks, question_reports, quiz_attempts, readings, results, second_factors, sessions, watchings,
};
use crate::filings::store::BindingView;
use crate::filings::{self, Duty};
use crate::instant::MINUTE_MS;
use crate::people::identity::confirmed;
use crate::projects::store::about_person;
use crate::{Ctx, Fault, Instant};

type Found<T> = Result<T, Fault>;

fn at(ms: i64) -> Moment {
    Moment(Instant(ms))
}

pub async fn account(db: &Reader, account: Uuid) -> Found<Account> {
    let row = accounts::Entity::find_by_id(account).one(db).await?.ok_or(Fault::NotFound)?;
    let factor = second_factors::Entity::find()
        .filter(second_factors::Column::AccountId.eq(account))
        .filter(second_factors::Column::EndedAt.is_null())
        .filter(second_factors::Column::ConfirmedAt.is_not_null())
        .one(db)
        .await?;
    Ok(Account {
        made_at: at(row.created_at),
        privacy_notice: row.privacy_notice,
        privacy_accepted_at: at(row.privacy_accepted_at),
        second_factor_since: factor.and_then(|factor| factor.confirmed_at).map(at),
    })
}

pub async fn identity_confirmations(db: &Reader, person: Uuid) -> Found<Vec<IdentityConfirmation>> {
    let rows = identity_confirmations::Entity::find()
        .filter(identity_confirmations::Column::PersonId.eq(person))
        .order_by_asc(identity_confirmations::Column::ConfirmedAt)
        .all(db)
        .await?;
    let offices = office_names(db, rows.iter().filter_map(|row| row.office_id)).await?;
    let enterprises = enterprise_names(db, rows.iter().filter_map(|row| row.enterprise_id)).await?;
    let by = |row: &identity_confirmations::Model| {
        let office = row.office_id.and_then(|id| offices.get(&id));
        office.or(row.enterprise_id.and_then(|id| enterprises.get(&id))).cloned().unwrap_or_default()
    };
    let view = |row: identity_confirmations::Model| IdentityConfirmation {
        by: by(&row),
        at: at(row.confirmed_at),
        document: row.document,
        withdrawn_at: row.withdrawn_at.map(at),
        withdrawn_reason: row.withdrawn_by.and(row.withdrawn_reason),
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn employments(db: &Reader, person: Uuid) -> Found<Vec<Employment>> {
    let rows = enterprise_members::Entity::find()
        .filter(enterprise_members::Column::PersonId.eq(person))
        .order_by_asc(enterprise_members::Column::JoinedAt)
        .all(db)
        .await?;
    let names = enterprise_names(db, rows.iter().map(|row| row.enterprise_id)).await?;
    let view = |row: enterprise_members::Model| Employment {
        enterprise: names.get(&row.enterprise_id).cloned().unwrap_or_default(),
        part: row.part,
        joined_at: at(row.joined_at),
        left_at: row.left_at.map(at),
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn roles(db: &Reader, account: Uuid) -> Found<Vec<HeldRole>> {
    let rows = grants::Entity::find()
        .filter(grants::Column::AccountId.eq(account))
        .order_by_asc(grants::Column::GrantedAt)
        .all(db)
        .await?;
    let names = office_names(db, rows.iter().filter_map(|row| row.office_id)).await?;
    let view = |row: grants::Model| HeldRole {
        role: row.role,
        office: row.office_id.and_then(|id| names.get(&id).cloned()),
        granted_at: at(row.granted_at),
        ended_at: row.ended_at.map(at),
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn study(db: &Reader, person: Uuid) -> Found<Vec<Study>> {
    let rows = lesson_progress::Entity::find()
        .filter(lesson_progress::Column::PersonId.eq(person))
        .order_by_asc(lesson_progress::Column::OpenedAt)
        .all(db)
        .await?;
    let spans = readings::Entity::find().filter(readings::Column::PersonId.eq(person)).all(db).await?;
    let quizzes = quiz_attempts::Entity::find().filter(quiz_attempts::Column::PersonId.eq(person)).all(db).await?;
    let answers = lesson_answers::Entity::find().filter(lesson_answers::Column::PersonId.eq(person)).all(db).await?;
    let ids = rows.iter().map(|row| row.lesson_id);
    let known = lessons::Entity::find().filter(lessons::Column::Id.is_in(ids)).all(db).await?;
    let of_courses = known.iter().map(|lesson| lesson.course_id);
    let courses = courses::Entity::find().filter(courses::Column::Id.is_in(of_courses)).all(db).await?;
    let lessons: HashMap<Uuid, &lessons::Model> = known.iter().map(|row| (row.id, row)).collect();
    let courses: HashMap<Uuid, &courses::Model> = courses.iter().map(|row| (row.id, row)).collect();
    let watched = watchings::Entity::find().filter(watchings::Column::PersonId.eq(person)).all(db).await?;
    let stretches = |lesson: Uuid| {
        let of_lesson = watched.iter().filter(move |row| row.lesson_id == lesson);
        of_lesson.map(|row| Stretch { from_ms: row.from_ms, to_ms: row.to_ms })
    };
    let view = |row: lesson_progress::Model| {
        let lesson = lessons.get(&row.lesson_id)?;
        let read = spans.iter().filter(|span| span.lesson_id == row.lesson_id);
        Some(Study {
            course: courses.get(&lesson.course_id)?.title.clone(),
            lesson: lesson.title.clone(),
            watched_minutes: watched_ms(stretches(row.lesson_id)) / MINUTE_MS,
            read_minutes: read.map(|span| span.to_at - span.from_at).sum::<i64>() / MINUTE_MS,
            opened_at: at(row.opened_at),
            quiz_passed_at: row.quiz_passed_at.map(at),
            quiz_attempts: quizzes.iter().filter(|quiz| quiz.lesson_id == row.lesson_id).count(),
            practice_answers: answers.iter().filter(|answer| answer.lesson_id == row.lesson_id).count(),
        })
    };
    Ok(rows.into_iter().filter_map(view).collect())
}

pub async fn practice(db: &Reader, person: Uuid) -> Found<Vec<Practised>> {
    let rows = practice_marks::Entity::find()
        .filter(practice_marks::Column::PersonId.eq(person))
        .order_by_asc(practice_marks::Column::QuestionId)
        .order_by_asc(practice_marks::Column::Part)
        .all(db)
        .await?;
    let kept =
        practice_favourites::Entity::find().filter(practice_favourites::Column::PersonId.eq(person)).all(db).await?;
    let view = |row: practice_marks::Model| Practised {
        is_favourite: kept.iter().any(|one| one.question_id == row.question_id),
        question: row.question_id,
        part: row.part,
        answered_correctly: row.right_count,
        answered_wrongly: row.wrong_count,
        last_at: at(row.last_at),
        in_error_book_since: row.booked_at.map(at),
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn question_reports(db: &Reader, person: Uuid) -> Found<Vec<QuestionReport>> {
    let rows = question_reports::Entity::find()
        .filter(question_reports::Column::PersonId.eq(person))
        .order_by_asc(question_reports::Column::MadeAt)
        .all(db)
        .await?;
    let view = |row: question_reports::Model| QuestionReport {
        question: row.question_id,
        kind: row.kind,
        words: row.words,
        made_at: at(row.made_at),
        outcome: row.outcome,
        reply: row.answer,
        replied_at: row.answered_at.map(at),
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn attempts(db: &Reader, person: Uuid) -> Found<Vec<Attempt>> {
    let rows = attempts::Entity::find()
        .filter(attempts::Column::PersonId.eq(person))
        .order_by_asc(attempts::Column::StartedAt)
        .all(db)
        .await?;
    let results = results::Entity::find().filter(results::Column::PersonId.eq(person)).all(db).await?;
    let of_exams = rows.iter().map(|row| row.exam_id);
    let exams = exams::Entity::find().filter(exams::Column::Id.is_in(of_exams)).all(db).await?;
    let titles: HashMap<Uuid, String> = exams.into_iter().map(|row| (row.id, row.title)).collect();
    let view = |row: attempts::Model| {
        let result = results.iter().find(|result| result.attempt_id == row.id);
        Attempt {
            exam: titles.get(&row.exam_id).cloned().unwrap_or_default(),
            ordinal: row.ordinal,
            state: row.state,
            started_at: at(row.started_at),
            finished_at: row.finished_at.map(at),
            score: result.map(|result| result.score),
            full_score: result.map(|result| result.full_score),
            outcome: result.map(|result| result.outcome.clone()),
            is_held: result.is_some_and(|result| result.released_at.is_none()),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn complaints(ctx: &Ctx) -> Found<Vec<Complaint>> {
    let mut own = Vec::new();
    for line in complaints::own(ctx).await? {
        let made = complaints::view(ctx, line.id).await?.made;
        let step = |made: complaints::Made| ComplaintStep {
            at: Moment(made.at),
            step: made.step.code(),
            verdict: made.verdict.map(complaints::Verdict::code),
            words: made.words,
        };
        let question = match line.about {
            About::Question(number) => Some(number),
            About::Score | About::Void => None,
        };
        let steps = made.into_iter().map(step).collect();
        own.push(Complaint { exam: line.exam_title, about: line.about.code(), question, steps });
    }
    Ok(own)
}

pub async fn bindings(ctx: &Ctx) -> Found<Vec<Bound>> {
    let own = filings::store::own(ctx).await?;
    let ids: Vec<Uuid> = own.iter().map(|view| view.binding.id).collect();
    let mut filed = filed(ctx, &ids).await?;
    let view = |view: BindingView| {
        let binding = view.binding;
        let (filings, pledges) = filed.remove(&binding.id).unwrap_or_default();
        Bound {
            place: view.project.unwrap_or(view.enterprise),
            level: binding.post.level().code(),
            duty: binding.post.duty().map(Duty::code),
            employment: binding.employment.code(),
            proposed_by: view.proposer.code(),
            experience_years: view.nomination.experience_years,
            employer_statement: view.nomination.statement,
            certificate: view.certificate_number,
            joined: binding.joined.to_string(),
            asked_at: Moment(binding.asked_at),
            confirmed_at: binding.confirmed_at.map(Moment),
            ended_at: binding.ended_at.map(Moment),
            stage: binding.stage().code(),
            filings,
            pledges,
        }
    };
    Ok(own.into_iter().map(view).collect())
}

pub async fn certificates(db: &Reader, person: Uuid) -> Found<Vec<Certificate>> {
    let rows = certificates::Entity::find()
        .filter(certificates::Column::PersonId.eq(person))
        .filter(certificates::Column::Step.eq("issued"))
        .order_by_asc(certificates::Column::IssuedAt)
        .all(db)
        .await?;
    let view = |row: certificates::Model| Certificate {
        number: row.number,
        title: row.title,
        holder_name: row.holder_name,
        issuer: row.issuer_name,
        issued_day: row.issued_day,
        status: row.status,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Only once the identity is confirmed, as on the page of the own certificates.
pub async fn old_certificates(ctx: &Ctx) -> Found<Vec<OldPaper>> {
    let view = |known: OldKnown| OldPaper {
        number: known.number,
        issuer: known.issuer,
        issued_day: known.issued.to_string(),
        revoked_day: known.revoked.map(|day| day.to_string()),
    };
    Ok(resolving::own(ctx).await?.into_iter().map(view).collect())
}

pub async fn sessions(db: &Reader, account: Uuid) -> Found<Vec<Session>> {
    let rows = sessions::Entity::find()
        .filter(sessions::Column::AccountId.eq(account))
        .order_by_desc(sessions::Column::CreatedAt)
        .all(db)
        .await?;
    let view = |row: sessions::Model| Session {
        device: row.device,
        address: row.address,
        begun_at: at(row.created_at),
        seen_at: at(row.seen_at),
        ended_at: row.ended_at.map(at),
    };
    Ok(rows.into_iter().map(view).collect())
}

pub async fn full_views(db: &Reader, person: Uuid) -> Found<Vec<FullView>> {
    let numbers = full_views::Entity::find().filter(full_views::Column::PersonId.eq(person)).all(db).await?;
    let scans = document_views::Entity::find().filter(about_person(person)).all(db).await?;
    let numbers = numbers.into_iter().map(|row| (row.viewed_at, row.reason));
    let mut all: Vec<(i64, String)> = numbers.chain(scans.into_iter().map(|row| (row.viewed_at, row.reason))).collect();
    all.sort_by_key(|(viewed_at, _)| *viewed_at);
    Ok(all.into_iter().map(|(viewed_at, reason)| FullView { at: at(viewed_at), reason }).collect())
}

/// Once the identity is confirmed, as in the inbox.
pub async fn notices(db: &Reader, person: Uuid) -> Found<Vec<ToldNotice>> {
    let rows = notices::Entity::find()
        .filter(notices::Column::PersonId.in_subquery(confirmed(Some(person))))
        .order_by_asc(notices::Column::SentAt)
        .all(db)
        .await?;
    let view =
        |row: notices::Model| ToldNotice { kind: row.kind, sent_at: at(row.sent_at), read_at: row.read_at.map(at) };
    Ok(rows.into_iter().map(view).collect())
}

async fn office_names(db: &Reader, ids: impl Iterator<Item = Uuid>) -> Found<HashMap<Uuid, String>> {
    let rows = offices::Entity::find().filter(offices::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

async fn enterprise_names(db: &Reader, ids: impl Iterator<Item = Uuid>) -> Found<HashMap<Uuid, String>> {
    let rows = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
