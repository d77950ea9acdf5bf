//! How do enterprises stand in the lines of a sheet, on the way out and on the way in?
//!
//! The first three columns are needed; a blank elsewhere means "not given".

use super::profile::{
    check_address, check_kinds, check_legal_representative, check_name, check_short_name, kinds_text,
};
use super::{ContactPhone, CreditCode, EnterpriseKind};
use crate::Refusal;
use crate::sheets::{Cells, Columns, LineFault, read_sheet};

/// Longer lists come in parts.
pub const MOST_LINES: usize = 5_000;

closed_set! {
    /// A column of the sheet.
    Column {
        Name = "name",
        CreditCode = "credit_code",
        Area = "area",
        ShortName = "short_name",
        Kinds = "kinds",
        LegalRepresentative = "legal_representative",
        Address = "address",
        Phone = "phone",
    }
}

/// A sound line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From 1, as programs show it.
    pub number: usize,
    pub name: String,
    pub credit_code: CreditCode,
    /// a code, or the name of an area
    pub area: String,
    pub short_name: Option<String>,
    pub kinds: Vec<EnterpriseKind>,
    pub legal_representative: Option<String>,
    pub address: Option<String>,
    pub phone: Option<ContactPhone>,
}

impl Columns for Column {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Name => "企业名称",
            Self::CreditCode => "统一社会信用代码",
            Self::Area => "所属地区",
            Self::ShortName => "简称",
            Self::Kinds => "企业类别",
            Self::LegalRepresentative => "法定代表人",
            Self::Address => "注册地址",
            Self::Phone => "联系电话",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Name | Self::CreditCode | Self::Area)
    }
}

/// The word of a kind in a sheet.
pub fn kind_title(kind: EnterpriseKind) -> &'static str {
    match kind {
        EnterpriseKind::General => "施工总承包",
        EnterpriseKind::Specialist => "专业承包",
        EnterpriseKind::Labour => "施工劳务",
        EnterpriseKind::Epc => "工程总承包",
        EnterpriseKind::Owner => "建设单位",
        EnterpriseKind::Supervisor => "监理单位",
    }
}

/// The kinds as a sheet says them: `施工总承包、专业承包`.
pub fn kinds_titles(kinds: &[EnterpriseKind]) -> String {
    kinds.iter().map(|kind| kind_title(*kind)).collect::<Vec<_>>().join("、")
}

/// Reads a sheet; `rows` are its lines from the first, as texts.
///
/// # Errors
/// As for [`read_sheet`].
pub fn read_lines(rows: &[Vec<String>]) -> Result<(Vec<Line>, Vec<LineFault>), Refusal> {
    let twice = || Refusal::on("credit_code", "enterprises.sheet_code_twice");
    read_sheet(rows, MOST_LINES, read_line, |line: &Line| (line.credit_code.as_str().to_owned(), twice()))
}

fn read_line(number: usize, cells: Cells<'_, Column>) -> Result<Line, Vec<Refusal>> {
    let mut wrong = Vec::new();
    let given = |column: Column| cells.get(&column).copied();
    let cell = |column: Column| given(column).unwrap_or_default();
    let name = check_name(cell(Column::Name)).map_err(|refusal| wrong.push(refusal)).ok();
    let code = CreditCode::parse(cell(Column::CreditCode)).map_err(|refusal| wrong.push(refusal)).ok();
    let area = given(Column::Area).map(str::to_owned);
    if area.is_none() {
        wrong.push(Refusal::on("area", "offices.area_unknown"));
    }
    let short_name = check_short_name(cell(Column::ShortName)).map_err(|refusal| wrong.push(refusal)).ok();
    let kinds = check_kinds(&kinds_of(cell(Column::Kinds))).map_err(|refusal| wrong.push(refusal)).ok();
    let legal = given(Column::LegalRepresentative).map(check_legal_representative).transpose();
    let legal = legal.map_err(|refusal| wrong.push(refusal)).ok();
    let address = given(Column::Address).map(check_address).transpose().map_err(|refusal| wrong.push(refusal)).ok();
    let phone = given(Column::Phone).map(ContactPhone::parse).transpose().map_err(|refusal| wrong.push(refusal)).ok();
    match (name, code, area, short_name, kinds, legal, address, phone) {
        (
            Some(name),
            Some(credit_code),
            Some(area),
            Some(short_name),
            Some(kinds),
            Some(legal),
            Some(address),
            Some(phone),
        ) => {
            let legal_representative = legal.map(|name| name.as_str().to_owned());
            Ok(Line { number, name, credit_code, area, short_name, kinds, legal_representative, address, phone })
        }
        _ => Err(wrong),
    }
}

/// Words or codes, with any of the usual signs between; what is neither stays, and is refused.
fn kinds_of(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | ';' | '；' | '/'));
    words
        .filter(|word| !word.is_empty())
        .map(|word| {
            let kind = EnterpriseKind::ALL.into_iter().find(|kind| kind_title(*kind) == word);
            kind.map_or_else(|| word.to_owned(), |kind| kind.code().to_owned())
        })
        .collect()
}

impl Line {
    /// What the line says, as it is stored.
    pub fn kinds_code(&self) -> Option<String> {
        kinds_text(&self.kinds)
    }
}
