//! How do a certificate and a month's record come as a PDF? Whenever somebody asks who sees them; nothing waits for it.

use app::attendance::files::enterprise_asked;
use app::attendance::record::month_asked;
use app::certificates::waiting;
use app::error::OrPage;
use app::routes::Audience::Concerned;
use app::routes::Routes;
use app::visit::{SignedVisit, Visit};
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use registry::attendance::Scope;
use registry::attendance::store::{monthly_record, record_name, staff_list};
use registry::certificates::paper_data;
use registry::filings::store::duties::duties_sheet;
use registry::filings::store::{filing, pledge};
use uuid::Uuid;

use crate::jobs::print_waiting_certificates;
use crate::press::{Print, print, print_duties, print_filing, print_pledge, print_record, print_staff};

pub fn routes() -> Routes {
    Routes::new()
        .get("/certificates/{number}/pdf", Concerned, certificate)
        .get("/projects/{project}/attendance/record.pdf", Concerned, record_of_project)
        .get("/enterprises/{enterprise}/attendance/record.pdf", Concerned, record_of_enterprise)
        .get("/enterprises/{enterprise}/duties.pdf", Concerned, duties_of_enterprise)
        .get("/filings/{filing}/form.pdf", Concerned, form_of_filing)
        .get("/pledges/{pledge}/pledge.pdf", Concerned, pledge_of_officer)
        .get("/projects/{project}/attendance/staff.pdf", Concerned, staff_of_project)
        .get("/enterprises/{enterprise}/attendance/staff.pdf", Concerned, staff_of_enterprise)
}

async fn certificate(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> Result<Response, Response> {
    let data = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    let bytes = match print(&data).await.or_page(&visit)? {
        Print::Sheet(bytes) => bytes,
        Print::Waits(character) => {
            print_waiting_certificates::wait(&visit.ctx, &data.number, character).await.or_page(&visit)?;
            return Ok(waiting::show(&visit, &data.number, character));
        }
    };
    Ok(paper(&data.number, bytes))
}

async fn record_of_project(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> Result<Response, Response> {
    record(&visit, Scope::Project(project)).await
}

async fn record_of_enterprise(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
) -> Result<Response, Response> {
    record(&visit, enterprise_asked(&visit, enterprise)).await
}

async fn record(visit: &Visit, scope: Scope) -> Result<Response, Response> {
    let (ctx, month) = (&visit.ctx, month_asked(visit));
    let printed = monthly_record(ctx, scope, month).await.or_page(visit)?;
    let name = record_name(ctx, scope).await.or_page(visit)?;
    let bytes = print_record(&name, &printed, ctx.now()).await.or_page(visit)?;
    Ok(paper(&format!("attendance-{month}"), bytes))
}

async fn staff_of_project(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> Result<Response, Response> {
    staff(&visit, Scope::Project(project)).await
}

async fn staff_of_enterprise(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
) -> Result<Response, Response> {
    staff(&visit, enterprise_asked(&visit, enterprise)).await
}

async fn staff(visit: &Visit, scope: Scope) -> Result<Response, Response> {
    let (ctx, month) = (&visit.ctx, month_asked(visit));
    let printed = staff_list(ctx, scope, month).await.or_page(visit)?;
    let name = record_name(ctx, scope).await.or_page(visit)?;
    let bytes = print_staff(&name, &printed, ctx.now()).await.or_page(visit)?;
    Ok(paper(&format!("staff-{month}"), bytes))
}

async fn duties_of_enterprise(
    SignedVisit(visit): SignedVisit,
    Path(enterprise): Path<Uuid>,
) -> Result<Response, Response> {
    let sheet = duties_sheet(&visit.ctx, enterprise).await.or_page(&visit)?;
    let bytes = print_duties(&sheet, visit.ctx.now()).await.or_page(&visit)?;
    Ok(paper(&format!("duties-{}", sheet.made_on), bytes))
}

/// To be stamped: for the officer and the contractor, and for the receivers who keep it.
async fn form_of_filing(SignedVisit(visit): SignedVisit, Path(filing): Path<Uuid>) -> Result<Response, Response> {
    let printed = filing::paper(&visit.ctx, filing).await.or_page(&visit)?;
    let bytes = print_filing(filing, &printed).await.or_page(&visit)?;
    Ok(attached(&format!("filing-{}", printed.version), bytes))
}

async fn pledge_of_officer(SignedVisit(visit): SignedVisit, Path(pledge): Path<Uuid>) -> Result<Response, Response> {
    let printed = pledge::paper(&visit.ctx, pledge).await.or_page(&visit)?;
    let bytes = print_pledge(pledge, &printed).await.or_page(&visit)?;
    Ok(attached("pledge", bytes))
}

/// To be saved, not shown.
fn attached(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.pdf\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

pub(super) fn paper(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}.pdf\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
