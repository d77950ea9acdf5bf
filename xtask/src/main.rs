//! Which command of the house is wanted? `cargo xtask run`, `test`, `dev`, `bundle`, `postgres`, `soak`, `bench` or `audit`.
#![allow(clippy::print_stdout, reason = "a command-line program speaks on its standard output")]

mod audit;
mod bench;
mod bundle;
mod cluster;
mod dev;
mod failure;
mod load;
mod needs;
mod places;
mod postgres;
mod run;
mod soak;
mod sources;
mod step;
mod test;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::places::Places;

/// Builds, runs and tests Shanggang; fetches or builds what this machine lacks.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Wanted,
}

#[derive(Subcommand)]
enum Wanted {
    /// Build everything and serve the demonstration world on SQLite.
    Run(run::Options),
    /// Like `run`, and build again and restart whenever a source changes.
    Dev(dev::Options),
    /// Everything that continuous integration runs.
    Test(test::Options),
    /// Build only what the browser loads: wasm bundles and style sheet, into target/site/pkg.
    Bundle,
    /// Start a private PostgreSQL, print its address, stop it at Ctrl-C.
    Postgres,
    /// Disturb the running program while candidates sit an exam, and hold what it graded against what it acknowledged.
    Soak(soak::Options),
    /// Measure, each figure beside what this machine could do at best.
    Bench(bench::Options),
    /// Check licences, sources and (where a database is at hand) advisories of all dependencies.
    Audit,
}

fn main() -> ExitCode {
    let places = Places::find();
    let outcome = match Arguments::parse().command {
        Wanted::Run(options) => run::run(&places, &options),
        Wanted::Dev(options) => dev::dev(&places, &options),
        Wanted::Test(options) => test::test(&places, &options),
        Wanted::Bundle => bundle::bundle(&places),
        Wanted::Postgres => postgres::postgres(&places),
        Wanted::Soak(options) => soak::soak(&places, &options),
        Wanted::Bench(options) => bench::bench(&places, &options),
        Wanted::Audit => audit::audit(&places),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
