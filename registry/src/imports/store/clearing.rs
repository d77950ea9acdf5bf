//! Which files are kept no longer? What never arrived goes after a day, what is sealed of the others after ninety.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::entity::{import_errors, import_pieces, imports};
use crate::instant::DAY_MS;
use crate::{Ctx, Fault};

const KEPT_DAYS: i64 = 90;
const AT_ONCE: u64 = 100;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// files that never arrived
    pub dropped: usize,
    /// files whose content is gone
    pub emptied: usize,
}

/// For a job.
pub async fn clear(ctx: &Ctx) -> Result<Cleared, Fault> {
    let now = ctx.now();
    let kept_since = |at: i64| {
        imports::Entity::find()
            .select_only()
            .column(imports::Column::Id)
            .filter(imports::Column::EmptiedAt.is_null())
            .filter(imports::Column::BegunAt.lt(at))
            .limit(AT_ONCE)
    };
    let never = kept_since(now.minus_ms(DAY_MS).0).filter(imports::Column::ArrivedAt.is_null());
    let never: Vec<Uuid> = never.into_tuple().all(ctx.db.reader()).await?;
    let old = kept_since(now.minus_ms(KEPT_DAYS * DAY_MS).0).filter(imports::Column::ArrivedAt.is_not_null());
    let old: Vec<Uuid> = old.into_tuple().all(ctx.db.reader()).await?;
    crate::transact!(ctx, |tx| {
        let all = never.iter().chain(&old).copied();
        import_pieces::Entity::delete_many().filter(import_pieces::Column::ImportId.is_in(all)).exec(tx).await?;
        let of_never = || never.iter().copied();
        import_errors::Entity::delete_many().filter(import_errors::Column::ImportId.is_in(of_never())).exec(tx).await?;
        imports::Entity::delete_many().filter(imports::Column::Id.is_in(of_never())).exec(tx).await?;
        imports::Entity::update_many()
            .col_expr(imports::Column::EmptiedAt, Expr::value(now.0))
            .filter(imports::Column::Id.is_in(old.iter().copied()))
            .exec(tx)
            .await?;
        Ok(Cleared { dropped: never.len(), emptied: old.len() })
    })
}
