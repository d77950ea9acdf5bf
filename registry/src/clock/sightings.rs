//! What time was it when the site was last seen to run? At a start the system's clock is held against it: a clock may jump
//! while nobody counts.

use std::time::Duration;

use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use tokio::time::sleep;

use super::steady::STEP_MS;
use super::{Uptime, alarms};
use crate::entity::{attempts, clock_sightings, exams, jobs, leases};
use crate::exams::ExamKind;
use crate::instant::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS};
use crate::{Ctx, Fault, Instant};

/// How long a machine may be gone, and come back without a question: it was started again, or brought up to date.
const PLAUSIBLE_MS: i64 = 15 * MINUTE_MS;
/// How long other runs are remembered.
const KEPT_MS: i64 = DAY_MS;
/// No lease is taken for longer.
const LONGEST_LEASE_MS: i64 = HOUR_MS;
/// Whether another node writes down its time is looked at so often, and for longer than it takes to the next time.
const LOOK: Duration = Duration::from_millis(200);
const LOOKS: u32 = if cfg!(test) { 5 } else { 35 };
/// A run on the same machine that was silent for so long is over.
const SILENT_MS: i64 = 15 * SECOND_MS;

/// Writes down what time it is by this node, and how long its machine has run.
pub async fn note(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    let uptime = uptime(ctx, node);
    let row = clock_sightings::ActiveModel {
        boot: Set(uptime.boot),
        node: Set(node.to_owned()),
        seen_at: Set(ctx.now().0),
        uptime_ms: Set(uptime.ms),
    };
    let key = [clock_sightings::Column::Boot, clock_sightings::Column::Node];
    let columns = [clock_sightings::Column::SeenAt, clock_sightings::Column::UptimeMs];
    clock_sightings::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).update_columns(columns).to_owned())
        .exec_without_returning(ctx.db.writer())
        .await?;
    Ok(())
}

/// A node that starts takes the system's clock as right when it is about where it has to be. Otherwise time goes on from
/// where it is known to be, and staff decide; but a clock that is ahead is believed where nobody sits an exam.
pub async fn resume(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    let jumped = match last_known(ctx).await? {
        Some(known) => go_on(ctx, &known).await?,
        None => {
            free_what_waits(ctx).await?;
            None
        }
    };
    alarms::take_over(ctx, node).await?;
    if let Some(jumped) = jumped {
        alarms::raise_at_start(ctx, node, jumped.ahead_ms, jumped.stopped_at).await?;
    }
    note(ctx, node).await?;
    forget_others(ctx, node).await
}

/// What staff have to be asked about.
struct Jumped {
    ahead_ms: i64,
    stopped_at: Option<Instant>,
}

/// Time never goes back: exams may have been closed and their keys shown.
async fn go_on(ctx: &Ctx, known: &Known) -> Result<Option<Jumped>, Fault> {
    let (wall, looked_at) = (ctx.clock.wall(), ctx.now());
    let Some(ahead_ms) = known.doubt(wall) else {
        if wall < known.at {
            ctx.clock.resume(known.at);
        }
        return Ok(None);
    };
    if ahead_ms > 0 && is_believed(ctx, known).await? {
        tracing::warn!(ahead_ms, "the system's clock jumped before this start; nobody sits an exam, so it is followed");
        return Ok(None);
    }
    ctx.clock.resume(known.at.plus_ms(ctx.now().since(looked_at)));
    Ok(Some(Jumped { ahead_ms, stopped_at: known.stopped_at }))
}

/// Nobody sits an exam, and no other node knows better.
async fn is_believed(ctx: &Ctx, known: &Known) -> Result<bool, Fault> {
    if known.how == How::Vouched || somebody_sits(ctx, known).await? {
        return Ok(false);
    }
    // where nothing counted it was looked for already
    Ok(known.how == How::Unknown || vouching(ctx).await?.is_none())
}

/// What is known at a start.
#[derive(Debug)]
struct Known {
    /// What time it is, or, where nothing counted on, the earliest that it can be.
    at: Instant,
    how: How,
    /// When the site was last seen; none where it runs.
    stopped_at: Option<Instant>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// The machine has run all the time, and says how long.
    Counted,
    /// Another node runs, and says what time it is.
    Vouched,
    /// It was off, or is another one, and no node runs.
    Unknown,
}

impl Known {
    /// How far the system's clock is from where it has to be, when that is too far.
    fn doubt(&self, wall: Instant) -> Option<i64> {
        let most = match self.how {
            How::Counted | How::Vouched => STEP_MS,
            How::Unknown => PLAUSIBLE_MS,
        };
        let ahead_ms = wall.since(self.at);
        (!(-STEP_MS..=most).contains(&ahead_ms)).then_some(ahead_ms)
    }
}

async fn last_known(ctx: &Ctx) -> Result<Option<Known>, Fault> {
    if let Some(known) = counted(ctx).await? {
        return Ok(Some(known));
    }
    let latest = clock_sightings::Entity::find().order_by_desc(clock_sightings::Column::SeenAt);
    let Some(latest) = latest.one(ctx.db.reader()).await? else { return Ok(None) };
    let at = Instant(latest.seen_at);
    if ctx.clock.wall().since(at).abs() > STEP_MS
        && let Some(row) = vouching(ctx).await?
    {
        return Ok(Some(Known { at: Instant(row.seen_at), how: How::Vouched, stopped_at: None }));
    }
    Ok(Some(Known { at, how: How::Unknown, stopped_at: Some(at) }))
}

/// By this start of the machine.
async fn counted(ctx: &Ctx) -> Result<Option<Known>, Fault> {
    let Some(uptime) = ctx.clock.uptime() else { return Ok(None) };
    let last = clock_sightings::Entity::find()
        .filter(clock_sightings::Column::Boot.eq(uptime.boot))
        .filter(clock_sightings::Column::UptimeMs.lte(uptime.ms))
        .order_by_desc(clock_sightings::Column::UptimeMs)
        .one(ctx.db.reader())
        .await?;
    Ok(last.map(|row| {
        let seen_at = Instant(row.seen_at);
        let at = seen_at.plus_ms(uptime.ms - row.uptime_ms);
        Known { at, how: How::Counted, stopped_at: Some(seen_at) }
    }))
}

/// What another node has just written down, if one runs.
async fn vouching(ctx: &Ctx) -> Result<Option<clock_sightings::Model>, Fault> {
    let before = clock_sightings::Entity::find().all(ctx.db.reader()).await?;
    Ok(written_anew(ctx, &before, 1).await?.into_iter().max_by_key(|row| row.seen_at))
}

/// Which of these nodes run. It takes a while to know where one wrote lately.
pub(super) async fn living(ctx: &Ctx, nodes: Vec<String>) -> Result<Vec<String>, Fault> {
    let rows = clock_sightings::Entity::find().filter(clock_sightings::Column::Node.is_in(nodes));
    let mut rows = rows.all(ctx.db.reader()).await?;
    if let Some(own) = ctx.clock.uptime() {
        rows.retain(|row| row.boot != own.boot || own.ms - row.uptime_ms <= SILENT_MS);
    }
    Ok(written_anew(ctx, &rows, rows.len()).await?.into_iter().map(|row| row.node).collect())
}

/// As soon as so many of these are written anew, as they are then.
async fn written_anew(
    ctx: &Ctx,
    before: &[clock_sightings::Model],
    wanted: usize,
) -> Result<Vec<clock_sightings::Model>, Fault> {
    let mut anew: Vec<clock_sightings::Model> = Vec::new();
    for _ in 0..LOOKS {
        if before.is_empty() || anew.len() >= wanted {
            break;
        }
        sleep(LOOK).await;
        for row in clock_sightings::Entity::find().all(ctx.db.reader()).await? {
            let same = |other: &&clock_sightings::Model| other.boot == row.boot && other.node == row.node;
            if before.iter().find(same).is_some_and(|old| *old != row) && !anew.iter().any(|seen| same(&seen)) {
                anew.push(row);
            }
        }
    }
    Ok(anew)
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

/// Nothing is known of the time before: what was put off into a wrong future is due at once.
async fn free_what_waits(ctx: &Ctx) -> Result<(), Fault> {
    let (db, now) = (ctx.db.writer(), ctx.now());
    jobs::Entity::update_many()
        .col_expr(jobs::Column::NextRunAt, Expr::value(0_i64))
        .filter(jobs::Column::NextRunAt.gt(now.0))
        .exec(db)
        .await?;
    leases::Entity::update_many()
        .col_expr(leases::Column::ExpiresAt, Expr::value(0_i64))
        .filter(leases::Column::ExpiresAt.gt(now.plus_ms(LONGEST_LEASE_MS).0))
        .exec(db)
        .await?;
    Ok(())
}

async fn forget_others(ctx: &Ctx, node: &str) -> Result<(), Fault> {
    clock_sightings::Entity::delete_many()
        .filter(clock_sightings::Column::Node.ne(node))
        .filter(clock_sightings::Column::SeenAt.lt(ctx.now().minus_ms(KEPT_MS).0))
        .exec(ctx.db.writer())
        .await?;
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
        Known { at: Instant(0), how, stopped_at: None }
    }

    #[test]
    fn what_was_counted_leaves_room_for_a_correction_and_an_absence_for_a_reboot() {
        for (how, most) in [(How::Counted, STEP_MS), (How::Vouched, STEP_MS), (How::Unknown, PLAUSIBLE_MS)] {
            let known = known(how);
            assert_eq!((known.doubt(Instant(most)), known.doubt(Instant(-STEP_MS))), (None, None));
            assert_eq!(known.doubt(Instant(most + 1)), Some(most + 1));
            assert_eq!(known.doubt(Instant(-STEP_MS - 1)), Some(-STEP_MS - 1));
        }
    }
}
