//! How is a form drawn up? The officer completes what the records do not say; from then on it is frozen.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::prefill::known;
use super::{FORM, receipts_of, seen, stage_of, versions_of};
use crate::entity::{bindings, filings};
use crate::filings::form::{FilingKind, FilingStage, FormDraft};
use crate::filings::store::rows::{in_force, lock_person};
use crate::filings::{Duty, Level};
use crate::permissions::{Object, Verb, require};
use crate::vault::hex;
use crate::{Ctx, Fault, Refusal, audit};

/// Draws up the next version of the own binding's form. What was drawn up and not handed in stays in the history.
///
/// # Errors
/// Refused with what is missing; with `filings.filing_waits` while the receivers have not answered.
pub async fn draw_up(ctx: &Ctx, binding: Uuid, draft: &FormDraft) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Filing)?;
    let row = own(ctx, binding).await?;
    let form = draft.check(known(ctx, &row).await?, ctx.now().day()).map_err(Fault::Refused)?;
    let text = serde_json_canonicalizer::to_vec(&form)?;
    let (hash, sealed) = (hex(&Sha256::digest(&text)), ctx.vault.seal(ctx.random.as_ref(), FORM, &text)?);
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        let held = hold_own(tx, ctx, binding).await?;
        let versions = versions_of(tx, binding).await?;
        if let Some(latest) = versions.last() {
            let receipts = receipts_of(tx, vec![latest.id]).await?;
            if stage_of(latest, &receipts)? == FilingStage::Waiting {
                return Err(Refusal::new("filings.filing_waits").into());
            }
        }
        let new = filings::Model {
            id: ctx.new_id(),
            binding_id: binding,
            version: versions.last().map_or(1, |latest| latest.version + 1),
            kind: kind(tx, &held).await?.code().to_owned(),
            form_sealed: sealed.clone(),
            form_hash: hash.clone(),
            drawn_up_by: account,
            drawn_up_at: ctx.now().0,
            handed_in_by: None,
            handed_in_at: None,
            filed_on: None,
            pledge_id: None,
            form_scan: None,
            pledge_scan: None,
        };
        let (id, version) = (new.id, new.version);
        filings::Entity::insert(new.into_active_model()).exec_without_returning(tx).await?;
        let facts = json!({ "binding": binding, "version": version, "form": hash });
        audit::record(tx, ctx, "draw_up", ("filing", id), facts).await?;
        Ok(id)
    })
}

/// a change once a former binding to the project was filed, of whoever it was.
pub(super) async fn kind(tx: &DatabaseTransaction, binding: &bindings::Model) -> Result<FilingKind, Fault> {
    let others = bindings::Entity::find()
        .select_only()
        .column(bindings::Column::Id)
        .filter(bindings::Column::ProjectId.eq(binding.project_id))
        .filter(bindings::Column::Id.ne(binding.id));
    let earlier = filings::Entity::find()
        .filter(filings::Column::BindingId.in_subquery(others.into_query()))
        .filter(filings::Column::HandedInAt.is_not_null())
        .one(tx)
        .await?;
    Ok(if earlier.is_some() { FilingKind::Change } else { FilingKind::First })
}

/// The own binding, to be filed: only who answers for the site is.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`] for everybody else, and a refusal for other officers.
pub(in crate::filings::store) async fn own(ctx: &Ctx, binding: Uuid) -> Result<bindings::Model, Fault> {
    let row = seen(ctx, binding).await?;
    if ctx.signed_in()?.person != row.person_id {
        return Err(Fault::Forbidden);
    }
    let is_filed = row.level == Level::Project.code() && row.duty.as_deref() == Some(Duty::Responsible.code());
    if is_filed { Ok(row) } else { Err(Refusal::new("filings.only_responsible_filed").into()) }
}

/// The same once nobody else writes about the officer. The rights end with the binding.
pub(in crate::filings::store) async fn hold_own(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    binding: Uuid,
) -> Result<bindings::Model, Fault> {
    let who = ctx.signed_in()?;
    lock_person(tx, who.person).await?;
    held(tx, binding).await?.filter(|row| row.person_id == who.person).ok_or(Fault::Forbidden)
}

/// The binding while it is in force, in the transaction that writes.
pub(super) async fn held(tx: &DatabaseTransaction, binding: Uuid) -> Result<Option<bindings::Model>, Fault> {
    Ok(bindings::Entity::find_by_id(binding).filter(in_force()).one(tx).await?)
}
