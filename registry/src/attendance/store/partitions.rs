//! Are the months of the raw rows made ahead, and how does an old one leave? PostgreSQL parts them by month; SQLite has one
//! table and nothing to do.

use sea_orm::{ConnectionTrait, Statement};

use crate::calendar::Month;
use crate::ctx::Actor;
use crate::{Ctx, Fault};

/// Makes the parts of this month and so many after it; says how many were made. Rows of such a month that came before it
/// was made move into it.
///
/// # Errors
/// [`Fault::Forbidden`] for people: a job does this.
pub async fn make_months_ahead(ctx: &Ctx, months: u32) -> Result<u32, Fault> {
    check_job(ctx)?;
    let mut month = Month::of(ctx.now().day());
    let mut made = 0;
    if ctx.db.is_sqlite() {
        return Ok(made);
    }
    for _ in 0..=months {
        if !exists(ctx, month).await? {
            make(ctx, month).await?;
            made += 1;
        }
        month = month.next();
    }
    Ok(made)
}

/// Takes a month out of the table. Its rows stay as a table of their own, to be stored elsewhere; the days drawn from them
/// stay where they are. Returns its name, or none when there is no such part.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn detach_month(ctx: &Ctx, month: Month) -> Result<Option<String>, Fault> {
    check_job(ctx)?;
    if ctx.db.is_sqlite() || !exists(ctx, month).await? {
        return Ok(None);
    }
    let name = name_of(month);
    ctx.db.writer().execute_unprepared(&format!("ALTER TABLE attendance_events DETACH PARTITION {name}")).await?;
    Ok(Some(name))
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
