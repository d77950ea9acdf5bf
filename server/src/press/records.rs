//! How are a month's attendance and pay record and its list of staff set on paper? A Chinese form, whatever language its reader uses.

use app::attendance::record::{heading, team, text};
use app::attendance::staff;
use app::attendance::words::{hours, month};
use app::lang::Lang;
use app::projects::words::yuan;
use papers::{Fonts, PaperFault, RecordPaper, RecordSection, SheetSize, record};
use registry::attendance::{
    Column, MonthlyRecord, Section, SectionHead, Signer, StaffColumn, StaffList, StaffSection, Sums,
};
use registry::{Fault, Instant, Refusal};

use super::in_turn;

/// More than these are a workbook and no paper any more.
const MOST_LINES: usize = 2_000;

/// # Errors
/// When this machine has no Chinese fonts, none of them has a character of a name, or there are too many lines.
pub async fn print_record(name: &str, printed: &MonthlyRecord, at: Instant) -> Result<Vec<u8>, Fault> {
    let lines = printed.sections.iter().map(|section| section.lines.len()).sum();
    print(lines, laid_out(name, printed, at)).await
}

/// # Errors
/// As for [`print_record`].
pub async fn print_staff(name: &str, printed: &StaffList, at: Instant) -> Result<Vec<u8>, Fault> {
    print(printed.people(), laid_staff(name, printed, at)).await
}

async fn print(lines: usize, paper: RecordPaper) -> Result<Vec<u8>, Fault> {
    if lines > MOST_LINES {
        return Err(Refusal::new("attendance.record_too_long").with("most", MOST_LINES).into());
    }
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
        size: SheetSize::A3,
        columns: printed.columns.iter().map(|column| heading(lang, *column)).collect(),
        widths: printed.columns.iter().map(|column| tenths(*column)).collect(),
        sections: printed.sections.iter().map(|section| laid_section(lang, printed, section)).collect(),
        signers: Signer::ALL.map(|signer| lang.code("attendance.record.signers", signer.code())).to_vec(),
        document_id: format!("{:?} {} {}", printed.scope, printed.month, printed.made_on),
        made_at_ms: at.0,
    }
}

fn laid_section(lang: Lang, printed: &MonthlyRecord, section: &Section) -> RecordSection {
    let row = |line| printed.columns.iter().map(|column| text(lang, line, *column)).collect();
    RecordSection {
        head: laid_head(lang, &section.head),
        rows: section.lines.iter().map(row).collect(),
        sums: printed.columns.iter().map(|column| sum(lang, &section.sums, *column)).collect(),
    }
}

fn laid_head(lang: Lang, head: &SectionHead) -> String {
    let team = team(lang, head);
    let details = [("project", head.project_name.as_str()), ("unit", head.unit_name.as_str()), ("team", team.as_str())];
    lang.fill("attendance.record.paper_section", &details)
}

fn tenths(column: Column) -> u32 {
    match column {
        Column::Day(_) => 59,
        Column::Number => 70,
        Column::DaysAttended => 110,
        Column::Hours => 120,
        Column::UnitPrice => 140,
        Column::Trade => 160,
        Column::Name => 170,
        Column::Payable | Column::Paid => 180,
        Column::PaidOn => 190,
        Column::IdentityNumber => 330,
        Column::Signature | Column::Remark => 0,
    }
}

fn laid_staff(name: &str, printed: &StaffList, at: Instant) -> RecordPaper {
    let lang = Lang::Chinese;
    RecordPaper {
        title: lang.t("attendance.staff.title"),
        name: name.to_owned(),
        month: month(lang, printed.month),
        made_on: lang.fill("attendance.record.made_on", &[("day", &lang.day(printed.made_on))]),
        legend: lang.t("attendance.staff.legend"),
        size: SheetSize::A4,
        columns: StaffColumn::ALL.map(|column| staff::heading(lang, column)).to_vec(),
        widths: StaffColumn::ALL.map(staff_tenths).to_vec(),
        sections: printed.sections.iter().map(|section| laid_staff_section(lang, section)).collect(),
        signers: [Signer::ProjectOfficer, Signer::ProjectManager]
            .map(|signer| lang.code("attendance.record.signers", signer.code()))
            .to_vec(),
        document_id: format!("staff {:?} {} {}", printed.scope, printed.month, printed.made_on),
        made_at_ms: at.0,
    }
}

/// Nothing is added up in it.
fn laid_staff_section(lang: Lang, section: &StaffSection) -> RecordSection {
    let row = |line| StaffColumn::ALL.map(|column| staff::text(lang, line, column)).to_vec();
    RecordSection {
        head: laid_head(lang, &section.head),
        rows: section.lines.iter().map(row).collect(),
        sums: Vec::new(),
    }
}

fn staff_tenths(column: StaffColumn) -> u32 {
    match column {
        StaffColumn::Number | StaffColumn::Sex => 90,
        StaffColumn::Role => 200,
        StaffColumn::Trade | StaffColumn::Name => 240,
        StaffColumn::Entered | StaffColumn::Left => 300,
        StaffColumn::IdentityNumber => 400,
        StaffColumn::Signature | StaffColumn::Remark => 0,
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
