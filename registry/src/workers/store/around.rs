//! What else is on record about a person on a project, and what may be done with it?

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::page::{WorkerView, worker};
use super::rows::{NEW_PHONE, OLD_PHONE, day};
use super::scope::{Reach, own_project, visible_project, whole_project};
use super::{PER_PAGE, gate};
use crate::entity::{gate_denials, person_phone_changes, registrations};
use crate::people::masked_phone;
use crate::permissions::{Object, Verb};
use crate::workers::TurnedAwayFor;
use crate::{Ctx, Day, Fault, Instant};

/// What the actor may do beyond looking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// register people and change what is on record about them
    pub writes: bool,
    /// see numbers in full, with a reason
    pub reveals: bool,
    /// see the gate of the whole site
    pub sees_gate: bool,
}

/// The project of a page about its people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub project: Uuid,
    pub name: String,
    pub rights: Rights,
}

/// A phone that gave way to another, both masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneChange {
    pub before: String,
    pub after: String,
    pub at: Instant,
}

/// When the person was turned away at this gate, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnedAwayAt {
    pub at: Instant,
    pub reason: TurnedAwayFor,
    pub words: Option<String>,
}

/// Until when the person is kept out by somebody's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOut {
    pub from: Day,
    pub until: Option<Day>,
    pub words: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    pub phones: Vec<PhoneChange>,
    pub turned_away: Vec<TurnedAwayAt>,
    pub kept_out: Option<KeptOut>,
}

/// The project, for whoever sees any of its people, and what may be done with them.
pub async fn place(ctx: &Ctx, project: Uuid) -> Result<Place, Fault> {
    let (row, _) = visible_project(ctx, Object::Worker, project).await?;
    let reveals = match Reach::of(ctx, Verb::Export, Object::Worker).await {
        Ok(reach) => reach.projects.includes(&row.area, &row.industry) || reach.projects.projects.contains(&row.id),
        Err(Fault::Forbidden) => false,
        Err(other) => return Err(other),
    };
    let writes = allowed(own_project(ctx, Verb::Edit, Object::Worker, project).await)?;
    let sees_gate = allowed(whole_project(ctx, Object::Worker, project).await)?;
    Ok(Place { project, name: row.name, rights: Rights { writes, reveals, sees_gate } })
}

/// The same, for whoever may write there.
///
/// # Errors
/// [`Fault::Forbidden`] when seeing is all that the actor may.
pub async fn place_to_write(ctx: &Ctx, project: Uuid) -> Result<Place, Fault> {
    own_project(ctx, Verb::Edit, Object::Worker, project).await?;
    place(ctx, project).await
}

/// The record of a person on a project: by the registration in force, else by the last one.
pub async fn worker_on(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<WorkerView, Fault> {
    worker(ctx, registration_on(ctx, project, person).await?).await
}

/// That registration, as far as the actor may see it.
pub async fn registration_on(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<Uuid, Fault> {
    let reach = Reach::of(ctx, Verb::View, Object::Worker).await?;
    let rows = registrations::Entity::find()
        .filter(reach.condition())
        .filter(registrations::Column::ProjectId.eq(project))
        .filter(registrations::Column::PersonId.eq(person))
        .order_by_desc(registrations::Column::Id);
    let rows = rows.all(ctx.db.reader()).await?;
    let in_force = rows.iter().find(|row| row.left_on.is_none());
    in_force.or(rows.first()).map(|row| row.id).ok_or(Fault::NotFound)
}

/// What stands around a person whose record on the project the actor sees. Of the gate only where the actor sees it.
pub async fn around(ctx: &Ctx, project: Uuid, person: Uuid) -> Result<Around, Fault> {
    registration_on(ctx, project, person).await?;
    let reader = ctx.db.reader();
    let changes = person_phone_changes::Entity::find()
        .filter(person_phone_changes::Column::PersonId.eq(person))
        .order_by_desc(person_phone_changes::Column::Id)
        .limit(PER_PAGE);
    let masked = |column: &str, sealed: &[u8]| ctx.vault.open_text(column, sealed).map(|phone| masked_phone(&phone));
    let mut phones = Vec::new();
    for row in changes.all(reader).await? {
        let (before, after) = (masked(OLD_PHONE, &row.old_phone_sealed)?, masked(NEW_PHONE, &row.new_phone_sealed)?);
        phones.push(PhoneChange { before, after, at: Instant(row.changed_at) });
    }
    if !allowed(whole_project(ctx, Object::Worker, project).await)? {
        return Ok(Around { phones, ..Around::default() });
    }
    let turned_away = gate::of_person(reader, project, person).await?;
    let kept_out = gate_denials::Entity::find()
        .filter(gate_denials::Column::ProjectId.eq(project))
        .filter(gate_denials::Column::PersonId.eq(person))
        .filter(gate_denials::Column::EndedAt.is_null())
        .one(reader)
        .await?;
    let kept_out = kept_out.map(|row| {
        let until = row.until_on.as_deref().map(day).transpose()?;
        Ok::<_, Fault>(KeptOut { from: day(&row.from_on)?, until, words: row.words })
    });
    Ok(Around { phones, turned_away, kept_out: kept_out.transpose()? })
}

fn allowed<T>(outcome: Result<T, Fault>) -> Result<bool, Fault> {
    match outcome {
        Ok(_) => Ok(true),
        Err(Fault::Forbidden | Fault::Refused(_)) => Ok(false),
        Err(other) => Err(other),
    }
}
