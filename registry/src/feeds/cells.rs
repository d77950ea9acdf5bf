//! What does one field of one row hold? JSON in, a checked value or the reason why not out.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::fields::{Field, Kind};
use crate::calendar::Month;
use crate::instant::check_first_day;
use crate::people::half_width;
use crate::workers::Codes;
use crate::{Day, Refusal};

/// Bytes of a picture (the platform's own limit).
const LARGEST_PICTURE: usize = 50 * 1024;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Text(String),
    Day(Day),
    Month(Month),
    /// whole, or in units of the last place of a decimal
    Integer(i64),
    Flag(bool),
    Bytes(Vec<u8>),
    List(Vec<BTreeMap<&'static str, Cell>>),
}

/// The fields of a row, those of its item behind them.
pub(super) struct Cells<'a> {
    pub item: &'a BTreeMap<&'static str, Cell>,
    pub row: BTreeMap<&'static str, Cell>,
}

impl Cells<'_> {
    fn find(&self, name: &str) -> Option<&Cell> {
        self.row.get(name).or_else(|| self.item.get(name))
    }

    pub fn text(&self, name: &str) -> Option<String> {
        text_of(self.find(name)?)
    }

    pub fn day(&self, name: &str) -> Option<Day> {
        match self.find(name)? {
            Cell::Day(day) => Some(*day),
            _ => None,
        }
    }

    pub fn month(&self, name: &str) -> Option<Month> {
        match self.find(name)? {
            Cell::Month(month) => Some(*month),
            _ => None,
        }
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        match self.find(name)? {
            Cell::Integer(value) => Some(*value),
            _ => None,
        }
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.find(name)? {
            Cell::Flag(value) => Some(*value),
            _ => None,
        }
    }

    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        match self.find(name)? {
            Cell::Bytes(bytes) => Some(bytes.clone()),
            _ => None,
        }
    }

    pub fn list(&self, name: &str) -> &[BTreeMap<&'static str, Cell>] {
        match self.find(name) {
            Some(Cell::List(rows)) => rows,
            _ => &[],
        }
    }
}

pub(super) fn text_of(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// What was found wrong with a field, by its name.
pub(super) type Wrong = (&'static str, Refusal);

/// Reads the fields of one object; what is wrong goes to `wrong`.
pub(super) fn read_fields(
    fields: &[Field],
    object: &Map<String, Value>,
    today: Day,
    wrong: &mut Vec<Wrong>,
) -> BTreeMap<&'static str, Cell> {
    let mut cells = BTreeMap::new();
    for field in fields {
        match read_field(field, object.get(field.name), today) {
            Ok(Some(cell)) => {
                cells.insert(field.name, cell);
            }
            Ok(None) => {}
            Err(code) => wrong.push((field.name, code)),
        }
    }
    cells
}

fn read_field(field: &Field, value: Option<&Value>, today: Day) -> Result<Option<Cell>, Refusal> {
    if field.kind == Kind::NotTaken {
        return Ok(None);
    }
    let value = value.filter(|value| !is_blank(value));
    let Some(value) = value else {
        return if field.is_required { Err(Refusal::new("feeds.missing")) } else { Ok(None) };
    };
    if let Kind::List(fields) = field.kind {
        return read_list(fields, value, today).map(Some);
    }
    let text = scalar(value)?;
    let text = text.trim();
    read_text(field.kind, text, today).map(Some)
}

/// Nothing, and what stands for nothing.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    }
}

/// Numbers and truths are taken for their text: senders differ in what they put into quotes.
fn scalar(value: &Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(true) => Ok("1".into()),
        Value::Bool(false) => Ok("0".into()),
        _ => Err(Refusal::new("feeds.not_text")),
    }
}

fn read_text(kind: Kind, text: &str, today: Day) -> Result<Cell, Refusal> {
    if text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\r' && letter != '\t') {
        return Err(Refusal::new("feeds.control_character"));
    }
    let is_day = |day: Day| Ok(Cell::Day(day));
    match kind {
        Kind::Text(longest) => fits(text, longest).map(|()| Cell::Text(text.to_owned())),
        Kind::Moment => fits(text, 40).map(|()| Cell::Text(text.to_owned())),
        Kind::Number(longest) => {
            let number: String = text.chars().filter(|letter| !letter.is_whitespace()).map(half_width).collect();
            fits(&number, longest).map(|()| Cell::Text(number.to_uppercase()))
        }
        Kind::Choice(choices) if choices.contains(&text) => Ok(Cell::Text(text.to_owned())),
        Kind::Choice(_) => Err(Refusal::new("feeds.not_a_choice")),
        Kind::Code(table) => match Codes::built_in().name(table, text) {
            Some(_) => Ok(Cell::Text(text.to_owned())),
            None => Err(Refusal::new("feeds.code_unknown")),
        },
        Kind::Day => is_day(read_day(text)?),
        Kind::DayOnRecord => is_day(on_record(read_day(text)?)?),
        Kind::PastDay => match on_record(read_day(text)?)? {
            day if day > today => Err(Refusal::new("feeds.in_future")),
            day => is_day(day),
        },
        Kind::Month => match Month::parse(text) {
            Ok(month) if month > Month::of(today) => Err(Refusal::new("feeds.in_future")),
            Ok(month) => on_record(month.first_day()).map(|_| Cell::Month(month)),
            Err(_) => Err(Refusal::new("feeds.not_a_month")),
        },
        Kind::Integer(most) => match read_decimal(text, 18, 0)? {
            value if value > most => Err(Refusal::new("feeds.out_of_range").with("most", most)),
            value => Ok(Cell::Integer(value)),
        },
        Kind::Decimal(whole, places) => read_decimal(text, whole, places).map(Cell::Integer),
        Kind::Flag => match text {
            "0" => Ok(Cell::Flag(false)),
            "1" => Ok(Cell::Flag(true)),
            _ => Err(Refusal::new("feeds.not_a_choice")),
        },
        Kind::Picture => read_picture(text).map(Cell::Bytes),
        Kind::List(_) | Kind::NotTaken => Err(Refusal::new("feeds.not_text")),
    }
}

fn fits(text: &str, longest: usize) -> Result<(), Refusal> {
    if text.chars().count() > longest {
        return Err(Refusal::new("feeds.too_long").with("longest", longest));
    }
    Ok(())
}

/// Senders write midnight behind days.
fn read_day(text: &str) -> Result<Day, Refusal> {
    let (day, time) = text.split_at_checked(10).unwrap_or((text, ""));
    let is_time = time.is_empty() || time.starts_with([' ', 'T']);
    // chrono reads `2026-1-5` too, and the platform does not
    let is_shaped = day.len() == 10 && day.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    Day::parse(day)
        .filter(|day| is_time && is_shaped && (1900..=2999).contains(&day.year()))
        .ok_or(Refusal::new("feeds.not_a_day"))
}

/// Where it stands is said by the row.
fn on_record(day: Day) -> Result<Day, Refusal> {
    check_first_day("day", day).map(|()| day).map_err(|refusal| Refusal { field: None, ..refusal })
}

/// `whole` digits before the point and `places` behind it, in units of the last place.
fn read_decimal(text: &str, whole: u32, places: u32) -> Result<i64, Refusal> {
    let (before, behind) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if before.is_empty() || !is_digits(before) || !is_digits(behind) || text.ends_with('.') {
        return Err(Refusal::new("feeds.not_a_number"));
    }
    let (before, behind) = (before.trim_start_matches('0'), behind.trim_end_matches('0'));
    let places_at_most = usize::try_from(places).unwrap_or(usize::MAX);
    if before.len() > usize::try_from(whole).unwrap_or(usize::MAX) || behind.len() > places_at_most {
        return Err(Refusal::new("feeds.number_shape").with("whole", whole).with("places", places));
    }
    format!("0{before}{behind:0<places_at_most$}").parse().map_err(|_| Refusal::new("feeds.not_a_number"))
}

fn read_picture(text: &str) -> Result<Vec<u8>, Refusal> {
    // 4 letters for 3 bytes; some write what a browser wants before them
    let base64 = text.split_once(";base64,").map_or(text, |(_, rest)| rest);
    if base64.len() > LARGEST_PICTURE.div_ceil(3) * 4 {
        return Err(Refusal::new("feeds.picture_too_large"));
    }
    let bytes = STANDARD.decode(base64).map_err(|_| Refusal::new("feeds.picture_unreadable"))?;
    let is_known = bytes.starts_with(&[0xFF, 0xD8, 0xFF]) || bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    if is_known { Ok(bytes) } else { Err(Refusal::new("feeds.picture_unreadable")) }
}

/// The first thing wrong inside is the reason for the whole list.
fn read_list(fields: &[Field], value: &Value, today: Day) -> Result<Cell, Refusal> {
    const LONGEST_LIST: usize = 50;
    let list = value.as_array().filter(|list| list.len() <= LONGEST_LIST);
    let list = list.ok_or(Refusal::new("feeds.not_a_list").with("longest", LONGEST_LIST))?;
    let mut rows = Vec::new();
    for entry in list {
        let object = entry.as_object().ok_or(Refusal::new("feeds.not_an_object"))?;
        let mut wrong = Vec::new();
        let cells = read_fields(fields, object, today, &mut wrong);
        if let Some((_, refusal)) = wrong.into_iter().next() {
            return Err(refusal);
        }
        rows.push(cells);
    }
    Ok(Cell::List(rows))
}
