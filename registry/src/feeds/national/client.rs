//! What do we send to a platform, and what did it answer?

use serde_json::{Value, json};

use super::wire::{Request, encode, seal_all, sign};
use super::{Credentials, FORMAT, RESULT_QUERY, VERSION, object_asked, object_of};
use crate::{Fault, Instant};

/// What became of a write that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// taken in; ask with this code what became of it
    Waiting {
        serial_code: String,
    },
    /// answered at once
    Done,
    Refused {
        code: String,
        message: String,
    },
}

/// What the platform says of a serial code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Waiting,
    Failed {
        reason: String,
    },
    /// with whatever it answers, such as `teamSysNo`
    Done {
        result: Value,
    },
    Refused {
        code: String,
        message: String,
    },
}

/// The body of one request. Sealed fields of `data` are given in the clear; `nonce` is 32 hex digits.
///
/// # Errors
/// A method that is none, or a secret of the wrong length.
pub fn request(
    credentials: &Credentials,
    method: &str,
    mut data: Value,
    at: Instant,
    nonce: &str,
) -> Result<String, Fault> {
    match object_of(method) {
        Some(object) => seal_all(credentials, object, &mut data)?,
        None if method == RESULT_QUERY || object_asked(method).is_some() => {}
        None => return Err(Fault::internal(format!("{method} is no method of the platform"))),
    }
    let mut request = Request {
        appid: credentials.appid.clone(),
        data: serde_json::to_string(&data)?,
        format: FORMAT.into(),
        method: method.into(),
        nonce: nonce.into(),
        timestamp: at.local().format("%Y%m%d%H%M%S").to_string(),
        version: VERSION.into(),
        sign: String::new(),
    };
    request.sign = sign(&request, &credentials.secret);
    Ok(encode(&request))
}

/// The `data` of the question what became of a write.
pub fn result_query(serial_code: &str) -> Value {
    json!({ "requestSerialCode": serial_code })
}

pub fn read_sent(answer: &[u8]) -> Result<Sent, Fault> {
    let answer = Envelope::read(answer)?;
    if answer.code != "0" {
        return Ok(Sent::Refused { code: answer.code, message: answer.message });
    }
    Ok(match answer.data.get("requestSerialCode").and_then(Value::as_str) {
        Some(code) => Sent::Waiting { serial_code: code.to_owned() },
        None => Sent::Done,
    })
}

pub fn read_outcome(answer: &[u8]) -> Result<Outcome, Fault> {
    let answer = Envelope::read(answer)?;
    if answer.code != "0" {
        return Ok(Outcome::Refused { code: answer.code, message: answer.message });
    }
    let result = answer.data.get("result").cloned().unwrap_or(Value::Null);
    match text_of(answer.data.get("status")).as_str() {
        "0" => Ok(Outcome::Waiting),
        "10" => Ok(Outcome::Failed { reason: text_of(Some(&result)) }),
        "20" => Ok(Outcome::Done { result }),
        other => Err(Fault::internal(format!("the platform answered status {other:?}"))),
    }
}

struct Envelope {
    code: String,
    message: String,
    data: Value,
}

impl Envelope {
    fn read(answer: &[u8]) -> Result<Self, Fault> {
        let answer: Value = serde_json::from_slice(answer)?;
        let mut data = answer.get("data").cloned().unwrap_or(Value::Null);
        // some platforms write the data as a text that holds JSON
        if let Some(inner) = data.as_str().and_then(|text| serde_json::from_str(text).ok()) {
            data = inner;
        }
        let code = text_of(answer.get("code"));
        if code.is_empty() {
            return Err(Fault::internal("the platform's answer has no code"));
        }
        Ok(Self { code, message: text_of(answer.get("message")), data })
    }
}

/// Numbers come with and without quotes.
fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}
