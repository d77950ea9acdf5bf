//! 催办: an office urges contractors to provide an officer or to file a change, and sees who received it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::change::{contractors_of, open_rows};
use super::county::Charges;
use super::scope::{administers, overseen};
use super::without::lacking_among;
use crate::enterprises::store::{resolve, rows_of, rows_of_any};
use crate::entity::{enterprises, filing_reminders, officer_changes, offices, projects};
use crate::fault::worded;
use crate::notices::{Kind, To, store as notices};
use crate::offices::{holders, reach};
use crate::permissions::{Object, Verb, require};
use crate::projects::store::ProjectReach;
use crate::sheets::{MOST_EXPORTED, check_exported, leaving};
use crate::{Ctx, Day, Fault, Instant, Refusal, audit, db};

pub const PER_PAGE: u64 = 50;
/// As many as a page shows.
const AT_ONCE: usize = 50;

closed_set! {
    /// About what.
    Cause {
        WithoutOfficer = "without_officer",
        ChangeUnfiled = "change_unfiled",
    }
}

/// The reminder of a project that was sent last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastReminder {
    pub sent_on: Day,
    pub read_at: Option<Instant>,
    /// how many there were
    pub count: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReminderView {
    pub id: Uuid,
    pub project: Uuid,
    pub project_name: String,
    pub enterprise: Uuid,
    pub enterprise_name: String,
    pub office: String,
    pub cause: Cause,
    pub words: String,
    pub sent_by: Option<String>,
    pub sent_at: Instant,
    pub read_by: Option<String>,
    pub read_at: Option<Instant>,
}

/// What came of urging about several projects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub sent: usize,
    /// Urged by this office today already.
    pub repeated: usize,
    /// No longer wanting, without a contractor, or of others.
    pub passed_over: usize,
}

/// Urges the contractors of these projects, each in its own inbox. What has been put right since the list was shown, or was
/// urged today already, is passed over.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever is no office of a county; on `words` and `project`.
pub async fn urge(ctx: &Ctx, cause: Cause, projects: &BTreeSet<Uuid>, words: &str) -> Result<Sent, Fault> {
    require(ctx, Verb::Decide, Object::Binding)?;
    let charges = Charges::of(ctx).await?;
    if charges.is_empty() {
        return Err(Fault::Forbidden);
    }
    let words = worded(words, 2..=500, || Refusal::on("words", "filings.reminder_length"))?;
    if projects.is_empty() || projects.len() > AT_ONCE {
        return Err(Refusal::on("project", "filings.reminder_projects").with("most", AT_ONCE).into());
    }
    let wanting = wanting(ctx, cause, projects).await?;
    let contractors = contractors_of(ctx.db.reader(), projects, ctx.now().day()).await?;
    let mut sent = Sent::default();
    for row in wanting {
        let (Some(office), Some(enterprise)) = (charges.office_for(&row), contractors.get(&row.id)) else { continue };
        match urge_one(ctx, cause, &row, (*enterprise, office), &words).await {
            Ok(()) => sent.sent += 1,
            Err(Fault::Refused(_)) => sent.repeated += 1,
            Err(fault) => return Err(fault),
        }
    }
    sent.passed_over = projects.len() - sent.sent - sent.repeated;
    Ok(sent)
}

async fn wanting(ctx: &Ctx, cause: Cause, ids: &BTreeSet<Uuid>) -> Result<Vec<projects::Model>, Fault> {
    match cause {
        Cause::WithoutOfficer => lacking_among(ctx, ids).await,
        Cause::ChangeUnfiled => {
            let unfiled = open_rows()
                .select_only()
                .column(officer_changes::Column::ProjectId)
                .filter(officer_changes::Column::ProjectId.is_in(ids.iter().copied()));
            let found = projects::Entity::find().filter(projects::Column::Id.in_subquery(unfiled.into_query()));
            Ok(found.all(ctx.db.reader()).await?)
        }
    }
}

async fn urge_one(
    ctx: &Ctx,
    cause: Cause,
    project: &projects::Model,
    (enterprise, office): (Uuid, Uuid),
    words: &str,
) -> Result<(), Fault> {
    let row = filing_reminders::Model {
        id: ctx.new_id(),
        project_id: project.id,
        enterprise_id: enterprise,
        office_id: office,
        cause: cause.code().to_owned(),
        words: words.to_owned(),
        sent_on: ctx.now().day().to_string(),
        sent_by: ctx.signed_in()?.account,
        sent_at: ctx.now().0,
        read_by: None,
        read_at: None,
    };
    crate::transact!(ctx, |tx| {
        filing_reminders::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, Refusal::new("filings.reminded_today")))?;
        let facts = json!({ "reminder": row.id, "cause": cause.code(), "enterprise": enterprise, "office": office });
        audit::record(tx, ctx, "urge", ("project", project.id), facts).await?;
        let facts = [("project", project.name.clone())];
        notices::send(ctx, tx, To::Enterprise(enterprise), Kind::FilingReminded, enterprise, &facts).await
    })
}

/// An administrator of the enterprise says that it was received.
///
/// # Errors
/// `filings.reminder_read` when somebody did before; [`Fault::NotFound`] for whoever may not see it.
pub async fn receive(ctx: &Ctx, enterprise: Uuid, reminder: Uuid) -> Result<(), Fault> {
    require(ctx, Verb::View, Object::Binding)?;
    let reader = ctx.db.reader();
    let kept = resolve(reader, enterprise).await?;
    let seen = told(ctx, kept).await?.filter(filing_reminders::Column::Id.eq(reminder));
    let row = seen.one(reader).await?.ok_or(Fault::NotFound)?;
    if !administers(ctx, kept).await? {
        return Err(Fault::Forbidden);
    }
    let who = ctx.signed_in()?.account;
    crate::transact!(ctx, |tx| {
        let read = filing_reminders::Entity::update_many()
            .col_expr(filing_reminders::Column::ReadBy, Expr::value(who))
            .col_expr(filing_reminders::Column::ReadAt, Expr::value(ctx.now().0))
            .filter(filing_reminders::Column::Id.eq(reminder))
            .filter(filing_reminders::Column::ReadAt.is_null())
            .exec(tx)
            .await?;
        if read.rows_affected != 1 {
            return Err(Refusal::new("filings.reminder_read").into());
        }
        audit::record(tx, ctx, "receive_reminder", ("project", row.project_id), json!({ "reminder": reminder })).await
    })
}

/// The reminders of the projects that an office oversees, the newest first (from 0, [`PER_PAGE`] rows), and their number.
///
/// # Errors
/// [`Fault::Forbidden`] for whoever looks after no projects.
pub async fn list_reminders(ctx: &Ctx, page: u64) -> Result<(Vec<ReminderView>, u64), Fault> {
    paged(ctx, in_reach(ctx).await?, page).await
}

/// All of them, for a sheet.
///
/// # Errors
/// As of [`list_reminders`]; `sheets.too_long` when they are too many for one.
pub async fn export_reminders(ctx: &Ctx) -> Result<Vec<ReminderView>, Fault> {
    let rows = in_reach(ctx)
        .await?
        .order_by_desc(filing_reminders::Column::SentAt)
        .order_by_desc(filing_reminders::Column::Id)
        .limit(MOST_EXPORTED + 1);
    let rows = rows.all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    let told = views(ctx, rows).await?;
    leaving::record(ctx, (leaving::LIST, "filing_reminders"), "filing_reminders", told.len()).await?;
    Ok(told)
}

async fn in_reach(ctx: &Ctx) -> Result<Select<filing_reminders::Entity>, Fault> {
    let reach = overseen(ctx).await?;
    Ok(of_sites(ctx, &reach))
}

fn of_sites(ctx: &Ctx, reach: &ProjectReach) -> Select<filing_reminders::Entity> {
    let reached = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(reach.condition(Verb::Edit, ctx.now().day()));
    let of_them = filing_reminders::Column::ProjectId.in_subquery(reached.into_query());
    filing_reminders::Entity::find().filter(of_them)
}

/// Those of one enterprise: all of them for its people, and for an office in charge of it those of the sites that it oversees.
///
/// # Errors
/// [`Fault::NotFound`] for everybody else.
pub async fn reminders_of(ctx: &Ctx, enterprise: Uuid, page: u64) -> Result<(Vec<ReminderView>, u64), Fault> {
    let kept = resolve(ctx.db.reader(), enterprise).await?;
    paged(ctx, told(ctx, kept).await?, page).await
}

/// How many of them nobody of the enterprise has received.
pub async fn count_unread(ctx: &Ctx, enterprise: Uuid) -> Result<u64, Fault> {
    let kept = resolve(ctx.db.reader(), enterprise).await?;
    let unread = told(ctx, kept).await?.filter(filing_reminders::Column::ReadAt.is_null());
    Ok(unread.count(ctx.db.reader()).await?)
}

/// What the actor sees of the reminders of an enterprise, by the reach of its officers; the seat of an enterprise says nothing
/// about sites elsewhere.
async fn told(ctx: &Ctx, kept: Uuid) -> Result<Select<filing_reminders::Entity>, Fault> {
    let (reach, db) = (reach(ctx, Verb::View, Object::Binding).await?, ctx.db.reader());
    let is_own = rows_of(db, kept).await?.iter().any(|id| reach.enterprises.contains(id));
    let rows = if reach.whole_city || is_own {
        filing_reminders::Entity::find()
    } else {
        let row = enterprises::Entity::find_by_id(kept).one(db).await?.ok_or(Fault::NotFound)?;
        if !reach.areas.contains(&row.area) {
            return Err(Fault::NotFound);
        }
        of_sites(ctx, &ProjectReach::of(ctx, Verb::View, Object::Binding).await?)
    };
    Ok(rows.filter(filing_reminders::Column::EnterpriseId.in_subquery(rows_of_any([kept]))))
}

async fn paged(
    ctx: &Ctx,
    rows: Select<filing_reminders::Entity>,
    page: u64,
) -> Result<(Vec<ReminderView>, u64), Fault> {
    let pages = rows
        .order_by_desc(filing_reminders::Column::SentAt)
        .order_by_desc(filing_reminders::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx, pages.fetch_page(page).await?).await?, total))
}

async fn views(ctx: &Ctx, rows: Vec<filing_reminders::Model>) -> Result<Vec<ReminderView>, Fault> {
    let db = ctx.db.reader();
    let projects = projects::Entity::find()
        .filter(projects::Column::Id.is_in(rows.iter().map(|row| row.project_id).collect::<BTreeSet<_>>()));
    let projects: HashMap<Uuid, String> = projects.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let named = enterprises::Entity::find()
        .filter(enterprises::Column::Id.is_in(rows.iter().map(|row| row.enterprise_id).collect::<BTreeSet<_>>()));
    let named: HashMap<Uuid, String> = named.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let offices = offices::Entity::find()
        .filter(offices::Column::Id.is_in(rows.iter().map(|row| row.office_id).collect::<BTreeSet<_>>()));
    let offices: HashMap<Uuid, String> = offices.all(db).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let accounts: BTreeSet<Uuid> = rows.iter().flat_map(|row| [Some(row.sent_by), row.read_by]).flatten().collect();
    let accounts = holders(db, accounts.into_iter().collect()).await?;
    let account = |id: Uuid| accounts.get(&id).map(|(_, name)| name.clone());
    let name = |names: &HashMap<Uuid, String>, id: Uuid| names.get(&id).cloned().unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            Ok(ReminderView {
                id: row.id,
                project: row.project_id,
                project_name: name(&projects, row.project_id),
                enterprise: row.enterprise_id,
                enterprise_name: name(&named, row.enterprise_id),
                office: name(&offices, row.office_id),
                cause: Cause::parse(&row.cause).ok_or_else(|| Fault::internal("a reminder without a cause"))?,
                words: row.words,
                sent_by: account(row.sent_by),
                sent_at: Instant(row.sent_at),
                read_by: row.read_by.and_then(account),
                read_at: row.read_at.map(Instant),
            })
        })
        .collect()
}

/// The last reminder of each of these projects.
pub(super) async fn last_reminders<C: ConnectionTrait>(
    db: &C,
    cause: Cause,
    ids: &BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, LastReminder>, Fault> {
    let rows: Vec<(Uuid, String, Option<i64>)> = filing_reminders::Entity::find()
        .select_only()
        .columns([
            filing_reminders::Column::ProjectId,
            filing_reminders::Column::SentOn,
            filing_reminders::Column::ReadAt,
        ])
        .filter(filing_reminders::Column::ProjectId.is_in(ids.iter().copied()))
        .filter(filing_reminders::Column::Cause.eq(cause.code()))
        .order_by_asc(filing_reminders::Column::SentAt)
        .into_tuple()
        .all(db)
        .await?;
    let mut last: BTreeMap<Uuid, LastReminder> = BTreeMap::new();
    for (project, sent_on, read_at) in rows {
        let sent_on = Day::parse(&sent_on).ok_or_else(|| Fault::internal("a reminder without a day"))?;
        let count = last.get(&project).map_or(0, |known| known.count) + 1;
        last.insert(project, LastReminder { sent_on, read_at: read_at.map(Instant), count });
    }
    Ok(last)
}
