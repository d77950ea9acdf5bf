//! Which of the enterprises that a batch brought go again when it is undone? Those that nobody accepted or claimed and that no
//! other record names: the database itself says which these are.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, TransactionTrait};
use uuid::Uuid;

use super::feeding::is_unclaimed;
use crate::entity::{enterprise_changes, enterprise_kinds, enterprises};
use crate::sheets::Leaving;
use crate::{Fault, db};

/// What taking them away would come to; changes nothing.
pub(crate) async fn leaving(tx: &DatabaseTransaction, batch: Uuid) -> Result<Leaving, Fault> {
    let trial = tx.begin().await?;
    let found = take_away(&trial, batch).await?;
    trial.rollback().await?;
    Ok(found)
}

/// Takes away what nothing holds.
pub(crate) async fn take_away(tx: &DatabaseTransaction, batch: Uuid) -> Result<Leaving, Fault> {
    let brought = enterprises::Entity::find()
        .filter(enterprises::Column::BatchId.eq(batch))
        .order_by_asc(enterprises::Column::Id)
        .all(tx)
        .await?;
    let mut found = Leaving::default();
    for row in brought {
        let goes = is_unclaimed(tx, &row).await? && went(tx, row.id, batch).await?;
        *if goes { &mut found.go } else { &mut found.stay } += 1;
    }
    Ok(found)
}

/// Whether it went; one that another record names is as it was before.
async fn went(tx: &DatabaseTransaction, enterprise: Uuid, batch: Uuid) -> Result<bool, Fault> {
    let point = tx.begin().await?;
    let outcome = delete(&point, enterprise, batch).await;
    db::went(point, outcome).await
}

async fn delete(tx: &DatabaseTransaction, enterprise: Uuid, batch: Uuid) -> Result<(), sea_orm::DbErr> {
    let kinds = enterprise_kinds::Column::EnterpriseId.eq(enterprise);
    enterprise_kinds::Entity::delete_many().filter(kinds).exec(tx).await?;
    enterprise_changes::Entity::delete_many()
        .filter(enterprise_changes::Column::EnterpriseId.eq(enterprise))
        .filter(enterprise_changes::Column::BatchId.eq(batch))
        .exec(tx)
        .await?;
    enterprises::Entity::delete_by_id(enterprise).exec(tx).await?;
    Ok(())
}
