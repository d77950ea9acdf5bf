//! How is a course written? Drafts: one per course at a time, saved piece by piece, handed to a second person once whole.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::check::check;
use super::import::stored;
use super::manuscript::{Head, LESSONS, Manuscript, Page};
use super::publishing::lessons_of;
use super::text::{CourseContent, CourseText, is_slug};
use crate::entity::{course_drafts, course_events, courses};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit, db};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftState {
    Draft,
    Submitted,
    Published,
    Discarded,
}

impl DraftState {
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Published => "published",
            Self::Discarded => "discarded",
        }
    }

    pub(super) fn parse(code: &str) -> Result<Self, Fault> {
        [Self::Draft, Self::Submitted, Self::Published, Self::Discarded]
            .into_iter()
            .find(|state| state.code() == code)
            .ok_or_else(|| Fault::internal("unknown state of a draft"))
    }
}

/// Which way a lesson goes in the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Up,
    Down,
}

/// Begins a course that is not there yet.
pub async fn create(ctx: &Ctx, slug: &str, title: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Course)?;
    let slug = slug.trim();
    if !is_slug(slug) {
        return Err(Refusal::on("slug", "courses.slug_invalid").into());
    }
    let head = Head { title: title.trim().to_owned(), ..Head::default() };
    head.check_lengths()?;
    if head.title.is_empty() {
        return Err(Refusal::on("title", "courses.title_missing").into());
    }
    let manuscript = Manuscript { slug: slug.to_owned(), head, lessons: Vec::new() };
    crate::transact!(ctx, |tx| {
        let known = courses::Entity::find().filter(courses::Column::Slug.eq(slug)).one(tx).await?;
        if known.is_some() {
            return Err(Refusal::on("slug", "courses.slug_taken").into());
        }
        insert(tx, ctx, &manuscript).await
    })
}

/// Begins a new version of the course in force; the draft that is open already when there is one.
pub async fn begin_version(ctx: &Ctx, slug: &str) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Course)?;
    crate::transact!(ctx, |tx| {
        if let Some(open) = open_draft(tx, slug).await? {
            return Ok(open.id);
        }
        let course = in_force(tx, slug).await?.ok_or(Fault::NotFound)?;
        let lessons = lessons_of(tx, course.id).await?;
        insert(tx, ctx, &Manuscript::of(&course, &lessons)?).await
    })
}

/// Takes the files of a course in as a draft, for a new course or a new version.
pub async fn take_in(ctx: &Ctx, text: &CourseText) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Course)?;
    let content = text.read()?;
    crate::transact!(ctx, |tx| {
        let content = stored(tx, ctx, &content).await?;
        insert(tx, ctx, &Manuscript::from(&content)).await
    })
}

/// Saves title, summary and note, unless somebody else saved them since they were read.
pub async fn save_head(ctx: &Ctx, id: Uuid, mark: &str, head: &Head) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    head.check_lengths()?;
    edit(ctx, id, |manuscript| {
        saved_meanwhile(mark, &manuscript.head.mark())?;
        manuscript.head = head.clone();
        Ok(())
    })
    .await
}

/// Saves a lesson, unless somebody else saved it since it was read. Its name and its video stay what they are.
pub async fn save_lesson(ctx: &Ctx, id: Uuid, mark: &str, page: &Page) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    page.check_lengths()?;
    edit(ctx, id, |manuscript| {
        let known = manuscript.lessons.iter_mut().find(|known| known.slug == page.slug).ok_or(Fault::NotFound)?;
        saved_meanwhile(mark, &known.mark())?;
        *known = Page { video: known.video, ..page.clone() };
        Ok(())
    })
    .await
}

/// Puts an empty lesson at the end, in the last chapter, and gives its name.
pub async fn add_lesson(ctx: &Ctx, id: Uuid) -> Result<String, Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    edit(ctx, id, |manuscript| {
        if manuscript.lessons.len() >= LESSONS {
            return Err(Refusal::new("courses.too_many_lessons").with("limit", LESSONS).into());
        }
        let slug = manuscript.next_slug();
        let chapter = manuscript.lessons.last().map(|last| last.chapter.clone()).unwrap_or_default();
        manuscript.lessons.push(Page { slug: slug.clone(), chapter, ..Page::default() });
        Ok(slug)
    })
    .await
}

/// Moves a lesson one place; at the border of its chapter it first goes over into the other one.
pub async fn move_lesson(ctx: &Ctx, id: Uuid, slug: &str, direction: Direction) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    edit(ctx, id, |manuscript| {
        let at = manuscript.lessons.iter().position(|page| page.slug == slug).ok_or(Fault::NotFound)?;
        let neighbour = match direction {
            Direction::Up => at.checked_sub(1),
            Direction::Down => Some(at + 1).filter(|next| *next < manuscript.lessons.len()),
        };
        let Some(neighbour) = neighbour else { return Ok(()) };
        let chapter = manuscript.lessons[neighbour].chapter.clone();
        if manuscript.lessons[at].chapter == chapter {
            manuscript.lessons.swap(at, neighbour);
        } else {
            manuscript.lessons[at].chapter = chapter;
        }
        Ok(())
    })
    .await
}

pub async fn remove_lesson(ctx: &Ctx, id: Uuid, slug: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    edit(ctx, id, |manuscript| {
        let before = manuscript.lessons.len();
        manuscript.lessons.retain(|page| page.slug != slug);
        if manuscript.lessons.len() == before { Err(Fault::NotFound) } else { Ok(()) }
    })
    .await
}

/// Hands the draft to a second person when it is whole.
pub async fn submit(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    crate::transact!(ctx, |tx| {
        let row = course_drafts::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        let content = whole(tx, ctx, &serde_json::from_str(&row.manuscript)?).await?;
        turn(tx, id, DraftState::Draft, DraftState::Submitted).await?;
        note(tx, ctx, "submit", &row, None, "").await?;
        let facts = json!({ "slug": row.slug, "contentHash": content.content_hash });
        audit::record(tx, ctx, "course.submit", ("course_draft", id), facts).await
    })
}

/// Gives a draft up: it stays on record, and the course may be begun anew.
pub async fn discard(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    crate::transact!(ctx, |tx| {
        let row = course_drafts::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        turn(tx, id, DraftState::Draft, DraftState::Discarded).await?;
        note(tx, ctx, "discard", &row, None, "").await?;
        audit::record(tx, ctx, "course.discard", ("course_draft", id), json!({ "slug": row.slug })).await
    })
}

/// Everybody who wrote on a draft.
pub(super) async fn authors<C: ConnectionTrait>(db: &C, draft: Uuid) -> Result<Vec<Uuid>, Fault> {
    let events = course_events::Entity::find()
        .filter(course_events::Column::DraftId.eq(draft))
        .filter(course_events::Column::Verb.eq("draft"))
        .all(db)
        .await?;
    Ok(events.into_iter().map(|event| event.account_id).collect())
}

/// Moves a draft on, unless somebody moved it already.
pub(super) async fn turn(tx: &DatabaseTransaction, id: Uuid, from: DraftState, to: DraftState) -> Result<(), Fault> {
    let turned = course_drafts::Entity::update_many()
        .col_expr(course_drafts::Column::State, Expr::value(to.code()))
        .filter(course_drafts::Column::Id.eq(id))
        .filter(course_drafts::Column::State.eq(from.code()))
        .exec(tx)
        .await?;
    if turned.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("courses.moved_on").into()) }
}

/// The course of a draft when nothing is missing and it is not in force already.
pub(super) async fn whole(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    manuscript: &Manuscript,
) -> Result<CourseContent, Fault> {
    let reasons = check(tx, ctx, manuscript).await?;
    crate::fault::refuse_unless_empty(reasons)?;
    let content = manuscript.text()?.read()?;
    let same = in_force(tx, &manuscript.slug).await?.filter(|course| course.content_hash == content.content_hash);
    match same {
        Some(course) => Err(Refusal::new("courses.unchanged").with("version", course.version).into()),
        None => Ok(content),
    }
}

pub(super) async fn in_force<C: ConnectionTrait>(db: &C, slug: &str) -> Result<Option<courses::Model>, Fault> {
    let versions = courses::Entity::find().filter(courses::Column::Slug.eq(slug));
    Ok(versions.filter(courses::Column::RetiredAt.is_null()).one(db).await?)
}

pub(super) async fn open_draft<C: ConnectionTrait>(db: &C, slug: &str) -> Result<Option<course_drafts::Model>, Fault> {
    let rows = course_drafts::Entity::find()
        .filter(course_drafts::Column::Slug.eq(slug))
        .filter(course_drafts::Column::State.is_in(["draft", "submitted"]))
        .order_by_asc(course_drafts::Column::CreatedAt);
    Ok(rows.one(db).await?)
}

pub(super) async fn note(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    verb: &str,
    draft: &course_drafts::Model,
    course: Option<Uuid>,
    reason: &str,
) -> Result<(), Fault> {
    let row = course_events::ActiveModel {
        id: Set(ctx.new_id()),
        slug: Set(draft.slug.clone()),
        draft_id: Set(draft.id),
        course_id: Set(course),
        verb: Set(verb.to_owned()),
        at: Set(ctx.now().0),
        account_id: Set(ctx.signed_in()?.account),
        reason: Set(reason.to_owned()),
    };
    course_events::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

async fn insert(tx: &DatabaseTransaction, ctx: &Ctx, manuscript: &Manuscript) -> Result<Uuid, Fault> {
    let now = ctx.now().0;
    let row = course_drafts::Model {
        id: ctx.new_id(),
        slug: manuscript.slug.clone(),
        manuscript: serde_json::to_string(manuscript)?,
        state: DraftState::Draft.code().to_owned(),
        revision: 1,
        changed_by: ctx.signed_in()?.account,
        changed_at: now,
        created_at: now,
    };
    let open = || Refusal::new("courses.draft_open").with("slug", &manuscript.slug);
    course_drafts::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, open()))?;
    note(tx, ctx, "draft", &row, None, "").await?;
    audit::record(tx, ctx, "course.draft", ("course_draft", row.id), json!({ "slug": row.slug })).await?;
    Ok(row.id)
}

async fn edit<T>(ctx: &Ctx, id: Uuid, edit: impl Fn(&mut Manuscript) -> Result<T, Fault> + Sync) -> Result<T, Fault> {
    crate::transact!(ctx, |tx| { change(tx, ctx, id, &edit).await })
}

/// Changes what a draft holds, with the line that says who did.
pub(super) async fn change<T>(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    id: Uuid,
    edit: &(impl Fn(&mut Manuscript) -> Result<T, Fault> + Sync),
) -> Result<T, Fault> {
    let account = ctx.signed_in()?.account;
    let row = course_drafts::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
    if row.state != DraftState::Draft.code() {
        return Err(Refusal::new("courses.moved_on").into());
    }
    let mut manuscript: Manuscript = serde_json::from_str(&row.manuscript)?;
    let done = edit(&mut manuscript)?;
    let saved = course_drafts::Entity::update_many()
        .col_expr(course_drafts::Column::Manuscript, Expr::value(serde_json::to_string(&manuscript)?))
        .col_expr(course_drafts::Column::Revision, Expr::value(row.revision + 1))
        .col_expr(course_drafts::Column::ChangedBy, Expr::value(account))
        .col_expr(course_drafts::Column::ChangedAt, Expr::value(ctx.now().0))
        .filter(course_drafts::Column::Id.eq(id))
        .filter(course_drafts::Column::State.eq(DraftState::Draft.code()))
        .filter(course_drafts::Column::Revision.eq(row.revision))
        .exec(tx)
        .await?;
    if saved.rows_affected != 1 {
        return Err(Fault::Busy);
    }
    if !authors(tx, id).await?.contains(&account) {
        note(tx, ctx, "draft", &row, None, "").await?;
    }
    audit::record(tx, ctx, "course.draft", ("course_draft", id), json!({ "slug": row.slug })).await?;
    Ok(done)
}

fn saved_meanwhile(seen: &str, stored: &str) -> Result<(), Fault> {
    if seen == stored { Ok(()) } else { Err(Refusal::new("courses.saved_meanwhile").into()) }
}
