//! How does a year come into the calendar? Somebody brings its file and sees what it changes; a second person confirms it. What was
//! counted provisionally because the year was missing is counted again in the same breath.

use std::collections::{BTreeSet, HashMap};

use question_bank::formats::xlsx;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::Calendar;
use super::notice::{Changed, Notice};
use crate::entity::calendar_years;
use crate::fault::{refuse_unless_empty, worded};
use crate::offices::holders;
use crate::permissions::{Object, Verb, require, widest};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, complaints, db, filings, wages};

/// More than any year needs.
pub const MOST_BYTES: usize = 256 * 1024;
/// Longest name of a file that is kept, in characters.
const NAME: usize = 100;

/// What a file says and what it would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub notice: Notice,
    pub changes: Vec<Changed>,
    /// Whether the calendar has the year already.
    pub replaces: bool,
}

/// A year that somebody brought, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    pub id: Uuid,
    pub notice: Notice,
    /// What it changes; nothing any more once it is decided.
    pub changes: Vec<Changed>,
    pub file_name: String,
    pub proposed_by: Option<String>,
    /// Whoever brought it is not its second person, but may take it back.
    pub is_own: bool,
    pub proposed_at: Instant,
    /// Nothing while it waits.
    pub decided: Option<Decided>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    pub by: Option<String>,
    pub at: Instant,
    /// Why not, where it was declined.
    pub reason: Option<String>,
}

/// The calendar that comes with the program, and the years that were published here: the one confirmed last stands.
pub(crate) async fn standing<C: ConnectionTrait>(db: &C) -> Result<Calendar, Fault> {
    let rows = calendar_years::Entity::find()
        .filter(calendar_years::Column::Decision.eq("confirmed"))
        .order_by_asc(calendar_years::Column::DecidedAt)
        .order_by_asc(calendar_years::Column::Id)
        .all(db)
        .await?;
    let notices = rows.iter().map(notice_of).collect::<Result<Vec<_>, _>>()?;
    Ok(notices.iter().fold(Calendar::built_in().clone(), |calendar, notice| calendar.with(notice)))
}

/// The published years, the latest first.
pub async fn published(ctx: &Ctx) -> Result<Vec<Notice>, Fault> {
    require(ctx, Verb::View, Object::Calendar)?;
    let calendar = standing(ctx.db.reader()).await?;
    Ok(calendar.years.iter().rev().map(|(number, year)| Notice::of(*number, year)).collect())
}

/// Reads a file without keeping anything of it.
///
/// # Errors
/// Refusals on `file`, also for a year that is there when the actor brings new ones alone.
pub async fn look(ctx: &Ctx, file: &[u8]) -> Result<Look, Fault> {
    require(ctx, Verb::Create, Object::Calendar)?;
    let notice = read(file)?;
    refuse_unless_empty(notice.faults(ctx.now().day()))?;
    let calendar = standing(ctx.db.reader()).await?;
    let replaces = calendar.has(notice.year);
    if replaces && widest(ctx, Verb::Edit, Object::Calendar).is_none() {
        return Err(Refusal::on("file", "calendar.year_is_there").with("year", notice.year).into());
    }
    let changes = notice.changes(&calendar);
    if replaces && changes.is_empty() {
        return Err(Refusal::on("file", "calendar.nothing_changes").with("year", notice.year).into());
    }
    Ok(Look { notice, changes, replaces })
}

/// Brings a year; `file` is what [`look`] read, or what came of it.
///
/// # Errors
/// As of [`look`], and `calendar.year_waits` on `file`.
pub async fn propose(ctx: &Ctx, file_name: &str, file: &[u8]) -> Result<Uuid, Fault> {
    let Look { notice, changes, .. } = look(ctx, file).await?;
    let row = calendar_years::Model {
        id: ctx.new_id(),
        year: notice.year,
        papers: serde_json::to_string(&notice.papers)?,
        off: serde_json::to_string(&notice.off)?,
        work: serde_json::to_string(&notice.work)?,
        file_name: file_name.chars().filter(|c| !c.is_control()).take(NAME).collect(),
        proposed_by: ctx.signed_in()?.account,
        proposed_at: ctx.now().0,
        decision: None,
        decision_reason: None,
        decided_by: None,
        decided_at: None,
    };
    let facts =
        json!({ "proposal": row.id, "off": notice.off.len(), "work": notice.work.len(), "changes": changes.len() });
    crate::transact!(ctx, |tx| {
        calendar_years::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::on("file", "calendar.year_waits")))?;
        audit::record(tx, ctx, "propose_year", ("calendar", row.year), facts.clone()).await
    })?;
    Ok(row.id)
}

/// The second person says yes: the year stands, and what was provisional for want of it is counted again.
///
/// # Errors
/// `calendar.second_must_be_another` or `calendar.year_decided`.
pub async fn confirm(ctx: &Ctx, id: Uuid) -> Result<(), Fault> {
    let row = open(ctx, id).await?;
    if row.proposed_by == ctx.signed_in()?.account {
        return Err(Refusal::new("calendar.second_must_be_another").into());
    }
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, id, "confirmed", None).await?;
        let complaints = complaints::store::settle_days(tx, ctx).await?;
        let months = wages::store::count_year_again(tx, ctx, row.year).await?;
        let changes = filings::store::change::settle_days(tx).await?;
        let capacity = filings::store::capacity::settle_tasks(tx, ctx).await?;
        let facts = json!({
            "proposal": id, "complaint_days": complaints, "wage_months": months, "officer_changes": changes,
            "capacity_tasks": capacity,
        });
        audit::record(tx, ctx, "confirm_year", ("calendar", row.year), facts).await
    })
}

/// Says no, with a reason; whoever brought it may take it back so.
pub async fn decline(ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Fault> {
    let row = open(ctx, id).await?;
    let reason = worded(reason, 4..=200, || Refusal::on("reason", "calendar.reason_length"))?;
    crate::transact!(ctx, |tx| {
        decide(tx, ctx, id, "declined", Some(reason.clone())).await?;
        audit::record(tx, ctx, "decline_year", ("calendar", row.year), json!({ "proposal": id })).await
    })
}

/// Every year that was brought, the newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<Brought>, Fault> {
    require(ctx, Verb::Create, Object::Calendar)?;
    let rows = calendar_years::Entity::find()
        .order_by_desc(calendar_years::Column::ProposedAt)
        .order_by_desc(calendar_years::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let people: BTreeSet<Uuid> =
        rows.iter().flat_map(|row| [Some(row.proposed_by), row.decided_by]).flatten().collect();
    let names = holders(ctx.db.reader(), people.into_iter().collect()).await?;
    let calendar = standing(ctx.db.reader()).await?;
    let who = ctx.signed_in()?.account;
    rows.into_iter().map(|row| brought(row, who, &calendar, &names)).collect()
}

/// How many wait for the actor as their second person.
pub async fn waiting(ctx: &Ctx) -> Result<usize, Fault> {
    require(ctx, Verb::Decide, Object::Calendar)?;
    let who = ctx.signed_in()?.account;
    let open = calendar_years::Entity::find().filter(calendar_years::Column::Decision.is_null());
    Ok(open.all(ctx.db.reader()).await?.iter().filter(|row| row.proposed_by != who).count())
}

fn brought(
    row: calendar_years::Model,
    who: Uuid,
    calendar: &Calendar,
    names: &HashMap<Uuid, (Uuid, String)>,
) -> Result<Brought, Fault> {
    let name = |account: Uuid| names.get(&account).map(|(_, name)| name.clone());
    let notice = notice_of(&row)?;
    let decided = row.decided_at.map(|at| Decided {
        by: row.decided_by.and_then(name),
        at: Instant(at),
        reason: row.decision_reason.clone(),
    });
    Ok(Brought {
        id: row.id,
        changes: if decided.is_none() { notice.changes(calendar) } else { Vec::new() },
        notice,
        proposed_by: name(row.proposed_by),
        is_own: row.proposed_by == who,
        proposed_at: Instant(row.proposed_at),
        decided,
        file_name: row.file_name,
    })
}

/// JSON begins with a brace; everything else is a workbook or nothing.
fn read(file: &[u8]) -> Result<Notice, Fault> {
    if file.is_empty() || file.len() > MOST_BYTES {
        return Err(Refusal::on("file", "calendar.file_missing").into());
    }
    let text = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    if text.trim_ascii_start().starts_with(b"{") {
        let text = std::str::from_utf8(text).map_err(|_| Refusal::on("file", "calendar.file_shape"))?;
        return Ok(Notice::read_json(text)?);
    }
    let rows = xlsx::rows(file).map_err(|_| Refusal::on("file", "calendar.file_shape"))?;
    Notice::read_rows(&rows).map_err(Fault::Refused)
}

fn notice_of(row: &calendar_years::Model) -> Result<Notice, Fault> {
    let days = |text: &str| serde_json::from_str::<BTreeSet<Day>>(text);
    Ok(Notice {
        year: row.year,
        papers: serde_json::from_str(&row.papers)?,
        off: days(&row.off)?,
        work: days(&row.work)?,
    })
}

async fn open(ctx: &Ctx, id: Uuid) -> Result<calendar_years::Model, Fault> {
    require(ctx, Verb::Decide, Object::Calendar)?;
    let row = calendar_years::Entity::find_by_id(id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    if row.decision.is_some() { Err(Refusal::new("calendar.year_decided").into()) } else { Ok(row) }
}

async fn decide(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    id: Uuid,
    decision: &str,
    reason: Option<String>,
) -> Result<(), Fault> {
    let decided = calendar_years::Entity::update_many()
        .col_expr(calendar_years::Column::Decision, Expr::value(decision))
        .col_expr(calendar_years::Column::DecisionReason, Expr::value(reason))
        .col_expr(calendar_years::Column::DecidedBy, Expr::value(ctx.signed_in()?.account))
        .col_expr(calendar_years::Column::DecidedAt, Expr::value(ctx.now().0))
        .filter(calendar_years::Column::Id.eq(id))
        .filter(calendar_years::Column::Decision.is_null())
        .exec(tx)
        .await?;
    if decided.rows_affected == 1 { Ok(()) } else { Err(Refusal::new("calendar.year_decided").into()) }
}
