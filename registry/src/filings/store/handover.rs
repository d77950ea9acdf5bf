//! What does an officer hand over, and who has signed for it?
//!
//! The list is drawn from the records and frozen in the transaction that ends the binding. Whoever leaves and whoever took
//! the place each sign it once; an administrator of the contractor may mark it as not handed over, with the reason.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    UpdateMany,
    sea_query::{Expr, SimpleExpr},
};
use serde_json::json;
use uuid::Uuid;

use super::change::contractor_of;
use super::gathering::gathered;
use super::rows::{binding, in_force, lock_person};
use super::scope::{administers, visible};
use crate::entity::{bindings, handovers};
use crate::fault::worded;
use crate::filings::handover::{Line, Stage, check_signature, hash_of};
use crate::filings::{Binding, Duty, Stage as BindingStage};
use crate::offices::holders;
use crate::{Ctx, Fault, Instant, Refusal, audit};

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub name: String,
    pub at: Instant,
    pub note: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandoverView {
    /// of whoever leaves
    pub binding: Binding,
    pub stage: Stage,
    /// As frozen; as it is now while the binding is in force.
    pub lines: Vec<Line>,
    /// of the frozen list; nothing while it is not frozen
    pub frozen: Option<(Instant, String)>,
    pub given: Option<Signed>,
    pub taken: Option<Signed>,
    /// who marked it as not handed over, and why
    pub missed: Option<Signed>,
    pub may_give: bool,
    pub may_take: bool,
    pub may_mark: bool,
}

closed_set! {
    /// Who signs.
    Side {
        Giving = "giving",
        Taking = "taking",
    }
}

/// Freezes the list of a binding that ends now.
pub(super) async fn freeze(tx: &DatabaseTransaction, ctx: &Ctx, binding: Uuid, project: Uuid) -> Result<(), Fault> {
    let items = serde_json::to_string(&gathered(tx, project, ctx.now().day()).await?)?;
    let row = handovers::Model {
        id: ctx.new_id(),
        binding_id: binding,
        project_id: project,
        hash: hash_of(&items),
        items,
        made_at: ctx.now().0,
        given_by: None,
        given_at: None,
        given_note: None,
        taken_by: None,
        taken_binding: None,
        taken_at: None,
        taken_note: None,
        missed_by: None,
        missed_at: None,
        missed_reason: None,
    };
    handovers::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// The handover of a binding, for everybody who may see it; a look ahead while it is in force.
///
/// # Errors
/// [`Fault::NotFound`] also where the binding is of no responsible officer: nothing is handed over there.
pub async fn handover(ctx: &Ctx, id: Uuid) -> Result<HandoverView, Fault> {
    let row = visible(ctx, id).await?;
    let of = answerable(&row)?;
    let project = of.post.project().ok_or(Fault::NotFound)?;
    let found = find(ctx.db.reader(), id).await?;
    let Some(found) = found else {
        if of.stage() != BindingStage::InForce {
            return Err(Fault::NotFound);
        }
        let lines = gathered(ctx.db.reader(), project, ctx.now().day()).await?;
        return Ok(HandoverView {
            binding: of,
            stage: Stage::Open,
            lines,
            frozen: None,
            given: None,
            taken: None,
            missed: None,
            may_give: false,
            may_take: false,
            may_mark: false,
        });
    };
    let names = [found.given_by, found.taken_by, found.missed_by].into_iter().flatten().collect();
    let names = holders(ctx.db.reader(), names).await?;
    let signed = |by: Option<Uuid>, at: Option<i64>, note: Option<&String>| {
        let name = by.and_then(|by| names.get(&by)).map(|(_, name)| name.clone()).unwrap_or_default();
        at.map(|at| Signed { name, at: Instant(at), note: note.cloned().unwrap_or_default() })
    };
    let stage = stage_of(&found);
    let is_open = !matches!(stage, Stage::Done | Stage::Missed);
    let who = ctx.signed_in().ok().map(|who| who.person);
    let is_own = who == Some(of.person);
    Ok(HandoverView {
        binding: of,
        stage,
        lines: lines_of(&found)?,
        frozen: Some((Instant(found.made_at), found.hash.clone())),
        given: signed(found.given_by, found.given_at, found.given_note.as_ref()),
        taken: signed(found.taken_by, found.taken_at, found.taken_note.as_ref()),
        missed: signed(found.missed_by, found.missed_at, found.missed_reason.as_ref()),
        may_give: is_open && found.given_at.is_none() && is_own,
        may_take: is_open && found.taken_at.is_none() && successor(ctx.db.reader(), ctx, &of).await?.is_some(),
        may_mark: is_open && may_mark(ctx, &of).await?,
    })
}

/// Signs with the own name: whoever leaves, or whoever is responsible for the project now. What was seen is what is signed.
///
/// # Errors
/// On `name` when it is not the own one, on `hash` when another list was seen, `filings.handover_closed` when it is too late;
/// [`Fault::Forbidden`] for everybody else.
pub async fn sign(ctx: &Ctx, id: Uuid, side: Side, name: &str, hash: &str, note: &str) -> Result<(), Fault> {
    let row = visible(ctx, id).await?;
    let of = answerable(&row)?;
    let who = ctx.signed_in()?.clone();
    match side {
        Side::Giving if who.person == of.person => {}
        Side::Taking if successor(ctx.db.reader(), ctx, &of).await?.is_some() => {}
        _ => return Err(Fault::Forbidden),
    }
    check_signature(name, &who.name)?;
    let note = noted(note)?;
    crate::transact!(ctx, |tx| {
        // the right to take over ends with the binding
        lock_person(tx, who.person).await?;
        let taker = successor(tx, ctx, &of).await?;
        if side == Side::Taking && taker.is_none() {
            return Err(Fault::Forbidden);
        }
        let found = find(tx, id).await?.ok_or(Fault::NotFound)?;
        if found.hash != hash {
            return Err(Refusal::new("filings.handover_other_list").into());
        }
        lines_of(&found)?;
        let values: Vec<(handovers::Column, SimpleExpr)> = match side {
            Side::Giving => vec![
                (handovers::Column::GivenBy, Expr::value(who.account)),
                (handovers::Column::GivenAt, Expr::value(ctx.now().0)),
                (handovers::Column::GivenNote, Expr::value(note.clone())),
            ],
            Side::Taking => vec![
                (handovers::Column::TakenBy, Expr::value(who.account)),
                (handovers::Column::TakenAt, Expr::value(ctx.now().0)),
                (handovers::Column::TakenBinding, Expr::value(taker)),
                (handovers::Column::TakenNote, Expr::value(note.clone())),
            ],
        };
        let unsigned = match side {
            Side::Giving => handovers::Column::GivenAt.is_null(),
            Side::Taking => handovers::Column::TakenAt.is_null(),
        };
        written_once(tx, open(id).filter(unsigned), values).await?;
        let facts = json!({ "side": side.code(), "hash": hash, "by": taker.filter(|_| side == Side::Taking) });
        audit::record(tx, ctx, "sign_handover", ("binding", id), facts).await
    })
}

/// 未交接: an administrator of the enterprise, or of the contractor that came after it, says why nothing was handed over.
///
/// # Errors
/// On `reason`; `filings.handover_closed` when it was signed by both, or marked before.
pub async fn mark_missed(ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Fault> {
    let row = visible(ctx, id).await?;
    let of = answerable(&row)?;
    if !may_mark(ctx, &of).await? {
        return Err(Fault::Forbidden);
    }
    let reason = worded(reason, 2..=200, || Refusal::on("reason", "filings.reason_length"))?;
    let who = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        find(tx, id).await?.ok_or(Fault::NotFound)?;
        let values = vec![
            (handovers::Column::MissedBy, Expr::value(who)),
            (handovers::Column::MissedAt, Expr::value(ctx.now().0)),
            (handovers::Column::MissedReason, Expr::value(reason.clone())),
        ];
        let unfinished = handovers::Column::GivenAt.is_null().or(handovers::Column::TakenAt.is_null());
        written_once(tx, open(id).filter(unfinished), values).await?;
        audit::record(tx, ctx, "mark_handover_missed", ("binding", id), json!({})).await
    })
}

fn open(binding: Uuid) -> UpdateMany<handovers::Entity> {
    handovers::Entity::update_many()
        .filter(handovers::Column::BindingId.eq(binding))
        .filter(handovers::Column::MissedAt.is_null())
}

async fn written_once(
    tx: &DatabaseTransaction,
    mut row: UpdateMany<handovers::Entity>,
    values: Vec<(handovers::Column, SimpleExpr)>,
) -> Result<(), Fault> {
    for (column, value) in values {
        row = row.col_expr(column, value);
    }
    match row.exec(tx).await?.rows_affected {
        1 => Ok(()),
        _ => Err(Refusal::new("filings.handover_closed").into()),
    }
}

async fn find<C: ConnectionTrait>(db: &C, binding: Uuid) -> Result<Option<handovers::Model>, Fault> {
    Ok(handovers::Entity::find().filter(handovers::Column::BindingId.eq(binding)).one(db).await?)
}

/// What was frozen is what is kept.
fn lines_of(row: &handovers::Model) -> Result<Vec<Line>, Fault> {
    if hash_of(&row.items) != row.hash {
        return Err(Fault::internal(format!("the list of handover {} is not what was frozen", row.id)));
    }
    Ok(serde_json::from_str(&row.items)?)
}

fn answerable(row: &bindings::Model) -> Result<Binding, Fault> {
    let of = binding(row)?;
    if of.post.duty() == Some(Duty::Responsible) { Ok(of) } else { Err(Fault::NotFound) }
}

pub(super) fn stage_of(row: &handovers::Model) -> Stage {
    match (row.missed_at, row.given_at, row.taken_at) {
        (Some(_), ..) => Stage::Missed,
        (None, Some(_), Some(_)) => Stage::Done,
        (None, Some(_), None) => Stage::Given,
        (None, None, Some(_)) => Stage::Taken,
        (None, None, None) => Stage::Open,
    }
}

/// The binding by which the actor took the place; nobody takes over from oneself.
async fn successor<C: ConnectionTrait>(db: &C, ctx: &Ctx, of: &Binding) -> Result<Option<Uuid>, Fault> {
    let Ok(who) = ctx.signed_in() else { return Ok(None) };
    let Some(project) = of.post.project().filter(|_| who.person != of.person) else { return Ok(None) };
    let row = bindings::Entity::find()
        .filter(bindings::Column::ProjectId.eq(project))
        .filter(bindings::Column::PersonId.eq(who.person))
        .filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
        .filter(in_force());
    Ok(row.one(db).await?.map(|row| row.id))
}

async fn may_mark(ctx: &Ctx, of: &Binding) -> Result<bool, Fault> {
    if administers(ctx, of.enterprise).await? {
        return Ok(true);
    }
    let Some(project) = of.post.project() else { return Ok(false) };
    match contractor_of(ctx.db.reader(), project, ctx.now().day()).await? {
        Some(contractor) => administers(ctx, contractor).await,
        None => Ok(false),
    }
}

fn noted(text: &str) -> Result<String, Refusal> {
    worded(text, 0..=500, || Refusal::on("note", "filings.note_length"))
}
