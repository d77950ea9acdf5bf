//! What stands in the printed attendance and pay record of a month (《南通市建筑职工月度考勤及报酬记录表》)?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("record.typ");

/// A month's record as it is printed: texts only, decided elsewhere. The columns are number, name, identity number (masked),
/// trade, one per day, then eight more; every row has a text for each.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct RecordPaper {
    pub title: String,
    /// Of the project or the enterprise.
    pub name: String,
    pub month: String,
    pub made_on: String,
    /// What the signs in the days mean.
    pub legend: String,
    /// Days of the month: 28 to 31.
    pub days: usize,
    pub columns: Vec<String>,
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
    /// The last row.
    pub sums: Vec<String>,
}

/// Prints the record on as many A3 sheets as it takes. Same input and fonts, same bytes.
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
