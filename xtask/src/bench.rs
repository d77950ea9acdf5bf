//! `cargo xtask bench`: how fast is it, how large, and how near to what this machine can do at all?
//!
//! Every figure stands beside its ceiling, taken in the same run on the same machine: absolute figures are the machine's,
//! ratios are ours.

mod ceiling;
mod exam;
mod loops;
mod machine;
mod rest;
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
    /// Memory at rest, and a cold start on very many certificates.
    Rest(RestOptions),
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

#[derive(Args, Clone)]
pub struct RestOptions {
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// With how many certificates it starts.
    #[arg(long, default_value_t = 100_000)]
    certificates: u32,
    /// How long it rests, in seconds.
    #[arg(long, default_value_t = 60)]
    idle: u64,
    /// Unoptimised builds: to see that it works, never for figures.
    #[arg(long)]
    debug: bool,
    /// Put the tables into docs/measurements.md.
    #[arg(long)]
    write: bool,
}

/// Where the tables are kept, each below the line that names its command.
const KEPT: &str = "docs/measurements.md";

pub fn bench(places: &Places, options: &Options) -> Result<(), Failure> {
    let (name, only, is_debug, is_kept) = match &options.what {
        What::Exam(options) => ("exam", options.database, options.debug, options.write),
        What::Rest(options) => ("rest", options.database, options.debug, options.write),
    };
    if cfg!(debug_assertions) && !is_debug {
        return optimised(places);
    }
    let profile = if is_debug { Profile::Dev } else { Profile::Release };
    let load = match &options.what {
        What::Exam(options) => format!(
            "{} candidates, {} rounds of {} s, {} requests at once",
            options.candidates, options.rounds, options.seconds, options.at_once
        ),
        What::Rest(_) => "medians of five starts".to_owned(),
    };
    let mut text = machine::described(places, profile, &load)?;
    for engine in Engine::ALL.into_iter().filter(|engine| only.is_none_or(|only| only == *engine)) {
        let rows = match &options.what {
            What::Exam(options) => exam::measured(places, profile, engine, options)?,
            What::Rest(options) => rest::measured(places, profile, engine, options)?,
        };
        text.push_str(&table::drawn(engine.name(), &rows));
    }
    println!("\n{text}");
    if is_kept { keep(places, name, &text) } else { Ok(()) }
}

/// The load itself must not be what is slow: this program once more, optimised, takes our place.
fn optimised(places: &Places) -> Result<(), Failure> {
    step::run(step::cargo(places, "build").args(["--release", "-p", "xtask"]))?;
    let mut own = step::program(places, places.target.join("release").join("xtask"));
    own.args(env::args_os().skip(1)).env("CARGO_MANIFEST_DIR", places.root.join("xtask"));
    Err(Failure::Start { command: "xtask".to_owned(), source: own.exec() })
}

fn keep(places: &Places, name: &str, text: &str) -> Result<(), Failure> {
    let path = places.root.join(KEPT);
    let before = fs::read_to_string(&path).map_err(Failure::at(&path))?;
    fs::write(&path, with_tables(&before, name, text)?).map_err(Failure::at(&path))
}

/// What the command put there last gives way, up to the next chapter.
fn with_tables(before: &str, name: &str, text: &str) -> Result<String, Failure> {
    let mark = format!("<!-- cargo xtask bench {name} --write puts its tables below this line -->\n");
    let Some((head, old)) = before.split_once(&mark) else {
        return Err(Failure::Missing(format!("{KEPT} has no line for the tables of `bench {name}`.")));
    };
    let next = old.find("\n## ").map_or("", |at| &old[at..]);
    Ok(format!("{head}{mark}\n{}\n{next}", text.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::with_tables;

    #[test]
    fn new_tables_take_the_place_of_their_own_and_of_no_others() {
        let mark = |name: &str| format!("<!-- cargo xtask bench {name} --write puts its tables below this line -->\n");
        let page = |exam: &str, rest: &str| {
            format!("head\n{}\n{exam}\n\n## At rest\n\nwords\n{}\n{rest}\n", mark("exam"), mark("rest"))
        };
        let before = page("### SQLite\nold", "rests");
        let after = with_tables(&before, "exam", "### SQLite\nnew\n\n").unwrap();
        assert_eq!(after, page("### SQLite\nnew", "rests"), "the words of the next chapter stay");
        assert_eq!(with_tables(&after, "rest", "sleeps\n").unwrap(), page("### SQLite\nnew", "sleeps"));
        assert!(with_tables(&before, "other", "").is_err());
    }
}
