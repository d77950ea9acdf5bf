//! With which secret does a supplier sign, since when and until when?

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::suppliers::{answerable_for, check_in_force, decided_supplier, own_supplier, visible_supplier};
use super::{PER_PAGE, reason_of};
use crate::entity::feed_keys;
use crate::instant::DAY_MS;
use crate::vault::hex;
use crate::{Ctx, Fault, Instant, Refusal, audit, db};

pub(crate) const COLUMN: &str = "feed_keys.secret";
/// So long an old key still holds beside the one that takes its place.
const OVERLAP_MS: i64 = 7 * DAY_MS;

closed_set! {
    Protocol {
        /// Ours: a key of a supplier for all its projects.
        Own = "own",
        /// The national platform's: a key per project, named by the project's code.
        National = "national",
    }
}

/// Shown once; it is written nowhere else in the clear.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyView {
    pub id: Uuid,
    pub protocol: Protocol,
    pub app_id: Option<String>,
    pub requested_at: Instant,
    pub issued_at: Option<Instant>,
    pub shown_at: Option<Instant>,
    pub replaces: Option<Uuid>,
    /// until when a replaced key still holds
    pub ends_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub ended_reason: Option<String>,
}

/// By the enterprise that answers for the supplier. `app_id` is the project's code for [`Protocol::National`], else empty.
pub async fn request_key(ctx: &Ctx, supplier: Uuid, protocol: Protocol, app_id: &str) -> Result<Uuid, Fault> {
    own_supplier(ctx, supplier).await?;
    let who = ctx.signed_in()?;
    let app_id = app_id.trim();
    let is_named = (1..=50).contains(&app_id.len()) && app_id.bytes().all(|byte| byte.is_ascii_graphic());
    match protocol {
        Protocol::Own if !app_id.is_empty() => return Err(Refusal::on("app_id", "feeds.app_id_not_needed").into()),
        Protocol::National if !is_named => return Err(Refusal::on("app_id", "feeds.app_id_shape").into()),
        _ => {}
    }
    crate::transact!(ctx, |tx| {
        check_in_force(tx, supplier).await?;
        let row = feed_keys::Model {
            id: ctx.new_id(),
            supplier_id: supplier,
            protocol: protocol.code().to_owned(),
            app_id: app_id.to_owned(),
            secret_sealed: None,
            requested_by: who.account,
            requested_at: ctx.now().0,
            issued_by: None,
            issued_at: None,
            shown_by: None,
            shown_at: None,
            replaces: None,
            ends_at: None,
            ended_by: None,
            ended_at: None,
            ended_reason: None,
        };
        let id = row.id;
        feed_keys::Entity::insert(row.into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("feeds.key_requested_already")))?;
        audit::record(tx, ctx, "request", ("feed_key", id), json!({ "supplier": supplier })).await?;
        Ok(id)
    })
}

/// By an office of the supplier's area. The secret is made now and shown to nobody yet.
pub async fn issue_key(ctx: &Ctx, key: Uuid) -> Result<(), Fault> {
    let row = find(ctx.db.reader(), key).await?;
    decided_supplier(ctx, row.supplier_id).await?;
    let who = ctx.signed_in()?;
    if row.requested_by == who.account {
        return Err(Refusal::new("feeds.own_request").into());
    }
    let sealed = sealed_secret(ctx, &row.protocol)?;
    crate::transact!(ctx, |tx| {
        check_in_force(tx, row.supplier_id).await?;
        let issued = feed_keys::Entity::update_many()
            .col_expr(feed_keys::Column::SecretSealed, Expr::value(sealed.clone()))
            .col_expr(feed_keys::Column::IssuedBy, Expr::value(who.account))
            .col_expr(feed_keys::Column::IssuedAt, Expr::value(ctx.now().0))
            .filter(feed_keys::Column::Id.eq(key))
            .filter(feed_keys::Column::IssuedAt.is_null())
            .filter(feed_keys::Column::EndedAt.is_null())
            .exec(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("app_id", "feeds.app_id_taken")))?;
        if issued.rows_affected != 1 {
            return Err(Refusal::new("feeds.key_settled_already").into());
        }
        audit::record(tx, ctx, "issue", ("feed_key", key), json!({ "supplier": row.supplier_id })).await
    })
}

/// Once, by the enterprise that answers for the supplier. A secret that got lost is replaced, not shown again.
pub async fn take_secret(ctx: &Ctx, key: Uuid) -> Result<Secret, Fault> {
    let row = find(ctx.db.reader(), key).await?;
    own_supplier(ctx, row.supplier_id).await?;
    let who = ctx.signed_in()?;
    let sealed = row.secret_sealed.as_deref().ok_or(Refusal::new("feeds.key_not_issued"))?;
    let secret = ctx.vault.open_text(COLUMN, sealed)?;
    crate::transact!(ctx, |tx| {
        let shown = feed_keys::Entity::update_many()
            .col_expr(feed_keys::Column::ShownBy, Expr::value(who.account))
            .col_expr(feed_keys::Column::ShownAt, Expr::value(ctx.now().0))
            .filter(feed_keys::Column::Id.eq(key))
            .filter(feed_keys::Column::ShownAt.is_null())
            .filter(feed_keys::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if shown.rows_affected != 1 {
            return Err(Refusal::new("feeds.secret_shown_already").into());
        }
        audit::record(tx, ctx, "show", ("feed_key", key), json!({})).await
    })?;
    Ok(Secret(secret))
}

/// A key that takes the place of an issued one, at once: it gives no right that was not there. Both hold for seven days.
pub async fn rotate_key(ctx: &Ctx, key: Uuid) -> Result<Uuid, Fault> {
    let old = find(ctx.db.reader(), key).await?;
    own_supplier(ctx, old.supplier_id).await?;
    let who = ctx.signed_in()?;
    let sealed = sealed_secret(ctx, &old.protocol)?;
    crate::transact!(ctx, |tx| {
        check_in_force(tx, old.supplier_id).await?;
        let now = ctx.now();
        let ending = feed_keys::Entity::update_many()
            .col_expr(feed_keys::Column::EndsAt, Expr::value(now.plus_ms(OVERLAP_MS).0))
            .filter(feed_keys::Column::Id.eq(key))
            .filter(feed_keys::Column::IssuedAt.is_not_null())
            .filter(feed_keys::Column::EndsAt.is_null())
            .filter(feed_keys::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if ending.rows_affected != 1 {
            return Err(Refusal::new("feeds.key_not_in_force").into());
        }
        let row = feed_keys::Model {
            id: ctx.new_id(),
            secret_sealed: Some(sealed.clone()),
            requested_by: who.account,
            requested_at: now.0,
            issued_by: None,
            issued_at: Some(now.0),
            shown_by: None,
            shown_at: None,
            replaces: Some(key),
            ends_at: None,
            ..old.clone()
        };
        let id = row.id;
        feed_keys::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "rotate", ("feed_key", key), json!({ "new": id })).await?;
        Ok(id)
    })
}

/// By either side, at once; a request that was not issued is declined by it.
pub async fn end_key(ctx: &Ctx, key: Uuid, reason: &str) -> Result<(), Fault> {
    let row = find(ctx.db.reader(), key).await?;
    answerable_for(ctx, row.supplier_id).await?;
    let reason = reason_of(reason)?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        let ended = feed_keys::Entity::update_many()
            .col_expr(feed_keys::Column::EndedBy, Expr::value(who.account))
            .col_expr(feed_keys::Column::EndedAt, Expr::value(ctx.now().0))
            .col_expr(feed_keys::Column::EndedReason, Expr::value(reason.clone()))
            .filter(feed_keys::Column::Id.eq(key))
            .filter(feed_keys::Column::EndedAt.is_null())
            .exec(tx)
            .await?;
        if ended.rows_affected != 1 {
            return Err(Refusal::new("feeds.ended_already").into());
        }
        audit::record(tx, ctx, "end", ("feed_key", key), json!({})).await
    })
}

/// The newest first, at most a page of them.
pub async fn list_keys(ctx: &Ctx, supplier: Uuid) -> Result<Vec<KeyView>, Fault> {
    let row = visible_supplier(ctx, supplier).await?;
    let keys = feed_keys::Entity::find()
        .filter(feed_keys::Column::SupplierId.eq(row.id))
        .order_by_desc(feed_keys::Column::Id)
        .limit(PER_PAGE);
    keys.all(ctx.db.reader()).await?.into_iter().map(view).collect()
}

/// A key in force and its secret, for whoever claims to sign with it.
pub(super) async fn in_force(ctx: &Ctx, which: Condition) -> Result<Vec<(feed_keys::Model, String)>, Fault> {
    let holds =
        Condition::any().add(feed_keys::Column::EndsAt.is_null()).add(feed_keys::Column::EndsAt.gt(ctx.now().0));
    let rows = feed_keys::Entity::find()
        .filter(which)
        .filter(feed_keys::Column::IssuedAt.is_not_null())
        .filter(feed_keys::Column::EndedAt.is_null())
        .filter(holds)
        .order_by_desc(feed_keys::Column::Id)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter()
        .map(|row| {
            let sealed = row.secret_sealed.as_deref().ok_or_else(|| Fault::internal("an issued key without secret"))?;
            let secret = ctx.vault.open_text(COLUMN, sealed)?;
            Ok((row, secret))
        })
        .collect()
}

pub(crate) fn sealed_secret(ctx: &Ctx, protocol: &str) -> Result<Vec<u8>, Fault> {
    let secret = match Protocol::parse(protocol) {
        Some(Protocol::Own) => ctx.random.token(),
        // the standard's own: 32 characters
        Some(Protocol::National) => hex(&ctx.random.array::<16>()),
        None => return Err(Fault::internal("a key of no protocol")),
    };
    ctx.vault.seal(ctx.random.as_ref(), COLUMN, secret.as_bytes())
}

async fn find<C: ConnectionTrait>(db: &C, key: Uuid) -> Result<feed_keys::Model, Fault> {
    feed_keys::Entity::find_by_id(key).one(db).await?.ok_or(Fault::NotFound)
}

pub(super) fn view(row: feed_keys::Model) -> Result<KeyView, Fault> {
    Ok(KeyView {
        id: row.id,
        protocol: Protocol::parse(&row.protocol).ok_or_else(|| Fault::internal("a key of no protocol"))?,
        app_id: Some(row.app_id).filter(|app_id| !app_id.is_empty()),
        requested_at: Instant(row.requested_at),
        issued_at: row.issued_at.map(Instant),
        shown_at: row.shown_at.map(Instant),
        replaces: row.replaces,
        ends_at: row.ends_at.map(Instant),
        ended_at: row.ended_at.map(Instant),
        ended_reason: row.ended_reason,
    })
}
