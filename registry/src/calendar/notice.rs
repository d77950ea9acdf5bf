//! What does the file of a year say, and can it be true? Pure.
//!
//! ```text
//! {"2027": {"papers": ["国务院办公厅关于2027年部分节假日安排的通知"], "off": ["2027-01-01", …], "work": ["2027-02-06", …]}}
//! ```
//! or a sheet with a line per day: 日期, 安排 (放假 or 上班), 依据. Only days that are not as every week has them need a line; a
//! Saturday that is off may stand there, too.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Calendar, Year, is_weekday};
use crate::fault::named;
use crate::sheets::{Cells, Columns, LineFault, read_sheet};
use crate::{Day, Refusal};

/// A year has no more lines.
const MOST_LINES: usize = 366;
/// So far ahead notices are published.
const YEARS_AHEAD: i32 = 2;
const MOST_PAPERS: usize = 3;
/// 《全国年节及纪念日放假办法》: thirteen days by law, and the days around them that are moved there.
const FEWEST_OFF: usize = 13;
const MOST_OFF: usize = 60;
const MOST_WORKED: usize = 20;
/// Those of the thirteen that stand on the same days each year: 元旦, 劳动节, 国庆节.
const BY_LAW: [(u32, u32); 6] = [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)];

/// The days of a year that are not as in every week, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub year: i32,
    /// the titles of the notices
    pub papers: Vec<String>,
    pub off: BTreeSet<Day>,
    /// weekend days that are worked
    pub work: BTreeSet<Day>,
}

/// A day that becomes another than it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    pub day: Day,
    pub is_worked: bool,
}

closed_set! {
    /// A column of the sheet of a year.
    YearColumn {
        Day = "day",
        Arrangement = "arrangement",
        Paper = "paper",
    }
}

impl Columns for YearColumn {
    fn all() -> &'static [Self] {
        &Self::ALL
    }

    fn title(self) -> &'static str {
        match self {
            Self::Day => "日期",
            Self::Arrangement => "安排",
            Self::Paper => "依据",
        }
    }

    fn is_needed(self) -> bool {
        true
    }
}

impl Notice {
    /// Reads the file of one year.
    ///
    /// # Errors
    /// On `file`: `calendar.file_shape`, or `calendar.one_year` when it has none or several.
    pub fn read_json(text: &str) -> Result<Self, Refusal> {
        let calendar = Calendar::parse(text).map_err(|_| Refusal::on("file", "calendar.file_shape"))?;
        let mut years = calendar.years.into_iter();
        match (years.next(), years.next()) {
            (Some((number, year)), None) => Ok(Self::of(number, &year)),
            _ => Err(Refusal::on("file", "calendar.one_year")),
        }
    }

    /// Reads the lines of a sheet; the year is that of its first day.
    ///
    /// # Errors
    /// On `file`: as of [`read_sheet`], and for each line that cannot be read.
    pub fn read_rows(rows: &[Vec<String>]) -> Result<Self, Vec<Refusal>> {
        let twice = |line: &Line| (line.day.to_string(), Refusal::on("file", "calendar.line_twice"));
        let (lines, faults) = read_sheet(rows, MOST_LINES, read_line, twice).map_err(|refusal| vec![refusal])?;
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|LineFault { reason, .. }| reason).collect());
        }
        let first = lines.first().ok_or_else(|| vec![Refusal::on("file", "calendar.one_year")])?;
        let year = first.day.year();
        let papers: BTreeSet<String> = lines.iter().filter_map(|line| line.paper.clone()).collect();
        let days = |worked: bool| lines.iter().filter(move |line| line.is_worked == worked).map(|line| line.day);
        Ok(Self { year, papers: papers.into_iter().collect(), off: days(false).collect(), work: days(true).collect() })
    }

    pub(super) fn of(number: i32, year: &Year) -> Self {
        let days = |days: &BTreeSet<chrono::NaiveDate>| days.iter().copied().map(Day).collect();
        Self { year: number, papers: year.papers.clone(), off: days(&year.off), work: days(&year.work) }
    }

    /// As [`Notice::read_json`] takes it.
    pub fn to_json(&self) -> String {
        let year = json!({ "papers": self.papers, "off": self.off, "work": self.work });
        json!({ self.year.to_string(): year }).to_string()
    }

    /// Everything that cannot be true of a year that is published today, each on `file`.
    pub fn faults(&self, today: Day) -> Vec<Refusal> {
        let on_file = |code: &'static str| Refusal::on("file", code);
        let mut faults = Vec::new();
        if !(today.year()..=today.year() + YEARS_AHEAD).contains(&self.year) {
            let last = today.year() + YEARS_AHEAD;
            faults.push(on_file("calendar.year_not_offered").with("first", today.year()).with("last", last));
        }
        faults.extend(self.paper_fault());
        let strange = self.off.iter().chain(&self.work).find(|day| day.year() != self.year);
        faults.extend(strange.map(|day| on_file("calendar.day_of_another_year").with("day", day)));
        let worked = self.work.iter().find(|day| is_weekday(**day));
        faults.extend(worked.map(|day| on_file("calendar.worked_anyway").with("day", day)));
        let both = self.off.intersection(&self.work).next();
        faults.extend(both.map(|day| on_file("calendar.off_and_worked").with("day", day)));
        let by_law = BY_LAW.iter().filter_map(|(month, day)| Day::from_ymd(self.year, *month, *day));
        let missing = by_law.filter(|day| !self.off.contains(day)).min();
        faults.extend(missing.map(|day| on_file("calendar.day_by_law_missing").with("day", day)));
        if !(FEWEST_OFF..=MOST_OFF).contains(&self.off.len()) || self.work.len() > MOST_WORKED {
            let bounds = on_file("calendar.numbers_of_days").with("fewest", FEWEST_OFF).with("most", MOST_OFF);
            faults.push(bounds.with("worked", MOST_WORKED));
        }
        faults
    }

    fn paper_fault(&self) -> Option<Refusal> {
        let fault = || Refusal::on("file", "calendar.paper").with("year", self.year).with("most", MOST_PAPERS);
        let is_title = |paper: &String| named(paper, 4..=100, fault).is_ok();
        let names_year = self.papers.iter().any(|paper| paper.contains(&self.year.to_string()));
        let is_fine = (1..=MOST_PAPERS).contains(&self.papers.len()) && names_year && self.papers.iter().all(is_title);
        (!is_fine).then(fault)
    }

    /// What becomes another than the calendar says, or, where it has no such year, than every week has it.
    pub fn changes(&self, calendar: &Calendar) -> Vec<Changed> {
        let ours = Calendar::default().with(self);
        let first = Day::from_ymd(self.year, 1, 1);
        let days = first.into_iter().flat_map(|first| first.0.iter_days().map(Day));
        days.take_while(|day| day.year() == self.year)
            .filter_map(|day| {
                let before = calendar.is_working_day(day).unwrap_or_else(|| is_weekday(day));
                let is_worked = ours.is_working_day(day)?;
                (before != is_worked).then_some(Changed { day, is_worked })
            })
            .collect()
    }

    /// How many days of the year are worked.
    pub fn working_days(&self) -> u32 {
        let ours = Calendar::default().with(self);
        let from_the_first = Day::from_ymd(self.year, 1, 1).map(|first| first.0.iter_days());
        let days = from_the_first.into_iter().flatten().map(Day).take_while(|day| day.year() == self.year);
        days.map(|day| u32::from(ours.is_working_day(day) == Some(true))).sum()
    }
}

struct Line {
    day: Day,
    is_worked: bool,
    paper: Option<String>,
}

fn read_line(number: usize, cells: Cells<'_, YearColumn>) -> Result<Line, Vec<Refusal>> {
    let on_line = |code: &'static str| vec![Refusal::on("file", code).with("line", number)];
    let day = cells.get(&YearColumn::Day).and_then(|text| Day::parse(text));
    let day = day.ok_or_else(|| on_line("calendar.line_day"))?;
    let is_worked = match cells.get(&YearColumn::Arrangement) {
        Some(&"放假" | &"休息") => false,
        Some(&"上班") => true,
        _ => return Err(on_line("calendar.line_arrangement")),
    };
    Ok(Line { day, is_worked, paper: cells.get(&YearColumn::Paper).map(|paper| (*paper).to_owned()) })
}
