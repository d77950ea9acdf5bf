//! What is on file about the officer of each of these projects: of the responsible one in force, the latest form that was
//! handed in and not returned?

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::filing::form_of;
use super::rows::in_force;
use crate::db::many;
use crate::entity::{bindings, filing_receipts, filings};
use crate::filings::Duty;
use crate::filings::form::{Answer, FilingForm};
use crate::{Ctx, Fault};

/// A form and whose it is.
pub(super) struct OnFile {
    pub binding: Uuid,
    pub person: Uuid,
    pub form: FilingForm,
}

/// By the project; those without an officer or without a form are not there.
pub(super) async fn on_file(ctx: &Ctx, projects: &[Uuid]) -> Result<HashMap<Uuid, OnFile>, Fault> {
    let db = ctx.db.reader();
    let mut found = HashMap::new();
    for some in many::keys(projects) {
        let officers = bindings::Entity::find()
            .filter(bindings::Column::ProjectId.is_in(some.iter().copied()))
            .filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
            .filter(in_force())
            .all(db)
            .await?;
        let mut forms = latest(db, officers.iter().map(|row| row.id).collect()).await?;
        for officer in officers {
            let (Some(project), Some(row)) = (officer.project_id, forms.remove(&officer.id)) else { continue };
            let form = form_of(ctx, &row)?;
            found.insert(project, OnFile { binding: officer.id, person: officer.person_id, form });
        }
    }
    Ok(found)
}

/// Of each binding the highest version that no receiver returned.
async fn latest<C: ConnectionTrait>(db: &C, bindings: Vec<Uuid>) -> Result<HashMap<Uuid, filings::Model>, Fault> {
    let handed_in = filings::Entity::find()
        .filter(filings::Column::BindingId.is_in(bindings.iter().copied()))
        .filter(filings::Column::HandedInAt.is_not_null())
        .order_by_asc(filings::Column::Version)
        .all(db)
        .await?;
    let returned = filing_receipts::Entity::find()
        .filter(filing_receipts::Column::FilingId.is_in(handed_in.iter().map(|row| row.id)))
        .filter(filing_receipts::Column::Answer.eq(Answer::Returned.code()))
        .all(db)
        .await?;
    let returned: BTreeSet<Uuid> = returned.into_iter().map(|row| row.filing_id).collect();
    let standing = handed_in.into_iter().filter(|row| !returned.contains(&row.id));
    Ok(standing.map(|row| (row.binding_id, row)).collect())
}
