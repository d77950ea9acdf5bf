//! Which browser do the browser tests drive?

use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::needs::apt;
use crate::places::Places;

const DEBIAN_CHROMIUM: &str = "/usr/bin/chromium";

/// The machine's Chromium, or Debian's. `CHROMIUM` names another.
pub fn ensure(places: &Places) -> Result<PathBuf, Failure> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Ok(named.into());
    }
    if !Path::new(DEBIAN_CHROMIUM).exists() {
        apt::install(places, "chromium", "Chromium for the browser tests")?;
    }
    Ok(DEBIAN_CHROMIUM.into())
}
