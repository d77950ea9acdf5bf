//! `cargo xtask bench`: how fast is it, how large, and how near to what this machine can do at all?
//!
//! Every figure stands beside its ceiling, taken in the same run on the same machine: absolute figures are the machine's,
//! ratios are ours.

mod beside;
mod ceiling;
mod exam;
mod loops;
pub mod machine;
mod open;
mod records;
mod rest;
mod seating;
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
    /// Starts, saves, hand-ins, the room's board and the page that checks a certificate; then what `open` and `rest` take.
    Exam(exam::Options),
    /// Memory per open attempt.
    Open(open::Options),
    /// The project records of a city: feeds, files, and the pages over them.
    Records(records::Options),
    /// Memory at rest, and a cold start on very many certificates.
    Rest(rest::Options),
}

impl What {
    /// What is taken, one after the other.
    fn benches(&self) -> Vec<Box<dyn Bench>> {
        match self {
            Self::Exam(options) if options.alone() => vec![Box::new(options.clone())],
            Self::Exam(options) => {
                let (open, rest) = (open::Options::beside(options.taking()), rest::Options::beside(options.taking()));
                vec![Box::new(options.clone()), Box::new(open), Box::new(rest)]
            }
            Self::Open(options) => vec![Box::new(options.clone())],
            Self::Records(options) => vec![Box::new(options.clone())],
            Self::Rest(options) => vec![Box::new(options.clone())],
        }
    }
}

/// How every bench is taken.
#[derive(Args, Clone)]
pub struct Taking {
    /// Only this one; both when it is left out.
    #[arg(long, visible_alias = "only", value_enum)]
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
    let benches = options.what.benches();
    let is_debug = benches.iter().any(|bench| bench.taking().debug);
    if cfg!(debug_assertions) && !is_debug {
        return optimised(places);
    }
    let profile = if is_debug { Profile::Dev } else { Profile::Release };
    let mut missed = Vec::new();
    for bench in benches {
        missed.extend(taken(places, bench.as_ref(), profile)?);
    }
    judged(profile, &missed)
}

/// On each database; what was missed.
fn taken(places: &Places, bench: &dyn Bench, profile: Profile) -> Result<Vec<String>, Failure> {
    let (taking, mut missed) = (bench.taking(), Vec::new());
    for engine in Engine::ALL.into_iter().filter(|engine| taking.database.is_none_or(|only| only == *engine)) {
        // the load before is what others made of the machine
        let taken = machine::described(places, profile, engine, &bench.load())?;
        let rows = bench.measured(places, profile, engine)?;
        let text = table::drawn(engine.name(), &taken, &rows);
        println!("\n{text}");
        if taking.write {
            keep(places, bench.name(), engine, &text)?;
        }
        let below = rows.iter().filter(|row| row.is_missed());
        missed.extend(below.map(|row| format!("{}: {}", engine.name(), row.what)));
    }
    Ok(missed)
}

/// Goals are for optimised builds.
fn judged(profile: Profile, missed: &[String]) -> Result<(), Failure> {
    match profile {
        Profile::Release if !missed.is_empty() => {
            Err(Failure::Trial(format!("What must be reached was missed:\n{}", missed.join("\n"))))
        }
        Profile::Release | Profile::Dev => Ok(()),
    }
}

/// The load itself must not be what is slow: this program once more, optimised, takes our place.
fn optimised(places: &Places) -> Result<(), Failure> {
    step::run(step::cargo(places, "build").args(["--release", "-p", "xtask"]))?;
    let mut own = step::program(places, places.target.join("release").join("xtask"));
    own.args(env::args_os().skip(1)).env("CARGO_MANIFEST_DIR", places.root.join("xtask"));
    Err(Failure::Start { command: "xtask".to_owned(), source: own.exec() })
}

fn keep(places: &Places, name: &str, engine: Engine, text: &str) -> Result<(), Failure> {
    let path = places.root.join(KEPT);
    let before = fs::read_to_string(&path).map_err(Failure::at(&path))?;
    fs::write(&path, with_table(&before, name, engine, text)?).map_err(Failure::at(&path))
}

/// What the command put there last for this database gives way; that of the other stays.
fn with_table(before: &str, name: &str, engine: Engine, text: &str) -> Result<String, Failure> {
    let mark = format!("<!-- cargo xtask bench {name} --write puts its tables below this line -->\n");
    let Some((head, old)) = before.split_once(&mark) else {
        return Err(Failure::Missing(format!("{KEPT} has no line for the tables of `bench {name}`.")));
    };
    let (old, next) = old.split_at(old.find("\n## ").unwrap_or(old.len()));
    let of = |database: Engine| {
        if database == engine {
            return Some(text.trim_end().to_owned());
        }
        let (_, from) = old.split_once(&format!("### {}\n", database.name()))?;
        let own = from.split("\n### ").next().unwrap_or_default();
        Some(format!("### {}\n{}", database.name(), own.trim_end()))
    };
    let tables: Vec<String> = Engine::ALL.into_iter().filter_map(of).collect();
    Ok(format!("{head}{mark}\n{}\n{next}", tables.join("\n\n")))
}

#[cfg(test)]
mod tests {
    use super::{judged, with_table};
    use crate::soak::{Engine, Profile};

    #[test]
    fn a_goal_that_was_missed_fails_the_command_where_the_build_is_optimised() {
        let missed = ["SQLite: saves".to_owned()];
        assert!(judged(Profile::Release, &missed).unwrap_err().to_string().contains("SQLite: saves"));
        assert!(judged(Profile::Dev, &missed).is_ok() && judged(Profile::Release, &[]).is_ok());
    }

    #[test]
    fn a_new_table_takes_the_place_of_its_own_and_of_no_other() {
        let mark = |name: &str| format!("<!-- cargo xtask bench {name} --write puts its tables below this line -->\n");
        let page = |exam: &str, rest: &str| {
            format!("head\n{}\n{exam}\n\n## At rest\n\nwords\n{}\n{rest}\n", mark("exam"), mark("rest"))
        };
        let before = page("Taken long ago.\n\n### SQLite\n\nold", "### PostgreSQL\n\nrests");
        let first = with_table(&before, "exam", Engine::Postgres, "### PostgreSQL\n\nnew\n\n").unwrap();
        let rest = "### PostgreSQL\n\nrests";
        assert_eq!(first, page("### SQLite\n\nold\n\n### PostgreSQL\n\nnew", rest), "the next chapter stays");
        let second = with_table(&first, "exam", Engine::Sqlite, "### SQLite\n\nnewest\n").unwrap();
        assert_eq!(second, page("### SQLite\n\nnewest\n\n### PostgreSQL\n\nnew", rest));
        let third = with_table(&second, "rest", Engine::Sqlite, "### SQLite\n\nsleeps\n").unwrap();
        let rest = "### SQLite\n\nsleeps\n\n### PostgreSQL\n\nrests";
        assert_eq!(third, page("### SQLite\n\nnewest\n\n### PostgreSQL\n\nnew", rest));
        assert!(with_table(&before, "other", Engine::Sqlite, "").is_err());
    }
}
