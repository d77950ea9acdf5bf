//! `shanggang attendance`: how does an old month of raw rows leave the table?

use std::sync::Arc;

use clap::{Args, Subcommand};
use registry::Day;
use registry::attendance::store::detach_month;
use registry::calendar::{Month, months_after};
use registry::clock::SystemClock;

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

/// So long rows come late; what comes for a detached month is refused.
const MONTHS_KEPT: u32 = 12;

#[derive(Subcommand)]
pub enum Command {
    /// Make the raw rows of an old month a table of their own, to be stored elsewhere (PostgreSQL); the days stay
    Detach(Options),
}

#[derive(Args)]
pub struct Options {
    /// Which month, such as 2025-03; it ended a year ago at least
    #[arg(value_name = "MONTH", value_parser = month)]
    month: Month,
}

fn month(text: &str) -> Result<Month, String> {
    Month::parse(text).map_err(|_| "write the month as 2025-03".to_owned())
}

pub async fn run(settings: &Settings, command: &Command) -> Result<(), Failure> {
    let Command::Detach(Options { month }) = command;
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    if !is_old(*month, ctx.now().day()) {
        return Err(Failure::sentence(format!("{month} is not over for {MONTHS_KEPT} months: rows may still come")));
    }
    if ctx.db.is_sqlite() {
        return Err(Failure::sentence("on SQLite there is one table and nothing to detach"));
    }
    match detach_month(&ctx, *month).await? {
        Some(table) => {
            say(format!("the raw rows of {month} are the table {table}; nothing of {month} is taken any more"))
        }
        None => return Err(Failure::sentence(format!("{month} has no part of its own, or has been detached"))),
    }
    Ok(())
}

fn is_old(month: Month, today: Day) -> bool {
    months_after(month.last_day(), MONTHS_KEPT).is_some_and(|kept| kept < today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_old_a_year_after_its_last_day() {
        let today = Day::parse("2026-11-20").unwrap();
        for (text, old) in [("2026-11", false), ("2025-11", false), ("2025-10", true), ("2019-01", true)] {
            assert_eq!(is_old(Month::parse(text).unwrap(), today), old, "{text}");
        }
    }
}
