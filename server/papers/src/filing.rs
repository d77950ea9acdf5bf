//! What stands in the form by which an officer is filed (《劳资专管员备案表》, 乙文附件1)?

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::typeset::{Pages, Sheet, typeset};
use crate::{Fonts, PaperFault, Pdf};

const TEMPLATE: &str = include_str!("filing.typ");
/// Of any text, in characters.
const LONGEST: usize = 200;

/// The fields of the published table as they are printed, with days written out. An empty text is printed as a stroke.
///
/// It has no `Debug`, because nothing personal belongs in a log.
#[derive(Clone, Serialize)]
pub struct FilingPaper {
    /// 单位（公章）
    pub unit: String,
    /// 日期
    pub date: String,
    pub project: String,
    /// 计划开工竣工日期, both
    pub planned: String,
    pub address: String,
    pub owner: String,
    pub owner_lead: String,
    pub owner_phone: String,
    pub supervisor: String,
    pub chief_supervisor: String,
    pub supervisor_phone: String,
    pub contractor: String,
    pub project_manager: String,
    pub manager_phone: String,
    pub officer: String,
    pub officer_phone: String,
    pub joined: String,
    /// Below the sheet: the version and the hash of the form.
    pub note: String,
    /// Identifies the document in its metadata. It is hashed, not printed.
    #[serde(skip)]
    pub document_id: String,
    /// Milliseconds UTC since 1970-01-01.
    #[serde(skip)]
    pub made_at_ms: i64,
}

/// Prints it on A4: one sheet, unless every text is as long as it may be. Same input and fonts, same bytes.
pub fn filing(paper: &FilingPaper, fonts: &Fonts) -> Result<Pdf, PaperFault> {
    check_texts(paper, fonts)?;
    let content = Content { families: fonts.families(), paper };
    let json = serde_json::to_vec(&content).map_err(|error| PaperFault::Typesetting { message: error.to_string() })?;
    let sheet = Sheet {
        template: TEMPLATE,
        files: BTreeMap::from([("filing.json", json)]),
        pages: Pages::Any,
        document_id: &paper.document_id,
        made_at_ms: paper.made_at_ms,
    };
    typeset(sheet, fonts)
}

/// What the template reads as `filing.json`.
#[derive(Serialize)]
struct Content<'a> {
    families: &'a [String],
    #[serde(flatten)]
    paper: &'a FilingPaper,
}

fn check_texts(paper: &FilingPaper, fonts: &Fonts) -> Result<(), PaperFault> {
    let texts: [(&'static str, &str); 18] = [
        ("unit", &paper.unit),
        ("date", &paper.date),
        ("project", &paper.project),
        ("planned", &paper.planned),
        ("address", &paper.address),
        ("owner", &paper.owner),
        ("owner_lead", &paper.owner_lead),
        ("owner_phone", &paper.owner_phone),
        ("supervisor", &paper.supervisor),
        ("chief_supervisor", &paper.chief_supervisor),
        ("supervisor_phone", &paper.supervisor_phone),
        ("contractor", &paper.contractor),
        ("project_manager", &paper.project_manager),
        ("manager_phone", &paper.manager_phone),
        ("officer", &paper.officer),
        ("officer_phone", &paper.officer_phone),
        ("joined", &paper.joined),
        ("note", &paper.note),
    ];
    for (field, text) in texts {
        if field != "note" && text.chars().count() > LONGEST {
            return Err(PaperFault::TooLong { field, limit: LONGEST });
        }
        let printed: BTreeSet<char> = text.chars().collect();
        if let Some(character) = fonts.first_missing(&printed.into_iter().collect::<String>()) {
            return Err(PaperFault::MissingGlyph { character, field });
        }
    }
    Ok(())
}
