//! Who may sit which exam, until when, and what came of it? Types and rules; the use cases are below.

#[cfg(feature = "db")]
pub mod ahead;
#[cfg(feature = "db")]
pub mod arranging;
#[cfg(feature = "db")]
pub mod bundle;
pub mod conduct;
pub mod duties;
#[cfg(feature = "db")]
pub mod events;
#[cfg(feature = "db")]
pub mod finishing;
#[cfg(feature = "db")]
pub(crate) mod holding;
#[cfg(feature = "db")]
pub mod keeping;
#[cfg(feature = "db")]
pub mod list;
pub mod lockdown;
#[cfg(feature = "db")]
pub mod mocking;
#[cfg(feature = "db")]
pub mod proof;
#[cfg(feature = "db")]
pub(crate) mod reach;
#[cfg(feature = "db")]
pub mod receipts;
#[cfg(feature = "db")]
pub mod regrading;
#[cfg(feature = "db")]
pub mod results;
#[cfg(feature = "db")]
pub mod review;
#[cfg(feature = "db")]
pub mod room;
#[cfg(feature = "db")]
pub mod rooms;
#[cfg(feature = "db")]
pub mod saving;
#[cfg(feature = "db")]
pub mod sequential;
#[cfg(feature = "db")]
pub mod setup;
#[cfg(feature = "db")]
pub mod starting;
#[cfg(feature = "db")]
pub mod statistics;
#[cfg(feature = "db")]
pub mod ticket;
#[cfg(feature = "db")]
pub mod warming;
#[cfg(feature = "db")]
pub mod withdrawing;

use question_bank::{Purpose, Secondary};
use serde::{Deserialize, Serialize};

use self::conduct::Conduct;
use crate::{Instant, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExamKind {
    Certification,
    Assessment,
    Mock,
    Practice,
}

impl ExamKind {
    pub const ALL: [Self; 4] = [Self::Certification, Self::Assessment, Self::Mock, Self::Practice];

    pub fn code(self) -> &'static str {
        match self {
            Self::Certification => "certification",
            Self::Assessment => "assessment",
            Self::Mock => "mock",
            Self::Practice => "practice",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Official exams draw official questions, count attempts and hold a pass without a confirmed identity.
    pub fn is_official(self) -> bool {
        matches!(self, Self::Certification | Self::Assessment)
    }

    /// Practice and official questions are apart.
    pub fn draws(self) -> Purpose {
        if self.is_official() { Purpose::Official } else { Purpose::Practice }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Whoever is signed in.
    Open,
    /// Whoever is on the roster.
    Roster,
}

impl Entry {
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Roster => "roster",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        [Self::Open, Self::Roster].into_iter().find(|entry| entry.code() == code)
    }
}

/// The rules of one exam, frozen when it was published. Scores in hundredths, spans in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub limit_ms: i64,
    pub pass_score: u32,
    pub attempts: u32,
    pub resit_wait_ms: i64,
    pub receive_grace_ms: i64,
    /// Entry closes so long after the window opened; `None` for exams open at any time.
    pub late_entry_ms: Option<i64>,
    pub review_after_window: bool,
    pub hold_without_identity: bool,
    pub allow_secondary: bool,
    #[serde(default)]
    pub late: Late,
    /// Set for this exam; else `review_after_window` decides.
    #[serde(default)]
    pub review: Option<Review>,
    #[serde(default)]
    pub conduct: Conduct,
}

/// What becomes of an attempt that was not handed in when its time is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Late {
    /// What is saved is handed in and graded.
    #[default]
    Autosubmit,
    /// It may be handed in for a while longer, without changing answers; else it counts as not handed in.
    Grace { span_ms: i64 },
    /// It counts as not handed in. For practice only.
    Abandon,
}

impl Late {
    pub fn code(self) -> &'static str {
        match self {
            Self::Autosubmit => "autosubmit",
            Self::Grace { .. } => "grace",
            Self::Abandon => "abandon",
        }
    }
}

/// When a candidate may look at the own paper again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    Never,
    AfterWindow,
    /// For exams whose questions are practice ones.
    AtOnce,
}

impl Review {
    pub const ALL: [Self; 3] = [Self::Never, Self::AfterWindow, Self::AtOnce];

    pub fn code(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::AfterWindow => "after_window",
            Self::AtOnce => "at_once",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|review| review.code() == code)
    }
}

impl Policy {
    pub fn review(&self) -> Review {
        let usual = if self.review_after_window { Review::AfterWindow } else { Review::Never };
        self.review.unwrap_or(usual)
    }

    pub fn secondary(&self) -> Secondary {
        if self.allow_secondary { Secondary::Allowed } else { Secondary::Refused }
    }

    /// Whether the paper may be looked at again, at `now` and after the own attempt.
    pub fn may_review(&self, kind: ExamKind, closes_at: Instant, now: Instant) -> bool {
        match self.review() {
            Review::Never => false,
            Review::AfterWindow => now >= closes_at,
            Review::AtOnce => !kind.is_official() || now >= closes_at,
        }
    }

    /// The moments that follow from a deadline.
    pub fn times(&self, deadline_at: Instant) -> Times {
        let accepts_until = deadline_at.plus_ms(self.receive_grace_ms);
        let hand_in_until = match self.late {
            Late::Grace { span_ms } => accepts_until.plus_ms(span_ms),
            Late::Autosubmit | Late::Abandon => accepts_until,
        };
        Times { deadline_at, accepts_until, closes_at: hand_in_until.plus_ms(1) }
    }
}

/// Until when an attempt takes what. All three move together when the deadline does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    pub deadline_at: Instant,
    /// The last moment at which an answer is taken.
    pub accepts_until: Instant,
    /// From here on the clock has ended it.
    pub closes_at: Instant,
}

/// Why an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    HandIn,
    TimeOut,
}

impl EndedBy {
    pub fn code(self) -> &'static str {
        match self {
            Self::HandIn => "hand_in",
            Self::TimeOut => "time_out",
        }
    }

    pub fn parse(code: &str) -> Self {
        if code == "hand_in" { Self::HandIn } else { Self::TimeOut }
    }
}

/// `min(start + limit, window end) + extra time`: extra time is added after the window's end was applied.
pub fn deadline(start: Instant, limit_ms: i64, closes_at: Instant, extra_ms: i64) -> Instant {
    start.plus_ms(limit_ms).min(closes_at).plus_ms(extra_ms)
}

/// What is known about a candidate who wants to start an exam that is published and open to this person; any other is
/// not found.
#[derive(Clone, Debug)]
pub struct Standing {
    pub opens_at: Instant,
    pub closes_at: Instant,
    /// Credited and required minutes of the course that the exam asks for.
    pub study_minutes: Option<(i64, i64)>,
    /// One of the office that holds the exam.
    pub holds_valid_certificate: bool,
    /// One of the office that holds the exam was revoked, and the office approved no new one.
    pub awaits_approval: bool,
    /// Whoever looks after the room has not yet said that one may begin.
    pub awaits_command: bool,
    /// The request comes from where the exam may be begun.
    pub is_inside: bool,
    /// The ends of earlier attempts at this exam, oldest first.
    pub earlier: Vec<Earlier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    pub finished_at: Instant,
    pub passed: bool,
}

/// Whether an attempt may start at `now`. The first reason that stands in the way is given.
pub fn check_start(standing: &Standing, policy: &Policy, kind: ExamKind, now: Instant) -> Result<(), Refusal> {
    if now < standing.opens_at {
        return Err(Refusal::new("exams.not_open_yet").with("at", standing.opens_at.chinese()));
    }
    if now >= standing.closes_at {
        return Err(Refusal::new("exams.window_closed").with("at", standing.closes_at.chinese()));
    }
    if standing.awaits_command {
        return Err(Refusal::new("exams.awaits_command"));
    }
    if policy.late_entry_ms.is_some_and(|late| now > standing.opens_at.plus_ms(late)) {
        return Err(Refusal::new("exams.entry_closed"));
    }
    if !standing.is_inside {
        return Err(Refusal::new("exams.outside_network"));
    }
    if kind == ExamKind::Certification && standing.holds_valid_certificate {
        return Err(Refusal::new("exams.already_certified"));
    }
    if kind == ExamKind::Certification && standing.awaits_approval {
        return Err(Refusal::new("exams.recertification_unapproved"));
    }
    check_earlier(standing, policy, kind, now)?;
    match standing.study_minutes {
        Some((credited, required)) if credited < required => {
            Err(Refusal::new("exams.hours_missing").with("credited", credited).with("required", required))
        }
        _ => Ok(()),
    }
}

fn check_earlier(standing: &Standing, policy: &Policy, kind: ExamKind, now: Instant) -> Result<(), Refusal> {
    if !kind.is_official() {
        return Ok(());
    }
    if standing.earlier.iter().any(|attempt| attempt.passed) {
        return Err(Refusal::new("exams.already_passed"));
    }
    let Some(last) = standing.earlier.last() else { return Ok(()) };
    if standing.earlier.len() >= usize::try_from(policy.attempts).unwrap_or(usize::MAX) {
        return Err(Refusal::new("exams.attempts_used").with("attempts", policy.attempts));
    }
    let from = last.finished_at.plus_ms(policy.resit_wait_ms);
    if now < from { Err(Refusal::new("exams.resit_too_early").with("at", from.chinese())) } else { Ok(()) }
}

#[cfg(all(test, feature = "fixtures"))]
pub(crate) mod tests;
