//! What did somebody of the site write down because no device did, and what did somebody else say to it?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::delivery::{Delivery, RawEvent, RowTaken};
use super::names::{account_names, check_words, person_names};
use super::raw_rows;
use super::sites::{check_whole, own_site};
use super::taking::take_within;
use crate::attendance::{Direction, IdentityKey, Method, Origin, Purpose, short_key};
use crate::entity::{attendance_by_hand, people, registrations};
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Instant, Refusal, audit};

pub const PER_PAGE: u64 = 50;

/// A passage as it should stand, or one that should not stand at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandRow {
    pub direction: Direction,
    pub at: Instant,
    /// of a correction or a withdrawal with the id of the row that it is about
    pub purpose: Purpose,
}

closed_set! {
    /// What somebody else said to it.
    Decision {
        Approved = "approved",
        Refused = "refused",
    }
}

/// One row with everything that was said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandView {
    pub event: Uuid,
    pub person: Uuid,
    pub name: String,
    pub row: HandRow,
    pub reason: String,
    pub written_by: Uuid,
    pub writer: String,
    pub written_at: Instant,
    /// by whom, when, and with which words
    pub decided: Option<(Decision, String, Instant, Option<String>)>,
}

/// Writes passages of one person down, all or none. They count for nothing until somebody else has approved them.
///
/// # Errors
/// Nothing to write, no reason, a person who was never registered on the project, a row that is about somebody else's
/// passage, and whatever a delivery refuses.
pub async fn write_by_hand(
    ctx: &Ctx,
    project: Uuid,
    person: Uuid,
    rows: &[HandRow],
    reason: &str,
) -> Result<Vec<Uuid>, Fault> {
    own_site(ctx, Verb::Create, Object::Attendance, project).await?;
    let who = ctx.signed_in()?.account;
    let reason = check_words(reason, "reason")?;
    if rows.is_empty() {
        return Err(Refusal::on("come", "attendance.nothing_written").into());
    }
    crate::transact!(ctx, |tx| {
        let key = key_of(tx, project, person).await?;
        check_about(tx, project, &key, rows).await?;
        let raw = rows.iter().map(|row| RawEvent {
            project,
            who: key.clone(),
            document: None,
            team: None,
            direction: row.direction,
            at: row.at,
            device: String::new(),
            method: Method::Other,
            photo: None,
            purpose: row.purpose,
            stated_at: None,
            external_id: None,
        });
        let delivery =
            Delivery { supplier: None, batch: None, origin: Origin::Manual, sent_at: ctx.now(), rows: raw.collect() };
        let taken = take_within(tx, ctx, &delivery).await?;
        let mut written = Vec::new();
        for (row, taken) in rows.iter().zip(taken.rows) {
            let event = match taken {
                RowTaken::New { id, .. } => id,
                RowTaken::Repeated { .. } => return Err(Refusal::on("come", "attendance.written_before").into()),
                RowTaken::Refused(refusals) => return Err(Fault::Refused(refusals)),
            };
            let row = attendance_by_hand::Model {
                event_id: event,
                project_id: project,
                person_id: person,
                at: row.at.0,
                direction: row.direction.code().to_owned(),
                purpose: row.purpose.code().to_owned(),
                about: row.purpose.of(),
                reason: reason.clone(),
                written_by: who,
                written_at: ctx.now().0,
                decided_as: None,
                decided_by: None,
                decided_at: None,
                decided_reason: None,
            };
            attendance_by_hand::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
            written.push(event);
        }
        Ok(written)
    })
}

/// The document's hash of somebody who is or was registered on the project.
async fn key_of(tx: &DatabaseTransaction, project: Uuid, person: Uuid) -> Result<IdentityKey, Fault> {
    let registered = registrations::Entity::find()
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::PersonId.eq(person))
        .filter(registrations::Column::WithdrawnAt.is_null());
    if registered.count(tx).await? == 0 {
        return Err(Fault::NotFound);
    }
    let row = people::Entity::find_by_id(person).one(tx).await?.ok_or(Fault::NotFound)?;
    Ok(IdentityKey(row.id_number_index))
}

/// A correction on this page is about a passage of this person on this project.
async fn check_about(
    tx: &DatabaseTransaction,
    project: Uuid,
    key: &IdentityKey,
    rows: &[HandRow],
) -> Result<(), Fault> {
    let about: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.purpose.of()).collect();
    let own = short_key(key);
    let stored = raw_rows::with_ids(tx, &about).await?;
    let is_own = |id: &Uuid| {
        stored.iter().any(|event| event.id == *id && event.project == project && short_key(&event.who) == own)
    };
    if about.iter().all(is_own) { Ok(()) } else { Err(Fault::NotFound) }
}

/// Refuses rows of one project, all or none: they stay on record and never count.
///
/// # Errors
/// No reason; a row that is not of this project, decided before, or the actor's own.
pub async fn refuse_by_hand(ctx: &Ctx, project: Uuid, rows: &BTreeSet<Uuid>, reason: &str) -> Result<(), Fault> {
    own_site(ctx, Verb::Decide, Object::Attendance, project).await?;
    let who = ctx.signed_in()?.account;
    let reason = check_words(reason, "reason")?;
    crate::transact!(ctx, |tx| {
        let stored = find(tx, rows).await?;
        if stored.len() != rows.len() || stored.iter().any(|row| row.project_id != project) {
            return Err(Fault::NotFound);
        }
        if stored.iter().any(|row| row.decided_at.is_some() || row.written_by == who) {
            return Err(Refusal::new("attendance.not_to_approve").into());
        }
        decide(tx, ctx, rows, Decision::Refused, Some(&reason)).await?;
        audit::record(tx, ctx, "refuse_attendance", ("project", project), json!({ "rows": rows.len() })).await
    })
}

/// # Errors
/// `attendance.not_to_approve` when one of the rows was decided before.
pub(super) async fn check_waits(tx: &DatabaseTransaction, rows: &BTreeSet<Uuid>) -> Result<(), Fault> {
    match find(tx, rows).await?.iter().any(|row| row.decided_at.is_some()) {
        true => Err(Refusal::new("attendance.not_to_approve").into()),
        false => Ok(()),
    }
}

async fn find(tx: &DatabaseTransaction, rows: &BTreeSet<Uuid>) -> Result<Vec<attendance_by_hand::Model>, Fault> {
    let of_rows = attendance_by_hand::Column::EventId.is_in(rows.iter().copied());
    Ok(attendance_by_hand::Entity::find().filter(of_rows).all(tx).await?)
}

/// Notes what was decided about rows that wait.
pub(super) async fn decide(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    rows: &BTreeSet<Uuid>,
    decision: Decision,
    reason: Option<&str>,
) -> Result<(), Fault> {
    attendance_by_hand::Entity::update_many()
        .col_expr(attendance_by_hand::Column::DecidedAs, Expr::value(decision.code()))
        .col_expr(attendance_by_hand::Column::DecidedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(attendance_by_hand::Column::DecidedAt, Expr::value(ctx.now().0))
        .col_expr(attendance_by_hand::Column::DecidedReason, Expr::value(reason.map(str::to_owned)))
        .filter(attendance_by_hand::Column::EventId.is_in(rows.iter().copied()))
        .filter(attendance_by_hand::Column::DecidedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// One page (from 0, [`PER_PAGE`] rows) of what waits for somebody else's word, the oldest first, and the number of all.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole.
pub async fn waiting_by_hand(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<HandView>, u64), Fault> {
    check_whole(ctx, project).await?;
    let pages = attendance_by_hand::Entity::find()
        .filter(attendance_by_hand::Column::ProjectId.eq(project))
        .filter(attendance_by_hand::Column::DecidedAt.is_null())
        .order_by_asc(attendance_by_hand::Column::WrittenAt)
        .order_by_asc(attendance_by_hand::Column::EventId)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx.db.reader(), pages.fetch_page(page).await?).await?, total))
}

/// What was written by hand about a person between two instants, in the order of the passages.
pub(super) async fn by_hand_of<C: ConnectionTrait>(
    db: &C,
    project: Uuid,
    person: Uuid,
    from: Instant,
    before: Instant,
) -> Result<Vec<HandView>, Fault> {
    let rows = attendance_by_hand::Entity::find()
        .filter(attendance_by_hand::Column::ProjectId.eq(project))
        .filter(attendance_by_hand::Column::PersonId.eq(person))
        .filter(attendance_by_hand::Column::At.gte(from.0))
        .filter(attendance_by_hand::Column::At.lt(before.0))
        .order_by_asc(attendance_by_hand::Column::At)
        .all(db)
        .await?;
    views(db, rows).await
}

async fn views<C: ConnectionTrait>(db: &C, rows: Vec<attendance_by_hand::Model>) -> Result<Vec<HandView>, Fault> {
    let people = person_names(db, rows.iter().map(|row| row.person_id).collect()).await?;
    let accounts = rows.iter().flat_map(|row| [Some(row.written_by), row.decided_by]).flatten().collect();
    let accounts = account_names(db, accounts).await?;
    rows.into_iter().map(|row| view(row, &people, &accounts)).collect()
}

fn view(
    row: attendance_by_hand::Model,
    people: &BTreeMap<Uuid, String>,
    accounts: &BTreeMap<Uuid, String>,
) -> Result<HandView, Fault> {
    let broken = || Fault::internal("a row by hand with an unknown code");
    let name = |names: &BTreeMap<Uuid, String>, id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let purpose = match (row.purpose.as_str(), row.about) {
        ("record", None) => Purpose::Record,
        ("correct", Some(of)) => Purpose::Correct(of),
        ("withdraw", Some(of)) => Purpose::Withdraw(of),
        _ => return Err(broken()),
    };
    let decided = match (row.decided_as.as_deref(), row.decided_by, row.decided_at) {
        (Some(code), Some(by), Some(at)) => {
            let decision = Decision::parse(code).ok_or_else(broken)?;
            Some((decision, name(accounts, by), Instant(at), row.decided_reason))
        }
        _ => None,
    };
    Ok(HandView {
        event: row.event_id,
        person: row.person_id,
        name: name(people, row.person_id),
        row: HandRow { direction: Direction::parse(&row.direction).ok_or_else(broken)?, at: Instant(row.at), purpose },
        reason: row.reason,
        written_by: row.written_by,
        writer: name(accounts, row.written_by),
        written_at: Instant(row.written_at),
        decided,
    })
}
