//! Which rows belong to no registered worker, and whom does the site refuse?

use std::collections::{BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, Select, sea_query::Expr,
};
use serde_json::json;
use uuid::Uuid;

use super::effects::Effect;
use super::last_seen;
use super::names::{check_words, person_names};
use super::roster::{Known, Roster};
use super::sites::{check_whole, own_site, rules_of};
use super::stored_days::StoredPress;
use crate::attendance::{Direction, PairingRules, Unmatched};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{attendance_unmatched, projects};
use crate::permissions::{Object, Verb};
use crate::sheets::{MOST_EXPORTED, check_exported};
use crate::{Ctx, Fault, Instant, Refusal, audit};

pub(crate) const DOCUMENT: &str = "attendance_unmatched.document";
pub const PER_PAGE: u64 = 50;

/// A row to list.
pub(crate) struct Listed<'a> {
    pub effect: &'a Effect,
    pub reason: Unmatched,
    /// sealed
    pub document: Option<Vec<u8>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Settled {
    Matched,
    TakenBack,
}

impl Settled {
    fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::TakenBack => "taken_back",
        }
    }
}

const KINDS: [Kind; 11] = [
    Kind::Id,
    Kind::Id,
    Kind::Id,
    Kind::Number,
    Kind::Text,
    Kind::Text,
    Kind::Id,
    Kind::Text,
    Kind::Bytes,
    Kind::Number,
    Kind::Id,
];

/// Lists them; one that was listed before and settled is open again.
pub(crate) async fn add(tx: &DatabaseTransaction, listed: &[Listed<'_>], now: Instant) -> Result<(), Fault> {
    let text = "INSERT INTO attendance_unmatched (id, project_id, who, at, day, direction, team_id, reason, \
         document_sealed, listed_at, batch_id) {given} ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, \
         document_sealed = COALESCE(excluded.document_sealed, attendance_unmatched.document_sealed), \
         listed_at = excluded.listed_at, settled_at = NULL, settled_as = NULL, settled_by = NULL, settled_reason = NULL";
    let row = |one: &Listed<'_>| {
        let StoredPress { press, team, .. } = one.effect.stored;
        vec![
            Cell::Id(one.effect.event),
            Cell::Id(one.effect.project),
            Cell::Id(one.effect.who),
            Cell::Number(press.at.0),
            Cell::Text(press.at.day().to_string()),
            Cell::Text(press.direction.code().to_owned()),
            Cell::maybe_id(team),
            Cell::Text(one.reason.code().to_owned()),
            one.document.clone().map_or(Cell::None(Kind::Bytes), Cell::Bytes),
            Cell::Number(now.0),
            Cell::maybe_id(one.effect.batch),
        ]
    };
    many::execute(tx, text, &List { kinds: &KINDS, rows: listed.iter().map(row).collect() }).await
}

/// What is settled keeps no number.
pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    events: &BTreeSet<Uuid>,
    settled: Settled,
    now: Instant,
) -> Result<(), Fault> {
    let text = format!(
        "WITH given (id) AS ({{given}}) UPDATE attendance_unmatched SET settled_at = {}, settled_as = '{}', \
         document_sealed = NULL WHERE settled_at IS NULL AND id IN (SELECT given.id FROM given)",
        now.0,
        settled.code()
    );
    let rows = events.iter().map(|id| vec![Cell::Id(*id)]).collect();
    many::execute(tx, &text, &List { kinds: &[Kind::Id], rows }).await
}

/// One line of the list, with what the officer can go by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmatchedView {
    pub event: Uuid,
    pub at: Instant,
    pub direction: Direction,
    pub reason: Unmatched,
    /// the first characters of the number, where it was sent
    pub document_masked: Option<String>,
    /// whom the document belongs to, where that person is or was registered here
    pub known: Option<(Uuid, String)>,
}

/// One page (from 0, [`PER_PAGE`] rows) of a project's open ones, the newest first, and the number of all.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole: nobody's rows are no unit's own.
pub async fn list_unmatched(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<UnmatchedView>, u64), Fault> {
    check_whole(ctx, project).await?;
    let pages = open_ones(project).paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    Ok((views(ctx, project, pages.fetch_page(page).await?).await?, total))
}

/// All of them, as a file.
///
/// # Errors
/// [`Fault::NotFound`] as for [`list_unmatched`], and a refusal when there are more.
pub async fn export_unmatched(ctx: &Ctx, project: Uuid) -> Result<Vec<UnmatchedView>, Fault> {
    check_whole(ctx, project).await?;
    let rows = open_ones(project).limit(MOST_EXPORTED + 1).all(ctx.db.reader()).await?;
    check_exported(rows.len())?;
    views(ctx, project, rows).await
}

fn open_ones(project: Uuid) -> Select<attendance_unmatched::Entity> {
    attendance_unmatched::Entity::find()
        .filter(attendance_unmatched::Column::ProjectId.eq(project))
        .filter(attendance_unmatched::Column::SettledAt.is_null())
        .order_by_desc(attendance_unmatched::Column::At)
        .order_by_desc(attendance_unmatched::Column::Id)
}

async fn views(ctx: &Ctx, project: Uuid, rows: Vec<attendance_unmatched::Model>) -> Result<Vec<UnmatchedView>, Fault> {
    let roster = Roster::of_short_keys(ctx.db.reader(), &rows.iter().map(|row| row.who).collect()).await?;
    let here = |known: &&Known| known.registrations.iter().any(|one| one.project == project);
    let known = |who: Uuid| roster.get(who).filter(here).map(|known| known.person);
    let names = person_names(ctx.db.reader(), rows.iter().filter_map(|row| known(row.who)).collect()).await?;
    let named = |who: Uuid| known(who).and_then(|person| Some((person, names.get(&person)?.clone())));
    let views = rows.into_iter().map(|row| {
        let known = named(row.who);
        view(ctx, row, known)
    });
    views.collect()
}

fn view(ctx: &Ctx, row: attendance_unmatched::Model, known: Option<(Uuid, String)>) -> Result<UnmatchedView, Fault> {
    let broken = || Fault::internal("an unmatched row with an unknown code");
    let masked = |sealed: &Vec<u8>| {
        let number = ctx.vault.open_text(DOCUMENT, sealed)?;
        let shown: String = number.chars().take(4).collect();
        Ok::<_, Fault>(format!("{shown}{}", "*".repeat(number.chars().count().saturating_sub(4))))
    };
    Ok(UnmatchedView {
        event: row.id,
        at: Instant(row.at),
        direction: Direction::parse(&row.direction).ok_or_else(broken)?,
        reason: Unmatched::parse(&row.reason).ok_or_else(broken)?,
        document_masked: row.document_sealed.as_ref().map(masked).transpose()?,
        known,
    })
}

/// Nobody of the site passed there: a visitor, a driver, a try of the device. All or none; what is refused comes to no day,
/// whoever is registered later.
///
/// # Errors
/// No reason; a row that is not of this project or that is settled.
pub async fn refuse_unmatched(ctx: &Ctx, project: Uuid, events: &BTreeSet<Uuid>, reason: &str) -> Result<(), Fault> {
    own_site(ctx, Verb::Edit, Object::Attendance, project).await?;
    let who = ctx.signed_in()?.account;
    let reason = check_words(reason, "reason")?;
    if events.is_empty() {
        return Err(Refusal::on("event", "attendance.nothing_chosen").into());
    }
    crate::transact!(ctx, |tx| {
        last_seen::hold(tx, [project]).await?;
        let refused = attendance_unmatched::Entity::update_many()
            .col_expr(attendance_unmatched::Column::SettledAt, Expr::value(ctx.now().0))
            .col_expr(attendance_unmatched::Column::SettledAs, Expr::value("refused"))
            .col_expr(attendance_unmatched::Column::SettledBy, Expr::value(who))
            .col_expr(attendance_unmatched::Column::SettledReason, Expr::value(reason.clone()))
            .col_expr(attendance_unmatched::Column::DocumentSealed, Expr::value(None::<Vec<u8>>))
            .filter(attendance_unmatched::Column::Id.is_in(events.iter().copied()))
            .filter(attendance_unmatched::Column::ProjectId.eq(project))
            .filter(attendance_unmatched::Column::SettledAt.is_null())
            .exec(tx)
            .await?;
        if usize::try_from(refused.rows_affected).unwrap_or(0) != events.len() {
            return Err(Refusal::new("attendance.settled_meanwhile").into());
        }
        audit::record(tx, ctx, "refuse_passages", ("project", project), json!({ "rows": events.len() })).await
    })
}

/// The figures by which days of these projects are paired today.
pub(super) async fn pairing_rules<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    ids: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, PairingRules>, Fault> {
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let rules = rules_of(db, &rows, ctx.now().day()).await?;
    let mut found = HashMap::new();
    for (id, rules) in rules {
        found.insert(id, PairingRules::from_rules(&rules)?);
    }
    Ok(found)
}
