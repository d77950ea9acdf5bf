//! How far has the filing of a binding come, version by version, and what do others need of it?
//!
//! The officer draws a form up, the contractor stamps it and the pledge, the officer hands both in, and two departments answer.
//! A version is never changed after it was drawn up.

mod answering;
mod drawing;
mod handing;
mod one;
mod overview;
mod prefill;
mod queue;
mod receivers;
mod scans;

use std::collections::{BTreeMap, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use answering::{accept, return_for_correction};
pub use drawing::draw_up;
pub use handing::hand_in;
pub use one::{FilingPaper, OneFiling, get, paper};
pub use overview::{Overview, overview};
pub use prefill::{Prefilled, prefilled};
pub use queue::{PER_PAGE, QueueLine, QueuePart, export, queue, waiting_filings};
pub use scans::{ScanView, bring_form_scan, bring_pledge_scan, form_scan, handed_in_pledge_scan, pledge_scan};

pub(super) use answering::own_offices;
pub(super) use drawing::{hold_own, own};
pub(super) use one::noted;
pub(super) use prefill::{enterprise_name, project_of};
pub(super) use scans::{is_relied_on, latest_scan, seen_pledge};

use super::rows::in_force;
use super::scope::reached_for;
use crate::entity::{bindings, filing_receipts, filings, offices};
use crate::filings::Duty;
use crate::filings::form::{Answer, FilingForm, FilingKind, FilingStage, Receiver, stage};
use crate::offices::holders;
use crate::permissions::{Object, Verb};
use crate::vault::hex;
use crate::{Ctx, Day, Fault, Instant};

/// The name that is bound into the sealed forms.
const FORM: &str = "filings.form";

/// One version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingView {
    pub id: Uuid,
    pub binding: Uuid,
    pub project: Uuid,
    /// the officer
    pub person: Uuid,
    pub enterprise: Uuid,
    pub version: i32,
    pub kind: FilingKind,
    pub form: FilingForm,
    /// SHA-256 of the form as it was drawn up, in hex
    pub form_hash: String,
    pub drawn_up_at: Instant,
    pub handed_in_at: Option<Instant>,
    /// the day of that
    pub filed_on: Option<Day>,
    /// handed in with it
    pub pledge: Option<Uuid>,
    pub form_scan: Option<String>,
    pub pledge_scan: Option<String>,
    pub stage: FilingStage,
    /// of the two receivers, once it was handed in
    pub receipts: Vec<ReceiptView>,
}

/// What a receiver did with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    pub receiver: Receiver,
    pub office: Uuid,
    pub office_name: String,
    pub received_at: Instant,
    pub answer: Option<Answer>,
    pub answered_at: Option<Instant>,
    /// the name of whoever answered
    pub answered_by: Option<String>,
    pub reasons: Option<String>,
}

/// The latest version of a binding's form.
pub async fn of_binding<C: ConnectionTrait>(ctx: &Ctx, db: &C, binding: Uuid) -> Result<Option<FilingView>, Fault> {
    let latest = versions_of(db, binding).await?.into_iter().next_back();
    Ok(views(ctx, db, latest.into_iter().collect()).await?.pop())
}

/// What both receivers have accepted of the responsible officer in force: the latest such version. `None` while there is no
/// such officer, or none accepted.
pub async fn accepted_filing_of_project<C: ConnectionTrait>(
    ctx: &Ctx,
    db: &C,
    project: Uuid,
) -> Result<Option<FilingView>, Fault> {
    let officer = bindings::Entity::find()
        .filter(bindings::Column::ProjectId.eq(project))
        .filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
        .filter(in_force())
        .one(db)
        .await?;
    let Some(officer) = officer else { return Ok(None) };
    let all = views(ctx, db, versions_of(db, officer.id).await?).await?;
    Ok(all.into_iter().rev().find(|view| view.stage == FilingStage::Accepted))
}

/// How far the latest version of each of these bindings has come; those without one are not there.
pub async fn stages_of<C: ConnectionTrait>(db: &C, of: &[Uuid]) -> Result<HashMap<Uuid, FilingStage>, Fault> {
    let rows = filings::Entity::find()
        .filter(filings::Column::BindingId.is_in(of.iter().copied()))
        .order_by_asc(filings::Column::Version)
        .all(db)
        .await?;
    // a later one takes the place of an earlier one
    let latest: HashMap<Uuid, filings::Model> = rows.into_iter().map(|row| (row.binding_id, row)).collect();
    let receipts = receipts_of(db, latest.values().map(|row| row.id).collect()).await?;
    latest.into_iter().map(|(binding, row)| Ok((binding, stage_of(&row, &receipts)?))).collect()
}

/// The same of those bindings whose filing the actor may see.
pub async fn stages(ctx: &Ctx, of: &[Uuid]) -> Result<HashMap<Uuid, FilingStage>, Fault> {
    let reach = reached_for(ctx, Verb::View, Object::Filing).await?;
    let rows = bindings::Entity::find().filter(bindings::Column::Id.is_in(of.iter().copied())).filter(reach);
    let seen: Vec<Uuid> = rows.all(ctx.db.reader()).await?.into_iter().map(|row| row.id).collect();
    stages_of(ctx.db.reader(), &seen).await
}

/// Every version of a binding, the first one first.
async fn versions_of<C: ConnectionTrait>(db: &C, binding: Uuid) -> Result<Vec<filings::Model>, Fault> {
    let rows =
        filings::Entity::find().filter(filings::Column::BindingId.eq(binding)).order_by_asc(filings::Column::Version);
    Ok(rows.all(db).await?)
}

/// Every version of each of these bindings, the first ones first, whoever asks: for the document of the own data.
pub(crate) async fn all_versions(ctx: &Ctx, of: &[Uuid]) -> Result<Vec<FilingView>, Fault> {
    let rows = filings::Entity::find()
        .filter(filings::Column::BindingId.is_in(of.iter().copied()))
        .order_by_asc(filings::Column::Version);
    views(ctx, ctx.db.reader(), rows.all(ctx.db.reader()).await?).await
}

async fn receipts_of<C: ConnectionTrait>(db: &C, of: Vec<Uuid>) -> Result<Vec<filing_receipts::Model>, Fault> {
    let rows = filing_receipts::Entity::find()
        .filter(filing_receipts::Column::FilingId.is_in(of))
        .order_by_desc(filing_receipts::Column::Receiver);
    Ok(rows.all(db).await?)
}

fn stage_of(row: &filings::Model, receipts: &[filing_receipts::Model]) -> Result<FilingStage, Fault> {
    let own = || receipts.iter().filter(|receipt| receipt.filing_id == row.id);
    let answers = own().map(answer_of).collect::<Result<Vec<_>, _>>()?;
    let is_superseded = own().any(|receipt| receipt.superseded_at.is_some());
    Ok(stage(row.handed_in_at.is_some(), is_superseded, &answers))
}

fn answer_of(row: &filing_receipts::Model) -> Result<Option<Answer>, Fault> {
    row.answer.as_deref().map(|code| Answer::parse(code).ok_or_else(|| unknown(code))).transpose()
}

fn receiver_of(row: &filing_receipts::Model) -> Result<Receiver, Fault> {
    Receiver::parse(&row.receiver).ok_or_else(|| unknown(&row.receiver))
}

/// The views of versions, in their order.
async fn views<C: ConnectionTrait>(ctx: &Ctx, db: &C, rows: Vec<filings::Model>) -> Result<Vec<FilingView>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let receipts = receipts_of(db, rows.iter().map(|row| row.id).collect()).await?;
    let bound = bindings::Entity::find().filter(bindings::Column::Id.is_in(rows.iter().map(|row| row.binding_id)));
    let bound: HashMap<Uuid, bindings::Model> = bound.all(db).await?.into_iter().map(|row| (row.id, row)).collect();
    let offices = office_names(db, receipts.iter().map(|receipt| receipt.office_id).collect()).await?;
    let people = holders(db, receipts.iter().filter_map(|receipt| receipt.answered_by).collect()).await?;
    let receipt = |row: &filing_receipts::Model| {
        Ok::<_, Fault>(ReceiptView {
            receiver: receiver_of(row)?,
            office: row.office_id,
            office_name: offices.get(&row.office_id).cloned().unwrap_or_default(),
            received_at: Instant(row.received_at),
            answer: answer_of(row)?,
            answered_at: row.answered_at.map(Instant),
            answered_by: row.answered_by.and_then(|by| people.get(&by)).map(|(_, name)| name.clone()),
            reasons: row.reasons.clone(),
        })
    };
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let binding = bound.get(&row.binding_id).ok_or(Fault::NotFound)?;
        let own = receipts.iter().filter(|receipt| receipt.filing_id == row.id);
        views.push(FilingView {
            stage: stage_of(&row, &receipts)?,
            receipts: own.map(receipt).collect::<Result<_, _>>()?,
            id: row.id,
            binding: row.binding_id,
            project: binding.project_id.ok_or_else(|| Fault::internal("a filing of no project"))?,
            person: binding.person_id,
            enterprise: binding.enterprise_id,
            version: row.version,
            kind: FilingKind::parse(&row.kind).ok_or_else(|| unknown(&row.kind))?,
            form: form_of(ctx, &row)?,
            form_hash: row.form_hash,
            drawn_up_at: Instant(row.drawn_up_at),
            handed_in_at: row.handed_in_at.map(Instant),
            filed_on: row.filed_on.as_deref().map(day).transpose()?,
            pledge: row.pledge_id,
            form_scan: row.form_scan,
            pledge_scan: row.pledge_scan,
        });
    }
    Ok(views)
}

/// What was drawn up is what is kept.
pub(super) fn form_of(ctx: &Ctx, row: &filings::Model) -> Result<FilingForm, Fault> {
    let bytes = ctx.vault.open(FORM, &row.form_sealed)?;
    if hex(&Sha256::digest(&bytes)) != row.form_hash {
        return Err(Fault::internal(format!("the form of filing {} is not what was drawn up", row.id)));
    }
    Ok(serde_json::from_slice(&bytes)?)
}

async fn office_names<C: ConnectionTrait>(db: &C, ids: Vec<Uuid>) -> Result<BTreeMap<Uuid, String>, Fault> {
    let rows = offices::Entity::find().filter(offices::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// A binding whose filing the actor may see.
pub(super) async fn seen(ctx: &Ctx, binding: Uuid) -> Result<bindings::Model, Fault> {
    let reach = reached_for(ctx, Verb::View, Object::Filing).await?;
    bindings::Entity::find_by_id(binding).filter(reach).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

/// A version that the actor may see, with its binding.
async fn seen_filing(ctx: &Ctx, filing: Uuid) -> Result<(filings::Model, bindings::Model), Fault> {
    let row = filings::Entity::find_by_id(filing).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let binding = seen(ctx, row.binding_id).await?;
    Ok((row, binding))
}

fn day(text: &str) -> Result<Day, Fault> {
    Day::parse(text).ok_or_else(|| unknown(text))
}

pub(super) fn unknown(stored: &str) -> Fault {
    Fault::internal(format!("{stored} is stored in a filing"))
}
