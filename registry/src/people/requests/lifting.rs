//! How does somebody come back after the data were shut away? In person, at an office that answers deletions.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;

use super::deciding::decides;

use crate::accounts::store::{Met, find_account};
use crate::entity::{data_requests, people};
use crate::fault::worded;
use crate::offices::reach_of_post;
use crate::people::scope::reached_though_restricted;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// Ends the restriction that followed on a deletion; the account opens again with its old password. What was erased does
/// not come back. The deletion and its answer stay on record.
pub async fn lift_restriction(ctx: &Ctx, met: &Met<'_>) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::DataRequest)?;
    let reason = worded(met.reason, 4..=200, || Refusal::on("reason", "people.reason_length"))?;
    let nobody = || Fault::from(Refusal::on("sign_in", "people.restriction_nobody"));
    let account = find_account(ctx, met.sign_in).await?.ok_or_else(nobody)?;
    if !is_reached(ctx, account.person_id).await? {
        return Err(nobody());
    }
    crate::transact!(ctx, |tx| {
        if lift(tx, ctx, account.person_id, &reason).await? == 0 {
            return Err(nobody());
        }
        let facts = json!({ "document": met.document });
        audit::record(tx, ctx, "lift_restriction", ("person", account.person_id), facts).await
    })
}

async fn lift(tx: &DatabaseTransaction, ctx: &Ctx, person: uuid::Uuid, reason: &str) -> Result<u64, Fault> {
    use data_requests::Column as C;
    let lifted = data_requests::Entity::update_many()
        .col_expr(C::LiftedAt, Expr::value(ctx.now().0))
        .col_expr(C::LiftedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(C::LiftedReason, Expr::value(reason))
        .filter(C::PersonId.eq(person))
        .filter(C::Decision.eq("restricted"))
        .filter(C::LiftedAt.is_null())
        .exec(tx)
        .await?;
    Ok(lifted.rows_affected)
}

/// By a post at an office: enterprises answer about names only.
async fn is_reached(ctx: &Ctx, person: uuid::Uuid) -> Result<bool, Fault> {
    for post in ctx.signed_in()?.posts.iter().filter(|post| post.office.is_some() && decides(post)) {
        let Some(reach) = reach_of_post(ctx.db.reader(), post, Verb::Decide, Object::DataRequest).await? else {
            continue;
        };
        let found = people::Entity::find_by_id(person).filter(reached_though_restricted(&reach));
        if found.one(ctx.db.reader()).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
