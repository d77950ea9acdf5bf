//! Which enterprises are there, who administers them, and whom do they employ?

mod contact_phone;
mod credit_code;
mod profile;
mod slips;

#[cfg(feature = "db")]
mod members;
#[cfg(feature = "db")]
pub mod store;

pub use contact_phone::ContactPhone;
pub use credit_code::CreditCode;
pub use profile::{CheckedProfile, Profile};
pub use slips::MOST as MOST_SUGGESTIONS;

use serde::{Deserialize, Serialize};

/// As what a person belongs to an enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Administrator,
    Employee,
}

impl Part {
    pub fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Employee => "employee",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Administrator, Self::Employee].into_iter().find(|part| part.code() == code)
    }
}

closed_set! {
    /// What an enterprise that builds is (R-002, 甲文第三条). Owners and supervisors are enterprises without a kind: what they
    /// are stands with each project, as their role there.
    EnterpriseKind {
        /// 施工总承包
        General = "general",
        /// 专业承包
        Specialist = "specialist",
        /// 施工劳务
        Labour = "labour",
        /// 工程总承包
        Epc = "epc",
    }
}

#[cfg(test)]
mod tests;
