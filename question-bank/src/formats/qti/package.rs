//! Which items does a content package hold, and how is one put together?

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::Reading;
use super::super::archive::{pack, unpack};
use super::super::fault::FileRefused;
use super::super::intake::Intake;
use super::super::loss::Lost;
use super::super::place::Place;
use super::super::xml::{Element, parse};
use super::item::take;
use super::version::{Version, classic};
use super::write::{identifier, item};
use crate::question::Question;
use crate::text::field::short;

const MANIFEST: &str = "imsmanifest.xml";

pub(super) fn read(bytes: &[u8]) -> Result<Reading, FileRefused> {
    let entries = unpack(bytes)?;
    let missing = |name: &str| FileRefused::MissingEntry { name: name.to_owned() };
    let manifest = parse(entries.get(MANIFEST).ok_or_else(|| missing(MANIFEST))?)?;
    if manifest.name != "manifest" {
        return Err(FileRefused::NotThisFormat);
    }
    let whole = Place { file: Some(MANIFEST.to_owned()), ..Place::line(1) };
    let mut intake = Intake::default();
    let mut left: BTreeSet<&str> = entries.keys().map(String::as_str).filter(|name| *name != MANIFEST).collect();
    for resource in manifest.first("resources").into_iter().flat_map(|resources| resources.all("resource")) {
        let is_item = resource.attribute("type").is_some_and(|kind| kind.starts_with("imsqti_item"));
        let Some(href) = resource.attribute("href").filter(|_| is_item) else { continue };
        let content = entries.get(href).ok_or_else(|| missing(href))?;
        if left.remove(href) {
            take(&mut intake, &classic(&parse(content)?), Some(href));
        }
    }
    for name in left.into_iter().filter(|name| !name.ends_with(".xsd")) {
        intake.lose(&whole, Lost::File { name: short(name) });
    }
    Ok(intake.finish())
}

pub(super) fn write(version: Version, questions: &[Cow<'_, Question>]) -> Result<Vec<u8>, FileRefused> {
    let mut files = vec![(MANIFEST.to_owned(), manifest(version, questions).document())];
    for question in questions {
        files.push((file_name(question), version.document(&item(version, question))));
    }
    pack(files.iter().map(|(name, content)| (name.as_str(), content.as_slice())))
}

fn manifest(version: Version, questions: &[Cow<'_, Question>]) -> Element {
    let resources = questions.iter().map(|question| {
        let href = file_name(question);
        Element::new("resource")
            .with("identifier", format!("resource-{}", identifier(&question.id.0)))
            .with("type", version.item_type())
            .with("href", &*href)
            .and(Element::new("file").with("href", &*href))
    });
    let (schema, schema_version) = version.schema();
    let metadata = Element::new("metadata")
        .and(Element::new("schema").holding(schema))
        .and(Element::new("schemaversion").holding(schema_version));
    Element::new("manifest")
        .with("xmlns", version.package_namespace())
        .with("identifier", "questions")
        .and(metadata)
        .and(Element::new("organizations"))
        .and(Element::new("resources").extended(resources))
}

fn file_name(question: &Question) -> String {
    format!("items/{}.xml", question.id)
}
