//! May somebody whose certificate was revoked be certified again? Only when an enterprise applied for it and the office
//! approved; an exam asks for that before it begins.

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::reading::visible;
use super::{CertificateView, Status};
use crate::db::unique_or;
use crate::enterprises::CreditCode;
use crate::entity::{certificates, enterprises, recertifications};
use crate::fault::worded;
use crate::offices::reach;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// How a revoked certificate stands with regard to a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recertification {
    pub approval: Option<Approval>,
    /// Whether this actor may approve it now.
    pub may_approve: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The enterprise that applied.
    pub enterprise: String,
    pub reason: String,
    pub at: Instant,
}

/// Approves what the enterprise of this credit code applied for.
///
/// # Errors
/// `certificates.not_revoked` unless it is, `certificates.recertified_already` the second time, `certificates.own_recertification`
/// for the holder.
pub async fn approve(ctx: &Ctx, number: &str, credit_code: &str, why: &str) -> Result<(), Fault> {
    let reach = reach(ctx, Verb::Decide, Object::Certificate).await?;
    let row = visible(ctx, number).await?;
    if !reach.includes_area(&row.region) {
        return Err(Fault::Forbidden);
    }
    check_revoked(ctx, &row)?;
    let reason = worded(why, 2..=200, || Refusal::on("reason", "certificates.recertification_reason"))?;
    let enterprise = applicant(ctx, credit_code).await?;
    let approval = recertifications::Model {
        certificate_id: row.id,
        enterprise_id: enterprise,
        reason,
        approved_by: ctx.signed_in()?.account,
        approved_at: ctx.now().0,
    };
    crate::transact!(ctx, |tx| {
        recertifications::Entity::insert(approval.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| unique_or(error, Refusal::new("certificates.recertified_already")))?;
        let facts = json!({ "enterprise": enterprise });
        audit::record(tx, ctx, "approve_recertification", ("certificate", row.id), facts).await
    })
}

/// Of a certificate that is not revoked there is nothing to say.
pub async fn of_certificate(ctx: &Ctx, certificate: &CertificateView) -> Result<Option<Recertification>, Fault> {
    if certificate.status != Status::Revoked {
        return Ok(None);
    }
    let approval = approval(ctx, certificate.id).await?;
    let is_own = ctx.signed_in().is_ok_and(|who| who.person == certificate.person);
    let may_decide = match reach(ctx, Verb::Decide, Object::Certificate).await {
        Ok(_) => true,
        Err(Fault::Forbidden) => false,
        Err(fault) => return Err(fault),
    };
    Ok(Some(Recertification { may_approve: may_decide && !is_own && approval.is_none(), approval }))
}

async fn approval(ctx: &Ctx, certificate: Uuid) -> Result<Option<Approval>, Fault> {
    let db = ctx.db.reader();
    let Some(row) = recertifications::Entity::find_by_id(certificate).one(db).await? else { return Ok(None) };
    let enterprise = enterprises::Entity::find_by_id(row.enterprise_id).one(db).await?.ok_or(Fault::NotFound)?;
    Ok(Some(Approval { enterprise: enterprise.name, reason: row.reason, at: Instant(row.approved_at) }))
}

fn check_revoked(ctx: &Ctx, row: &certificates::Model) -> Result<(), Fault> {
    // nobody approves the own application
    if ctx.signed_in()?.person == row.person_id {
        return Err(Refusal::new("certificates.own_recertification").into());
    }
    match row.status == Status::Revoked.code() {
        true => Ok(()),
        false => Err(Refusal::new("certificates.not_revoked").into()),
    }
}

/// The enterprise that stands for this credit code.
async fn applicant(ctx: &Ctx, credit_code: &str) -> Result<Uuid, Fault> {
    let code = CreditCode::parse(credit_code)?;
    let known = enterprises::Entity::find().filter(enterprises::Column::CreditCode.eq(code.as_str()));
    let row = known.one(ctx.db.reader()).await?;
    let row = row.ok_or_else(|| Refusal::on("credit_code", "certificates.applicant_unknown"))?;
    Ok(row.merged_into.unwrap_or(row.id))
}
