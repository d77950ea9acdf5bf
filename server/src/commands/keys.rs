//! `shanggang keys`: which keys are there, and how does a new one take over?

use clap::{Subcommand, ValueEnum};
use registry::clock::{Clock, SystemClock};
use registry::random::SystemRandom;
use registry::vault::Purpose;

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::keys;

#[derive(Subcommand)]
pub enum Command {
    /// List the signing keys by their public half
    Show,
    /// Put a new key in the place of one; the old one still opens or verifies what it made. Restart every node afterwards
    Rotate {
        /// Which key
        #[arg(value_enum)]
        key: Key,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Key {
    /// Signs certificates
    Certificates,
    /// Signs status lists
    StatusLists,
    /// Signs the log
    Log,
    /// Signs receipts
    Receipts,
    /// Seals personal data
    Sealing,
}
