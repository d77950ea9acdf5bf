//! How do workers stand in the lines of a sheet, on the way out and on the way in?
//!
//! A blank means "not given". Closed sets and codes stand by their Chinese names, as people write them, or by their codes.

use std::collections::BTreeMap;

use super::{Codes, Household, Qualification, QualificationKind, Role, Table, read_qualifications};
use crate::people::Sex;
use crate::sheets::{Cells, Columns, read_sheet};
use crate::{Day, Refusal};

pub use crate::sheets::LineFault;

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
        Title = "title",
        PostCertificate = "post_certificate",
        SkillLevel = "skill_level",
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

/// A line as its cells say it, with closed sets and codes in our own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    cells: BTreeMap<Column, String>,
    pub role: Role,
    pub is_team_leader: bool,
    pub entered: Option<Day>,
    pub left: Option<Day>,
    pub qualifications: Vec<Qualification>,
}

impl Columns for Column {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
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
            Self::Title => "职称",
            Self::PostCertificate => "岗位证书",
            Self::SkillLevel => "技能等级",
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
/// As for [`read_sheet`].
pub fn read_lines(rows: &[Vec<String>], codes: &Codes) -> Result<(Vec<Line>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("document_number", "workers.sheet_person_twice");
    let read = |number, cells| read_line(number, cells, codes);
    read_sheet(rows, MOST_LINES, read, |line: &Line| (line.cell(Column::DocumentNumber).to_uppercase(), twice()))
}

fn read_line(number: usize, cells: Cells<'_, Column>, codes: &Codes) -> Result<Line, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let mut cells: BTreeMap<Column, String> =
        cells.into_iter().map(|(column, text)| (column, text.to_owned())).collect();
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
    let mut qualifications = Vec::new();
    for (column, kind) in SKILLS {
        match read_qualifications(kind, cells.get(&column).map_or("", String::as_str)) {
            Ok(read) => qualifications.extend(read),
            Err(refusal) => wrong.push(refusal),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(Line { number, cells, role, is_team_leader, entered, left, qualifications })
}

const SKILLS: [(Column, QualificationKind); 3] = [
    (Column::Title, QualificationKind::Title),
    (Column::PostCertificate, QualificationKind::PostCertificate),
    (Column::SkillLevel, QualificationKind::SkillLevel),
];
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
