//! What is on record about one worker: who it is, where and under which papers the person works and worked (从业记录)?

use std::collections::BTreeMap;
use std::fmt;

use sea_orm::{ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::cards::{self, CardView};
use super::contracts::{self, ContractView};
use super::permits::on_project;
use super::rows::{self, cards_of, registrations_of};
use super::scope::Reach;
use super::search::masked;
use super::site::{policy_of, site_of};
use crate::entity::{enterprises, full_views, people, person_particulars, projects, registrations, teams};
use crate::fault::worded;
use crate::people::identity::confirmed;
use crate::people::{Sex, masked_phone};
use crate::permissions::{Object, Verb};
use crate::workers::{
    Codes, EntryPermit, Household, Qualification, Registration, SiteTraining, Validity, Warning, Worker, check_worker,
};
use crate::{Ctx, Day, Fault, Refusal, audit};

/// One person on one project, and the person's other registrations that the actor may see. Numbers are masked, of the
/// address only the beginning is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkerView {
    pub person: Uuid,
    pub name: String,
    pub id_number_masked: String,
    pub document_kind: String,
    pub phone_masked: String,
    pub sex: Sex,
    pub birth_day: Day,
    pub photo: Option<String>,
    pub particulars: Option<Particulars>,
    pub registration: RegistrationView,
    pub permit: EntryPermit,
    /// What about the record is worth a second look today.
    pub doubts: Vec<Warning>,
    pub contracts: Vec<ContractView>,
    pub trainings: Vec<SiteTraining>,
    pub cards: Vec<CardView>,
    /// The newest first.
    pub others: Vec<RegistrationView>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    pub ethnic_group: String,
    pub address_masked: String,
    pub document_issuer: String,
    pub document_valid: Validity,
    /// Whether the person is 农民工.
    pub household: Option<Household>,
    pub education: Option<String>,
    pub qualifications: Vec<Qualification>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationView {
    pub registration: Registration,
    pub project_name: String,
    pub unit_name: String,
    pub team_name: Option<String>,
    /// The registration that a change of team ended when this one began.
    pub continues: Option<Uuid>,
}

/// What [`reveal`] shows. `Debug` stays masked, so that nothing full gets into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct FullValues {
    pub id_number: String,
    pub phone: String,
    pub address: Option<String>,
    /// of the card in use
    pub card_number: Option<String>,
}

impl fmt::Debug for FullValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FullValues(..)")
    }
}

/// The record of a worker by one of the registrations.
pub async fn worker(ctx: &Ctx, registration: Uuid) -> Result<WorkerView, Fault> {
    let reach = Reach::of(ctx, Verb::View, Object::Worker).await?;
    let reader = ctx.db.reader();
    let row = registrations::Entity::find_by_id(registration).filter(reach.condition()).one(reader).await?;
    let row = row.ok_or(Fault::NotFound)?;
    let person = people::Entity::find_by_id(row.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
    let of_person = reach.condition().add(registrations::Column::PersonId.eq(person.id));
    let mut all = views(ctx, of_person).await?;
    let own = all.iter().position(|view| view.registration.id == registration).ok_or(Fault::NotFound)?;
    let own = all.remove(own);
    let today = ctx.now().day();
    let known = on_project(reader, row.project_id, person.id).await?;
    let (site, policy) = (site_of(reader, row.project_id).await?, policy_of(reader, row.project_id, today).await?);
    let permit = known.permit(&site, today, &policy);
    let particulars = super::people::particulars(reader, person.id).await?;
    let doubts = match &particulars {
        Some(about) => {
            let cards = cards_of(reader, ctx, (row.project_id, person.id)).await?;
            let record = Worker {
                registration: own.registration.clone(),
                person: rows::person(ctx, &person, about)?,
                contracts: known.contracts.clone(),
                trainings: known.trainings.clone(),
                cards: cards.into_iter().map(|(_, card)| card).collect(),
            };
            check_worker(&record, &site, today, &policy, Codes::built_in()).warnings
        }
        None => Vec::new(),
    };
    Ok(WorkerView {
        doubts,
        person: person.id,
        id_number_masked: masked(ctx, &person)?,
        document_kind: person.document_kind.clone(),
        phone_masked: masked_phone(&ctx.vault.open_text("people.phone", &person.phone_sealed)?),
        sex: Sex::parse(&person.sex).ok_or_else(|| Fault::internal("person without a sex"))?,
        birth_day: rows::day(&person.birth_day)?,
        photo: particulars.as_ref().and_then(|row| row.photo.clone()).or(person.photo.clone()),
        particulars: particulars.map(|row| shown(ctx, &person, &row)).transpose()?,
        name: person.name,
        registration: own,
        permit,
        contracts: contracts::views(ctx, row.project_id, row.person_id).await?,
        trainings: known.trainings,
        cards: cards::views(ctx, row.project_id, row.person_id).await?,
        others: all,
    })
}

/// The own record of whoever is signed in, if ever registered as a worker and once the identity is confirmed; the newest
/// registration stands for it.
pub async fn own_record(ctx: &Ctx) -> Result<Option<WorkerView>, Fault> {
    let who = ctx.signed_in()?.person;
    let own = Condition::all().add(registrations::Column::PersonId.in_subquery(confirmed(Some(who))));
    match views(ctx, own).await?.first() {
        Some(newest) => worker(ctx, newest.registration.id).await.map(Some),
        None => Ok(None),
    }
}

/// Identity number, phone, address and card in clear, for a reason of at least four characters that is kept.
pub async fn reveal(ctx: &Ctx, registration: Uuid, why: &str) -> Result<FullValues, Fault> {
    let row = super::scope::visible(ctx, Object::Worker, registration).await?;
    let reach = Reach::of(ctx, Verb::Export, Object::Worker).await?;
    let reader = ctx.db.reader();
    let may = registrations::Entity::find_by_id(registration).filter(reach.condition()).one(reader).await?;
    may.ok_or(Fault::Forbidden)?;
    let who = ctx.signed_in()?;
    let why = worded(why, 4..=200, || Refusal::on("reason", "people.reason_length"))?;
    let person = people::Entity::find_by_id(row.person_id).one(reader).await?.ok_or(Fault::NotFound)?;
    let particulars = super::people::particulars(reader, person.id).await?;
    let values = FullValues {
        id_number: ctx.vault.open_text("people.id_number", &person.id_number_sealed)?,
        phone: ctx.vault.open_text("people.phone", &person.phone_sealed)?,
        address: particulars.map(|row| ctx.vault.open_text(rows::ADDRESS, &row.address_sealed)).transpose()?,
        card_number: cards::number_in_use(ctx, row.project_id, person.id).await?,
    };
    crate::transact!(ctx, |tx| {
        let view = full_views::Model {
            id: ctx.new_id(),
            person_id: person.id,
            account_id: who.account,
            reason: why.clone(),
            viewed_at: ctx.now().0,
        };
        audit::record(tx, ctx, "reveal", ("person", person.id), json!({ "full_view": view.id })).await?;
        full_views::Entity::insert(view.into_active_model()).exec_without_returning(tx).await?;
        Ok(())
    })?;
    Ok(values)
}

fn shown(ctx: &Ctx, person: &people::Model, row: &person_particulars::Model) -> Result<Particulars, Fault> {
    let known = rows::person(ctx, person, row)?;
    Ok(Particulars {
        ethnic_group: known.ethnic_group,
        address_masked: masked_address(&known.address),
        document_issuer: known.document_issuer,
        document_valid: known.document_valid,
        household: known.household,
        education: known.education,
        qualifications: known.qualifications,
    })
}

/// As far as the county: up to its sign, else a third of the characters.
fn masked_address(address: &str) -> String {
    let county = address
        .char_indices()
        .skip(2)
        .filter(|(_, c)| matches!(c, '区' | '县' | '市'))
        .map(|(at, c)| at + c.len_utf8());
    let county = county.filter(|end| address[..*end].chars().count() <= 12).last();
    let third = address.char_indices().nth(address.chars().count() / 3).map_or(0, |(at, _)| at);
    format!("{}******", &address[..county.unwrap_or(third)])
}

/// The registrations that meet the condition with the names that stand for their ids, the newest first.
async fn views(ctx: &Ctx, wanted: Condition) -> Result<Vec<RegistrationView>, Fault> {
    let reader = ctx.db.reader();
    let all = registrations_of(reader, wanted).await?;
    let sites = projects::Entity::find().filter(projects::Column::Id.is_in(all.iter().map(|(row, _)| row.project_id)));
    let sites: BTreeMap<Uuid, String> = sites.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let units =
        enterprises::Entity::find().filter(enterprises::Column::Id.is_in(all.iter().map(|(row, _)| row.unit_id)));
    let units: BTreeMap<Uuid, String> = units.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let groups = teams::Entity::find().filter(teams::Column::Id.is_in(all.iter().filter_map(|(row, _)| row.team_id)));
    let groups: BTreeMap<Uuid, String> = groups.all(reader).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let view = |(row, registration): (registrations::Model, Registration)| RegistrationView {
        project_name: sites.get(&row.project_id).cloned().unwrap_or_default(),
        unit_name: units.get(&row.unit_id).cloned().unwrap_or_default(),
        team_name: row.team_id.and_then(|team| groups.get(&team).cloned()),
        continues: row.continues,
        registration,
    };
    Ok(all.into_iter().rev().map(view).collect())
}
