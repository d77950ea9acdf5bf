//! What is a candidate given as proof of the answers that were received?
//!
//! ```text
//! { "answersHash", "attemptId", "endedBy", "lastSeq", "paperHash", "policyVersion", "submittedAt", "v" }
//! ```
//!
//! It proves what was received, not what it is worth. The signature is made elsewhere, with a key of its own for receipts,
//! over exactly the bytes of [`Receipt::to_canonical_json`]. Handing in again gives the same receipt, because nothing in
//! it depends on the moment of asking. The form and the hashes are told for people in `docs/papers.md`.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::choice::Choice;
use crate::grade::Answers;
use crate::paper::Paper;
use crate::version::{VersionId, canonical_hash, canonical_json, hex};

/// The signed document. All hashes are SHA-256, written as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Receipt {
    /// 1.
    pub v: u8,
    pub attempt_id: String,
    /// [`Paper::content_hash`].
    pub paper_hash: String,
    /// [`answers_hash`].
    pub answers_hash: String,
    /// The highest sequence number of a saved answer; 0 when none was saved. Below 2^53.
    pub last_seq: u64,
    /// When the attempt ended, in milliseconds since 1970-01-01 UTC by the server's clock: of a time-out the deadline.
    pub submitted_at: i64,
    pub ended_by: ReceiptEnd,
    /// Under which rules, as the sitting names them.
    pub policy_version: String,
}

codes! {
    /// Who ended the attempt.
    ReceiptEnd {
        Candidate = "candidate",
        Deadline = "deadline",
    }
}

/// One line of the answer sheet: what was ticked in one slot, in letters as displayed; `""` when nothing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AnswerLine {
    pub slot: u16,
    pub version_id: VersionId,
    pub answer: Choice,
}

/// Every slot of the paper in its order, blank ones included.
#[must_use]
pub fn answer_sheet(paper: &Paper, answers: &Answers) -> Vec<AnswerLine> {
    let line = |slot: &crate::Slot| AnswerLine {
        slot: slot.number,
        version_id: slot.version,
        answer: answers.get(&slot.number).copied().unwrap_or_default(),
    };
    paper.slots.iter().map(line).collect()
}

/// SHA-256 over the canonical JSON (RFC 8785) of [`answer_sheet`].
#[must_use]
pub fn answers_hash(paper: &Paper, answers: &Answers) -> [u8; 32] {
    canonical_hash(&answer_sheet(paper, answers))
}

/// What a receipt says beside paper and answers.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    pub attempt: &'a str,
    pub last_seq: u64,
    /// Milliseconds since 1970-01-01 UTC.
    pub submitted_at: i64,
    pub ended_by: ReceiptEnd,
    pub policy_version: &'a str,
}

impl Receipt {
    #[must_use]
    pub fn new(paper: &Paper, answers: &Answers, ending: Ending<'_>) -> Self {
        Self {
            v: 1,
            attempt_id: ending.attempt.to_owned(),
            paper_hash: hex(&paper.content_hash()),
            answers_hash: hex(&answers_hash(paper, answers)),
            last_seq: ending.last_seq,
            submitted_at: ending.submitted_at,
            ended_by: ending.ended_by,
            policy_version: ending.policy_version.to_owned(),
        }
    }

    /// RFC 8785: the bytes that are signed, stored and downloaded.
    #[must_use]
    pub fn to_canonical_json(&self) -> Vec<u8> {
        canonical_json(self)
    }

    /// For a person to write down: the first 80 bits of the SHA-256 of the document, in Crockford's base 32, as
    /// `XXXX-XXXX-XXXX-XXXX`. It has no I, L, O and U.
    #[must_use]
    pub fn short_code(&self) -> String {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let hash = Sha256::digest(self.to_canonical_json());
        let bits = hash.iter().take(10).fold(0_u128, |bits, &byte| (bits << 8) | u128::from(byte));
        let digit = |n: u32| char::from(DIGITS[(bits >> (75 - 5 * n) & 31) as usize]);
        (0..16).flat_map(|n| (n > 0 && n % 4 == 0).then_some('-').into_iter().chain([digit(n)])).collect()
    }

    /// Whether this is the receipt of exactly this paper with exactly these answers.
    #[must_use]
    pub fn is_of(&self, paper: &Paper, answers: &Answers) -> bool {
        self.paper_hash == hex(&paper.content_hash()) && self.answers_hash == hex(&answers_hash(paper, answers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::Blueprint;
    use crate::fixtures::{bank, pool};
    use crate::paper::assemble;

    fn paper() -> Paper {
        assemble(&Blueprint::standard(), &pool(&bank()), &[7; 32]).unwrap()
    }

    fn answers() -> Answers {
        Answers::from([(1, Choice::EMPTY.with(2)), (80, Choice::EMPTY.with(0).with(3))])
    }

    fn receipt() -> Receipt {
        let ended_by = ReceiptEnd::Candidate;
        let ending =
            Ending { attempt: "a-1", last_seq: 17, submitted_at: 1_796_000_000_000, ended_by, policy_version: "p-1" };
        Receipt::new(&paper(), &answers(), ending)
    }

    /// Signed receipts are in the hands of candidates: a change here makes a new `v`. That a program in another language
    /// gives the same hashes is held by `tests/independent`.
    #[test]
    fn the_written_form_is_pinned() {
        let json = String::from_utf8(receipt().to_canonical_json()).unwrap();
        insta::assert_snapshot!(json, @r#"{"answersHash":"5611f779bf38981303806866ae81a6ee4f39e9f0a9506706cea470b80f532203","attemptId":"a-1","endedBy":"candidate","lastSeq":17,"paperHash":"1e83bb74c2e2875d969d8acec28f7a0c7220623cf14a024a8655f02bac8fd393","policyVersion":"p-1","submittedAt":1796000000000,"v":1}"#);
        assert_eq!(serde_json::from_str::<Receipt>(&json).unwrap(), receipt());
        assert_eq!(receipt().short_code(), "BV5R-F13R-EEPP-F8WH");
    }

    #[test]
    fn a_blank_slot_is_listed_and_equals_an_answer_of_nothing() {
        let mut with_blank = answers();
        with_blank.insert(2, Choice::EMPTY);
        assert_eq!(answers_hash(&paper(), &with_blank), answers_hash(&paper(), &answers()));
        assert_eq!(answer_sheet(&paper(), &answers()).len(), 81);
    }

    #[test]
    fn another_answer_or_another_paper_is_not_what_was_received() {
        let receipt = receipt();
        assert!(receipt.is_of(&paper(), &answers()));
        let mut other = answers();
        other.insert(1, Choice::EMPTY.with(1));
        assert!(!receipt.is_of(&paper(), &other));
        let other = assemble(&Blueprint::standard(), &pool(&bank()), &[8; 32]).unwrap();
        assert!(!receipt.is_of(&other, &answers()));
    }
}
