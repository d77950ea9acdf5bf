//! Is a delivery taken in? Once it is stored nothing of it is lost; what was stored before is only answered again.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::Sinks;
use super::keys::in_force;
use super::results::{BatchState, state_of};
use super::scopes::granted;
use crate::ctx::Actor;
use crate::entity::{feed_batches, feed_bodies, feed_days, feed_keys, feed_nonces, feed_row_errors, feed_suppliers};
use crate::feeds::{
    Batch, Delivery, FeedObject, Load, Reading, RowError, Signature, canonical_string, check_load, check_time,
    read_batch, verify,
};
use crate::{Ctx, Fault, Instant, Refusal, audit, db, rulepacks};

pub(super) const BODY: &str = "feed_bodies.body";
/// Rows of one insert: six columns each, and SQLite takes 32,766 values.
const ERRORS_AT_ONCE: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    First,
    /// The same batch was received before; nothing changed.
    Repeated,
}

/// What the sender hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub batch: Uuid,
    pub number: String,
    pub repeat: Repeat,
    pub state: BatchState,
    pub row_count: u32,
    pub added: u32,
    /// of those added
    pub late: u32,
    pub unchanged: u32,
    /// rows that do not stand, those found so far
    pub refused: u32,
    pub unknown_fields: Vec<String>,
}

/// A supplier whose signature is right.
#[derive(Clone, Debug)]
pub(super) struct Signed {
    pub supplier: feed_suppliers::Model,
    pub key: Uuid,
    pub nonce: String,
    pub signed_at: Instant,
}

/// What can be known before a body is read: that the key may sign, that the moment is right, and that there is room.
///
/// # Errors
/// As of [`receive`], as far as they do not need the body.
pub async fn admit(ctx: &Ctx, signature: &Signature<'_>) -> Result<(), Fault> {
    let (key, _) = key_of(ctx, signature).await?;
    check_time(signature.time, signature.nonce, ctx.now())?;
    Ok(check_load(load(ctx.db.reader(), key.supplier_id).await?, 1)?)
}

/// Stores a delivery. The answer comes after the commit; a job applies what was stored.
///
/// # Errors
/// `feeds.not_authentic` for an unknown or ended key and for a wrong signature alike; `feeds.time_off`, `feeds.nonce_used`,
/// `feeds.object_unsupported`, `feeds.out_of_scope`, `feeds.batch_changed`; `feeds.busy` with the seconds to wait; and whatever
/// makes the body no batch.
pub async fn receive(ctx: &Ctx, sinks: &Sinks, delivery: &Delivery<'_>) -> Result<Receipt, Fault> {
    let signed = authenticate(ctx, &delivery.signature, delivery.object.code(), delivery.body).await?;
    take_in(ctx, sinks, &signed, delivery.object, delivery.body).await
}

/// Who signed it. Nothing is written: a nonce is used up by what was taken in with it.
pub(super) async fn authenticate(
    ctx: &Ctx,
    signature: &Signature<'_>,
    subject: &str,
    body: &[u8],
) -> Result<Signed, Fault> {
    let (key, secret) = key_of(ctx, signature).await?;
    let canonical = canonical_string(key.id, signature.time, signature.nonce, subject, body);
    if !verify(&secret, &canonical, signature.signature) {
        return Err(Refusal::new("feeds.not_authentic").into());
    }
    let signed_at = check_time(signature.time, signature.nonce, ctx.now())?;
    let supplier = supplier_of(ctx, &key).await?;
    Ok(Signed { supplier, key: key.id, nonce: signature.nonce.to_owned(), signed_at })
}

/// The key in force that the request names, with its secret.
async fn key_of(ctx: &Ctx, signature: &Signature<'_>) -> Result<(feed_keys::Model, String), Fault> {
    let no = || Fault::refused(Refusal::new("feeds.not_authentic"));
    let key = signature.key_id().ok_or_else(no)?;
    let own = Condition::all().add(feed_keys::Column::Id.eq(key)).add(feed_keys::Column::Protocol.eq("own"));
    in_force(ctx, own).await?.pop().ok_or_else(no)
}

pub(super) async fn supplier_of(ctx: &Ctx, key: &feed_keys::Model) -> Result<feed_suppliers::Model, Fault> {
    let supplier = feed_suppliers::Entity::find_by_id(key.supplier_id).one(ctx.db.reader()).await?;
    supplier.ok_or_else(|| Fault::internal("a key of no supplier"))
}

pub(super) async fn take_in(
    ctx: &Ctx,
    sinks: &Sinks,
    signed: &Signed,
    object: FeedObject,
    body: &[u8],
) -> Result<Receipt, Fault> {
    let ctx = &ctx.acting_as(Actor::System("feed"));
    sinks.get(object)?;
    let scopes = granted(ctx.db.reader(), signed.supplier.id).await?;
    if !scopes.values().any(|scope| scope.objects.contains(&object)) {
        return Err(Refusal::new("feeds.out_of_scope").with("object", object.code()).into());
    }
    // before anything of it is read: a sender who does not wait costs little
    check_load(load(ctx.db.reader(), signed.supplier.id).await?, 1)?;
    let received_at = ctx.now();
    let rules = rulepacks::store::in_force(ctx, &signed.supplier.area, received_at.day()).await?;
    let read = read_batch(object, body, &Reading { received_at, rules: &rules })?;
    let sealed = ctx.vault.seal(ctx.random.as_ref(), BODY, body)?;
    let row = new_row(ctx, signed, object, &read, body)?;
    crate::transact!(ctx, |tx| {
        use_nonce(tx, signed.key, &signed.nonce, received_at).await?;
        let earlier = feed_batches::Entity::find()
            .filter(feed_batches::Column::SupplierId.eq(signed.supplier.id))
            .filter(feed_batches::Column::Object.eq(object.code()))
            .filter(feed_batches::Column::Number.eq(&read.number))
            .one(tx)
            .await?;
        if let Some(earlier) = earlier {
            if earlier.body_hash != row.body_hash {
                return Err(Refusal::on("batchId", "feeds.batch_changed").into());
            }
            return receipt(earlier, Repeat::Repeated);
        }
        check_load(load(tx, signed.supplier.id).await?, u64::from(read.row_count))?;
        feed_batches::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await.map_err(
            // somebody sent the same at the same time: the next try finds it
            |error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() },
        )?;
        let body = feed_bodies::Model { batch_id: row.id, received_at: received_at.0, body_sealed: sealed.clone() };
        feed_bodies::Entity::insert(body.into_active_model()).exec_without_returning(tx).await?;
        store_errors(tx, row.id, &read.errors).await?;
        note_day(tx, signed.supplier.id, received_at).await?;
        let facts = json!({ "supplier": signed.supplier.id, "key": signed.key, "object": object.code(),
            "rows": row.row_count, "body": row.body_hash });
        audit::record(tx, ctx, "receive", ("feed_batch", row.id), facts).await?;
        receipt(row.clone(), Repeat::First)
    })
}

fn new_row(
    ctx: &Ctx,
    signed: &Signed,
    object: FeedObject,
    read: &Batch,
    body: &[u8],
) -> Result<feed_batches::Model, Fault> {
    let unknown: Vec<&String> = read.unknown_fields.iter().collect();
    Ok(feed_batches::Model {
        id: ctx.new_id(),
        supplier_id: Some(signed.supplier.id),
        key_id: Some(signed.key),
        imported_by: None,
        object: object.code().to_owned(),
        number: read.number.clone(),
        body_hash: hash_of(body),
        size_bytes: i64::try_from(body.len()).map_err(Fault::internal)?,
        row_count: i32::try_from(read.row_count).map_err(Fault::internal)?,
        signed_at: signed.signed_at.0,
        received_at: ctx.now().0,
        unknown_fields: serde_json::to_string(&unknown)?,
        tries: 0,
        applied_at: None,
        added_count: 0,
        unchanged_count: 0,
        refused_count: i32::try_from(read.rejected()).map_err(Fault::internal)?,
        failed_at: None,
        undone_by: None,
        undone_at: None,
        undone_reason: None,
        undone_effects: None,
        late_count: 0,
    })
}

fn hash_of(body: &[u8]) -> String {
    use sha2::Digest;
    crate::vault::hex(&sha2::Sha256::digest(body))
}

pub(super) async fn use_nonce(tx: &DatabaseTransaction, key: Uuid, nonce: &str, at: Instant) -> Result<(), Fault> {
    let row = feed_nonces::ActiveModel { key_id: Set(key), nonce: Set(nonce.to_owned()), at: Set(at.0) };
    feed_nonces::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("feeds.nonce_used")))?;
    Ok(())
}

/// What waits, from the partial index of what waits.
async fn load<C: ConnectionTrait>(db: &C, supplier: Uuid) -> Result<Load, Fault> {
    let waiting = || {
        feed_batches::Entity::find()
            .filter(feed_batches::Column::AppliedAt.is_null())
            .filter(feed_batches::Column::FailedAt.is_null())
    };
    let of_supplier = waiting().filter(feed_batches::Column::SupplierId.eq(supplier)).count(db).await?;
    let rows: Vec<i32> = waiting().select_only().column(feed_batches::Column::RowCount).into_tuple().all(db).await?;
    Ok(Load {
        batches_of_supplier: of_supplier,
        batches: u64::try_from(rows.len()).unwrap_or(u64::MAX),
        rows: rows.iter().map(|rows| u64::try_from(*rows).unwrap_or(0)).sum(),
    })
}

pub(crate) async fn store_errors(tx: &DatabaseTransaction, batch: Uuid, errors: &[RowError]) -> Result<(), Fault> {
    for some in errors.chunks(ERRORS_AT_ONCE) {
        let rows = some.iter().map(|error| {
            Ok(feed_row_errors::ActiveModel {
                batch_id: Set(batch),
                row_number: Set(i32::try_from(error.number).map_err(Fault::internal)?),
                field: Set(error.field.to_owned()),
                path: Set(error.path.clone()),
                code: Set(error.refusal.code.to_owned()),
                details: Set(details(&error.refusal)?),
            })
        });
        let rows = rows.collect::<Result<Vec<_>, Fault>>()?;
        // of several things wrong with one field the first is told
        let key =
            [feed_row_errors::Column::BatchId, feed_row_errors::Column::RowNumber, feed_row_errors::Column::Field];
        feed_row_errors::Entity::insert_many(rows)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn details(refusal: &Refusal) -> Result<String, Fault> {
    let pairs: std::collections::BTreeMap<&str, &String> =
        refusal.details.iter().map(|(name, value)| (*name, value)).collect();
    Ok(serde_json::to_string(&pairs)?)
}

async fn note_day(tx: &DatabaseTransaction, supplier: Uuid, at: Instant) -> Result<(), Fault> {
    let row = feed_days::ActiveModel {
        supplier_id: Set(supplier),
        day: Set(at.day().to_string()),
        batch_count: Set(1),
        last_received_at: Set(at.0),
    };
    let more = Expr::col((feed_days::Entity, feed_days::Column::BatchCount)).add(1);
    feed_days::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([feed_days::Column::SupplierId, feed_days::Column::Day])
                .update_column(feed_days::Column::LastReceivedAt)
                .value(feed_days::Column::BatchCount, more)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

pub(super) fn receipt(row: feed_batches::Model, repeat: Repeat) -> Result<Receipt, Fault> {
    let count = |count: i32| u32::try_from(count).unwrap_or(0);
    Ok(Receipt {
        batch: row.id,
        state: state_of(&row),
        repeat,
        row_count: count(row.row_count),
        added: count(row.added_count),
        late: count(row.late_count),
        unchanged: count(row.unchanged_count),
        refused: count(row.refused_count),
        unknown_fields: serde_json::from_str(&row.unknown_fields)?,
        number: row.number,
    })
}
