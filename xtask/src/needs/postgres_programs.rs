//! Where are PostgreSQL's server programs?

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;

const OLDEST_MAJOR: u32 = 14;
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";

/// The folder with `initdb`, `postgres` and `pg_ctl`: the newest of the machine's, or Debian's package.
pub fn ensure(places: &Places) -> Result<PathBuf, Failure> {
    if let Some(folder) = newest(Path::new(DEBIAN_FOLDER)).or_else(on_path) {
        return Ok(folder);
    }
    let what_for = format!("PostgreSQL {OLDEST_MAJOR} or newer for the tests (or use `cargo xtask test --fast`)");
    apt::install(places, "postgresql", &what_for)?;
    newest(Path::new(DEBIAN_FOLDER)).ok_or_else(|| {
        Failure::Missing(format!("PostgreSQL {OLDEST_MAJOR} or newer was not found after installing it."))
    })
}

/// `/usr/lib/postgresql/<major>/bin` with the highest major version that is new enough.
fn newest(versions: &Path) -> Option<PathBuf> {
    let majors = fs::read_dir(versions).ok()?.flatten().filter_map(|entry| {
        let major: u32 = entry.file_name().to_str()?.parse().ok()?;
        let programs = entry.path().join("bin");
        (major >= OLDEST_MAJOR && holds_server(&programs)).then_some((major, programs))
    });
    majors.max().map(|(_, programs)| programs)
}

fn on_path() -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).find(|folder| holds_server(folder))
}

fn holds_server(folder: &Path) -> bool {
    ["initdb", "postgres", "pg_ctl"].iter().all(|program| folder.join(program).exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_wins_by_number_and_old_ones_do_not_count() {
        let versions = tempfile::tempdir().unwrap();
        assert_eq!(newest(versions.path()), None);
        for (major, programs) in [("9", "initdb postgres pg_ctl"), ("15", "initdb postgres pg_ctl"), ("17", "psql")] {
            let folder = versions.path().join(major).join("bin");
            fs::create_dir_all(&folder).unwrap();
            for program in programs.split(' ') {
                fs::write(folder.join(program), b"").unwrap();
            }
        }
        assert_eq!(newest(versions.path()), Some(versions.path().join("15/bin")));
    }
}
