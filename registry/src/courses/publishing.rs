//! How does a new version come into force, and what stays of what was learned? Minutes stay with every lesson whose text
//! is still the same; full hours stay full.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::outline::{Outline, completion};
use super::text::{CourseContent, LessonContent};
use super::versions::is_another;
use super::video::{self, Video};
use crate::db::is_duplicate;
use crate::entity::{course_completions, courses, lessons, readings, watchings};
use crate::rulepacks::Rules;
use crate::{Ctx, Fault};

/// As many readers as are looked at in one query.
const READERS: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    BuiltIn,
    Authored,
}

impl Origin {
    pub fn code(self) -> &'static str {
        match self {
            Self::BuiltIn => "built_in",
            Self::Authored => "authored",
        }
    }
}

/// What goes with the content of a new version.
pub(super) struct Publication<'a> {
    pub origin: Origin,
    /// What the learners are told.
    pub note: &'a str,
    /// Slugs of lessons that have to be read anew however little of their text changed.
    pub anew: &'a [String],
}

/// Puts the content into force after `former`, and gives the version's id and number.
pub(super) async fn publish(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    content: &CourseContent,
    former: Option<&courses::Model>,
    publication: &Publication<'_>,
    rules: &Rules,
) -> Result<(Uuid, i32), Fault> {
    let before = match former {
        Some(former) => lessons_of(tx, former.id).await?,
        None => Vec::new(),
    };
    settle(tx, ctx, content, rules).await?;
    courses::Entity::update_many()
        .col_expr(courses::Column::RetiredAt, Expr::value(ctx.now().0))
        .filter(courses::Column::Slug.eq(&content.slug))
        .filter(courses::Column::RetiredAt.is_null())
        .exec(tx)
        .await?;
    let version = former.map_or(1, |former| former.version + 1);
    let course = course_row(ctx, content, version, publication);
    // somebody else published the first version at this moment: look again
    let busy = |error| if is_duplicate(&error) { Fault::Busy } else { error.into() };
    let id = course.id;
    courses::Entity::insert(course.into_active_model()).exec_without_returning(tx).await.map_err(busy)?;
    let named = before.iter().map(|former| former.video_id).chain(content.lessons.iter().map(|lesson| lesson.video));
    let videos = video::all(tx, named).await?;
    let mut rows = Vec::with_capacity(content.lessons.len());
    for (position, lesson) in (1..).zip(&content.lessons) {
        let former = before.iter().find(|former| former.slug == lesson.slug);
        let same = former.filter(|former| is_same(former, lesson, &videos) && !publication.anew.contains(&lesson.slug));
        let since = same.map_or(version, |former| former.read_since);
        let video_ms = lesson.video.and_then(|id| videos.get(&id)).map_or(0, |video| video.length_ms);
        let row = lesson_row(ctx, id, position, lesson)?;
        rows.push(lessons::ActiveModel { read_since: Set(since), video_ms: Set(video_ms), ..row });
    }
    lessons::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok((id, version))
}

pub(super) async fn lessons_of(tx: &DatabaseTransaction, course: Uuid) -> Result<Vec<lessons::Model>, Fault> {
    let lessons = lessons::Entity::find().filter(lessons::Column::CourseId.eq(course));
    Ok(lessons.order_by_asc(lessons::Column::Position).all(tx).await?)
}

/// Whether what was learned stays with the lesson. The same video with other captions is another row of the same file.
fn is_same(former: &lessons::Model, lesson: &LessonContent, videos: &HashMap<Uuid, Video>) -> bool {
    let file = |video: Option<Uuid>| video.and_then(|id| videos.get(&id)).map(|video| &video.hash);
    file(former.video_id) == file(lesson.video) && !is_another(&former.markdown, &lesson.markdown)
}

/// Writes down whose hours are full under the version that is about to retire, as far as it is not written yet: what the
/// rules require may have become less.
async fn settle(tx: &DatabaseTransaction, ctx: &Ctx, content: &CourseContent, rules: &Rules) -> Result<(), Fault> {
    let outline = match Outline::of_slug(tx, &content.slug).await {
        Err(Fault::NotFound) => return Ok(()),
        outline => outline?,
    };
    let required_minutes = outline.required_minutes(rules)?;
    let read = readings::Entity::find()
        .select_only()
        .column(readings::Column::PersonId)
        .distinct()
        .filter(readings::Column::LessonId.is_in(outline.lesson_ids()));
    let watched = watchings::Entity::find()
        .select_only()
        .column(watchings::Column::PersonId)
        .distinct()
        .filter(watchings::Column::LessonId.is_in(outline.lesson_ids()));
    let readers: BTreeSet<Uuid> =
        read.into_tuple().all(tx).await?.into_iter().chain(watched.into_tuple().all(tx).await?).collect();
    let readers = Vec::from_iter(readers);
    for readers in readers.chunks(READERS) {
        let standings = outline.standings(tx, readers).await?;
        let row = |(person, standing): (Uuid, super::outline::Standing)| {
            let hours = standing.hours(&outline, required_minutes);
            let is_settled = standing.settled.is_some() || !hours.is_complete();
            (!is_settled).then(|| completion(&outline.course, person, hours, ctx.now()).into_active_model())
        };
        let rows: Vec<_> = standings.into_iter().filter_map(row).collect();
        if !rows.is_empty() {
            course_completions::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

fn course_row(ctx: &Ctx, content: &CourseContent, version: i32, publication: &Publication<'_>) -> courses::Model {
    courses::Model {
        id: ctx.new_id(),
        slug: content.slug.clone(),
        version,
        title: content.title.clone(),
        summary: content.summary.clone(),
        content_hash: content.content_hash.clone(),
        published_at: ctx.now().0,
        retired_at: None,
        origin: publication.origin.code().to_owned(),
        note: publication.note.to_owned(),
    }
}

fn lesson_row(ctx: &Ctx, course: Uuid, position: i32, lesson: &LessonContent) -> Result<lessons::ActiveModel, Fault> {
    Ok(lessons::ActiveModel {
        id: Set(ctx.new_id()),
        course_id: Set(course),
        slug: Set(lesson.slug.clone()),
        position: Set(position),
        chapter: Set(lesson.chapter.clone()),
        title: Set(lesson.title.clone()),
        block: Set(lesson.block.code().to_owned()),
        minutes: Set(lesson.minutes),
        facts: Set(serde_json::to_string(&lesson.facts)?),
        quiz: Set(serde_json::to_string(&lesson.quiz)?),
        markdown: Set(lesson.markdown.clone()),
        video_id: Set(lesson.video),
        ..Default::default()
    })
}
