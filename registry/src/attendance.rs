//! Who was on which site when? Raw events, the day rows drawn from them, and what is said about both. Pure.
//!
//! A row of a feed or file is an [`Event`]. Of an event and its corrections one is in force ([`in_force`]); the ones that
//! count are [`Press`]es. The presses of one person on one project make [`DayRow`]s ([`day_rows`]); [`touched`] says which
//! of them one event can change and what must be read for that. Days are those of Asia/Shanghai, a shift over midnight
//! belongs to the day on which it began.

mod anomalies;
mod days;
mod events;
mod naming;
mod pairs;
mod records;
mod reports;
mod seen;
mod silences;
mod staff;
#[cfg(feature = "db")]
pub mod store;
mod unmatched;

pub use anomalies::{Anomaly, Changes, Cover, Excuse, Expectation, Finding, SiteDay, anomalies, changes, expectation};
pub use days::{Touched, rows_after, touched};
pub use events::{Event, EventKey, IdentityKey, InForce, LONGEST_DEVICE, NewEvent, Purpose, in_force};
pub use naming::{Naming, id_at, instant_of, mark_of, may_be_of, short_key};
pub use pairs::{DayRow, Length, Odd, Pair, PairingRules, Press, day_rows};
pub use records::{
    Column, Line, Mark, MonthPay, MonthlyRecord, PersonMonth, Scope, Section, SectionHead, Signer, Sums,
};
pub use reports::{DailyReport, PersonDay, TeamLine, days_without_report, reminder_at};
pub use seen::{Gap, Seen, gaps};
pub use silences::{Feed, FeedProject, Health, SilenceRules, feed_is_silent, health, suspected_outages};
pub use staff::{StaffColumn, StaffLine, StaffList, StaffSection};
pub use unmatched::{Judged, Match, Rejudged, Unmatched, match_press, rejudge};

closed_set! {
    /// Which way somebody passed. The order is the one in which presses of the same instant are read.
    Direction {
        In = "in",
        Out = "out",
        /// The device does not tell; see [`day_rows`] for what is made of it.
        Unknown = "unknown",
    }
}

impl Direction {
    /// The national platform's `direction` (考勤方向); it has no code for an unknown one and leaves it out.
    pub fn national_code(self) -> Option<&'static str> {
        match self {
            Self::In => Some("01"),
            Self::Out => Some("02"),
            Self::Unknown => None,
        }
    }

    pub fn parse_national(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.national_code() == Some(code))
    }
}

national_set! {
    /// How somebody passed: the national platform's `attendType` (通行方式).
    Method {
        Face = "face", "001";
        Iris = "iris", "002";
        Fingerprint = "fingerprint", "003";
        Palm = "palm", "004";
        IdentityCard = "identity_card", "005";
        /// 实名卡, the site's own card with a name.
        NameCard = "name_card", "006";
        /// 异常清退: the system ended a stay that nobody had ended.
        Clearance = "clearance", "007";
        /// 一键开闸: somebody opened the gate by hand.
        OpenedGate = "opened_gate", "008";
        EmergencyExit = "emergency_exit", "009";
        QrCode = "qr_code", "010";
        Other = "other", "011";
    }
}

impl Method {
    /// Whether a person passed; a clearance is the system's own row, and nobody worked until then because of it.
    pub fn is_passage(self) -> bool {
        self != Self::Clearance
    }
}

closed_set! {
    /// Who says so (R-120 e: events of devices count, those written by hand once they are approved).
    Origin {
        Device = "device",
        Manual = "manual",
    }
}

#[cfg(test)]
mod tests;
