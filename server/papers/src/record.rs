//! What stands in the printed documents of a month: the attendance and pay record (《南通市建筑职工月度考勤及报酬记录表》) and
//! the list of staff (职工花名册)?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("record.typ");

/// How large the sheets are, which lie across.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetSize {
    A3,
    A4,
}

/// A month's document as it is printed: texts only, decided elsewhere. Every row has a text for each column.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct RecordPaper {
    pub title: String,
    /// Of the project or the enterprise.
    pub name: String,
    pub month: String,
    pub made_on: String,
    /// What the signs mean.
    pub legend: String,
    pub size: SheetSize,
    pub columns: Vec<String>,
    /// Of the columns, in tenths of a millimetre; those of 0 share what is left.
    pub widths: Vec<u32>,
    pub sections: Vec<RecordSection>,
    /// Who signs below each section.
    pub signers: Vec<String>,
    /// Identifies the document in its metadata. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// Milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// One team of one unit.
#[derive(Clone, Serialize)]
pub struct RecordSection {
    pub head: String,
    pub rows: Vec<Vec<String>>,
    /// The last row; none where nothing is added up.
    pub sums: Vec<String>,
}

/// Prints it on as many sheets as it takes. Same input and fonts, same bytes.
pub fn record(paper: &RecordPaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let content = Content { families: fonts.families(), paper };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let sheet = Sheet {
        template: TEMPLATE,
        files: BTreeMap::from([("record.json", json)]),
        pages: Pages::Any,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `record.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    #[serde(flatten)]
    paper: &'a RecordPaper,
}

fn check_texts(paper: &RecordPaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let heads = [&paper.title, &paper.name, &paper.month, &paper.made_on, &paper.legend].into_iter();
    let lines = paper
        .sections
        .iter()
        .flat_map(|section| section.rows.iter().flatten().chain(&section.sums).chain(std::iter::once(&section.head)));
    // each character is looked for once, however many cells there are
    let characters: BTreeSet<char> =
        heads.chain(&paper.columns).chain(&paper.signers).chain(lines).flat_map(|text| text.chars()).collect();
    match fonts.first_missing(&characters.into_iter().collect::<String>()) {
        Some(character) => Err(PaperFault::MissingGlyph { character, field: "sections" }),
        None => Ok(()),
    }
}
