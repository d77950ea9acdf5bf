//! A candidate doubts a score, a question, or that an attempt was made void: until when, who answers, and who looks again?
//! Types and rules.
//!
//! ```text
//! filed -> answered -> review_asked -> reviewed
//! ```
//! Each step is made once, is dated, and stays. The review is another person's than the first answer, and whoever made an
//! attempt void answers nothing about that.

#[cfg(feature = "db")]
mod reading;
#[cfg(feature = "db")]
pub mod store;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::calendar::Due;
use crate::fault::worded;
use crate::{Day, Instant, Refusal};

#[cfg(feature = "db")]
pub use reading::{
    ComplaintColumn, ComplaintLine, ComplaintView, Filing, Void, days_to_complain, desk, export, list, list_by, own,
    view,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// The score as a whole.
    Score,
    /// The question of this number on the own paper.
    Question(u16),
    /// That the attempt was made void.
    Void,
}

/// How it is stored that the void is doubted: a number that no question has.
const VOID: u16 = u16::MAX;

impl About {
    pub fn slot(self) -> u16 {
        match self {
            Self::Score => 0,
            Self::Question(number) => number,
            Self::Void => VOID,
        }
    }

    pub fn of_slot(slot: u16) -> Self {
        match slot {
            0 => Self::Score,
            VOID => Self::Void,
            number => Self::Question(number),
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Question(_) => "question",
            Self::Void => "void",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Filed,
    Answered,
    ReviewAsked,
    Reviewed,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Filed, Self::Answered, Self::ReviewAsked, Self::Reviewed];

    pub fn code(self) -> &'static str {
        match self {
            Self::Filed => "filed",
            Self::Answered => "answered",
            Self::ReviewAsked => "review_asked",
            Self::Reviewed => "reviewed",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Whether the office has to act next.
    pub fn waits_for_the_office(self) -> bool {
        matches!(self, Self::Filed | Self::ReviewAsked)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is right: a correction follows, or the void is lifted.
    Upheld,
    /// It is not, for these reasons.
    Rejected,
}

impl Verdict {
    pub const ALL: [Self; 2] = [Self::Upheld, Self::Rejected];

    pub fn code(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.code() == code)
    }
}

/// One step that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub step: Step,
    pub verdict: Option<Verdict>,
    pub words: String,
    pub account: Uuid,
    pub at: Instant,
    /// The last day for what comes next; of the last step of all there is none.
    pub due: Option<Due>,
}

/// What a form says, when it says enough.
///
/// # Errors
/// When it is shorter than five or longer than a thousand characters.
pub fn words(typed: &str) -> Result<String, Refusal> {
    worded(typed, 5..=1_000, || Refusal::on("words", "complaints.words_length"))
}

/// Whether it is filed in time: by the last day, which is counted.
///
/// # Errors
/// Only when the last day is past for certain.
pub fn check_in_time(due: Due, today: Day) -> Result<(), Refusal> {
    match due.is_past_on(today) {
        true => Err(Refusal::new("complaints.too_late").with("until", due.day().chinese())),
        false => Ok(()),
    }
}

/// The step that an office's answer is now.
///
/// # Errors
/// When nothing waits for the office, and when the review would be the first answerer's own.
pub fn answer_step(made: &[Made], account: Uuid) -> Result<Step, Refusal> {
    match made.last().map(|last| last.step) {
        Some(Step::Filed) => Ok(Step::Answered),
        Some(Step::ReviewAsked) => {
            let is_own = made.iter().any(|one| one.step == Step::Answered && one.account == account);
            if is_own { Err(Refusal::new("complaints.another_must_review")) } else { Ok(Step::Reviewed) }
        }
        _ => Err(Refusal::new("complaints.nothing_waits")),
    }
}

/// Whether the candidate may ask for a review today.
///
/// # Errors
/// Before the first answer, after a review was asked for, and past the last day.
pub fn check_review(made: &[Made], today: Day) -> Result<(), Refusal> {
    let Some(last) = made.last() else { return Err(Refusal::new("complaints.not_answered_yet")) };
    match (last.step, last.due) {
        (Step::Filed, _) => Err(Refusal::new("complaints.not_answered_yet")),
        (Step::Answered, Some(due)) => check_in_time(due, today),
        (Step::Answered, None) => Ok(()),
        (Step::ReviewAsked | Step::Reviewed, _) => Err(Refusal::new("complaints.reviewed_once")),
    }
}

#[cfg(test)]
mod tests;
