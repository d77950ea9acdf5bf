//! Where are the sources that some tests read?

use std::fs;
use std::path::{Path, PathBuf};

/// The folders that hold our own sources.
pub const FOLDERS: [&str; 8] =
    ["app", "certs", "end2end", "migrations", "question-bank", "registry", "server", "xtask"];

pub struct Source {
    /// From the root of the repository.
    pub path: String,
    pub text: String,
}

pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Every file of these folders with one of these endings.
pub fn read(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let mut files = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut files);
    }
    files.sort();
    let wanted = |file: &PathBuf| file.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending));
    let read = |file: PathBuf| {
        let path = file.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        // a file that is being saved at this moment is not ours to judge
        fs::read_to_string(&file).ok().map(|text| Source { path, text })
    };
    files.into_iter().filter(wanted).filter_map(read).collect()
}

/// Rust sources of the product and its tools.
pub fn rust() -> Vec<Source> {
    read(&FOLDERS, &["rs"])
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() && name != "target" && name != "node_modules" && name != "test-results" {
            collect(&path, files);
        } else if path.is_file() {
            files.push(path);
        }
    }
}
