//! Which days were looked at and have no report yet? The judgement leaves a mark, and a job makes the report, so that a
//! day without one says that nothing arrived.

use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::last_seen;
use super::reports::{last_number, report_within};
use crate::ctx::Actor;
use crate::db::many::{self, Cell, Kind, List};
use crate::{Ctx, Day, Fault};

/// The day was judged: it gets its report, if it has none.
pub(super) async fn ask_for_report(tx: &DatabaseTransaction, project: Uuid, day: Day) -> Result<(), Fault> {
    let text = "WITH given (project_id, day) AS ({given}) INSERT INTO attendance_unreported (project_id, day) \
         SELECT given.project_id, given.day FROM given WHERE NOT EXISTS (SELECT 1 FROM attendance_reports AS r \
         WHERE r.project_id = given.project_id AND r.day = given.day) ON CONFLICT (project_id, day) DO NOTHING";
    many::execute(tx, text, &one(project, day)).await
}

/// Makes the reports of up to `most` days that were judged and have none; says how many. For the job.
///
/// # Errors
/// [`Fault::Forbidden`] for people.
pub async fn report_judged(ctx: &Ctx, most: u64) -> Result<usize, Fault> {
    if !matches!(ctx.actor, Actor::System(_)) {
        return Err(Fault::Forbidden);
    }
    let text = format!(
        "WITH given (latest) AS ({{given}}) SELECT u.project_id, u.day FROM given \
         CROSS JOIN attendance_unreported AS u WHERE u.day <= given.latest ORDER BY u.day, u.project_id LIMIT {most}"
    );
    let rows = vec![vec![Cell::Text(ctx.now().day().previous().to_string())]];
    let found = many::query(ctx.db.reader(), &text, &List { kinds: &[Kind::Text], rows }).await?;
    for row in &found {
        let day: String = row.try_get("", "day")?;
        let day = Day::parse(&day).ok_or_else(|| Fault::internal("a mark without a day"))?;
        report(ctx, row.try_get("", "project_id")?, day).await?;
    }
    Ok(found.len())
}

/// Once, also where somebody was quicker.
async fn report(ctx: &Ctx, project: Uuid, day: Day) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        last_seen::hold(tx, [project]).await?;
        let text = "WITH given (project_id, day) AS ({given}) DELETE FROM attendance_unreported \
             WHERE (project_id, day) IN (SELECT given.project_id, given.day FROM given)";
        many::execute(tx, text, &one(project, day)).await?;
        if last_number(tx, project, day).await? == 0 {
            report_within(tx, ctx, project, day).await?;
        }
        Ok(())
    })
}

fn one(project: Uuid, day: Day) -> List<'static> {
    List { kinds: &[Kind::Id, Kind::Text], rows: vec![vec![Cell::Id(project), Cell::Text(day.to_string())]] }
}
