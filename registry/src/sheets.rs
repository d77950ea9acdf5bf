//! Which column stands where in a sheet that people fill in, and which of its lines are wrong?
//!
//! Line 1 has the names of the columns, in any order, with or without a star; columns that nobody knows are passed over. A
//! line without anything in it is none.

#[cfg(feature = "db")]
pub mod bringing;
#[cfg(feature = "db")]
pub(crate) mod kept;
#[cfg(feature = "db")]
pub(crate) mod leaving;

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{Instant, Refusal};

/// More rows than these are no sheet that anybody reads, and more than one request should hold in memory.
pub const MOST_EXPORTED: u64 = 20_000;

/// Whether a list of so many rows may leave as one sheet: all of them, or none.
///
/// # Errors
/// `sheets.too_long` for more than [`MOST_EXPORTED`].
pub fn check_exported(rows: impl TryInto<u64>) -> Result<(), Refusal> {
    match rows.try_into().is_ok_and(|rows| rows <= MOST_EXPORTED) {
        true => Ok(()),
        false => Err(Refusal::new("sheets.too_long").with("limit", MOST_EXPORTED)),
    }
}

/// The columns of one kind of sheet.
pub trait Columns: Copy + Ord + 'static {
    fn all() -> &'static [Self];

    /// As it is written above the column, whatever the language of the page: a sheet goes to and fro.
    fn title(self) -> &'static str;

    fn is_needed(self) -> bool;
}

/// What stands in the known columns of a line; a blank is not there.
pub type Cells<'a, C> = BTreeMap<C, &'a str>;

/// What is wrong with a line; the others stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// From 1, as programs show it.
    pub number: usize,
    pub reason: Refusal,
}

/// A sheet that was taken and not taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub sheet: Uuid,
    pub file_name: String,
    pub at: Instant,
}

/// What a kept sheet holds, and what becomes of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import<L> {
    /// Also the batch under which stands what came in.
    pub sheet: Uuid,
    pub file_name: String,
    /// those that can be read
    pub lines: Vec<L>,
    pub faults: Vec<LineFault>,
    /// How many records came in and are there; nothing while it was only looked at.
    pub taken: Option<u64>,
    pub is_undone: bool,
}

/// How many records of a batch go and stay when it is taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leaving {
    pub go: u64,
    pub stay: u64,
}

/// Reads a sheet; `rows` are its lines from the first, as texts. `read` makes something of a line. `once` names what may
/// stand in one line only, and the refusal of a second one, which gets the number of the first as `line`.
///
/// # Errors
/// `sheets.column_missing`, `sheets.column_twice`, or `sheets.too_long`, each on `file`.
pub fn read_sheet<'a, C: Columns, L>(
    rows: &'a [Vec<String>],
    most_lines: usize,
    read: impl Fn(usize, Cells<'a, C>) -> Result<L, Vec<Refusal>>,
    once: impl Fn(&L) -> (String, Refusal),
) -> Result<(Vec<L>, Vec<LineFault>), Refusal> {
    let columns = columns::<C>(rows.first().map(Vec::as_slice).unwrap_or_default())?;
    if rows.len() > most_lines + 1 {
        return Err(Refusal::on("file", "sheets.too_long").with("limit", most_lines));
    }
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, row) in (1..).zip(rows).skip(1) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |(column, at): (&C, &usize)| {
            let text = row.get(*at).map_or("", |cell| cell.trim());
            (!text.is_empty()).then_some((*column, text))
        };
        match read(number, columns.iter().filter_map(cell).collect()) {
            Err(reasons) => faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason })),
            Ok(line) => {
                let (key, twice) = once(&line);
                let first = *seen.entry(key).or_insert(number);
                if first == number {
                    lines.push(line);
                } else {
                    faults.push(LineFault { number, reason: twice.with("line", first) });
                }
            }
        }
    }
    Ok((lines, faults))
}

fn columns<C: Columns>(head: &[String]) -> Result<BTreeMap<C, usize>, Refusal> {
    let mut found = BTreeMap::new();
    for (at, title) in head.iter().enumerate() {
        let title: String = title.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
        let Some(column) = C::all().iter().find(|column| column.title() == title) else { continue };
        if found.insert(*column, at).is_some() {
            return Err(Refusal::on("file", "sheets.column_twice").with("column", title));
        }
    }
    match C::all().iter().find(|column| column.is_needed() && !found.contains_key(*column)) {
        Some(missing) => Err(Refusal::on("file", "sheets.column_missing").with("column", missing.title())),
        None => Ok(found),
    }
}
