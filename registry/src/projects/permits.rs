//! Which construction permits (施工许可证) does a project have, and was it begun without one?

use crate::instant::check_first_day;
use crate::people::half_width;
use crate::{Day, Period, Refusal};

const LONGEST_NUMBER: usize = 50;

/// One of several: each stage of a project may have its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    pub number: PermitNumber,
    pub issued_on: Day,
    /// What the permit calls the works (工程名称); the stage.
    pub works: String,
}

/// Text of at most 50 characters, half-width: cities number differently, so the usual form is only a hint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PermitNumber(String);

/// Whether the project may begin without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PermitNeed {
    Needed,
    /// Below the limit, or begun by another approval (开工报告; R-120 c).
    NotNeeded,
}

impl PermitNumber {
    /// # Errors
    /// One refusal on `number`: it is missing, too long, or has characters that nobody can see.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let number: String = text.trim().chars().map(half_width).collect();
        if number.is_empty() {
            return Err(Refusal::on("number", "projects.permit_missing"));
        }
        if number.chars().count() > LONGEST_NUMBER {
            return Err(Refusal::on("number", "projects.permit_too_long"));
        }
        if number.chars().any(char::is_control) {
            return Err(Refusal::on("number", "projects.permit_characters"));
        }
        Ok(Self(number))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A warning, never a refusal: not the usual 18 digits of division, day, serial and category.
    pub fn is_unusual(&self) -> bool {
        self.first_issued_on().is_none()
    }

    /// The day on which it was first issued, which a number of the usual form carries (建筑工程施工许可证编码规则).
    pub fn first_issued_on(&self) -> Option<Day> {
        let is_digits = self.0.len() == 18 && self.0.bytes().all(|byte| byte.is_ascii_digit());
        let (year, month, day) = (self.0.get(6..10)?, self.0.get(10..12)?, self.0.get(12..14)?);
        Day::parse(&format!("{year}-{month}-{day}")).filter(|_| is_digits)
    }
}

/// # Errors
/// When the day is to come, or the number stands for this project already.
pub fn check_permit(new: &Permit, others: &[Permit], today: Day) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if new.issued_on > today {
        wrong.push(Refusal::on("issued_on", "projects.day_in_future"));
    }
    wrong.extend(check_first_day("issued_on", new.issued_on).err());
    if others.iter().any(|other| other.number == new.number) {
        wrong.push(Refusal::on("number", "projects.permit_twice"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// The permit that counts for the project as a whole: the earliest (R-120 b).
pub fn earliest(permits: &[Permit]) -> Option<&Permit> {
    permits.iter().min_by_key(|permit| permit.issued_on)
}

/// 无证开工: from the start until the day before the first permit, or until now. `None` when it was begun with one or
/// needs none (R-120 a, scenario S2).
pub fn built_without_permit(start: Option<Day>, permits: &[Permit], need: PermitNeed) -> Option<Period> {
    let start = start.filter(|_| need == PermitNeed::Needed)?;
    match earliest(permits) {
        None => Some(Period::since(start)),
        Some(permit) => Period::new(start, Some(permit.issued_on.previous())).ok(),
    }
}
