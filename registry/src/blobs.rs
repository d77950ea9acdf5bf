//! Where is a file's content? One content-addressed store behind a trait; the database is the default home.

use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use sha2::{Digest, Sha256};

use crate::entity::blobs;
use crate::vault::hex;
use crate::{Ctx, Fault};

/// The SHA-256 of the content, in hex: the file's name in the store and in URLs.
pub type BlobHash = String;

#[derive(Clone, Debug)]
pub struct Blob {
    pub media_type: String,
    pub content: Vec<u8>,
}

/// Stores the content once; the same content gets the same hash.
pub async fn put<C: ConnectionTrait>(db: &C, ctx: &Ctx, media_type: &str, content: Vec<u8>) -> Result<BlobHash, Fault> {
    let hash = hex(&Sha256::digest(&content));
    let row = blobs::ActiveModel {
        hash: Set(hash.clone()),
        media_type: Set(media_type.to_owned()),
        size: Set(i64::try_from(content.len()).unwrap_or(i64::MAX)),
        content: Set(content),
        stored_at: Set(ctx.now().0),
    };
    blobs::Entity::insert(row)
        .on_conflict(OnConflict::column(blobs::Column::Hash).do_nothing().to_owned())
        .exec_without_returning(db)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    Ok(hash)
}

pub async fn find(ctx: &Ctx, hash: &str) -> Result<Option<Blob>, Fault> {
    let row = blobs::Entity::find_by_id(hash.to_owned()).one(ctx.db.reader()).await?;
    Ok(row.map(|row| Blob { media_type: row.media_type, content: row.content }))
}
