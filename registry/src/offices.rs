//! Which departments and issuers are there, and who holds which role for them?

#[cfg(feature = "db")]
pub mod areas;
#[cfg(feature = "db")]
pub mod changes;
#[cfg(feature = "db")]
mod charges;
#[cfg(feature = "db")]
mod grants;
#[cfg(feature = "db")]
pub mod industries;
#[cfg(feature = "db")]
mod reach;
#[cfg(feature = "db")]
pub mod store;

#[cfg(feature = "db")]
pub(crate) use grants::holders;
#[cfg(feature = "db")]
pub(crate) use reach::reach_of_post;
#[cfg(feature = "db")]
pub use reach::{Reach, reach};

use serde::{Deserialize, Serialize};

use crate::permissions::Role;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeKind {
    Issuer,
    CityArrears,
    CountyArrears,
    HumanResources,
    Industry,
}

impl OfficeKind {
    pub const ALL: [Self; 5] =
        [Self::Issuer, Self::CityArrears, Self::CountyArrears, Self::HumanResources, Self::Industry];

    pub fn code(self) -> &'static str {
        match self {
            Self::Issuer => "issuer",
            Self::CityArrears => "city_arrears",
            Self::CountyArrears => "county_arrears",
            Self::HumanResources => "human_resources",
            Self::Industry => "industry",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The role that carries the office's own duties.
    pub fn duty(self) -> Role {
        match self {
            Self::Issuer => Role::Issuer,
            Self::CityArrears => Role::City,
            Self::CountyArrears => Role::CountyArrears,
            Self::HumanResources => Role::HumanResources,
            Self::Industry => Role::Industry,
        }
    }

    /// An office has its own duty and no other's; the roles of exams, questions, lectures and audits fit everywhere.
    pub fn may_hold(self, role: Role) -> bool {
        match role {
            Role::Issuer | Role::City | Role::CountyArrears | Role::HumanResources | Role::Industry => {
                self.duty() == role
            }
            Role::OfficeAdministrator
            | Role::QuestionEditor
            | Role::QuestionReviewer
            | Role::ExamAdministrator
            | Role::Proctor
            | Role::Lecturer
            | Role::Auditor => true,
            Role::SystemAdministrator
            | Role::Candidate
            | Role::ProjectOfficer
            | Role::EnterpriseOfficer
            | Role::EnterpriseAdministrator
            | Role::ProjectManager
            | Role::Public => false,
        }
    }
}

/// The industries that are named from the start (B head: 住建、市政园林、交通、水利); [`industries`] has all of them.
pub const INDUSTRIES: [&str; 4] = ["housing", "municipal", "transport", "water"];

/// What a new office is written down as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOffice {
    pub name: String,
    pub kind: OfficeKind,
    /// the area's code
    pub area: String,
    /// one of [`INDUSTRIES`], for industry departments only
    pub industry: Option<String>,
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
