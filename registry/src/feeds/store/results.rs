//! What became of a batch? For its sender, and for the people who answer for it.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::PER_PAGE;
use super::receiving::{Receipt, Repeat, authenticate, receipt};
use super::suppliers::{answerable_for, visible_supplier};
use crate::entity::{feed_batches, feed_row_errors};
use crate::feeds::{Delivery, FeedObject};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal};

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

/// For the sender, who signs the question as it signs a delivery, with the batch's number as the body.
pub async fn result(ctx: &Ctx, question: &Delivery<'_>) -> Result<BatchView, Fault> {
    view(asked_for(ctx, question).await?)
}

/// The row errors of the batch that the sender asks for.
pub async fn result_errors(ctx: &Ctx, question: &Delivery<'_>, page: u64) -> Result<(Vec<ErrorView>, u64), Fault> {
    errors_of(ctx, asked_for(ctx, question).await?.id, page).await
}

/// Asking changes nothing, so it uses up no nonce.
async fn asked_for(ctx: &Ctx, question: &Delivery<'_>) -> Result<feed_batches::Model, Fault> {
    let signed = authenticate(ctx, question).await?;
    let number = str::from_utf8(question.body).map_err(|_| Refusal::on("batchId", "feeds.batch_id_shape"))?;
    let row = feed_batches::Entity::find()
        .filter(feed_batches::Column::SupplierId.eq(signed.supplier.id))
        .filter(feed_batches::Column::Object.eq(signed.object.code()))
        .filter(feed_batches::Column::Number.eq(number.trim()))
        .one(ctx.db.reader())
        .await?;
    row.ok_or(Fault::NotFound)
}

/// For the people of the supplier's enterprise and office.
pub async fn batch(ctx: &Ctx, batch: Uuid) -> Result<BatchView, Fault> {
    view(visible_batch(ctx, batch).await?)
}

/// One page of a supplier's batches, newest first, and the number of all.
pub async fn list_batches(ctx: &Ctx, supplier: Uuid, page: u64) -> Result<(Vec<BatchView>, u64), Fault> {
    visible_supplier(ctx, supplier).await?;
    // a batch may speak of many enterprises' projects
    answerable_for(ctx, supplier).await?;
    let pages = feed_batches::Entity::find()
        .filter(feed_batches::Column::SupplierId.eq(supplier))
        .order_by_desc(feed_batches::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok((rows, total))
}

/// One page of a batch's row errors in the order of its rows, and the number of all.
pub async fn list_errors(ctx: &Ctx, batch: Uuid, page: u64) -> Result<(Vec<ErrorView>, u64), Fault> {
    let row = visible_batch(ctx, batch).await?;
    errors_of(ctx, row.id, page).await
}

pub(super) async fn visible_batch(ctx: &Ctx, batch: Uuid) -> Result<feed_batches::Model, Fault> {
    require(ctx, Verb::View, Object::FeedKey)?;
    let row = feed_batches::Entity::find_by_id(batch).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let supplier = row.supplier_id.ok_or(Fault::NotFound)?;
    match answerable_for(ctx, supplier).await {
        Ok(_) => Ok(row),
        Err(Fault::Forbidden) => Err(Fault::NotFound),
        Err(fault) => Err(fault),
    }
}

async fn errors_of(ctx: &Ctx, batch: Uuid, page: u64) -> Result<(Vec<ErrorView>, u64), Fault> {
    let pages = feed_row_errors::Entity::find()
        .filter(feed_row_errors::Column::BatchId.eq(batch))
        .order_by_asc(feed_row_errors::Column::RowNumber)
        .order_by_asc(feed_row_errors::Column::Field)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?.into_iter().map(|row| {
        let details: std::collections::BTreeMap<String, String> = serde_json::from_str(&row.details)?;
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
