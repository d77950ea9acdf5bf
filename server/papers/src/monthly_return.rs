//! What stands in the printed monthly return of a county (劳资专管员备案情况月度汇总表)?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("monthly_return.typ");

/// The return as it is printed, on A4 sheets across: texts only, decided elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct MonthlyReturnPaper {
    pub title: String,
    /// 报送单位, month, version, when it was submitted.
    pub heads: Vec<String>,
    /// The sums, the whole county in the last row.
    pub sums: ReturnTable,
    /// The projects.
    pub lines: ReturnTable,
    /// Who seals and signs below.
    pub signers: Vec<String>,
    /// Why it was corrected, and the hash of the figures.
    pub notes: Vec<String>,
    /// Identifies the document in its metadata. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// Milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// Every row has a text for each column.
#[derive(Clone, Debug, Serialize)]
pub struct ReturnTable {
    pub head: String,
    pub columns: Vec<String>,
    /// In tenths of a millimetre; those of 0 share what is left.
    pub widths: Vec<u32>,
    pub rows: Vec<Vec<String>>,
}

/// Prints it on as many sheets as it takes. Same input and fonts, same bytes.
pub fn monthly_return(paper: &MonthlyReturnPaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let content = Content { families: fonts.families(), paper };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let sheet = Sheet {
        template: TEMPLATE,
        files: BTreeMap::from([("return.json", json)]),
        pages: Pages::Any,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `return.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    #[serde(flatten)]
    paper: &'a MonthlyReturnPaper,
}

fn check_texts(paper: &MonthlyReturnPaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let tables = [&paper.sums, &paper.lines].into_iter();
    let cells =
        tables.flat_map(|table| table.rows.iter().flatten().chain(&table.columns).chain(std::iter::once(&table.head)));
    let around = std::iter::once(&paper.title).chain(&paper.heads).chain(&paper.signers).chain(&paper.notes);
    // each character is looked for once, however many cells there are
    let characters: BTreeSet<char> = around.chain(cells).flat_map(|text| text.chars()).collect();
    match fonts.first_missing(&characters.into_iter().collect::<String>()) {
        Some(character) => Err(PaperFault::MissingGlyph { character, field: "lines" }),
        None => Ok(()),
    }
}
