//! Which questions leave the draw when a text of the law changes? Exactly those that cite it.

use question_bank::FactId;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};

use super::active;
use crate::entity::question_flags;
use crate::{Ctx, Fault, Refusal, db};

/// Flags every version that cites the fact and that `concerned` names by its hash; tells how many.
pub(in crate::questions) async fn flag_citing(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    fact: &FactId,
    reason: &str,
    concerned: impl Fn(&str) -> bool,
) -> Result<usize, Fault> {
    let mut flagged = 0;
    for (row, question) in active(tx).await? {
        if question.cited_facts().contains(fact) && concerned(&row.hash) {
            flagged += 1;
            flag(tx, ctx, row.hash, &fact.0, reason).await?;
        }
    }
    Ok(flagged)
}

/// A version that is flagged already stays so; the newer text counts, and whoever brought it may not confirm it.
async fn flag(tx: &DatabaseTransaction, ctx: &Ctx, hash: String, fact: &str, reason: &str) -> Result<(), Fault> {
    let now = ctx.now().0;
    question_flags::Entity::update_many()
        .col_expr(question_flags::Column::ClearedAt, Expr::value(now))
        .filter(question_flags::Column::Hash.eq(&hash))
        .filter(question_flags::Column::FactId.eq(fact))
        .filter(question_flags::Column::ClearedAt.is_null())
        .exec(tx)
        .await?;
    let row = question_flags::ActiveModel {
        id: Set(ctx.new_id()),
        hash: Set(hash),
        fact_id: Set(fact.to_owned()),
        reason: Set(reason.to_owned()),
        flagged_by: Set(ctx.signed_in().ok().map(|who| who.account)),
        flagged_at: Set(now),
        cleared_by: Set(None),
        cleared_at: Set(None),
        law_version: Set(String::new()),
    };
    question_flags::Entity::insert(row)
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::new("questions.moved_on")))?;
    Ok(())
}
