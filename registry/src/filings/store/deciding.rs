//! Who answers the wish of an officer, and who ends a binding?

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::account;
use super::capacity;
use super::change;
use super::consenting;
use super::proposing::{Terms, begun, place_taken};
use super::rows::{binding, lock_person, of_person, open_by, open_on, proposer, status_of};
use super::scope::{administers, check_place, hold_place, is_in_charge, visible};
use super::telling::told;
use crate::certificates::Status;
use crate::enterprises::store::resolve;
use crate::entity::{bindings, certificates};
use crate::fault::worded;
use crate::filings::{Binding, CONTRACTOR_LEFT, Nomination, Proposer, Stage, check_certificate, check_posts};
use crate::notices::Kind;
use crate::{Ctx, Fault, Refusal, audit, db};

/// A wish that waits, and who has it: the other side answers.
struct Open {
    binding: Binding,
    by: Proposer,
}

/// An administrator of the enterprise says that it is its officer, or the officer accepts what the enterprise assigns; from
/// now on the binding counts. What was right when it was asked for is looked at again.
///
/// # Errors
/// Refused with what has come in the way since; with `filings.place_taken` while somebody else is responsible.
pub async fn confirm(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    confirm_nominated(ctx, id, &Nomination::default()).await
}

/// The same with what the enterprise says of the officer. An officer who accepts changes nothing of what it said.
///
/// # Errors
/// As of [`confirm`].
pub async fn confirm_nominated(ctx: &Ctx, id: Uuid, nomination: &Nomination) -> Result<(), Fault> {
    let open = to_answer(ctx, id).await?;
    let found = &open.binding;
    check_place(ctx, found.enterprise, found.post).await?;
    let terms = Terms::of(ctx, found.post).await?;
    let outcome = confirm_by(ctx, &open, nomination, &terms).await;
    // it was not needed when it was asked for: the county hears of it now
    if let (Err(Some("filings.consent_needed")), Some(project)) =
        (outcome.as_ref().map_err(Fault::code), found.post.project())
    {
        crate::transact!(ctx, |tx| { consenting::ask(tx, ctx, id, project).await })?;
    }
    outcome
}

async fn confirm_by(ctx: &Ctx, open: &Open, nomination: &Nomination, terms: &Terms) -> Result<(), Fault> {
    let (found, id, today) = (&open.binding, open.binding.id, ctx.now().day());
    let (verb, told_as) = match open.by {
        Proposer::Officer => ("confirm", Kind::BindingConfirmed),
        Proposer::Enterprise => ("accept_assignment", Kind::AssignmentAccepted),
    };
    crate::transact!(ctx, |tx| {
        hold_place(tx, ctx, found.enterprise, found.post).await?;
        lock_person(tx, found.person).await?;
        check_certificate(status_of(tx, found.certificate).await?)?;
        terms.check(tx, ctx, (found.person, found.post, found.enterprise), today).await?;
        let own = of_person(tx, found.person).await?;
        // it may have been asked for beside others that were in force first
        let beside: Vec<&Binding> = own.iter().filter(|one| one.id != id && one.stage() == Stage::InForce).collect();
        check_posts(found.post, &beside)?;
        if terms.asks_county(found.post, &own) {
            consenting::check(tx, id).await?;
        }
        let mut confirming = waiting(id)
            .col_expr(bindings::Column::ConfirmedBy, Expr::value(account(ctx)))
            .col_expr(bindings::Column::ConfirmedAt, Expr::value(ctx.now().0));
        if open.by == Proposer::Officer {
            confirming = confirming
                .col_expr(bindings::Column::ExperienceYears, Expr::value(nomination.experience_years))
                .col_expr(bindings::Column::EmployerStatement, Expr::value(nomination.statement.clone()));
        }
        let confirmed = confirming.exec(tx).await.map_err(|error| db::unique_or(error, place_taken()))?;
        answered_once(confirmed.rows_affected)?;
        audit::record(tx, ctx, verb, ("binding", id), json!({})).await?;
        let row = bindings::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        begun(tx, ctx, &row).await?;
        told(tx, ctx, id, told_as).await
    })
}

/// An administrator of the enterprise says that it is not, or the officer that the assignment is not accepted, and why.
pub async fn decline(ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Fault> {
    let open = to_answer(ctx, id).await?;
    let reason = reason_of(reason)?;
    let (verb, told_as) = match open.by {
        Proposer::Officer => ("decline", Kind::BindingDeclined),
        Proposer::Enterprise => ("decline_assignment", Kind::AssignmentDeclined),
    };
    crate::transact!(ctx, |tx| {
        lock_person(tx, open.binding.person).await?;
        let declined = waiting(id)
            .col_expr(bindings::Column::DeclinedBy, Expr::value(account(ctx)))
            .col_expr(bindings::Column::DeclinedAt, Expr::value(ctx.now().0))
            .col_expr(bindings::Column::DeclinedReason, Expr::value(reason.clone()))
            .exec(tx)
            .await?;
        answered_once(declined.rows_affected)?;
        audit::record(tx, ctx, verb, ("binding", id), json!({})).await?;
        told(tx, ctx, id, told_as).await
    })
}

/// Ends a binding in force: its officer, its enterprise, or an office in whose area and industry it lies. Whoever asked also
/// takes back what the other side has not answered. The rights end with the next request of the officer.
pub async fn end(ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Fault> {
    let row = visible(ctx, id).await?;
    let is_own = ctx.signed_in().is_ok_and(|who| who.person == row.person_id);
    if !is_own && !is_in_charge(ctx, id).await? {
        return Err(Fault::Forbidden);
    }
    let may_take_back = match proposer(&row)? {
        Proposer::Officer => is_own,
        Proposer::Enterprise => administers(ctx, row.enterprise_id).await?,
    };
    let reason = reason_of(reason)?;
    crate::transact!(ctx, |tx| {
        lock_person(tx, row.person_id).await?;
        let found = bindings::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
        let told_as = match binding(&found)?.stage() {
            Stage::InForce => Kind::BindingEnded,
            Stage::Waiting if may_take_back => Kind::AssignmentWithdrawn,
            _ => return Err(Refusal::new("filings.not_in_force").into()),
        };
        audit::record(tx, ctx, "end", ("binding", id), json!({ "project": row.project_id })).await?;
        if !write_end(tx, ctx, &found, &reason).await? {
            return Err(Refusal::new("filings.not_in_force").into());
        }
        if is_own { Ok(()) } else { told(tx, ctx, id, told_as).await }
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
        if write_end(tx, ctx, &row, CONTRACTOR_LEFT).await? {
            let facts = json!({ "project": project, "reason": CONTRACTOR_LEFT });
            audit::record(tx, ctx, "end", ("binding", row.id), facts).await?;
            told(tx, ctx, row.id, ended_as(&row)?).await?;
        }
    }
    Ok(())
}

/// Whoever never accepted an assignment has lost nothing.
fn ended_as(row: &bindings::Model) -> Result<Kind, Fault> {
    let is_assigned = binding(row)?.stage() == Stage::Waiting && proposer(row)? == Proposer::Enterprise;
    Ok(if is_assigned { Kind::AssignmentWithdrawn } else { Kind::BindingEnded })
}

/// A certificate ended for good, and whatever rests on it ends with it. In the transaction that enters the
/// status. What rests on one that is replaced waits for the next one: [`follow`].
#[cfg(any(test, feature = "fixtures"))]
pub(crate) async fn end_with(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    certificate: &certificates::Model,
) -> Result<(), Fault> {
    use crate::filings::CERTIFICATE_ENDED;
    lock_person(tx, certificate.person_id).await?;
    for row in open_by(certificate.id).all(tx).await? {
        if write_end(tx, ctx, &row, CERTIFICATE_ENDED).await? {
            let facts = json!({ "project": row.project_id, "reason": CERTIFICATE_ENDED });
            audit::record(tx, ctx, "end", ("binding", row.id), facts).await?;
            told(tx, ctx, row.id, ended_as(&row)?).await?;
        }
    }
    Ok(())
}

/// What rests on a certificate that was replaced rests on the next one from now on. In the transaction that issues it. A past
/// day keeps the certificate that it had, by `certificates.predecessor`: `officers` judges it.
pub(crate) async fn follow(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    replaced: Uuid,
    next: &certificates::Model,
) -> Result<(), Fault> {
    if status_of(tx, replaced).await? != Status::Superseded {
        return Ok(());
    }
    lock_person(tx, next.person_id).await?;
    for row in open_by(replaced).all(tx).await? {
        bindings::Entity::update_many()
            .col_expr(bindings::Column::CertificateId, Expr::value(next.id))
            .filter(bindings::Column::Id.eq(row.id))
            .exec(tx)
            .await?;
        let facts = json!({ "from": replaced, "to": next.id });
        audit::record(tx, ctx, "follow_certificate", ("binding", row.id), facts).await?;
    }
    Ok(())
}

/// Whether it was open until now. What it leaves behind is written with it: the change to be filed, what is handed over, and
/// whether there are still too many people. The officer's row is held.
async fn write_end(tx: &DatabaseTransaction, ctx: &Ctx, row: &bindings::Model, reason: &str) -> Result<bool, Fault> {
    let ended = bindings::Entity::update_many()
        .col_expr(bindings::Column::EndedBy, Expr::value(account(ctx)))
        .col_expr(bindings::Column::EndedAt, Expr::value(ctx.now().0))
        .col_expr(bindings::Column::EndedReason, Expr::value(reason))
        .filter(bindings::Column::Id.eq(row.id))
        .filter(bindings::Column::DeclinedAt.is_null())
        .filter(bindings::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    if ended.rows_affected != 1 {
        return Ok(false);
    }
    change::begin(tx, ctx, row).await?;
    capacity::settle(tx, ctx, row.person_id).await?;
    Ok(true)
}

/// The binding, for whoever answers: in the name of its enterprise, and not about themselves (separation of duty 7), or, where
/// the enterprise assigns, its officer alone.
async fn to_answer(ctx: &Ctx, id: Uuid) -> Result<Open, Fault> {
    let row = visible(ctx, id).await?;
    let (by, is_own) = (proposer(&row)?, ctx.signed_in()?.person == row.person_id);
    let answers = match by {
        Proposer::Officer => administers(ctx, row.enterprise_id).await?,
        Proposer::Enterprise => is_own,
    };
    if !answers {
        return Err(Fault::Forbidden);
    }
    if by == Proposer::Officer && is_own {
        return Err(Refusal::new("filings.own_binding").into());
    }
    Ok(Open { binding: binding(&row)?, by })
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
