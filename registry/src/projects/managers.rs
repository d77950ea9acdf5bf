//! Who runs the site, in which post, from when until when (施工现场管理人员, R-040)?

use uuid::Uuid;

use super::{Party, PartyRole};
use crate::{Day, Period, Refusal};

closed_set! {
    Post {
        /// 项目经理
        ProjectManager = "project_manager",
        /// 技术负责人
        TechnicalLead = "technical_lead",
        /// 质量负责人
        QualityLead = "quality_lead",
        /// 安全负责人
        SafetyLead = "safety_lead",
        /// 劳务负责人
        LabourLead = "labour_lead",
        /// 劳资专管员: shown among the others, but drawn from the bindings and never written here.
        LabourWageOfficer = "labour_wage_officer",
        /// 项目负责人 of the owner
        OwnerLead = "owner_lead",
        /// 项目总监 of the supervisor
        ChiefSupervisor = "chief_supervisor",
        Other = "other",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SiteManager {
    pub person: Uuid,
    /// for which party of the project
    pub enterprise: Uuid,
    pub post: Post,
    pub period: Period,
}

impl Post {
    /// For a party in which role the post is held; `None` where any will do.
    fn of_role(self) -> Option<PartyRole> {
        match self {
            Self::OwnerLead => Some(PartyRole::Owner),
            Self::ChiefSupervisor => Some(PartyRole::Supervisor),
            _ => None,
        }
    }

    /// A party has one at a time.
    fn is_single(self) -> bool {
        matches!(self, Self::ProjectManager | Self::OwnerLead | Self::ChiefSupervisor)
    }
}

/// Whether somebody can be written down as a site manager beside the others.
///
/// # Errors
/// When the post comes from a binding; when the enterprise is no party of the fitting role for all of those days; when
/// the person holds the post already, or somebody else of the enterprise does who alone may.
pub fn check_manager(new: &SiteManager, others: &[SiteManager], parties: &[Party]) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    if new.post == Post::LabourWageOfficer {
        wrong.push(Refusal::on("post", "projects.officer_comes_from_binding"));
    }
    let fits =
        |party: &&Party| party.enterprise == new.enterprise && new.post.of_role().is_none_or(|role| role == party.role);
    if !new.period.is_covered_by(parties.iter().filter(fits).map(|party| party.period)) {
        wrong.push(Refusal::on("enterprise", "projects.manager_of_no_party"));
    }
    let same_days = others
        .iter()
        .filter(|other| other.post == new.post && other.enterprise == new.enterprise)
        .filter(|other| other.period.overlaps(new.period));
    for other in same_days {
        if other.person == new.person {
            wrong.push(Refusal::on("id_number", "projects.manager_twice").with("from", other.period.first().chinese()));
        } else if new.post.is_single() {
            wrong.push(Refusal::on("post", "projects.post_taken").with("from", other.period.first().chinese()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// Who holds the post on the day; of project managers each party may have its own.
pub fn managers_on(managers: &[SiteManager], post: Post, day: Day) -> impl Iterator<Item = &SiteManager> {
    managers.iter().filter(move |manager| manager.post == post && manager.period.contains(day))
}
