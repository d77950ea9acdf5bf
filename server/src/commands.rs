//! Which command was given, and how did it end?

mod accounts;
mod attendance;
mod audit;
mod backup;
mod bank;
mod demo_data;
mod exam;
mod feed;
mod keys;
mod migrate;
mod output;
mod restore;
mod serve;
mod settings;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::{Flags, LogFormat, Settings};
use crate::failure::Failure;

/// Trains and examines labour-wage officers and issues their certificates.
#[derive(Parser)]
#[command(name = "shanggang", version, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Args)]
struct Global {
    /// Settings file (TOML); the environment (SHANGGANG_*) and flags go before it
    #[arg(long, global = true, value_name = "FILE", env = "SHANGGANG_CONFIG")]
    config: Option<PathBuf>,
    /// Folder of database and key ring [default: ./data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    /// sqlite:PATH or postgres://... [default: SQLite in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// File with the passphrase of the key ring
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<String>,
    /// How log lines look on standard error
    #[arg(long, global = true, value_enum)]
    log: Option<LogFormat>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site; migrates the database and runs the jobs
    Serve(serve::Options),
    /// Bring the database's schema up to date
    Migrate(migrate::Options),
    /// The key ring
    #[command(subcommand)]
    Keys(keys::Command),
    /// Accounts
    #[command(subcommand)]
    Accounts(accounts::Command),
    /// The audit log
    #[command(subcommand)]
    Audit(audit::Command),
    /// The raw rows of attendance
    #[command(subcommand)]
    Attendance(attendance::Command),
    /// The question bank
    #[command(subcommand)]
    Bank(bank::Command),
    /// One exam, saved and restored alone
    #[command(subcommand)]
    Exam(exam::Command),
    /// Data that come in and go out
    #[command(subcommand)]
    Feed(feed::Command),
    /// Make the data of an invented city, as files by the template and as batches of the feeds, with planted faults
    DemoData(demo_data::Options),
    /// Print the settings in force, secrets hidden
    Config(serve::Address),
    /// Check a certificate or a receipt offline
    Verify(verify::Options),
    /// Save database and key ring into a folder
    Backup(backup::Options),
    /// Bring a saved database and key ring back into an empty data folder
    Restore(restore::Options),
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = runtime().and_then(|runtime| runtime.block_on(run(cli)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Told) => ExitCode::FAILURE,
        Err(failure) => {
            output::complain(&failure);
            ExitCode::FAILURE
        }
    }
}

/// At least four workers: rendering must not starve the rest on small machines.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let workers = std::thread::available_parallelism().map_or(4, |cores| cores.get().max(4));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    runtime.map_err(|error| Failure::sentence(format!("no runtime: {error}")))
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let read = |address: Vec<_>| cli.global.read(address);
    match cli.command {
        Command::Serve(options) => serve::run(read(options.address.values())?, &options).await,
        Command::Migrate(options) => migrate::run(&read(vec![])?, &options).await,
        Command::Keys(command) => keys::run(&read(vec![])?, &command),
        Command::Accounts(command) => accounts::run(&read(command.values())?, &command).await,
        Command::Audit(command) => audit::run(&read(vec![])?, &command).await,
        Command::Attendance(command) => attendance::run(&read(vec![])?, &command).await,
        Command::Bank(command) => bank::run(&read(vec![])?, &command).await,
        Command::Exam(command) => exam::run(&read(vec![])?, &command).await,
        Command::Feed(command) => feed::run(&read(vec![])?, &command).await,
        Command::DemoData(options) => demo_data::run(&read(vec![])?, &options).await,
        Command::Config(address) => settings::run(&read(address.values())?),
        Command::Verify(options) => verify::run(&options),
        Command::Backup(options) => backup::run(&read(vec![])?, &options).await,
        Command::Restore(options) => restore::run(&read(vec![])?, &options).await,
    }
}

impl Global {
    fn read(&self, mut values: Vec<(&'static str, Option<String>)>) -> Result<Settings, Failure> {
        values.extend([
            ("data", self.data.clone()),
            ("database", self.database.clone()),
            ("passphrase_file", self.passphrase_file.clone()),
            ("log", self.log.map(|format| format.code().to_owned())),
        ]);
        let environment = std::env::vars().collect();
        Ok(Settings::read(Flags { file: self.config.clone(), values }, environment)?)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound_and_everything_in_it_is_explained() {
        let mut command = super::Cli::command();
        command.clone().debug_assert();
        command.build();
        let mut waiting: Vec<_> = vec![&command];
        while let Some(command) = waiting.pop() {
            assert!(command.get_about().is_some(), "{} has no help", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {} has no help", command.get_name(), argument.get_id());
            }
            waiting.extend(command.get_subcommands());
        }
    }
}
