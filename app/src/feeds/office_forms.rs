//! What do the forms of an office about a supplier do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use registry::feeds::store;
use registry::{Day, Fault, Refusal};
use uuid::Uuid;

use super::enterprise_forms::Reason;
use super::office_supplier::{Outage, respond};
use crate::error::PageResult;
use crate::form::{Form, Outcome, outcome};
use crate::visit::{SignedVisit, Visit};

pub async fn issue_key(SignedVisit(visit): SignedVisit, Path((supplier, key)): Path<(Uuid, Uuid)>) -> PageResult {
    let issued = store::issue_key(&visit.ctx, key).await;
    answer(&visit, supplier, &Outage::default(), issued, "key_issued").await
}

pub async fn end_key(
    SignedVisit(visit): SignedVisit,
    Path((supplier, key)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let ended = store::end_key(&visit.ctx, key, &typed.reason).await;
    answer(&visit, supplier, &Outage::default(), ended, "feed_ended").await
}

pub async fn grant_scope(SignedVisit(visit): SignedVisit, Path((supplier, scope)): Path<(Uuid, Uuid)>) -> PageResult {
    let granted = store::grant_scope(&visit.ctx, scope).await;
    answer(&visit, supplier, &Outage::default(), granted, "scope_granted").await
}

pub async fn end_scope(
    SignedVisit(visit): SignedVisit,
    Path((supplier, scope)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let ended = store::end_scope(&visit.ctx, scope, &typed.reason).await;
    answer(&visit, supplier, &Outage::default(), ended, "feed_ended").await
}

pub async fn confirm_outage(
    SignedVisit(visit): SignedVisit,
    Path(supplier): Path<Uuid>,
    Form(typed): Form<Outage>,
) -> PageResult {
    let confirmed = confirm(&visit, supplier, &typed).await;
    answer(&visit, supplier, &typed, confirmed, "outage_confirmed").await
}

async fn confirm(visit: &Visit, supplier: Uuid, typed: &Outage) -> Result<(), Fault> {
    let day = |field, text: &str| Day::parse(text.trim()).ok_or(Refusal::on(field, "feeds.day_missing"));
    match (day("first_day", &typed.first_day), day("last_day", &typed.last_day)) {
        (Ok(first), Ok(last)) => {
            store::confirm_outage(&visit.ctx, supplier, first, last, &typed.reason).await.map(|_| ())
        }
        (first, last) => {
            // strangers learn nothing from a form that is not filled in
            store::supplier(&visit.ctx, supplier).await?;
            Err(Fault::Refused([first.err(), last.err()].into_iter().flatten().collect()))
        }
    }
}

pub async fn withdraw_outage(
    SignedVisit(visit): SignedVisit,
    Path((supplier, outage)): Path<(Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let withdrawn = store::withdraw_outage(&visit.ctx, outage, &typed.reason).await;
    answer(&visit, supplier, &Outage::default(), withdrawn, "outage_withdrawn").await
}

pub async fn end_supplier(
    SignedVisit(visit): SignedVisit,
    Path(supplier): Path<Uuid>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let ended = store::end_supplier(&visit.ctx, supplier, &typed.reason).await;
    answer(&visit, supplier, &Outage::default(), ended, "feed_ended").await
}

async fn answer(
    visit: &Visit,
    supplier: Uuid,
    typed: &Outage,
    result: Result<(), Fault>,
    done: &'static str,
) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/office/feeds/{supplier}?done={done}")).into_response()),
        Outcome::Mistaken(mistakes) => respond(visit, supplier, typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}
