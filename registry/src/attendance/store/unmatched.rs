//! Which rows belong to no registered worker, and what becomes of them when the worker is registered?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::effects::{self, Effect, Ground, Way};
use super::last_seen;
use super::roster::Roster;
use super::sites::{rules_of, visible_site};
use super::stored_days::{Stander, StoredDay, StoredPress};
use crate::attendance::{Direction, PairingRules, Press, Unmatched, id_at, mark_of, match_press};
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{attendance_unmatched, projects};
use crate::permissions::Object;
use crate::{Ctx, Day, Fault, Instant};

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
         listed_at = excluded.listed_at, settled_at = NULL, settled_as = NULL";
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

pub(crate) async fn settle(
    tx: &DatabaseTransaction,
    events: &BTreeSet<Uuid>,
    settled: Settled,
    now: Instant,
) -> Result<(), Fault> {
    let text = format!(
        "WITH given (id) AS ({{given}}) UPDATE attendance_unmatched SET settled_at = {}, settled_as = '{}' \
         WHERE settled_at IS NULL AND id IN (SELECT given.id FROM given)",
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
}

/// One page (from 0, [`PER_PAGE`] rows) of a project's open ones, the newest first, and the number of all.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole: nobody's rows are no unit's own.
pub async fn list_unmatched(ctx: &Ctx, project: Uuid, page: u64) -> Result<(Vec<UnmatchedView>, u64), Fault> {
    let site = visible_site(ctx, Object::Attendance, project).await?;
    if site.part != super::sites::Part::Whole {
        return Err(Fault::NotFound);
    }
    let pages = attendance_unmatched::Entity::find()
        .filter(attendance_unmatched::Column::ProjectId.eq(project))
        .filter(attendance_unmatched::Column::SettledAt.is_null())
        .order_by_desc(attendance_unmatched::Column::At)
        .order_by_desc(attendance_unmatched::Column::Id)
        .paginate(ctx.db.reader(), PER_PAGE);
    let total = pages.num_items().await?;
    let rows = pages.fetch_page(page).await?;
    Ok((rows.into_iter().map(|row| view(ctx, row)).collect::<Result<_, _>>()?, total))
}

fn view(ctx: &Ctx, row: attendance_unmatched::Model) -> Result<UnmatchedView, Fault> {
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
    })
}

/// Judges the presses of these people again, after they were registered, entered, left, or any of it was corrected. For
/// the use cases that do so, in their own transaction. `changed` are the projects of the registrations, those taken back
/// too; `from` is the earliest day on which one differs.
///
/// # Errors
/// As of the database.
pub async fn match_again(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    people: &BTreeSet<Uuid>,
    changed: &BTreeSet<Uuid>,
    from: Day,
) -> Result<usize, Fault> {
    let roster = Roster::of_people(tx, people).await?;
    let open = open_rows(tx, &roster).await?;
    let mut on: BTreeSet<Uuid> = open.iter().map(|row| row.project_id).chain(changed.iter().copied()).collect();
    on.extend(roster.iter().flat_map(|(_, known)| known.registrations.iter().map(|one| one.project)));
    let rules = pairing_rules(tx, ctx, &on).await?;
    let on: Vec<Uuid> = on.into_iter().filter(|id| rules.contains_key(id)).collect();
    last_seen::hold(tx, on.iter().copied(), None).await?;
    // read again: until now somebody else may have written them
    let open = open_rows(tx, &roster).await?;
    let days = days_of(tx, &roster, &on, from).await?;
    let (effects, matched, moved) = judged_again(&roster, &rules, open, &days)?;
    let documents = HashMap::new();
    let ground = Ground { roster: &roster, rules: &rules, documents: &documents, ctx, now: ctx.now() };
    settle(tx, &matched, Settled::Matched, ctx.now()).await?;
    let applied = effects::apply(tx, &ground, &effects).await?;
    Ok(applied.days + moved)
}

/// What comes and goes: open rows that match now, and presses of days that match no longer or somebody else's team.
fn judged_again(
    roster: &Roster,
    rules: &HashMap<Uuid, PairingRules>,
    open: Vec<attendance_unmatched::Model>,
    days: &[StoredDay],
) -> Result<(Vec<Effect>, BTreeSet<Uuid>, usize), Fault> {
    let (mut found, mut matched) = (Vec::new(), BTreeSet::new());
    for row in open {
        let Some((known, rules)) = roster.get(row.who).zip(rules.get(&row.project_id)) else { continue };
        let direction = Direction::parse(&row.direction).ok_or_else(|| Fault::internal("an unknown direction"))?;
        let press = Press { at: Instant(row.at), direction };
        let verdict = match_press(row.project_id, press, row.team_id, &known.registrations, rules);
        if verdict.is_ok() {
            matched.insert(row.id);
        }
        let is_same = verdict.err().is_some_and(|reason| reason.code() == row.reason);
        if !is_same {
            found.push(Effect {
                event: row.id,
                project: row.project_id,
                who: row.who,
                stored: StoredPress { press, team: row.team_id, mark: mark_of(row.id) },
                received_at: Instant(row.listed_at),
                way: Way::Comes,
                batch: row.batch_id,
            });
        }
    }
    let who_of: BTreeMap<Uuid, Uuid> = roster.iter().map(|(who, known)| (known.person, who)).collect();
    let mut moved = 0;
    for day in days {
        let Stander { project, person } = day.stander;
        let Some((who, rules)) = who_of.get(&person).zip(rules.get(&project)) else { continue };
        let registrations = roster.get(*who).map_or(&[][..], |known| known.registrations.as_slice());
        let first = day.presses.first();
        for stored in &day.presses {
            let verdict = match_press(project, stored.press, stored.team, registrations, rules);
            let is_elsewhere =
                first == Some(stored) && verdict.is_ok_and(|found| found.worker != day.belonging.registration);
            if verdict.is_ok() && !is_elsewhere {
                continue;
            }
            moved += 1;
            let effect = |way| Effect {
                event: id_at(project, stored.press.at, stored.mark),
                project,
                who: *who,
                stored: *stored,
                received_at: stored.press.at,
                way,
                batch: None,
            };
            found.extend([effect(Way::Goes), effect(Way::Comes)]);
        }
    }
    Ok((found, matched, moved))
}

async fn open_rows<C: ConnectionTrait>(db: &C, roster: &Roster) -> Result<Vec<attendance_unmatched::Model>, Fault> {
    let whos: Vec<Uuid> = roster.iter().map(|(who, _)| who).collect();
    let rows = attendance_unmatched::Entity::find()
        .filter(attendance_unmatched::Column::Who.is_in(whos))
        .filter(attendance_unmatched::Column::SettledAt.is_null())
        .order_by_asc(attendance_unmatched::Column::Id);
    Ok(rows.all(db).await?)
}

/// The day rows of these people on these projects from a day on.
async fn days_of(
    tx: &DatabaseTransaction,
    roster: &Roster,
    projects: &[Uuid],
    from: Day,
) -> Result<Vec<StoredDay>, Fault> {
    let text = format!(
        "WITH given (project_id, person_id, day) AS ({{given}}) SELECT {} FROM given CROSS JOIN attendance_days AS d \
         WHERE d.project_id = given.project_id AND d.day >= given.day AND d.person_id = given.person_id",
        StoredDay::columns()
    );
    let pairs = projects.iter().flat_map(|project| roster.iter().map(move |(_, known)| (*project, known.person)));
    let rows = pairs.map(|(project, person)| vec![Cell::Id(project), Cell::Id(person), Cell::Text(from.to_string())]);
    let list = List { kinds: &[Kind::Id, Kind::Id, Kind::Text], rows: rows.collect() };
    many::query(tx, &text, &list).await?.iter().map(StoredDay::from_row).collect()
}

/// The figures by which days of these projects are paired today.
pub(super) async fn pairing_rules<C: ConnectionTrait>(
    db: &C,
    ctx: &Ctx,
    ids: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, PairingRules>, Fault> {
    let rows = projects::Entity::find().filter(projects::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let rules = rules_of(db, ctx, &rows, ctx.now().day()).await?;
    let mut found = HashMap::new();
    for (id, rules) in rules {
        found.insert(id, PairingRules::from_rules(&rules)?);
    }
    Ok(found)
}
