//! `shanggang accounts`: how does the first administrator get in?

use std::sync::Arc;

use clap::Subcommand;
use registry::Ctx;
use registry::accounts::store::make_setup_link;
use registry::clock::SystemClock;

use super::output::say;
use super::serve::Address;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Subcommand)]
pub enum Command {
    /// Print a one-time link for the first administrator; earlier links end
    SetupLink(Address),
}

impl Command {
    pub fn values(&self) -> Vec<(&'static str, Option<String>)> {
        let Self::SetupLink(address) = self;
        address.values()
    }
}

pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    let Command::SetupLink(_) = command;
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    match setup_link(settings, &ctx).await? {
        Some(link) => say(link),
        None => return Err(Failure::sentence("an account administers the system already: it appoints the next one")),
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
