//! What could this machine do at best? `ceilings hello ADDRESS` answers every request with one word; `ceilings commits FILE
//! SECONDS` prints how many upserts a second SQLite commits one by one; `ceilings events DATABASE ROWS` how many rows of
//! attendance a second a bare loop inserts into the migrated tables of a database.
#![allow(clippy::print_stdout, reason = "a command-line program speaks on its standard output")]

mod events;

use std::env;
use std::error::Error;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions, Connection};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["hello", address] => hello(address).await,
        ["commits", file, seconds] => {
            println!("{:.0}", commits(file, Duration::from_secs(seconds.parse()?)).await?);
            Ok(())
        }
        ["events", database, rows] => {
            println!("{:.0}", events::per_second(database, rows.parse()?).await?);
            Ok(())
        }
        _ => Err("hello ADDRESS, commits FILE SECONDS, or events DATABASE ROWS".into()),
    }
}

async fn hello(address: &str) -> Result<(), Box<dyn Error>> {
    let router = Router::new().route("/", get(async || "hello"));
    Ok(axum::serve(TcpListener::bind(address).await?, router).await?)
}

/// A connection with the settings of ours, one row per commit.
async fn commits(file: &str, span: Duration) -> Result<f64, Box<dyn Error>> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = options.connect().await?;
    let table = "CREATE TABLE IF NOT EXISTS answers (attempt INT, slot INT, choice INT, PRIMARY KEY (attempt, slot))";
    sqlx::query(table).execute(&mut connection).await?;
    let upsert = "INSERT INTO answers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET choice = excluded.choice";
    let (started, mut rows) = (Instant::now(), 0_i64);
    while started.elapsed() < span {
        sqlx::query(upsert).bind(rows % 1_000).bind(rows % 77).bind(rows % 16).execute(&mut connection).await?;
        rows += 1;
    }
    let rate = rows as f64 / started.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(rate)
}
