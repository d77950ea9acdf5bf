//! Where is the key ring, and which passphrase opens it?

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use registry::Instant;
use registry::clock::{Clock, SystemClock};
use registry::random::{Random, SystemRandom};
use registry::vault::Ring;

use crate::config::Settings;
use crate::failure::Failure;

/// # Errors
/// A ring that others may read, a passphrase that does not open it.
pub fn load_or_make(settings: &Settings, random: &dyn Random, now: Instant) -> Result<Ring, Failure> {
    let path = settings.key_ring_file();
    if path.exists() {
        check_private(&path)?;
    }
    Ok(Ring::load_or_make(&path, passphrase(settings)?.as_deref(), random, now)?)
}

/// The ring that is there; none is made.
///
/// # Errors
/// As [`load_or_make`], and when there is no ring.
pub fn load(settings: &Settings) -> Result<Ring, Failure> {
    let path = settings.key_ring_file();
    if path.exists() {
        load_or_make(settings, &SystemRandom, SystemClock.now())
    } else {
        Err(Failure::sentence(format!("there is no key ring at {}", path.display())))
    }
}

/// # Errors
/// A passphrase file that cannot be read or is empty.
pub fn passphrase(settings: &Settings) -> Result<Option<String>, Failure> {
    let Some(path) = &settings.passphrase_file else { return Ok(None) };
    let text = fs::read_to_string(path).map_err(Failure::at(path))?;
    match text.trim() {
        "" => Err(Failure::sentence(format!("the passphrase file {} is empty", path.display()))),
        passphrase => Ok(Some(passphrase.to_owned())),
    }
}

fn check_private(path: &Path) -> Result<(), Failure> {
    let mode = fs::metadata(path).map_err(Failure::at(path))?.permissions().mode();
    if mode & 0o077 == 0 {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::sentence(format!("others may read the key ring {path}: allow only its owner (chmod 600 {path})")))
}
