//! How does a table leave the house? As a workbook (XLSX) whose cells are words and numbers and never formulas.

use std::borrow::Cow;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use registry::{Fault, Instant};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// What the format allows in one cell.
const LONGEST_TEXT: usize = 32_767;
const NARROWEST: usize = 8;
const WIDEST: usize = 60;

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// A whole number that may be added up; whatever has leading zeros or more than 15 digits is a text.
    Number(i64),
    /// Hundredths, shown with two decimals: sums and hours that may be added up.
    Hundredths(i64),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number too large for the format's own becomes a text.
    pub fn number(number: impl TryInto<i64> + ToString + Copy) -> Self {
        number.try_into().map_or_else(|_| Self::Text(number.to_string()), Self::Number)
    }

    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text_width(text),
            Self::Number(number) => number.to_string().len(),
            Self::Hundredths(number) => number.to_string().len() + 1,
        }
    }
}

/// One sheet: the titles in a row that stays in sight, then the rows. `at` is written into the file as its time.
///
/// # Errors
/// [`Fault::Internal`] when there are more rows or columns than the format holds (1,048,576 and 16,384).
pub fn workbook(at: Instant, columns: &[String], rows: &[Vec<Value>]) -> Result<Vec<u8>, Fault> {
    written(at, columns, rows).map_err(Fault::internal)
}

/// A sheet as it came, with a further column at its end: what is wrong with each line. `wrong` is asked with the line's
/// number, from 1; the first has the titles.
///
/// # Errors
/// As for [`workbook`].
pub fn marked_copy(
    at: Instant,
    rows: Vec<Vec<String>>,
    title: String,
    wrong: impl Fn(usize) -> Vec<String>,
) -> Result<Vec<u8>, Fault> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut lines = rows.into_iter();
    let mut columns = lines.next().unwrap_or_default();
    columns.resize(width, String::new());
    columns.push(title);
    let body: Vec<Vec<Value>> = (2..)
        .zip(lines)
        .map(|(number, mut texts)| {
            texts.resize(width, String::new());
            texts.push(wrong(number).join("\n"));
            texts.into_iter().map(Value::text).collect()
        })
        .collect();
    workbook(at, &columns, &body)
}

/// A sheet to be filled in: titles, and columns whose cells stay the texts that are typed, so that no long number is rounded.
///
/// # Errors
/// As for [`workbook`].
pub fn blank(at: Instant, columns: &[String]) -> Result<Vec<u8>, Fault> {
    let written = || {
        let (mut book, bold) = (begun(at)?, Format::new().set_bold());
        let (sheet, text) = (book.add_worksheet(), Format::new().set_num_format("@"));
        for (column, title) in (0..).zip(columns) {
            sheet.set_column_format(column, &text)?;
            sheet
                .set_column_width(column, u32::try_from(text_width(title).clamp(NARROWEST, WIDEST) + 2).unwrap_or(0))?;
            sheet.write_string_with_format(0, column, neutral(title), &bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        book.save_to_buffer()
    };
    written().map_err(|error: XlsxError| Fault::internal(error))
}

/// A [`workbook`] as a file to keep.
///
/// # Errors
/// As for [`workbook`].
pub fn exported(at: Instant, name: &str, columns: &[String], rows: &[Vec<Value>]) -> Result<Response, Fault> {
    Ok(download(name, workbook(at, columns, rows)?))
}

/// The bytes as a file to keep. `name` is plain ASCII without quotation marks.
pub fn download(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(TYPE)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}

fn begun(at: Instant) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(at.0.div_euclid(1_000))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    Ok(book)
}

fn written(at: Instant, columns: &[String], rows: &[Vec<Value>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = begun(at)?;
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, title) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, neutral(title), &bold)?;
        let cells = rows.iter().filter_map(|cells| cells.get(usize::from(column)));
        let widest = cells.map(Value::width).chain([text_width(title)]).max().unwrap_or(0);
        sheet.set_column_width(column, u32::try_from(widest.clamp(NARROWEST, WIDEST) + 2).unwrap_or(0))?;
    }
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, row, column, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Value) -> Result<(), XlsxError> {
    match cell {
        Value::Text(text) => sheet.write_string(row, column, neutral(text))?,
        // Numbers of a workbook are floating-point: fifteen digits are exact.
        #[allow(clippy::cast_precision_loss)]
        Value::Number(number) => sheet.write_number(row, column, *number as f64)?,
        #[allow(clippy::cast_precision_loss)]
        Value::Hundredths(number) => {
            let decimals = Format::new().set_num_format("0.00");
            sheet.write_number_with_format(row, column, *number as f64 / 100.0, &decimals)?
        }
    };
    Ok(())
}

/// A text that no spreadsheet takes for a formula, neither in the workbook nor after somebody saved it as CSV: an
/// apostrophe stands before what begins like one (CWE-1236). The wide forms count, for some programs take them too.
pub fn neutral(text: &str) -> Cow<'_, str> {
    let begins_like_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']);
    let longest = if begins_like_formula { LONGEST_TEXT - 1 } else { LONGEST_TEXT };
    let end = text.char_indices().nth(longest).map_or(text.len(), |(end, _)| end);
    if begins_like_formula { format!("'{}", &text[..end]).into() } else { text[..end].into() }
}

/// In columns of a Latin letter: a Chinese character takes two.
fn text_width(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    fn part(bytes: &[u8], name: &str) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn book(rows: &[Vec<Value>]) -> Vec<u8> {
        workbook(Instant(1_795_136_400_000), &["姓名".to_owned(), "=1+1".to_owned()], rows).unwrap()
    }

    #[test]
    fn what_begins_like_a_formula_is_written_as_words() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0=1", "＝1", "＋1", "－1", "＠x"] {
            assert_eq!(neutral(bad), format!("'{bad}"), "{bad:?}");
        }
        for fine in ["", "周小红", "1=1", "a-b", "'=1", "—"] {
            assert_eq!(neutral(fine), fine);
        }
    }

    #[test]
    fn no_cell_of_the_workbook_is_a_formula() {
        let evil = vec![Value::text("=HYPERLINK(\"https://evil.example\")"), Value::number(-3)];
        let bytes = book(&[evil, vec![Value::text("合计"), Value::Hundredths(770_050)]]);
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<v>7700.5</v>"), "{sheet}");
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "{sheet}");
        assert!(sheet.contains("<v>-3</v>"), "{sheet}");
        let strings = part(&bytes, "xl/sharedStrings.xml");
        for told in ["'=HYPERLINK(", "'=1+1", "姓名"] {
            assert!(strings.contains(told), "{told} is missing in {strings}");
        }
        assert!(!strings.contains(">="), "{strings}");
    }

    #[test]
    fn the_same_rows_at_the_same_time_are_the_same_file() {
        let rows = [vec![Value::text("周小红"), Value::number(3_usize)]];
        assert_eq!(book(&rows), book(&rows));
        assert!(part(&book(&rows), "docProps/core.xml").contains("2026-11-20T01:00:00Z"));
    }

    #[test]
    fn a_text_is_cut_at_what_a_cell_holds() {
        assert_eq!(neutral(&"工".repeat(40_000)).chars().count(), LONGEST_TEXT);
        assert_eq!(neutral(&"=".repeat(40_000)).chars().count(), LONGEST_TEXT);
    }
}
