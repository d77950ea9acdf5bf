//! Which days are looked at again, because something changed on which their judgement rests? Whoever changes it leaves the
//! marks in the same transaction; the job judges.

use sea_orm::{DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use crate::db::many::{self, Cell, Kind, List};
use crate::entity::attendance_seen;
use crate::{Ctx, Day, Fault, Instant, Period};

/// A site's status, an approved period or somebody's stay says something else about these days: those of them that are over,
/// and on which anybody was seen or somebody was told of something.
pub(crate) async fn mark_site_days(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    period: Period,
) -> Result<(), Fault> {
    let days = days_over(tx, ctx, project, period).await?;
    let rows = days.iter().map(|day| vec![Cell::Id(project), Cell::Text(day.to_string())]).collect();
    let text = "WITH given (project_id, day) AS ({given}) INSERT INTO attendance_unjudged (project_id, day) \
         SELECT given.project_id, given.day FROM given WHERE EXISTS (SELECT 1 FROM attendance_days AS d \
         WHERE d.project_id = given.project_id AND d.day = given.day) OR EXISTS (SELECT 1 FROM attendance_anomalies AS a \
         WHERE a.project_id = given.project_id AND a.day = given.day AND a.settled_at IS NULL) \
         ON CONFLICT (project_id, day) DO UPDATE SET judged_on = NULL";
    many::execute(tx, text, &List { kinds: &[Kind::Id, Kind::Text], rows }).await
}

/// A contract says something else about these days: those of them that are over and on which the person was seen.
pub(crate) async fn mark_days_of(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    (project, person): (Uuid, Uuid),
    period: Period,
) -> Result<(), Fault> {
    let days = days_over(tx, ctx, project, period).await?;
    let row = |day: &Day| vec![Cell::Id(project), Cell::Text(day.to_string()), Cell::Id(person)];
    let rows = days.iter().map(row).collect();
    let text = "WITH given (project_id, day, person_id) AS ({given}) INSERT INTO attendance_unjudged (project_id, day) \
         SELECT given.project_id, given.day FROM given WHERE EXISTS (SELECT 1 FROM attendance_days AS d \
         WHERE d.project_id = given.project_id AND d.day = given.day AND d.person_id = given.person_id) \
         ON CONFLICT (project_id, day) DO UPDATE SET judged_on = NULL";
    many::execute(tx, text, &List { kinds: &[Kind::Id, Kind::Text, Kind::Id], rows }).await
}

/// The days of the period that are over, from the first on which anybody passed.
async fn days_over(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, period: Period) -> Result<Vec<Day>, Fault> {
    let seen = attendance_seen::Entity::find_by_id(project).one(tx).await?;
    // a shift that began in the evening before belongs to that day
    let begin = seen.and_then(|seen| seen.first_at).map(|at| Instant(at).day().previous());
    let yesterday = ctx.now().day().previous();
    let sight = begin.and_then(|begin| Period::new(begin.min(yesterday), Some(yesterday)).ok());
    let common = sight.and_then(|sight| period.common(sight));
    Ok(common.into_iter().flat_map(|common| common.days_until(yesterday)).collect())
}
