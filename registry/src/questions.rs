//! Which questions does this site hold, and which may be drawn? The database side of the bank.

#[cfg(feature = "db")]
pub mod difference;
#[cfg(feature = "db")]
pub mod drafts;
#[cfg(feature = "db")]
pub mod exporting;
#[cfg(feature = "db")]
pub mod findings;
#[cfg(feature = "db")]
pub mod history;
#[cfg(feature = "db")]
pub mod importing;
#[cfg(feature = "db")]
pub mod library;
#[cfg(feature = "db")]
pub mod loading;
#[cfg(feature = "db")]
pub mod manuscript;
#[cfg(feature = "db")]
pub mod review;
#[cfg(feature = "db")]
pub mod sources;
#[cfg(feature = "db")]
pub mod store;
#[cfg(all(test, feature = "fixtures"))]
mod tests;

use question_bank::{Confidence, Difficulty, Kind, Point, Purpose};

use crate::Instant;

/// One line of the question browser.
#[derive(Clone, Debug)]
pub struct QuestionLine {
    pub id: String,
    pub version: i32,
    pub hash: String,
    pub kind: Kind,
    pub point: Point,
    pub difficulty: Difficulty,
    pub purpose: Purpose,
    pub confidence: Confidence,
    pub state: String,
    pub stem: String,
    pub created_at: Instant,
}

/// What the question browser filters by; empty means all.
#[derive(Clone, Debug, Default)]
pub struct QuestionFilter {
    pub kind: Option<Kind>,
    pub point: Option<Point>,
    pub difficulty: Option<Difficulty>,
    pub purpose: Option<Purpose>,
    pub confidence: Option<Confidence>,
    /// Without it, everything that is not retired.
    pub state: Option<String>,
    pub text: String,
}

/// What one loading of a bank changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub new_questions: u32,
    pub new_versions: u32,
    pub unchanged: u32,
    /// Versions that are not drawn until they were read beside a new text of the law.
    pub flagged: u32,
}
