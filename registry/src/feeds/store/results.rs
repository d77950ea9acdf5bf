//! What became of a batch? For its sender, and for the people who answer for it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::PER_PAGE;
use super::concerned::{are_all_seen, check_decides, of_batch};
use super::health::answered_for;
use super::receiving::{Receipt, Repeat, authenticate, receipt};
use super::suppliers::answerable_for;
use crate::entity::{feed_batch_projects, feed_batches, feed_bodies, feed_row_errors, feed_suppliers, projects};
use crate::feeds::{FeedObject, Question, RESULTS};
use crate::permissions::{Object, Verb, require};
use crate::projects::store::ProjectReach;
use crate::{Ctx, Fault, Instant};

/// Row errors of one page for a program.
pub const ERRORS_PER_PAGE: u64 = 500;
/// Row errors of a workbook; a batch has no more rows than half of them.
const ERRORS_EXPORTED: u64 = 20_000;
/// Further than the errors of any batch reach; a program may ask for any number.
const LAST_PAGE: u64 = 1_000_000;
/// Batches of a project that are told.
const LATEST: u64 = 20;

closed_set! {
    BatchState {
        Waiting = "waiting",
        Applied = "applied",
        /// It could not be applied again and again; somebody of ours looks at it.
        Failed = "failed",
        Undone = "undone",
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchView {
    pub supplier: Option<Uuid>,
    pub object: FeedObject,
    pub signed_at: Instant,
    pub received_at: Instant,
    pub applied_at: Option<Instant>,
    pub undone_at: Option<Instant>,
    pub undone_reason: Option<String>,
    pub receipt: Receipt,
}

/// One thing wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorView {
    pub number: u32,
    pub path: String,
    pub field: String,
    /// a key of the catalogue (`refusals.<code>`) with its details
    pub code: String,
    pub details: Vec<(String, String)>,
}

/// A batch to one of those who answer for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchPage {
    pub batch: BatchView,
    pub supplier_name: String,
    /// the enterprise that answers for the supplier
    pub enterprise: Uuid,
    /// The projects that it speaks of by name, so many at most, each with its rows; and the number of all.
    pub projects: Vec<(Uuid, String, u32)>,
    pub project_count: u64,
    /// whole bodies are kept for a while only
    pub has_body: bool,
    pub may_undo: bool,
    pub may_retry: bool,
}

/// A batch that speaks of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenOf {
    pub batch: BatchView,
    /// its rows about the project
    pub rows: u32,
    /// whether the asking person may open it
    pub is_open: bool,
}

/// For the sender, who signs the question: how the batch stands, and one page (from 0) of its row errors with the number of
/// all of them.
///
/// # Errors
/// [`Fault::NotFound`] for a batch of another supplier.
pub async fn result(ctx: &Ctx, question: &Question<'_>, page: u64) -> Result<(BatchView, Vec<ErrorView>, u64), Fault> {
    // asking changes nothing, so it uses up no nonce
    let signed = authenticate(ctx, &question.signature, RESULTS, question.batch.as_bytes()).await?;
    let batch = Uuid::try_parse(question.batch).map_err(|_| Fault::NotFound)?;
    let row = feed_batches::Entity::find_by_id(batch)
        .filter(feed_batches::Column::SupplierId.eq(signed.supplier.id))
        .one(ctx.db.reader())
        .await?;
    let row = row.ok_or(Fault::NotFound)?;
    let (errors, total) = errors_of(ctx, row.id, page, ERRORS_PER_PAGE).await?;
    Ok((view(row)?, errors, total))
}

/// For the people of the supplier's enterprise and office, and for whoever answers for every project that it speaks of.
pub async fn batch(ctx: &Ctx, batch: Uuid) -> Result<BatchView, Fault> {
    view(visible_batch(ctx, batch).await?)
}

/// The same with what the page of a batch shows beside it.
pub async fn batch_page(ctx: &Ctx, batch: Uuid) -> Result<BatchPage, Fault> {
    let row = visible_batch(ctx, batch).await?;
    let supplier = row.supplier_id.ok_or(Fault::NotFound)?;
    let db = ctx.db.reader();
    let sender = feed_suppliers::Entity::find_by_id(supplier).one(db).await?;
    let sender = sender.ok_or_else(|| Fault::internal("a batch of no supplier"))?;
    let of_batch_rows = feed_batch_projects::Entity::find().filter(feed_batch_projects::Column::BatchId.eq(batch));
    let project_count = of_batch_rows.clone().count(db).await?;
    let spoken = of_batch_rows
        .order_by_desc(feed_batch_projects::Column::RowCount)
        .order_by_asc(feed_batch_projects::Column::ProjectId)
        .limit(LATEST)
        .all(db)
        .await?;
    let names = names_of(ctx, spoken.iter().map(|row| row.project_id)).await?;
    let projects = spoken.into_iter().map(|row| {
        let name = names.get(&row.project_id).cloned().unwrap_or_default();
        (row.project_id, name, u32::try_from(row.row_count).unwrap_or(0))
    });
    let has_body = feed_bodies::Entity::find_by_id(batch).count(db).await? > 0;
    let may_decide = match check_decides(ctx, supplier, &of_batch(batch)).await {
        Ok(()) => true,
        Err(Fault::Forbidden) => false,
        Err(fault) => return Err(fault),
    };
    Ok(BatchPage {
        projects: projects.collect(),
        project_count,
        supplier_name: sender.name,
        enterprise: sender.enterprise_id,
        has_body,
        may_undo: may_decide && row.applied_at.is_some() && row.undone_at.is_none(),
        may_retry: may_decide && row.failed_at.is_some(),
        batch: view(row)?,
    })
}

pub(super) async fn names_of(ctx: &Ctx, ids: impl IntoIterator<Item = Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    let rows = projects::Entity::find()
        .select_only()
        .columns([projects::Column::Id, projects::Column::Name])
        .filter(projects::Column::Id.is_in(ids))
        .into_tuple::<(Uuid, String)>();
    Ok(rows.all(ctx.db.reader()).await?.into_iter().collect())
}

/// One page of a supplier's batches, newest first, and the number of all. For whoever answers for the supplier: a batch may
/// speak of many enterprises' projects.
pub async fn list_batches(ctx: &Ctx, supplier: Uuid, page: u64) -> Result<(Vec<BatchView>, u64), Fault> {
    answerable_for(ctx, supplier).await?;
    let pages = feed_batches::Entity::find()
        .filter(feed_batches::Column::SupplierId.eq(supplier))
        .order_by_desc(feed_batches::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok((rows, total))
}

/// The latest batches that speak of a project, newest first. For whoever answers for its data.
pub async fn latest_of_project(ctx: &Ctx, project: Uuid) -> Result<Vec<SpokenOf>, Fault> {
    answered_for(ctx, project).await?;
    let spoken = feed_batch_projects::Entity::find()
        .filter(feed_batch_projects::Column::ProjectId.eq(project))
        .order_by_desc(feed_batch_projects::Column::BatchId)
        .limit(LATEST)
        .all(ctx.db.reader())
        .await?;
    let ids: Vec<Uuid> = spoken.iter().map(|row| row.batch_id).collect();
    let closed = closed_ones(ctx, &ids).await?;
    let batches = feed_batches::Entity::find().filter(feed_batches::Column::Id.is_in(ids)).all(ctx.db.reader()).await?;
    let mut batches: BTreeMap<Uuid, feed_batches::Model> = batches.into_iter().map(|row| (row.id, row)).collect();
    let mut found = Vec::new();
    for row in spoken {
        let Some(batch) = batches.remove(&row.batch_id) else { continue };
        let is_open = !closed.contains(&batch.id);
        found.push(SpokenOf { batch: view(batch)?, rows: u32::try_from(row.row_count).unwrap_or(0), is_open });
    }
    Ok(found)
}

/// Those among the batches that speak of a project beyond what the asking person answers for.
async fn closed_ones(ctx: &Ctx, batches: &[Uuid]) -> Result<BTreeSet<Uuid>, Fault> {
    let all = || batches.iter().copied();
    let reach = match ProjectReach::of(ctx, Verb::View, Object::FeedKey).await {
        Ok(reach) => reach,
        Err(Fault::Forbidden) => return Ok(all().collect()),
        Err(fault) => return Err(fault),
    };
    let beyond = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Edit, ctx.now().day()).not());
    let closed = feed_batch_projects::Entity::find()
        .select_only()
        .column(feed_batch_projects::Column::BatchId)
        .distinct()
        .filter(feed_batch_projects::Column::BatchId.is_in(all()))
        .filter(feed_batch_projects::Column::ProjectId.in_subquery(beyond.into_query()))
        .into_tuple::<Uuid>();
    Ok(closed.all(ctx.db.reader()).await?.into_iter().collect())
}

/// One page of a batch's row errors in the order of its rows, and the number of all.
pub async fn list_errors(ctx: &Ctx, batch: Uuid, page: u64) -> Result<(Vec<ErrorView>, u64), Fault> {
    let row = visible_batch(ctx, batch).await?;
    errors_of(ctx, row.id, page, PER_PAGE).await
}

/// All of them, for a workbook.
pub async fn export_errors(ctx: &Ctx, batch: Uuid) -> Result<Vec<ErrorView>, Fault> {
    let row = visible_batch(ctx, batch).await?;
    Ok(errors_of(ctx, row.id, 0, ERRORS_EXPORTED).await?.0)
}

pub(super) async fn visible_batch(ctx: &Ctx, batch: Uuid) -> Result<feed_batches::Model, Fault> {
    require(ctx, Verb::View, Object::FeedKey)?;
    let row = feed_batches::Entity::find_by_id(batch).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let supplier = row.supplier_id.ok_or(Fault::NotFound)?;
    let is_seen = match answerable_for(ctx, supplier).await {
        Ok(_) => true,
        Err(Fault::Forbidden | Fault::NotFound) => are_all_seen(ctx, &of_batch(batch)).await?,
        Err(fault) => return Err(fault),
    };
    if is_seen { Ok(row) } else { Err(Fault::NotFound) }
}

async fn errors_of(ctx: &Ctx, batch: Uuid, page: u64, per_page: u64) -> Result<(Vec<ErrorView>, u64), Fault> {
    let pages = feed_row_errors::Entity::find()
        .filter(feed_row_errors::Column::BatchId.eq(batch))
        .order_by_asc(feed_row_errors::Column::RowNumber)
        .order_by_asc(feed_row_errors::Column::Field)
        .paginate(ctx.db.reader(), per_page);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page.min(LAST_PAGE)).await?.into_iter().map(|row| {
        let details: BTreeMap<String, String> = serde_json::from_str(&row.details)?;
        Ok(ErrorView {
            number: u32::try_from(row.row_number).unwrap_or(0),
            path: row.path,
            field: row.field,
            code: row.code,
            details: details.into_iter().collect(),
        })
    });
    Ok((rows.collect::<Result<_, Fault>>()?, total))
}

pub(super) fn state_of(row: &feed_batches::Model) -> BatchState {
    match (row.undone_at, row.applied_at, row.failed_at) {
        (Some(_), ..) => BatchState::Undone,
        (None, Some(_), _) => BatchState::Applied,
        (None, None, Some(_)) => BatchState::Failed,
        (None, None, None) => BatchState::Waiting,
    }
}

fn view(row: feed_batches::Model) -> Result<BatchView, Fault> {
    Ok(BatchView {
        supplier: row.supplier_id,
        object: FeedObject::parse(&row.object).ok_or_else(|| Fault::internal("a batch of no object"))?,
        signed_at: Instant(row.signed_at),
        received_at: Instant(row.received_at),
        applied_at: row.applied_at.map(Instant),
        undone_at: row.undone_at.map(Instant),
        undone_reason: row.undone_reason.clone(),
        receipt: receipt(row, Repeat::First)?,
    })
}
