//! Which sites say one thing in the filing and another on the board or in the real-name system, and since when?
//!
//! A site is compared when one of the three changes, and in turn by a job: what differs shows within one cycle and is closed
//! only when all three agree again. Every value that was seen stays readable, sealed.

mod cycle;
mod listing;
mod of_project;
mod sources;
mod stating;

use std::collections::BTreeMap;

use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

pub use cycle::compare_due;
pub use listing::{AgreementFilter, DifferingLine, PER_PAGE, count_differing, differing, export_differing};
pub use of_project::{AgreementPage, FieldLine, Moment, PastLine, agreement_of};
pub(crate) use stating::{Stated, stated, unstated};

use super::boards::opened;
use crate::entity::{agreements, disagreement_values, disagreements};
use crate::filings::agreement::{AllSaid, Field, Standing, Values};
use crate::notices::{Kind, To, store as notices};
use crate::{Ctx, Fault, audit};

const SEALED_AS: &str = "disagreement_values.values";

/// Compares one site in the transaction of what changed about it; whether something else is found than before.
pub(crate) async fn compare_within(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid) -> Result<bool, Fault> {
    match sources::said(ctx, &[project]).await?.remove(&project) {
        Some(found) => settle(tx, ctx, project, &found).await,
        None => Ok(false),
    }
}

/// A site whose sources may say something else now: the next cycle begins with it.
pub(crate) async fn mark<C: ConnectionTrait>(tx: &C, projects: &[Uuid]) -> Result<(), Fault> {
    agreements::Entity::update_many()
        .col_expr(agreements::Column::ComparedAt, Expr::value(0_i64))
        .filter(agreements::Column::ProjectId.is_in(projects.iter().copied()))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was found about one site.
struct Found {
    /// Nothing while no filing stands: then there is nothing to compare with.
    said: Option<AllSaid>,
    /// the officer and the general contractor of the filing
    concerned: Vec<To>,
    name: String,
}

impl Found {
    fn standing(&self) -> Standing {
        match &self.said {
            None => Standing::NotFiled,
            Some(said) if said.disagreements().is_empty() => Standing::Agrees,
            Some(_) => Standing::Differs,
        }
    }

    /// The same for the same words, and nothing for whoever has not the key.
    fn key(&self, ctx: &Ctx) -> Result<String, Fault> {
        ctx.vault.index("agreement", &serde_json::to_string(&self.said)?)
    }
}

/// Writes down what is found, closes what agrees again, and says whether anything changed. Without a filing nothing closes.
async fn settle(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, found: &Found) -> Result<bool, Fault> {
    let (key, before) = (found.key(ctx)?, agreements::Entity::find_by_id(project).one(tx).await?);
    let is_new = before.is_none_or(|row| row.compared != key || row.standing != found.standing().code());
    if is_new && let Some(said) = &found.said {
        write_fields(tx, ctx, project, (said, found)).await?;
    }
    let row = agreements::Model {
        project_id: project,
        standing: found.standing().code().to_owned(),
        compared: key,
        compared_at: ctx.now().0,
    };
    agreements::Entity::insert(row.into_active_model())
        .on_conflict(
            OnConflict::column(agreements::Column::ProjectId)
                .update_columns([
                    agreements::Column::Standing,
                    agreements::Column::Compared,
                    agreements::Column::ComparedAt,
                ])
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok(is_new)
}

async fn write_fields(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    project: Uuid,
    (said, found): (&AllSaid, &Found),
) -> Result<(), Fault> {
    let open = disagreements::Entity::find()
        .filter(disagreements::Column::ProjectId.eq(project))
        .filter(disagreements::Column::ClosedAt.is_null())
        .all(tx)
        .await?;
    let mut open: BTreeMap<Field, Uuid> =
        open.into_iter().filter_map(|row| Some((Field::parse(&row.field)?, row.id))).collect();
    let (mut new, mut closed) = (Vec::new(), Vec::new());
    for field in said.disagreements() {
        let id = match open.remove(&field) {
            Some(id) => id,
            None => {
                new.push(field);
                begin(tx, ctx, project, field).await?
            }
        };
        write_values(tx, ctx, id, &said.values(field)).await?;
    }
    // what is left agrees again
    for (field, id) in open {
        write_values(tx, ctx, id, &said.values(field)).await?;
        disagreements::Entity::update_many()
            .col_expr(disagreements::Column::ClosedAt, Expr::value(ctx.now().0))
            .filter(disagreements::Column::Id.eq(id))
            .exec(tx)
            .await?;
        closed.push(field);
    }
    if new.is_empty() && closed.is_empty() {
        return Ok(());
    }
    if !new.is_empty() {
        for to in &found.concerned {
            let facts = [("project", found.name.clone())];
            notices::send(ctx, tx, *to, Kind::SourcesDiffer, project, &facts).await?;
        }
    }
    audit::record(tx, ctx, "compare_sources", ("project", project), json!({ "found": new, "closed": closed })).await
}

async fn begin(tx: &DatabaseTransaction, ctx: &Ctx, project: Uuid, field: Field) -> Result<Uuid, Fault> {
    let row = disagreements::Model {
        id: ctx.new_id(),
        project_id: project,
        field: field.code().to_owned(),
        found_at: ctx.now().0,
        closed_at: None,
    };
    let id = row.id;
    // another node was faster: its row says the same, and whoever tries again sees it
    disagreements::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| if crate::db::is_duplicate(&error) { Fault::Busy } else { error.into() })?;
    Ok(id)
}

/// Another line only when something else is said than in the one before.
async fn write_values(tx: &DatabaseTransaction, ctx: &Ctx, disagreement: Uuid, values: &Values) -> Result<(), Fault> {
    if of_project::latest_values(tx, ctx, disagreement).await?.as_ref() == Some(values) {
        return Ok(());
    }
    let row = disagreement_values::Model {
        id: ctx.new_id(),
        disagreement_id: disagreement,
        values_sealed: ctx.vault.seal(ctx.random.as_ref(), SEALED_AS, &serde_json::to_vec(values)?)?,
        seen_at: ctx.now().0,
    };
    disagreement_values::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

#[cfg(test)]
#[cfg(feature = "fixtures")]
mod tests;
