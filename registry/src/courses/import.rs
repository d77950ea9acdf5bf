//! How does a course get into the database? As a new version when its content changed, as nothing when it did not.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::markdown;
use super::text::{CourseText, Draft, DraftLesson};
use crate::db::is_duplicate;
use crate::entity::{courses, lessons};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, audit, blobs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The version in force has the same content.
    Unchanged {
        course: Uuid,
        version: i32,
    },
    Published {
        course: Uuid,
        version: i32,
    },
}

/// Publishes the text as the course's version in force and retires the one before. What was read of earlier versions
/// keeps counting for the lessons of the same slug.
pub async fn import(ctx: &Ctx, text: &CourseText) -> Result<Imported, Fault> {
    require(ctx, Verb::Decide, Object::Course)?;
    let draft = text.read()?;
    crate::transact!(ctx, |tx| {
        let newest = courses::Entity::find()
            .filter(courses::Column::Slug.eq(&draft.slug))
            .order_by_desc(courses::Column::Version)
            .lock_exclusive()
            .one(tx)
            .await?;
        if let Some(newest) = newest.iter().find(|newest| newest.content_hash == draft.content_hash) {
            return Ok(Imported::Unchanged { course: newest.id, version: newest.version });
        }
        let version = newest.map_or(1, |newest| newest.version + 1);
        let course = publish(tx, ctx, &draft, version).await?;
        let facts = json!({ "slug": draft.slug, "version": version, "contentHash": draft.content_hash });
        audit::record(tx, ctx, "course.publish", ("course", course), facts).await?;
        Ok(Imported::Published { course, version })
    })
}

async fn publish(tx: &DatabaseTransaction, ctx: &Ctx, draft: &Draft, version: i32) -> Result<Uuid, Fault> {
    courses::Entity::update_many()
        .col_expr(courses::Column::RetiredAt, Expr::value(ctx.now().0))
        .filter(courses::Column::Slug.eq(&draft.slug))
        .filter(courses::Column::RetiredAt.is_null())
        .exec(tx)
        .await?;
    let course = ctx.new_id();
    let row = courses::ActiveModel {
        id: Set(course),
        slug: Set(draft.slug.clone()),
        version: Set(version),
        title: Set(draft.title.clone()),
        summary: Set(draft.summary.clone()),
        content_hash: Set(draft.content_hash.clone()),
        published_at: Set(ctx.now().0),
        retired_at: Set(None),
    };
    // somebody else published the first version at this moment: look again
    let busy = |error| if is_duplicate(&error) { Fault::Busy } else { error.into() };
    courses::Entity::insert(row).exec_without_returning(tx).await.map_err(busy)?;
    let mut addresses = BTreeMap::new();
    for picture in &draft.pictures {
        let hash = blobs::put(tx, ctx, "image/svg+xml", picture.content.clone()).await?;
        addresses.insert(picture.name.as_str(), format!("/files/{hash}"));
    }
    let rows = (1..)
        .zip(&draft.lessons)
        .map(|(position, lesson)| lesson_row(ctx, course, position, lesson, &addresses))
        .collect::<Result<Vec<_>, Fault>>()?;
    lessons::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(course)
}

fn lesson_row(
    ctx: &Ctx,
    course: Uuid,
    position: i32,
    lesson: &DraftLesson,
    addresses: &BTreeMap<&str, String>,
) -> Result<lessons::ActiveModel, Fault> {
    let text = markdown::with_addresses(&lesson.markdown, &lesson.pictures, |path| addresses.get(path).cloned());
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
        markdown: Set(text),
    })
}
