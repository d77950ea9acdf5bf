//! How is the sheet of an enterprise's officers set on paper? A Chinese document, whatever language its reader uses.

use app::filings::duties::{COLUMNS, duties, posts, rights, texts};
use app::lang::Lang;
use papers::{DutiesLevel, DutiesPaper, Fonts, PaperFault};
use registry::filings::Level;
use registry::filings::store::duties::DutiesSheet;
use registry::{Fault, Instant, Refusal};

use super::in_turn;

/// # Errors
/// When this machine has no Chinese fonts, or none of them has a character of a name.
pub async fn print_duties(sheet: &DutiesSheet, at: Instant) -> Result<Vec<u8>, Fault> {
    let paper = laid_out(sheet, at);
    in_turn(move || set(&paper)).await?
}

fn set(paper: &DutiesPaper) -> Result<Vec<u8>, Fault> {
    let fonts = Fonts::system().map_err(|_| Refusal::new("filings.sheet_fonts"))?;
    match papers::duties(paper, &fonts) {
        Ok(pdf) => Ok(pdf.bytes),
        Err(PaperFault::MissingGlyph { character, .. }) => {
            Err(Refusal::new("filings.sheet_character").with("character", character).into())
        }
        Err(fault) => Err(Fault::internal(fault)),
    }
}

fn laid_out(sheet: &DutiesSheet, at: Instant) -> DutiesPaper {
    let lang = Lang::Chinese;
    let headed = |key: &str, value: &str| lang.fill("filings.duties_sheet.head", &[("key", key), ("value", value)]);
    DutiesPaper {
        title: lang.t("filings.duties_sheet.title"),
        heads: vec![
            headed(&lang.t("filings.duties_sheet.enterprise"), &sheet.name),
            headed(&lang.t("filings.credit_code"), &sheet.credit_code),
            headed(&lang.t("filings.duties_sheet.made_on"), &lang.day(sheet.made_on)),
        ],
        columns: COLUMNS.map(|key| lang.code("filings.duties_sheet.columns", key)).to_vec(),
        levels: Level::ALL.map(|level| laid_level(lang, sheet, level)).to_vec(),
        seal: lang.t("filings.duties_sheet.seal"),
        document_id: format!("duties {} {}", sheet.enterprise, sheet.made_on),
        made_at_ms: at.0,
    }
}

fn laid_level(lang: Lang, sheet: &DutiesSheet, level: Level) -> DutiesLevel {
    DutiesLevel {
        head: lang.code("filings.levels", level.code()),
        rows: posts(sheet, level).map(|(line, post)| texts(lang, line, post).to_vec()).collect(),
        nobody: lang.t("filings.duties_sheet.nobody"),
        duties_head: lang.t("filings.duties_sheet.duties_title"),
        duties: duties(lang, level),
        rights_head: lang.t("filings.duties_sheet.rights_title"),
        rights: rights(lang, level),
    }
}
