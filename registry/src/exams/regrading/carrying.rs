//! What does a confirmed correction change? Results, and nothing else; certificates in doubt become matters for people, and
//! whoever it concerns is told.

use question_bank::Grade;
use question_bank::regrade::{Crossing, Effect};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::json;
use uuid::Uuid;

use super::effects::{Effects, Grades};
use super::following::Follow;
use crate::certificates::matters;
use crate::entity::{exams, regraded_results, regrades, results};
use crate::exams::finishing::Outcome;
use crate::exams::{events, results::kept};
use crate::notices::{Kind as Told, To, store as notices};
use crate::{Ctx, Fault};

pub(super) async fn carry_out(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    exam: &exams::Model,
    proposal: &regrades::Model,
    effects: &Effects,
    grades: &Grades,
) -> Result<(), Fault> {
    for effect in &effects.list.effects {
        let attempt = Uuid::parse_str(&effect.attempt_id).map_err(Fault::internal)?;
        let grade = grades.get(&effect.attempt_id).ok_or_else(|| Fault::internal("an effect without a grade"))?;
        let follow = effects.follows.get(&effect.attempt_id);
        put_right(tx, ctx, proposal.id, attempt, grade, effect.crosses, follow).await?;
        if let Some(Follow::Doubt { .. }) = follow {
            matters::open(tx, ctx, attempt, "result_corrected").await?;
        }
        if has_news(effect) {
            let concerned = effects.people.get(&effect.attempt_id);
            let person = concerned.ok_or_else(|| Fault::internal("an effect on nobody"))?;
            let facts = [("exam", exam.title.clone())];
            notices::send(ctx, tx, To::Person(*person), Told::ResultCorrected, attempt, &facts).await?;
        }
    }
    Ok(())
}

/// Points that only moved within the paper are none.
fn has_news(effect: &Effect) -> bool {
    effect.score_before != effect.score_after || effect.crosses.is_some()
}

async fn put_right(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    regrade: Uuid,
    attempt: Uuid,
    grade: &Grade,
    crosses: Option<Crossing>,
    follow: Option<&Follow>,
) -> Result<(), Fault> {
    let result = results::Entity::find_by_id(attempt).one(tx).await?.ok_or(Fault::Busy)?;
    let now = ctx.now().0;
    let row =
        regraded_results::Model { attempt_id: attempt, regrade_id: regrade, result: kept(&result)?, regraded_at: now };
    regraded_results::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    let mut change = results::ActiveModel {
        attempt_id: Set(attempt),
        score: Set(i32::try_from(grade.total).map_err(Fault::internal)?),
        detail: Set(serde_json::to_string(grade)?),
        ..ActiveModelTrait::default()
    };
    // when it was graded stays: what a pass gives depends on when the exam was sat, not on when a fault was found
    match crosses {
        Some(Crossing::Up) => {
            let is_held = follow == Some(&Follow::Wait);
            change.outcome = Set(Outcome::Passed.code().to_owned());
            change.held_since = Set(is_held.then_some(now));
            change.released_at = Set((!is_held).then_some(result.released_at.unwrap_or(now)));
        }
        Some(Crossing::Down) => {
            change.outcome = Set(Outcome::Failed.code().to_owned());
            change.held_since = Set(None);
            change.released_at = Set(Some(result.released_at.unwrap_or(now)));
        }
        None => {}
    }
    change.update(tx).await?;
    let facts = json!({ "before": result.score, "after": grade.total });
    events::note(tx, ctx, attempt, "regraded", facts).await
}
