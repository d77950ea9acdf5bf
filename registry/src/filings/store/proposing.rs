//! How does a certified officer ask to be bound?

use std::collections::BTreeSet;

use certs::ids::CertificateNumber;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::rows::{lock_person, of_person, status_of};
use super::scope::{check_place, hold_place};
use crate::certificates::Step;
use crate::entity::{bindings, certificates};
use crate::filings::{Binding, Post, Stage, Wish, check_capacity, check_wish};
use crate::permissions::{Object, Verb, require};
use crate::workers::store::head_counts_on;
use crate::{Ctx, Day, Fault, Refusal, audit, db, projects};

/// What the rules of a project say about its officers.
pub(super) struct Terms {
    /// below how many people one officer may look after several projects; none where no pack says so
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
    check_place(ctx, wish.enterprise, wish.post).await?;
    let (terms, today) = (Terms::of(ctx, wish.post).await?, ctx.now().day());
    crate::transact!(ctx, |tx| {
        hold_place(tx, ctx, wish.enterprise, wish.post).await?;
        lock_person(tx, certificate.person_id).await?;
        let own = of_person(tx, certificate.person_id).await?;
        check_wish(wish, status_of(tx, certificate.id).await?, &own, today).map_err(Fault::Refused)?;
        terms.check(tx, wish.post, &own, today).await?;
        let row = new_row(ctx, &certificate, wish, &terms);
        bindings::Entity::insert(row.clone().into_active_model())
            .exec_without_returning(tx)
            .await
            .map_err(|error| db::unique_or(error, place_taken()))?;
        let facts = json!({
            "certificate": certificate.id, "enterprise": wish.enterprise, "project": row.project_id, "level": row.level,
            "duty": row.duty, "employment": row.employment, "confirmed": row.confirmed_at.is_some(),
        });
        audit::record(tx, ctx, "propose", ("binding", row.id), facts).await?;
        Ok(row.id)
    })
}

fn new_row(ctx: &Ctx, certificate: &certificates::Model, wish: &Wish, terms: &Terms) -> bindings::Model {
    let now = ctx.now().0;
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
        confirmed_at: (!terms.is_confirmed_by_enterprise).then_some(now),
        declined_by: None,
        declined_at: None,
        declined_reason: None,
        ended_by: None,
        ended_at: None,
        ended_reason: None,
    }
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

impl Terms {
    /// Read before the transaction: rules are of the day.
    pub async fn of(ctx: &Ctx, post: Post) -> Result<Self, Fault> {
        let Some(project) = post.project() else {
            return Ok(Self { limit: None, is_confirmed_by_enterprise: true });
        };
        let rules = projects::store::rules_on(ctx.db.reader(), project, ctx.now().day()).await?;
        let limit = if rules.has("capacity.limit") { Some(rules.integer("capacity.limit")?) } else { None };
        let confirm = "binding.enterprise_confirm";
        let is_confirmed_by_enterprise = !rules.has(confirm) || rules.is_on(confirm)?;
        Ok(Self { limit, is_confirmed_by_enterprise })
    }

    /// R-111, counted over what is in force and the new project (D-13).
    pub async fn check(&self, tx: &DatabaseTransaction, post: Post, own: &[Binding], today: Day) -> Result<(), Fault> {
        let (Some(limit), Some(project)) = (self.limit, post.project()) else { return Ok(()) };
        let in_force = own.iter().filter(|one| one.stage() == Stage::InForce);
        let projects: BTreeSet<Uuid> = in_force.filter_map(|one| one.post.project()).chain([project]).collect();
        let projects: Vec<Uuid> = projects.into_iter().collect();
        let people = head_counts_on(tx, &projects, today).await?.values().sum();
        Ok(check_capacity(projects.len(), people, limit)?)
    }
}
