//! What is wrong with a file, or with one question of it, said so that a page can say it in any language?

use std::fmt;

use serde::Serialize;

use super::place::Place;
use crate::choice::Choice;
use crate::question::{Kind, QuestionId};

codes! {
    /// A field of a question, as a column of the sheet or a label of the text names it.
    Field {
        Id = "id",
        Kind = "kind",
        Stem = "stem",
        Options = "options",
        Answer = "answer",
        Explanation = "explanation",
        Score = "score",
        Difficulty = "difficulty",
        Point = "point",
        Purpose = "purpose",
        Facts = "facts",
        Parts = "parts",
    }
}

/// One thing that is wrong with one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowFault {
    pub place: Place,
    pub reason: Reason,
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// Why a question is not taken. What was given is cut to [`crate::text::ID_LIMIT`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    #[error("{field} is missing")]
    Missing { field: Field },
    #[error("{field} does not belong here")]
    Unwanted { field: Field },
    #[error("{given:?} is no {field}")]
    UnknownWord { field: Field, given: String },
    #[error("{field} has more than {limit} characters")]
    TooLong { field: Field, limit: usize },
    #[error("{field} contains a control character")]
    Control { field: Field },
    #[error("{field}: more than {limit}")]
    TooMany { field: Field, limit: usize },
    #[error("the id {given:?} is not made of a-z, 0-9 and -")]
    Id { given: String },
    #[error("the id {id} is used twice in the file")]
    RepeatedId { id: QuestionId },
    #[error("{given:?} is no id of a fact: letters, digits, - . _")]
    FactId { given: String },
    #[error("option {letter} is empty, but a later one is not")]
    OptionGap { letter: char },
    #[error("{count} options are too few")]
    TooFewOptions { count: usize },
    #[error("{given:?} is no answer: letters such as ABD")]
    LettersExpected { given: String },
    #[error("{given:?} is no answer: true or false")]
    TruthExpected { given: String },
    #[error("the answer names {letter}, but there are {options} options")]
    AnswerOption { letter: char, options: usize },
    #[error("the answer names {letter} twice")]
    AnswerRepeated { letter: char },
    #[error("a {kind} question cannot have {right} right options")]
    AnswerCount { kind: Kind, right: usize },
    #[error("{given:?} is no score: points with at most two decimals, more than 0")]
    Score { given: String },
    #[error("the cell is a formula; paste its value")]
    Formula,
    #[error("the cell is a date; write it as text")]
    DateCell,
    #[error("the cell holds the error {given}")]
    ErrorCell { given: String },
    #[error("a part stands outside a case")]
    PartWithoutCase,
    #[error("a case has no parts")]
    CaseWithoutParts,
    #[error("the braces do not match")]
    Braces,
}

/// Why nothing is read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FileRefused {
    #[error("the file has {bytes} bytes, at most {limit} are read")]
    TooLarge { bytes: usize, limit: usize },
    #[error("not UTF-8 at byte {at}")]
    NotUtf8 { at: usize },
    #[error("not a file of this format")]
    NotThisFormat,
    #[error("not a sound zip file")]
    NotZip,
    #[error("the entry {name:?} stands twice in the zip file")]
    DuplicateEntry { name: String },
    #[error("the zip entry {name:?} points out of the file")]
    EntryPath { name: String },
    #[error("the zip entry {name:?} is encrypted, a link, or packed in an unknown way")]
    EntryKind { name: String },
    #[error("more than {limit} zip entries")]
    TooManyEntries { limit: usize },
    #[error("unpacked, the file has more than {limit} bytes")]
    Decompressed { limit: usize },
    #[error("the entry {name:?} is missing")]
    MissingEntry { name: String },
    #[error("line {line}: not well-formed XML")]
    Xml { line: u32 },
    #[error("a document type or an entity is declared or used")]
    Entity,
    #[error("XML deeper than {limit}")]
    TooDeep { limit: usize },
    #[error("more than {limit} XML elements")]
    TooManyElements { limit: usize },
    #[error("the workbook holds macros")]
    Macros,
    #[error("the workbook draws on another file: {name:?}")]
    ExternalLink { name: String },
    #[error("the sheet has no column for {field}")]
    MissingColumn { field: Field },
    #[error("two columns for {field}")]
    RepeatedColumn { field: Field },
    #[error("more than {limit} lines")]
    TooManyRows { limit: usize },
    #[error("more than {limit} cells")]
    TooManyCells { limit: usize },
    #[error("more than {limit} questions")]
    TooManyQuestions { limit: usize },
    #[error("the workbook cannot be read")]
    Unreadable,
}

impl Reason {
    /// The stable code, for example `answer_option`.
    #[must_use]
    pub fn code(&self) -> String {
        tag_of(self)
    }

    pub(super) fn too_many_options() -> Self {
        Self::TooMany { field: Field::Options, limit: Choice::MAX_OPTIONS }
    }
}

impl FileRefused {
    /// The stable code, for example `duplicate_entry`.
    #[must_use]
    pub fn code(&self) -> String {
        tag_of(self)
    }
}

/// The tag that serde writes: one list of names for programs and for catalogues.
pub(super) fn tag_of(value: &impl Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.get("code").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
