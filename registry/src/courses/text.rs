//! How is a course written down? A manifest with chapters, a Markdown file per lesson with TOML between `+++` before
//! it, and pictures.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::markdown::{self, MarkdownFaultKind, Picture};
use super::{Block, svg};
use crate::vault::hex;
use crate::{Fault, Refusal};

const LONGEST_LESSON_MINUTES: i32 = 240;

#[derive(Clone, Debug)]
pub(super) struct File<T> {
    pub name: String,
    pub content: T,
}

/// The files of a course. Pictures come with the built-in course only: SVG from elsewhere is not taken.
#[derive(Clone, Debug)]
pub struct CourseText {
    pub(super) manifest: String,
    /// named by slug
    pub(super) lessons: Vec<File<String>>,
    pub(super) pictures: Vec<File<Vec<u8>>>,
}

/// A course that may be published.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub slug: String,
    pub title: String,
    pub summary: String,
    /// SHA-256 over every file, in hex
    pub content_hash: String,
    pub lessons: Vec<DraftLesson>,
    pub pictures: Vec<File<Vec<u8>>>,
}

#[derive(Clone, Debug)]
pub(super) struct DraftLesson {
    pub slug: String,
    pub chapter: String,
    pub title: String,
    pub block: Block,
    pub minutes: i32,
    pub facts: Vec<String>,
    pub quiz: Vec<String>,
    pub markdown: String,
    pub pictures: Vec<Picture>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    slug: String,
    title: String,
    summary: String,
    chapter: Vec<ManifestChapter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestChapter {
    title: String,
    lessons: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    minutes: i32,
    block: String,
    facts: Vec<String>,
    quiz: Vec<String>,
}

impl CourseText {
    /// A course of words only; `lessons` are pairs of slug and text.
    pub fn written(manifest: String, lessons: Vec<(String, String)>) -> Self {
        let lessons = lessons.into_iter().map(|(name, content)| File { name, content }).collect();
        Self { manifest, lessons, pictures: Vec::new() }
    }

    pub(super) fn read(&self) -> Result<Draft, Fault> {
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
        Ok(Draft { slug, title, summary, content_hash: self.content_hash(), lessons, pictures: self.pictures.clone() })
    }

    fn read_lesson(&self, slug: &str, chapter: &str, text: &str) -> Result<DraftLesson, Vec<Refusal>> {
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
        let at = |code, line: usize| in_file(code, slug).with("line", head_lines + line);
        let pictures = markdown::read(markdown).unwrap_or_else(|faults| {
            reasons.extend(faults.into_iter().map(|fault| at(code_of(fault.kind), fault.line)));
            Vec::new()
        });
        let missing = pictures.iter().filter(|picture| !self.pictures.iter().any(|file| file.name == picture.path));
        reasons.extend(missing.map(|picture| at("courses.picture_missing", picture.line).with("path", &picture.path)));
        match block {
            Some(block) if reasons.is_empty() => Ok(DraftLesson {
                slug: slug.to_owned(),
                chapter: chapter.to_owned(),
                title: head.title,
                block,
                minutes: head.minutes,
                facts: head.facts,
                quiz: head.quiz,
                markdown: markdown.to_owned(),
                pictures,
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
    }
}

fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn in_file(code: &'static str, file: &str) -> Refusal {
    Refusal::on("text", code).with("file", file)
}
