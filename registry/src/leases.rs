//! Which node may do it now? A row that expires; no advisory locks anywhere.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use crate::entity::leases;
use crate::{Ctx, Fault};

/// Takes or renews the lease for `holder`; false while another holds it.
pub async fn take(ctx: &Ctx, name: &str, holder: &str, for_ms: i64) -> Result<bool, Fault> {
    let now = ctx.now();
    let fresh = leases::ActiveModel {
        name: sea_orm::Set(name.to_owned()),
        holder: sea_orm::Set(String::new()),
        expires_at: sea_orm::Set(0),
    };
    let db = ctx.db.writer();
    leases::Entity::insert(fresh)
        .on_conflict(OnConflict::column(leases::Column::Name).do_nothing().to_owned())
        .exec_without_returning(db)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    let taken = leases::Entity::update_many()
        .col_expr(leases::Column::Holder, Expr::value(holder))
        .col_expr(leases::Column::ExpiresAt, Expr::value(now.plus_ms(for_ms).0))
        .filter(leases::Column::Name.eq(name))
        .filter(Condition::any().add(leases::Column::Holder.eq(holder)).add(leases::Column::ExpiresAt.lt(now.0)))
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Gives it back early.
pub async fn release<C: ConnectionTrait>(db: &C, name: &str, holder: &str) -> Result<(), Fault> {
    leases::Entity::update_many()
        .col_expr(leases::Column::ExpiresAt, Expr::value(0_i64))
        .filter(leases::Column::Name.eq(name))
        .filter(leases::Column::Holder.eq(holder))
        .exec(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests;
