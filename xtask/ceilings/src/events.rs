//! How many rows of attendance does a bare loop insert? 400 in a statement, 10,000 in a transaction, with keys as ours have
//! them: the project's bits first, then the instant.

use std::error::Error;
use std::time::Instant;

use sea_orm::prelude::Uuid;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait, Value};

const OF_STATEMENT: u64 = 400;
const OF_TRANSACTION: u64 = 10_000;
const SITES: u64 = 1_000;
const HOUR_MS: u64 = 3_600_000;
/// 2026-11-19, 09:00 in Nantong.
const FIRST_AT: u64 = 1_795_050_000_000;
const COLUMNS: &str =
    "id, at, project_id, who, direction, method, device, origin, purpose, stated_at, received_at, is_late, batch_id";

pub async fn per_second(database: &str, rows: u64) -> Result<f64, Box<dyn Error>> {
    let db = opened(database).await?;
    let started = Instant::now();
    let mut done = 0;
    while done < rows {
        let transaction = db.begin().await?;
        for _ in 0..OF_TRANSACTION / OF_STATEMENT {
            let values: Vec<Value> = (done..done + OF_STATEMENT).flat_map(row).collect();
            let backend = transaction.get_database_backend();
            transaction.execute_raw(Statement::from_sql_and_values(backend, statement(&values), values)).await?;
            done += OF_STATEMENT;
        }
        transaction.commit().await?;
    }
    Ok(done as f64 / started.elapsed().as_secs_f64())
}

/// As safe as ours.
async fn opened(database: &str) -> Result<DatabaseConnection, Box<dyn Error>> {
    let mut options = ConnectOptions::new(database);
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| {
        sqlite.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full).pragma("cache_size", "-32768")
    });
    Ok(Database::connect(options).await?)
}

fn statement(values: &[Value]) -> String {
    let width = COLUMNS.split(", ").count();
    let groups: Vec<String> = (0..values.len() / width)
        .map(|row| {
            let places: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
            format!("({})", places.join(", "))
        })
        .collect();
    format!("INSERT INTO attendance_events ({COLUMNS}) VALUES {}", groups.join(", "))
}

/// Batches go through the sites, hour after hour of a day.
fn row(nth: u64) -> [Value; 13] {
    let (site, hour, batch) = (nth % SITES, nth / (SITES * 100), nth / OF_TRANSACTION);
    let at = FIRST_AT + hour % 24 * HOUR_MS + nth % HOUR_MS;
    let mixed = |number: u64| u128::from(number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let id = (mixed(site) & 0xFFFF_FFFF) << 96 | u128::from(at) << 48 | (mixed(nth) & 0xFFFF_FFFF_FFFF);
    let number = |number: u64| Value::from(i64::try_from(number).unwrap_or(i64::MAX));
    [
        Uuid::from_u128(id).into(),
        number(at),
        Uuid::from_u128(mixed(site)).into(),
        Uuid::from_u128(mixed(nth / 50)).into(),
        "in".into(),
        "face".into(),
        "一号门".into(),
        "device".into(),
        "record".into(),
        number(FIRST_AT + 48 * HOUR_MS),
        number(FIRST_AT + 48 * HOUR_MS),
        0_i32.into(),
        Uuid::from_u128(mixed(batch)).into(),
    ]
}
