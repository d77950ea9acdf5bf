//! What runs by itself, when next, and how did it end? Any node may run a job; its lease decides which does.

use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func, OnConflict, SimpleExpr},
};

use crate::db::{By, Sorted};
use crate::entity::jobs;
use crate::{Ctx, Fault, Instant, leases};

/// How long a job may hold its lease before another node takes over.
const LEASE_MS: i64 = 120_000;

#[derive(Clone, Debug)]
pub struct Standing {
    pub name: String,
    pub next_run_at: Instant,
    pub last_run_at: Option<Instant>,
    pub last_result: Option<String>,
    pub runs: i64,
}

impl Standing {
    /// The last run failed, or something in it did: its result says so first.
    pub fn has_failed(&self) -> bool {
        self.last_result.as_deref().is_some_and(|result| result.starts_with("failed"))
    }
}

closed_set! {
    /// What the list may be sorted by; there are some dozens.
    JobColumn {
        Name = "name",
        LastRun = "last_run",
        NextRun = "next_run",
    }
}

pub async fn list(ctx: &Ctx) -> Result<Vec<Standing>, Fault> {
    list_by(ctx, None).await
}

/// The same in another order; what never ran is the oldest.
pub async fn list_by(ctx: &Ctx, order: Sorted<JobColumn>) -> Result<Vec<Standing>, Fault> {
    let (column, by) = order.unwrap_or((JobColumn::Name, By::Rising));
    let last_run = Expr::col((jobs::Entity, jobs::Column::LastRunAt));
    let column = match column {
        JobColumn::Name => Expr::col((jobs::Entity, jobs::Column::Name)),
        JobColumn::LastRun => SimpleExpr::from(Func::coalesce([last_run, Expr::val(0_i64)])),
        JobColumn::NextRun => Expr::col((jobs::Entity, jobs::Column::NextRunAt)),
    };
    let rows = jobs::Entity::find().order_by(column, by.order()).order_by_asc(jobs::Column::Name);
    let rows = rows.all(ctx.db.reader()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Standing {
            name: row.name,
            next_run_at: Instant(row.next_run_at),
            last_run_at: row.last_run_at.map(Instant),
            last_result: row.last_result,
            runs: row.runs,
        })
        .collect())
}

/// True when the job is due and this node now holds its lease.
pub async fn claim(ctx: &Ctx, name: &str, node: &str) -> Result<bool, Fault> {
    let due = jobs::Entity::find_by_id(name.to_owned()).one(ctx.db.reader()).await?;
    if due.is_some_and(|job| job.next_run_at > ctx.now().0) {
        return Ok(false);
    }
    take(ctx, name, node).await
}

/// True when this node now holds the job's lease, due or not.
pub async fn take(ctx: &Ctx, name: &str, node: &str) -> Result<bool, Fault> {
    leases::take(ctx, &format!("job:{name}"), node, LEASE_MS).await
}

/// Writes down how it ended and when it runs next, and gives the lease back.
pub async fn finish(ctx: &Ctx, name: &str, node: &str, result: &str, every_ms: i64) -> Result<(), Fault> {
    let now = ctx.now();
    let row = jobs::ActiveModel {
        name: Set(name.to_owned()),
        next_run_at: Set(now.plus_ms(every_ms).0),
        last_run_at: Set(Some(now.0)),
        last_result: Set(Some(result.to_owned())),
        runs: Set(1),
    };
    jobs::Entity::insert(row)
        .on_conflict(
            OnConflict::column(jobs::Column::Name)
                .update_columns([jobs::Column::NextRunAt, jobs::Column::LastRunAt, jobs::Column::LastResult])
                .value(jobs::Column::Runs, Expr::col((jobs::Entity, jobs::Column::Runs)).add(1))
                .to_owned(),
        )
        .exec_without_returning(ctx.db.writer())
        .await?;
    leases::release(ctx.db.writer(), &format!("job:{name}"), node).await
}

/// Between the number and the list of what waits for somebody to do something, in the result of a job.
pub const WAITING: &str = " wait: ";

/// Changes what the job's result says, between its runs. A job that never ran is due at once.
pub async fn amend(ctx: &Ctx, name: &str, change: impl Fn(Option<&str>) -> String) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let known = jobs::Entity::find_by_id(name.to_owned()).lock_exclusive().one(tx).await?;
        let result = change(known.and_then(|job| job.last_result).as_deref());
        let row = jobs::ActiveModel {
            name: Set(name.to_owned()),
            next_run_at: Set(ctx.now().0),
            last_run_at: Set(None),
            last_result: Set(Some(result)),
            runs: Set(0),
        };
        jobs::Entity::insert(row)
            .on_conflict(OnConflict::column(jobs::Column::Name).update_column(jobs::Column::LastResult).to_owned())
            .exec_without_returning(tx)
            .await?;
        Ok(())
    })
}

/// Makes a job due now, for tests and for the operator.
pub async fn hasten(ctx: &Ctx, name: &str) -> Result<(), Fault> {
    jobs::Entity::update_many()
        .col_expr(jobs::Column::NextRunAt, Expr::value(0_i64))
        .filter(jobs::Column::Name.eq(name))
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}
