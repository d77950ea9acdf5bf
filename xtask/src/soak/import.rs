//! `cargo xtask soak import`: does a file come in exactly once, however often the program is killed while it brings it in?
//!
//! The trial writes the files itself, and knows of each row what has to become of it. In the end it reads the tables past the
//! program and holds them against that, row by row. A control, which moves on in the file before the rows are in, must be found.

mod passages;
mod tables;
mod verdict;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::time::sleep;

use self::passages::Passages;
use self::tables::Tables;
use self::verdict::Findings;
use super::builds::{Profile, to_try};
use super::faults::{Fault, Taken};
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
    /// How many rows a file has; another one follows until there were kills enough.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// Decides the moments and the rows.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    taken: Taken,
}

/// Between a start and its kill, in milliseconds.
const SHORTEST_LIFE_MS: u64 = 300;
const LIFE_MS: u64 = 1_800;
/// Some more than the program brings in at once.
const ROWS_OF_CONTROL: u64 = 6_000;
/// Until the control has moved on.
const PATIENCE: Duration = Duration::from_secs(45);
/// Building sites of the city, and how many suppliers share them.
const SITES: usize = 8;
const SUPPLIERS: usize = 4;

pub fn run(places: &Places, options: &Options) -> Result<(), Failure> {
    let program = to_try(places, Profile::optimised_if(options.taken.release))?;
    for engine in Engine::ALL.into_iter().filter(|engine| options.database.is_none_or(|only| only == *engine)) {
        step(&format!("kills in an import on {}", engine.name()), || on(places, &program, engine, options))?;
    }
    Ok(())
}

/// A few kills on each database, and one of the control: for `cargo xtask test`.
pub fn short(places: &Places, program: &Path) -> Result<(), Failure> {
    let few = |times| Options { times, database: None, rows: 10_000, seed: 1, taken: Taken::default() };
    on(places, program, Engine::Sqlite, &few(3))?;
    on(places, program, Engine::Postgres, &few(2))
}

fn on(places: &Places, program: &Path, engine: Engine, options: &Options) -> Result<(), Failure> {
    let ground = Ground::lay(places, engine)?;
    let node = Node::fresh(places, program, "importing")?.on(ground.database(places, "importing")?);
    wait_for(demonstrated(&node))?;
    let (tables, ids) = (Tables::of(places, &ground, &node)?, suppliers(&node)?);
    let supplier = |nth: usize| Supplier {
        node: &node,
        tables: &tables,
        id: ids[nth].clone(),
        passages: Passages { sites: sites_of(nth), seed: options.seed },
    };
    let tell = |who: &str, kills: u32, found: &Findings| {
        println!("    {}, {who}, seed {}: {kills} kills; {}", engine.name(), options.seed, found.told());
    };
    let (kills, found) = wait_for(supplier(0).killed(options))?;
    tell("killed", kills, &found);
    found.check()?;
    let control = wait_for(supplier(1).killed_behind_its_rows())?;
    tell("killed-position-first", 1, &control);
    match control.missing {
        0 => Err(Failure::Trial("the control moves on before its rows are in, and nobody noticed".to_owned())),
        _ => {
            let fault = Fault::of("killed in an import", engine.name(), kills as usize, format!("{} rows", found.rows));
            let fault = fault.with(found.missing, found.twice, found.altered + found.strange);
            options.taken.keep(places, &[fault])
        }
    }
}

/// The demonstration has the accounts that a city needs.
async fn demonstrated(node: &Node) -> Result<(), Failure> {
    let mut program = node.start()?;
    program.ready().await?;
    program.end()
}

/// Founds a city; the ids of its suppliers.
fn suppliers(node: &Node) -> Result<Vec<String>, Failure> {
    let path = node.data.join("suppliers.json");
    let mut command = node.command(&["demo-data", "--projects", &SITES.to_string(), "--workers", "8"]);
    step::read(command.arg("--found").arg(&path))?;
    let text = fs::read_to_string(&path).map_err(Failure::at(&path))?;
    let keys: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let ids = keys.as_array().into_iter().flatten().filter_map(|key| key["supplier"].as_str());
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    match ids.len() {
        SUPPLIERS => Ok(ids),
        _ => Err(Failure::Trial(format!("the city has other suppliers: {text}"))),
    }
}

/// By which names a supplier calls its sites.
fn sites_of(supplier: usize) -> [String; SITES / SUPPLIERS] {
    std::array::from_fn(|nth| format!("CITY-{:06}", 1 + supplier + nth * SUPPLIERS))
}

/// One supplier, which has files of attendance.
struct Supplier<'a> {
    node: &'a Node,
    tables: &'a Tables<'a>,
    id: String,
    passages: Passages,
}

/// One file, and what its rows have to come to.
struct Sheet {
    path: PathBuf,
    counts: Counts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub rows: u64,
    pub refused: u64,
    /// on record already
    pub unchanged: u64,
}

impl Counts {
    /// What the same rows come to when they are all there: the kill came between the end of the file and the last word about it.
    fn once_more(self) -> Self {
        Self { unchanged: self.rows - self.refused, ..self }
    }
}

impl Supplier<'_> {
    /// Brings file after file in, until the program was killed often enough.
    async fn killed(&self, options: &Options) -> Result<(u32, Findings), Failure> {
        let mut dice = Dice::seeded(options.seed, 0xF11E);
        let (mut kills, mut rows) = (0, 0);
        while kills < options.times {
            let sheet = self.sheet(rows, options.rows)?;
            kills += self.brought_in(&sheet, options.times - kills, &mut dice).await?;
            rows += options.rows;
        }
        Ok((kills, self.judged(rows)?))
    }

    /// Sends one file until it is in; how often the program was killed meanwhile.
    async fn brought_in(&self, sheet: &Sheet, most: u32, dice: &mut Dice) -> Result<u32, Failure> {
        let (told, mut kills) = (self.told(), 0);
        loop {
            let mut child = self.start(sheet, &[])?;
            if kills < most {
                sleep(Duration::from_millis(SHORTEST_LIFE_MS + dice.below(LIFE_MS))).await;
            }
            let is_last = kills == most || child.try_wait().map_err(Failure::at(&told))?.is_some();
            if !is_last {
                child.kill().map_err(Failure::at(&told))?;
                kills += 1;
            }
            child.wait().map_err(Failure::at(&told))?;
            if is_last {
                break;
            }
        }
        let came = self.came()?;
        if came == sheet.counts || (kills > 0 && came == sheet.counts.once_more()) {
            return Ok(kills);
        }
        Err(Failure::Trial(format!("after {kills} kills it says {came:?} instead of {:?}", sheet.counts)))
    }

    /// Kills the control when it has moved on in the file and the rows are not in, and sends the file again.
    async fn killed_behind_its_rows(&self) -> Result<Findings, Failure> {
        let (told, sheet) = (self.told(), self.sheet(0, ROWS_OF_CONTROL)?);
        let mut child = self.start(&sheet, &["--position-first"])?;
        let moved_on = self.moved_on(&mut child).await;
        // it may have ended by itself
        let _killed = child.kill();
        child.wait().map_err(Failure::at(&told))?;
        moved_on?;
        let status = self.start(&sheet, &[])?.wait().map_err(Failure::at(&told))?;
        if !status.success() {
            return Err(Failure::Command { command: "feed import".to_owned(), status });
        }
        self.judged(ROWS_OF_CONTROL)
    }

    async fn moved_on(&self, child: &mut Child) -> Result<(), Failure> {
        let (told, begun) = (self.told(), Instant::now());
        while begun.elapsed() < PATIENCE && child.try_wait().map_err(Failure::at(&told))?.is_none() {
            sleep(Duration::from_millis(50)).await;
            let applied = self.tables.ask("SELECT MAX(applied_count) FROM imports WHERE finished_at IS NULL")?;
            if applied.parse::<u64>().is_ok_and(|rows| rows > 0) {
                return Ok(());
            }
        }
        let text = fs::read_to_string(&told).map_err(Failure::at(&told))?;
        Err(Failure::Trial(format!("the control did not move on in its file:\n{text}")))
    }

    fn sheet(&self, first: u64, rows: u64) -> Result<Sheet, Failure> {
        let path = self.node.data.join(format!("attendance-{first}.csv"));
        let counts = self.passages.write(&path, first, rows)?;
        Ok(Sheet { path, counts })
    }

    fn judged(&self, rows: u64) -> Result<Findings, Failure> {
        let told = self.tables.ask(&verdict::query(&self.passages.sites))?;
        Ok(verdict::compare(self.passages.standing(rows), &told))
    }

    /// Where the program says what became of the file.
    fn told(&self) -> PathBuf {
        self.node.data.join("import.txt")
    }

    fn came(&self) -> Result<Counts, Failure> {
        let told = self.told();
        came(&fs::read_to_string(&told).map_err(Failure::at(&told))?, "brought in:")
    }

    fn start(&self, sheet: &Sheet, further: &[&str]) -> Result<Child, Failure> {
        let told = self.told();
        let output = File::create(&told).map_err(Failure::at(&told))?;
        let errors = output.try_clone().map_err(Failure::at(&told))?;
        let mut command = self.node.command(&["feed", "import", "--object", "WorkerAttendance"]);
        command.args(["--supplier", &self.id]).args(further).arg(&sheet.path);
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        command.spawn().map_err(|source| Failure::Start { command: "feed import".to_owned(), source })
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
        assert!(came("on trial: 3 rows, 1 added, 1 on record already, 0 refused", "on trial:").is_err());
    }

    #[test]
    fn suppliers_share_the_sites_in_turn() {
        assert_eq!(sites_of(0), ["CITY-000001", "CITY-000005"]);
        assert_eq!(sites_of(1), ["CITY-000002", "CITY-000006"]);
    }
}
