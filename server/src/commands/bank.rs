//! `shanggang bank`: is a question bank fit to examine people with, and how does it get into the database?

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Subcommand};
use question_bank::bank::{self, Bank};
use question_bank::check::{Report, check};
use question_bank::{Blueprint, Facts, Secondary, text};
use registry::clock::SystemClock;
use registry::questions::loading::{self, Origin};

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Subcommand)]
pub enum Command {
    /// Print faults, right letters and coverage; fails when there are faults
    Check(Source),
    /// Load a bank into the database; changed questions get a new version, facts and their marks become those given. A bank with faults is refused
    Load(Source),
}

#[derive(Args)]
pub struct Source {
    /// Folder with question files (*.toml) and facts.json; the bank inside the program when not given
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    match command {
        Command::Check(source) => {
            let report = report(&source.read()?);
            print(&report);
            if report.is_sound() { Ok(()) } else { Err(Failure::Told) }
        }
        Command::Load(source) => load(settings, &source.read()?).await,
    }
}

async fn load(settings: &Settings, bank: &Bank) -> Result<(), Failure> {
    let faults = report(bank).faults.len();
    if faults > 0 {
        return Err(Failure::sentence(format!("the bank has {faults} faults: see `shanggang bank check`")));
    }
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    let loaded = loading::load(&ctx, &bank.questions, &bank.facts, Origin::Loaded).await?;
    let (new, changed, same) = (loaded.new_questions, loaded.new_versions, loaded.unchanged);
    say(format!("{new} new questions, {changed} new versions, {same} unchanged"));
    if loaded.flagged > 0 {
        let flagged = loaded.flagged;
        say(format!("{flagged} questions are not drawn until they were read beside a changed text of the law"));
    }
    Ok(())
}

impl Source {
    fn read(&self) -> Result<Bank, Failure> {
        match &self.folder {
            Some(folder) => read_folder(folder),
            None => bank::embedded().map_err(|error| Failure::sentence(error.to_string())),
        }
    }
}

fn read_folder(folder: &Path) -> Result<Bank, Failure> {
    let facts_file = folder.join("facts.json");
    let facts = fs::read_to_string(&facts_file).map_err(Failure::at(&facts_file))?;
    let facts =
        Facts::parse(&facts).map_err(|error| Failure::sentence(format!("{}: {error}", facts_file.display())))?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).map_err(Failure::at(folder))?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    let mut questions = Vec::new();
    let mut faults = Vec::new();
    for file in &files {
        let content = fs::read_to_string(file).map_err(Failure::at(file))?;
        match text::parse_file(&file.to_string_lossy(), &content) {
            Ok(parsed) => questions.extend(parsed),
            Err(found) => faults.extend(found.iter().map(ToString::to_string)),
        }
    }
    if faults.is_empty() { Ok(Bank { questions, facts }) } else { Err(Failure::sentence(faults.join("\n"))) }
}

fn report(bank: &Bank) -> Report {
    check(&bank.questions, &bank.facts, &Blueprint::standard())
}

fn print(report: &Report) {
    let [a, b, c, d] = report.right_letters;
    say(format!("{} questions, {} faults", report.questions, report.faults.len()));
    say(format!("right letters of single choice: A {a}, B {b}, C {c}, D {d}"));
    say("coverage of the standard blueprint (needed, without secondary facts, with them):");
    for row in &report.coverage {
        let short = if row.without_secondary < row.cell.count { "  short without secondary facts" } else { "" };
        let (cell, without, with) = (row.cell, row.without_secondary, row.with_secondary);
        let (point, kind, difficulty) = (cell.point.code(), cell.kind.code(), cell.difficulty.code());
        say(format!("  {point:<20} {kind:<10} {difficulty:<8} {:>4} {without:>4} {with:>4}{short}", cell.count));
    }
    let short = report.short(Secondary::Refused).count();
    say(format!("{short} of {} cells cannot be filled without secondary facts", report.coverage.len()));
    for fault in &report.faults {
        say(format!("fault: {fault}"));
    }
}
