//! What is unusual about a day? Found after it, told once, and settled when something explains it.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

use super::site_days::{PersonOn, people_on};
use super::stored_days::{self, StoredDay};
use super::unmatched::pairing_rules;
use super::{last_seen, reporting};
use crate::attendance::{Anomaly, Cover, DayRow, Expectation, Finding, PairingRules, anomalies, changes};
use crate::ctx::Actor;
use crate::db::many::{self, Cell, Kind, List};
use crate::entity::{attendance_anomalies, registrations, team_leaders};
use crate::instant::HOUR_MS;
use crate::workers::store::unsigned_on;
use crate::{Ctx, Day, Fault, Instant};

/// When a day that is over is looked at for the first time: devices that send at night have sent by then.
const MORNING_MS: i64 = 8 * HOUR_MS;

/// Looks at up to `most` days that were written since the last look: those of yesterday in the morning, and all once more
/// when no shift can reach them any more. Says how many. For the job.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn judge_pending(ctx: &Ctx, most: u64) -> Result<usize, Fault> {
    check_job(ctx)?;
    let latest = ctx.now().minus_ms(MORNING_MS).day().previous();
    let text = format!(
        "WITH given (settled, latest) AS ({{given}}) SELECT u.project_id, u.day FROM given \
         CROSS JOIN attendance_unjudged AS u WHERE u.day <= given.settled \
         OR (u.day <= given.latest AND u.judged_on IS NULL) ORDER BY u.day, u.project_id LIMIT {most}"
    );
    let row = vec![Cell::Text(settled_by(ctx).to_string()), Cell::Text(latest.to_string())];
    let list = List { kinds: &[Kind::Text, Kind::Text], rows: vec![row] };
    let found = many::query(ctx.db.reader(), &text, &list).await?;
    for row in &found {
        let day: String = row.try_get("", "day")?;
        let day = Day::parse(&day).ok_or_else(|| Fault::internal("a mark without a day"))?;
        judge_day(ctx, row.try_get("", "project_id")?, day).await?;
    }
    Ok(found.len())
}

/// The last day that no shift can reach any more: one that began in the last minute of a day ends within a day.
fn settled_by(ctx: &Ctx) -> Day {
    ctx.now().day().plus_days(-2)
}

/// The same for one project and day.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn judge_day(ctx: &Ctx, project: Uuid, day: Day) -> Result<usize, Fault> {
    check_job(ctx)?;
    crate::transact!(ctx, |tx| { judge(tx, ctx, project, day).await })
}

/// Every day of a run, for example after an outage was approved.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn judge_days_of(ctx: &Ctx, project: Uuid, first: Day, last: Day) -> Result<usize, Fault> {
    let (mut day, mut told) = (first, 0);
    while day <= last {
        told += judge_day(ctx, project, day).await?;
        day = day.next();
    }
    Ok(told)
}

fn check_job(ctx: &Ctx) -> Result<(), Fault> {
    match ctx.actor {
        Actor::System(_) => Ok(()),
        _ => Err(Fault::Forbidden),
    }
}

/// Writes what appeared, settles what is no longer so; returns how many findings are new.
async fn judge(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, day: Day) -> Result<usize, Fault> {
    last_seen::hold(tx, [project]).await?;
    // first: whoever changes something from here on leaves a new mark
    note_look(tx, ctx, project, day).await?;
    let people = people_on(tx, project, day).await?;
    let came: BTreeSet<Uuid> = people.iter().filter(|person| person.is_present()).map(|person| person.person).collect();
    let unsigned = unsigned_on(tx, project, day, &came).await?;
    let rules = pairing_rules(tx, ctx, &BTreeSet::from([project])).await?;
    let rules = rules.get(&project).ok_or(Fault::NotFound)?;
    let elsewhere = elsewhere(tx, project, day, &people).await?;
    let stored = attendance_anomalies::Entity::find()
        .filter(attendance_anomalies::Column::ProjectId.eq(project))
        .filter(attendance_anomalies::Column::Day.eq(day.to_string()))
        .filter(attendance_anomalies::Column::SettledAt.is_null())
        .all(tx)
        .await?;
    let mut before: BTreeMap<Uuid, Vec<(Uuid, Finding)>> = BTreeMap::new();
    for row in &stored {
        before.entry(row.person_id).or_default().push((row.id, finding(row)?));
    }
    let leaders = leaders_on(tx, &people, day).await?;
    let (mut told, mut settled) = (Vec::new(), Vec::new());
    for person in &people {
        let known = before.remove(&person.person).unwrap_or_default();
        let cover = if unsigned.contains(&person.person) { Cover::Unsigned } else { Cover::Signed };
        let now = found(day, (person, cover), elsewhere.get(&person.person), rules, ctx.now());
        let known_findings: Vec<Finding> = known.iter().map(|(_, finding)| *finding).collect();
        let changes = changes(&known_findings, &now);
        settled.extend(known.iter().filter(|(_, one)| changes.settled.contains(one)).map(|(id, _)| *id));
        for one in changes.appeared {
            let leader = person.team.and_then(|team| leaders.get(&team).copied());
            told.push(new_row(ctx, project, person, one, leader));
        }
    }
    // whoever is not on the day any more has nothing to explain
    settled.extend(before.into_values().flatten().map(|(id, _)| id));
    let count = told.len();
    for chunk in told.chunks(500) {
        let rows = chunk.iter().cloned().map(IntoActiveModel::into_active_model);
        attendance_anomalies::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    attendance_anomalies::Entity::update_many()
        .col_expr(attendance_anomalies::Column::SettledAt, Expr::value(ctx.now().0))
        .filter(attendance_anomalies::Column::Id.is_in(settled))
        .exec(tx)
        .await?;
    if people.iter().any(|person| person.is_present() || person.expected == Expectation::Expected) {
        reporting::ask_for_report(tx, project, day).await?;
    }
    Ok(count)
}

/// Until no shift can reach it any more, the day is looked at once more.
async fn note_look(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, day: Day) -> Result<(), Fault> {
    let done = if day <= settled_by(ctx) {
        "DELETE FROM attendance_unjudged"
    } else {
        "UPDATE attendance_unjudged SET judged_on = day"
    };
    let text = format!(
        "WITH given (project_id, day) AS ({{given}}) {done} \
         WHERE (project_id, day) IN (SELECT given.project_id, given.day FROM given)"
    );
    let mark =
        List { kinds: &[Kind::Id, Kind::Text], rows: vec![vec![Cell::Id(project), Cell::Text(day.to_string())]] };
    many::execute(tx, &text, &mark).await
}

fn found(
    day: Day,
    (person, cover): (&PersonOn, Cover),
    elsewhere: Option<&Vec<StoredDay>>,
    rules: &PairingRules,
    as_of: Instant,
) -> Vec<Finding> {
    let others: Vec<&DayRow> = elsewhere.into_iter().flatten().map(|stored| &stored.row).collect();
    let row = person.row.as_ref().map(|stored| &stored.row);
    anomalies(day, (person.expected, cover), row, &others, rules, as_of)
}

/// The rows of those present on their other projects, from the day before to the day after.
async fn elsewhere(
    tx: &DatabaseTransaction,
    project: Uuid,
    day: Day,
    people: &[PersonOn],
) -> Result<BTreeMap<Uuid, Vec<StoredDay>>, Fault> {
    let days = [day.previous(), day, day.next()];
    let present = people.iter().filter(|person| person.row.is_some());
    let others = present.flat_map(|person| {
        let others = person.projects.iter().filter(move |other| **other != project);
        others.flat_map(move |other| days.map(|day| (*other, day, person.person)))
    });
    let mut found: BTreeMap<Uuid, Vec<StoredDay>> = BTreeMap::new();
    for row in stored_days::read(tx, &others.collect()).await?.into_values() {
        found.entry(row.stander.person).or_default().push(row);
    }
    Ok(found)
}

/// The person who led each of these teams on the day.
async fn leaders_on(tx: &DatabaseTransaction, people: &[PersonOn], day: Day) -> Result<BTreeMap<Uuid, Uuid>, Fault> {
    let teams: BTreeSet<Uuid> = people.iter().filter_map(|person| person.team).collect();
    let rows = team_leaders::Entity::find()
        .filter(team_leaders::Column::TeamId.is_in(teams))
        .filter(team_leaders::Column::FromOn.lte(day.to_string()))
        .filter(
            Condition::any()
                .add(team_leaders::Column::UntilOn.is_null())
                .add(team_leaders::Column::UntilOn.gte(day.to_string())),
        )
        .order_by_asc(team_leaders::Column::FromOn)
        .all(tx)
        .await?;
    let ids = rows.iter().map(|row| row.registration_id);
    let people = registrations::Entity::find().filter(registrations::Column::Id.is_in(ids)).all(tx).await?;
    let person_of: BTreeMap<Uuid, Uuid> = people.into_iter().map(|row| (row.id, row.person_id)).collect();
    Ok(rows.iter().filter_map(|row| Some((row.team_id, *person_of.get(&row.registration_id)?))).collect())
}

fn new_row(
    ctx: &Ctx,
    project: Uuid,
    person: &PersonOn,
    finding: Finding,
    leader: Option<Uuid>,
) -> attendance_anomalies::Model {
    attendance_anomalies::Model {
        id: ctx.new_id(),
        project_id: project,
        day: finding.day.to_string(),
        person_id: person.person,
        registration_id: person.registration,
        team_id: person.team,
        anomaly: finding.anomaly.code().to_owned(),
        at: finding.at.unwrap_or(finding.day.starts_at()).0,
        leader_id: leader.filter(|leader| *leader != person.person),
        found_at: ctx.now().0,
        worker_read_at: None,
        leader_read_at: None,
        settled_at: None,
    }
}

pub(super) fn finding(row: &attendance_anomalies::Model) -> Result<Finding, Fault> {
    let broken = || Fault::internal("a stored anomaly that nobody knows");
    let anomaly = Anomaly::parse(&row.anomaly).ok_or_else(broken)?;
    let at = (!anomaly.is_of_whole_day()).then_some(Instant(row.at));
    Ok(Finding { day: Day::parse(&row.day).ok_or_else(broken)?, anomaly, at })
}
