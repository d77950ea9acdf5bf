//! What do authors and reviewers see of a course? Its drafts, its versions, and what a draft changes.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::archive;
use super::check::check;
use super::drafts::{DraftState, authors, in_force, open_draft};
use super::manuscript::{Manuscript, Page, Reading};
use super::text::CourseText;
use super::versions::{is_another, text_difference};
use super::video::{self, Video};
use crate::entity::{course_drafts, course_events, courses, lessons};
use crate::permissions::{Object, Verb, require};
use crate::questions::difference::{Run, difference};
use crate::questions::history::names;
use crate::{Ctx, Fault, Instant, Refusal};

/// A draft with all that its pages show.
#[derive(Clone, Debug)]
pub struct DraftView {
    pub id: Uuid,
    pub manuscript: Manuscript,
    pub state: DraftState,
    pub changed_by: String,
    pub changed_at: Instant,
    /// Whether the one who asks wrote on it, and so may not publish it.
    pub is_own: bool,
    /// What the last reviewer who gave it back said.
    pub returned: Option<String>,
    /// What still forbids to hand it over.
    pub problems: Vec<Refusal>,
    /// Number of the version in force.
    pub in_force: Option<i32>,
    /// Those of its lessons, by id.
    pub videos: HashMap<Uuid, Video>,
}

/// A course as the office sees it.
#[derive(Clone, Debug)]
pub struct CourseLine {
    pub slug: String,
    pub title: String,
    pub version: i32,
    pub published_at: Instant,
    pub draft: Option<Uuid>,
}

/// One line of a course's history.
#[derive(Clone, Debug)]
pub struct VersionLine {
    pub version: i32,
    pub title: String,
    pub note: String,
    pub published_at: Instant,
    /// The second person; nobody for a version that came with the program.
    pub published_by: Option<String>,
}

/// What becomes of one lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonChange {
    pub slug: String,
    pub title: String,
    pub fate: Fate,
    /// Every field that differs: `title`, `chapter`, `block`, `minutes`, `facts`, `quiz`, `markdown`,
    /// `video`.
    pub fields: Vec<(&'static str, Vec<Run>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Added,
    Removed,
    /// Minutes stay with it.
    Corrected,
    /// It has to be read anew.
    Rewritten,
    /// Only its place in the order is another one, or nothing.
    Kept,
}

impl Fate {
    pub fn code(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Corrected => "corrected",
            Self::Rewritten => "rewritten",
            Self::Kept => "kept",
        }
    }
}

pub async fn get(ctx: &Ctx, id: Uuid) -> Result<DraftView, Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    let row = course_drafts::Entity::find_by_id(id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    view(ctx, row).await
}

/// The open drafts, those that wait for a second person first.
pub async fn drafts(ctx: &Ctx) -> Result<Vec<DraftView>, Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    let rows = course_drafts::Entity::find()
        .filter(course_drafts::Column::State.is_in(["draft", "submitted"]))
        .order_by_desc(course_drafts::Column::State)
        .order_by_asc(course_drafts::Column::ChangedAt)
        .order_by_asc(course_drafts::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(view(ctx, row).await?);
    }
    Ok(views)
}

/// The courses in force.
pub async fn courses(ctx: &Ctx) -> Result<Vec<CourseLine>, Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    let reader = ctx.db.reader();
    let rows = courses::Entity::find()
        .filter(courses::Column::RetiredAt.is_null())
        .order_by_asc(courses::Column::Slug)
        .all(reader)
        .await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(CourseLine {
            draft: open_draft(reader, &row.slug).await?.map(|draft| draft.id),
            slug: row.slug,
            title: row.title,
            version: row.version,
            published_at: Instant(row.published_at),
        });
    }
    Ok(lines)
}

/// Every version of a course, the newest first.
pub async fn versions(ctx: &Ctx, slug: &str) -> Result<Vec<VersionLine>, Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    let reader = ctx.db.reader();
    let rows = courses::Entity::find()
        .filter(courses::Column::Slug.eq(slug))
        .order_by_desc(courses::Column::Version)
        .all(reader)
        .await?;
    if rows.is_empty() {
        return Err(Fault::NotFound);
    }
    let events = course_events::Entity::find()
        .filter(course_events::Column::Slug.eq(slug))
        .filter(course_events::Column::Verb.eq("publish"))
        .all(reader)
        .await?;
    let accounts: Vec<Uuid> = events.iter().map(|event| event.account_id).collect();
    let known = names(reader, &accounts).await?;
    let line = |row: courses::Model| {
        let event = events.iter().find(|event| event.course_id == Some(row.id));
        VersionLine {
            version: row.version,
            title: row.title,
            note: row.note,
            published_at: Instant(row.published_at),
            published_by: event.and_then(|event| known.get(&event.account_id).cloned()),
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

/// A version as the files of the course, in a zip file.
pub async fn export_version(ctx: &Ctx, slug: &str, version: i32) -> Result<Vec<u8>, Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    let of_course = courses::Entity::find().filter(courses::Column::Slug.eq(slug));
    let course = of_course.filter(courses::Column::Version.eq(version)).one(ctx.db.reader()).await?;
    let manuscript = of_version(ctx, &course.ok_or(Fault::NotFound)?).await?;
    archive::pack(&archive::with_pictures(ctx, manuscript).await?)
}

/// A draft as the files of the course, in a zip file, however incomplete it is.
pub async fn export_draft(ctx: &Ctx, id: Uuid) -> Result<Vec<u8>, Fault> {
    let draft = get(ctx, id).await?;
    archive::pack(&archive::with_pictures(ctx, draft.manuscript).await?)
}

/// The files that somebody brought.
///
/// # Errors
/// The reason why they are no course.
pub fn read_archive(bytes: &[u8]) -> Result<CourseText, Fault> {
    archive::unpack(bytes)
}

/// What the draft changes of the version in force, in the order of the draft; nothing when there is no version yet.
pub async fn changes(ctx: &Ctx, id: Uuid) -> Result<Option<Vec<LessonChange>>, Fault> {
    let draft = get(ctx, id).await?;
    let Some(course) = in_force(ctx.db.reader(), &draft.manuscript.slug).await? else { return Ok(None) };
    let former = of_version(ctx, &course).await?;
    let pages = draft.manuscript.lessons.iter().chain(&former.lessons);
    let videos = video::all(ctx.db.reader(), pages.map(|page| page.video)).await?;
    let lessons = &draft.manuscript.lessons;
    let mut changes: Vec<LessonChange> =
        lessons.iter().map(|page| change(former.lesson(&page.slug), page, &videos)).collect();
    let removed = former.lessons.iter().filter(|page| draft.manuscript.lesson(&page.slug).is_none());
    changes.extend(removed.map(|page| LessonChange {
        slug: page.slug.clone(),
        title: page.title.clone(),
        fate: Fate::Removed,
        fields: Vec::new(),
    }));
    Ok(Some(changes))
}

async fn of_version(ctx: &Ctx, course: &courses::Model) -> Result<Manuscript, Fault> {
    let lessons = lessons::Entity::find().filter(lessons::Column::CourseId.eq(course.id));
    let lessons = lessons.order_by_asc(lessons::Column::Position).all(ctx.db.reader()).await?;
    Manuscript::of(course, &lessons)
}

async fn view(ctx: &Ctx, row: course_drafts::Model) -> Result<DraftView, Fault> {
    let reader = ctx.db.reader();
    let own = ctx.signed_in()?.account;
    let known = names(reader, &[row.changed_by]).await?;
    let returned = course_events::Entity::find()
        .filter(course_events::Column::DraftId.eq(row.id))
        .filter(course_events::Column::Verb.eq("return"))
        .order_by_desc(course_events::Column::At)
        .order_by_desc(course_events::Column::Id)
        .one(reader)
        .await?;
    let manuscript: Manuscript = serde_json::from_str(&row.manuscript)?;
    Ok(DraftView {
        id: row.id,
        is_own: authors(reader, row.id).await?.contains(&own),
        problems: check(reader, ctx, &manuscript).await?,
        videos: video::all(reader, manuscript.lessons.iter().map(|page| page.video)).await?,
        in_force: in_force(reader, &row.slug).await?.map(|course| course.version),
        manuscript,
        state: DraftState::parse(&row.state)?,
        changed_by: known.get(&row.changed_by).cloned().unwrap_or_default(),
        changed_at: Instant(row.changed_at),
        returned: returned.map(|event| event.reason),
    })
}

fn change(former: Option<&Page>, page: &Page, videos: &HashMap<Uuid, Video>) -> LessonChange {
    let told = |fate, fields| LessonChange { slug: page.slug.clone(), title: page.title.clone(), fate, fields };
    let Some(former) = former else { return told(Fate::Added, Vec::new()) };
    let pairs = [
        ("title", &former.title, &page.title),
        ("chapter", &former.chapter, &page.chapter),
        ("block", &former.block, &page.block),
        ("minutes", &former.minutes, &page.minutes),
        ("facts", &former.facts, &page.facts),
        ("quiz", &former.quiz, &page.quiz),
        ("markdown", &former.markdown, &page.markdown),
    ];
    let differs = pairs.into_iter().filter(|(_, old, new)| old != new);
    let mut fields: Vec<_> = differs
        .map(|(field, old, new)| match field {
            "markdown" => (field, text_difference(old, new)),
            _ => (field, difference(old, new)),
        })
        .collect();
    let file = |video: Option<Uuid>| video.and_then(|id| videos.get(&id)).map(|video| &video.hash);
    if former.video != page.video {
        let name = |video: Option<Uuid>| video.and_then(|id| videos.get(&id)).map_or("", |video| &video.file_name);
        fields.push(("video", vec![Run::Gone(name(former.video).into()), Run::Come(name(page.video).into())]));
    }
    let is_another = file(former.video) != file(page.video) || is_another(&former.markdown, &page.markdown);
    let fate = if page.reading == Reading::Anew || is_another {
        Fate::Rewritten
    } else if fields.is_empty() {
        Fate::Kept
    } else {
        Fate::Corrected
    };
    told(fate, fields)
}
