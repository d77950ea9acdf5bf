//! How are the days, rows and numbers of a form read, with every mistake on its own field?

use registry::projects::store::Entry;
use registry::{Day, Fault, Period, Refusal};
use uuid::Uuid;

/// The name of a field and what was typed into it.
pub type Typed<'a> = (&'static str, &'a str);

pub fn day((field, text): Typed<'_>) -> Result<Day, Refusal> {
    Day::parse(text.trim()).ok_or_else(|| Refusal::on(field, "calendar.day_shape"))
}

/// Empty is nothing.
pub fn optional_day((field, text): Typed<'_>) -> Result<Option<Day>, Refusal> {
    if text.trim().is_empty() { Ok(None) } else { day((field, text)).map(Some) }
}

/// From a first day to a last one, which may be left open.
pub fn period(first: Typed<'_>, last: Typed<'_>) -> Result<Period, Fault> {
    match (day(first), optional_day(last)) {
        (Ok(from), Ok(until)) => {
            Period::new(from, until).map_err(|wrong| Refusal { field: Some(last.0), ..wrong }.into())
        }
        (from, until) => Err(Fault::Refused(from.err().into_iter().chain(until.err()).collect())),
    }
}

/// A new row, or one in the place of another.
pub fn entry(row: &str, reason: &str) -> Entry {
    match row.trim() {
        "" => Entry::New,
        row => Entry::InPlaceOf { row: id(row), reason: reason.to_owned() },
    }
}

/// A row that is nobody's when it cannot be read.
pub fn id(text: &str) -> Uuid {
    Uuid::try_parse(text.trim()).unwrap_or_default()
}

/// A document's hash, when one was chosen.
pub fn chosen(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}
