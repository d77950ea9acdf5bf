//! `cargo xtask soak`: do exams and records survive what happens to machines and networks?

mod builds;
mod clock;
mod crowd;
mod disk;
mod faults;
mod grades;
pub mod import;
mod kill;
mod nodes;
mod postgres;
mod wire;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::cluster::Cluster;
use crate::failure::Failure;
use crate::places::Places;

pub use builds::{Profile, built};
pub use clock::short as short_clock;
pub use import::short as short_imports;
pub use kill::short as short_kills;
pub use wire::short as short_wire;

#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    trial: Trial,
}

#[derive(Subcommand)]
enum Trial {
    /// Kill the program at random moments while candidates answer; nothing acknowledged may be lost.
    Kill(kill::Options),
    /// Kill the program at random moments while it brings a file in; every row must come in once.
    Import(import::Options),
    /// Delay, repeat, reorder and drop requests; the last answer that arrived in time must be graded.
    Wire(wire::Options),
    /// Stop PostgreSQL at once and start it again in the middle of an exam.
    Postgres(postgres::Options),
    /// Set the clock that the program reads back and forward in mid-exam, in several time zones.
    Clock(clock::Options),
    /// Kill one of two nodes that serve an exam together.
    Nodes(nodes::Options),
    /// Fill the disk in the middle of an exam, and empty it again.
    Disk(disk::Options),
    /// Let the independent grader work out the scores of random attempts.
    Grades(grades::Options),
}

/// What the program keeps its data in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

pub fn soak(places: &Places, options: &Options) -> Result<(), Failure> {
    match &options.trial {
        Trial::Kill(options) => kill::run(places, options),
        Trial::Import(options) => import::run(places, options),
        Trial::Wire(options) => wire::run(places, options),
        Trial::Postgres(options) => postgres::run(places, options),
        Trial::Clock(options) => clock::run(places, options),
        Trial::Nodes(options) => nodes::run(places, options),
        Trial::Disk(options) => disk::run(places, options),
        Trial::Grades(options) => grades::run(places, options),
    }
}

/// A database of its own for one trial, and the cluster that it lives in.
pub struct Ground {
    cluster: Option<Cluster>,
}

impl Ground {
    /// PostgreSQL as it runs in earnest: what it acknowledges is on the disk.
    pub fn lay(places: &Places, engine: Engine) -> Result<Self, Failure> {
        let cluster = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Cluster::durable(places)?),
        };
        Ok(Self { cluster })
    }

    pub fn database(&self, places: &Places, name: &str) -> Result<Option<String>, Failure> {
        self.cluster.as_ref().map(|cluster| cluster.make_database(places, name)).transpose()
    }

    /// PostgreSQL's own programs.
    pub fn programs(&self) -> PathBuf {
        self.cluster.as_ref().map(Cluster::programs).unwrap_or_default()
    }

    pub fn cluster(&mut self) -> Option<&mut Cluster> {
        self.cluster.as_mut()
    }
}

/// Trials are many tasks that mostly wait.
pub fn wait_for<T>(trial: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|source| Failure::Start { command: "the trial".to_owned(), source })?;
    runtime.block_on(trial)
}
