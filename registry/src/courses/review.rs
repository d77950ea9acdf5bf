//! Who puts a course into force? A second person, never one who wrote on the draft.

use sea_orm::{DatabaseTransaction, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::drafts::{DraftState, authors, note, turn, whole};
use super::import::newest;
use super::manuscript::{Manuscript, WORDS};
use super::outline::rules;
use super::publishing::{Origin, Publication, publish as put_into_force};
use crate::entity::course_drafts;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// Publishes the draft as the course's version in force, which nobody can change afterwards. Returns its number.
pub async fn publish(ctx: &Ctx, draft: Uuid) -> Result<i32, Fault> {
    require(ctx, Verb::Decide, Object::Course)?;
    let rules = rules(ctx).await?;
    crate::transact!(ctx, |tx| {
        let row = under_review(tx, ctx, draft).await?;
        let manuscript: Manuscript = serde_json::from_str(&row.manuscript)?;
        let newest = newest(tx, &row.slug).await?;
        let content = whole(tx, ctx, &manuscript).await?;
        turn(tx, draft, DraftState::Submitted, DraftState::Published).await?;
        let anew = manuscript.anew();
        let publication = Publication { origin: Origin::Authored, note: manuscript.head.note.trim(), anew: &anew };
        let (course, version) = put_into_force(tx, ctx, &content, newest.as_ref(), &publication, &rules).await?;
        note(tx, ctx, "publish", &row, Some(course), "").await?;
        let facts = json!({
            "slug": row.slug, "version": version, "contentHash": content.content_hash, "draft": draft,
        });
        audit::record(tx, ctx, "course.publish", ("course", course), facts).await?;
        Ok(version)
    })
}

/// Gives a draft back to its author, with what has to change.
pub async fn give_back(ctx: &Ctx, draft: Uuid, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::Course)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::on("reason", "courses.reason_missing").into());
    }
    if reason.chars().count() > WORDS {
        return Err(Refusal::on("reason", "courses.too_long").with("limit", WORDS).into());
    }
    crate::transact!(ctx, |tx| {
        let row = under_review(tx, ctx, draft).await?;
        turn(tx, draft, DraftState::Submitted, DraftState::Draft).await?;
        note(tx, ctx, "return", &row, None, reason).await?;
        audit::record(tx, ctx, "course.return", ("course_draft", draft), json!({ "slug": row.slug })).await
    })
}

/// The draft, when it waits for a review and the reviewer is another person than those who wrote it.
async fn under_review(tx: &DatabaseTransaction, ctx: &Ctx, draft: Uuid) -> Result<course_drafts::Model, Fault> {
    let row = course_drafts::Entity::find_by_id(draft).one(tx).await?.ok_or(Fault::NotFound)?;
    if authors(tx, draft).await?.contains(&ctx.signed_in()?.account) {
        return Err(Refusal::new("courses.own_draft").into());
    }
    if row.state != DraftState::Submitted.code() {
        return Err(Refusal::new("courses.moved_on").into());
    }
    Ok(row)
}
