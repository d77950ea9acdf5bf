//! How does an office put right the name of somebody who is on record without an account, and so cannot ask for it?
//!
//! The number under a wrong name keeps its person from signing up (`accounts::taking_over`).

use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;
use uuid::Uuid;

use super::deciding::rename;
use super::{RequestKind, check_reason};
use crate::entity::{accounts, data_requests, people, project_managers, projects, registrations};
use crate::fault::refuse_unless_empty;
use crate::offices::{Reach, reach_of_post};
use crate::people::store::{PersonView, find_within, views};
use crate::people::{Document, PersonName, identity};
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Fault, Refusal, audit};

/// As typed: the name on the document that was shown.
#[derive(Clone, Debug, Default)]
pub struct Correction<'a> {
    pub name: &'a str,
    pub document: Option<Document>,
    pub reason: &'a str,
}

/// The person, for an office that may put the name right.
///
/// # Errors
/// [`Fault::NotFound`] beyond the reach of every office of the actor; a refusal when the person has an account and asks
/// for another name there.
pub async fn correctable(ctx: &Ctx, person: Uuid) -> Result<PersonView, Fault> {
    authority(ctx, person).await?;
    let reader = ctx.db.reader();
    if accounts::Entity::find().filter(accounts::Column::PersonId.eq(person)).one(reader).await?.is_some() {
        return Err(Refusal::new("people.name_by_request").into());
    }
    let row = people::Entity::find_by_id(person).one(reader).await?.ok_or(Fault::NotFound)?;
    views(ctx, vec![row]).await?.pop().ok_or(Fault::NotFound)
}

/// Puts the name right after comparing it with a document. Who did it, why, and the name before stay on record, as after a
/// request of the person's own.
pub async fn correct_name(ctx: &Ctx, person: Uuid, correction: &Correction<'_>) -> Result<(), Fault> {
    let office = authority(ctx, person).await?;
    let known = correctable(ctx, person).await?;
    let mut refusals = Vec::new();
    let name = PersonName::parse(correction.name).map_err(|refusal| refusals.push(refusal)).ok();
    if name.as_ref().is_some_and(|name| name.as_str() == known.name) {
        refusals.push(Refusal::on("name", "people.name_unchanged"));
    }
    if correction.document.is_none() {
        refusals.push(Refusal::on("document", "people.request_document_missing"));
    }
    refusals.extend(check_reason(correction.reason).err());
    refuse_unless_empty(refusals)?;
    let name = name.ok_or_else(|| Fault::internal("a name neither right nor refused"))?;
    crate::transact!(ctx, |tx| {
        identity::lock(tx, person).await?;
        // whoever signed up meanwhile asks for it
        if accounts::Entity::find().filter(accounts::Column::PersonId.eq(person)).one(tx).await?.is_some() {
            return Err(Refusal::new("people.name_by_request").into());
        }
        let old = rename(tx, person, name.as_str()).await?;
        let row = data_requests::Model {
            id: ctx.new_id(),
            person_id: person,
            kind: RequestKind::Name.code().to_owned(),
            new_name: Some(name.as_str().to_owned()),
            old_name: Some(old),
            reason: correction.reason.trim().to_owned(),
            made_at: ctx.now().0,
            decided_at: Some(ctx.now().0),
            decided_by: Some(ctx.signed_in()?.account),
            office_id: Some(office),
            enterprise_id: None,
            decision: Some("corrected".to_owned()),
            reply: None,
            kept: None,
            lifted_at: None,
            lifted_by: None,
            lifted_reason: None,
        };
        let facts = json!({ "request": row.id, "document": correction.document });
        data_requests::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
        audit::record(tx, ctx, "correct_name", ("person", person), facts).await
    })
}

/// The first office of the actor that answers requests and has the person in its reach, on a site or beyond.
async fn authority(ctx: &Ctx, person: Uuid) -> Result<Uuid, Fault> {
    require(ctx, Verb::Decide, Object::DataRequest)?;
    let who = ctx.signed_in()?;
    // separation of duty 7
    if who.person == person {
        return Err(Refusal::new("people.request_own").into());
    }
    for post in &who.posts {
        let Some(office) = post.office else { continue };
        let reach = reach_of_post(ctx.db.reader(), post, Verb::Decide, Object::DataRequest).await?;
        let Some(reach) = reach else { continue };
        if find_within(ctx, &reach, person).await?.is_some() || is_on_a_site(ctx, &reach, person).await? {
            return Ok(office);
        }
    }
    Err(Fault::NotFound)
}

/// Registered as a worker, or written down as a manager, on a project of these areas.
async fn is_on_a_site(ctx: &Ctx, reach: &Reach, person: Uuid) -> Result<bool, Fault> {
    let (reader, areas) = (ctx.db.reader(), reach.areas.iter().cloned());
    let sites = projects::Entity::find()
        .select_only()
        .column(projects::Column::Id)
        .filter(projects::Column::Area.is_in(areas))
        .into_query();
    let worker = registrations::Entity::find()
        .filter(registrations::Column::PersonId.eq(person))
        .filter(registrations::Column::ProjectId.in_subquery(sites.clone()))
        .filter(registrations::Column::WithdrawnAt.is_null());
    let manager = project_managers::Entity::find()
        .filter(project_managers::Column::PersonId.eq(person))
        .filter(project_managers::Column::ProjectId.in_subquery(sites))
        .filter(project_managers::Column::WithdrawnAt.is_null());
    Ok(worker.one(reader).await?.is_some() || manager.one(reader).await?.is_some())
}
