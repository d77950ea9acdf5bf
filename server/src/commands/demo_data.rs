//! `shanggang demo-data`: what would a city of this size send? Files of batches as the feeds take them and the list of planted
//! faults beside them; on request sent to a running site, or brought into the database of this machine.

mod sending;
mod sheets;
mod writing;

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use hyper::Uri;
use registry::clock::{Clock, SystemClock};
use registry::feeds::FeedObject;
use registry::fixtures::city::{City, Key, OBJECTS, SUPPLIERS, found};
use registry::{Ctx, Day};

use super::output::say;
use crate::config::Settings;
use crate::failure::Failure;
use crate::start::{self, migrating};

#[derive(Args)]
pub struct Options {
    /// How many building sites
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    projects: u32,
    /// How many workers, each on one of the sites
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    workers: u32,
    /// How many whole months of attendance and pay, the last one before today
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=60))]
    months: u32,
    /// Decides everything; the same numbers make the same city
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The day that counts as today
    #[arg(long, value_name = "DAY", value_parser = day)]
    today: Option<Day>,
    /// Folder for the files: one per supplier and object, faults.ndjson beside them
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Attendance from this day of each month on
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=31))]
    first_day: u32,
    /// Attendance up to this day of each month
    #[arg(long, value_name = "N", default_value_t = 31, value_parser = clap::value_parser!(u32).range(1..=31))]
    last_day: u32,
    /// One row in so many is wrong; each is listed in faults.ndjson
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..))]
    one_wrong_in: u64,
    /// Beside each supplier's batches its attendance as the files that `feed import` takes: attendance.csv and attendance.xlsx
    #[arg(long, requires = "out")]
    sheets: bool,
    /// Only what this supplier sends, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(SUPPLIERS)))]
    supplier: Option<u32>,
    /// Only this object
    #[arg(long, value_name = "OBJECT", value_parser = object)]
    object: Option<FeedObject>,
    /// Make contractors, sites and suppliers in the database, and write the suppliers' keys into this file
    #[arg(long, value_name = "FILE")]
    found: Option<PathBuf>,
    /// Send everything through the public feed of a running site: http://HOST[:PORT]
    #[arg(long, value_name = "URL", requires = "keys")]
    send: Option<Uri>,
    /// File with the suppliers' keys, as `--found` wrote it
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// Bring everything into the database without a running site: makes what `--found` makes first
    #[arg(long, conflicts_with_all = ["found", "send"])]
    load: bool,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day such as 2026-11-20".to_owned())
}

fn object(text: &str) -> Result<FeedObject, String> {
    let known = OBJECTS.map(|object| object.code()).join(", ");
    FeedObject::parse(text).filter(|object| OBJECTS.contains(object)).ok_or_else(|| format!("one of {known}"))
}

/// What of a city is meant.
#[derive(Clone, Debug)]
struct Part {
    city: City,
    /// from 0
    suppliers: Vec<u32>,
    objects: Vec<FeedObject>,
}

impl Options {
    fn part(&self, today: Day) -> Part {
        Part {
            city: self.city(today),
            suppliers: self.supplier.map_or_else(|| (0..SUPPLIERS).collect(), |nth| vec![nth - 1]),
            objects: self.object.map_or_else(|| OBJECTS.to_vec(), |object| vec![object]),
        }
    }

    fn city(&self, today: Day) -> City {
        let Self { projects, workers, months, seed, first_day, last_day, one_wrong_in, .. } = *self;
        City { projects, workers, months, seed, today, days: (first_day, last_day), one_wrong_in }
    }
}

pub async fn run(settings: &Settings, options: &Options) -> Result<(), Failure> {
    let part = options.part(options.today.unwrap_or_else(|| SystemClock.now().day()));
    let city = part.city;
    if let Some(folder) = &options.out {
        let faults = writing::write(&part, folder)?;
        say(format!("{faults} planted faults are listed in {}", folder.join(writing::FAULTS).display()));
        if options.sheets {
            part.suppliers.iter().try_for_each(|nth| sheets::write(&city, *nth, folder))?;
        }
    }
    if let Some(file) = &options.found {
        let keys = founded(&opened(settings).await?, &city).await?;
        let text = serde_json::to_string_pretty(&keys).map_err(|error| Failure::sentence(error.to_string()))?;
        std::fs::write(file, text).map_err(Failure::at(file))?;
    }
    if let (Some(site), Some(file)) = (&options.send, &options.keys) {
        let text = std::fs::read_to_string(file).map_err(Failure::at(file))?;
        let keys: Vec<Key> = serde_json::from_str(&text).map_err(|error| Failure::sentence(error.to_string()))?;
        for (nth, key) in part.keys(&keys) {
            tell(nth, sending::send(&part, nth, key, site).await?);
        }
    }
    if options.load {
        let ctx = opened(settings).await?;
        let keys = founded(&ctx, &city).await?;
        for (nth, key) in part.keys(&keys) {
            tell(nth, sending::load(&part, nth, key, &ctx).await?);
        }
    }
    Ok(())
}

async fn opened(settings: &Settings) -> Result<Ctx, Failure> {
    let ctx = start::open(settings, Arc::new(SystemClock)).await?;
    migrating::require_current(&ctx).await?;
    Ok(ctx)
}

async fn founded(ctx: &Ctx, city: &City) -> Result<Vec<Key>, Failure> {
    match found(ctx, city).await {
        Ok(ready) => {
            say(format!("{} sites and {} suppliers are there", ready.projects.len(), ready.keys.len()));
            Ok(ready.keys)
        }
        Err(registry::Fault::NotFound) => {
            Err(Failure::sentence("two accounts must be there first: `shanggang serve --demo` makes them"))
        }
        Err(fault) => Err(fault.into()),
    }
}

impl Part {
    /// The suppliers with their keys, one after the other: who measures starts a program for each.
    fn keys<'a>(&self, keys: &'a [Key]) -> Vec<(u32, &'a Key)> {
        (0..).zip(keys).filter(|(nth, _)| self.suppliers.contains(nth)).collect()
    }
}

fn tell(supplier: u32, sum: sending::Sum) {
    say(format!("supplier {}: {} rows in {} batches", supplier + 1, sum.rows, sum.batches));
}
