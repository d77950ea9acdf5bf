//! What happens when a confirmation was wrong? An office takes it back with a reason. Passes without a certificate wait again;
//! a certificate keeps its status and becomes a matter for people.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::{Authority, authority, lock};
use crate::certificates::matters;
use crate::entity::identity_confirmations;
use crate::exams::holding::hold_again;
use crate::fault::worded;
use crate::people::store;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// Why a certificate is in doubt.
pub(super) const GROUND: &str = "identity_withdrawn";

/// The last time that a confirmation was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    pub at: Instant,
    pub reason: String,
}

/// An office takes back the confirmation of whomever it may confirm, whoever confirmed; nobody the own.
pub async fn withdraw_confirmation(ctx: &Ctx, person: Uuid, reason: &str) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::IdentityConfirmation)?;
    let who = ctx.signed_in()?;
    if who.person == person {
        return Err(Refusal::new("people.identity_withdraw_own").into());
    }
    let Some(Authority::Office(office)) = authority(ctx, who, person).await? else {
        store::visible(ctx, person).await?;
        return Err(Fault::Forbidden);
    };
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "people.identity_withdraw_reason"))?;
    crate::transact!(ctx, |tx| {
        lock(tx, person).await?;
        let withdrawn = identity_confirmations::Entity::update_many()
            .col_expr(identity_confirmations::Column::WithdrawnAt, Expr::value(ctx.now().0))
            .col_expr(identity_confirmations::Column::WithdrawnBy, Expr::value(who.account))
            .col_expr(identity_confirmations::Column::WithdrawnReason, Expr::value(reason.clone()))
            .filter(identity_confirmations::Column::PersonId.eq(person))
            .filter(identity_confirmations::Column::WithdrawnAt.is_null())
            .exec(tx)
            .await?;
        if withdrawn.rows_affected == 0 {
            return Err(Refusal::new("people.identity_not_confirmed").into());
        }
        hold_again(tx, ctx, person).await?;
        matters::open_for_person(tx, ctx, person, GROUND).await?;
        audit::record(tx, ctx, "withdraw_identity", ("person", person), json!({ "office": office })).await
    })
}

/// Whether this actor may take this person's confirmation back.
pub async fn may_withdraw(ctx: &Ctx, person: Uuid) -> Result<bool, Fault> {
    if require(ctx, Verb::Create, Object::IdentityConfirmation).is_err() {
        return Ok(false);
    }
    let who = ctx.signed_in()?;
    Ok(who.person != person && matches!(authority(ctx, who, person).await?, Some(Authority::Office(_))))
}

/// The last one by an office, for whoever sees the person's record.
pub async fn last_withdrawal(ctx: &Ctx, person: Uuid) -> Result<Option<Withdrawal>, Fault> {
    store::visible(ctx, person).await?;
    let row = identity_confirmations::Entity::find()
        .filter(identity_confirmations::Column::PersonId.eq(person))
        .filter(identity_confirmations::Column::WithdrawnBy.is_not_null())
        .order_by_desc(identity_confirmations::Column::WithdrawnAt)
        .one(ctx.db.reader())
        .await?;
    Ok(row.and_then(|row| {
        let at = Instant(row.withdrawn_at?);
        Some(Withdrawal { at, reason: row.withdrawn_reason? })
    }))
}
