//! What is on record about how somebody has behaved (诚信信息, R-043), and does it count today?

#[cfg(feature = "db")]
pub mod importing;
pub mod sheet;

use uuid::Uuid;

use super::Act;
use crate::instant::check_first_day;
use crate::{Day, Period, Refusal};

closed_set! {
    /// About whom: an enterprise, or a person (worker, manager, officer).
    SubjectKind {
        Enterprise = "enterprise",
        Person = "person",
    }
}

closed_set! {
    RecordKind {
        /// 诚信评价
        Rating = "rating",
        /// 举报投诉
        Complaint = "complaint",
        /// 良好行为记录
        GoodConduct = "good_conduct",
        /// 不良行为记录
        BadConduct = "bad_conduct",
    }
}

closed_set! {
    /// What the case behind a complaint came to.
    Finding {
        Open = "open",
        Substantiated = "substantiated",
        Unsubstantiated = "unsubstantiated",
    }
}

/// What kind it is, with what the kind needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Rating {
        rating: String,
        body: String,
    },
    /// What somebody reported, and what the case behind it came to.
    Complaint {
        case: Uuid,
        matter: String,
        finding: Finding,
    },
    Conduct {
        is_good: bool,
        conduct: String,
        basis: Basis,
    },
}

/// The document on which a record of conduct rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    pub title: String,
    pub number: String,
    pub body: String,
    /// hash of the stored file
    pub document: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrityRecord {
    pub subject_kind: SubjectKind,
    pub subject: Uuid,
    /// On which project it happened, when it did on one.
    pub project: Option<Uuid>,
    pub content: Content,
    /// When it was rated, reported or done.
    pub on: Day,
    /// From when until when it counts; an end only where the basis names one.
    pub valid: Period,
    /// Withdrawn by the body that made it; it stays on record.
    pub withdrawn: Option<(Day, Act)>,
}

/// What a record says for or against its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    None,
    Good,
    Bad,
    /// A rating is what its body makes of it.
    Rated,
}

impl IntegrityRecord {
    pub fn kind(&self) -> RecordKind {
        match self.content {
            Content::Rating { .. } => RecordKind::Rating,
            Content::Complaint { .. } => RecordKind::Complaint,
            Content::Conduct { is_good: true, .. } => RecordKind::GoodConduct,
            Content::Conduct { is_good: false, .. } => RecordKind::BadConduct,
        }
    }

    /// # Errors
    /// Everything that is wrong, each on its field: days to come, validity before the event, and what the kind needs.
    pub fn check(&self, today: Day) -> Result<(), Vec<Refusal>> {
        let mut wrong = Vec::new();
        if self.on > today {
            wrong.push(Refusal::on("on", "projects.day_in_future"));
        }
        wrong.extend(check_first_day("on", self.on).err());
        if self.valid.first() < self.on {
            wrong.push(Refusal::on("first_day", "projects.valid_before_event"));
        }
        match &self.content {
            Content::Complaint { matter, .. } => {
                if !is_said(matter, 1_000) {
                    wrong.push(Refusal::on("matter", "projects.matter_missing"));
                }
            }
            Content::Rating { rating, body } => {
                if !is_said(rating, 20) {
                    wrong.push(Refusal::on("rating", "projects.rating_missing"));
                }
                if !is_said(body, 100) {
                    wrong.push(Refusal::on("body", "projects.body_missing"));
                }
            }
            Content::Conduct { conduct, basis, .. } => {
                if !is_said(conduct, 1_000) {
                    wrong.push(Refusal::on("conduct", "projects.conduct_missing"));
                }
                if !is_said(&basis.title, 200) || !is_said(&basis.number, 100) {
                    wrong.push(Refusal::on("basis", "projects.basis_missing"));
                }
                if !is_said(&basis.body, 100) {
                    wrong.push(Refusal::on("body", "projects.body_missing"));
                }
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    /// Whether it counts on the day: inside its validity and not withdrawn by then.
    pub fn is_valid_on(&self, day: Day) -> bool {
        self.valid.contains(day) && self.withdrawn.is_none_or(|(since, _)| day < since)
    }

    /// What it says on the day. A complaint says something only once its case has found it to be true: anybody may
    /// complain about anybody.
    pub fn weight_on(&self, day: Day) -> Weight {
        if !self.is_valid_on(day) {
            return Weight::None;
        }
        match self.content {
            Content::Rating { .. } => Weight::Rated,
            Content::Complaint { finding: Finding::Substantiated, .. } => Weight::Bad,
            Content::Complaint { finding: Finding::Open | Finding::Unsubstantiated, .. } => Weight::None,
            Content::Conduct { is_good: true, .. } => Weight::Good,
            Content::Conduct { is_good: false, .. } => Weight::Bad,
        }
    }
}

/// The rating in force on the day: of each body the latest, in the order of the bodies' names.
pub fn ratings_on(records: &[IntegrityRecord], day: Day) -> Vec<(&str, &str)> {
    let mut latest = std::collections::BTreeMap::<&str, (Day, &str)>::new();
    for record in records.iter().filter(|record| record.is_valid_on(day)) {
        if let Content::Rating { rating, body } = &record.content {
            let known = latest.entry(body).or_insert((record.on, rating));
            if known.0 <= record.on {
                *known = (record.on, rating);
            }
        }
    }
    latest.into_iter().map(|(body, (_, rating))| (body, rating)).collect()
}

fn is_said(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.trim().chars().count()) && !text.chars().any(|c| c.is_control() && c != '\n')
}
