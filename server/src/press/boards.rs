//! How are a site's notice board and a county's monthly return set on paper? Chinese documents, whatever language their reader uses.

use app::attendance::words::month;
use app::filings::boards::{public, words};
use app::filings::returns::words as figures;
use app::lang::Lang;
use app::ui::qr::modules;
use papers::{
    BoardGroup, BoardPaper, BoardSize, Fonts, MonthlyReturnPaper, PaperFault, Pdf, Qr, ReturnTable, board,
    monthly_return,
};
use registry::filings::boards::Reached;
use registry::filings::store::boards::Sheet;
use registry::filings::store::returns::OneReturn;
use registry::{Fault, Refusal};

use super::in_turn;

/// More lines than these are a workbook and no paper any more.
const MOST_LINES: usize = 5_000;

/// Under which address its code leads to the page of the site.
///
/// # Errors
/// `boards.no_address` where no public address is set, `boards.no_fonts` where this machine has no Chinese fonts,
/// `boards.paper_character` when none of them has a character of a name.
pub async fn print_board(sheet: &Sheet, size: BoardSize, public_url: Option<&str>) -> Result<Vec<u8>, Fault> {
    let url = public_url.ok_or_else(|| Refusal::new("boards.no_address"))?;
    let paper = laid_board(sheet, size, &format!("{url}{}", public::path(&sheet.token)))?;
    in_turn(move || set(|fonts| board(&paper, fonts))).await?
}

/// # Errors
/// As for [`print_board`], and `returns.too_long` when there are too many lines.
pub async fn print_return(found: &OneReturn) -> Result<Vec<u8>, Fault> {
    if found.content.lines.len() > MOST_LINES {
        return Err(Refusal::new("returns.too_long").with("most", MOST_LINES).into());
    }
    let paper = laid_return(found);
    in_turn(move || set(|fonts| monthly_return(&paper, fonts))).await?
}

fn set(print: impl FnOnce(&Fonts) -> Result<Pdf, PaperFault>) -> Result<Vec<u8>, Fault> {
    let fonts = Fonts::system().map_err(|_| Refusal::new("boards.no_fonts"))?;
    match print(&fonts) {
        Ok(pdf) => Ok(pdf.bytes),
        Err(PaperFault::MissingGlyph { character, .. }) => {
            Err(Refusal::new("boards.paper_character").with("character", character).into())
        }
        Err(fault) => Err(Fault::internal(fault)),
    }
}

fn laid_board(sheet: &Sheet, size: BoardSize, url: &str) -> Result<BoardPaper, Fault> {
    let (lang, content) = (Lang::Chinese, &sheet.content);
    let (modules, width) = modules(url).ok_or_else(|| Fault::internal("an address too long for a code"))?;
    let made = [("version", sheet.version.to_string()), ("day", lang.day(sheet.made_at.day()))];
    let made: Vec<(&str, &str)> = made.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let Reached { name, .. } = &content.officer;
    Ok(BoardPaper {
        size,
        title: lang.t("boards.paper.title"),
        project: content.project.clone(),
        address: content.address.clone().unwrap_or_default(),
        groups: words::groups(lang, content).map(|(head, rows)| BoardGroup { head, rows }),
        officer_head: lang.t("boards.paper.officer_head"),
        officer: format!("{name}　{}", words::spaced(&content.officer)),
        officer_note: lang.t("boards.paper.officer_note"),
        scan_words: lang.t("boards.paper.scan_words"),
        page_url: url.split("://").last().unwrap_or_default().to_owned(),
        made: lang.fill("boards.paper.made", &made),
        qr: Qr { modules, width },
        document_id: format!("board {} {size:?}", sheet.board),
        made_at_ms: sheet.made_at.0,
    })
}

fn laid_return(found: &OneReturn) -> MonthlyReturnPaper {
    let (lang, content) = (Lang::Chinese, &found.content);
    let standing = lang.code("returns.standings", found.standing.code());
    let submitted = [
        ("version", found.line.version.to_string()),
        ("time", lang.time(found.line.submitted_at)),
        ("standing", standing),
    ];
    let submitted: Vec<(&str, &str)> = submitted.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let sums = figures::sum_rows(lang, content).into_iter();
    let sums =
        sums.map(|(name, sums)| std::iter::once(name).chain(sums.figures().map(|figure| figure.to_string())).collect());
    let lines = (1..).zip(&content.lines).map(|(number, line)| figures::line_texts(lang, number, line));
    let reason = found.line.reason.as_ref().map(|reason| lang.fill("returns.because", &[("reason", reason)]));
    let hash = lang.fill("returns.paper.hash", &[("hash", &found.line.content_hash)]);
    let projects = found.differences.projects.len().to_string();
    let changed = (!found.differences.is_empty()).then(|| lang.fill("returns.paper.changed", &[("count", &projects)]));
    MonthlyReturnPaper {
        title: lang.t("returns.paper.title"),
        heads: vec![
            lang.fill("returns.paper.county", &[("county", &content.county_name)]),
            lang.fill("returns.paper.month", &[("month", &month(lang, content.month))]),
            lang.fill("returns.paper.submitted", &submitted),
        ],
        sums: ReturnTable {
            head: lang.t("returns.sums"),
            columns: figures::sum_titles(lang),
            widths: [400].into_iter().chain([0; 7]).collect(),
            rows: sums.collect(),
        },
        lines: ReturnTable {
            head: lang.t("returns.lines_title"),
            columns: figures::LINE_KEYS.map(|key| lang.code("returns.lines", key)).to_vec(),
            widths: vec![120, 0, 220, 0, 240, 310, 330, 200],
            rows: lines.collect(),
        },
        signers: ["seal", "author", "head"].map(|key| lang.code("returns.paper", key)).to_vec(),
        notes: reason.into_iter().chain(changed).chain([hash]).collect(),
        document_id: format!("return {}", found.line.id),
        made_at_ms: found.line.submitted_at.0,
    }
}
