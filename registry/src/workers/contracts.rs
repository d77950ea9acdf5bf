//! Under which contract does this person work, since when, and for what pay (R-042 劳动合同签订)?
//!
//! A labour contract or, where there is no employment relation, a written agreement (D-09). It covers a day that is not
//! before the day of signing (甲文第六条: first sign, then enter) and lies inside its term.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::codes::{Codes, Table};
use super::findings::{Findings, Warning};
use super::teams::Site;
use crate::instant::check_first_day;
use crate::{Day, Refusal};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    pub id: Uuid,
    pub project: Uuid,
    /// The enterprise that signed it.
    pub employer: Uuid,
    pub kind: ContractKind,
    pub term: Term,
    pub signed_on: Day,
    pub starts_on: Day,
    pub ends_on: Option<Day>,
    /// The last day, when it was ended before its term.
    pub dissolved_on: Option<Day>,
    pub pay: Pay,
    /// content hash of the stored file
    pub signed_copy: Option<String>,
}

closed_set! {
    ContractKind {
        /// 劳动合同
        LabourContract = "labour_contract",
        /// 用工书面协议
        WrittenAgreement = "written_agreement",
    }
}

closed_set! {
    /// 劳动合同法第十二条
    Term {
        FixedTerm = "fixed_term",
        OpenEnded = "open_ended",
        UntilWorkDone = "until_work_done",
    }
}

/// What was agreed about wages (条例第六条).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    pub basis: PayBasis,
    /// Per month, day, hour or measured unit; none where who brought the contract did not say.
    pub rate_fen: Option<i64>,
    /// code of the table of measures, for piece rates
    pub measure: Option<String>,
    pub pay_day: Option<PayDay>,
    /// months between payments, agreed for piece rates (条例第十三条)
    pub interval_months: Option<u32>,
}

closed_set! {
    PayBasis {
        Month = "month",
        Day = "day",
        Hour = "hour",
        /// 按照工作量计算
        Piece = "piece",
    }
}

/// The agreed day of payment (条例第十四条).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayDay {
    /// 1 to 31; in shorter months their last day
    pub day_of_month: u32,
    pub month: PayMonth,
}

closed_set! {
    /// In which month the wages of a month are paid: 当期或者次期.
    PayMonth {
        Same = "same",
        Next = "next",
    }
}

impl Contract {
    /// The first day that it covers.
    pub fn valid_from(&self) -> Day {
        self.signed_on.max(self.starts_on)
    }

    /// The last day that it covers, when there is one.
    pub fn last_day(&self) -> Option<Day> {
        [self.ends_on, self.dissolved_on].into_iter().flatten().min()
    }

    pub fn covers(&self, day: Day) -> bool {
        self.valid_from() <= day && self.last_day().is_none_or(|last| day <= last)
    }
}

/// What is wrong with one contract.
pub fn check_contract(contract: &Contract, today: Day, codes: &Codes) -> Findings {
    let mut findings = Findings::default();
    if contract.signed_on > today {
        findings.refuse(Refusal::on("signed_on", "workers.signed_in_future"));
    }
    findings.take(check_first_day("signed_on", contract.signed_on));
    findings.take(check_first_day("starts_on", contract.starts_on));
    if contract.term == Term::FixedTerm && contract.ends_on.is_none() {
        findings.refuse(Refusal::on("ends_on", "workers.contract_end_missing"));
    }
    if contract.term == Term::OpenEnded && contract.ends_on.is_some() {
        findings.refuse(Refusal::on("ends_on", "workers.contract_has_no_end"));
    }
    if contract.ends_on.is_some_and(|end| end < contract.starts_on) {
        findings.refuse(Refusal::on("ends_on", "workers.contract_ends_before_start"));
    }
    if contract.dissolved_on.is_some_and(|day| day > today || day < contract.signed_on) {
        findings.refuse(Refusal::on("dissolved_on", "workers.dissolved_out_of_place"));
    }
    if contract.signed_on > contract.starts_on {
        findings.warn(Warning::SignedAfterStart);
    }
    if contract.signed_copy.is_none() {
        findings.warn(Warning::NoSignedCopy);
    }
    check_pay(&contract.pay, codes, &mut findings);
    findings
}

fn check_pay(pay: &Pay, codes: &Codes, findings: &mut Findings) {
    if pay.rate_fen.is_some_and(|rate| rate <= 0) {
        findings.refuse(Refusal::on("rate", "workers.rate_not_positive"));
    }
    match (pay.basis, &pay.measure) {
        (PayBasis::Piece, Some(measure)) => {
            findings.take(codes.check(Table::Measure, measure));
        }
        (PayBasis::Piece, None) => findings.refuse(Refusal::on("measure", "workers.measure_missing")),
        (_, Some(_)) => findings.refuse(Refusal::on("measure", "workers.measure_for_pieces_only")),
        (_, None) => {}
    }
    if pay.pay_day.is_some_and(|pay_day| !(1..=31).contains(&pay_day.day_of_month)) {
        findings.refuse(Refusal::on("pay_day", "workers.pay_day_range"));
    }
    if pay.interval_months == Some(0) {
        findings.refuse(Refusal::on("interval_months", "workers.interval_not_positive"));
    }
}

/// What is wrong with all contracts of one person on one project.
pub fn check_contracts(contracts: &[Contract], project: Uuid, today: Day, codes: &Codes) -> Findings {
    let mut findings = Findings::default();
    for (index, contract) in contracts.iter().enumerate() {
        findings.add(check_contract(contract, today, codes));
        if contract.project != project {
            findings.refuse(Refusal::on("contract", "workers.contract_of_another_project"));
        }
        if contracts.iter().skip(index + 1).any(|other| overlap(contract, other)) {
            findings.warn(Warning::ContractsOverlap);
        }
    }
    findings
}

fn overlap(one: &Contract, other: &Contract) -> bool {
    let reaches = |one: &Contract, day: Day| one.last_day().is_none_or(|last| last >= day);
    reaches(one, other.valid_from()) && reaches(other, one.valid_from())
}

/// The days of attendance on this site on which no contract that counts there covered the person: 未签合同进场.
pub fn days_without_contract(contracts: &[Contract], site: &Site, attended: &[Day]) -> Vec<Day> {
    let covers = |day: Day| contracts.iter().any(|one| site.is_covered_by(one) && one.covers(day));
    attended.iter().copied().filter(|day| !covers(*day)).collect()
}

impl Term {
    /// `contract_period_type` of the national platform, which has no code for open-ended contracts.
    pub fn national_code(self) -> Option<&'static str> {
        match self {
            Self::FixedTerm => Some("0"),
            Self::OpenEnded => None,
            Self::UntilWorkDone => Some("1"),
        }
    }

    pub fn parse_national(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|term| term.national_code() == Some(code))
    }
}
