//! What if a project was registered twice? An office says which record stays; the other points to it.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::scope::project_for;
use super::{account, check_reason, inputs, lock};
use crate::entity::{project_codes, project_merges, projects};
use crate::permissions::Verb;
use crate::{Ctx, Fault, Refusal, audit};

/// `gone` was a second record of `stays`. Its external codes mean `stays` from now on; what else stands on it stays
/// readable there. Only a record on which no workers, days or payments rest can go: they would belong to neither.
pub async fn merge(ctx: &Ctx, gone: Uuid, stays: Uuid, reason: &str) -> Result<(), Fault> {
    let who = ctx.signed_in()?.account;
    project_for(ctx, Verb::Decide, gone).await?;
    project_for(ctx, Verb::Decide, stays).await?;
    let reason = check_reason(reason)?.to_owned();
    if gone == stays {
        return Err(Refusal::on("project", "projects.merged_with_itself").into());
    }
    crate::transact!(ctx, |tx| {
        // always in the same order, so that two of them never wait for each other
        lock(tx, gone.min(stays)).await?;
        lock(tx, gone.max(stays)).await?;
        if inputs::has_records(tx, gone).await? {
            return Err(Refusal::on("project", "projects.merge_has_records").into());
        }
        for code in rows_of!(tx, project_codes, gone) {
            withdraw_row!(tx, ctx, project_codes, gone, code.id, Some("merged".to_owned()))?;
            let moved = project_codes::Model {
                id: ctx.new_id(),
                project_id: stays,
                recorded_by: account(ctx),
                recorded_at: ctx.now().0,
                replaces: Some(code.id),
                ..code
            };
            project_codes::Entity::insert(moved.into_active_model()).exec_without_returning(tx).await?;
        }
        projects::Entity::update_many()
            .col_expr(projects::Column::MergedInto, Expr::value(stays))
            .filter(projects::Column::Id.eq(gone))
            .exec(tx)
            .await?;
        let row = project_merges::Model {
            id: ctx.new_id(),
            project_id: gone,
            into_id: stays,
            reason: reason.clone(),
            merged_by: who,
            merged_at: ctx.now().0,
        };
        project_merges::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "merge", ("project", gone), json!({ "into": stays })).await?;
        audit::record(tx, ctx, "absorb", ("project", stays), json!({ "merged": gone })).await
    })
}
