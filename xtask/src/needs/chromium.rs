//! Which browser do the browser tests drive?

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;

/// Debian's package of Chromium without windows: the same engine, and a page is there in two thirds of the time.
const SHELL: &str = "chromium-headless-shell";
const WHOLE: &str = "chromium";

/// `CHROMIUM` names one; else Debian's shell, else the machine's whole Chromium.
pub fn ensure(places: &Places) -> Result<PathBuf, Failure> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    let program = |package: &str| Path::new("/usr/bin").join(package);
    let what_for = "Chromium for the browser tests";
    if !program(SHELL).exists()
        && let Err(refused) = apt::install(places, SHELL, what_for)
    {
        println!("    note: {refused}");
        if !program(WHOLE).exists() {
            apt::install(places, WHOLE, what_for)?;
        }
        return Ok(program(WHOLE));
    }
    Ok(program(SHELL))
}
