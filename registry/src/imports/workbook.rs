//! Which rows stand in the first sheet of a workbook? The sheet is passed through; only its texts and one row are held.

use std::io::Cursor;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use chrono::{NaiveDate, TimeDelta};

use super::limits::{LARGEST_XLSX, MOST_COLUMNS};
use super::packing;
use super::reading::{SheetRow, cell, take};
use crate::{Fault, Refusal};

/// Whole numbers of a sheet are exact up to here; a document's number is longer.
const EXACT: f64 = 1e15;

/// Hands every line that is not blank to `rows`, the first one too, until it has had enough.
///
/// # Errors
/// `imports.workbook_too_large`, `imports.not_a_workbook`, `imports.entry_twice`, `imports.entities`,
/// `imports.unpacks_to_too_much`, `imports.macros`, `imports.external_link`, `imports.sheet_missing`, `imports.too_many_columns`.
pub(super) fn read(bytes: &[u8], rows: &mut dyn FnMut(SheetRow) -> ControlFlow<()>) -> Result<(), Fault> {
    if bytes.len() as u64 > LARGEST_XLSX {
        let megabytes = LARGEST_XLSX / 1024 / 1024;
        return Err(Refusal::on("file", "imports.workbook_too_large").with("megabytes", megabytes).into());
    }
    packing::check(bytes)?;
    // The library has a few `expect`s for files that no program writes; one bad file must not end a server.
    catch_unwind(AssertUnwindSafe(|| sheet(bytes, rows))).unwrap_or_else(|_| Err(unreadable().into()))
}

fn sheet(bytes: &[u8], rows: &mut dyn FnMut(SheetRow) -> ControlFlow<()>) -> Result<(), Fault> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let name = book.sheet_names().into_iter().next().ok_or(Refusal::on("file", "imports.sheet_missing"))?;
    let mut cells = book.worksheet_cells_reader(&name).map_err(|_| Refusal::on("file", "imports.sheet_missing"))?;
    let mut row = SheetRow { line: 1, cells: Vec::new() };
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(|_| unreadable())? {
        let (line, column) = (u64::from(record.pos.0) + 1, record.pos.1 as usize);
        if line < row.line || column >= MOST_COLUMNS {
            let code = if line < row.line { "imports.not_a_workbook" } else { "imports.too_many_columns" };
            return Err(Refusal::on("file", code).into());
        }
        if line > row.line {
            let done = std::mem::replace(&mut row, SheetRow { line, cells: Vec::new() });
            if take(done, rows).is_break() {
                return Ok(());
            }
        }
        let is_computed = record.formula.is_some();
        let value = match value(&record.value) {
            Some(value) => value,
            None if is_computed => Err("imports.formula_without_value"),
            None => continue,
        };
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Ok(String::new()));
        }
        row.cells[column] = value;
    }
    let _ = take(row, rows);
    Ok(())
}

fn unreadable() -> Refusal {
    Refusal::on("file", "imports.not_a_workbook")
}

/// A text, or what is wrong with the cell; nothing of an empty one.
fn value(cell_value: &DataRef<'_>) -> Option<Result<String, &'static str>> {
    let text = match cell_value {
        DataRef::Empty => return None,
        DataRef::String(text) => cell(text),
        DataRef::SharedString(text) => cell(text),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() >= EXACT => return Some(Err("imports.number_too_long")),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => u8::from(*truth).to_string(),
        DataRef::DateTime(at) => return Some(moment(at).ok_or("imports.cell_unreadable")),
        DataRef::DateTimeIso(at) => at.replace('T', " "),
        _ => return Some(Err("imports.cell_unreadable")),
    };
    Some(Ok(text))
}

/// A day, or a day and a time to the nearest second.
fn moment(at: &ExcelDateTime) -> Option<String> {
    if at.is_duration() {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = at.to_ymd_hms_milli();
    let day = NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())?;
    let at =
        day.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())? + TimeDelta::milliseconds(500);
    let text = at.format("%Y-%m-%d %H:%M:%S").to_string();
    Some(text.strip_suffix(" 00:00:00").map_or(text.clone(), str::to_owned))
}
