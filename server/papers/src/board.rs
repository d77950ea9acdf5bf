//! What stands on the printed notice board of a site (维权信息告示牌)?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::certificate::QrRuns;
use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf, Qr};

const TEMPLATE: &str = include_str!("board.typ");
/// Of an A2 sheet beside an A3 sheet.
const ROOT_OF_TWO: f64 = std::f64::consts::SQRT_2;

/// How large the board is, which lies across.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardSize {
    A2,
    A3,
}

/// The board as it is printed: texts only, decided elsewhere.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct BoardPaper {
    pub size: BoardSize,
    pub title: String,
    pub project: String,
    pub address: String,
    /// 条例第三十四条: parties and offices, wages, channels.
    pub groups: [BoardGroup; 3],
    /// 劳资专管员, in large letters: the words above, name and telephone, the words below.
    pub officer_head: String,
    pub officer: String,
    pub officer_note: String,
    /// What scanning the code shows.
    pub scan_words: String,
    /// Host and path of the page, without `https://`.
    pub page_url: String,
    /// Version and day.
    pub made: String,
    #[serde(skip)]
    pub qr: Qr,
    /// Identifies the document in its metadata. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// Milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// One of the three.
#[derive(Clone, Serialize)]
pub struct BoardGroup {
    pub head: String,
    /// What it is, and what it says; an empty text is a line to be filled in by hand.
    pub rows: Vec<[String; 2]>,
}

/// Prints the board on one sheet. Same input and fonts, same bytes.
pub fn board(paper: &BoardPaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let scale = match paper.size {
        BoardSize::A3 => 1.0,
        BoardSize::A2 => ROOT_OF_TWO,
    };
    let content = Content { families: fonts.families(), scale, qr: QrRuns::of(&paper.qr)?, paper };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let sheet = Sheet {
        template: TEMPLATE,
        files: BTreeMap::from([("board.json", json)]),
        pages: Pages::One,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `board.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    scale: f64,
    qr: QrRuns,
    #[serde(flatten)]
    paper: &'a BoardPaper,
}

fn check_texts(paper: &BoardPaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let lines = paper.groups.iter().flat_map(|group| group.rows.iter().flatten().chain(std::iter::once(&group.head)));
    let heads = [
        &paper.title,
        &paper.project,
        &paper.address,
        &paper.officer_head,
        &paper.officer,
        &paper.officer_note,
        &paper.scan_words,
        &paper.page_url,
        &paper.made,
    ];
    let characters: BTreeSet<char> = heads.into_iter().chain(lines).flat_map(|text| text.chars()).collect();
    match fonts.first_missing(&characters.into_iter().collect::<String>()) {
        Some(character) => Err(PaperFault::MissingGlyph { character, field: "groups" }),
        None => Ok(()),
    }
}
