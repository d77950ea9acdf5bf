//! Which files were brought as evidence for a project, and who may read them? A file has the rights of its project, and one
//! about somebody on the site those of the records about its people.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::scope::{ProjectReach, project_for, project_to_write, sight_of};
use super::{lock, unknown_code};
use crate::blobs::{self, BlobHash};
use crate::entity::{project_documents, projects};
use crate::permissions::{Object, Verb};
use crate::projects::Seen;
use crate::{Ctx, Fault, Instant, Refusal, audit};

pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// A file by the name under which it was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentView {
    pub hash: BlobHash,
    pub about: DocumentAbout,
    pub name: String,
    pub brought_at: Instant,
}

closed_set! {
    /// About what it is, and so who may look at it.
    DocumentAbout {
        Project = "project",
        /// of the site: a contract, a card, a face
        People = "people",
    }
}

/// Stores a PDF, JPEG or PNG for a project; its hash is then named by filings and records. What was once brought as a file
/// about people stays one.
pub async fn bring_document(
    ctx: &Ctx,
    project: Uuid,
    about: DocumentAbout,
    name: &str,
    content: Vec<u8>,
) -> Result<BlobHash, Fault> {
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
            about: about.code().to_owned(),
        };
        put(tx, row).await?;
        audit::record(tx, ctx, "bring_document", ("project", project), json!({ "document": hash, "about": about }))
            .await?;
        Ok(hash)
    })
}

/// Keeps the line of a file, or the one that is there already.
pub(super) async fn put(tx: &DatabaseTransaction, row: project_documents::Model) -> Result<(), Fault> {
    use project_documents::Column::{About as Told, Hash, ProjectId};
    let of_people = (row.about == DocumentAbout::People.code()).then(|| (row.project_id, row.hash.clone()));
    project_documents::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::columns([ProjectId, Hash]).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    if let Some((project, hash)) = of_people {
        project_documents::Entity::update_many()
            .col_expr(Told, Expr::value(DocumentAbout::People.code()))
            .filter(ProjectId.eq(project))
            .filter(Hash.eq(hash))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What was brought about the project, the latest first, for whoever sees everything of it; nothing for the other parties.
/// Beside it, for whoever sees its people, what was brought about them.
pub async fn documents(ctx: &Ctx, project: Uuid) -> Result<Vec<DocumentView>, Fault> {
    let row = project_for(ctx, Verb::View, project).await?;
    if !sees_whole(ctx, Object::Project, &row).await? {
        return Ok(Vec::new());
    }
    let sees_people = sees_whole(ctx, Object::Worker, &row).await?;
    let shown = DocumentAbout::ALL.into_iter().filter(|about| about.is_shown(sees_people));
    let rows = project_documents::Entity::find()
        .filter(project_documents::Column::ProjectId.eq(project))
        .filter(project_documents::Column::About.is_in(shown.map(DocumentAbout::code)))
        .order_by_desc(project_documents::Column::BroughtAt)
        .order_by_asc(project_documents::Column::Hash)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter().map(view).collect()
}

fn view(row: project_documents::Model) -> Result<DocumentView, Fault> {
    let about = DocumentAbout::parse(&row.about).ok_or_else(|| unknown_code(&row.about))?;
    Ok(DocumentView { hash: row.hash, about, name: row.name, brought_at: Instant(row.brought_at) })
}

/// A file of a project that the actor may see, by its name.
pub(super) async fn shown_document(ctx: &Ctx, project: Uuid, hash: &str) -> Result<Option<DocumentView>, Fault> {
    let site = project_for(ctx, Verb::View, project).await?;
    let found = project_documents::Entity::find_by_id((project, hash.to_owned())).one(ctx.db.reader()).await?;
    let Some(found) = found.map(view).transpose()? else { return Ok(None) };
    let is_shown = found.about.is_shown(sees_whole(ctx, Object::Worker, &site).await?);
    Ok(is_shown.then_some(found))
}

impl DocumentAbout {
    fn is_shown(self, sees_people: bool) -> bool {
        self == Self::Project || sees_people
    }
}

/// Whether the actor sees all of this that the project has today.
async fn sees_whole(ctx: &Ctx, object: Object, project: &projects::Model) -> Result<bool, Fault> {
    let reach = ProjectReach::of(ctx, Verb::View, object).await?;
    let sight = sight_of(ctx.db.reader(), &reach, project).await?;
    Ok(sight.is_some_and(|sight| sight.of_all() == Seen::Always))
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
