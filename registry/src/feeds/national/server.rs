//! What does somebody ask of us in the platform's own protocol, and what is answered?

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::wire::{Request, open_all, parse_form, verify};
use super::{Credentials, FORMAT, RESULT_QUERY, VERSION, object_asked, object_of};
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

    /// One page of what stands on record, and the number of all.
    pub fn rows(rows: Vec<Value>, total: u64) -> Self {
        let data = json!({ "rows": rows, "totalCount": total });
        Self { code: AnswerCode::Ok, message: String::new(), data }
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
        /// what it leaves out stays as it is
        is_partial: bool,
    },
    Result {
        serial_code: String,
    },
    Rows(Asked),
}

/// Which rows of the signer's project are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub object: FeedObject,
    /// the credit code of the one enterprise that is meant
    pub unit: Option<String>,
    /// from 0
    pub page: u64,
    pub size: u64,
}

/// Rows of a page at most, and when nothing is said.
const MOST_ROWS: u64 = 100;

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
    if let Some(object) = object_asked(&request.method) {
        return read_asked(&request.appid, object, &data).map(Query::Rows);
    }
    let Some(object) = object_of(&request.method) else { return no(AnswerCode::Parameter, "method") };
    // one key, one project
    if object.is_of_a_project() && data.get("projectCode").and_then(Value::as_str) != Some(&request.appid) {
        return no(AnswerCode::NoPermission, "projectCode");
    }
    let credentials = Credentials { appid: request.appid.clone(), secret };
    match open_all(&credentials, object, &mut data) {
        Ok(()) => Ok(Query::Write { object, data, is_partial: request.method.ends_with(".PartUpdate") }),
        Err(Fault::Refused(_)) => no(AnswerCode::Parameter, "data"),
        Err(_) => no(AnswerCode::Other, "data"),
    }
}

/// A condition that is not known here is refused: whoever narrows a list must not get the whole.
fn read_asked(appid: &str, object: FeedObject, data: &Value) -> Result<Asked, Answer> {
    let no = |code, name: &str| Err(Answer::refusal(code, name));
    if data.get("projectCode").and_then(Value::as_str) != Some(appid) {
        return no(AnswerCode::NoPermission, "projectCode");
    }
    let known = ["projectCode", "corpCode", "pageIndex", "pageSize"];
    let mut names = data.as_object().into_iter().flat_map(|data| data.keys());
    if let Some(name) = names.find(|name| !known.contains(&name.as_str())) {
        return no(AnswerCode::Parameter, name);
    }
    let Some(page) = number_of(data.get("pageIndex"), 0) else { return no(AnswerCode::Parameter, "pageIndex") };
    let size = number_of(data.get("pageSize"), MOST_ROWS).filter(|size| (1..=MOST_ROWS).contains(size));
    let Some(size) = size else { return no(AnswerCode::Parameter, "pageSize") };
    let unit = match data.get("corpCode") {
        None | Some(Value::Null) => None,
        Some(Value::String(code)) if !code.trim().is_empty() => Some(code.trim().to_uppercase()),
        Some(_) => return no(AnswerCode::Parameter, "corpCode"),
    };
    Ok(Asked { object, unit, page, size })
}

/// Numbers come with and without quotes.
fn number_of(value: Option<&Value>, usual: u64) -> Option<u64> {
    match value {
        None | Some(Value::Null) => Some(usual),
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(other) => other.as_u64(),
    }
}

/// What became of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    Waiting,
    /// the sentence of what was refused
    Failed {
        reason: String,
    },
    /// All of it stands; `result` is what the platform answers then, an empty text for most objects.
    Done {
        result: Value,
    },
}

pub fn answer_of_result(became: Became) -> Answer {
    let (status, result) = match became {
        Became::Waiting => ("0", "".into()),
        Became::Failed { reason } => ("10", reason.into()),
        Became::Done { result } => ("20", result),
    };
    Answer { code: AnswerCode::Ok, message: String::new(), data: json!({ "status": status, "result": result }) }
}
