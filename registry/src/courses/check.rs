//! What is still wrong with a draft? The rules of the files, and whether what the lessons name is there.

use std::collections::{BTreeMap, BTreeSet};

use question_bank::Confidence;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::manuscript::Manuscript;
use super::text::{CourseContent, LessonContent};
use super::{markdown, quiz, video};
use crate::entity::{blobs, facts};
use crate::instant::MINUTE_MS;
use crate::questions::store::confidence_code;
use crate::{Fault, Refusal};

/// Everything that forbids to hand it over; a reason about one lesson names it by its slug in the detail `file`.
pub(super) async fn check<C: ConnectionTrait>(db: &C, manuscript: &Manuscript) -> Result<Vec<Refusal>, Fault> {
    let mut reasons = missing_words(manuscript);
    match manuscript.text()?.read() {
        // without a lesson there is nothing more to say
        Err(Fault::Refused(_)) if manuscript.lessons.is_empty() => {}
        Err(Fault::Refused(found)) => reasons.extend(found),
        Err(fault) => return Err(fault),
        Ok(content) => reasons.extend(missing_things(db, &content).await?),
    }
    // a draft's page has no field of that name
    Ok(reasons.into_iter().map(|reason| Refusal { field: None, ..reason }).collect())
}

fn missing_words(manuscript: &Manuscript) -> Vec<Refusal> {
    let mut reasons = Vec::new();
    if manuscript.head.title.trim().is_empty() {
        reasons.push(Refusal::new("courses.title_missing"));
    }
    if manuscript.head.summary.trim().is_empty() {
        reasons.push(Refusal::new("courses.summary_missing"));
    }
    if manuscript.lessons.is_empty() {
        reasons.push(Refusal::new("courses.lessons_missing"));
    }
    for page in &manuscript.lessons {
        let is_empty = |text: &str| text.trim().is_empty();
        if is_empty(&page.title) || is_empty(&page.chapter) || is_empty(&page.markdown) {
            reasons.push(Refusal::new("courses.lesson_incomplete").with("file", &page.slug));
        }
    }
    reasons
}

/// Facts, practice questions and stored pictures that are named and not there, and facts that nobody has proof-read.
async fn missing_things<C: ConnectionTrait>(db: &C, content: &CourseContent) -> Result<Vec<Refusal>, Fault> {
    let mut reasons = Vec::new();
    let all: BTreeSet<&String> = content.lessons.iter().flat_map(|lesson| &lesson.facts).collect();
    let known = marks(db, all).await?;
    for lesson in &content.lessons {
        let about = |code, name, value: &str| Refusal::new(code).with("file", &lesson.slug).with(name, value);
        for fact in &lesson.facts {
            match known.get(fact) {
                None => reasons.push(about("courses.fact_unknown", "fact", fact)),
                // as with questions: learners see nothing that rests on it
                Some(mark) if mark == confidence_code(Confidence::Unverified) => {
                    reasons.push(about("courses.fact_unverified", "fact", fact));
                }
                Some(_) => {}
            }
        }
        let named = lesson.quiz.iter().chain(lesson.practice.iter().map(|asked| &asked.question));
        let named: Vec<String> = named.cloned().collect::<BTreeSet<_>>().into_iter().collect();
        let asked = quiz::askable(db, &named).await?;
        let absent = named.iter().filter(|id| !asked.contains(id));
        reasons.extend(absent.map(|id| about("courses.question_unknown", "question", id)));
        if let Some(video) = lesson.video {
            reasons.extend(missing_video(db, lesson, video).await?);
        }
        for picture in &lesson.pictures {
            if !is_picture(db, &picture.path).await? {
                reasons.push(about("courses.picture_missing", "path", &picture.path).with("line", picture.line));
            }
        }
    }
    Ok(reasons)
}

/// The mark of each of these facts that is there.
async fn marks<C: ConnectionTrait>(db: &C, ids: BTreeSet<&String>) -> Result<BTreeMap<String, String>, Fault> {
    let found: Vec<(String, String)> = facts::Entity::find()
        .select_only()
        .columns([facts::Column::Id, facts::Column::Confidence])
        .filter(facts::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().collect())
}

/// Not there, or longer than the lesson is said to take.
async fn missing_video<C: ConnectionTrait>(
    db: &C,
    lesson: &LessonContent,
    video: Uuid,
) -> Result<Option<Refusal>, Fault> {
    match video::find(db, video).await {
        Ok(video) if video.length_ms > i64::from(lesson.minutes) * MINUTE_MS => {
            let least = (video.length_ms + MINUTE_MS - 1) / MINUTE_MS;
            Ok(Some(Refusal::new("courses.minutes_below_video").with("file", &lesson.slug).with("minutes", least)))
        }
        Ok(_) => Ok(None),
        Err(Fault::NotFound) => Ok(Some(Refusal::new("courses.video_unknown").with("file", &lesson.slug))),
        Err(fault) => Err(fault),
    }
}

async fn is_picture<C: ConnectionTrait>(db: &C, path: &str) -> Result<bool, Fault> {
    let Some(hash) = markdown::stored_file(path) else { return Ok(false) };
    let media_type: Option<String> = blobs::Entity::find_by_id(hash.to_owned())
        .select_only()
        .column(blobs::Column::MediaType)
        .into_tuple()
        .one(db)
        .await?;
    // photos of people are pictures too, and no course shows them
    Ok(media_type.is_some_and(|media_type| media_type == "image/svg+xml"))
}
