//! What becomes of a report? One transaction: the cursor's row is locked, the rules decide, the span is kept.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::credit::{self, Cursor, PAGE, Span, Step, Stretch};
use super::outline::{Outline, Standing, completion, rules};
use super::{Activity, Beat, Playing, Progress};
use crate::db::is_duplicate;
use crate::entity::{course_completions, lesson_progress, reading_cursors, readings, watchings};
use crate::instant::MINUTE_MS;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, audit};

/// Takes a window's report and says how far its reader has come.
pub async fn beat(ctx: &Ctx, beat: &Beat) -> Result<Progress, Fault> {
    require(ctx, Verb::Create, Object::StudyRecord)?;
    beat.check()?;
    let person = ctx.signed_in()?.person;
    let outline = Outline::of_lesson(ctx.db.reader(), beat.lesson).await?;
    let required_minutes = outline.required_minutes(&rules(ctx).await?)?;
    let now = ctx.now();
    let standing = crate::transact!(ctx, |tx| {
        let cursor = locked_cursor(tx, person).await?;
        let Some(earned) = earned(cursor.as_ref(), beat, &outline, now) else {
            return outline.standing(tx, person).await;
        };
        let media_ms = beat.video.filter(|video| *video == Playing::Playing).map(|_| beat.video_ms);
        move_cursor(tx, person, cursor.as_ref(), (beat.lesson, &beat.reader, media_ms), now).await?;
        note_place(tx, person, beat.lesson, Some(beat), now).await?;
        keep(tx, ctx, &outline, required_minutes, (person, beat.lesson), earned).await
    })?;
    let settled = standing.settled.filter(|_| standing.course_ms(&outline) < required_minutes * MINUTE_MS);
    Ok(Progress {
        lesson_credited_ms: outline.lesson(beat.lesson).map_or(0, |line| standing.credited_ms(line)),
        course_credited_ms: settled.map_or(standing.course_ms(&outline), |it| it.hours.credited_minutes * MINUTE_MS),
        required_ms: settled.map_or(required_minutes, |it| it.hours.required_minutes) * MINUTE_MS,
    })
}

/// What a report is worth; nothing at all when another window keeps the cursor. While a video is playing the time is
/// watching, never reading.
fn earned(cursor: Option<&Cursor>, beat: &Beat, outline: &Outline, now: Instant) -> Option<Earned> {
    let was_playing = cursor.is_some_and(|cursor| cursor.reader == beat.reader && cursor.media_ms.is_some());
    // whoever watches moves nothing
    let activity = if was_playing || beat.video == Some(Playing::Playing) { Activity::Active } else { beat.activity };
    let Step::Moved(span) = credit::beat(cursor, beat.lesson, &beat.reader, activity, now) else { return None };
    if !was_playing {
        let read = span.filter(|_| beat.activity == Activity::Active);
        return Some(read.map_or(Earned::Nothing, Earned::Read));
    }
    let length_ms = outline.lesson(beat.lesson).map_or(0, |line| line.video_ms);
    let stretch = credit::watch(cursor, beat.lesson, &beat.reader, beat.video_ms, length_ms, now);
    Some(stretch.map_or(Earned::Nothing, Earned::Watched))
}

#[derive(Clone, Copy)]
enum Earned {
    Nothing,
    Read(Span),
    Watched(Stretch),
}

/// A lesson's page was asked for: credits the lesson whose page was asked for before, when no window has reported
/// since, and stands on this one. With JavaScript the window takes over by its first report.
pub async fn page_opened(ctx: &Ctx, lesson: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::StudyRecord)?;
    turn_page(ctx, Some(lesson)).await
}

/// A page that is no lesson was asked for: credits the lesson before it, as [`page_opened`] does.
pub async fn page_left(ctx: &Ctx) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::StudyRecord)?;
    turn_page(ctx, None).await
}

async fn turn_page(ctx: &Ctx, to: Option<Uuid>) -> Result<(), Fault> {
    let person = ctx.signed_in()?.person;
    let rules = rules(ctx).await?;
    let now = ctx.now();
    if let Some(lesson) = to {
        Outline::of_lesson(ctx.db.reader(), lesson).await?;
    }
    crate::transact!(ctx, |tx| {
        let cursor = locked_cursor(tx, person).await?;
        if let Some(cursor) = cursor.as_ref().filter(|cursor| cursor.reader == PAGE) {
            let outline = Outline::of_lesson(tx, cursor.lesson).await?;
            let minutes = outline.lesson(cursor.lesson).map_or(0, |line| i64::from(line.minutes));
            let span = credit::page_request(Some(cursor), minutes, now);
            let required_minutes = outline.required_minutes(&rules)?;
            let earned = span.map_or(Earned::Nothing, Earned::Read);
            keep(tx, ctx, &outline, required_minutes, (person, cursor.lesson), earned).await?;
            if to.is_none() {
                reading_cursors::Entity::delete_by_id(person).exec(tx).await?;
            }
        }
        if let Some(lesson) = to {
            move_cursor(tx, person, cursor.as_ref(), (lesson, PAGE, None), now).await?;
            note_place(tx, person, lesson, None, now).await?;
        }
        Ok(())
    })
}

/// The cursor's row stays locked until the transaction ends, so reports of one person are taken one after the other.
async fn locked_cursor(tx: &DatabaseTransaction, person: Uuid) -> Result<Option<Cursor>, Fault> {
    let row = reading_cursors::Entity::find_by_id(person).lock_exclusive().one(tx).await?;
    Ok(row.map(|row| Cursor {
        lesson: row.lesson_id,
        reader: row.reader,
        seen_at: Instant(row.seen_at),
        media_ms: row.media_ms,
    }))
}

async fn move_cursor(
    tx: &DatabaseTransaction,
    person: Uuid,
    from: Option<&Cursor>,
    (lesson, reader, media_ms): (Uuid, &str, Option<i64>),
    now: Instant,
) -> Result<(), Fault> {
    let row = reading_cursors::Model {
        person_id: person,
        lesson_id: lesson,
        reader: reader.to_owned(),
        seen_at: credit::seen_at(from, now).0,
        media_ms,
    };
    if from.is_none() {
        // two first reports at once: the second one looks again
        let busy = |error| if is_duplicate(&error) { Fault::Busy } else { error.into() };
        reading_cursors::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map_err(busy)?;
        return Ok(());
    }
    reading_cursors::Entity::update_many()
        .col_expr(reading_cursors::Column::LessonId, Expr::value(row.lesson_id))
        .col_expr(reading_cursors::Column::Reader, Expr::value(row.reader))
        .col_expr(reading_cursors::Column::SeenAt, Expr::value(row.seen_at))
        .col_expr(reading_cursors::Column::MediaMs, Expr::value(row.media_ms))
        .filter(reading_cursors::Column::PersonId.eq(person))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes down that the lesson was opened and, as far as it is known, where the reader and the video are.
async fn note_place(
    tx: &DatabaseTransaction,
    person: Uuid,
    lesson: Uuid,
    place: Option<&Beat>,
    now: Instant,
) -> Result<(), Fault> {
    let row = lesson_progress::ActiveModel {
        person_id: Set(person),
        lesson_id: Set(lesson),
        place: Set(place.map_or(0, |beat| beat.place).into()),
        opened_at: Set(now.0),
        quiz_passed_at: Set(None),
        video_ms: Set(place.map_or(0, |beat| beat.video_ms)),
    };
    let mut known = OnConflict::columns([lesson_progress::Column::PersonId, lesson_progress::Column::LessonId]);
    let insert = lesson_progress::Entity::insert(row);
    match place {
        Some(Beat { video: Some(_), .. }) => {
            let both = [lesson_progress::Column::Place, lesson_progress::Column::VideoMs];
            insert.on_conflict(known.update_columns(both).to_owned())
        }
        Some(_) => insert.on_conflict(known.update_column(lesson_progress::Column::Place).to_owned()),
        None => insert.on_conflict(known.do_nothing().to_owned()),
    }
    .exec_without_returning(tx)
    .await
    .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    Ok(())
}

/// Keeps what the lesson still takes of it, and records the moment at which the hours become full.
async fn keep(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    outline: &Outline,
    required_minutes: i64,
    (person, lesson): (Uuid, Uuid),
    earned: Earned,
) -> Result<Standing, Fault> {
    let mut standing = outline.standing(tx, person).await?;
    let Some(line) = outline.lesson(lesson) else { return Ok(standing) };
    let was_complete = standing.hours(outline, required_minutes).is_complete();
    match earned {
        Earned::Nothing => return Ok(standing),
        Earned::Read(span) => {
            let cap_ms = line.cap_ms() - line.video_cap_ms();
            let Some(span) = credit::fit(span, standing.read_ms(line), cap_ms) else { return Ok(standing) };
            keep_span(tx, ctx, (person, lesson), span).await?;
            standing.add(line, span);
        }
        Earned::Watched(stretch) => {
            let before = standing.watched_ms(line);
            standing.add_watched(line, stretch);
            // what was watched before is not kept again
            if standing.watched_ms(line) == before {
                return Ok(standing);
            }
            keep_stretch(tx, ctx, (person, lesson), stretch).await?;
        }
    }
    let hours = standing.hours(outline, required_minutes);
    if hours.is_complete() && !was_complete {
        let facts = json!({
            "course": outline.course.slug, "version": outline.course.version,
            "creditedMinutes": hours.credited_minutes, "requiredMinutes": hours.required_minutes,
        });
        audit::record(tx, ctx, "study.complete", ("person", person), facts).await?;
        let full = completion(&outline.course, person, hours, ctx.now());
        course_completions::Entity::insert(full.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(standing)
}

/// What goes on where the last one ended makes it longer.
async fn keep_span(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (person, lesson): (Uuid, Uuid),
    span: Span,
) -> Result<(), Fault> {
    let extended = readings::Entity::update_many()
        .col_expr(readings::Column::ToAt, Expr::value(span.to.0))
        .filter(readings::Column::PersonId.eq(person))
        .filter(readings::Column::LessonId.eq(lesson))
        .filter(readings::Column::ToAt.eq(span.from.0))
        .exec(tx)
        .await?;
    if extended.rows_affected == 0 {
        let row = readings::Model {
            id: ctx.new_id(),
            person_id: person,
            lesson_id: lesson,
            from_at: span.from.0,
            to_at: span.to.0,
        };
        readings::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn keep_stretch(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (person, lesson): (Uuid, Uuid),
    stretch: Stretch,
) -> Result<(), Fault> {
    let extended = watchings::Entity::update_many()
        .col_expr(watchings::Column::ToMs, Expr::value(stretch.to_ms))
        .col_expr(watchings::Column::WatchedAt, Expr::value(ctx.now().0))
        .filter(watchings::Column::PersonId.eq(person))
        .filter(watchings::Column::LessonId.eq(lesson))
        .filter(watchings::Column::ToMs.eq(stretch.from_ms))
        .exec(tx)
        .await?;
    if extended.rows_affected == 0 {
        let row = watchings::Model {
            id: ctx.new_id(),
            person_id: person,
            lesson_id: lesson,
            from_ms: stretch.from_ms,
            to_ms: stretch.to_ms,
            watched_at: ctx.now().0,
        };
        watchings::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}
