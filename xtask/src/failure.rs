//! What can go wrong in a command, in one sentence each?

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use thiserror::Error;

/// Shown to the person at the terminal as it stands.
#[derive(Debug, Error)]
pub enum Failure {
    #[error("`{command}` failed ({status})")]
    Command { command: String, status: ExitStatus },
    #[error("`{command}` could not be started: {source}")]
    Start { command: String, source: io::Error },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// Something this machine lacks and cannot be given; the sentence says what to install.
    #[error("{0}")]
    Missing(String),
    #[error("{} cannot be turned into a bundle: {reason}", path.display())]
    Bindgen { path: PathBuf, reason: String },
    /// What a trial of the running program found, or why it could not be made.
    #[error("{0}")]
    Trial(String),
    #[error("{found} warnings")]
    Warnings { found: usize },
    #[error("{failed} of {all} stages failed")]
    Stages { failed: usize, all: usize },
}

impl Failure {
    /// For `map_err`: the path that an I/O error is about.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
        let path = path.to_path_buf();
        move |source| Failure::File { path, source }
    }
}
