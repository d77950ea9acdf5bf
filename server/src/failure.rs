//! Why did a command not succeed?

use std::io;
use std::path::{Path, PathBuf};

use registry::Fault;
use sea_orm::DbErr;
use thiserror::Error;

#[derive(Debug, Error)]
pub enum Failure {
    #[error("settings: {0}")]
    Settings(#[from] ::config::ConfigError),
    #[error("{0}")]
    Fault(#[from] Fault),
    #[error("database: {0}")]
    Database(#[from] DbErr),
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// A sentence for the operator.
    #[error("{0}")]
    Sentence(String),
    /// Everything that there is to say was printed already.
    #[error("")]
    Told,
}

impl Failure {
    pub fn sentence(text: impl Into<String>) -> Self {
        Self::Sentence(text.into())
    }

    /// For `map_err` on operations with a file.
    pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + use<> {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}
