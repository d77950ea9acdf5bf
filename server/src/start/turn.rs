//! Which node prepares the database? The one that holds the lease; the others wait for their turn and then find nothing
//! left to do.

use std::time::Duration;

use registry::Ctx;
use registry::instant::MINUTE_MS;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr};

use crate::failure::Failure;

/// This lease has a table of its own: the table `leases` is made by the first migration.
const TABLE: &str = "start_lease";
const MAKE: &str = "CREATE TABLE IF NOT EXISTS start_lease \
     (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at BIGINT NOT NULL)";
const LEASE_MS: i64 = MINUTE_MS;
const RENEW_EVERY: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(500);
const PATIENCE_MS: i64 = 30 * MINUTE_MS;

/// Does the work while this node alone holds the lease.
///
/// # Errors
/// What the work comes to, or another node that does not get done in half an hour.
pub async fn hold<T>(ctx: &Ctx, node: &str, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let started = ctx.now();
    make_table(ctx.db.writer()).await?;
    while !take(ctx, node).await? {
        if ctx.now().since(started) > PATIENCE_MS {
            return Err(Failure::sentence("another node has been preparing the database for half an hour"));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    let outcome = tokio::select! {
        outcome = work => outcome,
        () = renew(ctx, node) => unreachable!("renewing does not end"),
    };
    release(ctx, node).await?;
    outcome
}

async fn renew(ctx: &Ctx, node: &str) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match take(ctx, node).await {
            Ok(true) => {}
            Ok(false) => tracing::error!("the lease on the database was lost"),
            // SQLite has one writer, and the work may be it
            Err(error) => tracing::warn!(%error, "the lease on the database was not renewed"),
        }
    }
}

async fn take(ctx: &Ctx, node: &str) -> Result<bool, DbErr> {
    let now = ctx.now();
    let free = Expr::col(Alias::new("expires_at")).lt(now.0);
    let update = Query::update()
        .table(Alias::new(TABLE))
        .value(Alias::new("holder"), node)
        .value(Alias::new("expires_at"), now.plus_ms(LEASE_MS).0)
        .and_where(Expr::col(Alias::new("holder")).eq(node).or(free))
        .to_owned();
    Ok(ctx.db.writer().execute(&update).await?.rows_affected() == 1)
}

async fn release(ctx: &Ctx, node: &str) -> Result<(), DbErr> {
    let update = Query::update()
        .table(Alias::new(TABLE))
        .value(Alias::new("expires_at"), 0_i64)
        .and_where(Expr::col(Alias::new("holder")).eq(node))
        .to_owned();
    ctx.db.writer().execute(&update).await.map(|_| ())
}

/// Also makes the one row. Two nodes that make the table in one moment can collide on PostgreSQL; the loser finds it
/// there.
async fn make_table(db: &DatabaseConnection) -> Result<(), DbErr> {
    if db.execute_unprepared(MAKE).await.is_err() {
        db.execute_unprepared(MAKE).await?;
    }
    let row = Query::insert()
        .into_table(Alias::new(TABLE))
        .columns(["name", "holder", "expires_at"].map(Alias::new))
        .values_panic(["start".into(), "".into(), 0_i64.into()])
        .on_conflict(OnConflict::column(Alias::new("name")).do_nothing().to_owned())
        .to_owned();
    db.execute(&row).await.map(|_| ())
}
