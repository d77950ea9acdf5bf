//! How does one come to a disk that is soon full? A small one in memory, mounted for the length of a trial.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;
use crate::step;

const SIZE: &str = "size=256m,mode=755";
const FILLER: &str = "filler";
const PREFIX: &str = "shanggang-small-disk-";

/// Dropping it takes it away.
pub struct SmallDisk {
    pub folder: PathBuf,
}

impl SmallDisk {
    /// # Errors
    /// A sentence where this user may not mount.
    pub fn mount(places: &Places) -> Result<Self, Failure> {
        if !apt::is_root() {
            let sentence =
                "Filling PostgreSQL's disk takes a mount, which only root may make (or use `--database sqlite`).";
            return Err(Failure::Missing(sentence.to_owned()));
        }
        // PostgreSQL's user gets into the temporary folder, and not everywhere into `target/`
        let parent = std::env::temp_dir();
        take_away_abandoned(&parent);
        let folder = parent.join(format!("{PREFIX}{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let mut mount = step::program(places, "mount");
        step::run(mount.args(["-t", "tmpfs", "-o", SIZE, "shanggang"]).arg(&folder))?;
        Ok(Self { folder })
    }

    /// Until not a byte more fits.
    pub fn fill(&self) -> Result<(), Failure> {
        let path = self.folder.join(FILLER);
        let mut file = File::create(&path).map_err(Failure::at(&path))?;
        for size in [1 << 20, 4_096] {
            let piece = vec![0_u8; size];
            loop {
                match file.write_all(&piece) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(Failure::at(&path)(error)),
                }
            }
        }
        Ok(())
    }

    pub fn empty(&self) -> Result<(), Failure> {
        let path = self.folder.join(FILLER);
        fs::remove_file(&path).map_err(Failure::at(&path))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        take_away(&self.folder);
    }
}

fn take_away(folder: &Path) {
    let mut umount = step::program(&Places::find(), "umount");
    // lazily: whoever still has a file open there lets go of it when it ends
    if step::works(umount.arg("-l").arg(folder)) {
        let _removed = fs::remove_dir(folder);
    }
}

/// Disks of commands that were killed.
fn take_away_abandoned(parent: &Path) {
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let owner =
            name.to_str().and_then(|name| name.strip_prefix(PREFIX)).and_then(|owner| owner.parse::<u32>().ok());
        if owner.is_some_and(|owner| !Path::new("/proc").join(owner.to_string()).exists()) {
            take_away(&entry.path());
        }
    }
}
