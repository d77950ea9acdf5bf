//! What stands in a month's list of staff (职工花名册, 甲文第七条, R-032)?
//!
//! As with the monthly record, the columns are our own, for the seeds do not contain the form.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Scope, SectionHead};
use crate::Day;
use crate::calendar::Month;
use crate::workers::{Role, Stay, Stays};

closed_set! {
    /// A column of the sheet, from left to right.
    StaffColumn {
        Number = "number",
        Name = "name",
        Sex = "sex",
        /// masked (`actors-and-privacy.md` 3.1)
        IdentityNumber = "identity_number",
        Role = "role",
        Trade = "trade",
        /// Days of entry and of exit, as far as the stays touch the month.
        Entered = "entered",
        Left = "left",
        Signature = "signature",
        Remark = "remark",
    }
}

/// One worker in one team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffLine {
    /// from 1 in each section
    pub number: u32,
    pub worker: Uuid,
    pub name: String,
    /// code of the sex
    pub sex: String,
    pub masked_id_number: String,
    pub role: Role,
    /// code of the trade table (`formats.md` section 9)
    pub trade: String,
    /// those that touch the month, in rising order
    pub stays: Vec<Stay>,
}

/// One team of one unit on one project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffSection {
    pub head: SectionHead,
    pub lines: Vec<StaffLine>,
}

/// Who was on the sites of a project or an enterprise on any day of a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffList {
    pub scope: Scope,
    pub month: Month,
    pub made_on: Day,
    pub sections: Vec<StaffSection>,
}

impl StaffList {
    pub fn people(&self) -> usize {
        self.sections.iter().map(|section| section.lines.len()).sum()
    }
}

impl StaffLine {
    /// A day of exit after the month is not known to the month's list.
    pub fn stays_in(stays: &Stays, month: Month) -> Vec<Stay> {
        let touches =
            |stay: &Stay| stay.entered <= month.last_day() && stay.left.is_none_or(|left| left >= month.first_day());
        let seen = |stay: Stay| Stay { left: stay.left.filter(|left| *left <= month.last_day()), ..stay };
        stays.iter().filter(touches).map(seen).collect()
    }
}
