//! What did the trials come to? One table in docs/measurements.md has a line for each fault and database.

use std::fs;

use clap::Args;

use super::Engine;
use crate::bench::machine;
use crate::failure::Failure;
use crate::load::ledger::Findings;
use crate::places::Places;

/// How a trial is taken.
#[derive(Args, Clone, Default)]
pub struct Taken {
    /// Try the optimised build.
    #[arg(long)]
    pub release: bool,
    /// Put what came of it into docs/measurements.md.
    #[arg(long)]
    pub write: bool,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Fault {
    name: String,
    database: &'static str,
    times: usize,
    /// What was under it.
    of: String,
    lost: usize,
    doubled: usize,
    wrong: usize,
    worst: String,
}

impl Fault {
    pub fn new(name: impl Into<String>, engine: Engine, times: usize, found: &Findings) -> Self {
        Self {
            name: name.into(),
            database: engine.name(),
            times,
            of: format!("{} attempts, {} answers", found.attempts, found.saves),
            lost: found.lost,
            doubled: found.doubled,
            wrong: found.wrongly_graded,
            worst: String::new(),
        }
    }

    /// What is no exam: so many of something, and what is wrong with it.
    pub fn of(name: impl Into<String>, database: &'static str, times: usize, of: impl Into<String>) -> Self {
        let (name, of) = (name.into(), of.into());
        Self { name, database, times, of, lost: 0, doubled: 0, wrong: 0, worst: String::new() }
    }

    pub fn with(self, lost: usize, doubled: usize, wrong: usize) -> Self {
        Self { lost, doubled, wrong, ..self }
    }

    /// The worst that was seen, in words.
    pub fn told(self, worst: impl Into<String>) -> Self {
        Self { worst: worst.into(), ..self }
    }

    fn key(&self) -> String {
        format!("| {} | {} |", self.name, self.database)
    }

    fn drawn(&self, taken: &str) -> String {
        let Self { times, of, lost, doubled, wrong, worst, .. } = self;
        format!("{} {times} | {of} | {lost} | {doubled} | {wrong} | {worst} | {taken} |", self.key())
    }
}

impl Taken {
    /// Where it was asked for.
    pub fn keep(&self, places: &Places, faults: &[Fault]) -> Result<(), Failure> {
        if !self.write {
            return Ok(());
        }
        let path = places.root.join("docs/measurements.md");
        let before = fs::read_to_string(&path).map_err(Failure::at(&path))?;
        let build = if self.release { "release" } else { "unoptimised" };
        let taken = format!("{}; {build}", machine::in_short(places)?);
        fs::write(&path, with_lines(&before, faults, &taken)?).map_err(Failure::at(&path))
    }
}

const MARK: &str = "<!-- cargo xtask soak … --write puts its lines into the table below -->\n";
const HEAD: &str = "| fault | database | times | under it | lost | doubled | wrong | at worst | taken |\n\
    |---|---|---|---|---|---|---|---|---|\n";

/// A line takes the place of the one of the same fault and database.
fn with_lines(before: &str, faults: &[Fault], taken: &str) -> Result<String, Failure> {
    let Some((head, below)) = before.split_once(MARK) else {
        return Err(Failure::Missing(
            "docs/measurements.md has no line for the table of `cargo xtask soak`.".to_owned(),
        ));
    };
    let below = below.trim_start_matches('\n');
    let (table, rest): (Vec<&str>, Vec<&str>) = {
        let mut lines = below.lines().peekable();
        let table = std::iter::from_fn(|| lines.next_if(|line| line.starts_with('|'))).collect();
        (table, lines.collect())
    };
    let mut kept: Vec<String> = table.into_iter().skip(2).map(str::to_owned).collect();
    for fault in faults {
        let line = fault.drawn(taken);
        match kept.iter_mut().find(|old| old.starts_with(&fault.key())) {
            Some(old) => *old = line,
            None => kept.push(line),
        }
    }
    let rows: String = kept.iter().map(|line| format!("{line}\n")).collect();
    let gap = if rest.first().is_some_and(|line| !line.is_empty()) { "\n" } else { "" };
    let rest: String = rest.iter().map(|line| format!("{line}\n")).collect();
    Ok(format!("{head}{MARK}\n{HEAD}{rows}{gap}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_takes_the_place_of_its_own_and_of_no_other() {
        let page = |rows: &str| format!("head\n{MARK}\n{HEAD}{rows}\n## Next\n\nwords\n");
        let fault = |engine, times| Fault::new("killed", engine, times, &Findings::default()).told("0.40 s");
        let row = |database: &str, times: u32, taken: &str| {
            format!("| killed | {database} | {times} | 0 attempts, 0 answers | 0 | 0 | 0 | 0.40 s | {taken} |\n")
        };
        let first = with_lines(&page(""), &[fault(Engine::Sqlite, 2), fault(Engine::Postgres, 3)], "a").unwrap();
        assert_eq!(first, page(&format!("{}{}", row("SQLite", 2, "a"), row("PostgreSQL", 3, "a"))));
        let second = with_lines(&first, &[fault(Engine::Sqlite, 200)], "b").unwrap();
        assert_eq!(second, page(&format!("{}{}", row("SQLite", 200, "b"), row("PostgreSQL", 3, "a"))));
        let empty = format!("head\n{MARK}\n## Next\n");
        assert!(with_lines(&empty, &[fault(Engine::Sqlite, 1)], "a").unwrap().ends_with("| a |\n\n## Next\n"));
        assert!(with_lines("head\n", &[], "a").is_err());
    }
}
