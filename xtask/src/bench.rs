//! `cargo xtask bench`: how fast is it, how large, and how near to what this machine can do at all?
//!
//! Every figure stands beside its ceiling, taken in the same run on the same machine: absolute figures are the machine's,
//! ratios are ours.

mod ceiling;
mod exam;
mod loops;
mod machine;
mod table;

use std::env;
use std::fs;
use std::os::unix::process::CommandExt;

use clap::{Args, Subcommand};

use crate::failure::Failure;
use crate::places::Places;
use crate::soak::{Engine, Profile};
use crate::step;

#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Starts, saves, hand-ins, the room's board, memory and the page that checks a certificate.
    Exam(ExamOptions),
}

#[derive(Args, Clone)]
pub struct ExamOptions {
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// How many candidates start and hand in together.
    #[arg(long, default_value_t = 1_000)]
    candidates: u32,
    /// How long each load lasts, in seconds.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// How often ours and its ceiling are measured in turn.
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// Requests at the same time, of ours and of the ceiling.
    #[arg(long, default_value_t = 32)]
    at_once: u32,
    /// Unoptimised builds: to see that it works, never for figures.
    #[arg(long)]
    debug: bool,
    /// Put the tables into docs/measurements.md.
    #[arg(long)]
    write: bool,
}

/// Where the tables are kept.
const KEPT: &str = "docs/measurements.md";
/// What stands before the tables that a run puts there.
const MARK: &str = "<!-- cargo xtask bench exam --write puts its tables below this line -->";

pub fn bench(places: &Places, options: &Options) -> Result<(), Failure> {
    let What::Exam(options) = &options.what;
    if cfg!(debug_assertions) && !options.debug {
        return optimised(places);
    }
    let profile = if options.debug { Profile::Dev } else { Profile::Release };
    let mut text = machine::described(places, options)?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        let rows = exam::measured(places, profile, engine, options)?;
        text.push_str(&table::drawn(engine.name(), &rows));
    }
    println!("\n{text}");
    if options.write { keep(places, &text) } else { Ok(()) }
}

/// The load itself must not be what is slow: this program once more, optimised, takes our place.
fn optimised(places: &Places) -> Result<(), Failure> {
    step::run(step::cargo(places, "build").args(["--release", "-p", "xtask"]))?;
    let mut own = step::program(places, places.target.join("release").join("xtask"));
    own.args(env::args_os().skip(1)).env("CARGO_MANIFEST_DIR", places.root.join("xtask"));
    Err(Failure::Start { command: "xtask".to_owned(), source: own.exec() })
}

fn keep(places: &Places, text: &str) -> Result<(), Failure> {
    let path = places.root.join(KEPT);
    let before = fs::read_to_string(&path).map_err(Failure::at(&path))?;
    let head = before.split(MARK).next().unwrap_or_default();
    fs::write(&path, format!("{head}{MARK}\n\n{text}")).map_err(Failure::at(&path))
}
