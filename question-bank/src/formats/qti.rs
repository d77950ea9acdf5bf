//! How are questions written in QTI, the exchange format of 1EdTech?
//!
//! A package is a zip file with an `imsmanifest.xml` that lists one XML file per item; a single item is that XML file alone.
//! Versions 2.1 and 3.0 differ in the names of elements (`choiceInteraction`, `qti-choice-interaction`) and in the manifest;
//! inside, both are one tree.
//!
//! | ours | in QTI |
//! |---|---|
//! | id | `identifier` of the item, with `_` before it when it begins with no letter |
//! | single, multiple | `choiceInteraction`, its response of the cardinality single or multiple |
//! | true/false | a single choice between the identifiers `true` and `false` |
//! | case | one item with an interaction per part, the story before the first |
//! | score of part 1 | `normalMaximum` of the outcome `SCORE_1` |
//! | explanation | `modalFeedback` with the identifier `EXPLANATION`, of part 1 `EXPLANATION_1` |
//! | point, difficulty, purpose, facts, being a case | outcomes `BANK_POINT` …, `BANK_FACTS_1` with a default value: the one place in the item itself that holds data of one's own in both versions |
//!
//! Other interactions, and items with templates, are named as lost, as are fixed orders, mappings, media and feedback on
//! single options. Source: 1EdTech, "Question and Test Interoperability" 2.1 and 3.0, information models and XML bindings.

mod item;
mod package;
mod read;
mod version;
mod write;

use std::borrow::Cow;

use super::{Format, Reading, Writing, intake};
use super::{archive, fault::FileRefused};
use crate::question::Question;

pub use version::Version;

pub(super) fn read(bytes: &[u8]) -> Result<Reading, FileRefused> {
    if archive::is_zip(bytes) { package::read(bytes) } else { read::single(bytes) }
}

pub(super) fn write(version: Version, questions: &[Cow<'_, Question>]) -> Result<Vec<u8>, FileRefused> {
    package::write(version, questions)
}

/// The XML file of one item. Nothing is written when the question is faulty; its loss says so.
#[must_use]
pub fn write_item(version: Version, question: &Question) -> Writing {
    let mut losses = Vec::new();
    let format = if version == Version::V21 { Format::Qti21 } else { Format::Qti30 };
    let sound = intake::writable(std::slice::from_ref(question), format, &mut losses);
    let bytes = sound.first().map(|question| version.document(&write::item(version, question))).unwrap_or_default();
    Writing { bytes, losses }
}

/// The name of a declaration: of a plain question `name`, of part 1 of a case `name_1`.
fn of_part(name: &str, part: Option<usize>) -> String {
    part.map_or_else(|| name.to_owned(), |part| format!("{name}_{part}"))
}

#[cfg(test)]
mod tests;
