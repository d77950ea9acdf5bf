//! Which outages of a whole feed did an office confirm? Each is an exempt interval for all its projects (9.3).

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::concerned::{check_decides, of_period};
use super::reason_of;
use super::suppliers::visible_supplier;
use crate::entity::feed_outages;
use crate::instant::check_first_day;
use crate::{Ctx, Day, Fault, Period, Refusal, audit};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutageView {
    pub id: Uuid,
    pub period: Period,
    pub reason: String,
}

/// By an office that oversees every project that the supplier reported on those days, once they have begun.
pub async fn confirm_outage(ctx: &Ctx, supplier: Uuid, first: Day, last: Day, reason: &str) -> Result<Uuid, Fault> {
    visible_supplier(ctx, supplier).await?;
    let who = ctx.signed_in()?;
    let period = Period::new(first, Some(last)).map_err(|_| Refusal::on("last_day", "feeds.ends_before_it_begins"))?;
    check_decides(ctx, supplier, &of_period(supplier, period)).await?;
    let reason = reason_of(reason)?;
    if last > ctx.now().day() {
        return Err(Refusal::on("last_day", "feeds.in_future").into());
    }
    check_first_day("first_day", first)?;
    crate::transact!(ctx, |tx| {
        let row = feed_outages::Model {
            id: ctx.new_id(),
            supplier_id: supplier,
            first_day: first.to_string(),
            last_day: last.to_string(),
            reason: reason.clone(),
            confirmed_by: who.account,
            confirmed_at: ctx.now().0,
            withdrawn_by: None,
            withdrawn_at: None,
            withdrawn_reason: None,
        };
        let id = row.id;
        feed_outages::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "supplier": supplier, "first": first.to_string(), "last": last.to_string() });
        audit::record(tx, ctx, "confirm", ("feed_outage", id), facts).await?;
        Ok(id)
    })
}

/// It was confirmed wrongly; the row stays readable.
pub async fn withdraw_outage(ctx: &Ctx, outage: Uuid, reason: &str) -> Result<(), Fault> {
    let row = feed_outages::Entity::find_by_id(outage).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    visible_supplier(ctx, row.supplier_id).await?;
    let days = period(&row.first_day, Some(&row.last_day))?;
    check_decides(ctx, row.supplier_id, &of_period(row.supplier_id, days)).await?;
    let who = ctx.signed_in()?;
    let reason = reason_of(reason)?;
    crate::transact!(ctx, |tx| {
        let withdrawn = feed_outages::Entity::update_many()
            .col_expr(feed_outages::Column::WithdrawnBy, Expr::value(who.account))
            .col_expr(feed_outages::Column::WithdrawnAt, Expr::value(ctx.now().0))
            .col_expr(feed_outages::Column::WithdrawnReason, Expr::value(reason.clone()))
            .filter(feed_outages::Column::Id.eq(outage))
            .filter(feed_outages::Column::WithdrawnAt.is_null())
            .exec(tx)
            .await?;
        if withdrawn.rows_affected != 1 {
            return Err(Refusal::new("feeds.ended_already").into());
        }
        audit::record(tx, ctx, "withdraw", ("feed_outage", outage), json!({})).await
    })
}

/// Those in force, oldest first.
pub(super) async fn outages_of<C: ConnectionTrait>(db: &C, supplier: Uuid) -> Result<Vec<OutageView>, Fault> {
    let rows = feed_outages::Entity::find()
        .filter(feed_outages::Column::SupplierId.eq(supplier))
        .filter(feed_outages::Column::WithdrawnAt.is_null())
        .order_by_asc(feed_outages::Column::FirstDay)
        .order_by_asc(feed_outages::Column::Id)
        .all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(OutageView { id: row.id, period: period(&row.first_day, Some(&row.last_day))?, reason: row.reason })
        })
        .collect()
}

pub(super) fn period(first: &str, last: Option<&str>) -> Result<Period, Fault> {
    let day = |text: &str| Day::parse(text).ok_or_else(|| Fault::internal("a day that is none"));
    Period::new(day(first)?, last.map(day).transpose()?).map_err(Fault::from)
}
