//! Is this person's record on a project in order, and where does the person stand on a day?

use uuid::Uuid;

use super::cards::{WageCard, check_wage_card};
use super::codes::{Codes, Table};
use super::contracts::{Contract, ContractKind, check_contracts};
use super::findings::{Findings, Warning, text};
use super::person::{Person, check_age, check_person, is_past_retirement};
use super::policy::Policy;
use super::stays::{Stay, Stays};
use super::teams::Site;
use super::trainings::{SiteTraining, check_training};
use crate::instant::check_first_day;
use crate::{Day, Instant, Period, Refusal};

/// 管理人员 in the table of trades.
pub const MANAGER_TRADE: &str = "900";
const LONGEST_POST: usize = 50;

/// One person on one project with one unit: all of 人员信息 and, but for attendance and payments, of 从业信息.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    pub registration: Registration,
    pub person: Person,
    pub contracts: Vec<Contract>,
    pub trainings: Vec<SiteTraining>,
    pub cards: Vec<WageCard>,
}

/// The part of the record that counts: who, where, as what, since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    pub id: Uuid,
    pub person: Uuid,
    pub project: Uuid,
    pub unit: Uuid,
    pub team: Option<Uuid>,
    pub role: Role,
    /// code of the table of trades
    pub trade: String,
    /// 工作岗位
    pub post: String,
    pub is_team_leader: bool,
    pub registered_at: Instant,
    pub stays: Stays,
}

national_set! {
    /// `work_role` of the national platform.
    Role {
        /// 管理人员
        Manager = "manager", "10";
        /// 建筑工人
        Worker = "worker", "20";
    }
}

/// Where a registered person stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Registered only after that day.
    NotYetRegistered,
    /// Registered, and not entered yet.
    Expected,
    OnSite,
    /// The last exit.
    Left(Day),
}

impl Registration {
    pub fn registered_on(&self) -> Day {
        self.registered_at.day()
    }

    pub fn standing_on(&self, day: Day) -> Standing {
        if self.registered_on() > day {
            return Standing::NotYetRegistered;
        }
        match (self.stays.on(day), self.stays.left_before(day)) {
            (Some(_), _) => Standing::OnSite,
            (None, Some(left)) => Standing::Left(left),
            (None, None) => Standing::Expected,
        }
    }

    /// Whether no exit has ended it. A person has one in force on a project; a change of team ends one and begins another
    /// on the same day.
    pub fn is_in_force(&self) -> bool {
        self.stays.last().is_none_or(|stay| stay.left.is_none())
    }

    /// Whether both stand for one time, as no two of a person on one project should.
    pub fn stands_beside(&self, other: &Self) -> bool {
        self.stays.meet(&other.stays) || (self.is_in_force() && other.is_in_force())
    }

    /// The day by which age is judged: the first on site, before that the day of registration.
    pub fn begins_on(&self) -> Day {
        self.stays.first().map_or(self.registered_on(), |stay| stay.entered)
    }
}

/// Everything that is wrong with a record; `site` is the project that the sender may write to.
pub fn check_worker(worker: &Worker, site: &Site, today: Day, policy: &Policy, codes: &Codes) -> Findings {
    let registration = &worker.registration;
    let mut findings = check_person(&worker.person, today, codes);
    findings.add(check_age(&worker.person, registration.begins_on(), policy));
    findings.add(check_registration(registration, site, today, codes));
    findings.add(check_contracts(&worker.contracts, registration.project, today, codes));
    let is_labour_past_retirement = |contract: &Contract| {
        contract.kind == ContractKind::LabourContract
            && is_past_retirement(&worker.person, contract.valid_from(), policy)
    };
    if worker.contracts.iter().any(is_labour_past_retirement) {
        findings.warn(Warning::AgreementAdvised);
    }
    for training in &worker.trainings {
        findings.add(check_training(training, today));
        if training.project != registration.project {
            findings.refuse(Refusal::on("training", "workers.training_of_another_project"));
        }
    }
    for card in &worker.cards {
        findings.add(check_wage_card(card, &worker.person.name, today, codes));
    }
    findings
}

pub(super) fn check_registration(registration: &Registration, site: &Site, today: Day, codes: &Codes) -> Findings {
    let mut findings = Findings::default();
    if registration.project != site.project {
        // of a foreign project nothing more is known, and nothing more is said
        findings.refuse(Refusal::on("project", "workers.foreign_project"));
        return findings;
    }
    if registration.registered_on() > today {
        findings.refuse(Refusal::on("registered_at", "workers.registered_in_future"));
    }
    findings.take(check_first_day("registered_at", registration.registered_on()));
    let missing = Refusal::on("post", "workers.post_missing");
    findings.take(text(&registration.post, LONGEST_POST, missing, Refusal::on("post", "workers.post_too_long")));
    findings.take(codes.check(Table::Trade, &registration.trade));
    let is_manager_trade = registration.trade.trim() == MANAGER_TRADE;
    if is_manager_trade != (registration.role == Role::Manager) {
        findings.refuse(Refusal::on("trade", "workers.trade_of_another_role"));
    }
    check_unit(registration, site, &mut findings);
    check_membership(registration, site, &mut findings);
    if registration.stays.first().is_some_and(|stay| stay.entered < registration.registered_on()) {
        findings.warn(Warning::RegisteredAfterEntry);
    }
    findings
}

fn check_unit(registration: &Registration, site: &Site, findings: &mut Findings) {
    let unit = registration.unit;
    if !site.has_unit(unit, registration.begins_on()) {
        findings.refuse(Refusal::on("unit", "workers.unit_not_on_project"));
        return;
    }
    let enters_without_unit = |day: Day| !site.has_unit(unit, day);
    if registration.stays.iter().skip(1).any(|stay| enters_without_unit(stay.entered)) {
        findings.refuse(Refusal::on("unit", "workers.unit_left_before_entry"));
    }
    let is_within_unit =
        |stay: Stay| Period::new(stay.entered, stay.left).is_ok_and(|stay| stay.is_covered_by(site.periods_of(unit)));
    if !registration.stays.iter().all(is_within_unit) {
        findings.warn(Warning::StayPastUnit);
    }
}

fn check_membership(registration: &Registration, site: &Site, findings: &mut Findings) {
    let is_own =
        |team: Uuid| site.team(team).is_some_and(|team| team.project == site.project && team.unit == registration.unit);
    let has_left = |team: Uuid| site.team(team).is_some_and(|team| team.left.is_some());
    match registration.team {
        Some(team) if !is_own(team) => findings.refuse(Refusal::on("team", "workers.foreign_team")),
        Some(team) if registration.is_in_force() && has_left(team) => {
            findings.refuse(Refusal::on("team", "workers.team_has_left"));
        }
        Some(_) => {}
        None if registration.role == Role::Worker => {
            findings.refuse(Refusal::on("team", "workers.team_missing"));
        }
        None if registration.is_team_leader => {
            findings.refuse(Refusal::on("team", "workers.leader_without_team"));
        }
        None => {}
    }
}
