//! How is a form handed in? With the pledge, to both receivers at once, by the officer.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::drawing::{hold_own, kind, own};
use super::prefill::project_of;
use super::receivers::receivers;
use super::scans::{ScanView, latest_scan};
use super::{seen_filing, versions_of};
use crate::entity::{bindings, filing_receipts, filing_scans, filings, first_tasks, pledges};
use crate::filings::change::Timeliness;
use crate::filings::form::{FilingKind, Lack, Receiver};
use crate::filings::store::{agreement, change};
use crate::notices::{Kind, To, store as notices};
use crate::offices::store::OfficeView;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// Hands the latest version of the own form in. Both receivers have it from this moment on, and whoever is filed for the first
/// time in the city gets a task of training and assessment.
///
/// # Errors
/// Refused with everything that is missing: the stamped form, the pledge, its stamp.
pub async fn hand_in(ctx: &Ctx, filing: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::Create, Object::Filing)?;
    let (row, _) = seen_filing(ctx, filing).await?;
    let binding = own(ctx, row.binding_id).await?;
    let project = project_of(ctx, &binding).await?;
    let offices = receivers(ctx, &project).await?;
    crate::transact!(ctx, |tx| {
        let held = hold_own(tx, ctx, binding.id).await?;
        let latest = versions_of(tx, binding.id).await?.pop().ok_or(Fault::NotFound)?;
        if latest.id != filing {
            return Err(Refusal::new("filings.version_outdated").into());
        }
        if latest.handed_in_at.is_some() {
            return Err(Refusal::new("filings.handed_in_already").into());
        }
        let papers = Papers::read(tx, &latest).await?.whole()?;
        let kind = kind(tx, &held).await?;
        supersede(tx, ctx, binding.id).await?;
        write(tx, ctx, filing, &papers, kind).await?;
        for (receiver, office) in &offices {
            insert_receipt(tx, ctx, filing, *receiver, office.id).await?;
            let facts = [("project", project.name.clone()), ("officer", ctx.signed_in()?.name.clone())];
            notices::send(ctx, tx, To::Office(office.id), Kind::FilingReceived, filing, &facts).await?;
        }
        let judged = change::filed(tx, ctx, binding.id).await?;
        agreement::mark(tx, &[project.id]).await?;
        let is_first = open_first_task(tx, ctx, &held, filing, &offices, &project.name).await?;
        let facts = json!({
            "binding": binding.id, "version": latest.version, "kind": kind, "form": latest.form_hash,
            "pledge": papers.pledge, "form_scan": papers.form_scan, "pledge_scan": papers.pledge_scan,
            "change": judged.map(Timeliness::code), "first_officer": is_first,
            "offices": offices.iter().map(|(_, office)| office.id).collect::<Vec<_>>(),
        });
        audit::record(tx, ctx, "hand_in", ("filing", filing), facts).await
    })
}

/// What is there of what has to be handed in.
pub(super) struct Papers {
    form_scan: Option<ScanView>,
    pledge: Option<Uuid>,
    pledge_scan: Option<ScanView>,
}

/// All of it.
struct Whole {
    form_scan: String,
    pledge: Uuid,
    pledge_scan: String,
}

impl Papers {
    pub async fn read<C: ConnectionTrait>(db: &C, version: &filings::Model) -> Result<Self, Fault> {
        let pledge = pledges::Entity::find()
            .filter(pledges::Column::BindingId.eq(version.binding_id))
            .filter(pledges::Column::WithdrawnAt.is_null())
            .one(db)
            .await?;
        let pledge_scan = match &pledge {
            Some(pledge) => latest_scan(db, filing_scans::Column::PledgeId, pledge.id).await?,
            None => None,
        };
        let form_scan = latest_scan(db, filing_scans::Column::FilingId, version.id).await?;
        Ok(Self { form_scan, pledge: pledge.map(|pledge| pledge.id), pledge_scan })
    }

    pub fn lacks(&self) -> Vec<Lack> {
        let lacks = [
            (Lack::StampedForm, self.form_scan.is_none()),
            (Lack::Pledge, self.pledge.is_none()),
            (Lack::StampedPledge, self.pledge_scan.is_none()),
        ];
        lacks.into_iter().filter(|(_, is_lacking)| *is_lacking).map(|(lack, _)| lack).collect()
    }

    fn whole(self) -> Result<Whole, Fault> {
        let refusals = self.lacks().into_iter().map(|lack| match lack {
            Lack::StampedForm => Refusal::new("filings.stamped_form_lacking"),
            Lack::Pledge => Refusal::new("filings.pledge_lacking"),
            Lack::StampedPledge => Refusal::new("filings.stamped_pledge_lacking"),
        });
        let refusals: Vec<Refusal> = refusals.collect();
        match (self.form_scan, self.pledge, self.pledge_scan) {
            (Some(form), Some(pledge), Some(stamped)) => {
                Ok(Whole { form_scan: form.hash, pledge, pledge_scan: stamped.hash })
            }
            _ => Err(Fault::Refused(refusals)),
        }
    }
}

/// What nobody has answered of earlier versions needs no answer any more.
async fn supersede(tx: &DatabaseTransaction, ctx: &Ctx, binding: Uuid) -> Result<(), Fault> {
    let versions = filings::Entity::find()
        .select_only()
        .column(filings::Column::Id)
        .filter(filings::Column::BindingId.eq(binding));
    filing_receipts::Entity::update_many()
        .col_expr(filing_receipts::Column::SupersededAt, Expr::value(ctx.now().0))
        .filter(filing_receipts::Column::FilingId.in_subquery(versions.into_query()))
        .filter(filing_receipts::Column::Answer.is_null())
        .filter(filing_receipts::Column::SupersededAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    filing: Uuid,
    papers: &Whole,
    kind: FilingKind,
) -> Result<(), Fault> {
    let now = ctx.now();
    filings::Entity::update_many()
        .col_expr(filings::Column::Kind, Expr::value(kind.code()))
        .col_expr(filings::Column::HandedInBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(filings::Column::HandedInAt, Expr::value(now.0))
        .col_expr(filings::Column::FiledOn, Expr::value(now.day().to_string()))
        .col_expr(filings::Column::PledgeId, Expr::value(papers.pledge))
        .col_expr(filings::Column::FormScan, Expr::value(papers.form_scan.clone()))
        .col_expr(filings::Column::PledgeScan, Expr::value(papers.pledge_scan.clone()))
        .filter(filings::Column::Id.eq(filing))
        .filter(filings::Column::HandedInAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

async fn insert_receipt(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    filing: Uuid,
    receiver: Receiver,
    office: Uuid,
) -> Result<(), Fault> {
    let row = filing_receipts::Model {
        id: ctx.new_id(),
        filing_id: filing,
        receiver: receiver.code().to_owned(),
        office_id: office,
        received_at: ctx.now().0,
        answer: None,
        answered_by: None,
        answered_at: None,
        reasons: None,
        superseded_at: None,
    };
    filing_receipts::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// D-16: whoever was never filed in the city before. True when the task was opened now.
async fn open_first_task(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    binding: &bindings::Model,
    filing: Uuid,
    offices: &[(Receiver, OfficeView); 2],
    project: &str,
) -> Result<bool, Fault> {
    let own = bindings::Entity::find()
        .select_only()
        .column(bindings::Column::Id)
        .filter(bindings::Column::PersonId.eq(binding.person_id));
    let earlier = filings::Entity::find()
        .filter(filings::Column::BindingId.in_subquery(own.into_query()))
        .filter(filings::Column::HandedInAt.is_not_null())
        .filter(filings::Column::Id.ne(filing))
        .one(tx)
        .await?;
    let office = offices.iter().find(|(receiver, _)| *receiver == Receiver::People).map(|(_, office)| office);
    let (None, Some(office)) = (earlier, office) else { return Ok(false) };
    let row = first_tasks::Model {
        id: ctx.new_id(),
        person_id: binding.person_id,
        filing_id: filing,
        office_id: office.id,
        opened_at: ctx.now().0,
        trained_on: None,
        assessed_on: None,
        closed_by: None,
        closed_at: None,
    };
    let task = row.id;
    let written = first_tasks::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(first_tasks::Column::PersonId).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    if written == 0 {
        return Ok(false);
    }
    let facts = [("project", project.to_owned()), ("officer", ctx.signed_in()?.name.clone())];
    notices::send(ctx, tx, To::Office(office.id), Kind::FirstTaskOpened, task, &facts).await?;
    let facts = [("project", project.to_owned()), ("office", office.name.clone())];
    notices::send(ctx, tx, To::Person(binding.person_id), Kind::TrainingAhead, filing, &facts).await?;
    Ok(true)
}
