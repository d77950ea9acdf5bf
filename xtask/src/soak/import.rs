//! `cargo xtask soak import`: does a file come in exactly once, however often the program is killed while it brings it in?
//!
//! The program's own answers judge: in the end every row of the file was gone through once, none was there before, and the
//! same file once more adds nothing.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use clap::Args;
use tokio::time::sleep;

use super::builds::{Profile, to_try};
use super::{Engine, Ground, wait_for};
use crate::failure::Failure;
use crate::load::dice::Dice;
use crate::load::program::Node;
use crate::places::Places;
use crate::step::{self, step};

#[derive(Args, Clone)]
pub struct Options {
    /// How often it is killed, on each database.
    #[arg(long, default_value_t = 50)]
    times: u32,
    /// Only this one; both when it is left out.
    #[arg(long, value_enum)]
    database: Option<Engine>,
    /// Of how many workers the file tells.
    #[arg(long, default_value_t = 24_000)]
    workers: u32,
    /// Decides the moments and the rows.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Try the optimised build.
    #[arg(long)]
    release: bool,
}

/// Between a start and its kill, in milliseconds.
const SHORTEST_LIFE_MS: u64 = 300;
const LIFE_MS: u64 = 3_000;

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.release))?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        step(&format!("kills in an import on {}", engine.name()), || on(places, &program, engine, options))?;
    }
    Ok(())
}

/// A few kills on each database: for `cargo xtask test`.
pub fn short(places: &Places, program: &Path) -> Result<(), Failure> {
    let few = Options { times: 3, database: None, workers: 8_000, seed: 1, release: false };
    Engine::ALL.into_iter().try_for_each(|engine| on(places, program, engine, &few))
}

fn on(places: &Places, program: &Path, engine: Engine, options: &Options) -> Result<(), Failure> {
    let ground = Ground::lay(places, engine)?;
    let node = Node::fresh(places, program, "importing")?.on(ground.database(places, "importing")?);
    wait_for(demonstrated(&node))?;
    let city = City::found(&node, options)?;
    let report = wait_for(city.killed(options))?;
    println!("    {}, seed {}: {report}", engine.name(), options.seed);
    Ok(())
}

/// The demonstration has the accounts that a city needs.
async fn demonstrated(node: &Node) -> Result<(), Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    program.end()
}

/// A city whose first supplier has a file of attendance.
struct City<'a> {
    node: &'a Node,
    supplier: String,
    file: PathBuf,
    counts: Counts,
}

/// What the rows of a file have to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub rows: u64,
    pub refused: u64,
    /// on record already
    pub unchanged: u64,
}

impl<'a> City<'a> {
    fn found(node: &'a Node, options: &Options) -> Result<Self, Failure> {
        let (out, keys) = (node.data.join("city"), node.data.join("suppliers.json"));
        let mut command =
            node.command(&["demo-data", "--projects", "8", "--months", "1", "--sheets", "--supplier", "1"]);
        command.args(["--object", "Team", "--workers", &options.workers.to_string()]);
        command.args(["--seed", &options.seed.to_string()]).arg("--out").arg(&out).arg("--found").arg(&keys);
        let told = step::read(&mut command)?;
        let text = fs::read_to_string(&keys).map_err(Failure::at(&keys))?;
        let keys: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let (file, counts) = (out.join("supplier-1").join("attendance.csv"), counted(&told)?);
        Ok(Self { node, supplier: keys[0]["supplier"].as_str().unwrap_or_default().to_owned(), file, counts })
    }

    fn import(&self, file: &Path, further: &[&str]) -> Command {
        let mut command = self.node.command(&["feed", "import", "--object", "WorkerAttendance"]);
        command.args(["--supplier", &self.supplier]).args(further).arg(file);
        command
    }

    async fn killed(&self, options: &Options) -> Result<String, Failure> {
        let mut dice = Dice::seeded(options.seed, 0xF11E);
        let told = self.node.data.join("import.txt");
        let (mut kills, mut ends) = (0, 0);
        while kills < options.times && ends == 0 {
            let mut child = self.start(&told)?;
            sleep(Duration::from_millis(SHORTEST_LIFE_MS + dice.below(LIFE_MS))).await;
            match child.try_wait().map_err(Failure::at(&told))? {
                Some(_) => ends += 1,
                None => {
                    child.kill().map_err(Failure::at(&told))?;
                    kills += 1;
                }
            }
            child.wait().map_err(Failure::at(&told))?;
        }
        if ends == 0 {
            self.start(&told)?.wait().map_err(Failure::at(&told))?;
        }
        let text = fs::read_to_string(&told).map_err(Failure::at(&told))?;
        let came = came(&text, "brought in:")?;
        if came != self.counts {
            let expected = self.counts;
            return Err(Failure::Trial(format!(
                "after {kills} kills {came:?} came in, and {expected:?} had to:\n{text}"
            )));
        }
        let again = step::read(&mut self.import(&self.file, &["--dry-run"]))?;
        let again = self::came(&again, "on trial:")?;
        let all = Counts { unchanged: came.rows - came.refused, ..came };
        if again != all {
            return Err(Failure::Trial(format!("the same file once more would come to {again:?} and not to {all:?}")));
        }
        Ok(format!("{kills} kills; {} rows, each once", came.rows))
    }

    fn start(&self, told: &Path) -> Result<Child, Failure> {
        let output = File::create(told).map_err(Failure::at(told))?;
        let mut command = self.import(&self.file, &[]);
        command.stdin(Stdio::null()).stdout(output).stderr(Stdio::null());
        command.spawn().map_err(|source| Failure::Start { command: "feed import".to_owned(), source })
    }
}

/// `…attendance.csv: 5000 rows, 3 to be refused, 2 twice`
fn counted(told: &str) -> Result<Counts, Failure> {
    let line = told.lines().find_map(|line| line.split_once(".csv:")).map(|(_, rest)| rest);
    match line.map(numbers).as_deref() {
        Some([rows, refused, unchanged]) => Ok(Counts { rows: *rows, refused: *refused, unchanged: *unchanged }),
        _ => Err(Failure::Trial(format!("the city said: {told}"))),
    }
}

/// `brought in: 5000 rows, 4995 added, 2 on record already, 3 refused`
pub fn came(told: &str, mark: &str) -> Result<Counts, Failure> {
    let line = told.lines().find_map(|line| line.strip_prefix(mark));
    match line.map(numbers).as_deref() {
        Some([rows, added, unchanged, refused]) if added + unchanged + refused == *rows => {
            Ok(Counts { rows: *rows, refused: *refused, unchanged: *unchanged })
        }
        _ => Err(Failure::Trial(format!("the import said: {told}"))),
    }
}

fn numbers(line: &str) -> Vec<u64> {
    line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_program_says_is_read() {
        let told = "import 1\nbrought in: 5000 rows, 4995 added, 2 on record already, 3 refused\n";
        let counts = Counts { rows: 5_000, refused: 3, unchanged: 2 };
        assert_eq!(came(told, "brought in:").unwrap(), counts);
        assert_eq!(counted("/a/attendance.csv: 5000 rows, 3 to be refused, 2 twice").unwrap(), counts);
        assert!(came("on trial: 3 rows, 1 added, 1 on record already, 0 refused", "on trial:").is_err());
    }
}
