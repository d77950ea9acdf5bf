//! What stands in a file, row after row, whatever its format?

use std::io::Read;
use std::ops::ControlFlow;

use super::header::Header;
use super::{Encoding, Format, LARGEST_XLSX, ROWS_AT_ONCE, csv, workbook};
use crate::feeds::FeedObject;
use crate::{Fault, Refusal};

/// One line with anything in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetRow {
    /// From 1, as programs show it; of a CSV file without its blank lines.
    pub line: u64,
    /// A text, or what is wrong with the cell.
    pub cells: Vec<Result<String, &'static str>>,
}

/// What a reader hands on.
pub(super) enum Portion {
    Header(Header),
    Rows(Vec<SheetRow>),
}

/// Reads the file of one object: first what its columns are, then rows in portions of [`ROWS_AT_ONCE`], without the first
/// `passed` ones. `hand_on` says whether to go on.
///
/// # Errors
/// Why nothing of the file can be read.
pub(super) fn read_file(
    kind: (Format, Encoding),
    object: FeedObject,
    passed: u64,
    input: impl Read,
    hand_on: &mut dyn FnMut(Portion) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let mut portions = Portions { object, passed, header: false, refused: None, rows: Vec::new(), hand_on };
    read_rows(kind, input, &mut |row| portions.take(row))?;
    portions.finish()
}

/// Every line with anything in it, the first one too.
pub(super) fn read_rows(
    (format, encoding): (Format, Encoding),
    mut input: impl Read,
    rows: &mut dyn FnMut(SheetRow) -> ControlFlow<()>,
) -> Result<(), Fault> {
    match format {
        Format::Csv => csv::read(input, encoding, rows),
        Format::Xlsx => {
            let mut bytes = Vec::new();
            input.by_ref().take(LARGEST_XLSX + 1).read_to_end(&mut bytes).map_err(Fault::internal)?;
            workbook::read(&bytes, rows)
        }
    }
}

struct Portions<'a> {
    object: FeedObject,
    passed: u64,
    header: bool,
    refused: Option<Vec<Refusal>>,
    rows: Vec<SheetRow>,
    hand_on: &'a mut dyn FnMut(Portion) -> ControlFlow<()>,
}

impl Portions<'_> {
    fn take(&mut self, row: SheetRow) -> ControlFlow<()> {
        if !self.header {
            self.header = true;
            let texts: Vec<&str> = row.cells.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect();
            return match Header::read(self.object, &texts) {
                Ok(header) => (self.hand_on)(Portion::Header(header)),
                Err(refusals) => {
                    self.refused = Some(refusals);
                    ControlFlow::Break(())
                }
            };
        }
        if self.passed > 0 {
            self.passed -= 1;
            return ControlFlow::Continue(());
        }
        self.rows.push(row);
        if self.rows.len() < ROWS_AT_ONCE {
            return ControlFlow::Continue(());
        }
        (self.hand_on)(Portion::Rows(std::mem::take(&mut self.rows)))
    }

    fn finish(self) -> Result<(), Fault> {
        if let Some(refusals) = self.refused {
            return Err(Fault::Refused(refusals));
        }
        if !self.header {
            return Err(Refusal::on("file", "imports.empty").into());
        }
        if !self.rows.is_empty() {
            // it was the last one: whether to go on is no question
            let _ = (self.hand_on)(Portion::Rows(self.rows));
        }
        Ok(())
    }
}

/// Blank lines are none.
pub(super) fn take(row: SheetRow, rows: &mut dyn FnMut(SheetRow) -> ControlFlow<()>) -> ControlFlow<()> {
    let is_blank = row.cells.iter().all(|cell| cell.as_ref().is_ok_and(String::is_empty));
    if is_blank { ControlFlow::Continue(()) } else { rows(row) }
}

/// What somebody meant by a cell: without blanks around it, and without the apostrophe that keeps a spreadsheet from taking it for
/// a formula, or a long number for an amount.
pub(super) fn cell(text: &str) -> String {
    let text = text.trim().trim_start_matches('\u{FEFF}');
    let is_kept = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit() || "=+-@＝＋－＠".contains(c));
    text.strip_prefix('\'').filter(is_kept).unwrap_or(text).to_owned()
}
