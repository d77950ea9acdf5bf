//! Which rows of a delivery may not be added to what is on record?

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::delivery::Delivery;
use super::kin::{Groups, MOST_STATEMENTS};
use super::partitions::closed_months;
use super::sites::whole_sites;
use super::taking::Ready;
use crate::attendance::{Event, PairingRules, Purpose, instant_of};
use crate::calendar::Month;
use crate::entity::feed_scopes;
use crate::permissions::{Object, Verb};
use crate::{Ctx, Fault, Refusal};

/// What one project's rows are judged by.
pub(super) struct Figures {
    pub pairing: PairingRules,
    pub late_ms: i64,
    pub slack_ms: i64,
}

/// The reasons, by row. `before` is what is on record of the families, `groups` the families with these rows in them.
pub(super) async fn refused(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    delivery: &Delivery,
    once: &BTreeMap<Uuid, &Ready<'_>>,
    before: &[Event],
    groups: &Groups,
    figures: &HashMap<Uuid, Figures>,
) -> Result<BTreeMap<Uuid, Refusal>, Fault> {
    let closed = closed_months(tx).await?;
    let too_large = groups.too_large();
    let foreign = foreign_groups(tx, ctx, delivery, before, groups, figures).await?;
    let known: BTreeSet<Uuid> = before.iter().map(|event| event.id).collect();
    let mut refused = BTreeMap::new();
    for event in once.values().map(|row| &row.event) {
        let instants = [Some(event.at), event.purpose.of().map(instant_of)];
        let gone = instants.into_iter().flatten().map(|at| Month::of(at.day())).find(|month| closed.contains(month));
        if let Some(month) = gone {
            refused.insert(event.id, Refusal::on("date", "attendance.month_closed").with("month", month));
        } else if event.purpose != Purpose::Record && !known.contains(&event.id) {
            let is_in = |set: &BTreeSet<usize>| groups.group_of(event.id).is_some_and(|group| set.contains(&group));
            if is_in(&foreign) {
                refused.insert(event.id, Refusal::on("about", "attendance.about_foreign_row"));
            } else if is_in(&too_large) {
                let refusal = Refusal::on("about", "attendance.too_many_statements").with("most", MOST_STATEMENTS);
                refused.insert(event.id, refusal);
            }
        }
    }
    Ok(refused)
}

/// The families that have a row on a project of which the sender may say nothing.
async fn foreign_groups(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    delivery: &Delivery,
    before: &[Event],
    groups: &Groups,
    figures: &HashMap<Uuid, Figures>,
) -> Result<BTreeSet<usize>, Fault> {
    let further: BTreeSet<Uuid> =
        before.iter().map(|event| event.project).filter(|project| !figures.contains_key(project)).collect();
    if further.is_empty() {
        return Ok(BTreeSet::new());
    }
    let own: BTreeSet<Uuid> = match delivery.supplier {
        Some(supplier) => of_supplier(tx, supplier, &further).await?,
        None => whole_sites(ctx, Verb::Create, Object::Attendance, further).await?.into_keys().collect(),
    };
    let is_foreign = |event: &&Event| !figures.contains_key(&event.project) && !own.contains(&event.project);
    Ok(before.iter().filter(is_foreign).filter_map(|event| groups.group_of(event.id)).collect())
}

async fn of_supplier(
    tx: &DatabaseTransaction,
    supplier: Uuid,
    projects: &BTreeSet<Uuid>,
) -> Result<BTreeSet<Uuid>, Fault> {
    let scopes = feed_scopes::Entity::find()
        .filter(feed_scopes::Column::SupplierId.eq(supplier))
        .filter(feed_scopes::Column::ProjectId.is_in(projects.iter().copied()))
        .filter(feed_scopes::Column::GrantedAt.is_not_null())
        .filter(feed_scopes::Column::EndedAt.is_null());
    Ok(scopes.all(tx).await?.into_iter().map(|scope| scope.project_id).collect())
}
