//! `shanggang backup`: how is everything saved while the site runs?

pub mod manifest;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use registry::clock::SystemClock;
use registry::db::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

pub const DATABASE: &str = "shanggang.db";
pub const KEYS: &str = "keys.json";

#[derive(Args)]
pub struct Options {
    /// A folder that does not exist yet. The key ring is in it: keep it as safe as the ring itself
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub async fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    if !ctx.db.is_sqlite() {
        return Err(Failure::sentence(format!(
            "PostgreSQL is saved with its own tools (pg_dump, pgbackrest, barman); save the key ring {} with it",
            settings.key_ring_file().display()
        )));
    }
    migrating::require_current(&ctx).await?;
    let folder = options.to.as_path();
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(Failure::at(folder))?;
    say("copying the database ...");
    let copy = folder.join(DATABASE);
    let sql = format!("VACUUM INTO '{}'", copy.to_string_lossy().replace('\'', "''"));
    ctx.db.reader().execute_unprepared(&sql).await?;
    check_integrity(&copy).await?;
    let ring = settings.key_ring_file();
    fs::copy(&ring, folder.join(KEYS)).map_err(Failure::at(&ring))?;
    manifest::write(&ctx, folder, &[DATABASE, KEYS])?;
    say(format!("saved to {}", folder.display()));
    Ok(())
}

/// # Errors
/// A file that is no sound SQLite database.
pub async fn check_integrity(file: &Path) -> Result<(), Failure> {
    let db = Db::connect(&format!("sqlite:{}", crate::config::url_path(file))).await?;
    let check = Statement::from_string(DbBackend::Sqlite, "PRAGMA integrity_check");
    let row = db.writer().query_one_raw(check).await?;
    let answer: String = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
    db.writer().clone().close().await?;
    db.pool().clone().close().await?;
    if answer == "ok" { Ok(()) } else { Err(Failure::sentence(format!("{}: {answer}", file.display()))) }
}
