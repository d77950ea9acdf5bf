//! How does a certified officer ask to be bound, and what becomes of a wish, whoever has it?

use certs::ids::{CertificateNumber, PathId};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::capacity;
use super::change::{self, contractors_of};
use super::consenting;
use super::loads::{counted, limit_in, limits_of, projects_of};
use super::rows::{lock_person, looked_at_for, status_of};
use super::scope::{check_place, hold_place};
use super::telling::told;
use crate::certificates::Step;
use crate::entity::{bindings, certificates};
use crate::filings::capacity::check_sites;
use crate::filings::{Binding, Duty, Nomination, Post, Proposer, Stage, Wish, check_wish};
use crate::notices::Kind;
use crate::permissions::{Object, Verb, require};
use crate::{Ctx, Day, Fault, Refusal, audit, db, projects};

/// What the rules of a project say about its officers.
pub(super) struct Terms {
    /// below how many people the officer of this project may look after others; none where no pack says so
    limit: Option<i64>,
    is_confirmed_by_enterprise: bool,
}

/// Asks for the binding by the number of the own certificate. It counts once the enterprise has confirmed it, or at once
/// where the rules of the project do without (`binding.enterprise_confirm`).
///
/// # Errors
/// Refused with everything that is in the way; a certificate of somebody else is not found.
pub async fn propose(ctx: &Ctx, certificate: &str, wish: &Wish) -> Result<Uuid, Fault> {
    require(ctx, Verb::Create, Object::Binding)?;
    let certificate = own_certificate(ctx, certificate).await?;
    let nomination = Nomination::default();
    enter(ctx, &Asked { certificate: &certificate, wish, by: Proposer::Officer, nomination: &nomination }).await
}

/// What is asked for, by whom, and for the holder of which certificate.
pub(super) struct Asked<'a> {
    pub certificate: &'a certificates::Model,
    pub wish: &'a Wish,
    pub by: Proposer,
    pub nomination: &'a Nomination,
}

/// Writes a wish down, if nothing is in its way, and tells whoever answers it. What an enterprise asks for always waits for
/// the officer.
pub(super) async fn enter(ctx: &Ctx, asked: &Asked<'_>) -> Result<Uuid, Fault> {
    let (certificate, wish) = (asked.certificate, asked.wish);
    check_place(ctx, wish.enterprise, wish.post).await?;
    let (terms, today) = (Terms::of(ctx, wish.post).await?, ctx.now().day());
    crate::transact!(ctx, |tx| {
        hold_place(tx, ctx, wish.enterprise, wish.post).await?;
        lock_person(tx, certificate.person_id).await?;
        let own = looked_at_for(tx, certificate.person_id, wish, asked.by).await?;
        check_wish(wish, status_of(tx, certificate.id).await?, &own, today).map_err(Fault::Refused)?;
        let mut asks_county = false;
        let (verb, waits, told_as) = match asked.by {
            Proposer::Officer => {
                terms.check(tx, ctx, (certificate.person_id, wish.post, wish.enterprise), today).await?;
                asks_county = terms.asks_county(wish.post, &own);
                ("propose", terms.is_confirmed_by_enterprise || asks_county, Kind::BindingAsked)
            }
            // the officer's other sites are looked at once the officer accepts
            Proposer::Enterprise => {
                check_free(tx, wish.post).await?;
                ("assign_officer", true, Kind::OfficerAssigned)
            }
        };
        let row = new_row(ctx, asked, waits);
        bindings::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, place_taken()))?;
        let facts = json!({
            "certificate": certificate.id, "enterprise": wish.enterprise, "project": row.project_id, "level": row.level,
            "duty": row.duty, "employment": row.employment, "confirmed": row.confirmed_at.is_some(),
        });
        audit::record(tx, ctx, verb, ("binding", row.id), facts).await?;
        if row.confirmed_at.is_some() {
            begun(tx, ctx, &row).await?;
        } else {
            told(tx, ctx, row.id, told_as).await?;
        }
        if let Some(project) = row.project_id.filter(|_| asks_county) {
            consenting::ask(tx, ctx, row.id, project).await?;
        }
        Ok(row.id)
    })
}

/// The responsible place as the project stands now. Whoever waits for the enterprise may ask for it before it is free; the
/// enterprise itself frees it first.
async fn check_free(tx: &DatabaseTransaction, post: Post) -> Result<(), Fault> {
    let Post::Project { project, duty: Duty::Responsible } = post else { return Ok(()) };
    let held = bindings::Entity::find()
        .filter(bindings::Column::ProjectId.eq(project))
        .filter(bindings::Column::Duty.eq(Duty::Responsible.code()))
        .filter(bindings::Column::ConfirmedAt.is_not_null())
        .filter(bindings::Column::EndedAt.is_null());
    if held.one(tx).await?.is_some() { Err(place_taken().into()) } else { Ok(()) }
}

fn new_row(ctx: &Ctx, asked: &Asked<'_>, waits: bool) -> bindings::Model {
    let (now, certificate, wish) = (ctx.now().0, asked.certificate, asked.wish);
    bindings::Model {
        id: ctx.new_id(),
        person_id: certificate.person_id,
        certificate_id: certificate.id,
        enterprise_id: wish.enterprise,
        project_id: wish.post.project(),
        level: wish.post.level().code().to_owned(),
        employment: wish.employment.code().to_owned(),
        duty: wish.post.duty().map(|duty| duty.code().to_owned()),
        joined_on: wish.joined.to_string(),
        asked_by: super::account(ctx),
        asked_at: now,
        confirmed_by: None,
        confirmed_at: (!waits).then_some(now),
        declined_by: None,
        declined_at: None,
        declined_reason: None,
        ended_by: None,
        ended_at: None,
        ended_reason: None,
        proposed_by: asked.by.code().to_owned(),
        experience_years: asked.nomination.experience_years,
        employer_statement: asked.nomination.statement.clone(),
    }
}

/// What follows from a binding that counts from now on: who took the place, and how many people there are.
pub(super) async fn begun(tx: &DatabaseTransaction, ctx: &Ctx, row: &bindings::Model) -> Result<(), Fault> {
    change::succeed(tx, ctx, row).await?;
    capacity::settle(tx, ctx, row.person_id).await.map(|_| ())
}

/// Somebody else was faster, or is still responsible.
pub(super) fn place_taken() -> Refusal {
    Refusal::on("duty", "filings.place_taken")
}

pub(super) async fn own_certificate(ctx: &Ctx, number: &str) -> Result<certificates::Model, Fault> {
    let number = CertificateNumber::parse(number).map_err(|_| Fault::NotFound)?;
    certificates::Entity::find()
        .filter(certificates::Column::Number.eq(number.machine()))
        .filter(certificates::Column::PersonId.eq(ctx.signed_in()?.person))
        .filter(certificates::Column::Step.eq(Step::Issued.code()))
        .one(ctx.db.reader())
        .await?
        .ok_or(Fault::NotFound)
}

/// The number of an own certificate, by the id in its code.
///
/// # Errors
/// [`Fault::NotFound`] for the certificate of somebody else.
pub async fn own_number(ctx: &Ctx, path_id: &str) -> Result<String, Fault> {
    let path_id = PathId::parse(path_id).map_err(|_| Fault::NotFound)?;
    let found = certificates::Entity::find()
        .filter(certificates::Column::PathId.eq(path_id.to_string()))
        .filter(certificates::Column::PersonId.eq(ctx.signed_in()?.person))
        .filter(certificates::Column::Step.eq(Step::Issued.code()))
        .one(ctx.db.reader())
        .await?;
    found.map(|row| row.number).ok_or(Fault::NotFound)
}

impl Terms {
    /// Read before the transaction: rules are of the day.
    pub async fn of(ctx: &Ctx, post: Post) -> Result<Self, Fault> {
        let Some(project) = post.project() else {
            return Ok(Self { limit: None, is_confirmed_by_enterprise: true });
        };
        let rules = projects::store::rules_on(ctx.db.reader(), project, ctx.now().day()).await?;
        let limit = limit_in(&rules)?;
        let confirm = "binding.enterprise_confirm";
        let is_confirmed_by_enterprise = !rules.has(confirm) || rules.is_on(confirm)?;
        Ok(Self { limit, is_confirmed_by_enterprise })
    }

    /// R-111, counted over what is in force and the new project (D-13), beside the lowest limit of any of them. The refusal
    /// counts project by project; to whoever answers for the enterprise the projects of others have no name.
    pub async fn check(
        &self,
        tx: &DatabaseTransaction,
        ctx: &Ctx,
        (person, post, enterprise): (Uuid, Post, Uuid),
        today: Day,
    ) -> Result<(), Fault> {
        let Some(project) = post.project() else { return Ok(()) };
        let ids = projects_of(tx, person, Some(project)).await?;
        let limits = limits_of(tx, ids.iter().copied().collect(), today).await?;
        let Some(limit) = limits.into_values().chain(self.limit).min() else { return Ok(()) };
        let mut sites = counted(tx, &ids, today).await?;
        if !ctx.signed_in().is_ok_and(|who| who.person == person) {
            let of_it = contractors_of(tx, &ids.iter().copied().collect(), today).await?;
            for site in sites.iter_mut().filter(|site| of_it.get(&site.project) != Some(&enterprise)) {
                site.name = None;
            }
        }
        check_sites(&sites, limit).map_err(Fault::Refused)
    }

    /// D-01: a further project where the rules know no limit is for the county to agree to.
    pub fn asks_county(&self, post: Post, own: &[Binding]) -> bool {
        let Some(project) = post.project().filter(|_| self.limit.is_none()) else { return false };
        let held = own.iter().filter(|one| one.stage() == Stage::InForce).filter_map(|one| one.post.project());
        held.into_iter().any(|other| other != project)
    }
}
