//! `courses`: what is there to read, and how far has the reader come?

pub mod lessons;

use axum::Json;
use registry::courses::{self, Activity, LessonLink, Playing, store};
use registry::{Fault, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Anyone, Caller, Named};
use super::codes;
use super::times::At;
use crate::problem::Problem;

/// What the registry allows the name of a window.
const READER_LIMIT: usize = 40;

#[derive(Serialize, ToSchema)]
pub struct Courses {
    courses: Vec<Course>,
}

#[derive(Serialize, ToSchema)]
pub struct Course {
    id: Uuid,
    slug: String,
    title: String,
    summary: String,
    lesson_count: usize,
    minutes: i64,
    required_minutes: i64,
    /// Whole minutes; null for readers who are not signed in.
    credited_minutes: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct CourseContent {
    course: Course,
    version: i32,
    published_at: At,
    chapters: Vec<Chapter>,
    /// Where to read on; null when every lesson is full.
    resume: Option<Link>,
}

#[derive(Serialize, ToSchema)]
pub struct Chapter {
    title: String,
    lessons: Vec<LessonLine>,
}

#[derive(Serialize, ToSchema)]
pub struct LessonLine {
    id: Uuid,
    slug: String,
    title: String,
    #[schema(schema_with = codes::block)]
    block: &'static str,
    minutes: i64,
    credited_minutes: i64,
    #[schema(schema_with = codes::quiz_state)]
    quiz: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct Link {
    slug: String,
    title: String,
}

/// A report: one when the lesson has loaded, then one every 30 s and one on leaving.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Beat {
    lesson: Uuid,
    /// The window's own name.
    #[schema(min_length = 1, max_length = 40, example = "app-1")]
    reader: String,
    activity: ReaderActivity,
    /// How far down the text, in thousandths.
    #[schema(maximum = 1000, example = 250)]
    place: u16,
    /// Whether the lesson's video goes on playing; null where there is none or nobody has begun it.
    #[schema(schema_with = codes::playing_or_null)]
    video: Option<Playing>,
    /// Where the video is; null counts as its beginning.
    #[schema(minimum = 0, maximum = 86_400_000, example = 30_000)]
    video_ms: Option<i64>,
}

/// Whether the window was in front of somebody since its last report.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReaderActivity {
    Active,
    Idle,
}

#[derive(Serialize, ToSchema)]
pub struct Progress {
    lesson_credited_ms: i64,
    course_credited_ms: i64,
    required_ms: i64,
}

/// The courses in force.
#[utoipa::path(
    get, path = "/courses", tag = "courses", operation_id = "courses",
    responses((status = 200, description = "Oldest first.", body = Courses)),
)]
pub async fn list(Anyone(ctx): Anyone) -> Result<Json<Courses>, Problem> {
    let courses = store::list(&ctx).await?.into_iter().map(course).collect();
    Ok(Json(Courses { courses }))
}

/// A course with its chapters.
#[utoipa::path(
    get, path = "/courses/{slug}", tag = "courses", operation_id = "course",
    params(("slug" = String, Path, description = "The course's name in addresses.")),
    responses((status = 200, description = "The version in force.", body = CourseContent)),
)]
pub async fn show(Anyone(ctx): Anyone, Named(slug): Named<String>) -> Result<Json<CourseContent>, Problem> {
    let view = store::view(&ctx, name(&slug)?).await?;
    Ok(Json(CourseContent {
        course: course(view.card),
        version: view.version,
        published_at: At(view.published_at),
        chapters: view.chapters.into_iter().map(chapter).collect(),
        resume: view.resume.map(link),
    }))
}

/// Report reading and watching.
///
/// The server's clock credits the time since the same window's last report in the same lesson. While a video plays it
/// is the stretch that was played, no faster than the clock and every moment once; report whenever it starts, stops or
/// is sought, too.
#[utoipa::path(
    post, path = "/courses/{course}/progress", tag = "courses", operation_id = "report_reading",
    params(("course" = Uuid, Path, description = "The course's id.")),
    request_body = Beat,
    responses((status = 200, description = "How far the reader has come.", body = Progress)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn progress(
    Caller { ctx, .. }: Caller,
    Named(course): Named<Uuid>,
    Json(beat): Json<Beat>,
) -> Result<Json<Progress>, Problem> {
    if beat.reader.chars().any(char::is_control) {
        let refusal = Refusal::on("reader", "courses.reader_invalid").with("limit", READER_LIMIT);
        return Err(Fault::refused(refusal).into());
    }
    let card = store::list(&ctx).await?.into_iter().find(|card| card.id == course).ok_or(Fault::NotFound)?;
    let view = store::view(&ctx, &card.slug).await?;
    if !view.chapters.iter().flat_map(|chapter| &chapter.lessons).any(|lesson| lesson.id == beat.lesson) {
        return Err(Fault::NotFound.into());
    }
    let Beat { lesson, reader, activity, place, video, video_ms } = beat;
    let activity = match activity {
        ReaderActivity::Active => Activity::Active,
        ReaderActivity::Idle => Activity::Idle,
    };
    let video_ms = video_ms.unwrap_or(0);
    let progress = store::beat(&ctx, &courses::Beat { lesson, reader, activity, place, video, video_ms }).await?;
    Ok(Json(Progress {
        lesson_credited_ms: progress.lesson_credited_ms,
        course_credited_ms: progress.course_credited_ms,
        required_ms: progress.required_ms,
    }))
}

/// PostgreSQL takes no text with a zero byte in it, and no name has any control character.
fn name(slug: &str) -> Result<&str, Fault> {
    if slug.chars().any(char::is_control) { Err(Fault::NotFound) } else { Ok(slug) }
}

fn course(card: courses::CourseCard) -> Course {
    Course {
        id: card.id,
        slug: card.slug,
        title: card.title,
        summary: card.summary,
        lesson_count: card.lesson_count,
        minutes: card.minutes,
        required_minutes: card.required_minutes,
        credited_minutes: card.hours.map(|hours| hours.credited_minutes),
    }
}

fn chapter(chapter: courses::Chapter) -> Chapter {
    let line = |line: courses::LessonLine| LessonLine {
        id: line.id,
        slug: line.slug,
        title: line.title,
        block: line.block.code(),
        minutes: line.minutes,
        credited_minutes: line.credited_minutes,
        quiz: codes::quiz_code(line.quiz),
    };
    Chapter { title: chapter.title, lessons: chapter.lessons.into_iter().map(line).collect() }
}

fn link(link: LessonLink) -> Link {
    Link { slug: link.slug, title: link.title }
}
