//! How are questions written in a file that people edit (TOML)?
//!
//! A file is a list of `[[question]]` tables with `id`, `kind`, `point`, `difficulty`, `purpose`, `facts`, `stem` and
//! - single, multiple: `options`, `answer` in letters (`"ACD"`), `explanation`;
//! - true/false: `answer = true` or `false`, `explanation`;
//! - case: `[[question.parts]]`, each with `kind`, `facts`, `stem`, `options`, `answer`, `explanation` and `score` in
//!   hundredths of a point.
//!
//! All text becomes NFC without blanks at its ends. Whether the questions are any good is asked by [`crate::check`].

use serde::Deserialize;
use toml::Value;

use crate::choice::{Choice, ChoiceError};
use crate::code::UnknownCode;
use crate::facts::FactId;
use crate::question::{Body, Case, Item, Kind, Part, Question, QuestionId};

pub(crate) mod field;
mod raw;

use field::{is_code, list, optional, required, short};
use raw::{RawFile, RawItem, RawPart, RawQuestion};

/// Largest file, in bytes.
pub const FILE_LIMIT: usize = 1024 * 1024;
/// Most questions in a file.
pub const QUESTION_LIMIT: usize = 2_000;
/// Longest stem and explanation, in characters.
pub const STEM_LIMIT: usize = 2_000;
/// Longest option, in characters.
pub const OPTION_LIMIT: usize = 500;
/// Longest id, in bytes.
pub const ID_LIMIT: usize = 64;

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseFault {
    /// Name of the file as given to [`parse_file`].
    pub file: String,
    /// Id of the question, or `#n` for the n-th of the file when it has none; `None` for the file itself.
    pub question: Option<String>,
    pub reason: ParseReason,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseReason {
    #[error("the file has {0} bytes, at most {FILE_LIMIT} are read")]
    FileTooLarge(usize),
    #[error("the file has {0} questions, at most {QUESTION_LIMIT} are read")]
    TooManyQuestions(usize),
    #[error("not TOML of the expected form: {0}")]
    NotToml(String),
    #[error(transparent)]
    Code(#[from] UnknownCode),
    #[error("{0} is missing")]
    Missing(&'static str),
    #[error("{0} does not belong to this kind of question")]
    Unwanted(&'static str),
    #[error("{field} has more than {limit} characters")]
    TooLong { field: &'static str, limit: usize },
    #[error("{0} contains a control character")]
    Control(&'static str),
    #[error("the id {0:?} is not made of a-z, 0-9 and -")]
    Id(String),
    #[error("more than {} options", Choice::MAX_OPTIONS)]
    TooManyOptions,
    #[error("the answer of a true/false question is true or false")]
    TruthExpected,
    #[error("the answer is one text of option letters")]
    LettersExpected,
    #[error("answer: {0}")]
    Answer(#[from] ChoiceError),
}

impl std::fmt::Display for ParseFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.question {
            Some(question) => write!(f, "{}: {question}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

/// Reads one file; `name` is only for the faults.
///
/// # Errors
/// One fault per faulty question, or one for the file when it cannot be read at all.
pub fn parse_file(name: &str, text: &str) -> Result<Vec<Question>, Vec<ParseFault>> {
    let fault = |question, reason| ParseFault { file: name.to_owned(), question, reason };
    let tables = read_tables(text).map_err(|reason| vec![fault(None, reason)])?;
    let mut questions = Vec::with_capacity(tables.len());
    let mut faults = Vec::new();
    for (position, table) in (1..).zip(tables) {
        let label = table.get("id").and_then(Value::as_str).map_or_else(|| format!("#{position}"), str::to_owned);
        match read_question(table) {
            Ok(question) => questions.push(question),
            Err(reason) => faults.push(fault(Some(label), reason)),
        }
    }
    if faults.is_empty() { Ok(questions) } else { Err(faults) }
}

fn read_tables(text: &str) -> Result<Vec<Value>, ParseReason> {
    if text.len() > FILE_LIMIT {
        return Err(ParseReason::FileTooLarge(text.len()));
    }
    let RawFile { question } = toml::from_str(text).map_err(|error| ParseReason::NotToml(error.to_string()))?;
    if question.len() > QUESTION_LIMIT {
        return Err(ParseReason::TooManyQuestions(question.len()));
    }
    Ok(question)
}

fn read_question(table: Value) -> Result<Question, ParseReason> {
    let raw = RawQuestion::deserialize(table).map_err(|error| ParseReason::NotToml(error.message().to_owned()))?;
    let kind = raw.kind.parse()?;
    let facts = fact_ids(raw.facts)?;
    let body = if kind == Kind::Case {
        refuse("options", &raw.options)?;
        refuse("answer", &raw.answer)?;
        refuse("explanation", &raw.explanation)?;
        let parts = raw.parts.ok_or(ParseReason::Missing("parts"))?;
        let parts = parts.into_iter().map(read_part).collect::<Result<_, _>>()?;
        Body::Case(Case { stem: required("stem", &raw.stem, STEM_LIMIT)?, parts })
    } else {
        refuse("parts", &raw.parts)?;
        let RawQuestion { stem, options, answer, explanation, .. } = raw;
        Body::Item(read_item(kind, RawItem { stem, options, answer, explanation }, facts.clone())?)
    };
    Ok(Question {
        id: question_id(raw.id)?,
        kind,
        point: raw.point.parse()?,
        difficulty: raw.difficulty.parse()?,
        purpose: raw.purpose.parse()?,
        facts,
        body,
    })
}

fn read_part(raw: RawPart) -> Result<Part, ParseReason> {
    let RawPart { kind, facts, stem, options, answer, score, explanation } = raw;
    let kind = kind.parse()?;
    let item = read_item(kind, RawItem { stem, options, answer, explanation }, fact_ids(facts)?)?;
    Ok(Part { kind, score, item })
}

fn read_item(kind: Kind, raw: RawItem, facts: Vec<FactId>) -> Result<Item, ParseReason> {
    let answer = raw.answer.ok_or(ParseReason::Missing("answer"))?;
    let (options, right) = if kind == Kind::TrueFalse {
        refuse("options", &raw.options)?;
        let truth = answer.as_bool().ok_or(ParseReason::TruthExpected)?;
        (Vec::new(), if truth { Choice::TRUE } else { Choice::FALSE })
    } else {
        let options = list("options", raw.options, OPTION_LIMIT)?;
        if options.len() > Choice::MAX_OPTIONS {
            return Err(ParseReason::TooManyOptions);
        }
        let letters = answer.as_str().ok_or(ParseReason::LettersExpected)?;
        let right = Choice::parse(letters, options.len())?;
        (options, right)
    };
    Ok(Item {
        stem: required("stem", &raw.stem, STEM_LIMIT)?,
        options,
        right,
        explanation: optional("explanation", raw.explanation.as_deref(), STEM_LIMIT)?,
        facts,
    })
}

fn question_id(id: String) -> Result<QuestionId, ParseReason> {
    if is_code(&id) { Ok(QuestionId(id)) } else { Err(ParseReason::Id(short(&id))) }
}

fn fact_ids(ids: Vec<String>) -> Result<Vec<FactId>, ParseReason> {
    ids.iter().map(|id| required("facts", id, ID_LIMIT).map(FactId)).collect()
}

fn refuse<T>(field: &'static str, given: &Option<T>) -> Result<(), ParseReason> {
    if given.is_some() { Err(ParseReason::Unwanted(field)) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
