//! Who signs in, with which secret, and for how long?

mod address;
mod mail_address;
mod password;
mod waiting;

#[cfg(feature = "db")]
mod behalf;
#[cfg(feature = "db")]
pub(crate) mod codes;
#[cfg(feature = "db")]
mod entering;
#[cfg(feature = "db")]
pub(crate) mod hashing;
#[cfg(feature = "db")]
pub mod leftovers;
#[cfg(feature = "db")]
pub mod mail;
#[cfg(feature = "db")]
pub mod messenger;
#[cfg(feature = "db")]
pub(crate) mod posts;
#[cfg(feature = "db")]
pub(crate) mod proof;
#[cfg(feature = "db")]
mod recovery;
#[cfg(feature = "db")]
mod reset;
#[cfg(feature = "db")]
pub mod second_factor;
#[cfg(feature = "db")]
pub(crate) mod sessions;
#[cfg(feature = "db")]
mod setup;
#[cfg(feature = "db")]
pub mod store;
#[cfg(feature = "db")]
mod taking_over;
#[cfg(feature = "db")]
pub mod throttle;
#[cfg(feature = "db")]
pub mod totp;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::instant::{DAY_MS, HOUR_MS};
use crate::people::{IdNumber, PersonName, Phone};
use crate::{Day, Refusal};

pub use address::{household, shortened};
pub use mail_address::MailAddress;
pub use password::check_password;

/// The version of the privacy notice (个人信息处理规则) that new accounts accept; a new text gets a new version.
pub const PRIVACY_NOTICE: &str = "2026-11";

/// 劳动法第十五条: nobody under sixteen is employed.
pub const LEAST_AGE: i32 = 16;

/// What a person writes to get an account.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NewAccount {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    pub password: String,
    /// The version of the privacy notice that was accepted; `None` when the box stayed empty.
    pub privacy_notice: Option<String>,
}

/// Nothing that a person typed gets into a log.
impl fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewAccount(..)")
    }
}

/// A [`NewAccount`] that keeps every rule.
#[derive(Clone, Debug)]
pub struct CheckedAccount {
    pub name: PersonName,
    pub id_number: IdNumber,
    pub phone: Phone,
}

impl NewAccount {
    /// # Errors
    /// Every refusal at once, each on its field.
    pub fn check(&self, today: Day) -> Result<CheckedAccount, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let mut collect = |refusal: Refusal| refusals.push(refusal);
        let name = PersonName::parse(&self.name).map_err(&mut collect).ok();
        let id_number = IdNumber::parse(&self.id_number, today).map_err(&mut collect).ok();
        if id_number.as_ref().is_some_and(|number| number.age_on(today) < LEAST_AGE) {
            collect(Refusal::on("id_number", "accounts.under_age").with("age", LEAST_AGE));
        }
        let phone = Phone::parse(&self.phone).map_err(&mut collect).ok();
        if let Err(refusal) = check_password(&self.password, id_number.as_ref(), phone.as_ref()) {
            collect(refusal);
        }
        match self.privacy_notice.as_deref() {
            None => collect(Refusal::on("privacy_notice", "accounts.privacy_not_accepted")),
            Some(version) if version != PRIVACY_NOTICE => {
                collect(Refusal::on("privacy_notice", "accounts.privacy_outdated"));
            }
            Some(_) => {}
        }
        match (name, id_number, phone) {
            (Some(name), Some(id_number), Some(phone)) if refusals.is_empty() => {
                Ok(CheckedAccount { name, id_number, phone })
            }
            _ => Err(refusals),
        }
    }
}

/// How the session's token travels: in a browser's cookie, or in a program's header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionKind {
    Cookie,
    Bearer,
}

impl SessionKind {
    pub fn code(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::Bearer => "bearer",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Cookie, Self::Bearer].into_iter().find(|kind| kind.code() == code)
    }
}

/// Whoever holds a post sees other people's data; those sessions are short, by whichever way the token travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Candidate,
    HoldsPosts,
}

/// How long a session lives at most, and how long without being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    pub absolute_ms: i64,
    pub idle_ms: i64,
}

impl Holder {
    pub fn lifetime(self) -> Lifetime {
        match self {
            Self::Candidate => Lifetime { absolute_ms: 30 * DAY_MS, idle_ms: 7 * DAY_MS },
            Self::HoldsPosts => Lifetime { absolute_ms: 12 * HOUR_MS, idle_ms: 2 * HOUR_MS },
        }
    }
}

#[cfg(test)]
mod tests;
