//! `shanggang audit`: is the audit log whole, and does it still hold what it held before?

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use registry::audit::{Head, check_chains, heads, lost};
use registry::clock::SystemClock;

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Subcommand)]
pub enum Command {
    /// Recompute every chain of the audit log and print the newest entry of each: keep the output elsewhere
    Verify(Options),
}

#[derive(Args)]
pub struct Options {
    /// An earlier output of this command; every entry that it names must still be there
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
}

/// Fails when anything is missing or was changed.
pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    let Command::Verify(options) = command;
    let known = options.against.as_deref().map(read_heads).transpose()?.unwrap_or_default();
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    let db = ctx.db.reader();
    let heads = heads(db).await?;
    let breaks = check_chains(db).await?;
    let lost = lost(db, &known).await?;
    heads.iter().for_each(say);
    breaks.iter().for_each(say);
    for head in &lost {
        say(format!("chain {}: entry {} is not the one that was kept", head.chain, head.sequence));
    }
    if !(breaks.is_empty() && lost.is_empty()) {
        return Err(Failure::Told);
    }
    let entries: i64 = heads.iter().map(|head| head.sequence).sum();
    say(format!("whole: {entries} entries in {} chains", heads.len()));
    Ok(())
}

/// Lines that are no heads are passed over; a file without any is a mistake.
fn read_heads(path: &Path) -> Result<Vec<Head>, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::at(path))?;
    let heads: Vec<Head> = text.lines().filter_map(Head::parse).collect();
    if heads.is_empty() {
        return Err(Failure::sentence(format!("{} names no entry of the audit log", path.display())));
    }
    Ok(heads)
}
