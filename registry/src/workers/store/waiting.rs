//! How does a sheet of workers wait between the look and the taking, and which sheets came before?
//!
//! It lies sealed beside its project and is emptied after a week. Its id is the batch of what it brings.

use question_bank::formats::xlsx;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::rows::SHEET;
use super::scope::own_project;
use super::sheets::{Look, Taken, look, take};
use super::{PER_PAGE, account};
use crate::entity::worker_sheets;
use crate::instant::DAY_MS;
use crate::permissions::{Object, Verb};
use crate::workers::Codes;
use crate::workers::sheet::read_lines;
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;
const KEPT_MS: i64 = 7 * DAY_MS;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetView {
    pub id: Uuid,
    pub file_name: String,
    pub brought_at: Instant,
    pub taken_at: Option<Instant>,
    /// How many people it registered; nothing while it waits, or when the taking broke off.
    pub registered: Option<i32>,
    /// Whether its lines can still be read.
    pub is_kept: bool,
    /// Whether the one who asks brought it, and may have it back.
    pub is_own: bool,
}

/// Keeps a workbook whose head can be read; its faulty lines are named by [`look_at_sheet`].
pub async fn keep_sheet(ctx: &Ctx, project: Uuid, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    if file.is_empty() {
        return Err(Refusal::on("file", "workers.sheet_missing").into());
    }
    read_lines(&texts(file)?, Codes::built_in())?;
    let id = ctx.new_id();
    let file_name: String = file_name.chars().filter(|c| !c.is_control()).take(NAME).collect();
    crate::transact!(ctx, |tx| {
        worker_sheets::Entity::update_many()
            .col_expr(worker_sheets::Column::ContentSealed, Expr::value(None::<Vec<u8>>))
            .filter(worker_sheets::Column::ContentSealed.is_not_null())
            .filter(worker_sheets::Column::BroughtAt.lt(ctx.now().0 - KEPT_MS))
            .exec(tx)
            .await?;
        let row = worker_sheets::Model {
            id,
            project_id: project,
            file_name: file_name.clone(),
            content_sealed: Some(ctx.vault.seal(ctx.random.as_ref(), SHEET, file)?),
            brought_by: account(ctx),
            brought_at: ctx.now().0,
            taken_at: None,
            registered: None,
        };
        worker_sheets::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "sheet": id, "bytes": file.len() });
        audit::record(tx, ctx, "bring_workers", ("project", project), facts).await?;
        Ok(id)
    })
}

/// A sheet of the project, and what becomes of its lines; of one that was emptied nothing more.
pub async fn look_at_sheet(ctx: &Ctx, project: Uuid, sheet: Uuid) -> Result<(SheetView, Look), Fault> {
    let row = kept(ctx, project, sheet).await?;
    let look = match row.content_sealed.as_deref() {
        Some(sealed) => look(ctx, project, &opened(ctx, sealed)?).await?,
        None => Look::default(),
    };
    Ok((view(ctx, row), look))
}

/// The sheet as it came, line by line, for a copy with marks. For whoever brought it and nobody else: it holds the numbers of
/// people in full.
///
/// # Errors
/// [`Fault::Forbidden`] to the other officers of the project.
pub async fn rows_of_sheet(ctx: &Ctx, project: Uuid, sheet: Uuid) -> Result<Vec<Vec<String>>, Fault> {
    let row = kept(ctx, project, sheet).await?;
    if row.brought_by != Some(ctx.signed_in()?.account) {
        return Err(Fault::Forbidden);
    }
    opened(ctx, &row.content_sealed.ok_or(Fault::NotFound)?)
}

/// Registers every sound line of a kept sheet, once.
pub async fn take_sheet(ctx: &Ctx, project: Uuid, sheet: Uuid) -> Result<Taken, Fault> {
    let row = kept(ctx, project, sheet).await?;
    let lines = opened(ctx, &row.content_sealed.ok_or(Fault::NotFound)?)?;
    crate::transact!(ctx, |tx| {
        let marked = worker_sheets::Entity::update_many()
            .col_expr(worker_sheets::Column::TakenAt, Expr::value(ctx.now().0))
            .filter(worker_sheets::Column::Id.eq(sheet))
            .filter(worker_sheets::Column::TakenAt.is_null())
            .exec(tx)
            .await?;
        if marked.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("workers.sheet_taken_already").into()) }
    })?;
    let taken = take(ctx, project, &lines, sheet).await?;
    let registered = i32::try_from(taken.registered).map_err(Fault::internal)?;
    worker_sheets::Entity::update_many()
        .col_expr(worker_sheets::Column::Registered, Expr::value(registered))
        .filter(worker_sheets::Column::Id.eq(sheet))
        .exec(ctx.db.writer())
        .await?;
    Ok(taken)
}

/// The sheets that were brought last.
pub async fn sheets(ctx: &Ctx, project: Uuid) -> Result<Vec<SheetView>, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    let rows = worker_sheets::Entity::find()
        .filter(worker_sheets::Column::ProjectId.eq(project))
        .order_by_desc(worker_sheets::Column::BroughtAt)
        .order_by_desc(worker_sheets::Column::Id)
        .limit(PER_PAGE);
    Ok(rows.all(ctx.db.reader()).await?.into_iter().map(|row| view(ctx, row)).collect())
}

async fn kept(ctx: &Ctx, project: Uuid, sheet: Uuid) -> Result<worker_sheets::Model, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    let row = worker_sheets::Entity::find_by_id(sheet).filter(worker_sheets::Column::ProjectId.eq(project));
    row.one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

fn opened(ctx: &Ctx, sealed: &[u8]) -> Result<Vec<Vec<String>>, Fault> {
    texts(&ctx.vault.open(SHEET, sealed)?)
}

fn texts(file: &[u8]) -> Result<Vec<Vec<String>>, Fault> {
    Ok(xlsx::rows(file).map_err(|_| Refusal::on("file", "workers.sheet_unreadable"))?)
}

fn view(ctx: &Ctx, row: worker_sheets::Model) -> SheetView {
    SheetView {
        id: row.id,
        file_name: row.file_name,
        brought_at: Instant(row.brought_at),
        taken_at: row.taken_at.map(Instant),
        registered: row.registered,
        is_kept: row.content_sealed.is_some(),
        is_own: row.brought_by.is_some() && row.brought_by == account(ctx),
    }
}
