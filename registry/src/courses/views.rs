//! What do readers and offices see of a course? Its card, its page, its lessons and quizzes, who has read how much.

use question_bank::{Choice, Kind};
use serde::Serialize;
use uuid::Uuid;

use super::{Block, Hours};
use crate::Instant;

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
