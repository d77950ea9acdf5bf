//! Which passes wait for the identity again when its confirmation is taken back? Those that gave no certificate yet; about
//! one that was issued people decide.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::Policy;
use crate::certificates::issuing::due_of;
use crate::entity::{exams, results};
use crate::{Ctx, Fault, audit};

/// The caller holds the person.
pub(crate) async fn hold_again(tx: &DatabaseTransaction, ctx: &Ctx, person: Uuid) -> Result<(), Fault> {
    for attempt in due_of(tx, person).await? {
        let result = results::Entity::find_by_id(attempt).one(tx).await?.ok_or(Fault::NotFound)?;
        let exam = exams::Entity::find_by_id(result.exam_id).one(tx).await?.ok_or(Fault::NotFound)?;
        let policy: Policy = serde_json::from_str(&exam.policy)?;
        if !policy.hold_without_identity {
            continue;
        }
        results::Entity::update_many()
            .col_expr(results::Column::ReleasedAt, Expr::value(Option::<i64>::None))
            .filter(results::Column::AttemptId.eq(attempt))
            .exec(tx)
            .await?;
        audit::record(tx, ctx, "hold", ("exam", exam.id), json!({ "attempt": attempt })).await?;
    }
    Ok(())
}
