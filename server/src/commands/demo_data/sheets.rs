//! How does the attendance of a supplier lie in the files of the template? One CSV file as large as is taken, and a workbook of
//! its first rows; with what importing them has to come to.

use std::io::Write;
use std::path::Path;

use app::ui::sheet::{Value, workbook};
use registry::clock::{Clock, SystemClock};
use registry::feeds::FeedObject;
use registry::fixtures::city::faults::Outcome;
use registry::fixtures::city::{Batch, City};
use registry::imports::{Column, LARGEST_CSV, columns};

use super::writing::{created, of_supplier};
use crate::commands::output::say;
use crate::failure::Failure;

/// Of the columns of the template those that a city fills in.
const FIELDS: [&str; 8] =
    ["projectCode", "teamSysNo", "idCardType", "idCardNumber", "date", "direction", "channel", "attendType"];
/// As many rows as a workbook of 20 MB holds for certain.
const ROWS_OF_WORKBOOK: usize = 200_000;

#[derive(Default)]
struct Sums {
    rows: usize,
    refused: usize,
    twice: usize,
}

impl Sums {
    fn say(&self, path: &Path) {
        let Self { rows, refused, twice } = self;
        say(format!("{}: {rows} rows, {refused} to be refused, {twice} twice", path.display()));
    }
}

pub(super) fn write(city: &City, supplier: u32, folder: &Path) -> Result<(), Failure> {
    let path = of_supplier(folder, supplier).join("attendance.csv");
    let mut file = created(&path)?;
    let all = columns(FeedObject::WorkerAttendance);
    let titles: Vec<&str> = FIELDS.iter().filter_map(|field| title(&all, field)).collect();
    writeln!(file, "{}", titles.join(",")).map_err(Failure::at(&path))?;
    let (mut size, mut sums, mut first) = (0, Sums::default(), Sums::default());
    let mut sheet: Vec<Vec<Value>> = Vec::new();
    city.each_batch(FeedObject::WorkerAttendance, supplier, |batch| {
        for (cells, outcome) in lines(&batch) {
            let line = cells.join(",");
            size += line.len() as u64 + 1;
            if size + 1_000 > LARGEST_CSV {
                return Ok(());
            }
            writeln!(file, "{line}").map_err(Failure::at(&path))?;
            note(&mut sums, outcome);
            if sheet.len() < ROWS_OF_WORKBOOK {
                note(&mut first, outcome);
                sheet.push(cells.into_iter().map(Value::Text).collect());
            }
        }
        Ok::<_, Failure>(())
    })?;
    file.flush().map_err(Failure::at(&path))?;
    sums.say(&path);
    let path = path.with_extension("xlsx");
    let titles: Vec<String> = titles.into_iter().map(str::to_owned).collect();
    std::fs::write(&path, workbook(SystemClock.now(), &titles, &sheet)?).map_err(Failure::at(&path))?;
    first.say(&path);
    Ok(())
}

fn note(sums: &mut Sums, outcome: Option<Outcome>) {
    sums.rows += 1;
    sums.refused += usize::from(outcome == Some(Outcome::Refused));
    sums.twice += usize::from(outcome == Some(Outcome::Unchanged));
}

fn title(columns: &[Column], field: &str) -> Option<&'static str> {
    columns.iter().find(|column| column.name == field).map(|column| column.title)
}

/// The cells of each row of a batch, and what was planted there.
fn lines(batch: &Batch) -> Vec<(Vec<String>, Option<Outcome>)> {
    let mut lines = Vec::new();
    let mut number = 0;
    for item in &batch.items {
        for row in item["dataList"].as_array().into_iter().flatten() {
            number += 1;
            let cell = |field: &&str| {
                let value = row.get(*field).or_else(|| item.get(*field));
                value.and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
            };
            let planted = batch.planted.iter().find(|fault| fault.row == number);
            lines.push((FIELDS.iter().map(cell).collect(), planted.map(|fault| fault.expected.outcome)));
        }
    }
    lines
}
