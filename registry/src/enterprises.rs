//! Which enterprises are there, who administers them, and whom do they employ?

mod contact_phone;
mod credit_code;
mod profile;
mod sheet;
mod slips;

#[cfg(feature = "db")]
mod acceptance;
#[cfg(feature = "db")]
mod acts;
#[cfg(feature = "db")]
mod changing;
#[cfg(feature = "db")]
mod detail;
#[cfg(feature = "db")]
mod exporting;
#[cfg(feature = "db")]
pub(crate) mod feeding;
#[cfg(feature = "db")]
pub mod importing;
#[cfg(feature = "db")]
mod kinds;
#[cfg(feature = "db")]
mod list;
#[cfg(feature = "db")]
mod members;
#[cfg(feature = "db")]
mod merging;
#[cfg(feature = "db")]
pub mod store;
#[cfg(feature = "db")]
pub(crate) mod undoing;

pub use contact_phone::ContactPhone;
pub use credit_code::CreditCode;
pub use profile::{Change, CheckedProfile, Field, Profile};
pub use sheet::{Column, Line, MOST_LINES, kind_title, kinds_titles, read_lines};
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
    /// What an enterprise is; it may be several things. The first four build (R-002, 甲文第三条). That one is an owner or a
    /// supervisor says what it usually is: what it is in a project stands there, as its role.
    EnterpriseKind {
        /// 施工总承包
        General = "general",
        /// 专业承包
        Specialist = "specialist",
        /// 施工劳务
        Labour = "labour",
        /// 工程总承包
        Epc = "epc",
        /// 建设单位
        Owner = "owner",
        /// 监理单位
        Supervisor = "supervisor",
    }
}

impl EnterpriseKind {
    /// A construction enterprise (施工企业) in the sense of 甲文第三条.
    pub fn builds(self) -> bool {
        matches!(self, Self::General | Self::Specialist | Self::Labour | Self::Epc)
    }
}

#[cfg(test)]
mod tests;
