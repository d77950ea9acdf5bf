//! Who opens a file that was brought for a project, and what is kept of it? A scan about people, such as of a card, a
//! contract or a face, opens for a reason like a full number, and the reason is kept.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use serde_json::json;
use uuid::Uuid;

use super::documents::{DocumentAbout, DocumentView, shown_document};
use crate::blobs::{self, Blob};
use crate::entity::{contracts, document_views, gate_refusals, person_particulars, worker_trainings};
use crate::fault::worded;
use crate::{Ctx, Fault, Refusal, audit};

/// A file as its address gives it.
#[derive(Clone, Debug)]
pub enum Paper {
    Open(Blob),
    /// Opens by [`open_document`] alone.
    ForReason(DocumentView),
}

/// A file of a project that the actor may see.
pub async fn find_document(ctx: &Ctx, project: Uuid, hash: &str) -> Result<Option<Paper>, Fault> {
    match shown_document(ctx, project, hash).await? {
        Some(found) if found.about == DocumentAbout::People => Ok(Some(Paper::ForReason(found))),
        Some(found) => Ok(blobs::find(ctx, &found.hash).await?.map(Paper::Open)),
        None => Ok(None),
    }
}

/// A file about people, for a reason of at least four characters that is kept.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such file for the actor.
pub async fn open_document(ctx: &Ctx, project: Uuid, hash: &str, reason: &str) -> Result<Blob, Fault> {
    let found = shown_document(ctx, project, hash).await?.ok_or(Fault::NotFound)?;
    open_noted(ctx, (project, None), &found.hash, reason).await
}

/// The same of what the actor may see by another record of the project, which whoever calls has asked, and which may name the
/// person who is shown.
pub(crate) async fn open_noted(
    ctx: &Ctx,
    (project, person): (Uuid, Option<Uuid>),
    hash: &str,
    reason: &str,
) -> Result<Blob, Fault> {
    let account = ctx.signed_in()?.account;
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "people.reason_length"))?;
    let blob = blobs::find(ctx, hash).await?.ok_or(Fault::NotFound)?;
    crate::transact!(ctx, |tx| {
        let view = document_views::Model {
            id: ctx.new_id(),
            project_id: project,
            hash: hash.to_owned(),
            person_id: person,
            account_id: account,
            reason: reason.clone(),
            viewed_at: ctx.now().0,
        };
        let facts = json!({ "document": view.hash, "document_view": view.id });
        audit::record(tx, ctx, "open_document", ("project", project), facts).await?;
        document_views::Entity::insert(view.into_active_model()).exec_without_returning(tx).await?;
        Ok(())
    })?;
    Ok(blob)
}

/// The condition on `document_views` for what shows this person: files that a record about the person names, on its project; a
/// portrait wherever it was brought; and what was opened from the person's own page.
pub(crate) fn about_person(person: Uuid) -> Condition {
    let contract = contracts::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(contracts::Column::PersonId.eq(person))
        .filter(contracts::Column::ProjectId.into_expr().eq(document_views::Column::ProjectId.into_expr()))
        .filter(contracts::Column::SignedCopy.into_expr().eq(document_views::Column::Hash.into_expr()));
    let training = worker_trainings::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(worker_trainings::Column::PersonId.eq(person))
        .filter(worker_trainings::Column::ProjectId.into_expr().eq(document_views::Column::ProjectId.into_expr()))
        .filter(worker_trainings::Column::Proof.into_expr().eq(document_views::Column::Hash.into_expr()));
    let refusal = gate_refusals::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(gate_refusals::Column::PersonId.eq(person))
        .filter(gate_refusals::Column::ProjectId.into_expr().eq(document_views::Column::ProjectId.into_expr()))
        .filter(gate_refusals::Column::Photo.into_expr().eq(document_views::Column::Hash.into_expr()));
    let portrait = person_particulars::Entity::find()
        .select_only()
        .expr(Expr::val(1))
        .filter(person_particulars::Column::PersonId.eq(person))
        .filter(person_particulars::Column::Photo.into_expr().eq(document_views::Column::Hash.into_expr()));
    let named = |rows: SelectStatement| Expr::exists(rows);
    Condition::any()
        .add(document_views::Column::PersonId.eq(person))
        .add(named(contract.into_query()))
        .add(named(training.into_query()))
        .add(named(refusal.into_query()))
        .add(named(portrait.into_query()))
}
