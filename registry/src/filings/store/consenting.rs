//! Where no rule allows one officer several projects: does the county agree to the further one (D-01)?

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::county::{Charges, Counties};
use super::rows::lock_person;
use super::scope::{overseen, reached, visible};
use super::views::{BindingView, views};
use crate::entity::{bindings, capacity_consents, projects};
use crate::fault::worded;
use crate::filings::capacity::Consent;
use crate::notices::{Kind, To, store as notices};
use crate::permissions::{Object, Verb, require};
use crate::projects::store::is_of_a_party;
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// More than any county reads through at once.
const MOST: u64 = 200;

/// How the county stands to a binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentView {
    pub asked_at: Instant,
    /// with its reason, once it is given
    pub verdict: Option<(Consent, String)>,
    /// Whether the actor may give it.
    pub may_decide: bool,
}

/// Asks the county's offices about a binding, once.
pub(super) async fn ask(tx: &DatabaseTransaction, ctx: &Ctx, binding: Uuid, project: Uuid) -> Result<(), Fault> {
    let row = capacity_consents::Model {
        binding_id: binding,
        asked_at: ctx.now().0,
        verdict: None,
        reason: None,
        decided_by: None,
        decided_at: None,
    };
    let written = capacity_consents::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(capacity_consents::Column::BindingId).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .or_else(|error| if matches!(error, DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    if written != 1 {
        return Ok(());
    }
    let project = projects::Entity::find_by_id(project).one(tx).await?.ok_or(Fault::NotFound)?;
    audit::record(tx, ctx, "ask_consent", ("binding", binding), json!({ "project": project.id })).await?;
    for office in Counties::read(tx).await?.offices_of(&project, ctx.now().day()) {
        let facts = [("project", project.name.clone())];
        notices::send(ctx, tx, To::Office(office), Kind::ConsentWanted, binding, &facts).await?;
    }
    Ok(())
}

/// # Errors
/// `filings.consent_needed` until the county has agreed.
pub(super) async fn check<C: ConnectionTrait>(db: &C, binding: Uuid) -> Result<(), Fault> {
    let row = capacity_consents::Entity::find_by_id(binding).one(db).await?;
    match row.and_then(|row| row.verdict).as_deref().and_then(Consent::parse) {
        Some(Consent::Granted) => Ok(()),
        Some(Consent::Refused) | None => Err(Refusal::new("filings.consent_needed").into()),
    }
}

/// An office of the county says yes or no, and why. A no declines the binding.
///
/// # Errors
/// On `reason`; `filings.consent_decided` when it was answered, `filings.answered_already` when the binding does not wait;
/// `projects.own_approval` for whoever belongs to an enterprise of the site.
pub async fn decide_consent(ctx: &Ctx, id: Uuid, consent: Consent, reason: &str) -> Result<(), Fault> {
    let row = visible(ctx, id).await?;
    let project = row.project_id.ok_or(Fault::NotFound)?;
    let project = projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if Charges::of(ctx).await?.office_for(&project).is_none() {
        return Err(Fault::Forbidden);
    }
    let who = ctx.signed_in()?.clone();
    if who.person == row.person_id {
        return Err(Refusal::new("filings.own_binding").into());
    }
    if is_of_a_party(ctx.db.reader(), ctx, project.id).await? {
        return Err(Refusal::new("projects.own_approval").into());
    }
    let reason = worded(reason, 2..=200, || Refusal::on("reason", "filings.reason_length"))?;
    crate::transact!(ctx, |tx| {
        lock_person(tx, row.person_id).await?;
        let decided = capacity_consents::Entity::update_many()
            .col_expr(capacity_consents::Column::Verdict, Expr::value(consent.code()))
            .col_expr(capacity_consents::Column::Reason, Expr::value(reason.clone()))
            .col_expr(capacity_consents::Column::DecidedBy, Expr::value(who.account))
            .col_expr(capacity_consents::Column::DecidedAt, Expr::value(ctx.now().0))
            .filter(capacity_consents::Column::BindingId.eq(id))
            .filter(capacity_consents::Column::Verdict.is_null())
            .exec(tx)
            .await?;
        if decided.rows_affected != 1 {
            return Err(Refusal::new("filings.consent_decided").into());
        }
        let waits = bindings::Entity::find_by_id(id)
            .filter(bindings::Column::ConfirmedAt.is_null())
            .filter(bindings::Column::DeclinedAt.is_null())
            .filter(bindings::Column::EndedAt.is_null());
        if waits.one(tx).await?.is_none() {
            return Err(Refusal::new("filings.answered_already").into());
        }
        if consent == Consent::Refused {
            decline(tx, ctx, id, (who.account, &reason)).await?;
        }
        audit::record(tx, ctx, "decide_consent", ("binding", id), json!({ "verdict": consent.code() })).await?;
        let kind = if consent == Consent::Granted { Kind::ConsentGranted } else { Kind::ConsentRefused };
        let facts = [("project", project.name.clone())];
        notices::send(ctx, tx, To::Person(row.person_id), kind, id, &facts).await?;
        notices::send(ctx, tx, To::Enterprise(row.enterprise_id), kind, id, &facts).await
    })
}

async fn decline(tx: &DatabaseTransaction, ctx: &Ctx, id: Uuid, (account, reason): (Uuid, &str)) -> Result<(), Fault> {
    bindings::Entity::update_many()
        .col_expr(bindings::Column::DeclinedBy, Expr::value(account))
        .col_expr(bindings::Column::DeclinedAt, Expr::value(ctx.now().0))
        .col_expr(bindings::Column::DeclinedReason, Expr::value(reason))
        .filter(bindings::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// How the county stands to a binding that the actor may see; `None` where it was not asked.
pub async fn consent_of(ctx: &Ctx, id: Uuid) -> Result<Option<ConsentView>, Fault> {
    let row = visible(ctx, id).await?;
    let Some(found) = capacity_consents::Entity::find_by_id(id).one(ctx.db.reader()).await? else { return Ok(None) };
    let project = match row.project_id {
        Some(project) => projects::Entity::find_by_id(project).one(ctx.db.reader()).await?,
        None => None,
    };
    let is_open = found.verdict.is_none()
        && row.confirmed_at.is_none()
        && row.declined_at.is_none()
        && row.ended_at.is_none()
        && ctx.signed_in().is_ok_and(|who| who.person != row.person_id);
    let charges = if is_open { Some(Charges::of(ctx).await?) } else { None };
    let may_decide = match charges.zip(project) {
        Some((charges, project)) if charges.office_for(&project).is_some() => {
            !is_of_a_party(ctx.db.reader(), ctx, project.id).await?
        }
        _ => false,
    };
    let verdict = found.verdict.as_deref().and_then(Consent::parse);
    Ok(Some(ConsentView { asked_at: Instant(found.asked_at), verdict: verdict.zip(found.reason), may_decide }))
}

/// What waits for the word of a county, the oldest first.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after no projects.
pub async fn consents_waiting(ctx: &Ctx) -> Result<Vec<BindingView>, Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    overseen(ctx).await?;
    let asked = capacity_consents::Entity::find()
        .select_only()
        .column(capacity_consents::Column::BindingId)
        .filter(capacity_consents::Column::Verdict.is_null());
    let rows = bindings::Entity::find()
        .filter(bindings::Column::Id.in_subquery(asked.into_query()))
        .filter(bindings::Column::ConfirmedAt.is_null())
        .filter(bindings::Column::DeclinedAt.is_null())
        .filter(bindings::Column::EndedAt.is_null())
        .filter(reached(ctx, Verb::View).await?)
        .order_by_asc(bindings::Column::AskedAt)
        .order_by_asc(bindings::Column::Id)
        .limit(MOST);
    views(ctx, rows.all(ctx.db.reader()).await?).await
}
