//! Which questions does a chapter of a course in force have to practise, and how far has somebody come in it?

use question_bank::PoolQuestion;
use uuid::Uuid;

use super::progress::Tally;
use super::{marks, shelf};
use crate::courses::{ChapterContent, chapters_in_force};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal};

/// A chapter and where a person stands with its questions.
#[derive(Clone, Debug)]
pub struct ChapterProgress {
    pub chapter: ChapterContent,
    pub tally: Tally,
}

/// Course by course, the oldest first; chapters without any question too.
pub async fn list(ctx: &Ctx) -> Result<Vec<ChapterProgress>, Fault> {
    require(ctx, Verb::View, Object::Practice)?;
    let reader = ctx.db.reader();
    let marks = marks::of(reader, ctx.signed_in()?.person).await?;
    let (chapters, questions) = (chapters_in_force(reader).await?, shelf::questions(ctx).await?);
    let counted = |chapter: ChapterContent| {
        let tally = Tally::of(questions.iter().filter(|question| chapter.covers(question)), &marks);
        ChapterProgress { chapter, tally }
    };
    Ok(chapters.into_iter().map(counted).collect())
}

/// What may be drawn from the chapter in which this lesson stands now.
pub(super) async fn pool(ctx: &Ctx, lesson: Uuid) -> Result<Vec<PoolQuestion>, Fault> {
    let chapters = chapters_in_force(ctx.db.reader()).await?;
    let chapter = chapters.iter().find(|chapter| chapter.has(lesson));
    let chapter = chapter.ok_or_else(|| Refusal::on("chapter", "practice.chapter_gone"))?;
    let questions = shelf::questions(ctx).await?;
    let covered = questions.iter().filter(|question| chapter.covers(question));
    let pool: Vec<PoolQuestion> = covered.map(|question| PoolQuestion::of(question, 0)).collect();
    if pool.is_empty() {
        return Err(Refusal::on("chapter", "practice.chapter_empty").with("chapter", &chapter.title).into());
    }
    Ok(pool)
}
