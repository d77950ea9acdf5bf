//! `shanggang feed`: how do data come in and go out without a page?

mod import;
mod send;

use clap::Subcommand;

use crate::config::Settings;
use crate::failure::Failure;

#[derive(Subcommand)]
pub enum Command {
    /// Send one request to a platform that speaks the national protocol, and print what became of it
    Send(send::Options),
    /// Bring in a file of rows (CSV or XLSX by the template), stretch by stretch
    Import(import::Options),
}

pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Send(options) => send::run(options).await,
        Command::Import(options) => import::run(settings, options).await,
    }
}
