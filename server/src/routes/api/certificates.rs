//! `GET certificates/{number}`: what do its holder and the offices see of a certificate?

use axum::Json;
use registry::Fault;
use registry::certificates::{self, CertificateView, StatusEntry, credential_json};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::caller::{Caller, Named};
use super::codes;
use super::times::{At, On};
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
pub struct Certificate {
    number: String,
    /// `通劳资〔2026〕000123号`
    number_human: String,
    /// For `/v/ID` and `GET verifications/ID`.
    path_id: String,
    title: String,
    holder_name: String,
    #[schema(schema_with = codes::sex)]
    sex: &'static str,
    id_number_masked: String,
    study_minutes: Option<i64>,
    exam_day: On,
    issuer: String,
    issued_day: On,
    validity: String,
    #[schema(schema_with = codes::certificate_status)]
    status: &'static str,
    status_since: At,
    #[schema(schema_with = codes::public_class_or_null)]
    public_class: Option<&'static str>,
    /// Every status it ever had, oldest first.
    history: Vec<StatusChange>,
    /// The number of the certificate before this one.
    predecessor: Option<String>,
    /// The number of the certificate after this one.
    successor: Option<String>,
    /// The signed credential (W3C Verifiable Credential 2.0, Open Badges 3.0) as it was delivered.
    #[schema(value_type = Object)]
    credential: Value,
}

#[derive(Serialize, ToSchema)]
pub struct StatusChange {
    #[schema(schema_with = codes::certificate_status)]
    status: &'static str,
    at: At,
    #[schema(schema_with = codes::public_class_or_null)]
    public_class: Option<&'static str>,
}

/// A certificate in full.
#[utoipa::path(
    get, path = "/certificates/{number}", tag = "certificates", operation_id = "certificate",
    params(("number" = String, Path, description = "The number in machine form.")),
    responses((status = 200, description = "For its holder and the offices concerned.", body = Certificate)),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(Caller { ctx, .. }: Caller, Named(number): Named<String>) -> Result<Json<Certificate>, Problem> {
    let view = certificates::get(&ctx, &number).await?;
    let credential = credential_json(&ctx, &number).await?;
    let credential = serde_json::from_str(&credential).map_err(Fault::from)?;
    Ok(Json(certificate(view, credential)))
}

fn certificate(view: CertificateView, credential: Value) -> Certificate {
    Certificate {
        number: view.number,
        number_human: view.number_human,
        path_id: view.path_id,
        title: view.title,
        holder_name: view.holder_name,
        sex: view.sex.code(),
        id_number_masked: view.id_number_masked,
        study_minutes: view.study_minutes,
        exam_day: On(view.exam_day),
        issuer: view.issuer,
        issued_day: On(view.issued_day),
        validity: view.validity,
        status: view.status.code(),
        status_since: At(view.status_since),
        public_class: view.public_class.map(|class| class.code()),
        history: view.history.iter().map(change).collect(),
        predecessor: view.predecessor.map(|link| link.number),
        successor: view.successor.map(|link| link.number),
        credential,
    }
}

/// The ground as it was entered stays inside: the holder reads it in what was served.
fn change(entry: &StatusEntry) -> StatusChange {
    StatusChange {
        status: entry.status.code(),
        at: At(entry.at),
        public_class: entry.public_class.map(|class| class.code()),
    }
}
