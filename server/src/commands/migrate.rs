//! `shanggang migrate`: is the schema up to date?

use std::sync::Arc;

use clap::Args;
use registry::clock::SystemClock;

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Args)]
pub struct Options {
    /// Only print the steps that are still to be taken
    #[arg(long)]
    status: bool,
}

pub async fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    let (steps, word) = if options.status {
        (migrating::pending(&ctx).await?, "pending")
    } else {
        (migrating::prepare(&ctx, &start::node_name(&ctx)).await?, "done")
    };
    for step in &steps {
        say(format!("{word}: {step}"));
    }
    if steps.is_empty() {
        say("the schema is up to date");
    }
    Ok(())
}
