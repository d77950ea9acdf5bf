//! Which of the four systems are in place on a project (四项制度, 甲文第二条, R-001)?

use super::{Excused, Policy, Status};
use crate::calendar::{Due, Month};
use crate::{Day, Period};

closed_set! {
    System {
        /// 农民工工资保证金制度
        WageDeposit = "wage_deposit",
        /// 实名制考勤管理制度
        RealNameAttendance = "real_name_attendance",
        /// 农民工工资专用账户制度
        WageAccount = "wage_account",
        /// 按月足额支付工资制度
        MonthlyPayment = "monthly_payment",
    }
}

closed_set! {
    Standing {
        /// 已落实
        InPlace = "in_place",
        /// 未落实
        Missing = "missing",
        /// Nothing can be asked for today.
        NotExpected = "not_expected",
    }
}

closed_set! {
    /// Why a system stands so.
    Reason {
        InForce = "in_force",
        NeverProvided = "never_provided",
        BeginsLater = "begins_later",
        Ended = "ended",
        NoDevices = "no_devices",
        NotStarted = "not_started",
        /// The silence is excused, or the site does not build.
        NotBuilding = "not_building",
        Silent = "silent",
        NoMonthDue = "no_month_due",
        MonthUnpaid = "month_unpaid",
        ProjectCompleted = "project_completed",
    }
}

/// A deposit or an account: for which days, on which evidence, and who last looked when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub period: Period,
    /// hash of the stored file
    pub evidence: Option<String>,
    pub checked_on: Option<Day>,
}

/// What a month of work was worth and what of it was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthWages {
    pub month: Month,
    /// the last day on which it may be paid; nothing is asked for by one that may still move
    pub due: Due,
    pub payable_fen: i64,
    pub paid_fen: i64,
}

/// What is known of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub status: Option<Status>,
    pub deposits: Vec<Held>,
    pub accounts: Vec<Held>,
    pub devices: Option<Held>,
    /// The first of the days on which attendance was to be expected without a break: the start, or the resumption.
    pub building_since: Option<Day>,
    pub last_attendance: Option<Day>,
    /// Whether missing attendance is excused today.
    pub excused: Excused,
    /// The last day of the latest exemption that is over.
    pub last_excused: Option<Day>,
    pub months: Vec<MonthWages>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub system: System,
    pub standing: Standing,
    pub reason: Reason,
    /// The day that the reason is about: since when, until when, or of which month the oldest is unpaid.
    pub day: Option<Day>,
    pub evidence: Option<String>,
    pub checked_on: Option<Day>,
}

/// All four, in the order of the article.
pub fn panel(facts: &Facts, policy: &Policy, today: Day) -> [Line; 4] {
    [
        held(System::WageDeposit, &facts.deposits, facts.status, today),
        attendance(facts, policy, today),
        held(System::WageAccount, &facts.accounts, facts.status, today),
        payment(&facts.months, today),
    ]
}

fn held(system: System, all: &[Held], status: Option<Status>, today: Day) -> Line {
    let latest = all.iter().max_by_key(|held| (held.period.contains(today), held.period.first()));
    let Some(latest) = latest else {
        return line(system, Standing::Missing, Reason::NeverProvided, None);
    };
    let (standing, reason, day) = match latest.period {
        period if period.contains(today) => (Standing::InPlace, Reason::InForce, Some(period.first())),
        period if period.first() > today => (Standing::Missing, Reason::BeginsLater, Some(period.first())),
        // 条例第二十七条: an account may be closed after completion; a deposit goes back then
        _ if status == Some(Status::Completed) => (Standing::NotExpected, Reason::ProjectCompleted, None),
        period => (Standing::Missing, Reason::Ended, period.last()),
    };
    Line { evidence: latest.evidence.clone(), checked_on: latest.checked_on, ..line(system, standing, reason, day) }
}

fn attendance(facts: &Facts, policy: &Policy, today: Day) -> Line {
    let told = |standing, reason, day| {
        let devices = facts.devices.as_ref();
        Line {
            evidence: devices.and_then(|held| held.evidence.clone()),
            checked_on: Some(today),
            ..line(System::RealNameAttendance, standing, reason, day)
        }
    };
    match facts.status {
        Some(Status::Completed) => return told(Standing::NotExpected, Reason::ProjectCompleted, None),
        _ if !facts.devices.as_ref().is_some_and(|held| held.period.contains(today)) => {
            let removed = facts.devices.as_ref().and_then(|held| held.period.last()).filter(|last| *last < today);
            let reason = if removed.is_some() { Reason::Ended } else { Reason::NoDevices };
            return told(Standing::Missing, reason, removed);
        }
        Some(Status::Building) if facts.excused == Excused::No => {}
        Some(Status::Building | Status::ShutDown) => return told(Standing::NotExpected, Reason::NotBuilding, None),
        Some(Status::Preparing | Status::Approved) | None => {
            return told(Standing::NotExpected, Reason::NotStarted, None);
        }
    }
    let heard = facts.last_attendance.max(facts.last_excused).max(facts.building_since.map(Day::previous));
    let silent_since = heard.map(Day::next);
    let silent = silent_since.and_then(|since| Period::new(since, Some(today)).ok()).and_then(Period::days);
    match silent {
        Some(days) if days > policy.silent_days => told(Standing::Missing, Reason::Silent, silent_since),
        _ if facts.last_attendance.is_none() => told(Standing::NotExpected, Reason::NotStarted, None),
        _ => told(Standing::InPlace, Reason::InForce, facts.last_attendance),
    }
}

fn payment(months: &[MonthWages], today: Day) -> Line {
    let due = || months.iter().filter(|month| month.due.is_past_on(today));
    let unpaid = due().filter(|month| month.paid_fen < month.payable_fen).map(|month| month.month).min();
    let (standing, reason, day) = match (unpaid, due().map(|month| month.month).max()) {
        (Some(month), _) => (Standing::Missing, Reason::MonthUnpaid, Some(month.first_day())),
        (None, Some(month)) => (Standing::InPlace, Reason::InForce, Some(month.first_day())),
        (None, None) => (Standing::NotExpected, Reason::NoMonthDue, None),
    };
    Line { checked_on: Some(today), ..line(System::MonthlyPayment, standing, reason, day) }
}

fn line(system: System, standing: Standing, reason: Reason, day: Option<Day>) -> Line {
    Line { system, standing, reason, day, evidence: None, checked_on: None }
}
