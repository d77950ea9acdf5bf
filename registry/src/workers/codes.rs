//! Is this code in the table, and what is its name? The open sets of the national platform, which keep their digits.
//!
//! The tables come from `registry/data/worker_codes.json`; a city may extend them, so they are data and no enums.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::Refusal;

const BUILT_IN: &str = include_str!("../../data/worker_codes.json");

/// 居民身份证 in the table of documents.
pub const RESIDENT_CARD: &str = "01";

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    trades: BTreeMap<String, String>,
    educations: BTreeMap<String, String>,
    /// GB/T 4658-2006 to the platform's own code
    educations_gbt4658: BTreeMap<String, String>,
    documents: BTreeMap<String, String>,
    measures: BTreeMap<String, String>,
    banks: BTreeMap<String, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// 工种
    Trade,
    /// 文化程度
    Education,
    /// 证件类型
    Document,
    /// 计量单位
    Measure,
    /// 银行
    Bank,
}

impl Codes {
    /// The tables that come with the program.
    pub fn built_in() -> &'static Self {
        static CODES: LazyLock<Codes> = LazyLock::new(|| Codes::parse(BUILT_IN).unwrap_or_default());
        &CODES
    }

    /// # Errors
    /// When the text holds no tables.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    pub fn name(&self, table: Table, code: &str) -> Option<&str> {
        self.table(table).get(code).map(String::as_str)
    }

    /// Every code with its name, in the order of the codes.
    pub fn all(&self, table: Table) -> impl Iterator<Item = (&str, &str)> {
        self.table(table).iter().map(|(code, name)| (code.as_str(), name.as_str()))
    }

    /// The code of a name, or the code itself; nothing when the table knows neither.
    pub fn code_of(&self, table: Table, written: &str) -> Option<&str> {
        let written = written.trim();
        let mut codes = self.table(table).iter();
        codes.find(|(code, name)| *code == written || *name == written).map(|(code, _)| code.as_str())
    }

    /// The code without the spaces around it.
    ///
    /// # Errors
    /// One refusal on the table's field when the table does not know the code.
    pub fn check(&self, table: Table, typed: &str) -> Result<String, Refusal> {
        let code = typed.trim();
        if self.table(table).contains_key(code) {
            return Ok(code.to_owned());
        }
        let refusal = match table {
            Table::Trade => Refusal::on("trade", "workers.trade_unknown"),
            Table::Education => Refusal::on("education", "workers.education_unknown"),
            Table::Document => Refusal::on("document_kind", "workers.document_kind_unknown"),
            Table::Measure => Refusal::on("measure", "workers.measure_unknown"),
            Table::Bank => Refusal::on("bank", "workers.bank_unknown"),
        };
        Err(refusal.with("code", code))
    }

    /// The platform's education code for one of GB/T 4658-2006 (formats, section 10).
    pub fn education_of_gbt4658(&self, code: &str) -> Option<&str> {
        self.educations_gbt4658.get(code).map(String::as_str)
    }

    fn table(&self, table: Table) -> &BTreeMap<String, String> {
        match table {
            Table::Trade => &self.trades,
            Table::Education => &self.educations,
            Table::Document => &self.documents,
            Table::Measure => &self.measures,
            Table::Bank => &self.banks,
        }
    }
}
