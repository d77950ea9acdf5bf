//! What lies in the inboxes of the asking person, and who has read it when?
//!
//! Own ones are shown once the identity is confirmed, as everything of a record that an account took over. The inbox of an
//! office is for those of its staff who look after sites, that of an enterprise for its administrators and its own officers.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict, SelectStatement, UnionType},
};
use uuid::Uuid;

use crate::db::Total;
use crate::db::counting::up_to;
use crate::enterprises::store::rows_of_any;
use crate::entity::{attendance_anomalies, enterprises, notice_readings, notices, offices};
use crate::notices::{Kind, To};
use crate::offices::holders;
use crate::people::identity::confirmed;
use crate::permissions::{Object, Scope, Verb, require, scope};
use crate::{Actor, Ctx, Fault, Instant, SignedIn};

pub const PER_PAGE: u64 = 30;
/// More are not counted for the frame of a page.
pub const MOST_COUNTED: u64 = 99;
/// So many are marked in one step.
const AT_ONCE: u64 = 200;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeView {
    pub id: Uuid,
    pub to: To,
    /// the office or the enterprise whose inbox it is
    pub inbox: Option<String>,
    pub kind: Kind,
    pub about: Uuid,
    pub facts: Vec<(String, String)>,
    pub sent_at: Instant,
    /// when the first of its readers opened it
    pub read_at: Option<Instant>,
    /// of a shared one everybody who opened it, the first one first
    pub readings: Vec<Reading>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// the name of the account's holder
    pub by: String,
    pub at: Instant,
}

closed_set! {
    Which {
        Unread = "unread",
        All = "all",
    }
}

impl NoticeView {
    pub fn fact(&self, name: &str) -> Option<&str> {
        self.facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// How many notices nobody has read yet, with what was told the person about attendance, counted up to [`MOST_COUNTED`]: one
/// statement, for the frame of every page.
pub async fn count_unread(ctx: &Ctx) -> Result<Total, Fault> {
    let Actor::SignedIn(who) = &ctx.actor else { return Ok(Total::Exactly(0)) };
    let mut unread = notices::Entity::find()
        .select_only()
        .column(notices::Column::Id)
        .filter(notices::Column::InboxId.in_subquery(inboxes(who)))
        .filter(notices::Column::ReadAt.is_null())
        .into_query();
    let told = |who_is_told: Condition| {
        attendance_anomalies::Entity::find()
            .select_only()
            .column(attendance_anomalies::Column::Id)
            .filter(who_is_told)
            .filter(attendance_anomalies::Column::SettledAt.is_null())
            .into_query()
    };
    let worker = Condition::all()
        .add(attendance_anomalies::Column::PersonId.in_subquery(confirmed(Some(who.person))))
        .add(attendance_anomalies::Column::WorkerReadAt.is_null());
    let leader = Condition::all()
        .add(attendance_anomalies::Column::LeaderId.in_subquery(confirmed(Some(who.person))))
        .add(attendance_anomalies::Column::LeaderId.is_not_null())
        .add(attendance_anomalies::Column::LeaderReadAt.is_null());
    let all = unread.union(UnionType::All, told(worker)).union(UnionType::All, told(leader)).take();
    up_to(ctx.db.reader(), all, MOST_COUNTED).await
}

/// How much of what was told the person about attendance is not read: it has a list of its own.
pub async fn count_unread_anomalies(ctx: &Ctx) -> Result<u64, Fault> {
    let who = ctx.signed_in()?.person;
    let own = || confirmed(Some(who));
    let worker = Condition::all()
        .add(attendance_anomalies::Column::PersonId.in_subquery(own()))
        .add(attendance_anomalies::Column::WorkerReadAt.is_null());
    let leader = Condition::all()
        .add(attendance_anomalies::Column::LeaderId.in_subquery(own()))
        .add(attendance_anomalies::Column::LeaderReadAt.is_null());
    let unread = attendance_anomalies::Entity::find()
        .filter(Condition::any().add(worker).add(leader))
        .filter(attendance_anomalies::Column::SettledAt.is_null());
    Ok(unread.count(ctx.db.reader()).await?)
}

/// One page (from 0, [`PER_PAGE`] rows) of the own inboxes, the newest first, and the number of all.
pub async fn list(ctx: &Ctx, which: Which, page: u64) -> Result<(Vec<NoticeView>, u64), Fault> {
    require(ctx, Verb::View, Object::Notice)?;
    let who = ctx.signed_in()?;
    let mut seen = notices::Entity::find().filter(notices::Column::InboxId.in_subquery(inboxes(who)));
    if which == Which::Unread {
        seen = seen.filter(notices::Column::ReadAt.is_null());
    }
    let pages = seen
        .order_by_desc(notices::Column::SentAt)
        .order_by_desc(notices::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx.db.reader(), pages.fetch_page(page).await?).await?, total))
}

/// The actor opens one: it counts as read by them, once. Gives it back, so that the page leads on.
///
/// # Errors
/// [`Fault::NotFound`] in an inbox of others.
pub async fn open(ctx: &Ctx, notice: Uuid) -> Result<NoticeView, Fault> {
    require(ctx, Verb::View, Object::Notice)?;
    let who = ctx.signed_in()?;
    let row = crate::transact!(ctx, |tx| {
        let own = notices::Entity::find_by_id(notice).filter(notices::Column::InboxId.in_subquery(inboxes(who)));
        let row = own.one(tx).await?.ok_or(Fault::NotFound)?;
        mark(tx, ctx, who.account, &[row.id]).await?;
        Ok(row)
    })?;
    view(row, &BTreeMap::new(), &mut BTreeMap::new())
}

/// Everything that lay unread in the own inboxes at a moment; how many they were.
pub async fn mark_all_read(ctx: &Ctx, until: Instant) -> Result<usize, Fault> {
    require(ctx, Verb::View, Object::Notice)?;
    let who = ctx.signed_in()?;
    crate::transact!(ctx, |tx| {
        let mut marked = 0;
        loop {
            let ids: Vec<Uuid> = notices::Entity::find()
                .select_only()
                .column(notices::Column::Id)
                .filter(notices::Column::InboxId.in_subquery(inboxes(who)))
                .filter(notices::Column::ReadAt.is_null())
                .filter(notices::Column::SentAt.lte(until.0))
                .limit(AT_ONCE)
                .into_tuple()
                .all(tx)
                .await?;
            if ids.is_empty() {
                return Ok(marked);
            }
            marked += ids.len();
            mark(tx, ctx, who.account, &ids).await?;
        }
    })
}

async fn mark(tx: &DatabaseTransaction, ctx: &Ctx, account: Uuid, ids: &[Uuid]) -> Result<(), Fault> {
    let now = ctx.now().0;
    let readings = ids
        .iter()
        .map(|id| notice_readings::Model { notice_id: *id, account_id: account, read_at: now }.into_active_model());
    let once = [notice_readings::Column::NoticeId, notice_readings::Column::AccountId];
    notice_readings::Entity::insert_many(readings)
        .on_conflict(OnConflict::columns(once).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .or_else(|error| if matches!(error, sea_orm::DbErr::RecordNotInserted) { Ok(0) } else { Err(error) })?;
    notices::Entity::update_many()
        .col_expr(notices::Column::ReadAt, Expr::value(now))
        .filter(notices::Column::Id.is_in(ids.iter().copied()))
        .filter(notices::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The ids of the inboxes that somebody reads, to be asked for `IN` them.
fn inboxes(who: &SignedIn) -> SelectStatement {
    let reach = |scope_asked: Scope| {
        who.posts.iter().filter(move |post| scope(post.role, Verb::View, Object::Notice) == Some(scope_asked))
    };
    let of_offices: BTreeSet<Uuid> = reach(Scope::Office).filter_map(|post| post.office).collect();
    let of_enterprises: BTreeSet<Uuid> = reach(Scope::Enterprise).filter_map(|post| post.enterprise).collect();
    let mut all = confirmed(Some(who.person));
    if !of_offices.is_empty() {
        let ids = offices::Entity::find().select_only().column(offices::Column::Id);
        all.union(UnionType::Distinct, ids.filter(offices::Column::Id.is_in(of_offices)).into_query());
    }
    if !of_enterprises.is_empty() {
        all.union(UnionType::Distinct, rows_of_any(of_enterprises));
    }
    all
}

async fn views(db: &impl ConnectionTrait, rows: Vec<notices::Model>) -> Result<Vec<NoticeView>, Fault> {
    let names = inbox_names(db, &rows).await?;
    let mut readings = readings_of(db, &rows).await?;
    rows.into_iter().map(|row| view(row, &names, &mut readings)).collect()
}

async fn inbox_names(db: &impl ConnectionTrait, rows: &[notices::Model]) -> Result<BTreeMap<Uuid, String>, Fault> {
    let of_offices: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.office_id).collect();
    let of_enterprises: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.enterprise_id).collect();
    let mut names = BTreeMap::new();
    if !of_offices.is_empty() {
        let found = offices::Entity::find().filter(offices::Column::Id.is_in(of_offices)).all(db).await?;
        names.extend(found.into_iter().map(|row| (row.id, row.name)));
    }
    if !of_enterprises.is_empty() {
        let found = enterprises::Entity::find().filter(enterprises::Column::Id.is_in(of_enterprises)).all(db).await?;
        names.extend(found.into_iter().map(|row| (row.id, row.name)));
    }
    Ok(names)
}

/// Of the shared ones: one's own are read by nobody else.
async fn readings_of(
    db: &impl ConnectionTrait,
    rows: &[notices::Model],
) -> Result<BTreeMap<Uuid, Vec<Reading>>, Fault> {
    let shared: Vec<Uuid> =
        rows.iter().filter(|row| row.person_id.is_none() && row.read_at.is_some()).map(|row| row.id).collect();
    let mut found: BTreeMap<Uuid, Vec<Reading>> = BTreeMap::new();
    if shared.is_empty() {
        return Ok(found);
    }
    let readings = notice_readings::Entity::find()
        .filter(notice_readings::Column::NoticeId.is_in(shared))
        .order_by_asc(notice_readings::Column::ReadAt)
        .all(db)
        .await?;
    let names = holders(db, readings.iter().map(|row| row.account_id).collect()).await?;
    for row in readings {
        let by = names.get(&row.account_id).map(|(_, name)| name.clone()).unwrap_or_default();
        found.entry(row.notice_id).or_default().push(Reading { by, at: Instant(row.read_at) });
    }
    Ok(found)
}

pub(in crate::notices) fn view(
    row: notices::Model,
    names: &BTreeMap<Uuid, String>,
    readings: &mut BTreeMap<Uuid, Vec<Reading>>,
) -> Result<NoticeView, Fault> {
    let to = match (row.person_id, row.office_id, row.enterprise_id) {
        (Some(id), _, _) => To::Person(id),
        (_, Some(id), _) => To::Office(id),
        (_, _, Some(id)) => To::Enterprise(id),
        _ => return Err(Fault::internal("a notice for nobody")),
    };
    let facts: BTreeMap<String, String> = serde_json::from_str(&row.facts)?;
    Ok(NoticeView {
        id: row.id,
        inbox: names.get(&row.inbox_id).cloned(),
        to,
        kind: Kind::parse(&row.kind).ok_or_else(|| Fault::internal("a notice of no kind"))?,
        about: row.about_id,
        facts: facts.into_iter().collect(),
        sent_at: Instant(row.sent_at),
        read_at: row.read_at.map(Instant),
        readings: readings.remove(&row.id).unwrap_or_default(),
    })
}
