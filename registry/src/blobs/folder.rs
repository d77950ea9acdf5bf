//! How does a folder keep contents? `ab/abcdef…`, written aside, synced, then moved into place.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Home;
use crate::Fault;

pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder is made when the first content comes.
    pub fn at(root: PathBuf) -> Self {
        Self { root }
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.root.join(hash.get(..2).unwrap_or_default()).join(hash)
    }
}

#[async_trait::async_trait]
impl Home for Folder {
    fn code(&self) -> &'static str {
        "folder"
    }

    async fn keep(&self, hash: &str, content: &[u8]) -> Result<(), Fault> {
        let (path, content) = (self.path(hash), content.to_vec());
        let kept = tokio::task::spawn_blocking(move || write(&path, &content)).await.map_err(Fault::internal)?;
        kept.map_err(|error| Fault::internal(format!("a file was not kept: {error}")))
    }

    async fn find(&self, hash: &str) -> Result<Option<Vec<u8>>, Fault> {
        let path = self.path(hash);
        let content = tokio::task::spawn_blocking(move || match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        });
        content.await.map_err(Fault::internal)?.map_err(Fault::internal)
    }

    async fn forget(&self, hash: &str) -> Result<(), Fault> {
        let path = self.path(hash);
        let gone = tokio::task::spawn_blocking(move || match fs::remove_file(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed,
        });
        gone.await.map_err(Fault::internal)?.map_err(Fault::internal)
    }
}

/// A half-written file never has the name of a content, and the name survives a loss of power.
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let aside = path.with_extension("part");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&aside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&aside, path)?;
    File::open(folder)?.sync_all()
}
