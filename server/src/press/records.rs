//! How is a month's attendance and pay record set on paper? A Chinese form, whatever language its reader uses.

use app::attendance::record::{heading, team, text};
use app::attendance::words::{hours, month};
use app::lang::Lang;
use app::projects::words::yuan;
use papers::{Fonts, PaperFault, RecordPaper, RecordSection, record};
use registry::attendance::{Column, MonthlyRecord, Section, Signer, Sums};
use registry::{Fault, Instant, Refusal};

use super::in_turn;

/// More than these are a workbook and no paper any more.
const MOST_LINES: u32 = 2_000;

/// # Errors
/// When this machine has no Chinese fonts, none of them has a character of a name, or there are too many lines.
pub async fn print_record(name: &str, printed: &MonthlyRecord, at: Instant) -> Result<Vec<u8>, Fault> {
    if printed.sums.lines > MOST_LINES {
        return Err(Refusal::new("attendance.record_too_long").with("most", MOST_LINES).into());
    }
    let paper = laid_out(name, printed, at);
    in_turn(move || set(&paper)).await?
}

fn set(paper: &RecordPaper) -> Result<Vec<u8>, Fault> {
    let fonts = Fonts::system().map_err(|_| Refusal::new("attendance.no_fonts"))?;
    match record(paper, &fonts) {
        Ok(pdf) => Ok(pdf.bytes),
        Err(PaperFault::MissingGlyph { character, .. }) => {
            Err(Refusal::new("attendance.paper_character").with("character", character).into())
        }
        Err(fault) => Err(Fault::internal(fault)),
    }
}

fn laid_out(name: &str, printed: &MonthlyRecord, at: Instant) -> RecordPaper {
    let lang = Lang::Chinese;
    RecordPaper {
        title: lang.t("attendance.record.official_title"),
        name: name.to_owned(),
        month: month(lang, printed.month),
        made_on: lang.fill("attendance.record.made_on", &[("day", &lang.day(printed.made_on))]),
        legend: lang.t("attendance.record.legend"),
        days: printed.month.days().count(),
        columns: printed.columns.iter().map(|column| heading(lang, *column)).collect(),
        sections: printed.sections.iter().map(|section| laid_section(lang, printed, section)).collect(),
        signers: Signer::ALL.map(|signer| lang.code("attendance.record.signers", signer.code())).to_vec(),
        document_id: format!("{:?} {} {}", printed.scope, printed.month, printed.made_on),
        made_at_ms: at.0,
    }
}

fn laid_section(lang: Lang, printed: &MonthlyRecord, section: &Section) -> RecordSection {
    let head = &section.head;
    let team = team(lang, section);
    let details = [("project", head.project_name.as_str()), ("unit", head.unit_name.as_str()), ("team", team.as_str())];
    let row = |line| printed.columns.iter().map(|column| text(lang, line, *column)).collect();
    RecordSection {
        head: lang.fill("attendance.record.paper_section", &details),
        rows: section.lines.iter().map(row).collect(),
        sums: printed.columns.iter().map(|column| sum(lang, &section.sums, *column)).collect(),
    }
}

fn sum(lang: Lang, sums: &Sums, column: Column) -> String {
    match column {
        Column::Name => lang.t("attendance.record.sum"),
        Column::DaysAttended => sums.days_attended.to_string(),
        Column::Hours => hours(lang, sums),
        Column::Payable => yuan(sums.payable_fen),
        Column::Paid => yuan(sums.paid_fen),
        _ => String::new(),
    }
}
