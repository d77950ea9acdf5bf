//! How do supervising areas stand in the lines of a sheet? By the words of the list that leaves, with the paper behind each.

use crate::offices::changes::{check_name, check_reason};
use crate::sheets::{Cells, Columns, LineFault, read_sheet};
use crate::{Day, Refusal};

/// A city has some dozens; each is checked against all others.
pub const MOST_LINES: usize = 300;
/// What the list says where there is nothing.
const NOTHING: [&str; 4] = ["自始", "现行", "没有上级地区", "—"];

closed_set! {
    /// A column of the sheet.
    SheetColumn {
        Name = "name",
        Code = "code",
        Parent = "parent",
        ValidFrom = "valid_from",
        ValidTo = "valid_to",
        Replaces = "replaces",
        Reason = "reason",
    }
}

impl Columns for SheetColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Name => "名称",
            Self::Code => "代码",
            Self::Parent => "上级地区",
            Self::ValidFrom => "启用日期",
            Self::ValidTo => "停用日期",
            Self::Replaces => "接替的原地区",
            Self::Reason => "依据",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Name | Self::Code | Self::Reason)
    }
}

/// A line that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// From 1, as programs show it.
    pub number: usize,
    pub name: String,
    pub code: String,
    /// a code or a name
    pub parent: Option<String>,
    pub valid_from: Option<Day>,
    pub valid_to: Option<Day>,
    /// codes or names
    pub replaces: Vec<String>,
    pub reason: String,
}

/// Reads a sheet; `rows` are its lines from the first, as texts.
///
/// # Errors
/// As for [`read_sheet`].
pub fn read_lines(rows: &[Vec<String>]) -> Result<(Vec<SheetLine>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("code", "offices.sheet_code_twice");
    read_sheet(rows, MOST_LINES, read_line, |line: &SheetLine| (line.code.clone(), twice()))
}

fn read_line(number: usize, cells: Cells<'_, SheetColumn>) -> Result<SheetLine, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let text = |column: SheetColumn| cells.get(&column).copied().filter(|text| !NOTHING.contains(text));
    let cell = |column: SheetColumn| text(column).unwrap_or_default();
    let name = check_name(cell(SheetColumn::Name)).map_err(|refusal| wrong.push(refusal)).unwrap_or_default();
    let code = cell(SheetColumn::Code).to_owned();
    if !is_code(&code) {
        wrong.push(Refusal::on("code", "offices.area_code_shape"));
    }
    let mut day = |column: SheetColumn| {
        let read = text(column).map(|text| day_of(text).ok_or(()));
        if read == Some(Err(())) {
            wrong.push(Refusal::on(column.code(), "calendar.day_shape"));
        }
        read.and_then(Result::ok)
    };
    let (valid_from, valid_to) = (day(SheetColumn::ValidFrom), day(SheetColumn::ValidTo));
    let replaces = named_areas(cell(SheetColumn::Replaces));
    if !replaces.is_empty() && valid_from.is_none() {
        wrong.push(Refusal::on("valid_from", "offices.area_first_day_missing"));
    }
    let reason = check_reason(cell(SheetColumn::Reason)).map_err(|refusal| wrong.push(refusal)).unwrap_or_default();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let parent = text(SheetColumn::Parent).map(str::to_owned);
    Ok(SheetLine { number, name, code, parent, valid_from, valid_to, replaces, reason })
}

pub(super) fn is_code(text: &str) -> bool {
    (6..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `2021-01-01`, or `2021年1月1日` as the list says it.
pub(crate) fn day_of(text: &str) -> Option<Day> {
    Day::parse(text).or_else(|| {
        let (year, rest) = text.split_once('年')?;
        let (month, day) = rest.strip_suffix('日')?.split_once('月')?;
        Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    })
}

/// Codes or names with any of the usual signs between; of a name with its code behind it, the code.
fn named_areas(text: &str) -> Vec<String> {
    let parts = text.split(['、', '，', ',', ';', '；', '/', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| match part.rsplit_once(char::is_whitespace) {
            Some((_, code)) if is_code(code) => code.to_owned(),
            _ => part.to_owned(),
        })
        .collect()
}
