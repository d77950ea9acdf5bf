//! Which fields may stand in a question file, before anything is understood?

use serde::Deserialize;
use toml::Value;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFile {
    #[serde(default)]
    pub question: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuestion {
    pub id: String,
    pub kind: String,
    pub point: String,
    pub difficulty: String,
    pub purpose: String,
    #[serde(default)]
    pub facts: Vec<String>,
    pub stem: String,
    pub options: Option<Vec<String>>,
    pub answer: Option<Value>,
    pub explanation: Option<String>,
    pub parts: Option<Vec<RawPart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPart {
    pub kind: String,
    #[serde(default)]
    pub facts: Vec<String>,
    pub stem: String,
    pub options: Option<Vec<String>>,
    pub answer: Option<Value>,
    pub score: u32,
    pub explanation: Option<String>,
}

/// What a plain question and a part have in common.
pub(super) struct RawItem {
    pub stem: String,
    pub options: Option<Vec<String>>,
    pub answer: Option<Value>,
    pub explanation: Option<String>,
}
