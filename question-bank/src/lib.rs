//! Which questions exist, which paper a candidate gets from them, and what an answered paper is worth.
//!
//! Pure: no I/O, no clock, no random source. Every draw comes from a key that the caller passes in
//! ([`random`]), every score is an integer in hundredths of a point.

#[macro_use]
mod code;

#[cfg(feature = "embedded")]
pub mod bank;
pub mod blueprint;
pub mod bundle;
pub mod check;
pub mod choice;
pub mod facts;
#[cfg(test)]
mod fixtures;
#[cfg(feature = "formats")]
pub mod formats;
pub mod grade;
pub mod item;
pub mod paper;
pub mod pass;
pub mod question;
pub mod random;
pub mod receipt;
pub mod regrade;
pub mod reveal;
pub mod sheet;
pub mod similarity;
pub mod sitting;
pub mod speed;
pub mod statistics;
pub mod text;
pub mod version;
pub mod withdrawal;

pub use blueprint::{Blueprint, Cell, MultipleRule};
pub use bundle::Bundle;
pub use choice::Choice;
pub use code::UnknownCode;
pub use facts::{Confidence, Fact, FactId, Facts, Secondary};
pub use grade::{Answers, Grade, grade};
pub use item::ItemId;
pub use paper::{Paper, PoolQuestion, Slot, assemble};
pub use pass::Demands;
pub use question::{Body, Case, Difficulty, Item, Kind, Part, Point, Purpose, Question, QuestionId};
pub use receipt::Receipt;
pub use regrade::{Correction, Corrections, regrade};
pub use reveal::{Commitment, Reveal};
pub use sheet::{CandidateItem, candidate_items};
pub use sitting::Sitting;
pub use version::VersionId;
pub use withdrawal::PoolChange;
