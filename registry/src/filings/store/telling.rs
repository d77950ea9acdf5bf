//! Who hears that a binding is asked for, answered, or over?

use std::collections::BTreeSet;

use sea_orm::{DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use crate::entity::{bindings, enterprises, projects};
use crate::notices::{Kind, To, store as notices};
use crate::people::scope::names_shown;
use crate::{Ctx, Fault};

/// The enterprise is told a wish and the answer to its assignment, the officer everything else.
pub(super) async fn told(tx: &DatabaseTransaction, ctx: &Ctx, binding: Uuid, kind: Kind) -> Result<(), Fault> {
    let row = bindings::Entity::find_by_id(binding).one(tx).await?.ok_or(Fault::NotFound)?;
    let place = match row.project_id {
        Some(project) => projects::Entity::find_by_id(project).one(tx).await?.map(|row| row.name),
        None => enterprises::Entity::find_by_id(row.enterprise_id).one(tx).await?.map(|row| row.name),
    };
    let mut facts = vec![("place", place.unwrap_or_default())];
    let to = match kind {
        Kind::BindingAsked | Kind::AssignmentAccepted | Kind::AssignmentDeclined => {
            let mut names = names_shown(tx, BTreeSet::from([row.person_id])).await?;
            facts.push(("officer", names.remove(&row.person_id).unwrap_or_default()));
            To::Enterprise(row.enterprise_id)
        }
        _ => To::Person(row.person_id),
    };
    notices::send(ctx, tx, to, kind, binding, &facts).await
}
