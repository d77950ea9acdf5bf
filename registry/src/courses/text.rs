//! How is a course written down? A manifest with chapters, a Markdown file per lesson with TOML between `+++` before
//! it, and pictures.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::markdown::{self, Asked, Found, MarkdownFaultKind, Picture};
use super::{Block, svg};
use crate::vault::hex;
use crate::{Fault, Refusal};

const LONGEST_LESSON_MINUTES: i32 = 240;

#[derive(Clone, Debug)]
pub(super) struct File<T> {
    pub name: String,
    pub content: T,
}

/// The files of a course.
#[derive(Clone, Debug)]
pub struct CourseText {
    pub(super) manifest: String,
    /// named by slug
    pub(super) lessons: Vec<File<String>>,
    /// SVG only, and checked
    pub(super) pictures: Vec<File<Vec<u8>>>,
    pub(super) lines: Lines,
}

/// From where the line numbers of faults count: an author who writes in a form sees no head of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    OfFile,
    OfText,
}

/// A course that may be published.
#[derive(Clone, Debug)]
pub(super) struct CourseContent {
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// SHA-256 over every file, in hex
    pub content_hash: String,
    pub lessons: Vec<LessonContent>,
    pub pictures: Vec<File<Vec<u8>>>,
}

#[derive(Clone, Debug)]
pub(super) struct LessonContent {
    pub slug: String,
    pub chapter: String,
    pub title: String,
    pub block: Block,
    pub minutes: i32,
    pub facts: Vec<String>,
    pub quiz: Vec<String>,
    pub markdown: String,
    pub pictures: Vec<Picture>,
    /// Asked inside the text.
    pub practice: Vec<Asked>,
    pub video: Option<Uuid>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub chapter: Vec<ManifestChapter>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ManifestChapter {
    pub title: String,
    pub lessons: Vec<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    pub title: String,
    pub minutes: i32,
    pub block: String,
    pub facts: Vec<String>,
    pub quiz: Vec<String>,
    /// A video that is stored on this site: its file does not travel with the course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<Uuid>,
}

impl FrontMatter {
    /// The file of a lesson.
    pub fn before(&self, markdown: &str) -> Result<String, Fault> {
        Ok(format!("+++\n{}+++\n{markdown}", toml::to_string(self).map_err(Fault::internal)?))
    }
}

impl CourseText {
    /// A course of words only; `lessons` are pairs of slug and text.
    pub fn written(manifest: String, lessons: Vec<(String, String)>) -> Self {
        let lessons = lessons.into_iter().map(|(name, content)| File { name, content }).collect();
        Self { manifest, lessons, pictures: Vec::new(), lines: Lines::OfFile }
    }

    pub(super) fn read(&self) -> Result<CourseContent, Fault> {
        let manifest: Manifest = toml::from_str(&self.manifest)
            .map_err(|error| in_file("courses.manifest_unreadable", "course.toml").with("detail", error.message()))?;
        let mut reasons = self.check_pictures();
        let texts: BTreeMap<&str, &str> = self.lessons.iter().map(|file| (&*file.name, &*file.content)).collect();
        let mut named = BTreeSet::new();
        let mut lessons = Vec::new();
        for chapter in &manifest.chapter {
            for slug in &chapter.lessons {
                if !named.insert(slug.as_str()) || !is_slug(slug) {
                    reasons.push(in_file("courses.lesson_name_invalid", slug));
                    continue;
                }
                match texts.get(slug.as_str()).map(|text| self.read_lesson(slug, &chapter.title, text)) {
                    Some(Ok(lesson)) => lessons.push(lesson),
                    Some(Err(found)) => reasons.extend(found),
                    None => reasons.push(in_file("courses.lesson_missing", slug)),
                }
            }
        }
        reasons.extend(
            texts.keys().filter(|slug| !named.contains(*slug)).map(|slug| in_file("courses.lesson_unlisted", slug)),
        );
        if lessons.is_empty() || !is_slug(&manifest.slug) {
            reasons.push(in_file("courses.manifest_unreadable", "course.toml").with("detail", "slug, lessons"));
        }
        crate::fault::refuse_unless_empty(reasons)?;
        let Manifest { slug, title, summary, .. } = manifest;
        Ok(CourseContent {
            slug,
            title,
            summary,
            content_hash: self.content_hash(),
            lessons,
            pictures: self.pictures.clone(),
        })
    }

    fn read_lesson(&self, slug: &str, chapter: &str, text: &str) -> Result<LessonContent, Vec<Refusal>> {
        let unreadable = |detail: &str| vec![in_file("courses.lesson_unreadable", slug).with("detail", detail)];
        let (head, markdown) =
            text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).ok_or_else(|| unreadable("+++"))?;
        let head_lines = 3 + head.matches('\n').count();
        let head: FrontMatter = toml::from_str(head).map_err(|error| unreadable(error.message()))?;
        let mut reasons = Vec::new();
        if !(1..=LONGEST_LESSON_MINUTES).contains(&head.minutes) {
            reasons.push(in_file("courses.minutes_invalid", slug).with("limit", LONGEST_LESSON_MINUTES));
        }
        let block = Block::parse(&head.block);
        if block.is_none() {
            reasons.push(in_file("courses.block_unknown", slug).with("block", &head.block));
        }
        let above = if self.lines == Lines::OfFile { head_lines } else { 0 };
        let at = |code, line: usize| in_file(code, slug).with("line", above + line);
        let Found { pictures, practice } = markdown::read(markdown).unwrap_or_else(|faults| {
            reasons.extend(faults.into_iter().map(|fault| at(code_of(fault.kind), fault.line)));
            Found::default()
        });
        // what is stored already is checked by whoever knows the store
        let brought = pictures.iter().filter(|picture| markdown::stored_file(&picture.path).is_none());
        let missing = brought.filter(|picture| !self.pictures.iter().any(|file| file.name == picture.path));
        reasons.extend(missing.map(|picture| at("courses.picture_missing", picture.line).with("path", &picture.path)));
        match block {
            Some(block) if reasons.is_empty() => Ok(LessonContent {
                slug: slug.to_owned(),
                chapter: chapter.to_owned(),
                title: head.title,
                block,
                minutes: head.minutes,
                facts: head.facts,
                quiz: head.quiz,
                markdown: markdown.to_owned(),
                pictures,
                practice,
                video: head.video,
            }),
            _ => Err(reasons),
        }
    }

    fn check_pictures(&self) -> Vec<Refusal> {
        let unsafe_picture = |file: &File<Vec<u8>>| {
            let fault = svg::check(&file.content).err()?;
            Some(in_file("courses.picture_unsafe", &file.name).with("detail", fault))
        };
        self.pictures.iter().filter_map(unsafe_picture).collect()
    }

    fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |name: &str, content: &[u8]| {
            for part in [name.as_bytes(), content] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part);
            }
        };
        add("course.toml", self.manifest.as_bytes());
        self.lessons.iter().for_each(|file| add(&file.name, file.content.as_bytes()));
        self.pictures.iter().for_each(|file| add(&file.name, &file.content));
        hex(&hash.finalize())
    }
}

fn code_of(kind: MarkdownFaultKind) -> &'static str {
    match kind {
        MarkdownFaultKind::RawHtml => "courses.html_not_allowed",
        MarkdownFaultKind::Link => "courses.link_not_allowed",
        MarkdownFaultKind::Picture => "courses.picture_form",
        MarkdownFaultKind::WordsMissing => "courses.picture_words_missing",
        MarkdownFaultKind::PracticeForm => "courses.practice_form",
        MarkdownFaultKind::PracticeRepeated => "courses.practice_repeated",
    }
}

pub(super) fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn in_file(code: &'static str, file: &str) -> Refusal {
    Refusal::on("text", code).with("file", file)
}
