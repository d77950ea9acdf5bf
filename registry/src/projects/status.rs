//! In which status can a project be, and what can follow it (项目状态: 筹备, 立项, 在建, 停工, 完工)?

use uuid::Uuid;

use crate::{Instant, Period, Refusal};

national_set! {
    Status {
        /// 筹备
        Preparing = "preparing", "001";
        /// 立项
        Approved = "approved", "002";
        /// 在建: the normal state of building (正常施工) that the rules speak of.
        Building = "building", "003";
        /// 停工
        ShutDown = "shut_down", "005";
        /// 完工
        Completed = "completed", "004";
    }
}

impl Status {
    /// A project that is built without having been approved is a fact that the records must be able to say; one that is
    /// completed stays so, and a wrong completion is corrected, not undone.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Preparing => matches!(next, Self::Approved | Self::Building),
            Self::Approved => next == Self::Building,
            Self::Building => matches!(next, Self::ShutDown | Self::Completed),
            Self::ShutDown => matches!(next, Self::Building | Self::Completed),
            Self::Completed => false,
        }
    }
}

/// Who did something, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Act {
    pub account: Uuid,
    pub at: Instant,
}

/// Who said that something is so, and who approved it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decision {
    pub filed: Act,
    /// `None` while nobody has: a shutdown does not count without, everything else does.
    pub approved: Option<Act>,
}

/// A status from one day to another. The last one runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusPeriod {
    pub status: Status,
    pub period: Period,
    pub decision: Decision,
}

impl Decision {
    /// # Errors
    /// When the same account filed and approved (separation of duty 7).
    pub fn check(&self) -> Result<(), Refusal> {
        match self.approved {
            Some(approved) if approved.account == self.filed.account => Err(Refusal::new("projects.own_approval")),
            _ => Ok(()),
        }
    }
}
