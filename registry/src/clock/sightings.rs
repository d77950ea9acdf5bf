//! What time was it when the site was last seen to run? At a start the system's clock is held against it: a clock may jump
//! while nobody counts.

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::steady::STEP_MS;
use super::{Uptime, alarms};
use crate::entity::{attempts, clock_sightings, exams, jobs, leases};
use crate::exams::ExamKind;
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS};
use crate::{Ctx, Fault, Instant};

/// How long a machine may be gone, and come back without a question: it was started again, or brought up to date.
const PLAUSIBLE_MS: i64 = 15 * MINUTE_MS;
/// How long other machines are remembered.
const KEPT_MS: i64 = DAY_MS;
/// No lease is taken for longer.
const LONGEST_LEASE_MS: i64 = HOUR_MS;

/// Writes down what time it is by this node, and how long its machine has run.
pub async fn note(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    let uptime = uptime(ctx, node);
    let row = clock_sightings::ActiveModel {
        boot: Set(uptime.boot),
        node: Set(node.to_owned()),
        seen_at: Set(ctx.now().0),
        uptime_ms: Set(uptime.ms),
    };
    let columns = [clock_sightings::Column::Node, clock_sightings::Column::SeenAt, clock_sightings::Column::UptimeMs];
    clock_sightings::Entity::insert(row)
        .on_conflict(OnConflict::column(clock_sightings::Column::Boot).update_columns(columns).to_owned())
        .exec_without_returning(ctx.db.writer())
        .await?;
    Ok(())
}

/// A node that starts takes the system's clock as right when it is about where it has to be. Otherwise, and while somebody
/// sits an exam, time goes on from where the site was last seen, and staff decide.
pub async fn resume(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    if let Some(known) = last_known(ctx).await? {
        alarms::take_over(ctx, &known.node, node).await?;
        let wall = ctx.clock.wall();
        match known.doubt(wall) {
            None if wall < known.at => ctx.clock.resume(known.at),
            None => {}
            Some(ahead_ms) if somebody_sits(ctx, &known).await? => {
                ctx.clock.resume(known.at);
                alarms::raise_at_start(ctx, node, ahead_ms, known.seen_at).await?;
            }
            Some(ahead_ms) => {
                tracing::warn!(
                    ahead_ms,
                    "the system's clock jumped before this start; nobody sits an exam, so it is followed"
                );
                go_by(ctx, wall).await?;
            }
        }
        forget_others(ctx).await?;
    }
    note(ctx, node).await
}

/// What is known at a start.
#[derive(Debug)]
struct Known {
    node: String,
    seen_at: Instant,
    /// What time it is, or, where nothing counted on, the earliest that it can be.
    at: Instant,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// The machine has run all the time, and says how long.
    Counted,
    /// It was off, or is another one.
    Unknown,
}

impl Known {
    /// How far the system's clock is from where it has to be, when that is too far.
    fn doubt(&self, wall: Instant) -> Option<i64> {
        let most = match self.how {
            How::Counted => STEP_MS,
            How::Unknown => PLAUSIBLE_MS,
        };
        let ahead_ms = wall.since(self.at);
        (!(-STEP_MS..=most).contains(&ahead_ms)).then_some(ahead_ms)
    }
}

async fn last_known(ctx: &Ctx) -> Result<Option<Known>, Fault> {
    let reader = ctx.db.reader();
    if let Some(uptime) = ctx.clock.uptime()
        && let Some(row) = clock_sightings::Entity::find_by_id(uptime.boot).one(reader).await?
        && uptime.ms >= row.uptime_ms
    {
        let seen_at = Instant(row.seen_at);
        let at = seen_at.plus_ms(uptime.ms - row.uptime_ms);
        return Ok(Some(Known { node: row.node, seen_at, at, how: How::Counted }));
    }
    let latest = clock_sightings::Entity::find().order_by_desc(clock_sightings::Column::SeenAt).one(reader).await?;
    Ok(latest.map(|row| {
        let at = Instant(row.seen_at);
        Known { node: row.node, seen_at: at, at, how: How::Unknown }
    }))
}

/// Whether the jump would take time from somebody, or give it. After an absence that nothing counted, an exam for practice
/// is not worth a site that waits for its office.
async fn somebody_sits(ctx: &Ctx, known: &Known) -> Result<bool, Fault> {
    let mut running = attempts::Entity::find()
        .filter(attempts::Column::State.eq("open"))
        .filter(attempts::Column::NextCheckAt.gt(known.at.0));
    if known.how == How::Unknown {
        let official = ExamKind::ALL.into_iter().filter(|kind| kind.is_official()).map(ExamKind::code);
        let exams = exams::Entity::find().select_only().column(exams::Column::Id);
        let exams = exams.filter(exams::Column::Kind.is_in(official)).into_query();
        running = running.filter(attempts::Column::ExamId.in_subquery(exams));
    }
    Ok(running.count(ctx.db.reader()).await? > 0)
}

/// What was put off to a moment that the clock is far from now is due at once.
async fn go_by(ctx: &Ctx, wall: Instant) -> Result<(), Fault> {
    let db = ctx.db.writer();
    clock_sightings::Entity::delete_many().filter(clock_sightings::Column::SeenAt.gt(wall.0)).exec(db).await?;
    jobs::Entity::update_many()
        .col_expr(jobs::Column::NextRunAt, Expr::value(0_i64))
        .filter(jobs::Column::NextRunAt.gt(wall.0))
        .exec(db)
        .await?;
    leases::Entity::update_many()
        .col_expr(leases::Column::ExpiresAt, Expr::value(0_i64))
        .filter(leases::Column::ExpiresAt.gt(wall.plus_ms(LONGEST_LEASE_MS).0))
        .exec(db)
        .await?;
    Ok(())
}

async fn forget_others(ctx: &Ctx) -> Result<(), Fault> {
    let own = ctx.clock.uptime().map(|uptime| uptime.boot).unwrap_or_default();
    let old = Condition::all()
        .add(clock_sightings::Column::Boot.ne(own))
        .add(clock_sightings::Column::SeenAt.lt(ctx.now().minus_ms(KEPT_MS).0));
    clock_sightings::Entity::delete_many().filter(old).exec(ctx.db.writer()).await?;
    Ok(())
}

/// A machine that does not tell counts as another one at every start.
fn uptime(ctx: &Ctx, node: &str) -> Uptime {
    ctx.clock.uptime().unwrap_or_else(|| Uptime { boot: node.to_owned(), ms: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(how: How) -> Known {
        Known { node: "node".into(), seen_at: Instant(0), at: Instant(0), how }
    }

    #[test]
    fn what_was_counted_leaves_room_for_a_correction_and_an_absence_for_a_reboot() {
        for (how, most) in [(How::Counted, STEP_MS), (How::Unknown, PLAUSIBLE_MS)] {
            let known = known(how);
            assert_eq!((known.doubt(Instant(most)), known.doubt(Instant(-STEP_MS))), (None, None));
            assert_eq!(known.doubt(Instant(most + 1)), Some(most + 1));
            assert_eq!(known.doubt(Instant(-STEP_MS - 1)), Some(-STEP_MS - 1));
        }
    }
}
