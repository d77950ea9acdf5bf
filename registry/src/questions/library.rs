//! What do these question versions say? Reads pinned versions for papers and grading.

use std::collections::HashMap;
use std::sync::Arc;

use question_bank::{Confidence, PoolQuestion, Purpose, Question, Secondary, VersionId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::Fault;
use crate::db::Db;
use crate::entity::question_versions;

/// Questions by the version that a paper pins.
pub type Library = HashMap<VersionId, Question>;

/// The pinned versions, whatever their present state: a paper outlives the retirement of its questions.
pub async fn read<C: ConnectionTrait>(db: &C, versions: &[VersionId]) -> Result<Library, Fault> {
    let hashes: Vec<String> = versions.iter().map(ToString::to_string).collect();
    let rows = question_versions::Entity::find().filter(question_versions::Column::Hash.is_in(hashes)).all(db).await?;
    rows.iter()
        .map(|row| {
            let question: Question = serde_json::from_str(&row.content)?;
            Ok((question.version(), question))
        })
        .collect()
}

/// As [`Library`], of texts that this node keeps for the next reader.
pub struct Known(HashMap<VersionId, Arc<Question>>);

impl Known {
    pub fn get(&self, version: &VersionId) -> Option<&Question> {
        self.0.get(version).map(Arc::as_ref)
    }
}

/// As [`read`], for what a thousand candidates ask at once: only versions that nobody read before are asked of `db`.
pub async fn known<C: ConnectionTrait>(of: &Db, db: &C, versions: &[VersionId]) -> Result<Known, Fault> {
    let mut known = of.frozen().questions(versions);
    let missing: Vec<VersionId> = versions.iter().filter(|version| !known.contains_key(version)).copied().collect();
    if !missing.is_empty() {
        for (version, question) in read(db, &missing).await? {
            let question = Arc::new(question);
            of.frozen().keep_question(version, question.clone());
            known.insert(version, question);
        }
    }
    Ok(Known(known))
}

/// Everything that may be drawn now: ready, of this purpose, on facts that may be used and did not change since.
pub async fn pool<C: ConnectionTrait>(
    db: &C,
    purpose: Purpose,
    secondary: Secondary,
) -> Result<Vec<PoolQuestion>, Fault> {
    let questions = drawable(db, purpose, secondary).await?;
    Ok(questions.iter().map(|question| PoolQuestion::of(question, 0)).collect())
}

/// The same with its texts.
pub async fn drawable<C: ConnectionTrait>(
    db: &C,
    purpose: Purpose,
    secondary: Secondary,
) -> Result<Vec<Question>, Fault> {
    let usable: Vec<&str> = Confidence::ALL
        .iter()
        .filter(|mark| is_usable(**mark, secondary))
        .map(|mark| super::store::confidence_code(*mark))
        .collect();
    let rows = question_versions::Entity::find()
        .filter(question_versions::Column::State.eq("ready"))
        .filter(question_versions::Column::Purpose.eq(purpose.code()))
        .filter(question_versions::Column::Confidence.is_in(usable))
        .order_by_asc(question_versions::Column::Hash)
        .all(db)
        .await?;
    let flagged = super::sources::flagged_hashes(db).await?;
    rows.iter().filter(|row| !flagged.contains(&row.hash)).map(|row| Ok(serde_json::from_str(&row.content)?)).collect()
}

fn is_usable(mark: Confidence, secondary: Secondary) -> bool {
    match mark {
        Confidence::Law | Confidence::Seed => true,
        Confidence::Secondary => secondary == Secondary::Allowed,
        Confidence::Unverified => false,
    }
}
