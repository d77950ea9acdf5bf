//! Who answers the wish of an officer, and who ends a binding?

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::account;
use super::proposing::{Terms, place_taken};
use super::rows::{binding, lock_person, of_person, open_on, status_of};
use super::scope::{administers, check_place, hold_place, is_in_charge, visible};
use crate::enterprises::store::resolve;
use crate::entity::bindings;
use crate::fault::worded;
use crate::filings::{Binding, CONTRACTOR_LEFT, Stage, check_certificate};
use crate::{Ctx, Fault, Refusal, audit, db};

/// An administrator of the enterprise says that it is its officer; from now on the binding counts. What was right when it
/// was asked for is looked at again.
///
/// # Errors
/// Refused with what has come in the way since; with `filings.place_taken` while somebody else is responsible.
pub async fn confirm(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    let found = to_answer(ctx, id).await?;
    check_place(ctx, found.enterprise, found.post).await?;
    let (terms, today) = (Terms::of(ctx, found.post).await?, ctx.now().day());
    crate::transact!(ctx, |tx| {
        hold_place(tx, ctx, found.enterprise, found.post).await?;
        lock_person(tx, found.person).await?;
        check_certificate(status_of(tx, found.certificate).await?)?;
        terms.check(tx, found.post, &of_person(tx, found.person).await?, today).await?;
        let confirmed = waiting(id)
            .col_expr(bindings::Column::ConfirmedBy, Expr::value(account(ctx)))
            .col_expr(bindings::Column::ConfirmedAt, Expr::value(ctx.now().0))
            .exec(tx)
            .await
            .map_err(|error| db::unique_or(error, place_taken()))?;
        answered_once(confirmed.rows_affected)?;
        audit::record(tx, ctx, "confirm", ("binding", id), json!({})).await
    })
}

/// An administrator of the enterprise says that it is not, and why.
pub async fn decline(ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Fault> {
    let found = to_answer(ctx, id).await?;
    let reason = reason_of(reason)?;
    crate::transact!(ctx, |tx| {
        lock_person(tx, found.person).await?;
        let declined = waiting(id)
            .col_expr(bindings::Column::DeclinedBy, Expr::value(account(ctx)))
            .col_expr(bindings::Column::DeclinedAt, Expr::value(ctx.now().0))
            .col_expr(bindings::Column::DeclinedReason, Expr::value(reason.clone()))
            .exec(tx)
            .await?;
        answered_once(declined.rows_affected)?;
        audit::record(tx, ctx, "decline", ("binding", id), json!({})).await
    })
}

/// Ends a binding in force: its officer, its enterprise, or an office in whose area and industry it lies. The officer also
/// takes back what the enterprise has not answered. The rights end with the next request of the officer.
pub async fn end(ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Fault> {
    let row = visible(ctx, id).await?;
    let is_own = ctx.signed_in().is_ok_and(|who| who.person == row.person_id);
    if !is_own && !is_in_charge(ctx, id).await? {
        return Err(Fault::Forbidden);
    }
    let reason = reason_of(reason)?;
    crate::transact!(ctx, |tx| {
        lock_person(tx, row.person_id).await?;
        let found = bindings::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        match binding(&found)?.stage() {
            Stage::InForce => {}
            Stage::Waiting if is_own => {}
            _ => return Err(Refusal::new("filings.not_in_force").into()),
        }
        write_end(tx, ctx, id, &reason).await?;
        audit::record(tx, ctx, "end", ("binding", id), json!({ "project": row.project_id })).await
    })
}

/// Ends what binds officers of other enterprises to the project, or is asked for with them; all of it where no enterprise is
/// named. In the transaction that changes who the general contractor is.
pub(crate) async fn end_unless_of(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    contractor: Option<Uuid>,
) -> Result<(), Fault> {
    for row in open_on(project).all(tx).await? {
        if Some(resolve(tx, row.enterprise_id).await?) == contractor {
            continue;
        }
        lock_person(tx, row.person_id).await?;
        if write_end(tx, ctx, row.id, CONTRACTOR_LEFT).await? {
            let facts = json!({ "project": project, "reason": CONTRACTOR_LEFT });
            audit::record(tx, ctx, "end", ("binding", row.id), facts).await?;
        }
    }
    Ok(())
}

/// Whether it was open until now.
async fn write_end(tx: &DatabaseTransaction, ctx: &Ctx, id: Uuid, reason: &str) -> Result<bool, Fault> {
    let ended = bindings::Entity::update_many()
        .col_expr(bindings::Column::EndedBy, Expr::value(account(ctx)))
        .col_expr(bindings::Column::EndedAt, Expr::value(ctx.now().0))
        .col_expr(bindings::Column::EndedReason, Expr::value(reason))
        .filter(bindings::Column::Id.eq(id))
        .filter(bindings::Column::DeclinedAt.is_null())
        .filter(bindings::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// The binding, for whoever answers in the name of its enterprise, and not about themselves (separation of duty 7).
async fn to_answer(ctx: &Ctx, id: Uuid) -> Result<Binding, Fault> {
    let row = visible(ctx, id).await?;
    if !administers(ctx, row.enterprise_id).await? {
        return Err(Fault::Forbidden);
    }
    if ctx.signed_in()?.person == row.person_id {
        return Err(Refusal::new("filings.own_binding").into());
    }
    binding(&row)
}

fn waiting(id: Uuid) -> sea_orm::UpdateMany<bindings::Entity> {
    bindings::Entity::update_many()
        .filter(bindings::Column::Id.eq(id))
        .filter(bindings::Column::ConfirmedAt.is_null())
        .filter(bindings::Column::DeclinedAt.is_null())
        .filter(bindings::Column::EndedAt.is_null())
}

fn answered_once(rows: u64) -> Result<(), Fault> {
    if rows == 1 { Ok(()) } else { Err(Refusal::new("filings.answered_already").into()) }
}

fn reason_of(text: &str) -> Result<String, Refusal> {
    worded(text, 2..=200, || Refusal::on("reason", "filings.reason_length"))
}
