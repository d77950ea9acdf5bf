//! What stands on the sheet of an enterprise's officers with their duties and rights (甲文第五条)?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("duties.typ");

/// The sheet as it is printed: texts only, decided elsewhere.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct DutiesPaper {
    pub title: String,
    /// Name and credit code of the enterprise, and the day, each with its word before it.
    pub heads: Vec<String>,
    pub columns: Vec<String>,
    pub levels: Vec<DutiesLevel>,
    /// Where the seal goes.
    pub seal: String,
    /// Identifies the document in its metadata. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// Milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// The officers of one level.
#[derive(Clone, Serialize)]
pub struct DutiesLevel {
    pub head: String,
    /// A text for each column; none where the level has nobody.
    pub rows: Vec<Vec<String>>,
    /// Said instead of the rows where there are none.
    pub nobody: String,
    pub duties_head: String,
    pub duties: Vec<String>,
    pub rights_head: String,
    pub rights: Vec<String>,
}

/// Prints it on as many sheets as it takes. Same input and fonts, same bytes.
pub fn duties(paper: &DutiesPaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let content = Content { families: fonts.families(), paper };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let sheet = Sheet {
        template: TEMPLATE,
        files: BTreeMap::from([("duties.json", json)]),
        pages: Pages::Any,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `duties.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    #[serde(flatten)]
    paper: &'a DutiesPaper,
}

fn check_texts(paper: &DutiesPaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let of_level = |level: &DutiesLevel| {
        let heads = [&level.head, &level.nobody, &level.duties_head, &level.rights_head];
        let texts = level.rows.iter().flatten().chain(&level.duties).chain(&level.rights).chain(heads);
        texts.flat_map(|text| text.chars()).collect::<Vec<_>>()
    };
    let heads = [&paper.title, &paper.seal].into_iter().chain(&paper.heads).chain(&paper.columns);
    let characters: BTreeSet<char> =
        heads.flat_map(|text| text.chars()).chain(paper.levels.iter().flat_map(of_level)).collect();
    match fonts.first_missing(&characters.into_iter().collect::<String>()) {
        Some(character) => Err(PaperFault::MissingGlyph { character, field: "levels" }),
        None => Ok(()),
    }
}
