//! What does a batch say? Bytes in, typed rows and what is wrong with the others out. Pure.
//!
//! ```text
//! { "batchId": "20261120-0001",
//!   "items": [ { "projectCode": "P-1", "teamSysNo": 7,
//!                "dataList": [ { "idCardType": "01", …, "rowId": "a-1" },
//!                              { …, "rowId": "a-2", "purpose": "correct", "statedAt": "2026-11-20T09:00:00+08:00",
//!                                "of": { "rowId": "a-1", "date": "2026-11-20 07:58:00" } } ] } ] }
//! ```
//! A correction repeats the row as it should have read, and `of` says what it takes the place of: its `rowId` if it had one, and
//! each field by which it was told apart that is another one now. A withdrawal repeats the row itself.
//!
//! `"partial": true` beside `batchId` lets rows of projects leave out what must be said of them: what they leave out stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::cells::{Cells, Wrong, read_fields};
use super::making::make;
use super::rows::{About, Located, Purpose, Statement};
use super::{FeedObject, LARGEST_BODY, LONGEST_BATCH_ID, LONGEST_ROW_ID};
use crate::rulepacks::Rules;
use crate::{Fault, Instant, Refusal};

/// Names of fields that nobody knows, so many at most, each cut to so many characters.
const UNKNOWN_FIELDS: usize = 20;
const LONGEST_NAME: usize = 50;
const MISSING: &str = "feeds.missing";
const OURS: [&str; 4] = ["rowId", "purpose", "of", "statedAt"];

/// Under what a batch is read.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    pub received_at: Instant,
    pub rules: &'a Rules,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// the sender's number of the batch
    pub number: String,
    pub row_count: u32,
    /// in the order of the batch
    pub rows: Vec<Located>,
    /// of the rows that are not among `rows`
    pub errors: Vec<RowError>,
    /// Fields that are in no table: let go, and named so that a misspelt one is found.
    pub unknown_fields: BTreeSet<String>,
}

/// One thing wrong with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// counted through the whole batch, from 1
    pub number: u32,
    /// where it stands: `items[0].dataList[3]`
    pub path: String,
    pub field: &'static str,
    pub refusal: Refusal,
}

impl Batch {
    pub fn rejected(&self) -> u32 {
        self.row_count - u32::try_from(self.rows.len()).unwrap_or(self.row_count)
    }
}

/// Reads a whole body of one object.
///
/// # Errors
/// One refusal when the batch cannot be read as one; [`Fault::Internal`] when a parameter of the rules is missing.
pub fn read_batch(object: FeedObject, body: &[u8], reading: &Reading<'_>) -> Result<Batch, Fault> {
    let most = u32::try_from(reading.rules.integer("feed.max_rows")?).map_err(Fault::internal)?;
    let mut envelope = open(body)?;
    let number = batch_number(envelope.get("batchId"))?;
    let is_partial = partial(object, envelope.get("partial"))?;
    let items = match envelope.remove("items") {
        Some(Value::Array(items)) => items,
        _ => return Err(Refusal::on("items", "feeds.items_missing").into()),
    };
    read_all(object, number, (items, most), is_partial, reading)
}

/// The items of a batch, however they were wrapped; `most` rows at most.
pub(crate) fn read_items(
    object: FeedObject,
    number: String,
    items: Vec<Value>,
    most: u32,
    reading: &Reading<'_>,
) -> Result<Batch, Fault> {
    read_all(object, number, (items, most), false, reading)
}

fn read_all(
    object: FeedObject,
    number: String,
    (items, most): (Vec<Value>, u32),
    is_partial: bool,
    reading: &Reading<'_>,
) -> Result<Batch, Fault> {
    let count: usize = items.iter().map(|item| rows_in(object, item)).sum();
    let row_count = u32::try_from(count).ok().filter(|count| *count <= most);
    let row_count = row_count.ok_or(Refusal::on("items", "feeds.too_many_rows").with("most", most))?;
    if row_count == 0 {
        return Err(Refusal::on("items", "feeds.no_rows").into());
    }
    let batch = Batch { number, row_count, ..Batch::default() };
    let mut reader = Reader { object, is_partial, reading: *reading, batch, next: 1, seen: BTreeSet::new() };
    for (nth, item) in items.iter().enumerate() {
        reader.read_item(nth, item)?;
    }
    Ok(reader.batch)
}

/// The object that everything stands in.
fn open(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    if body.len() > LARGEST_BODY {
        return Err(Refusal::new("feeds.body_too_large").with("megabytes", LARGEST_BODY / 1024 / 1024));
    }
    // a byte-order mark is what some writers of UTF-8 begin with
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let text = str::from_utf8(body).map_err(|_| Refusal::new("feeds.not_utf8"))?;
    match serde_json::from_str(text) {
        Ok(Value::Object(envelope)) => Ok(envelope),
        Ok(_) => Err(Refusal::new("feeds.not_an_envelope")),
        Err(error) => Err(Refusal::new("feeds.not_json").with("line", error.line()).with("column", error.column())),
    }
}

fn batch_number(value: Option<&Value>) -> Result<String, Refusal> {
    let number = value.and_then(Value::as_str).map(str::trim).unwrap_or_default();
    if number.is_empty() {
        return Err(Refusal::on("batchId", "feeds.batch_id_missing"));
    }
    if !is_name(number, LONGEST_BATCH_ID) {
        return Err(Refusal::on("batchId", "feeds.batch_id_shape").with("longest", LONGEST_BATCH_ID));
    }
    Ok(number.to_owned())
}

/// Whether rows may leave out what must be said.
fn partial(object: FeedObject, value: Option<&Value>) -> Result<bool, Refusal> {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => Ok(false),
        Some(Value::Bool(true)) if object == FeedObject::Project => Ok(true),
        Some(_) => Err(Refusal::on("partial", "feeds.partial_of_projects")),
    }
}

/// Visible characters of ASCII: they go into URLs and logs.
fn is_name(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// An item without a readable list is one row, so that it is answered.
fn rows_in(object: FeedObject, item: &Value) -> usize {
    match object.shape().rows {
        Some((list, _)) => item.get(list).and_then(Value::as_array).map_or(1, |rows| rows.len().max(1)),
        None => 1,
    }
}

struct Reader<'a> {
    object: FeedObject,
    is_partial: bool,
    reading: Reading<'a>,
    batch: Batch,
    next: u32,
    /// the names of rows that were read
    seen: BTreeSet<String>,
}

impl Reader<'_> {
    fn read_item(&mut self, nth: usize, item: &Value) -> Result<(), Fault> {
        let path = format!("items[{nth}]");
        let Some(fields) = item.as_object() else {
            self.reject(&path, vec![("items", Refusal::new("feeds.not_an_object"))]);
            return Ok(());
        };
        let shape = self.object.shape();
        let today = self.reading.received_at.day();
        let mut wrong = Vec::new();
        let cells = read_fields(shape.item, fields, today, &mut wrong);
        if self.is_partial {
            wrong.retain(|(field, refusal)| refusal.code != MISSING || *field == "projectCode");
        }
        let list = shape.rows.map(|(list, _)| list);
        let known: Vec<&str> = shape.item.iter().map(|field| field.name).chain(list).collect();
        let Some((list, row_fields)) = shape.rows else {
            self.note_unknown(fields, &known);
            return self.read_row(&path, fields, Cells { item: &BTreeMap::new(), row: cells }, wrong);
        };
        // what is said of a row stands at the row
        self.note_unknown_beside(fields, &known);
        let Some(rows) = fields.get(list).and_then(Value::as_array).filter(|rows| !rows.is_empty()) else {
            wrong.push((list, Refusal::new("feeds.list_missing")));
            self.reject(&path, wrong);
            return Ok(());
        };
        let known: Vec<&str> = row_fields.iter().map(|field| field.name).collect();
        for (nth, row) in rows.iter().enumerate() {
            let path = format!("{path}.{list}[{nth}]");
            let Some(fields) = row.as_object() else {
                self.reject(&path, vec![(list, Refusal::new("feeds.not_an_object"))]);
                continue;
            };
            self.note_unknown(fields, &known);
            let mut wrong = wrong.clone();
            let row = read_fields(row_fields, fields, today, &mut wrong);
            self.read_row(&path, fields, Cells { item: &cells, row }, wrong)?;
        }
        Ok(())
    }

    fn read_row(
        &mut self,
        path: &str,
        fields: &Map<String, Value>,
        cells: Cells<'_>,
        mut wrong: Vec<Wrong>,
    ) -> Result<(), Fault> {
        let statement = statement(fields, self.reading.received_at, &mut wrong);
        if let Some(row_id) = &statement.row_id
            && !self.seen.insert(row_id.clone())
        {
            wrong.push(("rowId", Refusal::new("feeds.row_twice")));
        }
        // what is wrong with two fields together is said beside what is wrong with one
        let had_wrong = !wrong.is_empty();
        let mut more = Vec::new();
        let row = match make(self.object, &cells, &statement, &self.reading, &mut more) {
            Err(Fault::Internal(_)) if had_wrong => None,
            row => row?,
        };
        for (field, refusal) in more {
            if !wrong.iter().any(|(other, _)| *other == field) {
                wrong.push((field, refusal));
            }
        }
        match row {
            Some(row) if wrong.is_empty() => {
                self.batch.rows.push(Located { number: self.next, path: path.to_owned(), statement, row });
                self.next += 1;
            }
            _ => self.reject(path, wrong),
        }
        Ok(())
    }

    fn reject(&mut self, path: &str, wrong: Vec<Wrong>) {
        let number = self.next;
        self.next += 1;
        let errors =
            wrong.into_iter().map(|(field, refusal)| RowError { number, path: path.to_owned(), field, refusal });
        self.batch.errors.extend(errors);
    }

    fn note_unknown(&mut self, fields: &Map<String, Value>, known: &[&str]) {
        let ours = OURS.iter().copied();
        let known: Vec<&str> = known.iter().copied().chain(ours).collect();
        self.note_unknown_beside(fields, &known);
    }

    fn note_unknown_beside(&mut self, fields: &Map<String, Value>, known: &[&str]) {
        for name in fields.keys().filter(|name| !known.contains(&name.as_str())) {
            if self.batch.unknown_fields.len() < UNKNOWN_FIELDS {
                self.batch.unknown_fields.insert(name.chars().take(LONGEST_NAME).collect());
            }
        }
    }
}

fn statement(fields: &Map<String, Value>, received_at: Instant, wrong: &mut Vec<Wrong>) -> Statement {
    let text = |name: &str| text_in(fields, name);
    let row_id = row_name(text("rowId"), "rowId", wrong);
    let about = fields.get("of").filter(|of| !of.is_null()).map(|of| about(of, wrong));
    let mut keep = |field: &'static str, code: &'static str| wrong.push((field, Refusal::new(code)));
    let purpose = match (text("purpose").as_deref().unwrap_or("record"), about) {
        ("record", None) => Purpose::Record,
        ("record", Some(_)) => {
            keep("of", "feeds.of_beside_a_record");
            Purpose::Record
        }
        ("correct", Some(of)) => Purpose::Correct(of),
        ("correct", None) => {
            keep("of", "feeds.of_missing");
            Purpose::Record
        }
        ("withdraw", of) => Purpose::Withdraw(of.unwrap_or_default()),
        _ => {
            keep("purpose", "feeds.purpose_unknown");
            Purpose::Record
        }
    };
    let stated_at = text("statedAt").and_then(|text| match stated(&text, received_at) {
        Ok(at) => Some(at),
        Err(refusal) => {
            wrong.push(("statedAt", refusal));
            None
        }
    });
    Statement { row_id, purpose, stated_at }
}

fn about(of: &Value, wrong: &mut Vec<Wrong>) -> About {
    let Some(of) = of.as_object() else {
        wrong.push(("of", Refusal::new("feeds.not_an_object")));
        return About::default();
    };
    About {
        row_id: row_name(text_in(of, "rowId"), "of", wrong),
        project_code: text_in(of, "projectCode"),
        document_number: text_in(of, "idCardNumber"),
        date: text_in(of, "date"),
        direction: text_in(of, "direction"),
    }
}

fn text_in(fields: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match fields.get(name)? {
        Value::Null => return None,
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    Some(text).filter(|text| !text.is_empty())
}

fn row_name(name: Option<String>, field: &'static str, wrong: &mut Vec<Wrong>) -> Option<String> {
    let name = name?;
    if !is_name(&name, LONGEST_ROW_ID) {
        wrong.push((field, Refusal::new("feeds.row_id_shape").with("longest", LONGEST_ROW_ID)));
    }
    Some(name)
}

/// A correction that claims to come from the future would stand above every later one.
fn stated(text: &str, received_at: Instant) -> Result<Instant, Refusal> {
    const CLOCKS_APART_MS: i64 = 5 * 60 * 1000;
    let at = Instant::parse_rfc3339(text).ok_or(Refusal::new("feeds.not_a_moment"))?;
    if at > received_at.plus_ms(CLOCKS_APART_MS) { Err(Refusal::new("feeds.in_future")) } else { Ok(at) }
}
