//! Which courses are there, what was really read of them, and are the study hours full?

pub mod credit;

#[cfg(feature = "db")]
mod archive;
#[cfg(feature = "db")]
mod built_in;
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

#[cfg(feature = "db")]
pub(crate) use outline::rules;
use question_bank::{Choice, Kind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::instant::MINUTE_MS;
use crate::{Fault, Instant, Refusal};

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

/// A course in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CourseCard {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub lesson_count: usize,
    /// the sum of the lessons' stated minutes
    pub minutes: i64,
    pub required_minutes: i64,
    /// `None` for readers who are not signed in
    pub hours: Option<Hours>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CourseView {
    pub card: CourseCard,
    pub version: i32,
    pub published_at: Instant,
    pub chapters: Vec<Chapter>,
    /// Where to read on: the lesson read last while it is not full, else the first that is not; `None` when all are.
    pub resume: Option<LessonLink>,
    /// `None` for the first version.
    pub renewal: Option<Renewal>,
}

/// What the version in force changed, as its learners are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Renewal {
    /// In the author's words; may be empty.
    pub note: String,
    /// New lessons, and those that have to be read anew.
    pub lessons: Vec<LessonLink>,
    pub kept: Kept,
}

/// What became of what the reader had learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// Nothing was read before, or nobody is signed in.
    Nothing,
    /// The minutes of every lesson whose text is the same.
    Minutes,
    /// The hours were full before and stay so.
    FullHours,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chapter {
    pub title: String,
    pub lessons: Vec<LessonLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LessonLine {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub block: Block,
    pub minutes: i64,
    pub credited_minutes: i64,
    pub quiz: QuizState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuizState {
    /// The lesson has no questions.
    Absent,
    Open,
    Passed(Instant),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LessonLink {
    pub slug: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LessonView {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub chapter: String,
    pub course: LessonLink,
    /// The whole text without the questions in it. Made from Markdown without any raw HTML in it: safe as it is.
    pub html: String,
    /// The text and the questions in it, in their order.
    pub parts: Vec<LessonPart>,
    /// where the reader left off, in thousandths
    pub place: u16,
    pub previous: Option<LessonLink>,
    pub next: Option<LessonLink>,
    pub video: Option<VideoView>,
    pub quiz: Vec<QuizQuestion>,
    pub quiz_state: QuizState,
    pub credited_ms: i64,
    /// the lesson's stated minutes
    pub required_ms: i64,
}

/// The video of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VideoView {
    pub media_type: String,
    pub length_ms: i64,
    /// What of the lesson's stated minutes is earned by watching.
    pub counted_ms: i64,
    pub watched_ms: i64,
    /// where the reader left off
    pub place_ms: i64,
    pub captions: Presence,
    pub poster: Presence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Present,
    Absent,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LessonPart {
    /// Safe as it is.
    Text(String),
    Practice(PracticeQuestion),
}

/// A question inside the text. The key comes with an answer, and with nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PracticeQuestion {
    pub question: QuizQuestion,
    pub last: Option<LastAnswer>,
}

/// What the reader answered last: not what was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct LastAnswer {
    pub chosen: Choice,
    pub is_right: bool,
}

/// A question of a lesson's quiz. It has no field for the key or the explanation, so no page can give them away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuizQuestion {
    pub id: String,
    pub kind: Kind,
    pub stem: String,
    /// Empty for true/false, whose two options are words of the page (true, then false).
    pub options: Vec<String>,
}

/// What a quiz came to, with the keys: only who has answered every question gets one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuizResult {
    pub verdicts: Vec<QuizVerdict>,
    pub right_count: usize,
    /// when all were right for the first time
    pub passed_at: Option<Instant>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuizVerdict {
    pub question: QuizQuestion,
    pub chosen: Choice,
    pub right: Choice,
    pub explanation: String,
}

impl QuizVerdict {
    pub fn is_right(&self) -> bool {
        self.chosen == self.right
    }
}

/// One reader's line in the list for offices and enterprises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StudyRecord {
    pub person: Uuid,
    /// In full: who may list is staff, the reader's enterprise, or the reader.
    pub name: String,
    pub hours: Hours,
    pub quizzes_passed: usize,
    pub last_read_at: Option<Instant>,
}

#[cfg(test)]
mod tests;
