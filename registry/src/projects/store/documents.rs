//! Which files were brought as evidence for a project, and who may read them? A file has the rights of its project.

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use serde_json::json;
use uuid::Uuid;

use super::lock;
use super::scope::{project_for, project_to_write};
use crate::blobs::{self, Blob, BlobHash};
use crate::entity::project_documents;
use crate::permissions::Verb;
use crate::{Ctx, Fault, Refusal, audit};

pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// Stores a PDF, JPEG or PNG for a project; its hash is then named by filings and records.
pub async fn bring_document(ctx: &Ctx, project: Uuid, name: &str, content: Vec<u8>) -> Result<BlobHash, Fault> {
    let who = ctx.signed_in()?.account;
    project_to_write(ctx, project).await?;
    let name = name.trim();
    if !(1..=200).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return Err(Refusal::on("document", "projects.document_name").into());
    }
    if content.len() > MOST_BYTES {
        return Err(Refusal::on("document", "projects.document_too_large").into());
    }
    let media_type = media_type(&content).ok_or_else(|| Refusal::on("document", "projects.document_format"))?;
    crate::transact!(ctx, |tx| {
        lock(tx, project).await?;
        let hash = blobs::put(tx, ctx, media_type, content.clone()).await?;
        let row = project_documents::Model {
            project_id: project,
            hash: hash.clone(),
            name: name.to_owned(),
            brought_by: who,
            brought_at: ctx.now().0,
        };
        let key = [project_documents::Column::ProjectId, project_documents::Column::Hash];
        project_documents::Entity::insert(row.into_active_model())
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await
            .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
        audit::record(tx, ctx, "bring_document", ("project", project), json!({ "document": hash })).await?;
        Ok(hash)
    })
}

/// A file of a project that the actor may see.
pub async fn find_document(ctx: &Ctx, project: Uuid, hash: &str) -> Result<Option<Blob>, Fault> {
    project_for(ctx, Verb::View, project).await?;
    let key = (project, hash.to_owned());
    match project_documents::Entity::find_by_id(key).one(ctx.db.reader()).await? {
        Some(row) => blobs::find(ctx, &row.hash).await,
        None => Ok(None),
    }
}

/// Whether the file that a record names was brought for this project: a hash alone opens nobody's file.
pub(super) async fn check<C: ConnectionTrait>(db: &C, project: Uuid, hash: Option<&str>) -> Result<(), Fault> {
    let Some(hash) = hash else { return Ok(()) };
    let known = project_documents::Entity::find_by_id((project, hash.to_owned())).one(db).await?;
    match known {
        Some(_) => Ok(()),
        None => Err(Refusal::on("document", "projects.document_unknown").into()),
    }
}

fn media_type(content: &[u8]) -> Option<&'static str> {
    match content {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        _ => None,
    }
}
