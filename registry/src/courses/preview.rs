//! How will a draft look to its learners? The same views as those of the course in force, from what was written so far.

use std::collections::HashMap;

use uuid::Uuid;

use super::manuscript::{Manuscript, Page};
use super::{
    Block, Chapter, CourseCard, CourseView, LessonLine, LessonLink, LessonView, QuizState, desk, markdown, practice,
    quiz,
};
use crate::instant::MINUTE_MS;
use crate::{Ctx, Fault};

/// The page of the course.
pub async fn course(ctx: &Ctx, draft: Uuid) -> Result<CourseView, Fault> {
    let view = desk::get(ctx, draft).await?;
    let manuscript = &view.manuscript;
    let mut chapters: Vec<Chapter> = Vec::new();
    for page in &manuscript.lessons {
        if chapters.last().is_none_or(|chapter| chapter.title != page.chapter) {
            chapters.push(Chapter { title: page.chapter.clone(), lessons: Vec::new() });
        }
        let line = line(page);
        chapters.iter_mut().last().into_iter().for_each(|chapter| chapter.lessons.push(line.clone()));
    }
    Ok(CourseView {
        card: card(draft, manuscript),
        version: view.in_force.unwrap_or(0) + 1,
        published_at: ctx.now(),
        chapters,
        resume: manuscript.lessons.first().map(link),
        renewal: None,
    })
}

/// The page of one lesson.
pub async fn lesson(ctx: &Ctx, draft: Uuid, slug: &str) -> Result<LessonView, Fault> {
    let view = desk::get(ctx, draft).await?;
    let manuscript = &view.manuscript;
    let position = manuscript.lessons.iter().position(|page| page.slug == slug).ok_or(Fault::NotFound)?;
    let page = &manuscript.lessons[position];
    let neighbour = |index: Option<usize>| index.and_then(|index| manuscript.lessons.get(index)).map(link);
    let quiz = quiz::questions(ctx, &page.quiz_ids()).await?;
    Ok(LessonView {
        id: draft,
        slug: page.slug.clone(),
        title: page.title.clone(),
        chapter: page.chapter.clone(),
        course: LessonLink { slug: manuscript.slug.clone(), title: manuscript.head.title.clone() },
        html: markdown::html(&page.markdown),
        parts: practice::parts(ctx, &page.markdown, &HashMap::new()).await?,
        place: 0,
        previous: neighbour(position.checked_sub(1)),
        next: neighbour(Some(position + 1)),
        video: page.video.and_then(|id| view.videos.get(&id)).map(|video| video.view(video.length_ms, (0, 0))),
        quiz_state: if quiz.is_empty() { QuizState::Absent } else { QuizState::Open },
        quiz: quiz.iter().map(quiz::Known::shown).collect(),
        credited_ms: 0,
        required_ms: minutes(page) * MINUTE_MS,
    })
}

fn card(draft: Uuid, manuscript: &Manuscript) -> CourseCard {
    let minutes = manuscript.lessons.iter().map(minutes).sum();
    CourseCard {
        id: draft,
        slug: manuscript.slug.clone(),
        title: manuscript.head.title.clone(),
        summary: manuscript.head.summary.clone(),
        lesson_count: manuscript.lessons.len(),
        minutes,
        required_minutes: minutes,
        hours: Some(super::Hours { credited_minutes: 0, required_minutes: minutes }),
    }
}

fn line(page: &Page) -> LessonLine {
    LessonLine {
        id: Uuid::nil(),
        slug: page.slug.clone(),
        title: page.title.clone(),
        block: Block::parse(&page.block).unwrap_or(Block::Post),
        minutes: minutes(page),
        credited_minutes: 0,
        quiz: if page.quiz_ids().is_empty() { QuizState::Absent } else { QuizState::Open },
    }
}

fn link(page: &Page) -> LessonLink {
    LessonLink { slug: page.slug.clone(), title: page.title.clone() }
}

/// What is no number yet is nothing yet.
fn minutes(page: &Page) -> i64 {
    page.minutes.trim().parse::<i32>().map_or(0, i64::from)
}
