//! Where is a file's content? One content-addressed store: a row says what it is, a [`Home`] keeps the content.
//!
//! The database is the default home. The row names its home, so that a site may change the setting: what lies in the
//! former home is still found as long as that home is there.

mod folder;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use sha2::{Digest, Sha256};

use crate::entity::blobs;
use crate::vault::hex;
use crate::{Ctx, Fault, Instant};
pub use folder::Folder;

/// The SHA-256 of the content, in hex: the file's name in the store and in URLs.
pub type BlobHash = String;

#[derive(Clone, Debug)]
pub struct Blob {
    pub media_type: String,
    pub content: Vec<u8>,
}

/// Keeps contents outside the database, by the hash that names them.
#[async_trait::async_trait]
pub trait Home: Send + Sync {
    /// The stored code of this home.
    fn code(&self) -> &'static str;

    /// Returns when the content is durable; keeping the same content again changes nothing.
    async fn keep(&self, hash: &str, content: &[u8]) -> Result<(), Fault>;

    /// Nothing when it is not there. Whether it is still what it was is looked at by whoever asks.
    async fn find(&self, hash: &str) -> Result<Option<Vec<u8>>, Fault>;

    /// Forgetting what is not there changes nothing.
    async fn forget(&self, hash: &str) -> Result<(), Fault>;
}

/// The home of new contents: the database where there is no other.
pub type Homes = Option<Arc<dyn Home>>;

/// The code of rows whose content lies beside them.
const DATABASE: &str = "database";

/// Stores the content once; the same content gets the same hash. Within a transaction: the row is written before a home
/// outside keeps the content, so that whoever just forgets the same content is waited for, and nobody sees the row before
/// the end. What a transaction that fails leaves behind in a home is named by nothing.
pub async fn put<C: ConnectionTrait>(db: &C, ctx: &Ctx, media_type: &str, content: Vec<u8>) -> Result<BlobHash, Fault> {
    let hash = hex(&Sha256::digest(&content));
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let (home, beside, outside) = match &ctx.blobs {
        Some(home) => (home.code(), Vec::new(), Some((home, content))),
        None => (DATABASE, content, None),
    };
    let row = blobs::ActiveModel {
        hash: Set(hash.clone()),
        media_type: Set(media_type.to_owned()),
        size: Set(size),
        content: Set(beside),
        stored_at: Set(ctx.now().0),
        home: Set(home.to_owned()),
    };
    blobs::Entity::insert(row)
        .on_conflict(OnConflict::column(blobs::Column::Hash).do_nothing().to_owned())
        .exec_without_returning(db)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    if let Some((home, content)) = outside {
        home.keep(&hash, &content).await?;
    }
    Ok(hash)
}

/// The content came again: it counts as stored now.
pub(crate) async fn renew(tx: &DatabaseTransaction, ctx: &Ctx, hash: &str) -> Result<(), Fault> {
    blobs::Entity::update_many()
        .col_expr(blobs::Column::StoredAt, Expr::value(ctx.now().0))
        .filter(blobs::Column::Hash.eq(hash))
        .filter(blobs::Column::StoredAt.lt(ctx.now().0))
        .exec(tx)
        .await?;
    Ok(())
}

/// Drops a content that was stored before then and that nothing names. False when it came again since, and when it lies in
/// a home that is not set.
pub(crate) async fn forget(tx: &DatabaseTransaction, ctx: &Ctx, hash: &str, before: Instant) -> Result<bool, Fault> {
    let home: Option<String> = blobs::Entity::find_by_id(hash.to_owned())
        .select_only()
        .column(blobs::Column::Home)
        .filter(blobs::Column::StoredAt.lt(before.0))
        .lock_exclusive()
        .into_tuple()
        .one(tx)
        .await?;
    let Some(code) = home else { return Ok(false) };
    let home = ctx.blobs.as_ref().filter(|home| home.code() == code);
    if home.is_none() && code != DATABASE {
        return Ok(false);
    }
    blobs::Entity::delete_by_id(hash.to_owned()).exec(tx).await?;
    if let Some(home) = home {
        home.forget(hash).await?;
    }
    Ok(true)
}

/// What lies under the name, in whichever home: its hash is the name, and what was changed beside the program is not handed
/// out.
///
/// # Errors
/// [`Fault::Internal`] for a content that is not the one that was stored, or that its home has lost.
pub async fn find(ctx: &Ctx, hash: &str) -> Result<Option<Blob>, Fault> {
    let Some(row) = blobs::Entity::find_by_id(hash.to_owned()).one(ctx.db.reader()).await? else { return Ok(None) };
    let content = if row.home == DATABASE {
        row.content
    } else {
        let home = ctx.blobs.as_ref().filter(|home| home.code() == row.home);
        let home = home.ok_or_else(|| Fault::internal(format!("a file lies in a {}, and none is set", row.home)))?;
        home.find(hash).await?.ok_or_else(|| Fault::internal(format!("the {} has lost {hash}", row.home)))?
    };
    if hex(&Sha256::digest(&content)) != hash {
        return Err(Fault::internal(format!("{hash} was changed")));
    }
    Ok(Some(Blob { media_type: row.media_type, content }))
}
