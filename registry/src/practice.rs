//! With which questions does somebody practise, and what does the practice know about them? Types and rules; the use cases
//! are below.

#[cfg(feature = "db")]
pub mod book;
#[cfg(feature = "db")]
pub mod chapters;
#[cfg(feature = "db")]
pub mod favourites;
#[cfg(feature = "db")]
mod marks;
pub mod picking;
#[cfg(feature = "db")]
pub mod progress;
#[cfg(feature = "db")]
pub mod reports;
#[cfg(feature = "db")]
pub mod rounds;
#[cfg(feature = "db")]
mod shelf;
#[cfg(feature = "db")]
pub mod solution;

use question_bank::grade::Verdict;
use question_bank::{Kind, Point, Slot};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::fault::worded;
use crate::instant::DAY_MS;
use crate::{Instant, Refusal};

#[cfg(feature = "db")]
pub(crate) use marks::{kept, take_from_attempt};
#[cfg(feature = "db")]
pub(crate) use shelf::read as read_solutions;

/// So many right answers in a row take a question out of the error book.
pub const RIGHT_IN_A_ROW: u32 = 2;
/// Most questions of one round.
pub const MOST_QUESTIONS: u32 = 200;
/// Most reports that one person makes within a day.
pub const REPORTS_A_DAY: usize = 10;
/// Fewest and most characters of a report, and of its answer.
pub const REPORT_LENGTH: (usize, usize) = (5, 500);

/// One thing to answer over all versions of its question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub question: String,
    /// 0 for a plain question, the parts of a case count from 1.
    pub part: u8,
}

impl Place {
    /// What a slot of a paper asks.
    pub fn of(question: &str, slot: &Slot) -> Self {
        Self { question: question.to_owned(), part: slot.part.map_or(0, |part| part.part.saturating_add(1)) }
    }
}

/// Which questions are meant, among those of the chapter, point and kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    #[default]
    All,
    /// Never answered before.
    New,
    /// In the error book.
    Wrong,
    /// Among the favourites.
    Kept,
}

impl Only {
    pub const ALL: [Self; 4] = [Self::All, Self::New, Self::Wrong, Self::Kept];

    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::New => "new",
            Self::Wrong => "wrong",
            Self::Kept => "kept",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|only| only.code() == code)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Drawn by lot, the least practised first.
    #[default]
    Mixed,
    /// As the bank numbers them.
    InTurn,
}

impl Order {
    pub const ALL: [Self; 2] = [Self::Mixed, Self::InTurn];

    pub fn code(self) -> &'static str {
        match self {
            Self::Mixed => "mixed",
            Self::InTurn => "in_turn",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.code() == code)
    }
}

/// What somebody wants to practise; a chapter, point or kind that is not named means all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Any lesson of the chapter, in whatever version of its course.
    pub chapter: Option<Uuid>,
    pub point: Option<Point>,
    pub kind: Option<Kind>,
    pub only: Only,
    pub order: Order,
    /// At most so many questions; a case counts as one.
    pub count: u32,
}

impl Default for Wish {
    fn default() -> Self {
        Self { chapter: None, point: None, kind: None, only: Only::All, order: Order::Mixed, count: 10 }
    }
}

/// Where a person stands with one thing to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    pub right: u32,
    /// Incomplete answers too.
    pub wrong: u32,
    /// Right answers in a row, up to the last one.
    pub streak: u32,
    pub last: Verdict,
    pub last_at: Instant,
    /// Since when it stands in the error book.
    pub booked_at: Option<Instant>,
}

impl Mark {
    /// How often it was answered.
    pub fn answered(&self) -> u32 {
        self.right + self.wrong
    }

    /// How many right answers in a row still take it out of the error book.
    pub fn missing(&self) -> u32 {
        RIGHT_IN_A_ROW.saturating_sub(self.streak)
    }
}

/// The mark after one more answer: a wrong one enters the error book, the last of [`RIGHT_IN_A_ROW`] right ones leaves it.
/// What was left blank in a mock is neither right nor wrong.
pub fn after(before: Option<Mark>, verdict: Verdict, at: Instant) -> Mark {
    let fresh = Mark { right: 0, wrong: 0, streak: 0, last: verdict, last_at: at, booked_at: None };
    let mark = Mark { last: verdict, last_at: at, ..before.unwrap_or(fresh) };
    match verdict {
        Verdict::Blank => mark,
        Verdict::Right => {
            let streak = mark.streak + 1;
            let booked_at = mark.booked_at.filter(|_| streak < RIGHT_IN_A_ROW);
            Mark { right: mark.right + 1, streak, booked_at, ..mark }
        }
        Verdict::Incomplete | Verdict::Wrong => {
            Mark { wrong: mark.wrong + 1, streak: 0, booked_at: mark.booked_at.or(Some(at)), ..mark }
        }
    }
}

/// What is wrong with a question, in the eyes of whoever reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportKind {
    Stem,
    Key,
    Law,
    Unclear,
    Other,
}

impl ReportKind {
    pub const ALL: [Self; 5] = [Self::Stem, Self::Key, Self::Law, Self::Unclear, Self::Other];

    pub fn code(self) -> &'static str {
        match self {
            Self::Stem => "stem",
            Self::Key => "key",
            Self::Law => "law",
            Self::Unclear => "unclear",
            Self::Other => "other",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportOutcome {
    Accepted,
    Declined,
}

impl ReportOutcome {
    pub const ALL: [Self; 2] = [Self::Accepted, Self::Declined];

    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }
}

/// The words of a report or of its answer, trimmed.
pub fn check_words(field: &'static str, typed: &str) -> Result<String, Refusal> {
    let (least, most) = REPORT_LENGTH;
    worded(typed, least..=most, || Refusal::on(field, "practice.words_length").with("least", least).with("most", most))
}

/// Whether one more report may be made at `now`; `made` are the moments of the person's earlier ones.
pub fn check_report_rate(made: &[Instant], now: Instant) -> Result<(), Refusal> {
    let mut recent: Vec<Instant> = made.iter().copied().filter(|at| now.since(*at) < DAY_MS).collect();
    recent.sort_unstable();
    match recent.len().checked_sub(REPORTS_A_DAY) {
        None => Ok(()),
        Some(beyond) => {
            let from = recent.get(beyond).copied().unwrap_or(now).plus_ms(DAY_MS);
            Err(Refusal::new("practice.reports_often").with("most", REPORTS_A_DAY).with("from", from.chinese()))
        }
    }
}

#[cfg(all(test, feature = "fixtures"))]
mod tests;
