//! Which instruction did this person have before and on the site (R-041 安全培训, R-027)?

use uuid::Uuid;

use super::findings::Findings;
use crate::instant::check_first_day;
use crate::{Day, Refusal};

/// A day has no more minutes than these.
const LONGEST_MIN: u32 = 24 * 60;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteTraining {
    pub id: Uuid,
    pub project: Uuid,
    pub kind: TrainingKind,
    pub day: Day,
    pub duration_min: u32,
    pub result: TrainingResult,
    pub trainer: Option<String>,
}

closed_set! {
    TrainingKind {
        /// 安全教育
        SafetyEducation = "safety_education",
        /// 入场教育
        EntryEducation = "entry_education",
        /// 退场教育
        ExitEducation = "exit_education",
        /// 技能培训; 基本岗位技能培训 of 甲文第六条
        SkillTraining = "skill_training",
        /// 安全技术交底 of 甲文第六条; the national platform has no code for it
        SafetyDisclosure = "safety_disclosure",
    }
}

closed_set! {
    TrainingResult {
        Passed = "passed",
        Failed = "failed",
    }
}

/// What is wrong with one training record.
pub fn check_training(training: &SiteTraining, today: Day) -> Findings {
    let mut findings = Findings::default();
    if training.day > today {
        findings.refuse(Refusal::on("training_day", "workers.training_in_future"));
    }
    findings.take(check_first_day("training_day", training.day));
    if !(1..=LONGEST_MIN).contains(&training.duration_min) {
        findings.refuse(Refusal::on("training_duration", "workers.training_duration"));
    }
    findings
}

impl TrainingKind {
    /// `training_type` of the national platform.
    pub fn national_code(self) -> Option<&'static str> {
        match self {
            Self::SafetyEducation => Some("003001"),
            Self::EntryEducation => Some("003002"),
            Self::ExitEducation => Some("003003"),
            Self::SkillTraining => Some("003004"),
            Self::SafetyDisclosure => None,
        }
    }

    pub fn parse_national(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.national_code() == Some(code))
    }
}
