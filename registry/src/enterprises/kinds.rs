//! Which kinds was an enterprise of, from when until when? What it is today stands in its row, what it was in its changes.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::store::{kinds_of, overseen};
use super::{EnterpriseKind, Field};
use crate::entity::enterprise_changes;
use crate::{Ctx, Fault, Instant};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindPeriod {
    /// None: nobody had said.
    pub kinds: Vec<EnterpriseKind>,
    pub from: Instant,
    /// Nothing while it lasts.
    pub until: Option<Instant>,
}

/// The latest first.
pub async fn kind_periods(ctx: &Ctx, enterprise: Uuid) -> Result<Vec<KindPeriod>, Fault> {
    let row = overseen(ctx, enterprise).await?;
    let changes = enterprise_changes::Entity::find()
        .filter(enterprise_changes::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_changes::Column::Field.eq(Field::Kinds.code()))
        .order_by_desc(enterprise_changes::Column::ChangedAt)
        .order_by_desc(enterprise_changes::Column::Id)
        .all(ctx.db.reader())
        .await?;
    let mut now = kinds_of(ctx.db.reader(), [enterprise]).await?.remove(&enterprise).unwrap_or_default();
    let (mut periods, mut until) = (Vec::new(), None);
    for change in changes {
        let from = Instant(change.changed_at);
        let before = change.old_value.as_deref().unwrap_or_default();
        let before = before.split(' ').filter_map(EnterpriseKind::parse).collect();
        periods.push(KindPeriod { kinds: std::mem::replace(&mut now, before), from, until });
        until = Some(from);
    }
    periods.push(KindPeriod { kinds: now, from: Instant(row.registered_at), until });
    Ok(periods)
}
