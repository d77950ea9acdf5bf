//! How does one get a stamped paper? As a file to be saved: nothing of it runs or is shown inside a page.

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use registry::Fault;
use registry::blobs::Blob;
use registry::filings::store::filing::{form_scan, handed_in_pledge_scan, pledge_scan};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

pub async fn form(SignedVisit(visit): SignedVisit, Path(filing): Path<Uuid>) -> PageResult {
    let blob = form_scan(&visit.ctx, filing).await.or_page(&visit)?;
    attached(&visit, "filing", blob)
}

/// As it was brought last, or as it was handed in with the version that the address names.
pub async fn pledge(SignedVisit(visit): SignedVisit, Path(pledge): Path<Uuid>) -> PageResult {
    let filing = Query::of(&visit.path).filter("filing").and_then(|id| id.parse::<Uuid>().ok());
    let blob = match filing {
        Some(filing) => handed_in_pledge_scan(&visit.ctx, filing).await,
        None => pledge_scan(&visit.ctx, pledge).await,
    };
    let blob = blob.or_page(&visit)?;
    attached(&visit, "pledge", blob)
}

fn attached(visit: &Visit, name: &str, blob: Blob) -> PageResult {
    let kind = HeaderValue::from_str(&blob.media_type).map_err(Fault::internal).or_page(visit)?;
    let ending = if blob.media_type == "application/pdf" { "pdf" } else { "jpg" };
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}.{ending}\""));
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
        (header::CONTENT_DISPOSITION, disposition.map_err(Fault::internal).or_page(visit)?),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, blob.content).into_response())
}
