//! What stands in a month's attendance and pay record (《南通市建筑职工月度考勤及报酬记录表》, 甲文第七条, R-032)?
//!
//! The seeds name the form and do not contain it (`open-points.md` 1.6): the columns are our own. XLSX and PDF are printed
//! from these types and decide nothing. Money in fen, time in minutes.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::pairs::{DayRow, Odd};
use crate::Day;
use crate::calendar::Month;
use crate::workers::Stays;

/// A column of the sheet, from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Number,
    Name,
    /// masked (`actors-and-privacy.md` 3.1)
    IdentityNumber,
    Trade,
    /// a day of the month, from 1
    Day(u32),
    DaysAttended,
    Hours,
    UnitPrice,
    Payable,
    Paid,
    PaidOn,
    Signature,
    Remark,
}

impl Column {
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::IdentityNumber => "identity_number",
            Self::Trade => "trade",
            Self::Day(_) => "day",
            Self::DaysAttended => "days_attended",
            Self::Hours => "hours",
            Self::UnitPrice => "unit_price",
            Self::Payable => "payable",
            Self::Paid => "paid",
            Self::PaidOn => "paid_on",
            Self::Signature => "signature",
            Self::Remark => "remark",
        }
    }

    /// All of a month's sheet: a column per day that the month has.
    pub fn of(month: Month) -> Vec<Self> {
        let before = [Self::Number, Self::Name, Self::IdentityNumber, Self::Trade];
        let after = [
            Self::DaysAttended,
            Self::Hours,
            Self::UnitPrice,
            Self::Payable,
            Self::Paid,
            Self::PaidOn,
            Self::Signature,
            Self::Remark,
        ];
        let days = (1..).zip(month.days()).map(|(number, _)| Self::Day(number));
        before.into_iter().chain(days).chain(after).collect()
    }
}

closed_set! {
    /// Who signs below a section; the workers sign their own rows (甲文第九条: 本人、班组长、项目经理等).
    Signer {
        /// 项目劳资员, who made the sheet.
        ProjectOfficer = "project_officer",
        TeamLeader = "team_leader",
        ProjectManager = "project_manager",
    }
}

/// What stands in the cell of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// In and out are there.
    Attended { minutes: u32 },
    /// Attended; an in, an out or a possible length is missing. The minutes are those that can be counted.
    Incomplete { minutes: u32 },
    /// On the roster, and nothing stands there.
    Absent,
    /// Not entered yet, or left.
    NotOnSite,
    /// The day was not over when the sheet was made.
    Open,
}

impl Mark {
    pub fn code(self) -> &'static str {
        match self {
            Self::Attended { .. } => "attended",
            Self::Incomplete { .. } => "incomplete",
            Self::Absent => "absent",
            Self::NotOnSite => "not_on_site",
            Self::Open => "open",
        }
    }

    pub fn minutes(self) -> Option<u32> {
        match self {
            Self::Attended { minutes } | Self::Incomplete { minutes } => Some(minutes),
            Self::Absent | Self::NotOnSite | Self::Open => None,
        }
    }

    pub(crate) fn new(day: Day, row: Option<&DayRow>, stays: &Stays, today: Day) -> Self {
        let is_broken = |odd: &Odd| matches!(odd, Odd::MissingIn | Odd::MissingOut | Odd::ImpossibleInterval);
        match row.filter(|row| row.is_attended()) {
            Some(row) if row.odd().iter().any(is_broken) => Self::Incomplete { minutes: row.minutes() },
            Some(row) => Self::Attended { minutes: row.minutes() },
            None if stays.on(day).is_none() => Self::NotOnSite,
            None if day >= today => Self::Open,
            None => Self::Absent,
        }
    }
}

/// A month's pay as the wage sheets and payments say; none where they say nothing. Nothing of it is worked out here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthPay {
    /// per day or per unit of work
    pub unit_price_fen: Option<i64>,
    pub payable_fen: Option<i64>,
    pub paid_fen: Option<i64>,
    pub paid_on: Option<Day>,
}

/// One worker in one team: what a line is made from.
#[derive(Clone, Debug)]
pub struct PersonMonth<'a> {
    pub worker: Uuid,
    pub name: String,
    pub masked_id_number: String,
    /// code of the trade table (`formats.md` section 9)
    pub trade: String,
    pub stays: &'a Stays,
    /// of this registration, in any order; a change of team divides a month. Rows of other months do no harm
    pub rows: &'a [DayRow],
    pub pay: MonthPay,
    pub remark: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// from 1 in each section
    pub number: u32,
    pub worker: Uuid,
    pub name: String,
    pub masked_id_number: String,
    pub trade: String,
    /// one per day of the month
    pub marks: Vec<Mark>,
    pub sums: Sums,
    pub pay: MonthPay,
    pub remark: String,
}

/// Sums of a line, a section or the whole record. Fen of what is known; how many lines are silent stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    pub lines: u32,
    pub days_attended: u32,
    pub days_incomplete: u32,
    pub days_absent: u32,
    pub minutes: u64,
    pub payable_fen: i64,
    pub paid_fen: i64,
    pub without_payable: u32,
    pub without_paid: u32,
}

impl Sums {
    fn of_line(marks: &[Mark], pay: MonthPay) -> Self {
        let count = |claim: fn(&Mark) -> bool| {
            u32::try_from(marks.iter().filter(|mark| claim(mark)).count()).unwrap_or(u32::MAX)
        };
        Self {
            lines: 1,
            days_attended: count(|mark| mark.minutes().is_some()),
            days_incomplete: count(|mark| matches!(mark, Mark::Incomplete { .. })),
            days_absent: count(|mark| *mark == Mark::Absent),
            minutes: marks.iter().filter_map(|mark| mark.minutes()).map(u64::from).sum(),
            payable_fen: pay.payable_fen.unwrap_or(0),
            paid_fen: pay.paid_fen.unwrap_or(0),
            without_payable: u32::from(pay.payable_fen.is_none()),
            without_paid: u32::from(pay.paid_fen.is_none()),
        }
    }

    fn total(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::default(), |sum, part| Self {
            lines: sum.lines + part.lines,
            days_attended: sum.days_attended + part.days_attended,
            days_incomplete: sum.days_incomplete + part.days_incomplete,
            days_absent: sum.days_absent + part.days_absent,
            minutes: sum.minutes + part.minutes,
            payable_fen: sum.payable_fen.saturating_add(part.payable_fen),
            paid_fen: sum.paid_fen.saturating_add(part.paid_fen),
            without_payable: sum.without_payable + part.without_payable,
            without_paid: sum.without_paid + part.without_paid,
        })
    }

    /// Hours in hundredths, rounded half up: the platform's `workHours` has two decimals.
    pub fn hours_hundredths(&self) -> u64 {
        (self.minutes * 100 + 30) / 60
    }
}

/// Whose lines they are: one team of one unit on one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionHead {
    pub project: Uuid,
    pub project_name: String,
    /// the employing unit's enterprise
    pub unit: Uuid,
    pub unit_name: String,
    pub team: Option<Uuid>,
    pub team_name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub head: SectionHead,
    pub lines: Vec<Line>,
    pub sums: Sums,
}

impl Section {
    /// Lines in the order of `people`; `today` is the day on which the sheet is made.
    pub fn new(head: SectionHead, month: Month, people: &[PersonMonth<'_>], today: Day) -> Self {
        let lines: Vec<Line> =
            (1..).zip(people).map(|(number, person)| Line::new(number, month, person, today)).collect();
        let sums = Sums::total(lines.iter().map(|line| line.sums));
        Self { head, lines, sums }
    }
}

impl Line {
    pub(crate) fn new(number: u32, month: Month, person: &PersonMonth<'_>, today: Day) -> Self {
        let mut rows: Vec<&DayRow> = person.rows.iter().collect();
        rows.sort_unstable_by_key(|row| row.day);
        let row_on = |day: Day| rows.binary_search_by_key(&day, |row| row.day).ok().and_then(|place| rows.get(place));
        let marks: Vec<Mark> =
            month.days().map(|day| Mark::new(day, row_on(day).copied(), person.stays, today)).collect();
        Self {
            number,
            worker: person.worker,
            name: person.name.clone(),
            masked_id_number: person.masked_id_number.clone(),
            trade: person.trade.clone(),
            sums: Sums::of_line(&marks, person.pay),
            marks,
            pay: person.pay,
            remark: person.remark.clone(),
        }
    }
}

/// For whom the record is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Project(Uuid),
    Enterprise(Uuid),
    /// The enterprise's own people on one of its projects.
    EnterpriseOn {
        enterprise: Uuid,
        project: Uuid,
    },
}

/// One month of a project or of all projects of an enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthlyRecord {
    pub scope: Scope,
    pub month: Month,
    /// the day on which it was made; a record made before the month is over says so by its open days
    pub made_on: Day,
    pub columns: Vec<Column>,
    pub sections: Vec<Section>,
    pub sums: Sums,
}

impl MonthlyRecord {
    pub fn new(scope: Scope, month: Month, made_on: Day, sections: Vec<Section>) -> Self {
        let sums = Sums::total(sections.iter().map(|section| section.sums));
        Self { scope, month, made_on, columns: Column::of(month), sections, sums }
    }
}
