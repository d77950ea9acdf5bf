//! `shanggang accounts`: how does the administrator of the system get in, the first time and after losing the second factor?

use std::sync::Arc;

use clap::Subcommand;
use registry::accounts::store::{end_factor_of_system_administrator, make_setup_link};
use registry::clock::SystemClock;
use registry::{Ctx, Fault};

use super::output::say;
use super::serve::Address;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Subcommand)]
pub enum Command {
    /// Print a one-time link for the first administrator; earlier links end
    SetupLink(Address),
    /// End the second factor of a system administrator who lost phone and recovery codes
    EndSecondFactor {
        /// The administrator's phone or identity number
        #[arg(value_name = "SIGN_IN")]
        sign_in: String,
    },
}

impl Command {
    pub fn values(&self) -> Vec<(&'static str, Option<String>)> {
        match self {
            Self::SetupLink(address) => address.values(),
            Self::EndSecondFactor { .. } => Vec::new(),
        }
    }
}

pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    match command {
        Command::SetupLink(_) => match setup_link(settings, &ctx).await? {
            Some(link) => say(link),
            None => {
                return Err(Failure::sentence("an account administers the system already: it appoints the next one"));
            }
        },
        Command::EndSecondFactor { sign_in } => match end_factor_of_system_administrator(&ctx, sign_in).await {
            Ok(()) => say("ended, and every session with it: the next sign-in sets a new one up"),
            Err(Fault::NotFound) => {
                return Err(Failure::sentence("no system administrator with a second factor signs in so"));
            }
            Err(fault) => return Err(fault.into()),
        },
    }
    Ok(())
}

/// The whole address, while nobody administers the system.
pub async fn setup_link(settings: &Settings, ctx: &Ctx) -> Result<Option<String>, Failure> {
    let token = make_setup_link(ctx).await?;
    Ok(token.map(|token| format!("{}/setup/{token}", address(settings))))
}

/// Under which address this site is reached, as far as the settings tell.
fn address(settings: &Settings) -> String {
    match &settings.public_url {
        Some(url) => url.to_string(),
        None => format!("http://{}", settings.bind),
    }
}
