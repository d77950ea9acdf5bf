//! What does a candidate learn about corrections of the own result? When, why, and what stood before.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use uuid::Uuid;

use crate::entity::{regraded_results, regrades, results};
use crate::exams::finishing::Outcome;
use crate::{Fault, Instant};

/// One correction of one result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub at: Instant,
    pub reason: String,
    pub before: Was,
    pub after: Was,
}

/// Hundredths, and what they came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Was {
    pub score: i64,
    pub outcome: Outcome,
}

#[derive(Deserialize)]
struct Kept {
    score: i64,
    outcome: String,
}

/// The corrections of an attempt's result, the newest first.
pub(crate) async fn of_attempt<C: ConnectionTrait>(db: &C, result: &results::Model) -> Result<Vec<Notice>, Fault> {
    let kept = regraded_results::Entity::find()
        .filter(regraded_results::Column::AttemptId.eq(result.attempt_id))
        .all(db)
        .await?;
    let ids: Vec<Uuid> = kept.iter().map(|row| row.regrade_id).collect();
    let regrades = regrades::Entity::find()
        .filter(regrades::Column::Id.is_in(ids))
        .order_by_desc(regrades::Column::Ordinal)
        .all(db)
        .await?;
    let mut after = Was { score: result.score.into(), outcome: Outcome::parse(&result.outcome) };
    let mut notices = Vec::with_capacity(kept.len());
    for regrade in regrades {
        let Some(row) = kept.iter().find(|row| row.regrade_id == regrade.id) else { continue };
        let kept: Kept = serde_json::from_str(&row.result)?;
        let before = Was { score: kept.score, outcome: Outcome::parse(&kept.outcome) };
        notices.push(Notice { at: Instant(row.regraded_at), reason: regrade.reason, before, after });
        after = before;
    }
    Ok(notices)
}
