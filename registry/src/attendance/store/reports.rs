//! What did the project manager get to read about a day, and for which days is there nothing?

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use serde_json::json;
use uuid::Uuid;

use super::anomalies::finding;
use super::last_seen;
use super::site_days::people_on;
use super::sites::{check_whole, own_site};
use crate::attendance::{DailyReport, Finding, PersonDay, Unmatched, days_without_report};
use crate::calendar::Month;
use crate::entity::{attendance_anomalies, attendance_reports, attendance_unmatched, project_statuses};
use crate::permissions::{Object, Verb};
use crate::projects::Status;
use crate::projects::store::status_in_force_on;
use crate::{Ctx, Day, Fault, Instant, Period, Refusal, audit, db};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    /// from 1; a later one stands beside the earlier ones
    pub number: i32,
    pub made_at: Instant,
    /// none when a job made it
    pub made_by: Option<Uuid>,
    pub report: DailyReport,
}

/// Makes the report of a day that is over, or that runs. Findings are those told so far.
///
/// # Errors
/// [`Fault::NotFound`] and [`Fault::Forbidden`] as everywhere; a day that has not begun.
pub async fn make_report(ctx: &Ctx, project: Uuid, day: Day) -> Result<DailyReport, Fault> {
    own_site(ctx, Verb::Create, Object::Attendance, project).await?;
    if day > ctx.now().day() {
        return Err(Refusal::on("day", "attendance.report_in_future").into());
    }
    crate::transact!(ctx, |tx| {
        last_seen::hold(tx, [project]).await?;
        report_within(tx, ctx, project, day).await
    })
}

/// The same in a transaction that holds the attendance of the project: a further report beside the earlier ones.
pub(super) async fn report_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    day: Day,
) -> Result<DailyReport, Fault> {
    let on_site = people_on(tx, project, day).await?;
    let findings = findings_on(tx, project, day).await?;
    let none = Vec::new();
    let people: Vec<PersonDay<'_>> = on_site
        .iter()
        .map(|person| PersonDay {
            worker: person.registration,
            team: person.team,
            expected: person.expected,
            row: person.row.as_ref().map(|stored| &stored.row),
            findings: findings.get(&person.person).unwrap_or(&none),
        })
        .collect();
    let report = DailyReport::new(project, day, &people, &strangers_on(tx, project, day).await?);
    let row = attendance_reports::Model {
        project_id: project,
        day: day.to_string(),
        number: last_number(tx, project, day).await? + 1,
        report: serde_json::to_string(&report)?,
        made_by: ctx.signed_in().ok().map(|who| who.account),
        made_at: ctx.now().0,
    };
    let facts = json!({ "day": row.day, "number": row.number });
    let insert = attendance_reports::Entity::insert(row.into_active_model()).exec_without_returning(tx).await;
    insert.map_err(|error| if db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
    audit::record(tx, ctx, "report_attendance", ("project", project), facts).await?;
    Ok(report)
}

async fn findings_on(tx: &DatabaseTransaction, project: Uuid, day: Day) -> Result<BTreeMap<Uuid, Vec<Finding>>, Fault> {
    let rows = attendance_anomalies::Entity::find()
        .filter(attendance_anomalies::Column::ProjectId.eq(project))
        .filter(attendance_anomalies::Column::Day.eq(day.to_string()))
        .filter(attendance_anomalies::Column::SettledAt.is_null())
        .all(tx)
        .await?;
    let mut findings: BTreeMap<Uuid, Vec<Finding>> = BTreeMap::new();
    for row in rows {
        findings.entry(row.person_id).or_default().push(finding(&row)?);
    }
    Ok(findings)
}

/// Why nobody is known by these presses, once per document.
async fn strangers_on(tx: &DatabaseTransaction, project: Uuid, day: Day) -> Result<Vec<Unmatched>, Fault> {
    let rows = attendance_unmatched::Entity::find()
        .filter(attendance_unmatched::Column::ProjectId.eq(project))
        .filter(attendance_unmatched::Column::SettledAt.is_null())
        .filter(attendance_unmatched::Column::At.gte(day.starts_at().0))
        .filter(attendance_unmatched::Column::At.lt(day.next().starts_at().0))
        .order_by_asc(attendance_unmatched::Column::At)
        .all(tx)
        .await?;
    let reasons: BTreeMap<Uuid, Unmatched> =
        rows.iter().filter_map(|row| Some((row.who, Unmatched::parse(&row.reason)?))).collect();
    Ok(reasons.into_values().collect())
}

/// Of the latest report of a day; nought where there is none.
pub(super) async fn last_number(tx: &DatabaseTransaction, project: Uuid, day: Day) -> Result<i32, Fault> {
    let last = attendance_reports::Entity::find()
        .filter(attendance_reports::Column::ProjectId.eq(project))
        .filter(attendance_reports::Column::Day.eq(day.to_string()))
        .order_by_desc(attendance_reports::Column::Number)
        .one(tx)
        .await?;
    Ok(last.map_or(0, |row| row.number))
}

/// The reports of a day, the newest first.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole.
pub async fn report_of(ctx: &Ctx, project: Uuid, day: Day) -> Result<Vec<StoredReport>, Fault> {
    check_whole(ctx, project).await?;
    let rows = attendance_reports::Entity::find()
        .filter(attendance_reports::Column::ProjectId.eq(project))
        .filter(attendance_reports::Column::Day.eq(day.to_string()))
        .order_by_desc(attendance_reports::Column::Number)
        .all(ctx.db.reader())
        .await?;
    rows.into_iter().map(stored).collect()
}

/// The latest report of each day of a month that has one, in order.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole.
pub async fn reports_in(ctx: &Ctx, project: Uuid, month: Month) -> Result<Vec<StoredReport>, Fault> {
    check_whole(ctx, project).await?;
    let (from, until) = (month.first_day(), month.last_day());
    let rows = attendance_reports::Entity::find()
        .filter(attendance_reports::Column::ProjectId.eq(project))
        .filter(attendance_reports::Column::Day.between(from.to_string(), until.to_string()))
        .order_by_asc(attendance_reports::Column::Number)
        .all(ctx.db.reader())
        .await?;
    let latest: BTreeMap<String, attendance_reports::Model> =
        rows.into_iter().map(|row| (row.day.clone(), row)).collect();
    latest.into_values().map(stored).collect()
}

fn stored(row: attendance_reports::Model) -> Result<StoredReport, Fault> {
    let report = serde_json::from_str(&row.report)?;
    Ok(StoredReport { number: row.number, made_at: Instant(row.made_at), made_by: row.made_by, report })
}

/// Of these projects those that were in construction on a day and have no report of it.
pub(crate) async fn unreported_on<C: ConnectionTrait>(db: &C, sites: &[Uuid], day: Day) -> Result<Vec<Uuid>, Fault> {
    let reported = attendance_reports::Entity::find()
        .select_only()
        .column(attendance_reports::Column::ProjectId)
        .filter(attendance_reports::Column::Day.eq(day.to_string()))
        .into_query();
    let building = project_statuses::Entity::find()
        .select_only()
        .column(project_statuses::Column::ProjectId)
        .distinct()
        .filter(project_statuses::Column::ProjectId.is_in(sites.iter().copied()))
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(status_in_force_on(day))
        .filter(project_statuses::Column::ProjectId.not_in_subquery(reported));
    Ok(building.into_tuple().all(db).await?)
}

/// The days of a month in construction until yesterday without a report, in order.
///
/// # Errors
/// [`Fault::NotFound`] when the project is not the actor's to see whole.
pub async fn unreported_days(ctx: &Ctx, project: Uuid, month: Month) -> Result<Vec<Day>, Fault> {
    check_whole(ctx, project).await?;
    let statuses = project_statuses::Entity::find()
        .filter(project_statuses::Column::ProjectId.eq(project))
        .filter(project_statuses::Column::Status.eq(Status::Building.code()))
        .filter(project_statuses::Column::WithdrawnAt.is_null())
        .all(ctx.db.reader())
        .await?;
    let (from, until) = (month.first_day(), month.last_day());
    let mut running = Vec::new();
    for row in statuses {
        let first = Day::parse(&row.first_day).ok_or_else(|| Fault::internal("a status without a day"))?;
        let period = Period::new(first, row.last_day.as_deref().and_then(Day::parse))
            .map_err(|_| Fault::internal("a status that ends before it begins"))?;
        running.extend(period.common(Period::new(from, Some(until))?));
    }
    let rows = attendance_reports::Entity::find()
        .filter(attendance_reports::Column::ProjectId.eq(project))
        .filter(attendance_reports::Column::Day.between(from.to_string(), until.to_string()))
        .all(ctx.db.reader())
        .await?;
    let reported: BTreeSet<Day> = rows.iter().filter_map(|row| Day::parse(&row.day)).collect();
    Ok(days_without_report(&running, &reported, ctx.now().day()))
}
