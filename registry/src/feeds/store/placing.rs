//! Which project is each row about, and when was anything last heard of it? Rows of projects that are not the sender's are
//! answered like those of projects that do not exist.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use super::Placed;
use super::scopes::Granted;
use crate::entity::{feed_batch_projects, feed_last_seen, feed_seen};
use crate::feeds::{FeedObject, Located, Row, RowError};
use crate::{Fault, Instant, Refusal};

/// Rows of one insert: five columns each at most, and SQLite takes 32,766 values.
const ROWS_AT_ONCE: usize = 1_000;

pub(super) fn place(
    rows: Vec<Located>,
    object: FeedObject,
    scopes: &BTreeMap<String, Granted>,
) -> (Vec<Placed>, Vec<RowError>) {
    let (mut placed, mut errors) = (Vec::new(), Vec::new());
    let find = |code: &str| scopes.get(code).filter(|scope| scope.objects.contains(&object)).map(|scope| scope.project);
    for Located { number, path, statement, row } in rows {
        let mut refuse = |field| {
            errors.push(RowError { number, path: path.clone(), field, refusal: Refusal::new("feeds.project_foreign") });
        };
        let project = row.project_code().map(find);
        if project == Some(None) {
            refuse("projectCode");
            continue;
        }
        let before = match &row {
            Row::Attendance(row) => row.about.as_ref().map(|about| find(&about.project_code)),
            _ => statement.purpose.about().and_then(|about| about.project_code.as_deref()).map(find),
        };
        if before == Some(None) {
            refuse("of");
            continue;
        }
        let (project, project_before) = (project.flatten(), before.flatten());
        placed.push(Placed { number, path, statement, project, project_before, row });
    }
    (placed, errors)
}

/// What a batch speaks of.
#[derive(Default)]
pub(super) struct Spoken {
    /// rows by project
    rows: BTreeMap<Uuid, i32>,
    /// with those that corrections move rows away from
    projects: BTreeSet<Uuid>,
}

impl Spoken {
    pub(super) fn of(placed: &[Placed]) -> Self {
        let mut spoken = Self::default();
        for row in placed {
            spoken.projects.extend(row.project.into_iter().chain(row.project_before));
            if let Some(project) = row.project {
                *spoken.rows.entry(project).or_insert(0) += 1;
            }
        }
        spoken
    }

    /// Writes down that the batch, and the supplier if it is one's, spoke of them.
    pub(super) async fn note(
        &self,
        tx: &DatabaseTransaction,
        batch: Uuid,
        supplier: Option<Uuid>,
        received_at: Instant,
    ) -> Result<(), Fault> {
        let count = |project: &Uuid| self.rows.get(project).copied().unwrap_or(0);
        let projects: Vec<Uuid> = self.projects.iter().copied().collect();
        for some in projects.chunks(ROWS_AT_ONCE) {
            let rows = some.iter().map(|project| feed_batch_projects::ActiveModel {
                batch_id: Set(batch),
                project_id: Set(*project),
                row_count: Set(count(project)),
            });
            feed_batch_projects::Entity::insert_many(rows).exec_without_returning(tx).await?;
        }
        let Some(supplier) = supplier else { return Ok(()) };
        let rows: Vec<(Uuid, i32)> = self.rows.iter().map(|(project, count)| (*project, *count)).collect();
        for some in rows.chunks(ROWS_AT_ONCE) {
            note_days(tx, supplier, some, received_at).await?;
            note_last(tx, supplier, some, received_at).await?;
        }
        Ok(())
    }
}

async fn note_days(
    tx: &DatabaseTransaction,
    supplier: Uuid,
    rows: &[(Uuid, i32)],
    received_at: Instant,
) -> Result<(), Fault> {
    let day = received_at.day().to_string();
    let rows = rows.iter().map(|(project, count)| feed_seen::ActiveModel {
        supplier_id: Set(supplier),
        project_id: Set(*project),
        day: Set(day.clone()),
        row_count: Set(i64::from(*count)),
        last_received_at: Set(received_at.0),
    });
    let key = [feed_seen::Column::SupplierId, feed_seen::Column::ProjectId, feed_seen::Column::Day];
    let conflict = OnConflict::columns(key)
        .value(feed_seen::Column::RowCount, Expr::cust("feed_seen.row_count + excluded.row_count"))
        .value(feed_seen::Column::LastReceivedAt, later_of("feed_seen"))
        .to_owned();
    feed_seen::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}

async fn note_last(
    tx: &DatabaseTransaction,
    supplier: Uuid,
    rows: &[(Uuid, i32)],
    received_at: Instant,
) -> Result<(), Fault> {
    let rows = rows.iter().map(|(project, _)| feed_last_seen::ActiveModel {
        supplier_id: Set(supplier),
        project_id: Set(*project),
        last_received_at: Set(received_at.0),
    });
    let conflict = OnConflict::columns([feed_last_seen::Column::SupplierId, feed_last_seen::Column::ProjectId])
        .value(feed_last_seen::Column::LastReceivedAt, later_of("feed_last_seen"))
        .to_owned();
    feed_last_seen::Entity::insert_many(rows).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}

/// A batch that waited may be older than one that did not.
fn later_of(table: &'static str) -> Expr {
    Expr::cust(format!(
        "CASE WHEN excluded.last_received_at > {table}.last_received_at \
         THEN excluded.last_received_at ELSE {table}.last_received_at END"
    ))
}
