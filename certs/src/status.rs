//! Where does a certificate's status stand?
//!
//! W3C Bitstring Status List v1.0 (2025-05-15). One index serves two lists: revocation, which never goes back, and
//! suspension, which does.

use crate::public_url::PublicUrl;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[cfg(feature = "issue")]
pub mod list;

/// Entries of one list: 16 KiB, the least that the standard allows, so that a reader hides in the crowd.
pub const LIST_LENGTH: u32 = 131_072;

/// Which question a list answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatusPurpose {
    /// Revoked, annulled or superseded: never returns.
    Revocation,
    /// Under inquiry: may return.
    Suspension,
}

/// Place of one certificate: the list's number and the index in it, chosen at random when it is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusRef {
    list: u32,
    index: u32,
}

/// The index is not below [`LIST_LENGTH`], or the list's number does not fit 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the status index is out of range")]
pub struct IndexOutOfRange;

impl StatusPurpose {
    /// The word of the standard, in `statusPurpose` and in the list's address.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }
}

impl StatusRef {
    /// # Errors
    /// [`IndexOutOfRange`]
    pub fn new(list: u32, index: u32) -> Result<Self, IndexOutOfRange> {
        if index < LIST_LENGTH { Ok(Self { list, index }) } else { Err(IndexOutOfRange) }
    }

    /// Reads the one integer of a code: list number × list length + index.
    ///
    /// # Errors
    /// [`IndexOutOfRange`]
    pub fn from_code_index(code_index: u64) -> Result<Self, IndexOutOfRange> {
        let length = u64::from(LIST_LENGTH);
        let list = u32::try_from(code_index / length).map_err(|_| IndexOutOfRange)?;
        // A remainder is below the length, so it fits.
        Self::new(list, u32::try_from(code_index % length).map_err(|_| IndexOutOfRange)?)
    }

    #[must_use]
    pub fn list(self) -> u32 {
        self.list
    }

    #[must_use]
    pub fn index(self) -> u32 {
        self.index
    }

    /// The one integer that the code in print has room for.
    #[must_use]
    pub fn code_index(self) -> u64 {
        u64::from(self.list) * u64::from(LIST_LENGTH) + u64::from(self.index)
    }

    /// Both entries of `credentialStatus`.
    #[must_use]
    pub fn entries(self, public_url: &PublicUrl) -> [Value; 2] {
        [StatusPurpose::Revocation, StatusPurpose::Suspension].map(|purpose| {
            json!({
                "type": "BitstringStatusListEntry",
                "statusPurpose": purpose.as_str(),
                "statusListIndex": self.index.to_string(),
                "statusListCredential": public_url.status_list(self.list, purpose),
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_lists_are_named_with_one_index() {
        let url = PublicUrl::parse("https://cert.example").unwrap();
        let [revocation, suspension] = StatusRef::new(3, 77).unwrap().entries(&url);
        assert_eq!(revocation["statusPurpose"], "revocation");
        assert_eq!(revocation["statusListIndex"], "77");
        assert_eq!(revocation["statusListCredential"], "https://cert.example/status/3/revocation");
        assert_eq!(suspension["statusPurpose"], "suspension");
        assert_eq!(suspension["statusListCredential"], "https://cert.example/status/3/suspension");
    }

    #[test]
    fn the_code_carries_one_integer() {
        let place = StatusRef::new(3, 77).unwrap();
        assert_eq!(place.code_index(), 3 * 131_072 + 77);
        assert_eq!(StatusRef::from_code_index(place.code_index()), Ok(place));
        let last = StatusRef::new(u32::MAX, LIST_LENGTH - 1).unwrap();
        assert_eq!(StatusRef::from_code_index(last.code_index()), Ok(last));
        assert_eq!(StatusRef::from_code_index(last.code_index() + 1), Err(IndexOutOfRange));
        assert_eq!(StatusRef::new(0, LIST_LENGTH), Err(IndexOutOfRange));
    }
}
