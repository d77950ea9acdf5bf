//! Which of the projects that a sheet brought go again when it is taken back? Those that nobody accepted or changed and that
//! no other record names: the database itself says which these are.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TransactionTrait};
use uuid::Uuid;

use crate::entity::{project_codes, project_completeness, project_counts, project_parties, project_statuses, projects};
use crate::sheets::Leaving;
use crate::{Fault, db};

/// What taking them away would come to; changes nothing.
pub(super) async fn leaving(tx: &DatabaseTransaction, batch: Uuid) -> Result<Leaving, Fault> {
    let trial = tx.begin().await?;
    let found = take_away(&trial, batch).await?;
    trial.rollback().await?;
    Ok(found)
}

/// Takes away what nothing holds.
pub(super) async fn take_away(tx: &DatabaseTransaction, batch: Uuid) -> Result<Leaving, Fault> {
    let brought = projects::Entity::find()
        .filter(projects::Column::BatchId.eq(batch))
        .order_by_asc(projects::Column::Id)
        .lock_exclusive()
        .all(tx)
        .await?;
    let mut found = Leaving::default();
    for row in brought {
        // whatever is written on a project counts its revision up
        let is_untouched = row.accepted_at.is_none() && row.merged_into.is_none() && row.revision == 0;
        let goes = is_untouched && went(tx, row.id, batch).await?;
        *if goes { &mut found.go } else { &mut found.stay } += 1;
    }
    Ok(found)
}

/// Whether it went; one that another record names is as it was before.
async fn went(tx: &DatabaseTransaction, project: Uuid, batch: Uuid) -> Result<bool, Fault> {
    let point = tx.begin().await?;
    let outcome = delete(&point, project, batch).await;
    db::went(point, outcome).await
}

async fn delete(tx: &DatabaseTransaction, project: Uuid, batch: Uuid) -> Result<(), sea_orm::DbErr> {
    macro_rules! delete_brought {
        ($($table:ident),+) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::ProjectId.eq(project))
                .filter($table::Column::BatchId.eq(batch))
                .exec(tx)
                .await?;
        )+};
    }
    delete_brought!(project_codes, project_statuses, project_parties);
    // counted, and written by nobody
    project_completeness::Entity::delete_by_id(project).exec(tx).await?;
    project_counts::Entity::delete_by_id(project).exec(tx).await?;
    projects::Entity::delete_by_id(project).exec(tx).await?;
    Ok(())
}
