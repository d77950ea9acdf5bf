//! What does a reader see? The list and the lessons are open to everybody; progress belongs to who is signed in.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::outline::{Line, Outline, Standing, rules};
use super::{
    Chapter, CourseCard, CourseView, Kept, LessonLine, LessonLink, LessonView, Renewal, markdown, practice, quiz,
    reading, video,
};
use crate::blobs::{self, Blob};
use crate::entity::{course_drafts, lessons, reading_cursors};
use crate::instant::MINUTE_MS;
use crate::permissions::{Object, Verb, require};
use crate::rulepacks::Rules;
use crate::{Actor, Ctx, Fault, Instant};

/// The picture of this hash when a lesson of any version or draft shows it; every other file is somebody's own.
pub async fn picture(ctx: &Ctx, hash: &str) -> Result<Blob, Fault> {
    require(ctx, Verb::View, Object::Course)?;
    // only hexadecimal digits: nothing in it is a pattern
    if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Fault::NotFound);
    }
    if !is_shown(ctx, &format!("/files/{hash}")).await? {
        return Err(Fault::NotFound);
    }
    blobs::find(ctx, hash).await?.filter(|blob| blob.media_type == "image/svg+xml").ok_or(Fault::NotFound)
}

async fn is_shown(ctx: &Ctx, address: &str) -> Result<bool, Fault> {
    let published = lessons::Entity::find().filter(lessons::Column::Markdown.contains(address));
    let published = published.select_only().column(lessons::Column::Id).into_tuple::<Uuid>();
    if published.one(ctx.db.reader()).await?.is_some() {
        return Ok(true);
    }
    let drafted = course_drafts::Entity::find().filter(course_drafts::Column::Manuscript.contains(address));
    let drafted = drafted.select_only().column(course_drafts::Column::Id).into_tuple::<Uuid>();
    Ok(drafted.one(ctx.db.reader()).await?.is_some())
}

/// The courses in force, oldest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<CourseCard>, Fault> {
    require(ctx, Verb::View, Object::Course)?;
    let rules = rules(ctx).await?;
    let outlines = Outline::all(ctx.db.reader()).await?;
    let mut cards = Vec::with_capacity(outlines.len());
    for outline in &outlines {
        let standing = own_standing(ctx, outline).await?;
        cards.push(card(outline, &rules, standing.as_ref())?);
    }
    Ok(cards)
}

/// A course with its chapters, by its slug.
pub async fn view(ctx: &Ctx, course: &str) -> Result<CourseView, Fault> {
    require(ctx, Verb::View, Object::Course)?;
    let outline = Outline::of_slug(ctx.db.reader(), course).await?;
    let standing = own_standing(ctx, &outline).await?;
    let card = card(&outline, &rules(ctx).await?, standing.as_ref())?;
    let standing = standing.unwrap_or_default();
    let mut chapters: Vec<Chapter> = Vec::new();
    for line in &outline.lessons {
        if chapters.last().is_none_or(|chapter| chapter.title != line.chapter) {
            chapters.push(Chapter { title: line.chapter.clone(), lessons: Vec::new() });
        }
        let lesson = lesson_line(line, &standing)?;
        chapters.iter_mut().last().into_iter().for_each(|chapter| chapter.lessons.push(lesson.clone()));
    }
    let last = match own_person(ctx) {
        Some(person) => reading_cursors::Entity::find_by_id(person).one(ctx.db.reader()).await?,
        None => None,
    };
    Ok(CourseView {
        card,
        version: outline.course.version,
        published_at: Instant(outline.course.published_at),
        chapters,
        resume: resume(&outline, &standing, last.map(|cursor| cursor.lesson_id)),
        renewal: renewal(&outline, &standing),
    })
}

fn renewal(outline: &Outline, standing: &Standing) -> Option<Renewal> {
    let version = outline.course.version;
    let kept = match standing.settled {
        Some(settled) if settled.course != outline.course.id => Kept::FullHours,
        _ if standing.has_begun() => Kept::Minutes,
        _ => Kept::Nothing,
    };
    (version > 1).then(|| Renewal {
        note: outline.course.note.clone(),
        lessons: outline.lessons.iter().filter(|line| line.read_since == version).map(Line::link).collect(),
        kept,
    })
}

/// A lesson as it reads, without leaving a trace.
pub async fn view_lesson(ctx: &Ctx, course: &str, lesson: &str) -> Result<LessonView, Fault> {
    require(ctx, Verb::View, Object::Course)?;
    let outline = Outline::of_slug(ctx.db.reader(), course).await?;
    let position = outline.lessons.iter().position(|line| line.slug == lesson).ok_or(Fault::NotFound)?;
    let line = &outline.lessons[position];
    let row = lessons::Entity::find()
        .filter(lessons::Column::Id.eq(line.id))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)?;
    let standing = own_standing(ctx, &outline).await?.unwrap_or_default();
    let quiz = quiz::questions(ctx, &line.quiz_ids()?).await?;
    let own = standing.lesson(line);
    let answers = match own_person(ctx) {
        Some(person) => practice::last_answers(ctx, &outline, &line.slug, person).await?,
        None => HashMap::new(),
    };
    let neighbour = |index: Option<usize>| index.and_then(|index| outline.lessons.get(index)).map(Line::link);
    Ok(LessonView {
        id: line.id,
        slug: line.slug.clone(),
        title: line.title.clone(),
        chapter: line.chapter.clone(),
        course: LessonLink { slug: outline.course.slug.clone(), title: outline.course.title.clone() },
        html: markdown::html(&row.markdown),
        parts: practice::parts(ctx, &row.markdown, &answers).await?,
        place: own.place(),
        previous: neighbour(position.checked_sub(1)),
        next: neighbour(Some(position + 1)),
        video: match row.video_id {
            Some(video) => {
                let video = video::find(ctx.db.reader(), video).await?;
                let standing = (standing.watched_ms(line), own.video_place_ms());
                Some(video.view(line.video_cap_ms(), standing))
            }
            None => None,
        },
        quiz_state: own.quiz_state(quiz.len()),
        quiz: quiz.iter().map(quiz::Known::shown).collect(),
        credited_ms: standing.credited_ms(line),
        required_ms: line.cap_ms(),
    })
}

/// A lesson for its page: who is signed in is credited as [`reading::page_opened`] says, everybody else just reads.
pub async fn open_lesson(ctx: &Ctx, course: &str, lesson: &str) -> Result<LessonView, Fault> {
    if own_person(ctx).is_some() {
        let outline = Outline::of_slug(ctx.db.reader(), course).await?;
        let line = outline.lessons.iter().find(|line| line.slug == lesson).ok_or(Fault::NotFound)?;
        reading::page_opened(ctx, line.id).await?;
    }
    view_lesson(ctx, course, lesson).await
}

fn own_person(ctx: &Ctx) -> Option<Uuid> {
    match &ctx.actor {
        Actor::SignedIn(who) => Some(who.person),
        _ => None,
    }
}

async fn own_standing(ctx: &Ctx, outline: &Outline) -> Result<Option<Standing>, Fault> {
    match own_person(ctx) {
        Some(person) => outline.standing(ctx.db.reader(), person).await.map(Some),
        None => Ok(None),
    }
}

fn card(outline: &Outline, rules: &Rules, standing: Option<&Standing>) -> Result<CourseCard, Fault> {
    let required_minutes = outline.required_minutes(rules)?;
    Ok(CourseCard {
        id: outline.course.id,
        slug: outline.course.slug.clone(),
        title: outline.course.title.clone(),
        summary: outline.course.summary.clone(),
        lesson_count: outline.lessons.len(),
        minutes: outline.minutes(),
        required_minutes,
        hours: standing.map(|standing| standing.hours(outline, required_minutes)),
    })
}

fn lesson_line(line: &Line, standing: &Standing) -> Result<LessonLine, Fault> {
    Ok(LessonLine {
        id: line.id,
        slug: line.slug.clone(),
        title: line.title.clone(),
        block: line.block()?,
        minutes: i64::from(line.minutes),
        credited_minutes: standing.credited_ms(line) / MINUTE_MS,
        quiz: standing.lesson(line).quiz_state(line.quiz_ids()?.len()),
    })
}

fn resume(outline: &Outline, standing: &Standing, last: Option<Uuid>) -> Option<LessonLink> {
    let is_open = |line: &&Line| standing.credited_ms(line) < line.cap_ms();
    let last = last.and_then(|lesson| outline.lesson(lesson)).filter(is_open);
    last.or_else(|| outline.lessons.iter().find(is_open)).map(Line::link)
}
