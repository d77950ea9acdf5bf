//! Which pieces belong to no video? Those of a file that broke off on its way; a day later nobody waits for the rest.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::PIECE_TYPE;
use crate::entity::{blobs, videos};
use crate::instant::DAY_MS;
use crate::{Ctx, Fault};

/// The job: drops the pieces of more than a day ago that no video names; how many.
///
/// # Errors
/// The first fault; what was dropped before it stays dropped.
pub async fn sweep(ctx: &Ctx) -> Result<usize, Fault> {
    let before = ctx.now().minus_ms(DAY_MS);
    let mut dropped = 0;
    for piece in unnamed(ctx).await? {
        let is_gone = crate::transact!(ctx, |tx| { crate::blobs::forget(tx, ctx, &piece, before).await })?;
        dropped += usize::from(is_gone);
    }
    Ok(dropped)
}

/// How old a piece is stands behind its content, so that is asked for those alone.
async fn unnamed(ctx: &Ctx) -> Result<Vec<String>, Fault> {
    let pieces: Vec<String> = blobs::Entity::find()
        .select_only()
        .column(blobs::Column::Hash)
        .filter(blobs::Column::MediaType.eq(PIECE_TYPE))
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    // read after the pieces: a video that came in between names its own
    let lists: Vec<String> =
        videos::Entity::find().select_only().column(videos::Column::Pieces).into_tuple().all(ctx.db.reader()).await?;
    let lists: Vec<Vec<String>> =
        lists.iter().map(|list| serde_json::from_str(list)).collect::<Result<_, serde_json::Error>>()?;
    let named: HashSet<&str> = lists.iter().flatten().map(String::as_str).collect();
    Ok(pieces.into_iter().filter(|piece| !named.contains(piece.as_str())).collect())
}
