//! How do workers stand in the lines of a sheet, on the way out and on the way in?
//!
//! Line 1 has the names of the columns, in any order; a blank means "not given". Closed sets and codes stand by their
//! Chinese names, as people write them, or by their codes.

use std::collections::BTreeMap;

use super::{Codes, Household, Role, Table};
use crate::people::Sex;
use crate::{Day, Refusal};

/// Longer lists come in parts, or as a feed.
pub const MOST_LINES: usize = 5_000;

closed_set! {
    /// A column of the sheet, in the order in which it is written.
    Column {
        Name = "name",
        DocumentKind = "document_kind",
        DocumentNumber = "document_number",
        Sex = "sex",
        EthnicGroup = "ethnic_group",
        BirthDay = "birth_day",
        Address = "address",
        DocumentIssuer = "document_issuer",
        ValidFrom = "valid_from",
        ValidUntil = "valid_until",
        Phone = "phone",
        Household = "household",
        Education = "education",
        Unit = "unit",
        Team = "team",
        Role = "role",
        Trade = "trade",
        Post = "post",
        TeamLeader = "team_leader",
        Entered = "entered",
        Left = "left",
        CardNumber = "card_number",
        Bank = "bank",
        BankName = "bank_name",
        LinkNumber = "link_number",
    }
}

/// What is wrong with a line; the others stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// From 1, as programs show it.
    pub number: usize,
    pub reason: Refusal,
}

/// A line as its cells say it, with closed sets and codes in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    cells: BTreeMap<Column, String>,
    pub role: Role,
    pub is_team_leader: bool,
    pub entered: Option<Day>,
    pub left: Option<Day>,
}

impl Column {
    /// As it is written above the column, whatever the language of the page: a sheet goes to and fro.
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::DocumentKind => "证件类型",
            Self::DocumentNumber => "证件号码",
            Self::Sex => "性别",
            Self::EthnicGroup => "民族",
            Self::BirthDay => "出生日期",
            Self::Address => "住址",
            Self::DocumentIssuer => "签发机关",
            Self::ValidFrom => "证件有效期起始",
            Self::ValidUntil => "证件有效期截止",
            Self::Phone => "手机号码",
            Self::Household => "户籍类别",
            Self::Education => "文化程度",
            Self::Unit => "用工单位",
            Self::Team => "班组",
            Self::Role => "人员类别",
            Self::Trade => "工种",
            Self::Post => "工作岗位",
            Self::TeamLeader => "是否班组长",
            Self::Entered => "进场日期",
            Self::Left => "退场日期",
            Self::CardNumber => "工资卡卡号",
            Self::Bank => "工资卡银行",
            Self::BankName => "工资卡开户行名称",
            Self::LinkNumber => "联行号",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Name | Self::DocumentNumber | Self::Unit | Self::Trade)
    }
}

impl Line {
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(&column).map_or("", String::as_str)
    }
}

/// Reads a sheet; `rows` are its lines from the first, as texts.
///
/// # Errors
/// When a needed column is missing, a column stands twice, or there are too many lines.
pub fn read_lines(rows: &[Vec<String>], codes: &Codes) -> Result<(Vec<Line>, Vec<LineFault>), Refusal> {
    let columns = columns(rows.first().map(Vec::as_slice).unwrap_or_default())?;
    if rows.len() > MOST_LINES + 1 {
        return Err(Refusal::on("file", "workers.sheet_too_long").with("limit", MOST_LINES));
    }
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, row) in (1..).zip(rows).skip(1) {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cell = |(column, at): (&Column, &usize)| {
            let text = row.get(*at).map_or("", |cell| cell.trim());
            (!text.is_empty()).then(|| (*column, text.to_owned()))
        };
        match read_line(number, columns.iter().filter_map(cell).collect(), codes) {
            Ok(line) => {
                let document = line.cell(Column::DocumentNumber).to_uppercase();
                match seen.insert(document, number) {
                    Some(first) => {
                        let reason = Refusal::on("document_number", "workers.sheet_person_twice").with("line", first);
                        faults.push(LineFault { number, reason });
                    }
                    None => lines.push(line),
                }
            }
            Err(reasons) => faults.extend(reasons.into_iter().map(|reason| LineFault { number, reason })),
        }
    }
    Ok((lines, faults))
}

fn columns(head: &[String]) -> Result<BTreeMap<Column, usize>, Refusal> {
    let mut found = BTreeMap::new();
    for (at, title) in head.iter().enumerate() {
        let title: String = title.chars().filter(|c| !c.is_whitespace() && *c != '*').collect();
        let Some(column) = Column::ALL.into_iter().find(|column| column.title() == title) else { continue };
        if found.insert(column, at).is_some() {
            return Err(Refusal::on("file", "workers.sheet_column_twice").with("column", title));
        }
    }
    match Column::ALL.into_iter().find(|column| column.is_needed() && !found.contains_key(column)) {
        Some(missing) => Err(Refusal::on("file", "workers.sheet_column_missing").with("column", missing.title())),
        None => Ok(found),
    }
}

fn read_line(number: usize, mut cells: BTreeMap<Column, String>, codes: &Codes) -> Result<Line, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let tables = [
        (Column::DocumentKind, Table::Document),
        (Column::Education, Table::Education),
        (Column::Trade, Table::Trade),
        (Column::Bank, Table::Bank),
    ];
    for (column, table) in tables {
        if let Some(text) = cells.get_mut(&column)
            && let Some(code) = codes.code_of(table, text)
        {
            *text = code.to_owned();
        }
    }
    cells.entry(Column::DocumentKind).or_insert_with(|| super::RESIDENT_CARD.to_owned());
    for (column, words) in [(Column::Sex, SEXES), (Column::Household, HOUSEHOLDS)] {
        if let Some(text) = cells.get_mut(&column)
            && let Some((_, code)) = words.iter().find(|(word, _)| word == text)
        {
            *text = (*code).to_owned();
        }
    }
    let role = match cells.get(&Column::Role).map(String::as_str) {
        None | Some("建筑工人" | "worker") => Role::Worker,
        Some("管理人员" | "manager") => Role::Manager,
        Some(_) => {
            wrong.push(Refusal::on("role", "workers.sheet_role"));
            Role::Worker
        }
    };
    let is_team_leader = match cells.get(&Column::TeamLeader).map(String::as_str) {
        None | Some("否" | "0") => false,
        Some("是" | "1") => true,
        Some(_) => {
            wrong.push(Refusal::on("team_leader", "workers.sheet_yes_or_no"));
            false
        }
    };
    let mut day = |column: Column, field: &'static str| {
        let text = cells.get(&column)?;
        let day = Day::parse(text);
        if day.is_none() {
            wrong.push(Refusal::on(field, "calendar.day_shape"));
        }
        day
    };
    let (entered, left) = (day(Column::Entered, "entered"), day(Column::Left, "left"));
    if wrong.is_empty() { Ok(Line { number, cells, role, is_team_leader, entered, left }) } else { Err(wrong) }
}

const SEXES: &[(&str, &str)] = &[("男", "male"), ("女", "female")];
const HOUSEHOLDS: &[(&str, &str)] =
    &[("农村", "rural"), ("农村居民", "rural"), ("城镇", "urban"), ("城镇居民", "urban")];

/// As a sheet says it.
pub fn sex_title(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

pub fn household_title(household: Household) -> &'static str {
    match household {
        Household::Rural => "农村居民",
        Household::Urban => "城镇居民",
    }
}

pub fn role_title(role: Role) -> &'static str {
    match role {
        Role::Manager => "管理人员",
        Role::Worker => "建筑工人",
    }
}
