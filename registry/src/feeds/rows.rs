//! What is one good row? One type per object; days, sums and codes are read, and the noun's own rules come after.

use crate::attendance::{Direction, Method};
use crate::calendar::Month;
use crate::{Day, Instant};

/// A row, where it stood and what it says about others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<R = Row> {
    /// Counted through the whole batch, from 1.
    pub number: u32,
    /// where it stood: `items[0].dataList[3]`
    pub path: String,
    pub statement: Statement,
    pub row: R,
}

/// Ours, beside the platform's fields of a row: `rowId`, `purpose`, `of`, `statedAt`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// the sender's own name of the row
    pub row_id: Option<String>,
    pub purpose: Purpose,
    /// when the sender wrote it; the signed time of the batch where the row says nothing
    pub stated_at: Option<Instant>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Record,
    /// This row says how that one should have read.
    Correct(About),
    /// That row should not have been; this one repeats its content.
    Withdraw(About),
}

impl Purpose {
    pub fn about(&self) -> Option<&About> {
        match self {
            Self::Record => None,
            Self::Correct(about) | Self::Withdraw(about) => Some(about),
        }
    }
}

/// By what an earlier row was told apart, as far as it is not as in this one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub row_id: Option<String>,
    pub project_code: Option<String>,
    pub document_number: Option<String>,
    pub date: Option<String>,
    pub direction: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    Corp(CorpRow),
    Project(ProjectRow),
    Permit(PermitRow),
    Party(PartyRow),
    Team(TeamRow),
    Worker(WorkerRow),
    Movement(MovementRow),
    Contract(ContractRow),
    Training(TrainingRow),
    Attendance(AttendanceRow),
    Payment(PaymentRow),
}

/// An identity document; a resident card's number is a right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub kind: String,
    pub number: String,
}

/// A unit as the sender names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    pub code: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bank {
    pub code: Option<String>,
    pub name: Option<String>,
    pub number: String,
    pub link_number: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpRow {
    pub unit: Unit,
    pub area: String,
    pub address: Option<String>,
    pub legal_representative: Option<String>,
    pub phone: Option<String>,
}

/// What must be said of a project is missing only where a row says a part of it (`partial`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRow {
    pub project_code: String,
    /// the general contractor's credit code
    pub contractor: Option<String>,
    pub name: Option<String>,
    pub category: Option<String>,
    pub owner_name: Option<String>,
    pub owner_code: Option<String>,
    pub area: Option<String>,
    /// the platform's six places of 万元 end at the fen
    pub invest_fen: Option<i64>,
    /// hundredths of m²
    pub building_area: Option<i64>,
    /// hundredths of m
    pub building_length: Option<i64>,
    pub starts_on: Option<Day>,
    pub completes_on: Option<Day>,
    pub status: Option<String>,
    pub address: Option<String>,
    pub size: Option<String>,
    pub property: Option<String>,
    pub longitude: Option<String>,
    pub latitude: Option<String>,
    /// number and name of the works
    pub permits: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PermitRow {
    pub project_code: String,
    pub number: String,
    pub works: Option<String>,
    pub issued_on: Day,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRow {
    pub project_code: String,
    pub unit: Unit,
    /// the platform's code
    pub kind: String,
    pub entered: Option<Day>,
    pub left: Option<Day>,
    pub accounts: Vec<Bank>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRow {
    pub project_code: String,
    pub unit: Unit,
    pub name: String,
    pub leader: Option<Document>,
    pub entered: Option<Day>,
    pub left: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerRow {
    pub project_code: String,
    pub unit: Unit,
    pub team: String,
    pub team_name: String,
    pub name: String,
    pub document: Document,
    pub is_team_leader: bool,
    pub trade: String,
    /// 10 managers, 20 workers
    pub role: String,
    pub card: Option<Bank>,
    pub ethnic_group: String,
    pub address: String,
    pub phone: String,
    pub education: Option<String>,
    pub document_issuer: String,
    pub document_from: Option<Day>,
    pub document_until: Option<Day>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementRow {
    pub project_code: String,
    pub unit: Unit,
    pub team: String,
    pub document: Document,
    pub on: Day,
    pub is_entry: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContractRow {
    pub project_code: String,
    pub unit: Unit,
    pub document: Document,
    /// 以完成一定工作为期限
    pub is_until_work_is_done: bool,
    pub from: Day,
    pub until: Day,
    pub measure: Option<String>,
    pub unit_price_fen: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingRow {
    pub project_code: String,
    pub document: Document,
    pub on: Day,
    /// hundredths
    pub hours: i64,
    /// the platform's code
    pub kind: String,
    pub trainer: Option<String>,
    pub held_by: Option<String>,
    pub is_passed: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttendanceRow {
    pub project_code: String,
    pub team: String,
    pub document: Document,
    pub at: Instant,
    pub direction: Direction,
    pub method: Method,
    pub device: String,
    pub photo: Option<Vec<u8>>,
    /// what a correction or a withdrawal is about
    pub about: Option<Passage>,
}

/// By what a passage is told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub project_code: String,
    pub document: Document,
    pub at: Instant,
    pub direction: Direction,
    pub row_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    pub project_code: String,
    pub unit: Unit,
    pub team: String,
    pub month: Month,
    pub document: Document,
    pub days: Option<i64>,
    pub card: Bank,
    pub paid_from: Bank,
    pub due_fen: i64,
    pub paid_fen: i64,
    pub is_back_pay: bool,
    pub balanced_on: Day,
    pub number: String,
}

impl Row {
    /// The sender's name of the project; none for what is of no project.
    pub fn project_code(&self) -> Option<&str> {
        match self {
            Self::Corp(_) => None,
            Self::Project(row) => Some(&row.project_code),
            Self::Permit(row) => Some(&row.project_code),
            Self::Party(row) => Some(&row.project_code),
            Self::Team(row) => Some(&row.project_code),
            Self::Worker(row) => Some(&row.project_code),
            Self::Movement(row) => Some(&row.project_code),
            Self::Contract(row) => Some(&row.project_code),
            Self::Training(row) => Some(&row.project_code),
            Self::Attendance(row) => Some(&row.project_code),
            Self::Payment(row) => Some(&row.project_code),
        }
    }
}
