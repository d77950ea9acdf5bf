//! How can anybody check afterwards that no paper was made for a person and no question was swapped?
//!
//! Before the window opens the [`Commitment`] of a sitting is published; after its last candidate has finished, the
//! [`Reveal`]. Who has both recomputes every paper: the seed was fixed before anybody could know what it gives. Item
//! texts are not in it, only the hashes of their versions. `docs/papers.md` tells all of it for people who check.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::blueprint::Blueprint;
use crate::paper::{Paper, PoolQuestion, Shortage, assemble};
use crate::random::paper_key;
use crate::version::{NotAVersion, VersionId, canonical_hash, canonical_json, hex};
use crate::withdrawal::PoolChange;

/// SHA-256 over the canonical JSON (RFC 8785) of
/// `{bankVersionHash, blueprintHash, policyHash, seed, sittingId}`, all of them strings, hashes and seed as 64
/// lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment(pub [u8; 32]);

impl std::fmt::Display for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// 256 random bits, drawn when the sitting was published. Secret until the reveal; written as 64 lower-case hexadecimal
/// digits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Seed([u8; 32]);

impl Seed {
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Says nothing of the seed, so that no log gives it away.
impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(..)")
    }
}

impl TryFrom<String> for Seed {
    type Error = NotAVersion;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(|read: VersionId| Self(*read.as_bytes()))
    }
}

impl From<Seed> for String {
    fn from(seed: Seed) -> Self {
        hex(&seed.0)
    }
}

/// Everything the papers of a sitting follow from, apart from the registrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reveal {
    /// 1.
    pub v: u8,
    pub sitting_id: String,
    pub seed: Seed,
    /// Version hashes with their cells and earlier uses, in the order of the versions.
    pub pool: Vec<PoolQuestion>,
    pub blueprint: Blueprint,
    /// As the sitting stores it: strings, integers below 2^53, true, false, null, lists and objects.
    pub policy: Value,
    /// How the pool was put right since, in order: after n of them the papers come from version n + 1, which has a
    /// commitment of its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub later: Vec<PoolChange>,
}

/// `bankVersionHash`: SHA-256 over the canonical JSON of the pool in the order of the versions (of one version: of the
/// uses). So it covers the earlier uses too: they are an input of the draw.
#[must_use]
pub fn bank_version_hash(pool: &[PoolQuestion]) -> [u8; 32] {
    canonical_hash(&sorted(pool))
}

/// `policyHash`: SHA-256 over the canonical JSON of the policy.
#[must_use]
pub fn policy_hash(policy: &Value) -> [u8; 32] {
    canonical_hash(policy)
}

/// What is published before the window opens.
#[must_use]
pub fn commitment(
    seed: &Seed,
    sitting: &str,
    pool: &[PoolQuestion],
    blueprint: &Blueprint,
    policy: &Value,
) -> Commitment {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Committed<'a> {
        seed: &'a Seed,
        bank_version_hash: String,
        blueprint_hash: String,
        policy_hash: String,
        sitting_id: &'a str,
    }
    Commitment(canonical_hash(&Committed {
        seed,
        bank_version_hash: hex(&bank_version_hash(pool)),
        blueprint_hash: hex(&blueprint.content_hash()),
        policy_hash: hex(&policy_hash(policy)),
        sitting_id: sitting,
    }))
}

impl Reveal {
    /// The pool may come in any order.
    #[must_use]
    pub fn new(seed: Seed, sitting: &str, pool: &[PoolQuestion], blueprint: Blueprint, policy: Value) -> Self {
        let pool = sorted(pool);
        Self { v: 1, sitting_id: sitting.to_owned(), seed, pool, blueprint, policy, later: Vec::new() }
    }

    #[must_use]
    pub fn with_later(self, later: Vec<PoolChange>) -> Self {
        Self { later, ..self }
    }

    /// The pool of a version, from 1; the last one for any beyond.
    #[must_use]
    pub fn pool_of(&self, version: usize) -> Vec<PoolQuestion> {
        self.later.iter().take(version.saturating_sub(1)).fold(self.pool.clone(), |pool, change| change.after(&pool))
    }

    /// What must have been published before.
    #[must_use]
    pub fn commitment(&self) -> Commitment {
        self.commitment_of(1)
    }

    /// What must have been published before a paper was drawn from this version of the pool.
    #[must_use]
    pub fn commitment_of(&self, version: usize) -> Commitment {
        commitment(&self.seed, &self.sitting_id, &self.pool_of(version), &self.blueprint, &self.policy)
    }

    /// The paper of one registration, from the pool as it was first.
    ///
    /// # Errors
    /// When the pool cannot fill the blueprint.
    pub fn paper(&self, registration: &str) -> Result<Paper, Shortage> {
        self.paper_of(registration, 1)
    }

    /// The same from a version of the pool.
    ///
    /// # Errors
    /// When the pool cannot fill the blueprint.
    pub fn paper_of(&self, registration: &str, version: usize) -> Result<Paper, Shortage> {
        let key = paper_key(self.seed.as_bytes(), &self.sitting_id, registration);
        assemble(&self.blueprint, &self.pool_of(version), &key)
    }

    /// RFC 8785: the published document.
    #[must_use]
    pub fn to_canonical_json(&self) -> Vec<u8> {
        canonical_json(self)
    }
}

fn sorted(pool: &[PoolQuestion]) -> Vec<PoolQuestion> {
    let mut pool = pool.to_vec();
    pool.sort_by_key(|row| (row.version, row.uses));
    pool
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::blueprint::MultipleRule;
    use crate::fixtures::{bank, pool};

    fn reveal() -> Reveal {
        let policy = json!({ "pass_score": 6000, "limit_ms": 5_400_000 });
        Reveal::new(Seed::new([9; 32]), "sitting-1", &pool(&bank()), Blueprint::standard(), policy)
    }

    /// Published commitments must be checkable for ever. That a program in another language gives the same is held by
    /// `tests/independent`.
    #[test]
    fn the_commitment_is_pinned() {
        assert_eq!(
            reveal().commitment().to_string(),
            "23405287c8f594b09453ca99402904b8a60e53f8c467f53a29c95bbe1aadf8c4"
        );
    }

    #[test]
    fn every_part_of_a_reveal_is_committed_to() {
        let changes: [fn(&mut Reveal); 7] = [
            |reveal| reveal.seed = Seed::new([8; 32]),
            |reveal| reveal.sitting_id.push('x'),
            |reveal| reveal.pool[0].version = VersionId::from_hash([0; 32]),
            |reveal| reveal.pool[3].uses += 1,
            |reveal| drop(reveal.pool.pop()),
            |reveal| reveal.blueprint.multiple_rule = MultipleRule::Strict,
            |reveal| reveal.policy["pass_score"] = json!(5999),
        ];
        for change in changes {
            let mut changed = reveal();
            change(&mut changed);
            assert_ne!(changed.commitment(), reveal().commitment());
        }
    }

    #[test]
    fn the_order_of_the_pool_is_not_committed_to() {
        let mut turned = pool(&bank());
        turned.reverse();
        let Reveal { seed, sitting_id, blueprint, policy, .. } = reveal();
        assert_eq!(Reveal::new(seed, &sitting_id, &turned, blueprint, policy), reveal());
    }

    #[test]
    fn a_reveal_survives_writing_and_gives_the_papers_that_were_drawn() {
        let read: Reveal = serde_json::from_slice(&reveal().to_canonical_json()).unwrap();
        assert_eq!(read, reveal());
        let key = paper_key(&[9; 32], "sitting-1", "person/1");
        let drawn = assemble(&Blueprint::standard(), &pool(&bank()), &key);
        assert_eq!(read.paper("person/1"), drawn);
    }

    #[test]
    fn every_version_of_the_pool_has_a_commitment_and_gives_its_papers() {
        let (gone, other) = (reveal().pool[2].version, reveal().pool[9].version);
        let change = |version| PoolChange { withdrawn: vec![version], added: vec![] };
        let later = reveal().with_later(vec![change(gone), change(other)]);
        assert_eq!(later.commitment(), reveal().commitment(), "what was published before stays");
        let commitments: Vec<_> = (1..=3).map(|version| later.commitment_of(version).to_string()).collect();
        assert!(commitments[0] != commitments[1] && commitments[1] != commitments[2]);
        assert_eq!(
            (later.pool_of(2).len(), later.pool_of(3).len()),
            (reveal().pool.len() - 1, reveal().pool.len() - 2)
        );
        let drawn = assemble(&Blueprint::standard(), &later.pool_of(2), &paper_key(&[9; 32], "sitting-1", "person/1"));
        assert_eq!(later.paper_of("person/1", 2), drawn);
        let read: Reveal = serde_json::from_slice(&later.to_canonical_json()).unwrap();
        assert_eq!(read, later);
        assert!(!String::from_utf8(reveal().to_canonical_json()).unwrap().contains("later"));
    }

    #[test]
    fn the_seed_is_not_in_what_a_log_shows() {
        assert!(!format!("{:?}", reveal()).contains("9, 9") && !format!("{:?}", reveal()).contains("0909"));
    }
}
