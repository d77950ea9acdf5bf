//! How do projects stand in the lines of a sheet? What is not needed may be blank; it shows in the completeness.

use super::{Draft, Status};
use crate::enterprises::CreditCode;
use crate::sheets::{Cells, Columns, LineFault, read_sheet};
use crate::{Day, Refusal};

/// Longer lists come in parts: they are taken in one piece.
pub const MOST_LINES: usize = 1_000;

/// Under which the national platform knows a project.
pub const NATIONAL_SCHEME: &str = "national";

closed_set! {
    /// A column of the sheet.
    SheetColumn {
        Name = "name",
        Area = "area",
        Industry = "industry",
        Contractor = "contractor",
        Status = "status",
        Since = "since",
        Code = "code",
        Street = "street",
        Address = "address",
        Longitude = "longitude",
        Latitude = "latitude",
        Works = "works",
        Nature = "nature",
        Size = "size",
        FloorArea = "floor_area",
        Length = "length",
        Investment = "investment",
        PlannedStart = "planned_start",
        PlannedFinish = "planned_finish",
    }
}

impl Columns for SheetColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Name => "项目名称",
            Self::Area => "所在地区",
            Self::Industry => "行业",
            Self::Contractor => "总承包单位统一社会信用代码",
            Self::Status => "项目状态",
            Self::Since => "状态起始日期",
            Self::Code => "全国平台项目编码",
            Self::Street => "街道",
            Self::Address => "详细地址",
            Self::Longitude => "经度",
            Self::Latitude => "纬度",
            Self::Works => "项目分类",
            Self::Nature => "建设性质",
            Self::Size => "建设规模",
            Self::FloorArea => "建筑面积（平方米）",
            Self::Length => "长度（米）",
            Self::Investment => "投资总额（万元）",
            Self::PlannedStart => "计划开工日期",
            Self::PlannedFinish => "计划竣工日期",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Name | Self::Area | Self::Industry | Self::Contractor | Self::Status | Self::Since)
    }
}

impl SheetColumn {
    /// The words that a cell may have, each with its code; none where anything may stand.
    pub fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Industry => {
                &[("房屋建筑", "housing"), ("市政园林", "municipal"), ("交通", "transport"), ("水利", "water")]
            }
            Self::Status => &[("筹备", "preparing"), ("立项", "approved"), ("在建", "building"), ("完工", "completed")],
            Self::Works => &[
                ("房屋建筑工程", "housing"),
                ("市政工程", "municipal"),
                ("机电安装工程", "electromechanical"),
                ("铁路工程", "railway"),
                ("公路工程", "highway"),
                ("港口与航道工程", "port"),
                ("水利水电工程", "water"),
                ("电力工程", "power"),
                ("矿山工程", "mining"),
                ("冶炼工程", "smelting"),
                ("石油化工工程", "petrochemical"),
                ("通信工程", "telecommunication"),
                ("其他工程", "other"),
            ],
            Self::Nature => &[
                ("新建", "new"),
                ("改建", "rebuilt"),
                ("扩建", "extended"),
                ("恢复", "restored"),
                ("迁建", "moved"),
                ("拆除", "demolished"),
                ("其他", "other"),
            ],
            Self::Size => &[("大型", "large"), ("中型", "medium"), ("小型", "small")],
            _ => &[],
        }
    }
}

/// A sound line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetLine {
    /// From 1, as programs show it.
    pub number: usize,
    /// whose area is a code, or the name of one
    pub draft: Draft,
    pub contractor: CreditCode,
    pub status: Status,
    pub since: Day,
    pub code: Option<String>,
}

/// Reads a sheet; `rows` are its lines from the first, as texts.
///
/// # Errors
/// As for [`read_sheet`].
pub fn read_lines(rows: &[Vec<String>]) -> Result<(Vec<SheetLine>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("name", "projects.sheet_twice");
    let key = |line: &SheetLine| format!("{} {}", line.contractor.as_str(), line.draft.name.trim());
    read_sheet(rows, MOST_LINES, read_line, |line| (key(line), twice()))
}

fn read_line(number: usize, cells: Cells<'_, SheetColumn>) -> Result<SheetLine, Vec<Refusal>> {
    let draft = draft_of(&cells);
    let mut wrong = draft.check().err().unwrap_or_default();
    let text = |column: SheetColumn| cells.get(&column).copied().unwrap_or_default();
    let contractor = CreditCode::parse(text(SheetColumn::Contractor)).map_err(|refusal| wrong.push(refusal)).ok();
    let status = Status::parse(&code_of(&cells, SheetColumn::Status));
    if status.is_none() {
        wrong.push(Refusal::on("status", "projects.status_choose"));
    }
    let since = Day::parse(text(SheetColumn::Since));
    if since.is_none() {
        wrong.push(Refusal::on("since", "calendar.day_shape"));
    }
    let code = cells.get(&SheetColumn::Code).map(|code| (*code).to_owned());
    match (contractor, status, since) {
        (Some(contractor), Some(status), Some(since)) if wrong.is_empty() => {
            Ok(SheetLine { number, draft, contractor, status, since, code })
        }
        _ => Err(wrong),
    }
}

fn draft_of(cells: &Cells<'_, SheetColumn>) -> Draft {
    let text = |column| code_of(cells, column);
    Draft {
        name: text(SheetColumn::Name),
        area: text(SheetColumn::Area),
        industry: text(SheetColumn::Industry),
        street: text(SheetColumn::Street),
        address: text(SheetColumn::Address),
        longitude: text(SheetColumn::Longitude),
        latitude: text(SheetColumn::Latitude),
        works: text(SheetColumn::Works),
        nature: text(SheetColumn::Nature),
        size: text(SheetColumn::Size),
        floor_area: text(SheetColumn::FloorArea),
        length: text(SheetColumn::Length),
        investment: text(SheetColumn::Investment),
        planned_start: text(SheetColumn::PlannedStart),
        planned_finish: text(SheetColumn::PlannedFinish),
    }
}

/// What stands in a cell: for a known word its code. What is neither stays, and is refused.
fn code_of(cells: &Cells<'_, SheetColumn>, column: SheetColumn) -> String {
    let text = cells.get(&column).copied().unwrap_or_default();
    let known = column.words().iter().find(|(word, _)| *word == text);
    known.map_or(text, |(_, code)| *code).to_owned()
}
