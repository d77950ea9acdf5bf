//! What of a batch about people is in force, and how does it go again? What its corrections put out of force comes back.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use super::super::Origin;
use super::super::batches::{Consequences, counted, undo_within};
use super::super::holding::{Ground, tell, tell_of_contracts};
use super::super::moving::correct_stays_within;
use super::super::rows::{registration_of, stay};
use super::correction_of;
use crate::entity::{contracts, registration_stays, registrations, wage_cards, worker_trainings};
use crate::workers::Stay;
use crate::{Ctx, Fault, Refusal, db};

/// What a batch about people brought to one project, and what its corrections put out of force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeavingBatch {
    pub brought: Consequences,
    /// registrations, contracts and trainings that count again
    pub come_back: u64,
}

/// By project, of registrations, cards, contracts and trainings.
pub(crate) async fn people_of_batch<C: ConnectionTrait>(
    db: &C,
    batch: Uuid,
) -> Result<BTreeMap<Uuid, LeavingBatch>, Fault> {
    let mut found: BTreeMap<Uuid, LeavingBatch> = BTreeMap::new();
    for (project, count) in corrected(db, batch).await? {
        found.entry(project).or_default().come_back = count;
    }
    for project in projects_of(db, batch).await? {
        found.entry(project).or_default();
    }
    for (project, leaving) in &mut found {
        leaving.brought = counted(db, *project, batch).await?;
    }
    found.retain(|_, leaving| *leaving != LeavingBatch::default());
    Ok(found)
}

/// Takes all of it back.
pub(crate) async fn undo_people(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid, why: &str) -> Result<(), Fault> {
    for (project, leaving) in people_of_batch(tx, batch).await? {
        Ground::hold(tx, ctx, project).await?;
        if (Consequences { resting: 0, ..leaving.brought }) != Consequences::default() {
            undo_within(tx, ctx, project, batch, why).await?;
        }
        put_back(tx, ctx, project, batch).await?;
    }
    Ok(())
}

async fn projects_of<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<BTreeSet<Uuid>, Fault> {
    let mut found = BTreeSet::new();
    macro_rules! projects {
        ($($table:ident),*) => {$(
            let rows = $table::Entity::find().filter($table::Column::BatchId.eq(batch)).all(db).await?;
            found.extend(rows.into_iter().filter_map(|row| Option::<Uuid>::from(row.project_id)));
        )*};
    }
    projects!(registrations, contracts, worker_trainings, wage_cards);
    Ok(found)
}

/// What the batch brought itself and took back again does not come back with it.
macro_rules! of_others {
    ($table:ident, $batch:expr) => {
        Condition::any().add($table::Column::BatchId.is_null()).add($table::Column::BatchId.ne($batch))
    };
}

/// What the corrections of the batch put out of force, by project.
async fn corrected<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<BTreeMap<Uuid, u64>, Fault> {
    let mut found: BTreeMap<Uuid, u64> = BTreeMap::new();
    macro_rules! count {
        ($($table:ident),*) => {$(
            let rows = $table::Entity::find()
                .filter($table::Column::WithdrawnReason.eq(correction_of(batch)))
                .filter(of_others!($table, batch));
            for row in rows.all(db).await? {
                *found.entry(row.project_id).or_default() += 1;
            }
        )*};
    }
    count!(registrations, contracts, worker_trainings);
    Ok(found)
}

async fn put_back(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, batch: Uuid) -> Result<(), Fault> {
    let again = registrations::Entity::find()
        .filter(registrations::Column::WithdrawnReason.eq(correction_of(batch)))
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(of_others!(registrations, batch))
        .all(tx)
        .await?;
    let signed = contracts::Entity::find()
        .filter(contracts::Column::WithdrawnReason.eq(correction_of(batch)))
        .filter(contracts::Column::ProjectId.eq(project))
        .filter(of_others!(contracts, batch))
        .all(tx)
        .await?;
    macro_rules! put_back {
        ($($table:ident),*) => {$(
            $table::Entity::update_many()
                .col_expr($table::Column::WithdrawnBy, Expr::value(None::<Uuid>))
                .col_expr($table::Column::WithdrawnAt, Expr::value(None::<i64>))
                .col_expr($table::Column::WithdrawnReason, Expr::value(None::<String>))
                .filter($table::Column::WithdrawnReason.eq(correction_of(batch)))
                .filter($table::Column::ProjectId.eq(project))
                .filter(of_others!($table, batch))
                .exec(tx)
                .await
                .map_err(|error| db::unique_or(error, Refusal::new("workers.registered_already")))?;
        )*};
    }
    put_back!(registrations, contracts, worker_trainings);
    let mut differing = Vec::with_capacity(again.len());
    for row in again {
        let (_, known) = registration_of(tx, row.id).await?;
        differing.push((known.person, known.begins_on().min(known.registered_on())));
    }
    tell(tx, ctx, project, &differing).await?;
    tell_of_contracts(tx, ctx, project, &signed).await
}

/// By project, how many entries, exits and corrections of a batch of movements are in force.
pub(crate) async fn movements_of_batch<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<BTreeMap<Uuid, u64>, Fault> {
    let touched = stays_of(db, batch).await?;
    let ids: BTreeSet<Uuid> = touched.iter().map(|row| row.registration_id).collect();
    let projects: BTreeMap<Uuid, Uuid> =
        of_registrations(db, &ids).await?.into_iter().map(|row| (row.id, row.project_id)).collect();
    let mut found: BTreeMap<Uuid, u64> = BTreeMap::new();
    for row in touched.iter().filter(|row| row.withdrawn_at.is_none()) {
        if let Some(project) = projects.get(&row.registration_id) {
            *found.entry(*project).or_default() += 1;
        }
    }
    Ok(found)
}

/// The stays of everybody whom a batch moved are written as they were before it.
pub(crate) async fn undo_movements(tx: &DatabaseTransaction, ctx: &Ctx, batch: Uuid, why: &str) -> Result<(), Fault> {
    let ids: BTreeSet<Uuid> = stays_of(tx, batch).await?.into_iter().map(|row| row.registration_id).collect();
    let mut by_project: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in of_registrations(tx, &ids).await? {
        by_project.entry(row.project_id).or_default().push(row.id);
    }
    for (project, registrations) in by_project {
        let ground = Ground::hold(tx, ctx, project).await?;
        for id in registrations {
            let stays = stays_before(tx, id, batch).await?;
            correct_stays_within(tx, ctx, &ground, id, &stays, why, Origin::ByHand).await?;
        }
    }
    Ok(())
}

/// What is in force without what the batch brought, and what its corrections put out of force.
async fn stays_before(tx: &DatabaseTransaction, registration: Uuid, batch: Uuid) -> Result<Vec<Stay>, Fault> {
    let rows = registration_stays::Entity::find()
        .filter(registration_stays::Column::RegistrationId.eq(registration))
        .all(tx)
        .await?;
    let mut stays = Vec::new();
    for row in rows {
        let is_replaced = row.withdrawn_reason.as_deref() == Some(correction_of(batch).as_str());
        let is_brought = row.batch_id == Some(batch);
        if is_brought || (row.withdrawn_at.is_some() && !is_replaced) {
            continue;
        }
        let known = stay(&row)?;
        let left = known.left.filter(|_| row.exit_batch_id != Some(batch));
        stays.push(Stay { left, ..known });
    }
    stays.sort();
    Ok(stays)
}

/// Every stay that the batch brought, ended or put out of force.
async fn stays_of<C: ConnectionTrait>(db: &C, batch: Uuid) -> Result<Vec<registration_stays::Model>, Fault> {
    let touched = Condition::any()
        .add(registration_stays::Column::BatchId.eq(batch))
        .add(registration_stays::Column::ExitBatchId.eq(batch))
        .add(registration_stays::Column::WithdrawnReason.eq(correction_of(batch)));
    Ok(registration_stays::Entity::find().filter(touched).all(db).await?)
}

async fn of_registrations<C: ConnectionTrait>(
    db: &C,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<registrations::Model>, Fault> {
    let rows = registrations::Entity::find()
        .filter(registrations::Column::Id.is_in(ids.iter().copied()))
        .filter(registrations::Column::WithdrawnAt.is_null());
    Ok(rows.all(db).await?)
}
