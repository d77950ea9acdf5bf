//! Which units and teams are on this project, and when?

use uuid::Uuid;

use super::contracts::Contract;
use super::findings::{Findings, text};
use super::record::Registration;
use crate::projects::Party;
use crate::{Day, Period, Refusal};

const LONGEST_NAME: usize = 100;

/// 班组
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    pub id: Uuid,
    pub project: Uuid,
    pub unit: Uuid,
    pub name: String,
    pub entered: Option<Day>,
    pub left: Option<Day>,
}

/// The number by which the national platform's protocol calls a team (`teamSysNo`), which has room for 31 bits. Two teams may
/// have the same one, so that it only helps where the name does not say which is meant.
pub fn team_number(team: Uuid) -> u32 {
    let [.., a, b, c, d] = team.into_bytes();
    (u32::from_be_bytes([a, b, c, d]) >> 1).max(1)
}

/// The project as the rules about its people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    pub project: Uuid,
    /// All of them: the rules look at those that employ workers.
    pub parties: Vec<Party>,
    pub teams: Vec<Team>,
}

impl Site {
    /// When the unit employed people here, once for each of its roles.
    pub fn periods_of(&self, unit: Uuid) -> impl Iterator<Item = Period> {
        self.employing().filter(move |party| party.enterprise == unit).map(|party| party.period)
    }

    pub fn has_unit(&self, unit: Uuid, day: Day) -> bool {
        self.periods_of(unit).any(|period| period.contains(day))
    }

    /// Whether the contract counts here: for work on this project, with a unit that ever employed people on it (乙文二（一）:
    /// 施工总承包单位或者分包单位).
    pub fn is_covered_by(&self, contract: &Contract) -> bool {
        contract.project == self.project && self.periods_of(contract.employer).next().is_some()
    }

    fn employing(&self) -> impl Iterator<Item = &Party> {
        self.parties.iter().filter(|party| party.role.employs_workers())
    }

    pub fn team(&self, team: Uuid) -> Option<&Team> {
        self.teams.iter().find(|known| known.id == team)
    }
}

/// What is wrong with a team of this site; `members` are its registrations, from whom at most one leads it at a time.
pub fn check_team(team: &Team, site: &Site, members: &[&Registration]) -> Findings {
    let mut findings = Findings::default();
    if team.project != site.project {
        findings.refuse(Refusal::on("project", "workers.foreign_project"));
    }
    let missing = Refusal::on("team_name", "workers.team_name_missing");
    findings.take(text(&team.name, LONGEST_NAME, missing, Refusal::on("team_name", "workers.team_name_too_long")));
    if site.periods_of(team.unit).next().is_none() {
        findings.refuse(Refusal::on("unit", "workers.unit_not_on_project"));
    }
    if team.entered.zip(team.left).is_some_and(|(entered, left)| left < entered) {
        findings.refuse(Refusal::on("team_left", "workers.team_left_before_entry"));
    }
    let same = |other: &Team| other.id != team.id && other.unit == team.unit && other.name.trim() == team.name.trim();
    if site.teams.iter().any(same) {
        findings.refuse(Refusal::on("team_name", "workers.team_name_twice"));
    }
    let leads = |member: &&&Registration| member.is_team_leader && member.is_in_force();
    let mut leaders: Vec<Uuid> = members.iter().filter(leads).map(|member| member.person).collect();
    leaders.sort_unstable();
    leaders.dedup();
    if leaders.len() > 1 {
        findings.refuse(Refusal::on("team_leader", "workers.team_has_two_leaders").with("leaders", leaders.len()));
    }
    findings
}
