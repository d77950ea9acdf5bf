//! What does one version say, who has answered it, and what may be done about it now?

use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::answering::own_receipt;
use super::queue::{first_days, starts};
use super::scans::pledge_scan_of;
use super::{FilingView, seen_filing, versions_of, views};
use crate::entity::pledges;
use crate::filings::form::{FilingForm, FilingStage, Punctuality, Receiver};
use crate::filings::store::before_start::Starts;
use crate::filings::store::first_tasks::{FirstTask, task_of};
use crate::filings::store::pledge::{PledgeView, view as pledge_view};
use crate::permissions::{Object, Verb, require};
use crate::projects::store::is_of_a_party;
use crate::{Ctx, Fault, Instant, audit};

/// A version for whoever may see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneFiling {
    pub view: FilingView,
    /// the officer is the one who looks
    pub is_own: bool,
    /// beside the actual start, once it was handed in
    pub punctuality: Option<Punctuality>,
    /// the pledge that was handed in with it, stamped as it was then
    pub pledge: Option<PledgeView>,
    /// every version of this binding with how far it came, the latest first
    pub versions: Vec<(Uuid, i32, FilingStage)>,
    /// the officer reads of the own training and assessment
    pub first_task: Option<FirstTask>,
    /// as which receiver the actor may answer now
    pub answers_as: Option<Receiver>,
}

/// What is printed of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingPaper {
    pub form: FilingForm,
    pub form_hash: String,
    pub version: i32,
    pub drawn_up_at: Instant,
}

pub async fn get(ctx: &Ctx, filing: Uuid) -> Result<OneFiling, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (row, binding) = seen_filing(ctx, filing).await?;
    let reader = ctx.db.reader();
    let all = views(ctx, reader, versions_of(reader, row.binding_id).await?).await?;
    let view = all.iter().find(|one| one.id == filing).cloned().ok_or(Fault::NotFound)?;
    let pledge = match row.pledge_id {
        Some(pledge) => {
            let pledge = pledges::Entity::find_by_id(pledge).one(reader).await?.ok_or(Fault::NotFound)?;
            let mut pledge = pledge_view(ctx, pledge).await?;
            if let Some(hash) = &row.pledge_scan {
                pledge.stamped = pledge_scan_of(reader, pledge.id, hash).await?;
            }
            Some(pledge)
        }
        None => None,
    };
    let is_own = ctx.signed_in().is_ok_and(|who| who.person == binding.person_id);
    let first_task = match is_own {
        true => task_of(ctx, all.iter().map(|one| one.id).collect()).await?,
        false => None,
    };
    Ok(OneFiling {
        first_task,
        punctuality: punctuality_of(ctx, &view).await?,
        versions: all.iter().rev().map(|one| (one.id, one.version, one.stage)).collect(),
        answers_as: if is_own || is_of_a_party(reader, ctx, view.project).await? {
            None
        } else {
            answers_as(ctx, filing).await?
        },
        pledge,
        is_own,
        view,
    })
}

async fn punctuality_of(ctx: &Ctx, view: &FilingView) -> Result<Option<Punctuality>, Fault> {
    let Some(filed_on) = view.filed_on else { return Ok(None) };
    let first = first_days(ctx, vec![view.binding]).await?.remove(&view.binding);
    let counted = first.map_or(filed_on, |first| first.min(filed_on));
    let started = starts(ctx, &[view.project]).await?;
    let starts = Starts::read(ctx.db.reader(), started, [(view.project, counted)].into()).await?;
    Ok(Some(starts.judge(view.project, counted)))
}

async fn answers_as(ctx: &Ctx, filing: Uuid) -> Result<Option<Receiver>, Fault> {
    let own = own_receipt(ctx, filing).await?;
    let waiting = own.filter(|receipt| receipt.answer.is_none() && receipt.superseded_at.is_none());
    waiting.map(|receipt| super::receiver_of(&receipt)).transpose()
}

/// The form with its telephones, for print. Whoever opens another person's stands in the log: both receivers keep it,
/// so no reason is asked.
pub async fn paper(ctx: &Ctx, filing: Uuid) -> Result<FilingPaper, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let (row, binding) = seen_filing(ctx, filing).await?;
    noted(ctx, "open_filing", ("filing", filing), binding.person_id).await?;
    let view = views(ctx, ctx.db.reader(), vec![row]).await?.pop().ok_or(Fault::NotFound)?;
    Ok(FilingPaper { form: view.form, form_hash: view.form_hash, version: view.version, drawn_up_at: view.drawn_up_at })
}

/// One line in the log for whoever is not the officer.
pub(in crate::filings::store) async fn noted(
    ctx: &Ctx,
    verb: &'static str,
    (kind, id): (&'static str, Uuid),
    person: Uuid,
) -> Result<(), Fault> {
    if ctx.signed_in()?.person == person {
        return Ok(());
    }
    crate::transact!(ctx, |tx| { audit::record(tx, ctx, verb, (kind, id), json!({})).await })
}
