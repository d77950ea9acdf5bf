//! Is this JSON fit to be signed or checked, and what are its canonical bytes?

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::cell::Cell;
use std::fmt;

#[cfg(test)]
mod tests;

/// Longest JSON text that is read, in bytes. A credential has about 3 000, a full status list about 23 000.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Largest integer that every JSON reader keeps exact: 2^53 - 1 (RFC 7493).
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Why a JSON text or value was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// More than [`TEXT_BYTES_MAX`] bytes.
    #[error("the JSON text is too long")]
    TooLong,
    #[error("the text is not JSON")]
    Syntax,
    /// An object names a member twice; readers would disagree about which one counts.
    #[error("the JSON text has the same key twice in one object")]
    DuplicateKey,
    /// A fraction, an exponent, or an integer beyond [`INTEGER_MAX`]; writers disagree about their digits.
    #[error("the JSON text has a number that is not a safe integer")]
    UnsafeNumber,
}

/// Reads a JSON text. Only integers are allowed as numbers, and no object may name a member twice.
///
/// # Errors
/// [`JsonFault`]; deep nesting (more than 128 levels) counts as [`JsonFault::Syntax`].
pub fn parse(text: &str) -> Result<Value, JsonFault> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(JsonFault::TooLong);
    }
    let fault = Cell::new(JsonFault::Syntax);
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict(&fault).deserialize(&mut reader).map_err(|_| fault.get())?;
    reader.end().map_err(|_| JsonFault::Syntax)?;
    Ok(value)
}

/// The bytes of RFC 8785 (JCS).
///
/// # Errors
/// [`JsonFault::UnsafeNumber`] when the value has a number that is not a safe integer.
pub fn canonical(value: &Value) -> Result<Vec<u8>, JsonFault> {
    check_numbers(value)?;
    serde_json_canonicalizer::to_vec(value).map_err(|_| JsonFault::Syntax)
}

/// # Errors
/// [`JsonFault::UnsafeNumber`] for any number that is not an integer of at most [`INTEGER_MAX`].
pub fn check_numbers(value: &Value) -> Result<(), JsonFault> {
    match value {
        Value::Number(number) if !is_safe(number) => Err(JsonFault::UnsafeNumber),
        Value::Array(items) => items.iter().try_for_each(check_numbers),
        Value::Object(members) => members.values().try_for_each(check_numbers),
        _ => Ok(()),
    }
}

fn is_safe(number: &Number) -> bool {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    magnitude.is_some_and(|magnitude| magnitude <= INTEGER_MAX)
}

/// Builds a value and leaves in the cell why it could not: serde's own errors are texts only.
#[derive(Clone, Copy)]
struct Strict<'a>(&'a Cell<JsonFault>);

impl Strict<'_> {
    fn refuse<T, E: serde::de::Error>(self, fault: JsonFault) -> Result<T, E> {
        self.0.set(fault);
        Err(E::custom(fault))
    }

    fn integer<E: serde::de::Error>(self, number: Number) -> Result<Value, E> {
        if is_safe(&number) { Ok(Value::Number(number)) } else { self.refuse(JsonFault::UnsafeNumber) }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without fractions and duplicate keys")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.integer(value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.integer(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Value, E> {
        self.refuse(JsonFault::UnsafeNumber)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                self.0.set(JsonFault::DuplicateKey);
                return Err(A::Error::custom(JsonFault::DuplicateKey));
            }
            object.insert(key, members.next_value_seed(self)?);
        }
        Ok(Value::Object(object))
    }
}
