//! How do lists of thousands of projects know how much is on record of each? A job counts them in turn, and keeps the shares.

use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func, OnConflict, SimpleExpr},
};

use super::views::completeness_of;
use crate::entity::{project_completeness, projects};
use crate::projects::Category;
use crate::projects::completeness::{CategoryLine, Share};
use crate::{Ctx, Fault, Instant};

/// Counts those anew that were counted before this moment or never, the longest ago first, at most so many. For jobs.
pub async fn count_due(ctx: &Ctx, before: Instant, most: u64) -> Result<u64, Fault> {
    let counted = projects::Entity::belongs_to(project_completeness::Entity)
        .from(projects::Column::Id)
        .to(project_completeness::Column::ProjectId);
    let at = Expr::col((project_completeness::Entity, project_completeness::Column::CountedAt));
    let is_due = Condition::any().add(at.clone().is_null()).add(at.clone().lt(before.0));
    let due = projects::Entity::find()
        .join(JoinType::LeftJoin, counted.into())
        .filter(projects::Column::MergedInto.is_null())
        .filter(is_due)
        // NULL comes first on one database and last on the other
        .order_by(SimpleExpr::from(Func::coalesce([at, Expr::val(0_i64)])), sea_orm::Order::Asc)
        .order_by_asc(projects::Column::Id)
        .limit(most)
        .all(ctx.db.reader())
        .await?;
    let mut done = 0;
    for row in due {
        count(ctx, row).await?;
        done += 1;
    }
    Ok(done)
}

async fn count(ctx: &Ctx, row: projects::Model) -> Result<(), Fault> {
    let project = row.id;
    let lines = completeness_of(ctx, row).await?;
    let of =
        |category: Category| lines.iter().find(|line| line.category == category).and_then(|line| stored(line.share));
    let row = project_completeness::Model {
        project_id: project,
        project: of(Category::Project),
        personnel: of(Category::Personnel),
        employment: of(Category::Employment),
        integrity: of(Category::Integrity),
        share: stored(whole(&lines)).unwrap_or_default(),
        counted_at: ctx.now().0,
    };
    let anew = [
        project_completeness::Column::Project,
        project_completeness::Column::Personnel,
        project_completeness::Column::Employment,
        project_completeness::Column::Integrity,
        project_completeness::Column::Share,
        project_completeness::Column::CountedAt,
    ];
    project_completeness::Entity::insert(row.into_active_model())
        .on_conflict(OnConflict::column(project_completeness::Column::ProjectId).update_columns(anew).to_owned())
        .exec_without_returning(ctx.db.writer())
        .await?;
    Ok(())
}

/// All four categories together.
fn whole(lines: &[CategoryLine]) -> Share {
    lines.iter().fold(Share::default(), |sum, line| Share {
        filled: sum.filled.saturating_add(line.share.filled),
        of: sum.of.saturating_add(line.share.of),
    })
}

fn stored(share: Share) -> Option<i32> {
    share.hundredths().and_then(|share| i32::try_from(share).ok())
}
