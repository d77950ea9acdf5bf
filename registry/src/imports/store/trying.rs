//! What would a file come to? Each stretch of its rows is applied in a transaction that is rolled back: the answer is that of the
//! rules themselves, and nothing has changed. Stretches do not see each other's rows.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::bringing::{Brought, Ground, Stretch};
use super::{errors, stream};
use crate::entity::imports;
use crate::feeds::store::Sinks;
use crate::imports::reading::Portion;
use crate::{Ctx, Fault, Refusal, audit};

/// Goes on with the trial by so many stretches, at most; says how many there were.
pub(super) async fn go_on(ctx: &Ctx, sinks: &Sinks, row: &imports::Model, most: usize) -> Result<usize, Fault> {
    match stretches(ctx, sinks, row, most).await {
        Err(Fault::Refused(refusals)) => refuse(ctx, row, &refusals).await.map(|()| 1),
        outcome => outcome,
    }
}

async fn stretches(ctx: &Ctx, sinks: &Sinks, row: &imports::Model, most: usize) -> Result<usize, Fault> {
    let ground = Ground::of(ctx, row).await?;
    let (mut before, mut header, mut done) = (row.tried_count, None, 0);
    let mut found = stream::portions(ctx, row, before)?;
    while done < most {
        match found.next().await? {
            Some(Portion::Header(read)) => {
                errors::note_unknown(ctx, row.id, &read.unknown).await?;
                header = Some(read);
            }
            Some(Portion::Rows(rows)) => {
                let header = header.as_ref().ok_or_else(|| Fault::internal("rows before their header"))?;
                let stretch = ground.read(header, rows, before, ctx.now())?;
                let brought = on_trial(ctx, sinks, &ground, &stretch).await?;
                if !note(ctx, row, &stretch, &brought).await? {
                    break;
                }
                before += stretch.count();
                done += 1;
            }
            None if before == 0 => return Err(Refusal::on("file", "imports.no_rows").into()),
            None => {
                end(ctx, row, before).await?;
                return Ok(done + 1);
            }
        }
    }
    Ok(done)
}

async fn on_trial(ctx: &Ctx, sinks: &Sinks, ground: &Ground<'_>, stretch: &Stretch) -> Result<Brought, Fault> {
    let mut brought = None;
    let ended: Result<(), Fault> = crate::transact!(ctx, |tx| {
        brought = Some(ground.bring(ctx, tx, sinks, stretch).await?);
        // what ends in a fault is rolled back
        Err::<(), _>(Fault::Forbidden)
    });
    match (brought, ended) {
        (Some(brought), Err(Fault::Forbidden)) => Ok(brought),
        (_, Err(fault)) => Err(fault),
        (_, Ok(())) => Err(Fault::internal("a trial that was kept")),
    }
}

/// Nothing when somebody else went on meanwhile.
async fn note(ctx: &Ctx, row: &imports::Model, stretch: &Stretch, brought: &Brought) -> Result<bool, Fault> {
    let more = |column: imports::Column, count: u32| Expr::col(column).add(i64::from(count));
    let counts = &brought.counts;
    crate::transact!(ctx, |tx| {
        let moved = imports::Entity::update_many()
            .col_expr(imports::Column::TriedCount, Expr::value(stretch.before + stretch.count()))
            .col_expr(imports::Column::WouldAddCount, more(imports::Column::WouldAddCount, counts.added))
            .col_expr(imports::Column::WouldKeepCount, more(imports::Column::WouldKeepCount, counts.unchanged))
            .col_expr(imports::Column::WouldRefuseCount, more(imports::Column::WouldRefuseCount, counts.refused))
            .filter(imports::Column::Id.eq(row.id))
            .filter(imports::Column::TriedCount.eq(stretch.before))
            .filter(imports::Column::TriedAt.is_null())
            .exec(tx)
            .await?;
        if moved.rows_affected != 1 {
            return Ok(false);
        }
        errors::replace(tx, row.id, stretch.lines(), &brought.errors).await?;
        Ok(true)
    })
}

async fn end(ctx: &Ctx, row: &imports::Model, count: i64) -> Result<(), Fault> {
    imports::Entity::update_many()
        .col_expr(imports::Column::TriedAt, Expr::value(ctx.now().0))
        .filter(imports::Column::Id.eq(row.id))
        .filter(imports::Column::TriedCount.eq(count))
        .filter(imports::Column::TriedAt.is_null())
        .exec(ctx.db.writer())
        .await?;
    Ok(())
}

/// Nothing more of the file can be read, for the first of these reasons.
pub(super) async fn refuse(ctx: &Ctx, row: &imports::Model, refusals: &[Refusal]) -> Result<(), Fault> {
    let refusal = refusals.first().ok_or_else(|| Fault::internal("refused for nothing"))?;
    let details: std::collections::BTreeMap<&str, &String> =
        refusal.details.iter().map(|(name, value)| (*name, value)).collect();
    let details = serde_json::to_string(&details)?;
    crate::transact!(ctx, |tx| {
        let refused = imports::Entity::update_many()
            .col_expr(imports::Column::RefusedAt, Expr::value(ctx.now().0))
            .col_expr(imports::Column::RefusedCode, Expr::value(refusal.code))
            .col_expr(imports::Column::RefusedDetails, Expr::value(details.clone()))
            .filter(imports::Column::Id.eq(row.id))
            .filter(imports::Column::RefusedAt.is_null())
            .filter(imports::Column::FinishedAt.is_null())
            .exec(tx)
            .await?;
        if refused.rows_affected == 1 {
            audit::record(tx, ctx, "refuse", ("import", row.id), json!({ "code": refusal.code })).await?;
        }
        Ok(())
    })
}
