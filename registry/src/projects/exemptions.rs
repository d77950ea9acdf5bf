//! What excuses a project from records that are missing, for which days, and who says so?
//!
//! The officer files, the county approves. A shutdown (停工) excuses missing attendance and missing payments, an outage of
//! the devices only missing attendance, special circumstances (特殊情况) only missing payments.

use super::{Act, Policy};
use crate::calendar::months_after;
use crate::instant::{check_first_day, days_in_any};
use crate::{Day, Period, Refusal};

closed_set! {
    ExemptionKind {
        /// 停工
        Shutdown = "shutdown",
        /// 考勤设备故障
        DeviceOutage = "device_outage",
        /// 特殊情况
        SpecialCircumstances = "special_circumstances",
    }
}

closed_set! {
    /// Which record is missing.
    Missing {
        /// 实名制考勤信息
        Attendance = "attendance",
        /// 工资代发信息
        Payment = "payment",
    }
}

closed_set! {
    /// What became of a filing.
    Verdict {
        Approved = "approved",
        Refused = "refused",
        /// Taken back by whoever filed it.
        Withdrawn = "withdrawn",
    }
}

/// When it was filed, seen from its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    Ahead,
    SameDay,
    Afterwards,
    /// Later than the owner has to report a suspension (建筑法第十条).
    PastReportLimit,
}

/// What is filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    pub kind: ExemptionKind,
    pub period: Period,
    /// a code of the list of reasons for the kind
    pub reason: String,
    pub statement: String,
    /// hash of the stored file
    pub document: Option<String>,
}

/// A filing and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exemption {
    pub kind: ExemptionKind,
    pub period: Period,
    pub filed: Act,
    pub decided: Option<(Verdict, Act)>,
}

/// Until when a missing record is excused, seen from one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excused {
    No,
    /// Until the end of this day; exemptions that touch count as one.
    Until(Day),
    /// By a shutdown whose end is not known yet.
    Open,
}

impl ExemptionKind {
    pub fn excuses(self, missing: Missing) -> bool {
        match self {
            Self::Shutdown => true,
            Self::DeviceOutage => missing == Missing::Attendance,
            Self::SpecialCircumstances => missing == Missing::Payment,
        }
    }

    /// The reasons that the product starts with; the list is the administrator's.
    pub fn reasons(self) -> &'static [&'static str] {
        match self {
            Self::Shutdown => &["spring_festival", "weather", "owner", "ordered", "other"],
            Self::DeviceOutage => &["device_failure", "power", "network", "damage", "other"],
            Self::SpecialCircumstances => &["no_workers_yet", "shutdown", "bank_problem", "other"],
        }
    }
}

impl Filing {
    /// `reasons` are those in use. Filing late is told, not refused: approval for the past is possible with a document
    /// (R-122 c).
    ///
    /// # Errors
    /// Everything that is wrong, each on its field.
    pub fn check(&self, reasons: &[&str], policy: &Policy, today: Day) -> Result<Timeliness, Vec<Refusal>> {
        let mut wrong = Vec::new();
        if !reasons.contains(&self.reason.as_str()) {
            wrong.push(Refusal::on("reason", "projects.reason_unknown"));
        }
        if !(5..=1_000).contains(&self.statement.trim().chars().count()) {
            wrong.push(Refusal::on("statement", "projects.statement_length"));
        }
        if self.kind != ExemptionKind::Shutdown && self.period.last().is_none() {
            wrong.push(Refusal::on("last_day", "projects.exemption_without_end"));
        }
        if self.kind == ExemptionKind::DeviceOutage && self.period.first() > today {
            wrong.push(Refusal::on("first_day", "projects.outage_in_future"));
        }
        wrong.extend(check_first_day("first_day", self.period.first()).err());
        let timeliness = timeliness(self.period.first(), today, policy.report_months);
        let is_late = matches!(timeliness, Timeliness::Afterwards | Timeliness::PastReportLimit);
        if is_late && self.document.is_none() {
            wrong.push(Refusal::on("document", "projects.past_needs_document"));
        }
        if wrong.is_empty() { Ok(timeliness) } else { Err(wrong) }
    }
}

impl Exemption {
    /// # Errors
    /// When it is decided already; when the county's decision would be the filer's own, or the withdrawal another's.
    pub fn check_decision(&self, verdict: Verdict, by: Act) -> Result<(), Refusal> {
        let is_own = by.account == self.filed.account;
        match (self.decided, verdict) {
            (Some(_), _) => Err(Refusal::new("projects.exemption_decided_already")),
            (None, Verdict::Withdrawn) if !is_own => Err(Refusal::new("projects.not_own_filing")),
            (None, Verdict::Approved | Verdict::Refused) if is_own => Err(Refusal::new("projects.own_approval")),
            (None, _) => Ok(()),
        }
    }

    pub fn is_approved(&self) -> bool {
        matches!(self.decided, Some((Verdict::Approved, _)))
    }

    fn counts_for(&self, missing: Missing) -> bool {
        self.is_approved() && self.kind.excuses(missing)
    }
}

/// Whether a record that is missing on this day is excused, and until when (R-121: the rule is evaluated again at the
/// end of that day).
pub fn excused_on(all: &[Exemption], missing: Missing, day: Day) -> Excused {
    let covering = |day: Day| {
        let periods = all.iter().filter(|one| one.counts_for(missing) && one.period.contains(day));
        periods.map(|one| one.period).max_by_key(|period| period.end())
    };
    let mut excused = Excused::No;
    let mut next = day;
    while let Some(period) = covering(next) {
        let Some(last) = period.last() else { return Excused::Open };
        excused = Excused::Until(last);
        next = last.next();
        if next == last {
            break;
        }
    }
    excused
}

/// The last day of the latest exemption that was over before `day` (R-122: one of the days from which the clock runs).
pub fn last_excused_before(all: &[Exemption], missing: Missing, day: Day) -> Option<Day> {
    let over = all.iter().filter(|one| one.counts_for(missing)).filter_map(|one| one.period.last());
    over.filter(|last| *last < day).max()
}

/// How many days from `from` until `until` lie in approved periods of a kind; days in several count once (R-121 c: by so
/// many days an approved shutdown moves the last day).
pub fn days_of(all: &[Exemption], kind: ExemptionKind, from: Day, until: Day) -> u32 {
    let approved = all.iter().filter(|one| one.kind == kind && one.is_approved());
    days_in_any(approved.map(|one| one.period), from, until)
}

fn timeliness(first: Day, today: Day, report_months: u32) -> Timeliness {
    let limit = months_after(first, report_months).unwrap_or(first);
    match today {
        today if today < first => Timeliness::Ahead,
        today if today == first => Timeliness::SameDay,
        today if today <= limit => Timeliness::Afterwards,
        _ => Timeliness::PastReportLimit,
    }
}
