//! Which officer answers for which enterprise or project, since when, and may somebody become one? Types and rules.
//!
//! A binding (绑定备案) ties a certified officer to an enterprise or to a project. The level belongs to it and not to the
//! certificate. It counts from its confirmation until its end, and both are moments: what it says about a past day
//! never changes.

pub mod agreement;
pub mod boards;
pub mod capacity;
pub mod change;
mod draft;
pub mod form;
pub mod handover;
mod nomination;
#[cfg(feature = "db")]
pub mod pictures;
pub mod pledges;
pub mod returns;
#[cfg(feature = "db")]
pub mod store;
mod work;

pub use draft::Draft;
pub use nomination::{MOST_STATED, MOST_YEARS, Nomination};
pub use work::{WorkArea, WorkTask};

use uuid::Uuid;

use crate::certificates::Status;
use crate::instant::check_first_day;
use crate::{Day, Instant, Refusal};

closed_set! {
    /// 企业劳资员, or 项目劳资员
    Level {
        Enterprise = "enterprise",
        Project = "project",
    }
}

closed_set! {
    Employment {
        /// 专职
        FullTime = "full_time",
        /// 兼职
        PartTime = "part_time",
    }
}

closed_set! {
    Duty {
        /// 直接责任人, one at a time
        Responsible = "responsible",
        Assistant = "assistant",
    }
}

closed_set! {
    /// Who asked for a binding; the other side answers.
    Proposer {
        /// by the own certificate
        Officer = "officer",
        /// which assigns its officer
        Enterprise = "enterprise",
    }
}

closed_set! {
    /// How far a binding has come.
    Stage {
        /// the other side has not answered
        Waiting = "waiting",
        InForce = "in_force",
        Declined = "declined",
        /// taken back before there was an answer
        Withdrawn = "withdrawn",
        Ended = "ended",
    }
}

/// The reason stored when a binding ends because its enterprise is no longer the general contractor of the project.
pub const CONTRACTOR_LEFT: &str = "contractor_left";
/// The same because its certificate was revoked or annulled.
pub const CERTIFICATE_ENDED: &str = "certificate_ended";

/// For what an officer answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Post {
    Enterprise,
    Project { project: Uuid, duty: Duty },
}

/// Who is bound to what, as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub id: Uuid,
    pub person: Uuid,
    pub certificate: Uuid,
    /// whose officer it is
    pub enterprise: Uuid,
    pub post: Post,
    pub employment: Employment,
    /// 到岗日期, as the officer says
    pub joined: Day,
    pub asked_at: Instant,
    pub confirmed_at: Option<Instant>,
    pub declined_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

impl Post {
    pub fn level(self) -> Level {
        match self {
            Self::Enterprise => Level::Enterprise,
            Self::Project { .. } => Level::Project,
        }
    }

    pub fn project(self) -> Option<Uuid> {
        match self {
            Self::Enterprise => None,
            Self::Project { project, .. } => Some(project),
        }
    }

    pub fn duty(self) -> Option<Duty> {
        match self {
            Self::Enterprise => None,
            Self::Project { duty, .. } => Some(duty),
        }
    }
}

impl Binding {
    pub fn stage(&self) -> Stage {
        match (self.confirmed_at, self.declined_at, self.ended_at) {
            (Some(_), _, Some(_)) => Stage::Ended,
            (None, _, Some(_)) => Stage::Withdrawn,
            (Some(_), _, None) => Stage::InForce,
            (None, Some(_), None) => Stage::Declined,
            (None, None, None) => Stage::Waiting,
        }
    }

    /// Waiting or in force: what stands in the way of another one.
    pub fn is_open(&self) -> bool {
        matches!(self.stage(), Stage::Waiting | Stage::InForce)
    }

    /// Whether it was in force at any moment of the day.
    pub fn counts_on(&self, day: Day) -> bool {
        let began = self.confirmed_at.is_some_and(|at| at.day() <= day);
        began && self.ended_at.is_none_or(|at| at.day() >= day)
    }
}

/// What somebody asks for. Whether enterprise and project fit each other is the records' answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub enterprise: Uuid,
    pub post: Post,
    pub employment: Employment,
    pub joined: Day,
}

/// Whether a holder whose certificate stands like this, and who has these bindings, may be bound.
///
/// # Errors
/// Everything that is in the way: the certificate, the level or the time, a binding of the same kind, a
/// joining date that has not come.
pub fn check_wish(wish: &Wish, certificate: Status, own: &[Binding], today: Day) -> Result<(), Vec<Refusal>> {
    let mut wrong = Vec::new();
    wrong.extend(check_certificate(certificate).err());
    if wish.joined > today {
        wrong.push(Refusal::on("joined", "filings.joining_in_future"));
    }
    wrong.extend(check_first_day("joined", wish.joined).err());
    if wish.post == Post::Enterprise && wish.employment == Employment::PartTime {
        wrong.push(Refusal::on("employment", "filings.enterprise_officer_full_time"));
    }
    let open: Vec<&Binding> = own.iter().filter(|one| one.is_open()).collect();
    wrong.extend(check_posts(wish.post, &open).err());
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

/// only a certificate that is valid at this moment binds.
///
/// # Errors
/// Another reason while it is suspended than after its end.
pub fn check_certificate(status: Status) -> Result<(), Refusal> {
    match status {
        Status::Valid => Ok(()),
        Status::Suspended => Err(Refusal::new("filings.certificate_suspended")),
        Status::Revoked | Status::Annulled | Status::Superseded => Err(Refusal::new("filings.certificate_ended")),
    }
}

/// Whether a post can be held beside others.
///
/// # Errors
/// The first that is in the way.
pub fn check_posts(post: Post, beside: &[&Binding]) -> Result<(), Refusal> {
    beside.iter().find_map(|other| conflict(post, other.post)).map_or(Ok(()), Err)
}

/// 甲文第五条: the enterprise's officer is there for nothing else, of one enterprise.
fn conflict(post: Post, other: Post) -> Option<Refusal> {
    match (post, other) {
        (Post::Enterprise, Post::Enterprise) => Some(Refusal::on("level", "filings.enterprise_officer_already")),
        (Post::Enterprise, Post::Project { .. }) => Some(Refusal::on("level", "filings.project_officer_already")),
        (Post::Project { .. }, Post::Enterprise) => Some(Refusal::on("level", "filings.enterprise_officer_elsewhere")),
        (Post::Project { project, .. }, Post::Project { project: other, .. }) => {
            (project == other).then(|| Refusal::on("project", "filings.bound_already"))
        }
    }
}

/// 甲文第十三条: several projects only while fewer than `limit` people work on all of them.
///
/// # Errors
/// Refused with the sum and the limit.
pub fn check_capacity(projects: usize, people: i64, limit: i64) -> Result<(), Refusal> {
    if projects < 2 || people < limit {
        return Ok(());
    }
    Err(Refusal::on("project", "filings.too_many_people").with("people", people).with("limit", limit))
}

/// Who answered for a project on a day: the one who took the place last of those who held it on that day, if anybody did.
pub fn responsible_on(bindings: &[Binding], day: Day) -> Option<&Binding> {
    let held = |one: &&Binding| one.post.duty() == Some(Duty::Responsible) && one.counts_on(day);
    bindings.iter().filter(held).max_by_key(|one| (one.confirmed_at, one.id))
}

/// Everybody who assisted on a day, the longest first.
pub fn assistants_on(bindings: &[Binding], day: Day) -> Vec<&Binding> {
    let mut found: Vec<&Binding> =
        bindings.iter().filter(|one| one.post.duty() == Some(Duty::Assistant) && one.counts_on(day)).collect();
    found.sort_by_key(|one| (one.confirmed_at, one.id));
    found
}

/// Which status of its history a certificate had when a day ended; `None` before it was issued.
pub fn status_at_end_of(day: Day, history: &[(Instant, Status)]) -> Option<Status> {
    history.iter().filter(|(at, _)| at.day() <= day).max_by_key(|(at, _)| *at).map(|(_, status)| *status)
}

/// Of a certificate and those whose place it took, the newest first: the one that was issued last when a day ended, and its
/// status then. What takes a place later says nothing about the day.
pub fn issued_last_by<'a, T>(
    day: Day,
    mut chain: impl Iterator<Item = (T, &'a [(Instant, Status)])>,
) -> Option<(T, Status)> {
    chain.find_map(|(certificate, history)| Some((certificate, status_at_end_of(day, history)?)))
}

#[cfg(test)]
mod tests;
