//! What does somebody ask of us in the platform's own protocol, and what is answered?

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::wire::{Request, open_all, parse_form, verify};
use super::{Credentials, FORMAT, RESULT_QUERY, VERSION, object_of};
use crate::feeds::{FeedObject, LARGEST_BODY, MOMENTS_APART_MS};
use crate::{Fault, Instant};

/// The platform's own codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerCode {
    Ok,
    Parameter,
    Signature,
    NoPermission,
    TooOften,
    Other,
}

impl AnswerCode {
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "0",
            Self::Parameter => "-1",
            Self::Signature => "-2",
            Self::NoPermission => "-3",
            Self::TooOften => "-5",
            Self::Other => "9999",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub code: AnswerCode,
    pub message: String,
    pub data: Value,
}

impl Answer {
    /// `message` names the parameter or the key of the catalogue that says why.
    pub fn refusal(code: AnswerCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), data: Value::Null }
    }

    /// A write that was taken in.
    pub fn taken(serial_code: &str) -> Self {
        Self { code: AnswerCode::Ok, message: String::new(), data: json!({ "requestSerialCode": serial_code }) }
    }

    pub fn to_json(&self) -> Value {
        json!({ "code": self.code.code(), "message": self.message, "data": self.data })
    }
}

/// A request whose signature is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub appid: String,
    pub nonce: String,
    pub signed_at: Instant,
    pub query: Query,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Query {
    /// with the sealed fields in the clear
    Write {
        object: FeedObject,
        data: Value,
    },
    Result {
        serial_code: String,
    },
}

/// The project's code that a body claims to be signed by, to look for its secret. Nothing else of it is believed yet.
pub fn parse_request(body: &[u8]) -> Result<Request, Answer> {
    if body.len() > LARGEST_BODY {
        return Err(Answer::refusal(AnswerCode::Parameter, "feeds.body_too_large"));
    }
    parse_form(body).map_err(|name| Answer::refusal(AnswerCode::Parameter, name))
}

/// What a body asks, once it is known to be that project's. `secret_of` gives the secret of an `appid`.
///
/// # Errors
/// The answer to give. An unknown `appid` and a wrong signature are the same one.
pub fn open_request(body: &[u8], secret_of: impl Fn(&str) -> Option<String>, now: Instant) -> Result<Opened, Answer> {
    let request = parse_request(body)?;
    let no = |code, message: &str| Err(Answer::refusal(code, message));
    let Some(secret) = secret_of(&request.appid).filter(|secret| verify(&request, secret)) else {
        return no(AnswerCode::Signature, "sign");
    };
    if request.version != VERSION {
        return no(AnswerCode::Parameter, "version");
    }
    if request.format != FORMAT {
        return no(AnswerCode::Parameter, "format");
    }
    let is_hex = request.nonce.len() == 32 && request.nonce.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return no(AnswerCode::Parameter, "nonce");
    }
    let Some(signed_at) = read_timestamp(&request.timestamp) else { return no(AnswerCode::Parameter, "timestamp") };
    if now.since(signed_at).abs() > MOMENTS_APART_MS {
        return no(AnswerCode::Parameter, "timestamp");
    }
    let query = read_query(&request, secret)?;
    // the case of hex digits carries nothing: one nonce is one nonce
    Ok(Opened { appid: request.appid, nonce: request.nonce.to_lowercase(), signed_at, query })
}

fn read_timestamp(text: &str) -> Option<Instant> {
    let is_shaped = text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit());
    let local = NaiveDateTime::parse_from_str(text, "%Y%m%d%H%M%S").ok().filter(|_| is_shaped)?;
    Some(Instant::from_local(local))
}

fn read_query(request: &Request, secret: String) -> Result<Query, Answer> {
    let no = |code, message: &str| Err(Answer::refusal(code, message));
    let Ok(mut data) = serde_json::from_str::<Value>(&request.data) else { return no(AnswerCode::Parameter, "data") };
    if !data.is_object() {
        return no(AnswerCode::Parameter, "data");
    }
    if request.method == RESULT_QUERY {
        return match data.get("requestSerialCode").and_then(Value::as_str) {
            Some(code) => Ok(Query::Result { serial_code: code.to_owned() }),
            None => no(AnswerCode::Parameter, "requestSerialCode"),
        };
    }
    let Some(object) = object_of(&request.method) else { return no(AnswerCode::Parameter, "method") };
    // one key, one project
    if object.is_of_a_project() && data.get("projectCode").and_then(Value::as_str) != Some(&request.appid) {
        return no(AnswerCode::NoPermission, "projectCode");
    }
    let credentials = Credentials { appid: request.appid.clone(), secret };
    match open_all(&credentials, object, &mut data) {
        Ok(()) => Ok(Query::Write { object, data }),
        Err(Fault::Refused(_)) => no(AnswerCode::Parameter, "data"),
        Err(_) => no(AnswerCode::Other, "data"),
    }
}

/// What became of a write: `None` while it waits; else the sentence of what was refused, empty when all of it stands.
pub fn answer_of_result(refused: Option<String>) -> Answer {
    let (status, result) = match refused {
        None => ("0", String::new()),
        Some(reasons) if reasons.is_empty() => ("20", reasons),
        Some(reasons) => ("10", reasons),
    };
    Answer { code: AnswerCode::Ok, message: String::new(), data: json!({ "status": status, "result": result }) }
}
