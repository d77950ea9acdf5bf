//! `shanggang keys`: which keys are there, and how does a new one take over?

use certs::keys::PublicKey;
use certs::keys::private::SigningKey;
use certs::signer::Signer;
use clap::{Subcommand, ValueEnum};
use registry::clock::{Clock, SystemClock};
use registry::random::SystemRandom;
use registry::vault::{Purpose, RingKey};

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::keys;

#[derive(Subcommand)]
pub enum Command {
    /// List the signing keys by their public half
    Show,
    /// Put a new key in the place of one; the old one still opens and verifies what it made. Restart every node afterwards
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

pub fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Show => show(settings),
        Command::Rotate { key } => rotate(settings, *key),
    }
}

fn show(settings: &Settings) -> Result<(), Failure> {
    let ring = keys::load(settings)?;
    say(format!("# {}", settings.key_ring_file().display()));
    for key in &ring.signing {
        let until = key.retired_at.map_or_else(|| "in use".to_owned(), |at| format!("until {}", at.rfc3339_utc()));
        let public = public_half(key);
        say(format!(
            "{} {} {} from {} {until}",
            word(key.purpose),
            public.kid(),
            public.multibase(),
            key.made_at.rfc3339_utc()
        ));
    }
    Ok(())
}

fn rotate(settings: &Settings, key: Key) -> Result<(), Failure> {
    let (random, now) = (SystemRandom, SystemClock.now());
    let mut ring = keys::load(settings)?;
    match key.purpose() {
        Some(purpose) => ring.rotate_signing(purpose, &random, now),
        None => ring.add_sealing_key(&random),
    }
    ring.store(&settings.key_ring_file(), keys::passphrase(settings)?.as_deref(), &random)?;
    say("a new key is in force; restart every node that uses this ring");
    if key.purpose().is_none() {
        say("the nodes then seal within an hour what older keys sealed; the page of jobs says how many values");
    }
    Ok(())
}

impl Key {
    fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Certificates => Some(Purpose::Certificates),
            Self::StatusLists => Some(Purpose::StatusLists),
            Self::Log => Some(Purpose::Log),
            Self::Receipts => Some(Purpose::Receipts),
            Self::Sealing => None,
        }
    }
}

fn word(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Certificates => "certificates",
        Purpose::StatusLists => "status-lists",
        Purpose::Log => "log",
        Purpose::Receipts => "receipts",
    }
}

fn public_half(key: &RingKey) -> PublicKey {
    // the purpose has no part in the public half
    SigningKey::from_random(&key.seed, certs::keys::Purpose::Certificates).public_key()
}
