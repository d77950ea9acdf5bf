//! What stands open on a project when its officer leaves? Counted from the records, in one statement.

use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::db::many::{self, Cell, Kind, List};
use crate::filings::handover::{Item, Line};
use crate::workers::store::{head_counts_on, signed_on};
use crate::{Day, Fault, Instant};

/// One column for each item that a table tells, and one for the oldest where it has a day.
const TEXT: &str = "WITH given (project_id, today) AS ({given}) SELECT \
    (SELECT COUNT(*) FROM attendance_anomalies AS a WHERE a.project_id = given.project_id AND a.settled_at IS NULL) \
        AS anomalies_open, \
    (SELECT MIN(a.day) FROM attendance_anomalies AS a WHERE a.project_id = given.project_id AND a.settled_at IS NULL) \
        AS anomalies_open_since, \
    (SELECT COUNT(*) FROM attendance_unmatched AS u WHERE u.project_id = given.project_id AND u.settled_at IS NULL) \
        AS unmatched_open, \
    (SELECT MIN(u.day) FROM attendance_unmatched AS u WHERE u.project_id = given.project_id AND u.settled_at IS NULL) \
        AS unmatched_open_since, \
    (SELECT COUNT(*) FROM attendance_by_hand AS h WHERE h.project_id = given.project_id AND h.decided_at IS NULL) \
        AS by_hand_waiting, \
    (SELECT MIN(h.written_at) FROM attendance_by_hand AS h WHERE h.project_id = given.project_id \
        AND h.decided_at IS NULL) AS by_hand_waiting_at, \
    (SELECT COUNT(*) FROM payment_batches AS b WHERE b.project_id = given.project_id \
        AND NOT EXISTS (SELECT 1 FROM payment_steps AS s WHERE s.payment_batch_id = b.id)) AS batches_unsent, \
    (SELECT MIN(b.drafted_at) FROM payment_batches AS b WHERE b.project_id = given.project_id \
        AND NOT EXISTS (SELECT 1 FROM payment_steps AS s WHERE s.payment_batch_id = b.id)) AS batches_unsent_at, \
    (SELECT COUNT(*) FROM payment_rows AS r JOIN payment_steps AS s ON s.payment_batch_id = r.payment_batch_id \
        AND s.kind = 'sent' WHERE r.project_id = given.project_id \
        AND NOT EXISTS (SELECT 1 FROM payment_results AS p WHERE p.payment_row_id = r.id) \
        AND NOT EXISTS (SELECT 1 FROM payment_withdrawals AS w WHERE w.payment_row_id = r.id AND w.undone_at IS NULL)) \
        AS rows_unanswered, \
    (SELECT COUNT(DISTINCT d.registration_id) FROM wage_dues AS d WHERE d.project_id = given.project_id \
        AND d.late_after IS NOT NULL AND d.late_after < given.today) AS wages_late, \
    (SELECT MIN(d.late_after) FROM wage_dues AS d WHERE d.project_id = given.project_id \
        AND d.late_after IS NOT NULL AND d.late_after < given.today) AS wages_late_since, \
    (SELECT COUNT(*) FROM project_deposits AS d WHERE d.project_id = given.project_id AND d.withdrawn_at IS NULL) \
        AS ledger_deposit, \
    (SELECT COUNT(*) FROM registrations AS g WHERE g.project_id = given.project_id AND g.withdrawn_at IS NULL) \
        AS ledger_real_name, \
    (SELECT COUNT(*) FROM payment_batches AS b WHERE b.project_id = given.project_id) \
    + (SELECT COUNT(*) FROM project_accounts AS c WHERE c.project_id = given.project_id AND c.withdrawn_at IS NULL) \
        AS ledger_payment, \
    (SELECT COUNT(*) FROM boards AS o WHERE o.project_id = given.project_id) AS ledger_board \
    FROM given";

/// Every item, those of open work first.
pub(super) async fn gathered<C: ConnectionTrait>(db: &C, project: Uuid, today: Day) -> Result<Vec<Line>, Fault> {
    let row = vec![Cell::Id(project), Cell::Text(today.to_string())];
    let list = List { kinds: &[Kind::Id, Kind::Text], rows: vec![row] };
    let rows = many::query(db, TEXT, &list).await?;
    let row = rows.first().ok_or_else(|| Fault::internal("a count without a row"))?;
    let workers = head_counts_on(db, &[project], today).await?.remove(&project).unwrap_or_default();
    let signed = signed_on(db, &[project], today).await?.remove(&project).unwrap_or_default();
    let line = |item: Item| -> Result<Line, Fault> {
        let (count, since) = match item {
            Item::ContractsMissing => (Some(workers.saturating_sub(signed)), None),
            // the records have no table of these two classes: their papers are handed over as they are
            Item::LedgerGuarantee | Item::LedgerLabourCost => (None, None),
            _ => (Some(row.try_get::<i64>("", item.code())?), since(row, item)?),
        };
        Ok(Line { item, count, since })
    };
    Item::ALL.into_iter().map(line).collect()
}

/// The oldest of them: a day, or a moment of which the day counts.
fn since(row: &QueryResult, item: Item) -> Result<Option<Day>, Fault> {
    let code = item.code();
    Ok(match item {
        Item::AnomaliesOpen | Item::UnmatchedOpen | Item::WagesLate => {
            row.try_get::<Option<String>>("", &format!("{code}_since"))?.as_deref().and_then(Day::parse)
        }
        Item::ByHandWaiting | Item::BatchesUnsent => {
            row.try_get::<Option<i64>>("", &format!("{code}_at"))?.map(|at| Instant(at).day())
        }
        _ => None,
    })
}
