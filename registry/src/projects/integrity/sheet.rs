//! How do integrity records stand in the lines of a sheet? What a kind needs beyond the first columns is the record's own rule.

use super::RecordKind;
use crate::sheets::{Cells, Columns, LineFault, read_sheet};
use crate::{Day, Period, Refusal};

/// Longer lists come in parts: they are taken in one piece.
pub const MOST_LINES: usize = 500;

closed_set! {
    /// A column of the sheet.
    SheetColumn {
        Subject = "subject",
        Kind = "kind",
        On = "on",
        What = "what",
        Body = "body",
        Basis = "basis",
        BasisNumber = "basis_number",
        FirstDay = "first_day",
        LastDay = "last_day",
    }
}

impl Columns for SheetColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Subject => "统一社会信用代码或者证件号码",
            Self::Kind => "类别",
            Self::On => "发生或者作出的日期",
            Self::What => "内容或者评价结果",
            Self::Body => "作出评价或者认定的单位",
            Self::Basis => "依据文书的名称",
            Self::BasisNumber => "依据文书的文号",
            Self::FirstDay => "有效期起始日期",
            Self::LastDay => "有效期截止日期",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Subject | Self::Kind | Self::On | Self::What)
    }
}

/// The word of a kind in a sheet.
pub fn kind_title(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Rating => "诚信评价",
        RecordKind::Complaint => "举报投诉",
        RecordKind::GoodConduct => "良好行为",
        RecordKind::BadConduct => "不良行为",
    }
}

/// A line that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// From 1, as programs show it.
    pub number: usize,
    /// a credit code or an identity number
    pub subject: String,
    pub kind: RecordKind,
    pub on: Day,
    /// a rating, the matter of a complaint, or the conduct
    pub what: String,
    pub body: String,
    pub basis: String,
    pub basis_number: String,
    pub valid: Period,
}

/// Reads a sheet; `rows` are its lines from the first, as texts.
///
/// # Errors
/// As for [`read_sheet`].
pub fn read_lines(rows: &[Vec<String>]) -> Result<(Vec<SheetLine>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("subject", "projects.integrity_line_twice");
    let key = |line: &SheetLine| format!("{} {} {} {}", line.subject, line.kind.code(), line.on, line.what);
    read_sheet(rows, MOST_LINES, read_line, |line| (key(line), twice()))
}

fn read_line(number: usize, cells: Cells<'_, SheetColumn>) -> Result<SheetLine, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let text = |column: SheetColumn| cells.get(&column).copied().unwrap_or_default().to_owned();
    let typed = text(SheetColumn::Kind);
    let kind = RecordKind::ALL.into_iter().find(|kind| kind_title(*kind) == typed || kind.code() == typed);
    if kind.is_none() {
        wrong.push(Refusal::on("kind", "projects.integrity_kind_missing"));
    }
    let mut day = |column: SheetColumn| {
        let day = Day::parse(&text(column));
        if day.is_none() {
            wrong.push(Refusal::on(column.code(), "calendar.day_shape"));
        }
        day
    };
    let is_given = |column: SheetColumn| cells.contains_key(&column);
    let on = day(SheetColumn::On);
    let first = if is_given(SheetColumn::FirstDay) { day(SheetColumn::FirstDay) } else { on };
    let last = if is_given(SheetColumn::LastDay) { day(SheetColumn::LastDay) } else { None };
    let valid = first.and_then(|first| Period::new(first, last).map_err(|refusal| wrong.push(refusal)).ok());
    match (kind, on, valid) {
        (Some(kind), Some(on), Some(valid)) if wrong.is_empty() => Ok(SheetLine {
            number,
            subject: text(SheetColumn::Subject),
            kind,
            on,
            what: text(SheetColumn::What),
            body: text(SheetColumn::Body),
            basis: text(SheetColumn::Basis),
            basis_number: text(SheetColumn::BasisNumber),
            valid,
        }),
        _ => Err(wrong),
    }
}
