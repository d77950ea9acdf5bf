//! How does the course of the program get into the database? As a new version when its content changed, unless an office
//! has published one of its own.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::markdown;
use super::outline::rules;
use super::publishing::{Origin, Publication, publish};
use super::text::{CourseContent, CourseText};
use crate::entity::courses;
use crate::permissions::{Object, Verb, require};
use crate::{Actor, Ctx, Fault, audit, blobs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imported {
    /// The version in force has the same content, or is an office's own.
    Unchanged {
        course: Uuid,
        version: i32,
    },
    Published {
        course: Uuid,
        version: i32,
    },
}

/// Publishes the program's text as the course's version in force and retires the one before. People publish by drafts,
/// never alone.
pub async fn import(ctx: &Ctx, text: &CourseText) -> Result<Imported, Fault> {
    require(ctx, Verb::Decide, Object::Course)?;
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    let content = text.read()?;
    let rules = rules(ctx).await?;
    crate::transact!(ctx, |tx| {
        let newest = newest(tx, &content.slug).await?;
        let is_left = |newest: &&courses::Model| {
            newest.content_hash == content.content_hash || newest.origin == Origin::Authored.code()
        };
        if let Some(newest) = newest.iter().find(is_left) {
            return Ok(Imported::Unchanged { course: newest.id, version: newest.version });
        }
        let content = stored(tx, ctx, &content).await?;
        let publication = Publication { origin: Origin::BuiltIn, note: "", anew: &[] };
        let (course, version) = publish(tx, ctx, &content, newest.as_ref(), &publication, &rules).await?;
        let facts = json!({ "slug": content.slug, "version": version, "contentHash": content.content_hash });
        audit::record(tx, ctx, "course.publish", ("course", course), facts).await?;
        Ok(Imported::Published { course, version })
    })
}

/// The newest version, locked until the transaction ends.
pub(super) async fn newest(tx: &DatabaseTransaction, slug: &str) -> Result<Option<courses::Model>, Fault> {
    let versions = courses::Entity::find().filter(courses::Column::Slug.eq(slug));
    Ok(versions.order_by_desc(courses::Column::Version).lock_exclusive().one(tx).await?)
}

/// The same course with its pictures in the store, and with their addresses in the texts.
pub(super) async fn stored(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    content: &CourseContent,
) -> Result<CourseContent, Fault> {
    let mut addresses = Vec::with_capacity(content.pictures.len());
    for picture in &content.pictures {
        let hash = blobs::put(tx, ctx, "image/svg+xml", picture.content.clone()).await?;
        addresses.push((picture.name.as_str(), format!("/files/{hash}")));
    }
    let address = |path: &str| addresses.iter().find(|(name, _)| *name == path).map(|(_, address)| address.clone());
    let mut stored = CourseContent { pictures: Vec::new(), ..content.clone() };
    for lesson in &mut stored.lessons {
        lesson.markdown = markdown::with_addresses(&lesson.markdown, &lesson.pictures, address);
    }
    Ok(stored)
}
