//! What does each chapter of the courses in force ask, and on which facts does it rest?

use std::collections::{BTreeSet, HashMap};

use question_bank::Question;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::outline::{Line, Outline};
use super::{LessonLink, markdown};
use crate::Fault;
use crate::entity::lessons;

/// A chapter of a course in force: lessons side by side under the same title.
#[derive(Clone, Debug)]
pub struct ChapterContent {
    pub course: LessonLink,
    pub title: String,
    /// The lesson that it begins with.
    pub first: Uuid,
    /// Its lessons, each in every version of the course.
    lessons: BTreeSet<Uuid>,
    /// Asked after its lessons and inside their texts.
    questions: BTreeSet<String>,
    facts: BTreeSet<String>,
}

/// The facts that a lesson names, as JSON, and its text.
type Written = (String, String);

impl ChapterContent {
    fn of(outline: &Outline, lines: &[Line], written: &HashMap<Uuid, Written>) -> Result<Self, Fault> {
        let first = &lines[0];
        let (mut questions, mut facts) = (BTreeSet::new(), BTreeSet::new());
        for line in lines {
            questions.extend(line.quiz_ids()?);
            if let Some((named, text)) = written.get(&line.id) {
                facts.extend(serde_json::from_str::<Vec<String>>(named)?);
                questions.extend(markdown::asked(text));
            }
        }
        Ok(Self {
            course: LessonLink { slug: outline.course.slug.clone(), title: outline.course.title.clone() },
            title: first.chapter.clone(),
            first: first.id,
            lessons: lines.iter().flat_map(|line| outline.versions_of(&line.slug)).collect(),
            questions,
            facts,
        })
    }

    /// Whether this lesson, of whatever version, stands in it now.
    pub fn has(&self, lesson: Uuid) -> bool {
        self.lessons.contains(&lesson)
    }

    /// Whether one of its lessons asks the question, or names a fact that the question rests on.
    pub fn covers(&self, question: &Question) -> bool {
        self.questions.contains(&question.id.0)
            || question.cited_facts().iter().any(|fact| self.facts.contains(&fact.0))
    }
}

/// Every chapter, course by course, the oldest course first.
pub(crate) async fn chapters_in_force<C: ConnectionTrait>(db: &C) -> Result<Vec<ChapterContent>, Fault> {
    let outlines = Outline::all(db).await?;
    let written = written(db, &outlines).await?;
    let of_course = |outline: &Outline| -> Vec<Result<ChapterContent, Fault>> {
        let chapters = outline.lessons.chunk_by(|one, next| one.chapter == next.chapter);
        chapters.map(|lines| ChapterContent::of(outline, lines, &written)).collect()
    };
    outlines.iter().flat_map(of_course).collect()
}

/// By lesson in force.
async fn written<C: ConnectionTrait>(db: &C, outlines: &[Outline]) -> Result<HashMap<Uuid, Written>, Fault> {
    let ids: Vec<Uuid> = outlines.iter().flat_map(|outline| &outline.lessons).map(|line| line.id).collect();
    let rows: Vec<(Uuid, String, String)> = lessons::Entity::find()
        .select_only()
        .columns([lessons::Column::Id, lessons::Column::Facts, lessons::Column::Markdown])
        .filter(lessons::Column::Id.is_in(ids))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, facts, text)| (id, (facts, text))).collect())
}
