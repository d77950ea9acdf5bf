//! What does an officer pledge (《南通市工程建设领域劳资专管员落实岗位职责承诺书》, 乙文附件2, R-109), and is it signed?
//!
//! The texts are data with a number and their origin (`registry/data/pledges/`). One that was signed is kept word for word with
//! the pledge: a later text changes nothing about it.

use std::fmt;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::{Day, Refusal};

const TEXTS: [&str; 2] = [include_str!("../../data/pledges/1.json"), include_str!("../../data/pledges/2.json")];

/// A text with blanks for the general contractor and the project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub version: i32,
    /// Where it was published, and how it differs from that.
    pub origin: String,
    pub title: String,
    opening: String,
    paragraphs: Vec<String>,
    /// what stands before the contractor's seal
    pub contractor_sign: String,
    /// what stands before the officer's signature
    pub officer_sign: String,
    /// What was put right beside the published text.
    pub corrections: Vec<String>,
}

closed_set! {
    /// How it was signed.
    Way {
        /// by hand on the screen
        Drawn = "drawn",
        /// by hand on paper, as a picture
        Uploaded = "uploaded",
        /// the whole name, typed and confirmed
        Typed = "typed",
    }
}

/// What was signed: every word, and by whom for what.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeContent {
    pub template: i32,
    pub title: String,
    /// with the blanks filled in
    pub paragraphs: Vec<String>,
    pub contractor: String,
    pub project: String,
    pub officer: String,
    pub way: Way,
    /// the hash of the picture of the signature
    pub signature: Option<String>,
    pub signed_on: Day,
}

/// A name is nothing for a log.
impl fmt::Debug for PledgeContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PledgeContent(template {})", self.template)
    }
}

/// Every text that can be signed, the published one first.
pub fn templates() -> &'static [Template] {
    static ALL: LazyLock<Vec<Template>> =
        LazyLock::new(|| TEXTS.iter().filter_map(|text| serde_json::from_str(text).ok()).collect());
    &ALL
}

/// # Errors
/// One refusal on `template` for a text that there is not.
pub fn template(version: i32) -> Result<&'static Template, Refusal> {
    let found = templates().iter().find(|template| template.version == version);
    found.ok_or_else(|| Refusal::on("template", "filings.template_missing"))
}

impl Template {
    /// The paragraphs of the pledge of an officer for this contractor's project.
    pub fn filled(&self, contractor: &str, project: &str) -> Vec<String> {
        let opening = self.opening.replace("{contractor}", contractor).replace("{project}", project);
        std::iter::once(opening).chain(self.paragraphs.iter().cloned()).collect()
    }
}

/// Whether the whole name was typed, and confirmed, by whom it belongs to.
///
/// # Errors
/// A refusal on the name, or on the box that was not ticked.
pub fn check_typed(typed: &str, is_confirmed: Confirmed, officer: &str) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if plain(typed).is_empty() || plain(typed) != plain(officer) {
        wrong.push(Refusal::on("name", "filings.name_not_typed"));
    }
    if is_confirmed == Confirmed::No {
        wrong.push(Refusal::on("confirmed", "filings.signature_not_confirmed"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// The picture in a data address as a canvas gives it; nothing of anything else.
pub fn drawn(address: &str) -> Vec<u8> {
    let picture = address.trim().strip_prefix("data:image/png;base64,");
    picture.and_then(|text| STANDARD.decode(text).ok()).unwrap_or_default()
}

/// Whether the box beside a typed name was ticked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Confirmed {
    Yes,
    #[default]
    No,
}

#[cfg(test)]
mod tests;
