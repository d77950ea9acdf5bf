//! Which fault is planted in the import of a file? The one that `cargo xtask soak import` has to find: the file moves on before
//! its rows are in. Only builds for trials have it, and there it sleeps until `feed import --position-first`.

use std::time::Duration;

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Stretch, running};
use crate::entity::imports;
use crate::{Ctx, Fault};

/// As rows that are written behind would lie; long enough that a kill in between is certain.
const BEHIND: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Planted {
    #[default]
    Asleep,
    PositionFirst,
}

impl Planted {
    /// Where the file stands when the rows come in: behind them already, if it moved on first.
    pub(super) async fn stands_at(self, ctx: &Ctx, import: Uuid, stretch: &Stretch) -> Result<i64, Fault> {
        if self == Self::Asleep {
            return Ok(stretch.before);
        }
        let behind = stretch.before + stretch.count();
        imports::Entity::update_many()
            .col_expr(imports::Column::AppliedCount, Expr::value(behind))
            .filter(imports::Column::Id.eq(import))
            .filter(imports::Column::AppliedCount.eq(stretch.before))
            .filter(running())
            .exec(ctx.db.writer())
            .await?;
        tokio::time::sleep(BEHIND).await;
        Ok(behind)
    }
}
