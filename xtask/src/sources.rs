//! Which sources has somebody changed?

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::places::Places;

/// What a running server was built from.
const WATCHED: [&str; 8] =
    ["Cargo.toml", "Cargo.lock", "app", "certs", "migrations", "question-bank", "registry", "server"];

/// Path to time of change and size, of every watched file at one moment.
#[derive(PartialEq, Eq, Default)]
pub struct Snapshot(BTreeMap<PathBuf, (SystemTime, u64)>);

impl Snapshot {
    pub fn take(places: &Places) -> Self {
        let mut snapshot = Snapshot::default();
        for name in WATCHED {
            snapshot.add(&places.root.join(name));
        }
        snapshot
    }

    /// A file that changed, appeared or went since `before`, for the message; nothing when all is as it was.
    pub fn first_change(&self, before: &Snapshot) -> Option<PathBuf> {
        let changed = self.0.iter().find(|(path, state)| before.0.get(*path) != Some(state));
        let gone = || before.0.iter().find(|(path, _)| !self.0.contains_key(*path));
        changed.or_else(gone).map(|(path, _)| path.clone())
    }

    /// Files that vanish while we look are simply not there; hidden ones belong to editors.
    fn add(&mut self, path: &Path) {
        let Ok(about) = fs::metadata(path) else { return };
        if about.is_dir() {
            for entry in fs::read_dir(path).into_iter().flatten().flatten() {
                if !entry.file_name().to_string_lossy().starts_with('.') {
                    self.add(&entry.path());
                }
            }
        } else if let Ok(changed_at) = about.modified() {
            self.0.insert(path.to_path_buf(), (changed_at, about.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house() -> (tempfile::TempDir, Places) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        fs::create_dir_all(root.join("app/src")).unwrap();
        fs::write(root.join("app/src/lib.rs"), "one").unwrap();
        let target = root.join("target");
        (folder, Places { root, target })
    }

    #[test]
    fn a_written_a_new_and_a_removed_file_are_changes() {
        let (_folder, places) = house();
        let lib = places.root.join("app/src/lib.rs");
        let new = places.root.join("app/src/new.rs");
        let first = Snapshot::take(&places);
        assert_eq!(Snapshot::take(&places).first_change(&first), None);
        fs::write(&lib, "three").unwrap();
        let second = Snapshot::take(&places);
        assert_eq!(second.first_change(&first), Some(lib));
        fs::write(&new, "").unwrap();
        let third = Snapshot::take(&places);
        assert_eq!(third.first_change(&second), Some(new.clone()));
        fs::remove_file(&new).unwrap();
        assert_eq!(Snapshot::take(&places).first_change(&third), Some(new));
    }

    #[test]
    fn hidden_files_and_other_folders_are_not_watched() {
        let (_folder, places) = house();
        let before = Snapshot::take(&places);
        fs::write(places.root.join("app/src/.lib.rs.swp"), "").unwrap();
        fs::create_dir_all(places.root.join("target")).unwrap();
        fs::write(places.root.join("target/x"), "").unwrap();
        assert_eq!(Snapshot::take(&places).first_change(&before), None);
    }
}
