//! When was a project or a worker last heard of? Kept up with every press; and the row that writers of a project take first.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use crate::attendance::Seen;
use crate::db::many::{self, Cell, Kind, List};
use crate::{Fault, Instant};

/// What presses say about last-seen rows.
#[derive(Debug, Default)]
pub(crate) struct SeenChanges {
    projects: BTreeMap<Uuid, Seen>,
    workers: BTreeMap<(Uuid, Uuid), Seen>,
    /// between which instants a project lost presses
    gone: BTreeMap<Uuid, (Instant, Instant)>,
}

impl SeenChanges {
    pub(crate) fn comes(&mut self, project: Uuid, registration: Uuid, at: Instant, received_at: Instant) {
        let seen = Seen::of(at, received_at);
        for known in
            [self.projects.entry(project).or_default(), self.workers.entry((project, registration)).or_default()]
        {
            *known = known.with(seen);
        }
    }

    pub(crate) fn goes(&mut self, project: Uuid, at: Instant) {
        let span = self.gone.entry(project).or_insert((at, at));
        *span = (span.0.min(at), span.1.max(at));
    }
}

/// Takes the projects' rows, so that nobody else writes their days until this transaction is over. All that a transaction
/// needs at once, in the order of their ids: two writers never wait for each other.
///
/// # Errors
/// When one of them is no project.
pub(crate) async fn hold(tx: &DatabaseTransaction, projects: impl IntoIterator<Item = Uuid>) -> Result<(), Fault> {
    hold_received(tx, projects.into_iter().map(|project| (project, None)).collect()).await
}

/// The same, with the moment for those of which something has arrived.
pub(crate) async fn hold_received(
    tx: &DatabaseTransaction,
    projects: BTreeMap<Uuid, Option<Instant>>,
) -> Result<(), Fault> {
    let rows = projects.into_iter().map(|(id, at)| vec![Cell::Id(id), Cell::maybe_number(at.map(|at| at.0))]);
    let text = format!(
        "INSERT INTO attendance_seen (project_id, last_received_at) {{given}} ON CONFLICT (project_id) DO UPDATE SET {}",
        greater("attendance_seen", "last_received_at")
    );
    many::execute(tx, &text, &List { kinds: &[Kind::Id, Kind::Number], rows: rows.collect() }).await
}

pub(crate) async fn write(tx: &DatabaseTransaction, changes: SeenChanges) -> Result<(), Fault> {
    let kinds = [Kind::Id, Kind::Number, Kind::Number, Kind::Number];
    let rows = changes.projects.iter().map(|(project, seen)| [vec![Cell::Id(*project)], cells(*seen)].concat());
    let text = format!(
        "INSERT INTO attendance_seen (project_id, first_at, last_at, last_received_at) {{given}} \
         ON CONFLICT (project_id) DO UPDATE SET {}",
        both_ends("attendance_seen")
    );
    many::execute(tx, &text, &List { kinds: &kinds, rows: rows.collect() }).await?;
    let kinds = [Kind::Id, Kind::Id, Kind::Number, Kind::Number, Kind::Number];
    let rows = changes.workers.iter().map(|((project, registration), seen)| {
        [vec![Cell::Id(*project), Cell::Id(*registration)], cells(*seen)].concat()
    });
    let text = format!(
        "INSERT INTO attendance_seen_workers (project_id, registration_id, first_at, last_at, last_received_at) {{given}} \
         ON CONFLICT (project_id, registration_id) DO UPDATE SET {}",
        both_ends("attendance_seen_workers")
    );
    many::execute(tx, &text, &List { kinds: &kinds, rows: rows.collect() }).await?;
    reread(tx, &changes.gone).await
}

/// Where a press went that was somebody's first or last, the ends of the project are those of the days that are left.
async fn reread(tx: &DatabaseTransaction, gone: &BTreeMap<Uuid, (Instant, Instant)>) -> Result<(), Fault> {
    let rows = gone.iter().map(|(id, (low, high))| vec![Cell::Id(*id), Cell::Number(low.0), Cell::Number(high.0)]);
    let list = List { kinds: &[Kind::Id, Kind::Number, Kind::Number], rows: rows.collect() };
    let text = "WITH given (project_id, low, high) AS ({given}) SELECT DISTINCT given.project_id AS project_id FROM given \
         CROSS JOIN attendance_seen_workers AS w WHERE w.project_id = given.project_id \
         AND ((w.last_at >= given.low AND w.last_at <= given.high) OR (w.first_at >= given.low AND w.first_at <= given.high))";
    let found = many::query(tx, text, &list).await?;
    let rows =
        found.iter().map(|row| Ok(vec![Cell::Id(row.try_get("", "project_id")?)])).collect::<Result<_, Fault>>()?;
    let list = List { kinds: &[Kind::Id], rows };
    let text = "WITH given (project_id) AS ({given}) UPDATE attendance_seen SET \
         first_at = (SELECT MIN(d.first_at) FROM attendance_days AS d WHERE d.project_id = attendance_seen.project_id), \
         last_at = (SELECT MAX(d.last_at) FROM attendance_days AS d WHERE d.project_id = attendance_seen.project_id) \
         WHERE project_id IN (SELECT given.project_id FROM given)";
    many::execute(tx, text, &list).await?;
    let text = "WITH given (project_id) AS ({given}) UPDATE attendance_seen_workers SET first_at = NULL, last_at = NULL \
         WHERE project_id IN (SELECT given.project_id FROM given)";
    many::execute(tx, text, &list).await?;
    let text = "WITH given (project_id) AS ({given}) UPDATE attendance_seen_workers SET first_at = ends.first_at, \
         last_at = ends.last_at FROM (SELECT d.project_id, d.registration_id, MIN(d.first_at) AS first_at, \
         MAX(d.last_at) AS last_at FROM given CROSS JOIN attendance_days AS d WHERE d.project_id = given.project_id \
         GROUP BY d.project_id, d.registration_id) AS ends WHERE attendance_seen_workers.project_id = ends.project_id \
         AND attendance_seen_workers.registration_id = ends.registration_id";
    many::execute(tx, text, &list).await
}

fn cells(seen: Seen) -> Vec<Cell> {
    [seen.first_at, seen.last_at, seen.last_received_at].map(|at| Cell::maybe_number(at.map(|at| at.0))).to_vec()
}

fn both_ends(table: &str) -> String {
    let ends = [lesser(table, "first_at"), greater(table, "last_at"), greater(table, "last_received_at")];
    ends.join(", ")
}

// the functions for the greater of two values have different names on the two databases

fn greater(table: &str, column: &str) -> String {
    format!(
        "{column} = CASE WHEN {table}.{column} IS NULL OR excluded.{column} > {table}.{column} \
         THEN excluded.{column} ELSE {table}.{column} END"
    )
}

fn lesser(table: &str, column: &str) -> String {
    format!(
        "{column} = CASE WHEN {table}.{column} IS NULL OR excluded.{column} < {table}.{column} \
         THEN excluded.{column} ELSE {table}.{column} END"
    )
}
