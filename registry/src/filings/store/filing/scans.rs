//! Which stamped papers were brought, by whom, and who may look at them? Form and pledge carry the contractor's seal; what was
//! handed in stays as it was.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, Select,
};
use serde_json::json;
use uuid::Uuid;

use super::drawing::held;
use super::one::noted;
use super::{receipts_of, seen, seen_filing, stage_of, versions_of};
use crate::blobs::{self, Blob};
use crate::entity::{bindings, filing_scans, filings, pledges};
use crate::fault::named;
use crate::filings::form::FilingStage;
use crate::filings::pictures;
use crate::filings::store::rows::lock_person;
use crate::filings::store::scope::{administers, reached_for};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// Of one paper: whoever brings more has to draw up another version.
const MOST_SCANS: u64 = 10;

/// A stamped paper as it was brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScanView {
    /// SHA-256 of what is kept, in hex
    pub hash: String,
    pub name: String,
    pub brought_at: Instant,
}

/// Of which paper.
#[derive(Clone, Copy)]
enum Paper {
    Form(Uuid),
    Pledge(Uuid),
}

/// The stamped form of a version that was not handed in: by its officer or an administrator of the contractor. A later scan
/// takes the place of an earlier one.
///
/// # Errors
/// Refused on `file` with what is wrong with it; with `filings.handed_in_already` afterwards.
pub async fn bring_form_scan(ctx: &Ctx, filing: Uuid, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (_, binding) = seen_filing(ctx, filing).await?;
    let is_own = ctx.signed_in()?.person == binding.person_id;
    if !is_own && !brings_for(ctx, &binding).await? {
        return Err(Fault::Forbidden);
    }
    bring(ctx, Paper::Form(filing), &binding, name, bytes).await
}

/// The stamped pledge: an administrator of the contractor, whose seal it is.
///
/// # Errors
/// As for [`bring_form_scan`].
pub async fn bring_pledge_scan(ctx: &Ctx, pledge: Uuid, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (_, binding) = seen_pledge(ctx, pledge).await?;
    if !brings_for(ctx, &binding).await? {
        return Err(Fault::Forbidden);
    }
    bring(ctx, Paper::Pledge(pledge), &binding, name, bytes).await
}

/// The stamped form, as it was handed in or as it would be.
pub async fn form_scan(ctx: &Ctx, filing: Uuid) -> Result<Blob, Fault> {
    let (row, binding) = seen_filing(ctx, filing).await?;
    let latest = latest_scan(ctx.db.reader(), filing_scans::Column::FilingId, filing).await?;
    let hash = row.form_scan.or(latest.map(|scan| scan.hash)).ok_or(Fault::NotFound)?;
    opened(ctx, ("filing", filing), &binding, &hash).await
}

/// The stamped pledge that was brought last.
pub async fn pledge_scan(ctx: &Ctx, pledge: Uuid) -> Result<Blob, Fault> {
    let (_, binding) = seen_pledge(ctx, pledge).await?;
    let scan = latest_scan(ctx.db.reader(), filing_scans::Column::PledgeId, pledge).await?.ok_or(Fault::NotFound)?;
    opened(ctx, ("pledge", pledge), &binding, &scan.hash).await
}

/// The stamped pledge that was handed in with a version, whatever was brought after it.
pub async fn handed_in_pledge_scan(ctx: &Ctx, filing: Uuid) -> Result<Blob, Fault> {
    let (row, binding) = seen_filing(ctx, filing).await?;
    let (pledge, hash) = row.pledge_id.zip(row.pledge_scan).ok_or(Fault::NotFound)?;
    opened(ctx, ("pledge", pledge), &binding, &hash).await
}

/// Whoever opens another person's stands in the log, as with the papers themselves.
async fn opened(
    ctx: &Ctx,
    subject: (&'static str, Uuid),
    binding: &bindings::Model,
    hash: &str,
) -> Result<Blob, Fault> {
    let blob = blobs::find(ctx, hash).await?.ok_or(Fault::NotFound)?;
    noted(ctx, "open_scan", subject, binding.person_id).await?;
    Ok(blob)
}

/// Of a form or a pledge, whose id stands in this column.
pub(in crate::filings::store) async fn latest_scan<C: ConnectionTrait>(
    db: &C,
    paper: filing_scans::Column,
    id: Uuid,
) -> Result<Option<ScanView>, Fault> {
    Ok(newest().filter(paper.eq(id)).one(db).await?.map(shown))
}

/// The one of a pledge that was handed in.
pub(super) async fn pledge_scan_of<C: ConnectionTrait>(
    db: &C,
    pledge: Uuid,
    hash: &str,
) -> Result<Option<ScanView>, Fault> {
    let of_it = newest().filter(filing_scans::Column::PledgeId.eq(pledge)).filter(filing_scans::Column::Scan.eq(hash));
    Ok(of_it.one(db).await?.map(shown))
}

fn newest() -> Select<filing_scans::Entity> {
    filing_scans::Entity::find().order_by_desc(filing_scans::Column::BroughtAt).order_by_desc(filing_scans::Column::Id)
}

fn shown(row: filing_scans::Model) -> ScanView {
    ScanView { hash: row.scan, name: row.name, brought_at: Instant(row.brought_at) }
}

/// Whether a version that rests on the pledge waits or was accepted.
pub(in crate::filings::store) async fn is_relied_on<C: ConnectionTrait>(
    db: &C,
    pledge: &pledges::Model,
) -> Result<bool, Fault> {
    let handed_in: Vec<filings::Model> = versions_of(db, pledge.binding_id)
        .await?
        .into_iter()
        .filter(|version| version.pledge_id == Some(pledge.id))
        .collect();
    let receipts = receipts_of(db, handed_in.iter().map(|version| version.id).collect()).await?;
    for version in &handed_in {
        if matches!(stage_of(version, &receipts)?, FilingStage::Waiting | FilingStage::Accepted) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A pledge that the actor may see, with its binding.
pub(in crate::filings::store) async fn seen_pledge(
    ctx: &Ctx,
    pledge: Uuid,
) -> Result<(pledges::Model, bindings::Model), Fault> {
    let row = pledges::Entity::find_by_id(pledge).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let binding = seen(ctx, row.binding_id).await?;
    Ok((row, binding))
}

/// Whether the actor brings papers in the name of the contractor.
pub(super) async fn brings_for(ctx: &Ctx, binding: &bindings::Model) -> Result<bool, Fault> {
    let reach = match reached_for(ctx, Verb::Edit, Object::Filing).await {
        Err(Fault::Forbidden) => return Ok(false),
        reach => reach?,
    };
    let found = bindings::Entity::find_by_id(binding.id).filter(reach).one(ctx.db.reader()).await?;
    Ok(found.is_some() && administers(ctx, binding.enterprise_id).await?)
}

async fn bring(ctx: &Ctx, paper: Paper, binding: &bindings::Model, name: &str, bytes: Vec<u8>) -> Result<(), Fault> {
    if bytes.is_empty() {
        return Err(Refusal::on("file", "filings.scan_missing").into());
    }
    let name = named(name, 1..=200, || Refusal::on("file", "filings.scan_name"))?;
    let kept = tokio::task::spawn_blocking(move || pictures::scan(bytes)).await.map_err(Fault::internal)??;
    let account = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        lock_person(tx, binding.person_id).await?;
        held(tx, binding.id).await?.ok_or(Fault::Forbidden)?;
        check_open(tx, paper).await?;
        let hash = blobs::put(tx, ctx, kept.media_type, kept.content.clone()).await?;
        let (filing, pledge) = match paper {
            Paper::Form(id) => (Some(id), None),
            Paper::Pledge(id) => (None, Some(id)),
        };
        let row = filing_scans::Model {
            id: ctx.new_id(),
            filing_id: filing,
            pledge_id: pledge,
            scan: hash.clone(),
            name: name.clone(),
            brought_by: account,
            brought_at: ctx.now().0,
        };
        filing_scans::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        let (kind, id) = match paper {
            Paper::Form(id) => ("filing", id),
            Paper::Pledge(id) => ("pledge", id),
        };
        audit::record(tx, ctx, "bring_scan", (kind, id), json!({ "scan": hash })).await
    })
}

/// Nothing is brought for what was handed in, was withdrawn, or has ten scans.
async fn check_open(tx: &DatabaseTransaction, paper: Paper) -> Result<(), Fault> {
    let (column, id) = match paper {
        Paper::Form(id) => {
            let row = filings::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
            if row.handed_in_at.is_some() {
                return Err(Refusal::new("filings.handed_in_already").into());
            }
            (filing_scans::Column::FilingId, id)
        }
        Paper::Pledge(id) => {
            let row = pledges::Entity::find_by_id(id).one(tx).await?.ok_or(Fault::NotFound)?;
            if row.withdrawn_at.is_some() {
                return Err(Refusal::new("filings.pledge_withdrawn").into());
            }
            if is_relied_on(tx, &row).await? {
                return Err(Refusal::new("filings.pledge_relied_on").into());
            }
            (filing_scans::Column::PledgeId, id)
        }
    };
    let brought = filing_scans::Entity::find().filter(column.eq(id)).count(tx).await?;
    if brought >= MOST_SCANS {
        return Err(Refusal::on("file", "filings.too_many_scans").with("most", MOST_SCANS).into());
    }
    Ok(())
}
