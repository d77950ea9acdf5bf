//! What did a file say that a question cannot hold, or a question that a file cannot?

use std::fmt;

use serde::Serialize;

use super::fault::{Field, tag_of};
use super::place::Place;
use crate::question::QuestionId;

/// One thing that was understood and is not carried over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    pub at: At,
    pub what: Lost,
}

/// Where the loss is: in a file that is read, or in a question that is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum At {
    Place(Place),
    Question(QuestionId),
}

/// What is lost. Names are cut to [`crate::text::ID_LIMIT`] characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Lost {
    /// The whole question: we have no such type.
    #[error("questions of the type {given} are not known here")]
    UnsupportedType { given: String },
    /// Our papers shuffle the options of every question.
    #[error("the order of the options is not kept")]
    FixedOrder,
    /// What an option is worth is decided by the rule of the exam, not by the question.
    #[error("the weights of the options are not kept")]
    Weights,
    /// What a plain question is worth is decided by the blueprint.
    #[error("the score is not kept: a blueprint decides it")]
    Score,
    #[error("bold type, tables or the like became plain text")]
    Formatting,
    #[error("pictures, sound or attached files are not kept")]
    Media,
    #[error("remarks on single options are not kept")]
    Feedback,
    #[error("hints are not kept")]
    Hint,
    /// Except a title that is the stem or the id.
    #[error("the title {given:?} is not kept")]
    Title { given: String },
    #[error("the identifier {given:?} is none of ours and not kept")]
    ForeignId { given: String },
    #[error("the category {given:?} is no knowledge point")]
    Category { given: String },
    #[error("the tag {given:?} is not kept")]
    Tag { given: String },
    #[error("the setting {name} is not kept")]
    Setting { name: String },
    #[error("the text {given:?} belongs to no question")]
    Text { given: String },
    #[error("the column {name:?} is not kept")]
    Column { name: String },
    #[error("the sheet {name:?} is not read")]
    Sheet { name: String },
    #[error("the file {name:?} is not read")]
    File { name: String },
    /// When written: the whole question, because a reader would not take this field.
    #[error("left out: its {field} is faulty")]
    Faulty { field: Field },
    /// When written: XML cannot hold U+FFFE and U+FFFF; U+FFFD stands for them.
    #[error("a character that the format cannot hold was replaced")]
    Character,
}

impl Lost {
    /// The stable code, for example `fixed_order`.
    #[must_use]
    pub fn code(&self) -> String {
        tag_of(self)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            At::Place(place) => write!(f, "{place}: {}", self.what),
            At::Question(id) => write!(f, "{id}: {}", self.what),
        }
    }
}
