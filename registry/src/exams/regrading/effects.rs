//! What would a correction do to whom? The list that two people agree on, and its hash.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use question_bank::regrade::{Crossing, EffectList, Grading, Regrade, RegradeError, regrade};
use question_bank::{Blueprint, Corrections, Grade};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::following::{Follow, follow};
use super::in_force;
use super::standing::Everybody;
use crate::entity::{attempts, exams, people, results};
use crate::exams::Policy;
use crate::vault::hex;
use crate::{Fault, Refusal};

/// New grades, by attempt.
pub(super) type Grades = BTreeMap<String, Grade>;

/// How many people are read at a time.
const BATCH: usize = 500;

/// The effects on results, and what follows for certificates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Effects {
    pub list: EffectList,
    /// By attempt: one for each that crosses the pass line.
    pub follows: BTreeMap<String, Follow>,
    /// By attempt: whose it is.
    pub people: BTreeMap<String, Uuid>,
}

/// One effect as staff read it. Scores in hundredths.
#[derive(Clone, Debug)]
pub struct EffectLine {
    pub attempt: Uuid,
    pub name: String,
    pub ordinal: i32,
    pub score_before: i64,
    pub score_after: i64,
    pub crosses: Option<Crossing>,
    pub follow: Follow,
}

impl Effects {
    /// SHA-256 over the canonical JSON of all of it: another list has another hash.
    pub fn hash(&self) -> Result<String, Fault> {
        Ok(hex(&Sha256::digest(serde_json_canonicalizer::to_vec(self)?)))
    }

    /// How many certificates are touched: to be issued, and in doubt.
    pub fn certificates(&self) -> (usize, usize) {
        let count = |code: &str| self.follows.values().filter(|follow| follow.code() == code).count();
        (count("issue"), count("doubt"))
    }

    pub(super) fn check_not_concerned(&self, person: Uuid) -> Result<(), Fault> {
        match self.people.values().any(|concerned| *concerned == person) {
            true => Err(Refusal::new("exams.own_attempt").into()),
            false => Ok(()),
        }
    }

    pub(super) fn to_certify(&self) -> Result<Vec<Uuid>, Fault> {
        let due = self.follows.iter().filter(|(_, follow)| **follow == Follow::Issue);
        due.map(|(attempt, _)| Uuid::parse_str(attempt).map_err(Fault::internal)).collect()
    }
}

pub(super) async fn work_out<C: ConnectionTrait>(
    db: &C,
    exam: &exams::Model,
    after: &Corrections,
) -> Result<Effects, Fault> {
    with_grades(db, exam, after).await.map(|(effects, _)| effects)
}

pub(super) async fn with_grades<C: ConnectionTrait>(
    db: &C,
    exam: &exams::Model,
    after: &Corrections,
) -> Result<(Effects, Grades), Fault> {
    let before = in_force(db, exam.id).await?;
    let everybody = Everybody::of(db, exam.id).await?;
    let blueprint: Blueprint = serde_json::from_str(&exam.blueprint)?;
    let policy: Policy = serde_json::from_str(&exam.policy)?;
    let demands = &policy.conduct.demands;
    let grading = Grading { rule: blueprint.multiple_rule, pass_score: policy.pass_score, demands };
    let find = |version: &question_bank::VersionId| everybody.library.get(version);
    let sitting = exam.id.to_string();
    let Regrade { list, grades } =
        regrade(&sitting, &everybody.standings(), find, grading, &before, after).map_err(refused)?;
    let results: HashMap<String, _> =
        everybody.graded.iter().map(|one| (one.result.attempt_id.to_string(), &one.result)).collect();
    let (mut follows, mut people) = (BTreeMap::new(), BTreeMap::new());
    for effect in &list.effects {
        let result = results.get(&effect.attempt_id).ok_or_else(|| Fault::internal("an effect on no attempt"))?;
        people.insert(effect.attempt_id.clone(), result.person_id);
        if let Some(crossing) = effect.crosses {
            follows.insert(effect.attempt_id.clone(), follow(db, exam, result, crossing).await?);
        }
    }
    one_certificate_each(&mut follows, &results);
    Ok((Effects { list, follows, people }, grades))
}

/// Whoever passes twice by one list gets one certificate, by the attempt that was graded first.
fn one_certificate_each(follows: &mut BTreeMap<String, Follow>, results: &HashMap<String, &results::Model>) {
    let due = follows.iter().filter(|(_, follow)| **follow == Follow::Issue);
    let mut due: Vec<_> = due.filter_map(|(attempt, _)| results.get(attempt)).collect();
    due.sort_by_key(|result| (result.graded_at, result.attempt_id));
    let mut seen = BTreeSet::new();
    for result in due {
        if !seen.insert(result.person_id) {
            follows.insert(result.attempt_id.to_string(), Follow::Beside);
        }
    }
}

/// What is stored fits together, or the fault is ours; a correction that does not fit is the asker's.
fn refused(error: RegradeError) -> Fault {
    use question_bank::regrade::CorrectionError::{NoKey, NothingLeft, WrongKey};
    match error {
        RegradeError::Correction { fault: NothingLeft, .. } => Refusal::new("exams.nothing_left").into(),
        RegradeError::Correction { fault: NoKey(_) | WrongKey { .. }, .. } => {
            Refusal::on("key", "exams.correction_key").into()
        }
        error => Fault::internal(error),
    }
}

/// In the order of the list: who crosses the line first, then by how much.
pub(super) async fn lines<C: ConnectionTrait>(db: &C, effects: &Effects) -> Result<Vec<EffectLine>, Fault> {
    let ids: Vec<Uuid> =
        effects.people.keys().map(|id| Uuid::parse_str(id)).collect::<Result<_, _>>().map_err(Fault::internal)?;
    let persons: Vec<Uuid> = effects.people.values().copied().collect();
    let (mut names, mut ordinals) = (HashMap::new(), HashMap::new());
    for batch in persons.chunks(BATCH) {
        let rows = people::Entity::find().filter(people::Column::Id.is_in(batch.iter().copied())).all(db).await?;
        names.extend(rows.into_iter().map(|row| (row.id, row.name)));
    }
    for batch in ids.chunks(BATCH) {
        let rows = attempts::Entity::find().filter(attempts::Column::Id.is_in(batch.iter().copied())).all(db).await?;
        ordinals.extend(rows.into_iter().map(|row| (row.id, row.ordinal)));
    }
    let mut lines = Vec::with_capacity(ids.len());
    for (effect, attempt) in effects.list.effects.iter().zip(ids) {
        let person = effects.people.get(&effect.attempt_id).copied().unwrap_or_default();
        lines.push(EffectLine {
            attempt,
            name: names.get(&person).cloned().unwrap_or_default(),
            ordinal: ordinals.get(&attempt).copied().unwrap_or_default(),
            score_before: effect.score_before.into(),
            score_after: effect.score_after.into(),
            crosses: effect.crosses,
            follow: effects.follows.get(&effect.attempt_id).cloned().unwrap_or(Follow::Nothing),
        });
    }
    lines.sort_by_key(|line| (line.crosses.is_none(), line.name.clone(), line.ordinal));
    Ok(lines)
}
