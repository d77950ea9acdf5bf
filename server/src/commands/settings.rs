//! `shanggang config`: which settings are in force?

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;

pub fn run(settings: &Settings) -> Result<(), Failure> {
    say(settings.shown().map_err(|error| Failure::sentence(error.to_string()))?.trim_end());
    Ok(())
}
