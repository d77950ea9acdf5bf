//! Which courses are there, what was really read of them, and are the study hours full?

pub mod credit;

#[cfg(feature = "db")]
mod archive;
#[cfg(feature = "db")]
mod built_in;
#[cfg(feature = "db")]
mod chapters;
#[cfg(feature = "db")]
mod check;
#[cfg(feature = "db")]
pub mod desk;
#[cfg(feature = "db")]
pub mod drafts;
#[cfg(feature = "db")]
mod import;
#[cfg(feature = "db")]
pub mod manuscript;
#[cfg(feature = "db")]
mod markdown;
#[cfg(feature = "db")]
mod outline;
#[cfg(feature = "db")]
mod pages;
#[cfg(feature = "db")]
mod practice;
#[cfg(feature = "db")]
pub mod preview;
#[cfg(feature = "db")]
mod publishing;
#[cfg(feature = "db")]
mod quiz;
#[cfg(feature = "db")]
mod reading;
#[cfg(feature = "db")]
mod records;
#[cfg(feature = "db")]
pub mod review;
#[cfg(feature = "db")]
pub mod store;
#[cfg(feature = "db")]
mod svg;
#[cfg(feature = "db")]
mod text;
#[cfg(feature = "db")]
mod versions;
#[cfg(feature = "db")]
pub mod video;
mod views;

#[cfg(feature = "db")]
pub use chapters::ChapterContent;
#[cfg(feature = "db")]
pub(crate) use chapters::chapters_in_force;
#[cfg(feature = "db")]
pub(crate) use outline::rules;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
pub use views::{
    Chapter, CourseCard, CourseView, Kept, LastAnswer, LessonLine, LessonLink, LessonPart, LessonView,
    PracticeQuestion, Presence, QuizQuestion, QuizResult, QuizState, QuizVerdict, Renewal, StudyRecord, VideoView,
};

use crate::instant::MINUTE_MS;
use crate::{Fault, Refusal};

/// One 学时 (exam-conventions: usual length).
pub const STUDY_HOUR_MINUTES: i64 = 45;
const READER_LIMIT: usize = 40;
const PLACE_END: u16 = 1_000;
/// No video is longer than a day.
const VIDEO_END_MS: i64 = 24 * 60 * MINUTE_MS;

/// What a lesson teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Post,
    WageRegulation,
    SpecialAccount,
    WageDeposit,
    Ledgers,
    Practice,
    LabourContractLaw,
    LabourLaw,
    Arbitration,
    Disputes,
}

impl Block {
    pub const ALL: [Self; 10] = [
        Self::Post,
        Self::WageRegulation,
        Self::SpecialAccount,
        Self::WageDeposit,
        Self::Ledgers,
        Self::Practice,
        Self::LabourContractLaw,
        Self::LabourLaw,
        Self::Arbitration,
        Self::Disputes,
    ];

    // 乙文第三部分(三): the five blocks that a training must teach
    pub const REQUIRED: [Self; 5] =
        [Self::WageRegulation, Self::SpecialAccount, Self::WageDeposit, Self::Ledgers, Self::Practice];

    /// The stored code and the key of the catalogue (`blocks.<code>`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::WageRegulation => "wage_regulation",
            Self::SpecialAccount => "special_account",
            Self::WageDeposit => "wage_deposit",
            Self::Ledgers => "ledgers",
            Self::Practice => "practice",
            Self::LabourContractLaw => "labour_contract_law",
            Self::LabourLaw => "labour_law",
            Self::Arbitration => "arbitration",
            Self::Disputes => "disputes",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|block| block.code() == code)
    }
}

/// Whether the window was in front of somebody since its last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    Active,
    Idle,
}

/// A window's report. The first one goes out when the lesson has loaded, then one every 30 s and one on leaving.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Beat {
    pub lesson: Uuid,
    /// The window's own name, 1 to 40 characters; not [`credit::PAGE`].
    pub reader: String,
    pub activity: Activity,
    /// How far down the text, in thousandths.
    pub place: u16,
    /// Whether the lesson's video goes on playing; nothing where there is none or nobody has begun it.
    #[serde(default)]
    pub video: Option<Playing>,
    /// Where it is.
    #[serde(default)]
    pub video_ms: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Playing {
    Playing,
    Paused,
}

impl Beat {
    pub fn check(&self) -> Result<(), Fault> {
        let mut reasons = Vec::new();
        let length = self.reader.chars().count();
        if length == 0 || length > READER_LIMIT || self.reader == credit::PAGE {
            reasons.push(Refusal::on("reader", "courses.reader_invalid").with("limit", READER_LIMIT));
        }
        if self.place > PLACE_END {
            reasons.push(Refusal::on("place", "courses.place_invalid").with("limit", PLACE_END));
        }
        if !(0..=VIDEO_END_MS).contains(&self.video_ms) {
            reasons.push(Refusal::on("video_ms", "courses.video_place_invalid"));
        }
        crate::fault::refuse_unless_empty(reasons)
    }
}

/// What a report brought the reader to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub lesson_credited_ms: i64,
    pub course_credited_ms: i64,
    /// of the course
    pub required_ms: i64,
}

/// A person's hours in a course. Quizzes do not count (decision 0010).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Hours {
    /// whole minutes, rounded down
    pub credited_minutes: i64,
    pub required_minutes: i64,
}

impl Hours {
    pub fn new(credited_ms: i64, required_minutes: i64) -> Self {
        Self { credited_minutes: credited_ms / MINUTE_MS, required_minutes }
    }

    pub fn is_complete(self) -> bool {
        self.credited_minutes >= self.required_minutes
    }
}

/// Minutes as 学时 with one decimal, rounded down so that nobody reads more than was earned: 83 minutes are `1.8`.
pub fn study_hours(minutes: i64) -> String {
    let tenths = minutes * 10 / STUDY_HOUR_MINUTES;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests;
