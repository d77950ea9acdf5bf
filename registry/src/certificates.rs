//! What is a 上岗证, into which statuses may it come, and what may be said about them in public? Types and rules.

pub mod old;
pub mod template;

#[cfg(feature = "db")]
pub mod desk;
#[cfg(feature = "db")]
pub mod issuing;
#[cfg(feature = "db")]
pub mod matters;
#[cfg(feature = "db")]
mod paper;
#[cfg(feature = "db")]
mod places;
#[cfg(feature = "db")]
mod reading;
#[cfg(feature = "db")]
pub mod recertifying;
#[cfg(feature = "db")]
mod register;
#[cfg(feature = "fixtures")]
pub mod staging;
#[cfg(feature = "db")]
pub mod status;
#[cfg(feature = "db")]
pub mod verification;

#[cfg(feature = "db")]
pub use paper::{PaperData, paper_data};
#[cfg(feature = "db")]
pub use reading::{CertificateView, Link, StatusEntry, credential_json, get, own};
#[cfg(feature = "db")]
pub use register::{RegisterColumn, RegisterFilter, RegisterLine, export, may_export, register};

use certs::status::StatusPurpose;
use serde::{Deserialize, Serialize};

use crate::people::Sex;
use crate::{Day, Refusal};

/// Where a certificate stands. The last three are final: they set the revocation bit, which never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 有效
    Valid,
    /// 暂停, in public 核查中
    Suspended,
    /// 注销
    Revoked,
    /// 撤销
    Annulled,
    /// 换发
    Superseded,
}

impl Status {
    pub const ALL: [Self; 5] = [Self::Valid, Self::Suspended, Self::Revoked, Self::Annulled, Self::Superseded];

    /// The stored code and the key of the catalogue (`certificates.status.<code>`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
            Self::Annulled => "annulled",
            Self::Superseded => "superseded",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    pub fn is_final(self) -> bool {
        matches!(self, Self::Revoked | Self::Annulled | Self::Superseded)
    }

    pub fn may_become(self, next: Self) -> bool {
        match (self, next) {
            (Self::Valid, Self::Suspended) | (Self::Suspended, Self::Valid) => true,
            (Self::Valid | Self::Suspended, next) => next.is_final(),
            _ => false,
        }
    }

    /// Does a certificate of this status have its bit set in the list for `purpose`?
    pub fn sets(self, purpose: StatusPurpose) -> bool {
        match purpose {
            StatusPurpose::Revocation => self.is_final(),
            StatusPurpose::Suspension => self == Self::Suspended,
        }
    }
}

/// All that the public learns about why a status was entered; the evidence stays inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicClass {
    UnderInquiry,
    // 甲文第十五条第（一）至（五）项
    Article15Item1,
    Article15Item2,
    Article15Item3,
    Article15Item4,
    Article15Item5,
    ObtainedByFraud,
    IssuedInError,
    /// A faulty run or a lost key: nothing that the holder did.
    IssuerWithdrew,
    Corrected,
    Reissued,
}

impl PublicClass {
    pub const ALL: [Self; 11] = [
        Self::UnderInquiry,
        Self::Article15Item1,
        Self::Article15Item2,
        Self::Article15Item3,
        Self::Article15Item4,
        Self::Article15Item5,
        Self::ObtainedByFraud,
        Self::IssuedInError,
        Self::IssuerWithdrew,
        Self::Corrected,
        Self::Reissued,
    ];

    /// The stored code and the key of the catalogue (`certificates.class.<code>`).
    pub fn code(self) -> &'static str {
        match self {
            Self::UnderInquiry => "under_inquiry",
            Self::Article15Item1 => "article15_item1",
            Self::Article15Item2 => "article15_item2",
            Self::Article15Item3 => "article15_item3",
            Self::Article15Item4 => "article15_item4",
            Self::Article15Item5 => "article15_item5",
            Self::ObtainedByFraud => "obtained_by_fraud",
            Self::IssuedInError => "issued_in_error",
            Self::IssuerWithdrew => "issuer_withdrew",
            Self::Corrected => "corrected",
            Self::Reissued => "reissued",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// The status that this class explains.
    pub fn status(self) -> Status {
        match self {
            Self::UnderInquiry => Status::Suspended,
            Self::Article15Item1
            | Self::Article15Item2
            | Self::Article15Item3
            | Self::Article15Item4
            | Self::Article15Item5 => Status::Revoked,
            Self::ObtainedByFraud | Self::IssuedInError | Self::IssuerWithdrew => Status::Annulled,
            Self::Corrected | Self::Reissued => Status::Superseded,
        }
    }
}

/// May a certificate go from one status to another, said in public like this? What ends it must say its class.
pub fn check_change(from: Status, to: Status, class: Option<PublicClass>) -> Result<(), Refusal> {
    if from == to {
        return Err(Refusal::new("certificates.status_already"));
    }
    if !from.may_become(to) {
        return Err(Refusal::new("certificates.status_final"));
    }
    match class {
        None if to.is_final() => Err(Refusal::on("class", "certificates.class_missing")),
        Some(class) if class.status() != to => Err(Refusal::on("class", "certificates.class_does_not_fit")),
        _ => Ok(()),
    }
}

/// How far issuing has come. Each step is stored before the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Number, path id and status index are taken.
    Reserved,
    /// The exact document is stored.
    ToSign,
    /// The signed document is stored.
    Signed,
    Issued,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Reserved, Self::ToSign, Self::Signed, Self::Issued];

    pub fn code(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::ToSign => "to_sign",
            Self::Signed => "signed",
            Self::Issued => "issued",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }
}

/// What is printed, as it was when the number was reserved: later changes of profile or template do not touch it.
/// Without `Debug`, so that nothing personal gets into a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    pub title: String,
    pub number_word: String,
    pub name: String,
    pub sex: Sex,
    /// The first four characters and stars.
    pub id_number_masked: String,
    /// Credited minutes; `None` when the exam asked for no course.
    pub study_minutes: Option<i64>,
    pub exam_day: Day,
    /// 合格; never the score.
    pub result: String,
    pub issuer: String,
    /// 长期有效
    pub validity: String,
    pub remark: String,
    /// Hash of the photo in the store.
    pub photo: Option<String>,
}

#[cfg(test)]
mod tests;
