//! What did somebody write of a course so far? As the forms hold it: nothing needs to be complete, until it is read as a
//! [`CourseText`], by the rules of the files.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::text::{CourseContent, CourseText, File, FrontMatter, Lines, Manifest, ManifestChapter};
use crate::entity::{courses, lessons};
use crate::questions::manuscript::fact_ids;
use crate::vault::hex;
use crate::{Fault, Refusal};

/// Longest title, in characters.
pub const TITLE: usize = 100;
/// Longest summary and note, in characters.
pub const WORDS: usize = 1_000;
/// Longest text of a lesson, in characters.
pub const TEXT: usize = 60_000;
/// Most lessons of a course.
pub const LESSONS: usize = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manuscript {
    pub slug: String,
    #[serde(flatten)]
    pub head: Head,
    /// In their order; neighbours of one chapter stand in it together.
    pub lessons: Vec<Page>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    pub title: String,
    pub summary: String,
    /// What the learners are told of the new version.
    pub note: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Page {
    pub slug: String,
    pub chapter: String,
    pub title: String,
    /// A code of [`super::Block`].
    pub block: String,
    pub minutes: String,
    /// Ids, divided by commas or blanks.
    pub facts: String,
    /// Ids of practice questions, in their order.
    pub quiz: String,
    pub markdown: String,
    /// One of the stored videos.
    pub video: Option<Uuid>,
    pub reading: Reading,
}

/// Whether minutes of the version before stay with the lesson.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// As the comparison of the texts says.
    #[default]
    Compared,
    /// They do not: the lesson has to be read anew.
    Anew,
}

impl Manuscript {
    /// Of a version that was published.
    pub(super) fn of(course: &courses::Model, lessons: &[lessons::Model]) -> Result<Self, Fault> {
        let page = |row: &lessons::Model| -> Result<Page, Fault> {
            Ok(Page {
                slug: row.slug.clone(),
                chapter: row.chapter.clone(),
                title: row.title.clone(),
                block: row.block.clone(),
                minutes: row.minutes.to_string(),
                facts: serde_json::from_str::<Vec<String>>(&row.facts)?.join("、"),
                quiz: serde_json::from_str::<Vec<String>>(&row.quiz)?.join("、"),
                markdown: row.markdown.clone(),
                video: row.video_id,
                reading: Reading::Compared,
            })
        };
        Ok(Self {
            slug: course.slug.clone(),
            head: Head { title: course.title.clone(), summary: course.summary.clone(), note: String::new() },
            lessons: lessons.iter().map(page).collect::<Result<_, _>>()?,
        })
    }

    /// The course of these texts, as it would be published.
    pub(super) fn text(&self) -> Result<CourseText, Fault> {
        let mut chapter: Vec<ManifestChapter> = Vec::new();
        for page in &self.lessons {
            if chapter.last().is_none_or(|last| last.title != page.chapter) {
                chapter.push(ManifestChapter { title: page.chapter.clone(), lessons: Vec::new() });
            }
            chapter.iter_mut().last().into_iter().for_each(|chapter| chapter.lessons.push(page.slug.clone()));
        }
        let Head { title, summary, .. } = self.head.clone();
        let manifest = Manifest { slug: self.slug.clone(), title, summary, chapter };
        let file = |page: &Page| Ok(File { name: page.slug.clone(), content: page.file()? });
        Ok(CourseText {
            manifest: toml::to_string(&manifest).map_err(Fault::internal)?,
            lessons: self.lessons.iter().map(file).collect::<Result<_, Fault>>()?,
            pictures: Vec::new(),
            lines: Lines::OfText,
        })
    }

    pub fn lesson(&self, slug: &str) -> Option<&Page> {
        self.lessons.iter().find(|page| page.slug == slug)
    }

    /// A name for a lesson that no other has.
    pub(super) fn next_slug(&self) -> String {
        let mut numbers = (self.lessons.len() + 1)..;
        let free = numbers.find_map(|n| Some(format!("lesson-{n}")).filter(|slug| self.lesson(slug).is_none()));
        free.unwrap_or_default()
    }

    /// Slugs of the lessons that have to be read anew because somebody said so.
    pub(super) fn anew(&self) -> Vec<String> {
        let anew = self.lessons.iter().filter(|page| page.reading == Reading::Anew);
        anew.map(|page| page.slug.clone()).collect()
    }
}

impl From<&CourseContent> for Manuscript {
    fn from(content: &CourseContent) -> Self {
        let page = |lesson: &super::text::LessonContent| Page {
            slug: lesson.slug.clone(),
            chapter: lesson.chapter.clone(),
            title: lesson.title.clone(),
            block: lesson.block.code().to_owned(),
            minutes: lesson.minutes.to_string(),
            facts: lesson.facts.join("、"),
            quiz: lesson.quiz.join("、"),
            markdown: lesson.markdown.clone(),
            video: lesson.video,
            reading: Reading::Compared,
        };
        Self {
            slug: content.slug.clone(),
            head: Head { title: content.title.clone(), summary: content.summary.clone(), note: String::new() },
            lessons: content.lessons.iter().map(page).collect(),
        }
    }
}

impl Head {
    /// What a form saw: who saves says it, so that nobody overwrites what another wrote meanwhile.
    pub fn mark(&self) -> String {
        mark(self)
    }

    pub(super) fn check_lengths(&self) -> Result<(), Fault> {
        check(&[("title", &self.title, TITLE), ("summary", &self.summary, WORDS), ("note", &self.note, WORDS)])
    }
}

impl Page {
    /// As [`Head::mark`]; of what the form holds, and the video has a form of its own.
    pub fn mark(&self) -> String {
        mark(&Self { video: None, ..self.clone() })
    }

    pub(super) fn check_lengths(&self) -> Result<(), Fault> {
        check(&[
            ("title", &self.title, TITLE),
            ("chapter", &self.chapter, TITLE),
            ("minutes", &self.minutes, TITLE),
            ("facts", &self.facts, WORDS),
            ("quiz", &self.quiz, WORDS),
            ("markdown", &self.markdown, TEXT),
        ])
    }

    pub(super) fn quiz_ids(&self) -> Vec<String> {
        ids(&self.quiz)
    }

    fn file(&self) -> Result<String, Fault> {
        let front = FrontMatter {
            title: self.title.trim().to_owned(),
            // what is no number is no length, and the reader of the file says so
            minutes: self.minutes.trim().parse().unwrap_or(0),
            block: self.block.clone(),
            facts: ids(&self.facts),
            quiz: self.quiz_ids(),
            video: self.video,
        };
        front.before(&self.markdown)
    }
}

fn ids(text: &str) -> Vec<String> {
    fact_ids(text).into_iter().map(|id| id.0).collect()
}

fn mark(piece: &impl Serialize) -> String {
    let json = serde_json::to_vec(piece).unwrap_or_default();
    hex(&Sha256::digest(json))[..16].to_owned()
}

fn check(texts: &[(&'static str, &String, usize)]) -> Result<(), Fault> {
    let long = texts.iter().filter(|(_, text, limit)| text.chars().count() > *limit);
    let reasons = long.map(|(field, _, limit)| Refusal::on(field, "courses.too_long").with("limit", limit));
    crate::fault::refuse_unless_empty(reasons.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(slug: &str, chapter: &str) -> Page {
        Page {
            slug: slug.into(),
            chapter: chapter.into(),
            title: "课".into(),
            block: "post".into(),
            minutes: "5".into(),
            markdown: "字。".into(),
            ..Page::default()
        }
    }

    fn manuscript() -> Manuscript {
        let head = Head { title: "课程 \"甲\"".into(), summary: "一\n二".into(), note: "改写".into() };
        Manuscript {
            slug: "c".into(), head, lessons: vec![page("one", "一"), page("two", "一"), page("three", "二")]
        }
    }

    #[test]
    fn what_is_written_is_read_as_a_course() {
        let content = manuscript().text().unwrap().read().unwrap();
        let chapters: Vec<_> = content.lessons.iter().map(|lesson| lesson.chapter.as_str()).collect();
        assert_eq!(chapters, ["一", "一", "二"]);
        assert_eq!(content.title, "课程 \"甲\"");
        let again = Manuscript::from(&content);
        assert_eq!(again.lessons, manuscript().lessons);
    }

    #[test]
    fn lines_count_in_the_text_and_a_length_is_a_number() {
        let mut written = manuscript();
        written.lessons[1].markdown = "字\n\n<b>字</b>".into();
        written.lessons[2].minutes = "五".into();
        let Err(Fault::Refused(reasons)) = written.text().unwrap().read() else { panic!("accepted") };
        let told = |code: &str| reasons.iter().find(|reason| reason.code == code).unwrap();
        assert!(told("courses.html_not_allowed").details.contains(&("line", "3".into())));
        assert!(told("courses.minutes_invalid").details.contains(&("file", "three".into())));
    }

    #[test]
    fn a_new_lesson_gets_a_name_of_its_own() {
        let mut written = manuscript();
        assert_eq!(written.next_slug(), "lesson-4");
        written.lessons.push(page("lesson-5", "二"));
        assert_eq!(written.next_slug(), "lesson-6");
    }
}
