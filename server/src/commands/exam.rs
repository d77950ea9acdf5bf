//! `shanggang exam`: how is one exam saved alone, and brought back where it is missing?

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Subcommand;
use registry::clock::SystemClock;
use registry::exams::keeping::{SavedExam, check_file, restore, save};
use uuid::Uuid;

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Subcommand)]
pub enum Command {
    /// Save one exam with its roster, attempts, answers and results into a file. It holds personal data and a sealed seed
    Save {
        /// The exam's number, as in its address
        exam: Uuid,
        /// A file that does not exist yet
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Bring a saved exam back where it is missing: people and questions have to be there, and the key ring has to be the same
    Restore {
        /// The file that `shanggang exam save` wrote
        #[arg(value_name = "FILE")]
        from: PathBuf,
    },
}

pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    match command {
        Command::Save { exam, to } => {
            let saved = save(&ctx, *exam).await?;
            write(to, &saved)?;
            say(format!("{}: {} attempts, saved to {}", saved.title(), saved.attempts(), to.display()));
            if saved.running() > 0 {
                say(format!(
                    "{} attempts are still open: save again after the exam, this file is not restored",
                    saved.running()
                ));
            }
        }
        Command::Restore { from } => {
            let text = fs::read(from).map_err(Failure::at(from))?;
            check_file(&ctx, &text).await?;
            let saved: SavedExam = serde_json::from_slice(&text)
                .map_err(|error| Failure::sentence(format!("{} is no saved exam: {error}", from.display())))?;
            restore(&ctx, &saved).await?;
            say(format!("{}: {} attempts are back", saved.title(), saved.attempts()));
        }
    }
    Ok(())
}

/// For its owner alone.
fn write(file: &Path, saved: &SavedExam) -> Result<(), Failure> {
    let text = serde_json::to_vec(saved).map_err(|error| Failure::sentence(error.to_string()))?;
    let mut open = fs::OpenOptions::new();
    let mut out = open.write(true).create_new(true).mode(0o600).open(file).map_err(Failure::at(file))?;
    out.write_all(&text).map_err(Failure::at(file))
}
