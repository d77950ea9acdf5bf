//! `cargo xtask bench`: how fast is it, how large, and how near to what this machine can do at all?
//!
//! Every figure stands beside its ceiling, taken in the same run on the same machine: absolute figures are the machine's,
//! ratios are ours.

mod beside;
mod ceiling;
mod exam;
mod loops;
mod machine;
mod open;
mod records;
mod rest;
mod table;

use std::env;
use std::fs;
use std::os::unix::process::CommandExt;

use clap::{Args, Subcommand};

use self::table::Row;
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
    /// Starts, saves, hand-ins, the room's board and the page that checks a certificate.
    Exam(exam::Options),
    /// Memory per open attempt.
    Open(open::Options),
    /// The project records of a city: feeds, files, and the pages over them.
    Records(records::Options),
    /// Memory at rest, and a cold start on very many certificates.
    Rest(rest::Options),
}

impl What {
    fn bench(&self) -> &dyn Bench {
        match self {
            Self::Exam(options) => options,
            Self::Open(options) => options,
            Self::Records(options) => options,
            Self::Rest(options) => options,
        }
    }
}

/// How every bench is taken.
#[derive(Args, Clone)]
pub struct Taking {
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// Unoptimised builds: to see that it works, never for figures.
    #[arg(long)]
    debug: bool,
    /// Put the tables into docs/measurements.md.
    #[arg(long)]
    write: bool,
}

/// One kind of measurement.
trait Bench {
    /// As its command is called.
    fn name(&self) -> &'static str;
    fn taking(&self) -> &Taking;
    /// In words, for the head of its tables.
    fn load(&self) -> String;
    fn measured(&self, places: &Places, profile: Profile, engine: Engine) -> Result<Vec<Row>, Failure>;
}

/// Where the tables are kept, each below the line that names its command.
const KEPT: &str = "docs/measurements.md";

pub fn bench(places: &Places, options: &Options) -> Result<(), Failure> {
    let bench = options.what.bench();
    let taking = bench.taking();
    if cfg!(debug_assertions) && !taking.debug {
        return optimised(places);
    }
    let profile = if taking.debug { Profile::Dev } else { Profile::Release };
    let mut text = machine::described(places, profile, &bench.load())?;
    for engine in Engine::ALL.into_iter().filter(|engine| taking.database.is_none_or(|only| only == *engine)) {
        text.push_str(&table::drawn(engine.name(), &bench.measured(places, profile, engine)?));
    }
    println!("\n{text}");
    if taking.write { keep(places, bench.name(), &text) } else { Ok(()) }
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
