//! Are the months of the raw rows made, and how does an old one leave? PostgreSQL parts them by month; SQLite has one table
//! and nothing to do.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, Statement};
use serde_json::json;

use crate::calendar::Month;
use crate::ctx::Actor;
use crate::entity::attendance_closed_months;
use crate::{Ctx, Fault, audit};

/// So far back rows usually come late; a year and the month that runs.
const MONTHS_BACK: u32 = 12;
/// Strays that are taken into parts of their own in one go.
const MOST_STRAYS: u32 = 24;

/// Makes the parts of the months of a year before this one, of this one, of so many after it, and of whatever other months
/// rows came from; says how many were made. Rows that came before their part was made move into it.
///
/// # Errors
/// [`Fault::Forbidden`] for people: a job does this.
pub async fn make_months_ahead(ctx: &Ctx, ahead: u32) -> Result<u32, Fault> {
    check_job(ctx)?;
    let mut made = 0;
    if ctx.db.is_sqlite() {
        return Ok(made);
    }
    let closed = closed_months(ctx.db.reader()).await?;
    let mut month = Month::of(ctx.now().day());
    for _ in 0..MONTHS_BACK {
        month = Month::of(month.first_day().previous());
    }
    let mut wanted = strays(ctx).await?;
    for _ in 0..=MONTHS_BACK + ahead {
        wanted.insert(month);
        month = month.next();
    }
    for month in wanted.difference(&closed) {
        if !exists(ctx, *month).await? {
            make(ctx, *month).await?;
            made += 1;
        }
    }
    Ok(made)
}

/// Takes a month out of the table. Its rows stay as a table of their own, to be stored elsewhere; the days drawn from them
/// stay where they are, and nothing of the month is taken any more. Returns its name, or none when there is no such part.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn detach_month(ctx: &Ctx, month: Month) -> Result<Option<String>, Fault> {
    check_job(ctx)?;
    if ctx.db.is_sqlite() || !exists(ctx, month).await? {
        return Ok(None);
    }
    let name = name_of(month);
    crate::transact!(ctx, |tx| {
        // every writer takes a row of it before it asks which months are closed: none is on its way meanwhile
        tx.execute_unprepared("LOCK TABLE attendance_seen IN EXCLUSIVE MODE").await?;
        let row =
            attendance_closed_months::Model { month: month.to_string(), part: name.clone(), closed_at: ctx.now().0 };
        attendance_closed_months::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        tx.execute_unprepared(&format!("ALTER TABLE attendance_events DETACH PARTITION {name}")).await?;
        audit::record(tx, ctx, "detach_month", ("attendance", month), json!({ "table": name })).await?;
        Ok(Some(name.clone()))
    })
}

/// The months whose raw rows have left the table.
pub(crate) async fn closed_months<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<Month>, Fault> {
    let rows = attendance_closed_months::Entity::find().all(db).await?;
    rows.iter().map(|row| month_of(&row.month)).collect()
}

fn check_job(ctx: &Ctx) -> Result<(), Fault> {
    match ctx.actor {
        Actor::System(_) => Ok(()),
        _ => Err(Fault::Forbidden),
    }
}

/// Of a month only: it is never made of what somebody sent.
fn name_of(month: Month) -> String {
    format!("attendance_events_{}", month.to_string().replace('-', "_"))
}

/// The months of rows that lie in no part of their own.
async fn strays(ctx: &Ctx) -> Result<BTreeSet<Month>, Fault> {
    let db = ctx.db.reader();
    let text = format!(
        "SELECT DISTINCT to_char(to_timestamp(at / 1000) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month \
         FROM attendance_events_rest LIMIT {MOST_STRAYS}"
    );
    let found = db.query_all_raw(Statement::from_string(db.get_database_backend(), text)).await?;
    found.iter().map(|row| month_of(&row.try_get::<String>("", "month")?)).collect()
}

fn month_of(text: &str) -> Result<Month, Fault> {
    Month::parse(text).map_err(|_| Fault::internal(format!("{text} is no month")))
}

async fn exists(ctx: &Ctx, month: Month) -> Result<bool, Fault> {
    let db = ctx.db.reader();
    let text = "SELECT 1 AS found FROM pg_inherits WHERE inhparent = 'attendance_events'::regclass \
         AND inhrelid = to_regclass($1)";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), text, [name_of(month).into()]);
    Ok(db.query_one_raw(statement).await?.is_some())
}

async fn make(ctx: &Ctx, month: Month) -> Result<(), Fault> {
    let (name, from, until) = (name_of(month), month.first_day().starts_at().0, month.next().first_day().starts_at().0);
    crate::transact!(ctx, |tx| {
        // nobody writes to the rest meanwhile: a row of this month would keep the part from being taken in
        for text in [
            "LOCK TABLE attendance_events IN SHARE ROW EXCLUSIVE MODE".to_owned(),
            format!("CREATE TABLE {name} (LIKE attendance_events INCLUDING ALL)"),
            format!(
                "WITH moved AS (DELETE FROM attendance_events_rest WHERE at >= {from} AND at < {until} RETURNING *) \
                 INSERT INTO {name} SELECT * FROM moved"
            ),
            format!("ALTER TABLE attendance_events ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({until})"),
        ] {
            tx.execute_unprepared(&text).await?;
        }
        Ok(())
    })
}
