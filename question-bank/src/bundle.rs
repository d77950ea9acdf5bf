//! What does somebody else need to work out a score again, with another program?
//!
//! Everything of one attempt in one document: paper, full questions, answers, rules, corrections, result, receipt. It
//! holds the keys, so it is for the people whom the office lets see them, after the result is out. The form is told in
//! `docs/papers.md`; `end2end/independent/grade.py` is a grader that was written from there.

use serde::{Deserialize, Serialize};

use crate::blueprint::MultipleRule;
use crate::choice::Choice;
use crate::grade::{Answers, Grade};
use crate::paper::Paper;
use crate::pass::Demands;
use crate::question::Question;
use crate::receipt::{AnswerLine, answer_sheet};
use crate::regrade::Corrections;
use crate::version::{VersionId, canonical_json};

/// One attempt, complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bundle {
    /// 1.
    pub v: u8,
    pub attempt_id: String,
    pub sitting_id: String,
    pub policy: BundlePolicy,
    pub paper: Paper,
    /// Every version that the paper pins, once each, in the order of the paper. A version is the SHA-256 of the
    /// canonical JSON of its question, so whoever holds it can check it.
    pub questions: Vec<BundleQuestion>,
    /// One line per slot, blanks included; letters as displayed.
    pub answers: Vec<AnswerLine>,
    /// Everything that was put right since the exam; usually empty.
    pub corrections: Corrections,
    pub result: BundleResult,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<SignedReceipt>,
}

/// The rules a result follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundlePolicy {
    /// As the receipt names it.
    pub version: String,
    pub multiple_rule: MultipleRule,
    /// Hundredths from which an attempt passes.
    pub pass_score: u32,
    /// What a pass takes beside.
    #[serde(default, skip_serializing_if = "Demands::is_empty")]
    pub demands: Demands,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundleQuestion {
    pub version_id: VersionId,
    pub question: Question,
}

/// The result as it stands, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BundleResult {
    pub score: u32,
    pub full: u32,
    pub passed: bool,
    pub slots: Vec<SlotResult>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlotResult {
    pub slot: u16,
    pub score: u32,
    pub full: u32,
}

/// One attempt without its questions and keys: for a candidate whose paper is not shown, or whose result does not count. It
/// proves what was received and what was said of it; the marks cannot be worked out from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Record {
    /// 1.
    pub v: u8,
    pub attempt_id: String,
    pub sitting_id: String,
    pub withheld: Withheld,
    pub policy: BundlePolicy,
    pub paper: Paper,
    pub answers: Vec<AnswerLine>,
    /// `None` where none counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<RecordResult>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<SignedReceipt>,
}

codes! {
    /// Why questions, keys and marks are not in it.
    Withheld {
        /// The rules of the exam show no paper.
        NeverShown = "never_shown",
        /// The attempt is void.
        Void = "void",
        /// It was not handed in as the rules ask, so no answer counts.
        NotHandedIn = "not_handed_in",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordResult {
    pub score: u32,
    pub full: u32,
    pub passed: bool,
}

impl Record {
    /// RFC 8785: the exported file.
    #[must_use]
    pub fn to_canonical_json(&self) -> Vec<u8> {
        canonical_json(self)
    }
}

/// A receipt as it was given out. It is carried, not understood: whoever checks it needs the public key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SignedReceipt {
    /// The exact text that was signed.
    pub document: String,
    pub signature: String,
    pub key_id: String,
}

/// What a bundle is made of, as it is stored.
#[derive(Debug, Clone)]
pub struct BundleParts<'a> {
    pub attempt: &'a str,
    pub sitting: &'a str,
    pub policy: BundlePolicy,
    pub paper: &'a Paper,
    pub answers: &'a Answers,
    pub corrections: &'a Corrections,
    pub grade: &'a Grade,
    pub receipt: Option<SignedReceipt>,
}

impl Bundle {
    /// # Errors
    /// The version of a question that is not at hand.
    pub fn new<'q>(
        parts: BundleParts<'_>,
        find: impl Fn(&VersionId) -> Option<&'q Question>,
    ) -> Result<Self, VersionId> {
        let question = |version_id: VersionId| {
            let question = find(&version_id).ok_or(version_id)?.clone();
            Ok(BundleQuestion { version_id, question })
        };
        let BundleParts { policy, paper, grade, .. } = parts;
        let slots =
            grade.per_slot.iter().map(|slot| SlotResult { slot: slot.number, score: slot.score, full: slot.full });
        Ok(Self {
            v: 1,
            attempt_id: parts.attempt.to_owned(),
            sitting_id: parts.sitting.to_owned(),
            questions: paper.versions().into_iter().map(question).collect::<Result<_, _>>()?,
            answers: answer_sheet(paper, parts.answers),
            corrections: parts.corrections.clone(),
            result: BundleResult {
                score: grade.total,
                full: grade.full,
                passed: policy.demands.passes(policy.pass_score, paper, grade, &find),
                slots: slots.collect(),
            },
            receipt: parts.receipt,
            paper: paper.clone(),
            policy,
        })
    }

    /// What was ticked, without the blanks.
    #[must_use]
    pub fn ticked(&self) -> Answers {
        let ticked = self.answers.iter().filter(|line| line.answer != Choice::EMPTY);
        ticked.map(|line| (line.slot, line.answer)).collect()
    }

    /// RFC 8785: the exported file.
    #[must_use]
    pub fn to_canonical_json(&self) -> Vec<u8> {
        canonical_json(self)
    }
}
