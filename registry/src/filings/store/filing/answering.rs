//! How does a receiver answer a form? Each of the two accepts it, or returns it with reasons, once.

use std::collections::BTreeSet;

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::json;
use uuid::Uuid;

use super::drawing::held;
use super::prefill::project_of;
use super::{office_names, receipts_of, receiver_of, seen_filing, stage_of, versions_of};
use crate::entity::{bindings, filing_receipts};
use crate::fault::worded;
use crate::filings::form::{Answer, FilingStage};
use crate::filings::store::rows::lock_person;
use crate::filings::store::{agreement, change};
use crate::notices::{Kind, To, store as notices};
use crate::permissions::{Object, Role, Verb, require};
use crate::projects::store::is_of_a_party;
use crate::{Actor, Ctx, Fault, Refusal, audit};

/// The own office accepts what it has received. Once both have, the officer is on file.
///
/// # Errors
/// `filings.answered_already`, `filings.filing_superseded`, or `filings.officer_has_left` once the binding has ended:
/// such a form is returned. `projects.own_approval` for whoever belongs to an enterprise of the site.
pub async fn accept(ctx: &Ctx, filing: Uuid) -> Result<(), Fault> {
    answer(ctx, filing, Answer::Accepted, None).await
}

/// The own office wants it corrected, and says what. The officer draws up another version.
///
/// # Errors
/// As for [`accept`], and `filings.reasons_length` on `reasons`.
pub async fn return_for_correction(ctx: &Ctx, filing: Uuid, reasons: &str) -> Result<(), Fault> {
    answer(ctx, filing, Answer::Returned, Some(reasons)).await
}

async fn answer(ctx: &Ctx, filing: Uuid, answer: Answer, reasons: Option<&str>) -> Result<(), Fault> {
    require(ctx, Verb::Decide, Object::Filing)?;
    let (row, binding) = seen_filing(ctx, filing).await?;
    let own = own_receipt(ctx, row.id).await?.ok_or(Fault::Forbidden)?;
    if ctx.signed_in()?.person == binding.person_id {
        return Err(Refusal::new("filings.own_filing").into());
    }
    let reasons =
        reasons.map(|text| worded(text, 2..=1_000, || Refusal::on("reasons", "filings.reasons_length"))).transpose()?;
    let project = project_of(ctx, &binding).await?;
    if is_of_a_party(ctx.db.reader(), ctx, project.id).await? {
        return Err(Refusal::new("projects.own_approval").into());
    }
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        // whoever ends the binding takes turns at the officer's row
        lock_person(tx, binding.person_id).await?;
        if answer == Answer::Accepted && held(tx, binding.id).await?.is_none() && has_ended(tx, binding.id).await? {
            return Err(Refusal::new("filings.officer_has_left").into());
        }
        let written = filing_receipts::Entity::update_many()
            .col_expr(filing_receipts::Column::Answer, Expr::value(answer.code()))
            .col_expr(filing_receipts::Column::AnsweredBy, Expr::value(account))
            .col_expr(filing_receipts::Column::AnsweredAt, Expr::value(ctx.now().0))
            .col_expr(filing_receipts::Column::Reasons, Expr::value(reasons.clone()))
            .filter(filing_receipts::Column::Id.eq(own.id))
            .filter(filing_receipts::Column::Answer.is_null())
            .filter(filing_receipts::Column::SupersededAt.is_null())
            .exec(tx)
            .await?;
        if written.rows_affected != 1 {
            return Err(too_late(tx, own.id).await?.into());
        }
        if answer == Answer::Returned && !is_on_file(tx, binding.id).await? {
            change::reopen(tx, ctx, binding.id).await?;
        }
        tell(tx, ctx, &own, &binding, answer, &project.name).await?;
        agreement::mark(tx, &[project.id]).await?;
        let facts = json!({ "office": own.office_id, "receiver": receiver_of(&own)?, "version": row.version });
        let verb = if answer == Answer::Accepted { "accept_filing" } else { "return_filing" };
        audit::record(tx, ctx, verb, ("filing", filing), facts).await
    })
}

/// Whether it ended for good; a certificate that rests may stand again.
async fn has_ended(tx: &DatabaseTransaction, binding: Uuid) -> Result<bool, Fault> {
    let row = bindings::Entity::find_by_id(binding).one(tx).await?.ok_or(Fault::NotFound)?;
    Ok(row.ended_at.is_some())
}

/// Whether both have accepted an earlier version, which stands beside what is returned.
async fn is_on_file(tx: &DatabaseTransaction, binding: Uuid) -> Result<bool, Fault> {
    let versions = versions_of(tx, binding).await?;
    let receipts = receipts_of(tx, versions.iter().map(|row| row.id).collect()).await?;
    let stages = versions.iter().map(|row| stage_of(row, &receipts)).collect::<Result<Vec<_>, _>>()?;
    Ok(stages.contains(&FilingStage::Accepted))
}

/// Why the answer came too late.
async fn too_late(tx: &DatabaseTransaction, receipt: Uuid) -> Result<Refusal, Fault> {
    let row = filing_receipts::Entity::find_by_id(receipt).one(tx).await?.ok_or(Fault::NotFound)?;
    let code = if row.superseded_at.is_some() { "filings.filing_superseded" } else { "filings.answered_already" };
    Ok(Refusal::new(code))
}

/// The officer hears of either answer, the contractor of what has to be done again.
async fn tell(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    receipt: &filing_receipts::Model,
    binding: &bindings::Model,
    answer: Answer,
    project: &str,
) -> Result<(), Fault> {
    let office = office_names(tx, vec![receipt.office_id]).await?.remove(&receipt.office_id).unwrap_or_default();
    let facts = [("project", project.to_owned()), ("office", office)];
    let (kind, about) = match answer {
        Answer::Accepted => (Kind::FilingAccepted, receipt.filing_id),
        Answer::Returned => (Kind::FilingReturned, receipt.filing_id),
    };
    notices::send(ctx, tx, To::Person(binding.person_id), kind, about, &facts).await?;
    if answer == Answer::Returned {
        notices::send(ctx, tx, To::Enterprise(binding.enterprise_id), kind, about, &facts).await?;
    }
    Ok(())
}

/// What one of the actor's offices has received of a version: the one that waits first.
pub(super) async fn own_receipt(ctx: &Ctx, filing: Uuid) -> Result<Option<filing_receipts::Model>, Fault> {
    let offices = own_offices(ctx);
    let mut own = receipts_of(ctx.db.reader(), vec![filing]).await?;
    own.retain(|receipt| offices.contains(&receipt.office_id));
    own.sort_by_key(|receipt| receipt.answer.is_some());
    Ok(own.into_iter().next())
}

/// The offices for which the actor receives filings.
pub(in crate::filings::store) fn own_offices(ctx: &Ctx) -> BTreeSet<Uuid> {
    let Actor::SignedIn(who) = &ctx.actor else { return BTreeSet::new() };
    let receives = |role: Role| matches!(role, Role::HumanResources | Role::Industry);
    who.posts.iter().filter(|post| receives(post.role)).filter_map(|post| post.office).collect()
}
