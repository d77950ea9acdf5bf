//! Which browser do the browser tests drive?

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;

/// Debian's package of Chromium without windows: the same engine, and a page is there in two thirds of the time.
const SHELL: &str = "chromium-headless-shell";
const WHOLE: &str = "chromium";
/// As Google's own packages call it: Ubuntu's archive has no Chromium that runs outside a snap.
const CHROMES: [&str; 2] = ["google-chrome-stable", "google-chrome"];

/// `CHROMIUM` names one; else Debian's shell, else the machine's whole Chromium or Chrome.
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
        if let Some(own) = [WHOLE].into_iter().chain(CHROMES).map(program).find(|own| own.exists()) {
            return Ok(own);
        }
        return match apt::install(places, WHOLE, what_for) {
            Ok(()) => Ok(program(WHOLE)),
            Err(refused) => Err(Failure::Missing(format!("{refused} Or let CHROMIUM name a Chromium or Chrome."))),
        };
    }
    Ok(program(SHELL))
}
