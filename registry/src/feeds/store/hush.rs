//! Which sites are reported by a supplier that is silent itself, or whose outage an office has confirmed?

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::standing::{Standing, in_force};
use crate::entity::{feed_scopes, feed_suppliers};
use crate::{Ctx, Day, Fault};

/// Why a supplier says nothing about any of its sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hush {
    /// An office has confirmed it.
    Outage,
    /// Nothing at all has come from it since that day.
    Silent { since: Day },
}

/// By project; those whose supplier delivers are left out. Suppliers are few, whatever the number of projects.
pub(crate) async fn hushed(ctx: &Ctx, projects: &[Uuid]) -> Result<BTreeMap<Uuid, Hush>, Fault> {
    let scopes = feed_scopes::Entity::find()
        .filter(feed_scopes::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(in_force())
        .all(ctx.db.reader())
        .await?;
    // one project of each is enough: a supplier is silent as a whole
    let suppliers: BTreeMap<Uuid, Uuid> = scopes.iter().map(|scope| (scope.supplier_id, scope.project_id)).collect();
    let rows = feed_suppliers::Entity::find().filter(feed_suppliers::Column::Id.is_in(suppliers.keys().copied()));
    let mut found = BTreeMap::new();
    for row in rows.all(ctx.db.reader()).await? {
        let Some(project) = suppliers.get(&row.id) else { continue };
        found.extend(of_supplier(ctx, &row, *project).await?.map(|hush| (row.id, hush)));
    }
    let of_scope = |scope: &feed_scopes::Model| Some((scope.project_id, *found.get(&scope.supplier_id)?));
    Ok(scopes.iter().filter_map(of_scope).collect())
}

async fn of_supplier(ctx: &Ctx, row: &feed_suppliers::Model, project: Uuid) -> Result<Option<Hush>, Fault> {
    let (standing, today) = (Standing::at(ctx, row, project).await?, ctx.now().day());
    if standing.confirmed.iter().any(|outage| outage.period.contains(today)) {
        return Ok(Some(Hush::Outage));
    }
    Ok(standing.silent_since.map(|since| Hush::Silent { since }))
}
