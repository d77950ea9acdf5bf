//! Which lessons does a course have, over all its versions, and how far has somebody come in them?

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::credit::{Span, Stretch, union_ms, watched_ms};
use super::{Block, Hours, LessonLink, QuizState};
use crate::entity::{course_completions, courses, lesson_progress, lessons, offices, readings, watchings};
use crate::instant::MINUTE_MS;
use crate::rulepacks::{Rules, store};
use crate::{Ctx, Fault, Instant};

const REQUIRED: &str = "course.required_minutes";

/// A lesson without its text.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Line {
    pub id: Uuid,
    pub course_id: Uuid,
    pub slug: String,
    pub chapter: String,
    pub title: String,
    pub block: String,
    pub minutes: i32,
    pub quiz: String,
    /// The version from which on reading counts.
    pub read_since: i32,
    /// The length of its video; 0 without one.
    pub video_ms: i64,
}

/// The version in force. A lesson keeps its slug over the versions, and what was read of one counts for the other since
/// its text last became another one.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    pub course: courses::Model,
    pub lessons: Vec<Line>,
    /// every version's lesson, its slug and its version
    every: BTreeMap<Uuid, (String, i32)>,
}

/// How far one person has come in one lesson.
#[derive(Clone, Debug, Default)]
pub(super) struct LessonStanding {
    spans: Vec<Span>,
    watched: Vec<Stretch>,
    /// when the version was opened, how far down its text, and where its video
    place: Option<(i64, u16, i64)>,
    pub quiz_passed_at: Option<Instant>,
}

/// How far one person has come in a course.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing {
    /// by slug
    lessons: BTreeMap<String, LessonStanding>,
    last_read_at: Option<Instant>,
    pub settled: Option<Settled>,
}

/// Hours that became full once, and stay so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settled {
    /// The version under which they did.
    pub course: Uuid,
    pub hours: Hours,
}

impl Line {
    pub fn cap_ms(&self) -> i64 {
        i64::from(self.minutes) * MINUTE_MS
    }

    /// What of the stated minutes is earned by watching; the rest by reading.
    pub fn video_cap_ms(&self) -> i64 {
        self.video_ms.min(self.cap_ms())
    }

    pub fn link(&self) -> LessonLink {
        LessonLink { slug: self.slug.clone(), title: self.title.clone() }
    }

    pub fn block(&self) -> Result<Block, Fault> {
        Block::parse(&self.block).ok_or_else(|| Fault::internal("lesson with an unknown block"))
    }

    pub fn quiz_ids(&self) -> Result<Vec<String>, Fault> {
        Ok(serde_json::from_str(&self.quiz)?)
    }
}

impl Outline {
    /// Every course, oldest first.
    pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Self>, Fault> {
        let mut outlines = Self::load(db, courses::Entity::find().all(db).await?).await?;
        outlines.sort_by(|a, b| (a.course.published_at, &a.course.slug).cmp(&(b.course.published_at, &b.course.slug)));
        Ok(outlines)
    }

    pub async fn of_slug<C: ConnectionTrait>(db: &C, slug: &str) -> Result<Self, Fault> {
        let versions = courses::Entity::find().filter(courses::Column::Slug.eq(slug)).all(db).await?;
        Self::load(db, versions).await?.pop().ok_or(Fault::NotFound)
    }

    /// `course` may be a retired version.
    pub async fn of_course<C: ConnectionTrait>(db: &C, course: Uuid) -> Result<Self, Fault> {
        let course = courses::Entity::find_by_id(course).one(db).await?.ok_or(Fault::NotFound)?;
        Self::of_slug(db, &course.slug).await
    }

    /// `lesson` may belong to a retired version.
    pub async fn of_lesson<C: ConnectionTrait>(db: &C, lesson: Uuid) -> Result<Self, Fault> {
        let course: Option<Uuid> = lessons::Entity::find_by_id(lesson)
            .select_only()
            .column(lessons::Column::CourseId)
            .into_tuple()
            .one(db)
            .await?;
        Self::of_course(db, course.ok_or(Fault::NotFound)?).await
    }

    async fn load<C: ConnectionTrait>(db: &C, versions: Vec<courses::Model>) -> Result<Vec<Self>, Fault> {
        let columns = [
            lessons::Column::Id,
            lessons::Column::CourseId,
            lessons::Column::Slug,
            lessons::Column::Chapter,
            lessons::Column::Title,
            lessons::Column::Block,
            lessons::Column::Minutes,
            lessons::Column::Quiz,
            lessons::Column::ReadSince,
            lessons::Column::VideoMs,
        ];
        let lines = lessons::Entity::find()
            .select_only()
            .columns(columns)
            .filter(lessons::Column::CourseId.is_in(versions.iter().map(|course| course.id)))
            .order_by_asc(lessons::Column::Position)
            .into_model::<Line>()
            .all(db)
            .await?;
        let of = |course: &courses::Model| {
            let versions = versions.iter().filter(|other| other.slug == course.slug);
            let versions: BTreeMap<Uuid, i32> = versions.map(|other| (other.id, other.version)).collect();
            let every = |line: &Line| Some((line.id, (line.slug.clone(), *versions.get(&line.course_id)?)));
            Self {
                course: course.clone(),
                lessons: lines.iter().filter(|line| line.course_id == course.id).cloned().collect(),
                every: lines.iter().filter_map(every).collect(),
            }
        };
        Ok(versions.iter().filter(|course| course.retired_at.is_none()).map(of).collect())
    }

    /// The lesson in force that this one, of whatever version, has become; nothing when its text is another one now.
    pub fn lesson(&self, id: Uuid) -> Option<&Line> {
        let (slug, version) = self.every.get(&id)?;
        self.lessons.iter().find(|line| line.slug == *slug && line.read_since <= *version)
    }

    /// The lessons of every version.
    pub fn lesson_ids(&self) -> impl Iterator<Item = Uuid> {
        self.every.keys().copied()
    }

    /// The lessons of this name, one of each version that has it.
    pub fn versions_of(&self, slug: &str) -> impl Iterator<Item = Uuid> {
        self.every.iter().filter(move |(_, (known, _))| known == slug).map(|(id, _)| *id)
    }

    pub fn minutes(&self) -> i64 {
        self.lessons.iter().map(|line| i64::from(line.minutes)).sum()
    }

    /// What the rules require, or else the sum of the lessons' stated minutes.
    pub fn required_minutes(&self, rules: &Rules) -> Result<i64, Fault> {
        if rules.iter().any(|(name, ..)| name == REQUIRED) { rules.integer(REQUIRED) } else { Ok(self.minutes()) }
    }

    pub async fn standing<C: ConnectionTrait>(&self, db: &C, person: Uuid) -> Result<Standing, Fault> {
        Ok(self.standings(db, &[person]).await?.remove(&person).unwrap_or_default())
    }

    pub async fn standings<C: ConnectionTrait>(
        &self,
        db: &C,
        people: &[Uuid],
    ) -> Result<BTreeMap<Uuid, Standing>, Fault> {
        let mut standings = BTreeMap::<Uuid, Standing>::new();
        let read = readings::Entity::find()
            .filter(readings::Column::PersonId.is_in(people.iter().copied()))
            .filter(readings::Column::LessonId.is_in(self.lesson_ids()));
        for row in read.all(db).await? {
            let standing = standings.entry(row.person_id).or_default();
            standing.last_read_at = standing.last_read_at.max(Some(Instant(row.to_at)));
            if let Some(line) = self.lesson(row.lesson_id) {
                standing.add(line, Span { from: Instant(row.from_at), to: Instant(row.to_at) });
            }
        }
        let watched = watchings::Entity::find()
            .filter(watchings::Column::PersonId.is_in(people.iter().copied()))
            .filter(watchings::Column::LessonId.is_in(self.lesson_ids()));
        for row in watched.all(db).await? {
            let standing = standings.entry(row.person_id).or_default();
            standing.last_read_at = standing.last_read_at.max(Some(Instant(row.watched_at)));
            if let Some(line) = self.lesson(row.lesson_id) {
                standing.add_watched(line, Stretch { from_ms: row.from_ms, to_ms: row.to_ms });
            }
        }
        let opened = lesson_progress::Entity::find()
            .filter(lesson_progress::Column::PersonId.is_in(people.iter().copied()))
            .filter(lesson_progress::Column::LessonId.is_in(self.lesson_ids()));
        for row in opened.all(db).await? {
            let Some((slug, _)) = self.every.get(&row.lesson_id) else { continue };
            let of_person = standings.entry(row.person_id).or_default();
            let standing = of_person.lessons.entry(slug.clone()).or_default();
            if self.lesson(row.lesson_id).is_some() {
                let place = (row.opened_at, u16::try_from(row.place).unwrap_or(0), row.video_ms);
                standing.place = standing.place.max(Some(place));
            }
            // a quiz blocks nothing: once passed, it stays so
            let passed = row.quiz_passed_at.map(Instant);
            standing.quiz_passed_at = standing.quiz_passed_at.into_iter().chain(passed).min();
        }
        let settled = course_completions::Entity::find()
            .filter(course_completions::Column::PersonId.is_in(people.iter().copied()))
            .filter(course_completions::Column::Slug.eq(&self.course.slug));
        for row in settled.all(db).await? {
            let hours = Hours { credited_minutes: row.credited_minutes, required_minutes: row.required_minutes };
            standings.entry(row.person_id).or_default().settled = Some(Settled { course: row.course_id, hours });
        }
        Ok(standings)
    }
}

impl LessonStanding {
    /// In the version opened last, in thousandths.
    pub fn place(&self) -> u16 {
        self.place.map_or(0, |(_, place, _)| place)
    }

    pub fn video_place_ms(&self) -> i64 {
        self.place.map_or(0, |(_, _, place)| place)
    }

    pub fn quiz_state(&self, question_count: usize) -> QuizState {
        match self.quiz_passed_at {
            _ if question_count == 0 => QuizState::Absent,
            Some(at) => QuizState::Passed(at),
            None => QuizState::Open,
        }
    }
}

impl Standing {
    pub fn lesson(&self, line: &Line) -> LessonStanding {
        self.lessons.get(&line.slug).cloned().unwrap_or_default()
    }

    /// Never more than the lesson's stated minutes.
    pub fn credited_ms(&self, line: &Line) -> i64 {
        self.read_ms(line) + self.watched_ms(line)
    }

    /// Never more than what the video leaves of the stated minutes.
    pub fn read_ms(&self, line: &Line) -> i64 {
        let read = self.lessons.get(&line.slug).map_or(0, |standing| union_ms(standing.spans.iter().copied()));
        read.min(line.cap_ms() - line.video_cap_ms())
    }

    /// Every moment of the video once.
    pub fn watched_ms(&self, line: &Line) -> i64 {
        let watched = self.lessons.get(&line.slug).map_or(0, |standing| watched_ms(standing.watched.iter().copied()));
        watched.min(line.video_cap_ms())
    }

    pub fn course_ms(&self, outline: &Outline) -> i64 {
        outline.lessons.iter().map(|line| self.credited_ms(line)).sum()
    }

    /// What was full once stays full, with the figures of then.
    pub fn hours(&self, outline: &Outline, required_minutes: i64) -> Hours {
        let hours = Hours::new(self.course_ms(outline), required_minutes);
        match self.settled {
            Some(settled) if !hours.is_complete() => settled.hours,
            _ => hours,
        }
    }

    pub fn has_begun(&self) -> bool {
        self.last_read_at.is_some()
    }

    pub fn last_read_at(&self) -> Option<Instant> {
        self.last_read_at
    }

    pub fn add(&mut self, line: &Line, span: Span) {
        self.last_read_at = self.last_read_at.max(Some(span.to));
        self.lessons.entry(line.slug.clone()).or_default().spans.push(span);
    }

    pub fn add_watched(&mut self, line: &Line, stretch: Stretch) {
        self.lessons.entry(line.slug.clone()).or_default().watched.push(stretch);
    }
}

/// The row that says that a person's hours in the course are full.
pub(super) fn completion(
    course: &courses::Model,
    person: Uuid,
    hours: Hours,
    at: Instant,
) -> course_completions::Model {
    course_completions::Model {
        person_id: person,
        slug: course.slug.clone(),
        course_id: course.id,
        credited_minutes: hours.credited_minutes,
        required_minutes: hours.required_minutes,
        settled_at: at.0,
    }
}

/// The rules of the office that issues the certificate; of the city while there is none.
pub(crate) async fn rules(ctx: &Ctx) -> Result<Rules, Fault> {
    let issuer = offices::Entity::find()
        .filter(offices::Column::Kind.eq("issuer"))
        .order_by_asc(offices::Column::CreatedAt)
        .one(ctx.db.reader())
        .await?;
    let area = issuer.map_or_else(|| store::CITY.to_owned(), |office| office.area);
    store::in_force(ctx, &area, ctx.now().day()).await
}
