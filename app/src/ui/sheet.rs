//! How does a table leave the house? As a workbook (XLSX) whose cells are words and numbers and never formulas.

use std::borrow::Cow;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use registry::sheets::check_exported;
use registry::{Day, Fault, Instant};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// What the format allows in one cell.
const LONGEST_TEXT: usize = 32_767;
/// How days, times and sums are shown; a number of their own lies below, so that they sort and add up.
const DAY: &str = "yyyy-mm-dd";
const TIME: &str = "yyyy-mm-dd hh:mm";
const CENTS: &str = "0.00";
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
    /// A decimal number as it is written, with as many places; whatever is none stays the text it is.
    Figure(String),
    Day(Day),
    /// To the minute, as the clocks in Shanghai show it.
    Time(Instant),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Nothing stays an empty cell.
    pub fn day(day: Option<Day>) -> Self {
        day.map_or_else(Self::nothing, Self::Day)
    }

    /// Nothing stays an empty cell.
    pub fn time(at: Option<Instant>) -> Self {
        at.map_or_else(Self::nothing, Self::Time)
    }

    fn nothing() -> Self {
        Self::Text(String::new())
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
            Self::Figure(text) => text.len(),
            Self::Day(_) => DAY.len(),
            Self::Time(_) => TIME.len(),
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

/// One sheet of several.
pub struct Leaf {
    pub name: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

/// The same with several sheets.
///
/// # Errors
/// As for [`workbook`], and when a name is longer than 31 characters or used twice.
pub fn workbook_of(at: Instant, leaves: &[Leaf]) -> Result<Vec<u8>, Fault> {
    let written = || {
        let mut book = begun(at)?;
        for leaf in leaves {
            let sheet = book.add_worksheet();
            sheet.set_name(&leaf.name)?;
            fill(sheet, &leaf.columns, &leaf.rows)?;
        }
        book.save_to_buffer()
    };
    written().map_err(|error: XlsxError| Fault::internal(error))
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

/// A list as a file to keep, called by its name and the day of `at`.
///
/// # Errors
/// As for [`workbook`].
pub fn exported(at: Instant, name: &str, columns: &[String], rows: &[Vec<Value>]) -> Result<Response, Fault> {
    Ok(download(&format!("{name}-{}.xlsx", at.day()), workbook(at, columns, rows)?))
}

/// As many rows as [`every`] should ask for at a time, where the list lets it choose.
pub const AT_ONCE: u64 = 500;

/// Every page of a list, one after the other; a page comes with the number of all rows.
///
/// # Errors
/// As of the pages; `sheets.too_long` when there are more rows than one file holds.
pub async fn every<T, F>(mut page: impl FnMut(u64) -> F) -> Result<Vec<T>, Fault>
where
    F: Future<Output = Result<(Vec<T>, u64), Fault>>,
{
    let mut all = Vec::new();
    for number in 0.. {
        let (rows, total) = page(number).await?;
        check_exported(total)?;
        let is_over = rows.is_empty();
        all.extend(rows);
        if is_over || u64::try_from(all.len()).is_ok_and(|have| have >= total) {
            break;
        }
    }
    Ok(all)
}

/// The bytes as a file to keep.
pub fn download(name: &str, bytes: Vec<u8>) -> Response {
    let disposition =
        HeaderValue::from_str(&disposition(name)).unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(TYPE)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, bytes).into_response()
}

/// A name of other letters than ASCII's is told by RFC 8187; what reads only the old way gets the rest of it.
fn disposition(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if name.chars().all(is_plain) {
        return format!("attachment; filename=\"{name}\"");
    }
    let rest: String = name.chars().filter(|c| is_plain(*c)).collect();
    let mut told = String::new();
    for byte in name.bytes() {
        match is_plain(char::from(byte)) {
            true => told.push(char::from(byte)),
            false => told.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("attachment; filename=\"list{rest}\"; filename*=UTF-8''{told}")
}

fn begun(at: Instant) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let made_at = ExcelDateTime::from_timestamp(at.0.div_euclid(1_000))?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made_at));
    Ok(book)
}

fn written(at: Instant, columns: &[String], rows: &[Vec<Value>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = begun(at)?;
    fill(book.add_worksheet(), columns, rows)?;
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, columns: &[String], rows: &[Vec<Value>]) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, title) in (0..).zip(columns) {
        sheet.write_string_with_format(0, column, neutral(title), &bold)?;
        let cells = rows.iter().filter_map(|cells| cells.get(usize::from(column)));
        let widest = cells.map(Value::width).chain([text_width(title)]).max().unwrap_or(0);
        sheet.set_column_width(column, u32::try_from(widest.clamp(NARROWEST, WIDEST) + 2).unwrap_or(0))?;
    }
    let formats = Formats::new();
    for (row, cells) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            write(sheet, &formats, (row, column), cell)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Made once for a book.
struct Formats {
    cents: Format,
    day: Format,
    time: Format,
}

impl Formats {
    fn new() -> Self {
        let shown = |format: &str| Format::new().set_num_format(format);
        Self { cents: shown(CENTS), day: shown(DAY), time: shown(TIME) }
    }
}

fn write(sheet: &mut Worksheet, formats: &Formats, (row, column): (u32, u16), cell: &Value) -> Result<(), XlsxError> {
    match cell {
        Value::Text(text) => sheet.write_string(row, column, neutral(text))?,
        // Numbers of a workbook are floating-point: fifteen digits are exact.
        #[allow(clippy::cast_precision_loss)]
        Value::Number(number) => sheet.write_number(row, column, *number as f64)?,
        #[allow(clippy::cast_precision_loss)]
        Value::Hundredths(number) => {
            sheet.write_number_with_format(row, column, *number as f64 / 100.0, &formats.cents)?
        }
        Value::Figure(text) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                sheet.write_number_with_format(row, column, number, &Format::new().set_num_format(places(text)))?
            }
            _ => sheet.write_string(row, column, neutral(text))?,
        },
        Value::Day(day) => dated(sheet, (row, column), &day.to_string(), &formats.day)?,
        Value::Time(at) => {
            let shown = at.local().format("%Y-%m-%d %H:%M:%S").to_string();
            dated(sheet, (row, column), &shown, &formats.time)?
        }
    };
    Ok(())
}

/// A day that the format does not know, before 1900, stays words.
fn dated<'s>(
    sheet: &'s mut Worksheet,
    (row, column): (u32, u16),
    shown: &str,
    format: &Format,
) -> Result<&'s mut Worksheet, XlsxError> {
    match ExcelDateTime::parse_from_str(shown) {
        Ok(date) => sheet.write_datetime_with_format(row, column, &date, format),
        Err(_) => sheet.write_string(row, column, neutral(shown)),
    }
}

/// `0.000` for `0.125`.
fn places(figure: &str) -> String {
    match figure.split_once('.') {
        Some((_, places)) => format!("0.{}", "0".repeat(places.len())),
        None => "0".to_owned(),
    }
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
mod tests;
