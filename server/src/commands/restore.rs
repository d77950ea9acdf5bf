//! `shanggang restore`: how does a saved site come back?

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use registry::clock::SystemClock;
use registry::vault::Vault;

use super::backup::{DATABASE, KEYS, check_integrity, manifest};
use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, keys};

#[derive(Args)]
pub struct Options {
    /// The folder that `shanggang backup` wrote
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
}

pub async fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    if settings.database.is_some() {
        return Err(Failure::sentence(
            "a backup comes back into SQLite in the data folder: leave out the database setting",
        ));
    }
    let (database, ring) = (settings.sqlite_file(), settings.key_ring_file());
    for place in [&database, &ring] {
        if place.exists() {
            return Err(Failure::sentence(format!("{} is there already: nothing was changed", place.display())));
        }
    }
    let saved = options.from.as_path();
    check(settings, saved).await?;
    start::make_folder(&settings.data)?;
    // the ring last: without it the program makes a new one and cannot open what is sealed
    copy(&saved.join(DATABASE), &database)?;
    copy(&saved.join(KEYS), &ring)?;
    start::open(settings, Arc::new(SystemClock)).await?;
    say(format!("restored to {}; `shanggang serve` brings the schema up to date", settings.data.display()));
    Ok(())
}

/// The saved ring opens with our passphrase, the list is sealed with it, and the database is sound.
async fn check(settings: &Settings, saved: &Path) -> Result<(), Failure> {
    let ring = Settings { key_ring: Some(saved.join(KEYS)), ..settings.clone() };
    let vault = Vault::new(keys::load(&ring)?);
    manifest::check(&vault, saved)?;
    check_integrity(&saved.join(DATABASE)).await
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::copy(from, to).map_err(Failure::at(from))?;
    fs::set_permissions(to, fs::Permissions::from_mode(0o600)).map_err(Failure::at(to))
}
