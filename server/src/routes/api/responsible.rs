//! `GET projects/{project}/responsible`: who was responsible for a project on a day, and by a certificate that was valid
//!

use axum::Json;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use registry::filings::store::{Officer, day_asked, officers_of_project};
use registry::{Fault, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::caller::{Caller, Named};
use super::codes;
use super::times::{At, On};
use crate::problem::{Problem, ProblemDocument};

/// What may stand in the address.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    day: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Responsible {
    project: Uuid,
    day: On,
    /// Null when nobody was: that is an answer.
    responsible: Option<ResponsibleOfficer>,
    /// Those who assisted, the longest first.
    assistants: Vec<ResponsibleOfficer>,
}

/// An officer as bound on that day.
#[derive(Serialize, ToSchema)]
pub struct ResponsibleOfficer {
    binding: Uuid,
    /// Null where the data of the person are only kept.
    name: Option<String>,
    certificate_number: String,
    /// Whether the certificate was valid when the day ended.
    is_certified: bool,
    #[schema(schema_with = codes::employment)]
    employment: &'static str,
    /// From when on the officer was there, as the officer says.
    joined_on: On,
    /// From this moment on the binding counted.
    since: Option<At>,
    /// Null while it counts.
    until: Option<At>,
}

/// Who answered for a project on a day.
#[utoipa::path(
    get, path = "/projects/{project}/responsible", tag = "projects", operation_id = "responsible",
    params(
        ("project" = String, Path, description = "The project's id."),
        ("day" = Option<String>, Query, description = "YYYY-MM-DD in Asia/Shanghai; today when it is left out."),
    ),
    responses(
        (status = 200, description = "For whoever sees the project. Nobody is an answer.", body = Responsible),
        (status = 422, description = "`calendar.day_shape` or `filings.day_in_future`.",
            body = ProblemDocument, content_type = "application/problem+json"),
    ),
    security(("bearer" = []), ("cookie" = [])),
)]
pub async fn show(
    Caller { ctx, .. }: Caller,
    Named(project): Named<Uuid>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Responsible>, Problem> {
    // whether there is such a project comes before what is asked about it
    let today = ctx.now().day();
    let unreadable = || Refusal::on("day", "calendar.day_shape");
    let day = asked.map_err(|_| unreadable()).and_then(|Query(asked)| day_asked(asked.day.as_deref(), today));
    let found = officers_of_project(&ctx, project, *day.as_ref().unwrap_or(&today)).await?;
    let day = day.map_err(Fault::from)?;
    Ok(Json(Responsible {
        project,
        day: On(day),
        responsible: found.responsible.map(told),
        assistants: found.assistants.into_iter().map(told).collect(),
    }))
}

fn told(officer: Officer) -> ResponsibleOfficer {
    let binding = officer.binding;
    ResponsibleOfficer {
        binding: binding.id,
        name: officer.person.map(|person| person.name),
        certificate_number: officer.certificate_number,
        is_certified: officer.is_certified,
        employment: binding.employment.code(),
        joined_on: On(binding.joined),
        since: binding.confirmed_at.map(At),
        until: binding.ended_at.map(At),
    }
}
