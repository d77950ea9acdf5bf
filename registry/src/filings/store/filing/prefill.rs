//! What do the records say already of what the form asks? The officer is asked for the rest alone.

use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::drawing::own;
use super::{form_of, versions_of};
use crate::enterprises::store::resolve;
use crate::entity::{bindings, enterprises, people, project_managers, project_parties, projects};
use crate::filings::form::{FilingForm, FormDraft, Known};
use crate::people::scope::restricted;
use crate::permissions::{Object, Verb, require};
use crate::projects::PartyRole;
use crate::projects::managers::Post;
use crate::{Ctx, Day, Fault};

/// What stands in the form before anybody types.
#[derive(Clone, PartialEq, Eq)]
pub struct Prefilled {
    pub known: Known,
    pub draft: FormDraft,
    /// the version that it goes on from
    pub goes_on_from: Option<i32>,
}

/// The form of the own binding as far as it can be filled: as it was drawn up last, or from the records.
pub async fn prefilled(ctx: &Ctx, binding: Uuid) -> Result<Prefilled, Fault> {
    require(ctx, Verb::View, Object::Filing)?;
    let row = own(ctx, binding).await?;
    let latest = versions_of(ctx.db.reader(), binding).await?.pop();
    let known = known(ctx, &row).await?;
    let (draft, goes_on_from) = match latest {
        Some(version) => (again(form_of(ctx, &version)?), Some(version.version)),
        None => (from_records(ctx, &row).await?, None),
    };
    Ok(Prefilled { known, draft, goes_on_from })
}

/// What nobody types.
pub(super) async fn known(ctx: &Ctx, row: &bindings::Model) -> Result<Known, Fault> {
    let project = project_of(ctx, row).await?;
    let person = person(ctx, row.person_id).await?;
    Ok(Known {
        project: project.name,
        contractor: enterprise_name(ctx, row.enterprise_id).await?,
        officer: person.name,
        officer_id_index: person.id_number_index,
    })
}

pub(in crate::filings::store) async fn project_of(ctx: &Ctx, row: &bindings::Model) -> Result<projects::Model, Fault> {
    let project = row.project_id.ok_or(Fault::NotFound)?;
    projects::Entity::find_by_id(project).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

/// The name of the enterprise, or of the one that it was merged into.
pub(in crate::filings::store) async fn enterprise_name(ctx: &Ctx, enterprise: Uuid) -> Result<String, Fault> {
    let stands = resolve(ctx.db.reader(), enterprise).await?;
    let row = enterprises::Entity::find_by_id(stands).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)?;
    Ok(row.name)
}

async fn person(ctx: &Ctx, id: Uuid) -> Result<people::Model, Fault> {
    people::Entity::find_by_id(id).one(ctx.db.reader()).await?.ok_or(Fault::NotFound)
}

fn again(form: FilingForm) -> FormDraft {
    FormDraft {
        planned_start: form.planned_start.to_string(),
        planned_finish: form.planned_finish.to_string(),
        address: form.address,
        owner: form.owner,
        owner_lead: form.owner_lead,
        owner_phone: form.owner_phone,
        supervisor: form.supervisor,
        chief_supervisor: form.chief_supervisor,
        supervisor_phone: form.supervisor_phone,
        project_manager: form.project_manager,
        manager_phone: form.manager_phone,
        officer_phone: form.officer_phone,
        joined: form.joined.to_string(),
    }
}

async fn from_records(ctx: &Ctx, row: &bindings::Model) -> Result<FormDraft, Fault> {
    let (project, today) = (project_of(ctx, row).await?, ctx.now().day());
    let (owner, owner_lead, owner_phone) = side(ctx, project.id, PartyRole::Owner, Post::OwnerLead, today).await?;
    let (supervisor, chief_supervisor, supervisor_phone) =
        side(ctx, project.id, PartyRole::Supervisor, Post::ChiefSupervisor, today).await?;
    let (_, project_manager, manager_phone) =
        side(ctx, project.id, PartyRole::GeneralContractor, Post::ProjectManager, today).await?;
    let officer = person(ctx, row.person_id).await?;
    Ok(FormDraft {
        planned_start: project.planned_start.unwrap_or_default(),
        planned_finish: project.planned_finish.unwrap_or_default(),
        address: project.address.unwrap_or_default(),
        owner,
        owner_lead,
        owner_phone,
        supervisor,
        chief_supervisor,
        supervisor_phone,
        project_manager,
        manager_phone,
        officer_phone: ctx.vault.open_text("people.phone", &officer.phone_sealed)?,
        joined: row.joined_on.clone(),
    })
}

/// The body in this role today, and who leads for it with the telephone on record; empty where nothing is known.
async fn side(
    ctx: &Ctx,
    project: Uuid,
    role: PartyRole,
    post: Post,
    today: Day,
) -> Result<(String, String, String), Fault> {
    let reader = ctx.db.reader();
    let party = project_parties::Entity::find()
        .filter(project_parties::Column::ProjectId.eq(project))
        .filter(project_parties::Column::Role.eq(role.code()))
        .filter(project_parties::Column::WithdrawnAt.is_null())
        .filter(project_parties::Column::EnteredOn.lte(today.to_string()))
        .filter(since(project_parties::Column::LeftOn, today))
        .order_by_desc(project_parties::Column::EnteredOn)
        .one(reader)
        .await?;
    let Some(party) = party else { return Ok(Default::default()) };
    let name = enterprise_name(ctx, party.enterprise_id).await?;
    let manager = project_managers::Entity::find()
        .filter(project_managers::Column::ProjectId.eq(project))
        .filter(project_managers::Column::EnterpriseId.eq(party.enterprise_id))
        .filter(project_managers::Column::Post.eq(post.code()))
        .filter(project_managers::Column::WithdrawnAt.is_null())
        .filter(project_managers::Column::FirstDay.lte(today.to_string()))
        .filter(since(project_managers::Column::LastDay, today))
        .order_by_desc(project_managers::Column::FirstDay)
        .one(reader)
        .await?;
    let Some(manager) = manager else { return Ok((name, String::new(), String::new())) };
    let lead = people::Entity::find_by_id(manager.person_id)
        .filter(people::Column::Id.not_in_subquery(restricted()))
        .one(reader)
        .await?;
    Ok(match lead {
        Some(lead) => (name, lead.name, ctx.vault.open_text("people.phone", &lead.phone_sealed)?),
        None => (name, String::new(), String::new()),
    })
}

/// Without an end, or with one that has not passed.
fn since(end: impl ColumnTrait, today: Day) -> Condition {
    Condition::any().add(end.is_null()).add(end.gte(today.to_string()))
}
