//! By which name do figures, corrections and comparisons speak of one thing to answer?

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::paper::Slot;
use crate::version::VersionId;

/// A plain question, or one part of a case, of one version. Ordered by version, then part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemId {
    pub version: VersionId,
    /// From 0, in the order of the question; `None` for a plain question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u8>,
}

impl From<&Slot> for ItemId {
    fn from(slot: &Slot) -> Self {
        Self { version: slot.version, part: slot.part.map(|part| part.part) }
    }
}

impl fmt::Display for ItemId {
    /// The version; of a part, `version/part` with the part counted from 1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Some(part) => write!(f, "{}/{}", self.version, u16::from(part) + 1),
            None => write!(f, "{}", self.version),
        }
    }
}
