//! What is the video of a lesson? Pieces of a mebibyte in the store of files, so that neither its coming nor its going
//! ever holds it whole; who may see it is who may see the lesson.

pub mod arriving;
pub mod length;
pub mod sweeping;
mod vtt;

use std::collections::HashMap;

use futures::stream::{Stream, try_unfold};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::drafts::in_force;
use super::{Presence, VideoView, desk};
use crate::entity::{lessons, videos};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, blobs};

/// The size of every piece but the last.
pub const PIECE: usize = 1024 * 1024;
/// What a piece is to the store of files; nothing else there is of this type.
const PIECE_TYPE: &str = "application/octet-stream";

/// A stored video; its pieces stay inside.
#[derive(Clone, Debug)]
pub struct Video {
    pub id: Uuid,
    pub file_name: String,
    pub media_type: String,
    pub size: u64,
    pub length_ms: i64,
    /// SHA-256 of the whole, in hex.
    pub hash: String,
    pub captions: Option<String>,
    poster: Option<String>,
    pieces: Vec<String>,
}

impl Video {
    fn of(row: videos::Model) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id,
            file_name: row.file_name,
            media_type: row.media_type,
            size: u64::try_from(row.size).map_err(Fault::internal)?,
            length_ms: row.duration_ms,
            hash: row.hash,
            captions: row.captions,
            poster: row.poster,
            pieces: serde_json::from_str(&row.pieces)?,
        })
    }

    /// As the lesson's page shows it; how much of it was watched and where it is to go on.
    pub(super) fn view(&self, counted_ms: i64, (watched_ms, place_ms): (i64, i64)) -> VideoView {
        let presence = |is_there| if is_there { Presence::Present } else { Presence::Absent };
        VideoView {
            media_type: self.media_type.clone(),
            length_ms: self.length_ms,
            counted_ms,
            watched_ms,
            place_ms,
            captions: presence(self.captions.is_some()),
            poster: presence(self.poster.is_some()),
        }
    }

    /// Its picture, with its media type.
    pub async fn poster(&self, ctx: &Ctx) -> Result<blobs::Blob, Fault> {
        let hash = self.poster.as_ref().ok_or(Fault::NotFound)?;
        blobs::find(ctx, hash).await?.ok_or(Fault::NotFound)
    }

    /// The bytes from `from` to `to`, which is not among them; a piece at a time.
    pub fn bytes(self, ctx: Ctx, from: u64, to: u64) -> impl Stream<Item = Result<Vec<u8>, Fault>> + Send + 'static {
        let end = to.min(self.size);
        try_unfold(from, move |at| {
            let (ctx, piece) = (ctx.clone(), self.piece_at(at));
            async move {
                if at >= end {
                    return Ok(None);
                }
                let (hash, inside) = piece.ok_or_else(|| Fault::internal("a video has too few pieces"))?;
                let piece = blobs::find(&ctx, &hash).await?;
                let piece = piece.ok_or_else(|| Fault::internal(format!("a video has lost its piece {hash}")))?;
                let wanted = usize::try_from(end - at).unwrap_or(usize::MAX);
                let part: Vec<u8> = piece.content.into_iter().skip(inside).take(wanted).collect();
                let next = at + part.len() as u64;
                if part.is_empty() {
                    return Err(Fault::internal(format!("a piece of a video is too short: {hash}")));
                }
                Ok(Some((part, next)))
            }
        })
    }

    /// The piece that holds a byte, and where in it.
    fn piece_at(&self, at: u64) -> Option<(String, usize)> {
        let at = usize::try_from(at).ok()?;
        Some((self.pieces.get(at / PIECE)?.clone(), at % PIECE))
    }
}

/// The video of a lesson in force: for everybody, as the lesson is.
pub async fn of_lesson(ctx: &Ctx, course: &str, lesson: &str) -> Result<Video, Fault> {
    require(ctx, Verb::View, Object::Course)?;
    let reader = ctx.db.reader();
    let course = in_force(reader, course).await?.ok_or(Fault::NotFound)?;
    let lesson = lessons::Entity::find()
        .filter(lessons::Column::CourseId.eq(course.id))
        .filter(lessons::Column::Slug.eq(lesson))
        .one(reader)
        .await?;
    find(reader, lesson.and_then(|lesson| lesson.video_id).ok_or(Fault::NotFound)?).await
}

/// The video of a lesson in a draft: for those who write and judge it.
pub async fn of_draft(ctx: &Ctx, draft: Uuid, lesson: &str) -> Result<Video, Fault> {
    let draft = desk::get(ctx, draft).await?;
    let video = draft.manuscript.lesson(lesson).and_then(|page| page.video).ok_or(Fault::NotFound)?;
    find(ctx.db.reader(), video).await
}

/// The stored ones of these, by id.
pub(super) async fn all<C: ConnectionTrait>(
    db: &C,
    ids: impl Iterator<Item = Option<Uuid>>,
) -> Result<HashMap<Uuid, Video>, Fault> {
    let ids: Vec<Uuid> = ids.flatten().collect();
    let rows = videos::Entity::find().filter(videos::Column::Id.is_in(ids)).all(db).await?;
    rows.into_iter().map(|row| Ok((row.id, Video::of(row)?))).collect()
}

pub(super) async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Video, Fault> {
    Video::of(videos::Entity::find_by_id(id).one(db).await?.ok_or(Fault::NotFound)?)
}
