//! How does a person, worker or manager, come onto a project's records?

use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::holding::{Ground, tell};
use super::moving::refuse_overlaps;
use super::people::take_in;
use super::scope::own_project;
use super::teams::insert_leader;
use super::{Origin, account, check_file};
use crate::entity::{registration_stays, registrations};
use crate::permissions::{Object, Verb};
use crate::workers::record::check_registration;
use crate::workers::{
    Codes, Findings, Person, PersonForm, Qualification, Registration, Role, Stay, Stays, Warning, check_age,
    read_person,
};
use crate::{Ctx, Day, Fault, Refusal, audit, db};

/// What a form or a line of a file says.
#[derive(Clone, Debug)]
pub struct NewWorker<'a> {
    pub person: PersonForm<'a>,
    pub qualifications: Vec<Qualification>,
    /// content hash of a file that was brought for the project
    pub photo: Option<String>,
    pub unit: Uuid,
    /// managers need none
    pub team: Option<Uuid>,
    pub role: Role,
    pub trade: &'a str,
    pub post: &'a str,
    pub is_team_leader: bool,
    /// `None` while the person is only expected
    pub entered: Option<Day>,
}

/// Somebody is on the records, and what about it is worth a second look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    pub registration: Uuid,
    pub person: Uuid,
    pub warnings: Vec<Warning>,
}

/// A person is registered once on a project; whoever left comes back by [`super::enter`].
pub async fn register(ctx: &Ctx, project: Uuid, new: &NewWorker<'_>, origin: Origin) -> Result<Registered, Fault> {
    own_project(ctx, Verb::Create, Object::Worker, project).await?;
    crate::transact!(ctx, |tx| {
        let ground = Ground::hold(tx, ctx, project).await?;
        let (registration, warnings) = register_within(tx, ctx, &ground, new, origin).await?;
        let facts = facts_of(&registration, origin);
        audit::record(tx, ctx, "register_worker", ("registration", registration.id), facts).await?;
        Ok(Registered { registration: registration.id, person: registration.person, warnings })
    })
}

pub(super) async fn register_within(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    ground: &Ground,
    new: &NewWorker<'_>,
    origin: Origin,
) -> Result<(Registration, Vec<Warning>), Fault> {
    let (person, registration, warnings) = checked(ctx, new, ground)?;
    check_file(tx, ground.site.project, "photo", new.photo.as_deref()).await??;
    let registration = insert(tx, ctx, &person, registration, origin).await?;
    let from = registration.begins_on().min(registration.registered_on());
    tell(tx, ctx, registration.project, &[(registration.person, from)]).await?;
    Ok((registration, warnings))
}

fn facts_of(registration: &Registration, origin: Origin) -> Value {
    json!({
        "project": registration.project, "unit": registration.unit, "team": registration.team,
        "role": registration.role, "person": registration.person, "batch": origin.batch(),
    })
}

/// The person and the registration that a form states, or everything that is wrong with both at once.
pub(super) fn checked(
    ctx: &Ctx,
    new: &NewWorker<'_>,
    ground: &Ground,
) -> Result<(Person, Registration, Vec<Warning>), Fault> {
    let (today, codes) = (ctx.now().day(), Codes::built_in());
    let mut findings = Findings::default();
    let person = match read_person(&new.person, new.qualifications.clone(), new.photo.clone(), today, codes) {
        Ok((person, warnings)) => {
            warnings.into_iter().for_each(|warning| findings.warn(warning));
            Some(person)
        }
        Err(Fault::Refused(refusals)) => {
            refusals.into_iter().for_each(|refusal| findings.refuse(refusal));
            None
        }
        Err(other) => return Err(other),
    };
    let stay = new.entered.map(|entered| Stay { entered, left: None });
    let stays = Stays::new(stay.into_iter().collect(), today).unwrap_or_else(|refusals| {
        refusals.into_iter().for_each(|refusal| findings.refuse(refusal));
        Stays::default()
    });
    let registration = Registration {
        id: ctx.new_id(),
        person: Uuid::nil(),
        project: ground.site.project,
        unit: new.unit,
        team: new.team,
        role: new.role,
        trade: new.trade.trim().to_owned(),
        post: new.post.trim().to_owned(),
        is_team_leader: new.is_team_leader,
        registered_at: ctx.now(),
        stays,
    };
    findings.add(check_registration(&registration, &ground.site, today, codes));
    if let Some(person) = &person {
        findings.add(check_age(person, registration.begins_on(), &ground.policy));
    }
    let warnings = findings.settle()?;
    let person = person.ok_or_else(|| Fault::internal("a person neither read nor refused"))?;
    Ok((person, registration, warnings))
}

/// The registration with its person, who may have been on record already.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    person: &Person,
    registration: Registration,
    origin: Origin,
) -> Result<Registration, Fault> {
    let person = take_in(tx, ctx, person, registration.project, origin).await?;
    let registration = Registration { person, ..registration };
    write(tx, ctx, &registration, None, origin).await?;
    Ok(registration)
}

/// The rows of a registration, its first stay and its leadership.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    registration: &Registration,
    continues: Option<Uuid>,
    origin: Origin,
) -> Result<(), Fault> {
    refuse_overlaps(tx, registration).await?;
    registrations::Entity::insert(new_registration(ctx, registration, continues, origin).into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("document_number", "workers.registered_already")))?;
    if let Some(stay) = registration.stays.first() {
        insert_stay(tx, ctx, registration.id, stay, origin).await?;
    }
    match led_team(ctx, registration) {
        Some((team, from)) => insert_leader(tx, ctx, team, registration.id, from, origin).await,
        None => Ok(()),
    }
}

/// Which team the person leads with this registration, and from which day on.
pub(super) fn led_team(ctx: &Ctx, registration: &Registration) -> Option<(Uuid, Day)> {
    let team = registration.team.filter(|_| registration.is_team_leader && registration.is_in_force())?;
    Some((team, registration.stays.first().map_or_else(|| ctx.now().day(), |stay| stay.entered)))
}

pub(super) fn new_registration(
    ctx: &Ctx,
    registration: &Registration,
    continues: Option<Uuid>,
    origin: Origin,
) -> registrations::Model {
    let (first, last) = (registration.stays.first(), registration.stays.last());
    registrations::Model {
        id: registration.id,
        person_id: registration.person,
        project_id: registration.project,
        unit_id: registration.unit,
        team_id: registration.team,
        role: registration.role.code().to_owned(),
        trade: registration.trade.clone(),
        post: registration.post.clone(),
        registered_at: registration.registered_at.0,
        recorded_by: account(ctx),
        recorded_at: ctx.now().0,
        continues,
        entered_on: first.map(|stay| stay.entered.to_string()),
        left_on: last.and_then(|stay| stay.left).map(|day| day.to_string()),
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: origin.batch(),
    }
}

pub(super) async fn insert_stay(
    tx: &DatabaseTransaction,
    ctx: &Ctx,
    registration: Uuid,
    stay: Stay,
    origin: Origin,
) -> Result<(), Fault> {
    registration_stays::Entity::insert(new_stay(ctx, registration, stay, origin).into_active_model())
        .exec_without_returning(tx)
        .await
        .map_err(|error| db::unique_or(error, Refusal::on("day", "workers.moved_meanwhile")))?;
    Ok(())
}

pub(super) fn new_stay(ctx: &Ctx, registration: Uuid, stay: Stay, origin: Origin) -> registration_stays::Model {
    let left = stay.left.map(|_| ctx.now().0);
    registration_stays::Model {
        id: ctx.new_id(),
        registration_id: registration,
        entered_on: stay.entered.to_string(),
        left_on: stay.left.map(|day| day.to_string()),
        entered_by: account(ctx),
        entered_at: ctx.now().0,
        left_by: left.and_then(|_| account(ctx)),
        left_at: left,
        withdrawn_by: None,
        withdrawn_at: None,
        withdrawn_reason: None,
        batch_id: origin.batch(),
        exit_batch_id: left.and_then(|_| origin.batch()),
    }
}
