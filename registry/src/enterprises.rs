//! Which enterprises are there, who administers them, and whom do they employ?

mod credit_code;

#[cfg(feature = "db")]
mod members;
#[cfg(feature = "db")]
pub mod store;

pub use credit_code::CreditCode;

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

#[cfg(test)]
mod tests;
