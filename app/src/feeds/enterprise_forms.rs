//! What do the forms of an enterprise about its suppliers do?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use registry::feeds::FeedObject;
use registry::feeds::store::{self, Protocol};
use registry::{Fault, Refusal};
use serde::Deserialize;
use uuid::Uuid;

use super::enterprise::{self, NewSupplier};
use super::own_supplier::{self, Asked, base_of};
use crate::error::{OrPage, PageResult};
use crate::form::{Form, Outcome, outcome};
use crate::visit::{SignedVisit, Visit};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    pub reason: String,
}

pub async fn register(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
    Form(typed): Form<NewSupplier>,
) -> PageResult {
    let registered = store::register_supplier(&visit.ctx, enterprise, &typed.name, &typed.credit_code).await;
    if registered.as_ref().is_err_and(|fault| fault.code() == Some("feeds.supplier_registered_already")) {
        let known = store::find_supplier(&visit.ctx, enterprise, &typed.credit_code).await.or_page(&visit)?;
        if let Some(supplier) = known {
            return Ok(leads_to((enterprise, supplier), "supplier_known"));
        }
    }
    match outcome(&visit, registered) {
        Outcome::Done(supplier) => Ok(leads_to((enterprise, supplier), "supplier_registered")),
        Outcome::Mistaken(mistakes) => enterprise::respond(&visit, enterprise, &typed, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

pub async fn request_key(
    SignedVisit(visit): SignedVisit,
    Path(at): Path<(Uuid, Uuid)>,
    Form(asked): Form<Asked>,
) -> PageResult {
    let requested = async {
        // whose supplier it is, is asked before what was typed
        let protocol = Protocol::parse(&asked.protocol);
        let refused = Fault::from(Refusal::on("protocol", "feeds.protocol_missing"));
        match protocol {
            Some(protocol) => store::request_key(&visit.ctx, at.1, protocol, &asked.app_id).await,
            None => check_own(&visit, at).await.and(Err(refused)),
        }
    };
    let requested = requested.await.map(|_| ());
    answer(&visit, at, &asked, requested, "key_requested").await
}

pub async fn request_scope(
    SignedVisit(visit): SignedVisit,
    Path(at): Path<(Uuid, Uuid)>,
    Form(asked): Form<Asked>,
) -> PageResult {
    let objects: Vec<FeedObject> = asked.objects.iter().filter_map(|code| FeedObject::parse(code)).collect();
    let requested = async {
        match asked.project.parse::<Uuid>() {
            Ok(project) => {
                let said = (asked.project_code.as_str(), objects.as_slice());
                store::request_scope(&visit.ctx, at.1, at.0, project, said).await.map(|_| ())
            }
            Err(_) => check_own(&visit, at).await.and(Err(Refusal::on("project", "feeds.project_missing").into())),
        }
    };
    let requested = requested.await;
    answer(&visit, at, &asked, requested, "scope_requested").await
}

pub async fn replace_key(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, supplier, key)): Path<(Uuid, Uuid, Uuid)>,
) -> PageResult {
    let replaced = store::rotate_key(&visit.ctx, key).await.map(|_| ());
    answer(&visit, (enterprise, supplier), &Asked::default(), replaced, "key_replaced").await
}

pub async fn end_key(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, supplier, key)): Path<(Uuid, Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let ended = store::end_key(&visit.ctx, key, &typed.reason).await;
    answer(&visit, (enterprise, supplier), &Asked::default(), ended, "feed_ended").await
}

pub async fn end_scope(
    SignedVisit(visit): SignedVisit,
    Path((enterprise, supplier, scope)): Path<(Uuid, Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let ended = store::end_scope(&visit.ctx, scope, &typed.reason).await;
    answer(&visit, (enterprise, supplier), &Asked::default(), ended, "feed_ended").await
}

pub async fn end_supplier(
    SignedVisit(visit): SignedVisit,
    Path(at): Path<(Uuid, Uuid)>,
    Form(typed): Form<Reason>,
) -> PageResult {
    let ended = store::end_supplier(&visit.ctx, at.1, &typed.reason).await;
    answer(&visit, at, &Asked::default(), ended, "feed_ended").await
}

/// Strangers learn nothing from a form that is not filled in.
async fn check_own(visit: &Visit, (enterprise, supplier): (Uuid, Uuid)) -> Result<(), Fault> {
    store::supplier_for(&visit.ctx, enterprise, supplier).await.map(|_| ())
}

async fn answer(
    visit: &Visit,
    at: (Uuid, Uuid),
    asked: &Asked,
    result: Result<(), Fault>,
    done: &'static str,
) -> PageResult {
    match outcome(visit, result) {
        Outcome::Done(()) => Ok(leads_to(at, done)),
        Outcome::Mistaken(mistakes) => own_supplier::respond(visit, at, asked, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

fn leads_to(at: (Uuid, Uuid), done: &str) -> Response {
    Redirect::to(&format!("{}?done={done}", base_of(at))).into_response()
}
