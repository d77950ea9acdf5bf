//! What stands in the pledge of an officer (《南通市工程建设领域劳资专管员落实岗位职责承诺书》, 乙文附件2)?

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use image::{ImageFormat, ImageReader};
use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("pledge.typ");
const SIGNATURE_PIXELS: u32 = 4096;

/// The pledge as it was signed.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct PledgePaper {
    pub title: String,
    pub paragraphs: Vec<String>,
    /// What stands before the seal, and whose it is.
    pub contractor_sign: String,
    pub contractor: String,
    /// What stands before the signature, and whose it is.
    pub officer_sign: String,
    pub officer: String,
    /// PNG; the name in print where it was typed.
    #[serde(skip)]
    pub signature_png: Option<Vec<u8>>,
    /// In which way it was signed, and by whom.
    pub signed_by: String,
    /// 年月日
    pub day: String,
    /// Below the sheet: the number of the text, its origin and the hash of what was signed.
    pub note: String,
    /// Identifies the document in its metadata. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// Milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// Prints it on A4. Same input and fonts, same bytes.
pub fn pledge(paper: &PledgePaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let content = Content { families: fonts.families(), has_signature: paper.signature_png.is_some(), paper };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let mut files = BTreeMap::from([("pledge.json", json)]);
    if let Some(png) = &paper.signature_png {
        check_signature(png)?;
        files.insert("signature.png", png.clone());
    }
    let sheet = Sheet {
        template: TEMPLATE,
        files,
        pages: Pages::Any,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `pledge.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    has_signature: bool,
    #[serde(flatten)]
    paper: &'a PledgePaper,
}

fn check_signature(png: &[u8]) -> Result<(), PaperFault> {
    match ImageReader::with_format(Cursor::new(png), ImageFormat::Png).into_dimensions() {
        Ok((width, height)) if width.max(height) <= SIGNATURE_PIXELS => Ok(()),
        _ => Err(PaperFault::Photo),
    }
}

fn check_texts(paper: &PledgePaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let heads = [
        &paper.title,
        &paper.contractor_sign,
        &paper.contractor,
        &paper.officer_sign,
        &paper.officer,
        &paper.signed_by,
        &paper.day,
        &paper.note,
    ];
    let characters: BTreeSet<char> = heads.into_iter().chain(&paper.paragraphs).flat_map(|text| text.chars()).collect();
    match fonts.first_missing(&characters.into_iter().collect::<String>()) {
        Some(character) => Err(PaperFault::MissingGlyph { character, field: "paragraphs" }),
        None => Ok(()),
    }
}
