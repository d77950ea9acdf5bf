//! How does a file come in, once somebody said so? Stretch by stretch, each in one transaction with the place that it reaches:
//! whoever goes on after a power cut goes on there.

#[cfg(feature = "position-first")]
mod planted;
#[cfg(not(feature = "position-first"))]
#[path = "running/sound.rs"]
mod planted;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::bringing::{Ground, Stretch};
use super::rights::check_still_may;
use super::{MOST_FAILURES, errors, stream, trying, undoing};
use crate::ctx::Actor;
use crate::entity::{import_batches, imports};
use crate::feeds::store::Sinks;
use crate::imports::reading::Portion;
use crate::{Ctx, Fault, audit};
pub use planted::Planted;

/// Files that are looked at in one turn.
const FILES: u64 = 20;

/// Goes on with the files that wait for us, oldest first, by so many stretches of rows at most; says how many there were. For
/// a job.
pub async fn go_on(ctx: &Ctx, sinks: &Sinks, most: usize) -> Result<usize, Fault> {
    let waiting: Vec<Uuid> = imports::Entity::find()
        .select_only()
        .column(imports::Column::Id)
        .filter(Condition::any().add(on_trial()).add(running()).add(undoing::begun()))
        .filter(imports::Column::Failures.lt(MOST_FAILURES))
        .order_by_asc(imports::Column::Id)
        .limit(FILES)
        .into_tuple()
        .all(ctx.db.reader())
        .await?;
    let mut done = 0;
    for import in waiting {
        if done >= most {
            break;
        }
        done += go_on_with(ctx, sinks, import, most - done, Planted::default()).await?;
    }
    Ok(done)
}

/// The same for one file; none when it does not wait for us. A fault of ours is counted with the file, and others go on.
pub async fn go_on_with(ctx: &Ctx, sinks: &Sinks, import: Uuid, most: usize, planted: Planted) -> Result<usize, Fault> {
    let ctx = &ctx.acting_as(Actor::System("import"));
    let row = imports::Entity::find_by_id(import).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    let outcome = match what_waits(&row) {
        Waits::Trial => trying::go_on(ctx, sinks, &row, most).await,
        Waits::Rows => match stretches(ctx, sinks, &row, most, planted).await {
            Err(Fault::Refused(refusals)) => trying::refuse(ctx, &row, &refusals).await.map(|()| 1),
            outcome => outcome,
        },
        Waits::Undoing => undoing::go_on(ctx, sinks, &row, most).await,
        Waits::Nothing => Ok(0),
    };
    match outcome {
        Ok(done) => Ok(done),
        Err(Fault::Busy) => Ok(0),
        Err(fault) => {
            tracing::error!(%import, %fault, "a file could not be gone on with");
            imports::Entity::update_many()
                .col_expr(imports::Column::Failures, Expr::col(imports::Column::Failures).add(1))
                .filter(imports::Column::Id.eq(import))
                .exec(ctx.db.writer())
                .await?;
            Ok(0)
        }
    }
}

enum Waits {
    Trial,
    Rows,
    Undoing,
    Nothing,
}

fn what_waits(row: &imports::Model) -> Waits {
    if row.failures >= MOST_FAILURES || row.arrived_at.is_none() {
        return Waits::Nothing;
    }
    match (row.tried_at, row.started_at, row.finished_at, row.undo_started_at, row.undone_at) {
        (.., Some(_), None) => Waits::Undoing,
        (.., Some(_), Some(_)) => Waits::Nothing,
        _ if row.refused_at.is_some() => Waits::Nothing,
        (None, ..) => Waits::Trial,
        (_, Some(_), None, ..) => Waits::Rows,
        _ => Waits::Nothing,
    }
}

fn on_trial() -> Condition {
    Condition::all()
        .add(imports::Column::ArrivedAt.is_not_null())
        .add(imports::Column::TriedAt.is_null())
        .add(imports::Column::RefusedAt.is_null())
}

fn running() -> Condition {
    Condition::all()
        .add(imports::Column::StartedAt.is_not_null())
        .add(imports::Column::FinishedAt.is_null())
        .add(imports::Column::RefusedAt.is_null())
        .add(imports::Column::UndoStartedAt.is_null())
}

async fn stretches(
    ctx: &Ctx,
    sinks: &Sinks,
    row: &imports::Model,
    most: usize,
    planted: Planted,
) -> Result<usize, Fault> {
    let ground = Ground::of(ctx, row).await?;
    let (mut before, mut header, mut done) = (row.applied_count, None, 0);
    let mut found = stream::portions(ctx, row, before)?;
    while done < most {
        match found.next().await? {
            Some(Portion::Header(read)) => header = Some(read),
            Some(Portion::Rows(rows)) => {
                let header = header.as_ref().ok_or_else(|| Fault::internal("rows before their header"))?;
                check_still_may(ctx, row).await?;
                let stretch = ground.read(header, rows, before, ctx.now())?;
                if !bring(ctx, sinks, &ground, &stretch, planted).await? {
                    break;
                }
                before += stretch.count();
                done += 1;
            }
            None => {
                finish(ctx, row, before).await?;
                return Ok(done + 1);
            }
        }
    }
    Ok(done)
}

/// Nothing when somebody else went on meanwhile.
async fn bring(
    ctx: &Ctx,
    sinks: &Sinks,
    ground: &Ground<'_>,
    stretch: &Stretch,
    planted: Planted,
) -> Result<bool, Fault> {
    let import = ground.row.id;
    let stands_at = planted.stands_at(ctx, import, stretch).await?;
    let more = |column: imports::Column, count: u32| Expr::col(column).add(i64::from(count));
    crate::transact!(ctx, |tx| {
        let mine = imports::Entity::update_many()
            .col_expr(imports::Column::AppliedCount, Expr::value(stretch.before + stretch.count()))
            .filter(imports::Column::Id.eq(import))
            .filter(imports::Column::AppliedCount.eq(stands_at))
            .filter(running())
            .exec(tx)
            .await?;
        if mine.rows_affected != 1 {
            return Ok(false);
        }
        let brought = ground.bring(ctx, tx, sinks, stretch).await?;
        let batch = import_batches::ActiveModel {
            import_id: Set(import),
            rows_before: Set(stretch.before),
            batch_id: Set(brought.batch),
        };
        import_batches::Entity::insert(batch).exec_without_returning(tx).await?;
        errors::replace(tx, import, stretch.lines(), &brought.errors).await?;
        let counts = brought.counts;
        imports::Entity::update_many()
            .col_expr(imports::Column::AddedCount, more(imports::Column::AddedCount, counts.added))
            .col_expr(imports::Column::UnchangedCount, more(imports::Column::UnchangedCount, counts.unchanged))
            .col_expr(imports::Column::RefusedCount, more(imports::Column::RefusedCount, counts.refused))
            .filter(imports::Column::Id.eq(import))
            .exec(tx)
            .await?;
        Ok(true)
    })
}

async fn finish(ctx: &Ctx, row: &imports::Model, count: i64) -> Result<(), Fault> {
    crate::transact!(ctx, |tx| {
        let finished = imports::Entity::update_many()
            .col_expr(imports::Column::FinishedAt, Expr::value(ctx.now().0))
            .filter(imports::Column::Id.eq(row.id))
            .filter(imports::Column::AppliedCount.eq(count))
            .filter(running())
            .exec(tx)
            .await?;
        if finished.rows_affected == 1 {
            audit::record(tx, ctx, "finish", ("import", row.id), json!({ "rows": count })).await?;
        }
        Ok(())
    })
}
