//! How does a course travel? As a zip file of the very files that the course of the program has: `course.toml`, a
//! Markdown file per lesson, pictures below `images/`.

use question_bank::formats::archive;

use super::manuscript::Manuscript;
use super::markdown;
use super::text::{CourseText, File, Lines};
use crate::{Ctx, Fault, Refusal, blobs};

const MANIFEST: &str = "course.toml";
const PICTURES: &str = "images/";

/// The files in the zip file; a folder that holds all of them does not matter.
pub(super) fn unpack(bytes: &[u8]) -> Result<CourseText, Fault> {
    let unreadable =
        |detail: &dyn ToString| Refusal::on("file", "courses.archive_unreadable").with("detail", detail.to_string());
    let entries = archive::unpack(bytes).map_err(|refused| unreadable(&refused))?;
    let manifest_at = entries.keys().find(|name| *name == MANIFEST || name.ends_with("/course.toml"));
    let folder = manifest_at.and_then(|name| name.strip_suffix(MANIFEST)).ok_or_else(|| unreadable(&MANIFEST))?;
    let mut text =
        CourseText { manifest: String::new(), lessons: Vec::new(), pictures: Vec::new(), lines: Lines::OfFile };
    for (name, content) in &entries {
        let Some(name) = name.strip_prefix(folder) else { continue };
        if let Some(slug) = name.strip_suffix(".md").filter(|slug| !slug.contains('/')) {
            text.lessons
                .push(File { name: slug.to_owned(), content: words(content).ok_or_else(|| unreadable(&name))? });
        } else if name == MANIFEST {
            text.manifest = words(content).ok_or_else(|| unreadable(&name))?;
        } else if name.starts_with(PICTURES) {
            text.pictures.push(File { name: name.to_owned(), content: content.clone() });
        }
    }
    Ok(text)
}

pub(super) fn pack(text: &CourseText) -> Result<Vec<u8>, Fault> {
    let lessons: Vec<(String, &[u8])> =
        text.lessons.iter().map(|file| (format!("{}.md", file.name), file.content.as_bytes())).collect();
    let files = std::iter::once((MANIFEST, text.manifest.as_bytes()))
        .chain(lessons.iter().map(|(name, content)| (name.as_str(), *content)))
        .chain(text.pictures.iter().map(|file| (file.name.as_str(), file.content.as_slice())));
    archive::pack(files).map_err(Fault::internal)
}

/// The course as files: stored pictures get a name, and the texts name them by it.
pub(super) async fn with_pictures(ctx: &Ctx, mut manuscript: Manuscript) -> Result<CourseText, Fault> {
    let mut pictures: Vec<File<Vec<u8>>> = Vec::new();
    for page in &mut manuscript.lessons {
        // what is not yet right in a draft stays as it was written
        let shown = markdown::read(&page.markdown).unwrap_or_default().pictures;
        for picture in &shown {
            let Some(hash) = markdown::stored_file(&picture.path) else { continue };
            let name = file_name(hash);
            if pictures.iter().any(|file| file.name == name) {
                continue;
            }
            if let Some(blob) = blobs::find(ctx, hash).await?.filter(|blob| blob.media_type == "image/svg+xml") {
                pictures.push(File { name, content: blob.content });
            }
        }
        let named = |path: &str| {
            let name = markdown::stored_file(path).map(file_name)?;
            Some(name).filter(|name| pictures.iter().any(|file| file.name == *name))
        };
        page.markdown = markdown::with_addresses(&page.markdown, &shown, named);
    }
    Ok(CourseText { pictures, ..manuscript.text()? })
}

fn file_name(hash: &str) -> String {
    format!("{PICTURES}{}.svg", &hash[..16])
}

/// UTF-8, without a mark at its beginning, with plain line breaks.
fn words(content: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(content).ok()?;
    Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}
