//! Has anything changed that a bundle is made of?
//!
//! cargo writes down which of the house's files went into a build (`<package>.d`). Their contents, the lock file, the
//! manifests and the compiler decide; times do not, so a fresh checkout with an old `target/` is still warm.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::places::Places;

/// Decides features and versions, so they count although the compiler never reads them.
const MANIFESTS: [&str; 8] = [
    "Cargo.lock",
    "Cargo.toml",
    ".cargo/config.toml",
    "app/Cargo.toml",
    "app/hydrate/Cargo.toml",
    "certs/Cargo.toml",
    "certs/verifier/Cargo.toml",
    "question-bank/Cargo.toml",
];

/// One hash over everything, or nothing where the last build left no list or one of its files is gone.
pub fn inputs(places: &Places, dependency_list: &Path, compiler: &str) -> Option<String> {
    let list = fs::read_to_string(dependency_list).ok()?;
    let mut files = sources(&list)?;
    files.extend(MANIFESTS.iter().map(|name| places.root.join(name)));
    files.sort();
    let mut digest = Sha256::new();
    digest.update(compiler);
    for file in files {
        digest.update(file.to_string_lossy().as_bytes());
        digest.update([0]);
        digest.update(Sha256::digest(fs::read(&file).ok()?));
    }
    Some(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The paths after the colon of `target: one two\ with\ blanks three`.
fn sources(list: &str) -> Option<Vec<PathBuf>> {
    let (_, paths) = list.lines().next()?.split_once(": ")?;
    let whole = paths.replace("\\ ", "\0");
    Some(whole.split(' ').filter(|path| !path.is_empty()).map(|path| path.replace('\0', " ").into()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places_with_manifests() -> (tempfile::TempDir, Places) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_path_buf();
        for name in MANIFESTS {
            let path = root.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        fs::write(root.join("lib.rs"), "one").unwrap();
        fs::write(root.join("x.d"), format!("{0}/x.wasm: {0}/lib.rs\n", root.display())).unwrap();
        let target = root.join("target");
        (folder, Places { root, target })
    }

    #[test]
    fn a_changed_source_a_changed_lock_and_another_compiler_are_noticed() {
        let (folder, places) = places_with_manifests();
        let list = folder.path().join("x.d");
        let first = inputs(&places, &list, "rustc 1.95").unwrap();
        assert_eq!(inputs(&places, &list, "rustc 1.95").unwrap(), first);
        assert_ne!(inputs(&places, &list, "rustc 1.96").unwrap(), first);
        fs::write(places.root.join("lib.rs"), "two").unwrap();
        let second = inputs(&places, &list, "rustc 1.95").unwrap();
        assert_ne!(second, first);
        fs::write(places.root.join("Cargo.lock"), "other").unwrap();
        assert_ne!(inputs(&places, &list, "rustc 1.95").unwrap(), second);
    }

    #[test]
    fn a_missing_list_or_a_missing_source_means_build() {
        let (folder, places) = places_with_manifests();
        assert_eq!(inputs(&places, &folder.path().join("none.d"), ""), None);
        fs::remove_file(places.root.join("lib.rs")).unwrap();
        assert_eq!(inputs(&places, &folder.path().join("x.d"), ""), None);
    }

    #[test]
    fn paths_with_blanks_are_read_whole() {
        let list = "/t/x.wasm: /a/lib.rs /my\\ house/b.rs\n";
        assert_eq!(sources(list).unwrap(), [PathBuf::from("/a/lib.rs"), PathBuf::from("/my house/b.rs")]);
    }
}
