//! How does a video come in? Piece by piece, each durable before the next is taken; it belongs to a lesson once it is
//! whole and is a video.

use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::length::Inspector;
use super::{PIECE, PIECE_TYPE, Video, find, vtt};
use crate::courses::desk;
use crate::courses::drafts::change;
use crate::courses::manuscript::Manuscript;
use crate::entity::videos;
use crate::permissions::{Object, Verb, require};
use crate::vault::hex;
use crate::{Ctx, Fault, Refusal, audit, blobs};

/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;
const POSTER_BYTES: usize = 1024 * 1024;

/// A file that is on its way. What was stored of one that is never finished is named by nothing, and swept a day later.
pub struct Arrival {
    buffer: Vec<u8>,
    pieces: Vec<String>,
    size: u64,
    limit: u64,
    hash: Sha256,
    inspector: Inspector,
}

/// What comes beside the video; without them those of the video before stay.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// A WebVTT file.
    pub captions: Option<Vec<u8>>,
    /// JPEG or PNG.
    pub poster: Option<Vec<u8>>,
}

impl Arrival {
    /// At most so many bytes are taken.
    pub fn of_at_most(limit: u64) -> Self {
        Self {
            buffer: Vec::new(),
            pieces: Vec::new(),
            size: 0,
            limit,
            hash: Sha256::new(),
            inspector: Inspector::default(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.size == 0
    }

    /// Takes the next bytes.
    pub async fn take(&mut self, ctx: &Ctx, mut bytes: &[u8]) -> Result<(), Fault> {
        require(ctx, Verb::Edit, Object::Course)?;
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            return Err(Refusal::on("video", "courses.video_too_large").with("limit", self.limit / 1024 / 1024).into());
        }
        self.hash.update(bytes);
        self.inspector.pass(bytes);
        self.inspector.check_head()?;
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == PIECE {
                self.store(ctx).await?;
            }
        }
        Ok(())
    }

    /// The whole video, when it is one.
    async fn finish(mut self, ctx: &Ctx, name: &str) -> Result<videos::Model, Fault> {
        if !self.buffer.is_empty() {
            self.store(ctx).await?;
        }
        let (container, length_ms) = self.inspector.finish()?;
        Ok(videos::Model {
            id: ctx.new_id(),
            file_name: name.chars().filter(|c| !c.is_control()).take(NAME).collect(),
            media_type: container.media_type().to_owned(),
            size: i64::try_from(self.size).map_err(Fault::internal)?,
            duration_ms: length_ms,
            hash: hex(&self.hash.finalize()),
            pieces: serde_json::to_string(&self.pieces)?,
            captions: None,
            poster: None,
            uploaded_by: ctx.signed_in()?.account,
            uploaded_at: ctx.now().0,
        })
    }

    async fn store(&mut self, ctx: &Ctx) -> Result<(), Fault> {
        let piece = std::mem::take(&mut self.buffer);
        let hash = crate::transact!(ctx, |tx| {
            let hash = blobs::put(tx, ctx, PIECE_TYPE, piece.clone()).await?;
            // it may have been left by a file that broke off: a day is counted anew
            blobs::renew(tx, ctx, &hash).await?;
            Ok(hash)
        })?;
        self.pieces.push(hash);
        Ok(())
    }
}

/// Gives a draft's lesson a video, or the video that it has other captions or another picture.
pub async fn give(
    ctx: &Ctx,
    draft: Uuid,
    lesson: &str,
    arrived: Option<(Arrival, String)>,
    beside: &Beside,
) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    let captions = beside.captions.as_deref().map(vtt::read).transpose()?;
    let picture = beside.poster.as_deref().map(picture_type).transpose()?.zip(beside.poster.clone());
    let manuscript = desk::get(ctx, draft).await?.manuscript;
    let former = match manuscript.lesson(lesson).ok_or(Fault::NotFound)?.video {
        Some(video) => Some(find(ctx.db.reader(), video).await?),
        None => None,
    };
    let row = match (arrived, former) {
        (Some((arrival, name)), _) => arrival.finish(ctx, &name).await?,
        (None, Some(former)) => again(ctx, former)?,
        (None, None) => return Err(Refusal::on("video", "courses.video_missing").into()),
    };
    crate::transact!(ctx, |tx| {
        let poster = match &picture {
            Some((media_type, content)) => Some(blobs::put(tx, ctx, media_type, content.clone()).await?),
            None => row.poster.clone(),
        };
        let row = videos::Model { poster, captions: captions.clone().or_else(|| row.captions.clone()), ..row.clone() };
        let facts = json!({ "lesson": lesson, "hash": row.hash, "bytes": row.size });
        let id = row.id;
        videos::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        change(tx, ctx, draft, &|manuscript| set_video(manuscript, lesson, Some(id))).await?;
        audit::record(tx, ctx, "course.video", ("course_draft", draft), facts).await
    })
}

/// Takes the video from a draft's lesson; versions that have it keep it.
pub async fn take_away(ctx: &Ctx, draft: Uuid, lesson: &str) -> Result<(), Fault> {
    require(ctx, Verb::Edit, Object::Course)?;
    crate::transact!(ctx, |tx| { change(tx, ctx, draft, &|manuscript| set_video(manuscript, lesson, None)).await })
}

fn set_video(manuscript: &mut Manuscript, lesson: &str, video: Option<Uuid>) -> Result<(), Fault> {
    let page = manuscript.lessons.iter_mut().find(|page| page.slug == lesson).ok_or(Fault::NotFound)?;
    page.video = video;
    Ok(())
}

/// The same video as a new row, for what comes beside it.
fn again(ctx: &Ctx, former: Video) -> Result<videos::Model, Fault> {
    Ok(videos::Model {
        id: ctx.new_id(),
        file_name: former.file_name,
        media_type: former.media_type,
        size: i64::try_from(former.size).map_err(Fault::internal)?,
        duration_ms: former.length_ms,
        hash: former.hash,
        pieces: serde_json::to_string(&former.pieces)?,
        captions: former.captions,
        poster: former.poster,
        uploaded_by: ctx.signed_in()?.account,
        uploaded_at: ctx.now().0,
    })
}

fn picture_type(bytes: &[u8]) -> Result<&'static str, Refusal> {
    if bytes.len() > POSTER_BYTES {
        return Err(Refusal::on("poster", "courses.poster_too_large").with("limit", POSTER_BYTES / 1024 / 1024));
    }
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok("image/png"),
        _ => Err(Refusal::on("poster", "courses.poster_unreadable")),
    }
}

/// Files that have what is looked at, and so many further bytes.
#[cfg(any(test, feature = "fixtures"))]
pub mod samples {
    pub fn mp4(length_ms: i64, further: usize) -> Vec<u8> {
        let length = u32::try_from(length_ms).unwrap_or(0);
        let mvhd = [&[0; 12][..], &1_000_u32.to_be_bytes(), &length.to_be_bytes(), &[0; 80]].concat();
        let hdlr = [&[0; 8][..], b"vide", &[0; 12]].concat();
        let movie = [boxed(b"mvhd", &mvhd), boxed(b"hdlr", &hdlr)].concat();
        [boxed(b"ftyp", b"isom\0\0\x02\0isom"), boxed(b"moov", &movie), boxed(b"mdat", &pattern(further))].concat()
    }

    pub fn webm(length_ms: i64, further: usize) -> Vec<u8> {
        let length = f64::from(i32::try_from(length_ms).unwrap_or(0));
        let info =
            [&[0x2A, 0xD7, 0xB1, 0x83, 0x0F, 0x42, 0x40][..], &[0x44, 0x89, 0x88], &length.to_be_bytes()].concat();
        let info = [&[0x15, 0x49, 0xA9, 0x66, 0x80 | 18][..], &info].concat();
        let head = [&[0x1A, 0x45, 0xDF, 0xA3, 0x80 | 7][..], &[0x42, 0x82, 0x84], b"webm"].concat();
        let segment = [0x18, 0x53, 0x80, 0x67, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        [&head[..], &segment, &info, &pattern(further)].concat()
    }

    fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let size = u32::try_from(content.len() + 8).unwrap_or(u32::MAX);
        [&size.to_be_bytes()[..], name, content].concat()
    }

    /// No two places of a piece are alike for long.
    fn pattern(length: usize) -> Vec<u8> {
        (0_u32..).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).take(length).collect()
    }
}
