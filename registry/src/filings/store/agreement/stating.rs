//! What did the real-name system say last about somebody on a site? Kept apart from the person's own number, which only that
//! person changes.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, sea_query::OnConflict};
use uuid::Uuid;

use super::mark;
use crate::entity::real_name_statements;
use crate::people::Phone;
use crate::{Ctx, Fault};

/// A row of a feed about a manager of a site.
pub(crate) struct Stated {
    pub project: Uuid,
    pub person: Uuid,
    pub phone: Phone,
    pub batch: Uuid,
}

/// Keeps the latest statement of each; the sites are compared in the next cycle.
pub(crate) async fn stated(tx: &DatabaseTransaction, ctx: &Ctx, all: &[Stated]) -> Result<(), Fault> {
    use real_name_statements::Column::{BatchId, PersonId, PhoneIndex, PhoneSealed, ProjectId, SaidAt};
    for one in all {
        let row = real_name_statements::Model {
            id: ctx.new_id(),
            project_id: one.project,
            person_id: one.person,
            phone_sealed: ctx.vault.seal(
                ctx.random.as_ref(),
                "real_name_statements.phone",
                one.phone.as_str().as_bytes(),
            )?,
            phone_index: ctx.vault.index("phone", one.phone.as_str())?,
            said_at: ctx.now().0,
            batch_id: Some(one.batch),
        };
        real_name_statements::Entity::insert(row.into_active_model())
            .on_conflict(
                OnConflict::columns([ProjectId, PersonId])
                    .update_columns([PhoneSealed, PhoneIndex, SaidAt, BatchId])
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    let projects: Vec<Uuid> = all.iter().map(|one| one.project).collect();
    mark(tx, &projects).await
}

/// What a batch said that was taken back is not said any more.
pub(crate) async fn unstated(tx: &DatabaseTransaction, batch: Uuid) -> Result<(), Fault> {
    let of_batch = || real_name_statements::Column::BatchId.eq(batch);
    let rows = real_name_statements::Entity::find().filter(of_batch()).all(tx).await?;
    real_name_statements::Entity::delete_many().filter(of_batch()).exec(tx).await?;
    let projects: Vec<Uuid> = rows.into_iter().map(|row| row.project_id).collect();
    mark(tx, &projects).await
}
