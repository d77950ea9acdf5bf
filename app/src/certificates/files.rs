//! Which files come with a certificate? Photo, code, picture and credential, for the holder and the offices in scope.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use registry::Fault;
use registry::certificates::{credential_json, paper_data};

use super::picture::picture as drawn;
use crate::error::{OrPage, PageResult};
use crate::visit::SignedVisit;

const SVG: &str = "image/svg+xml";
/// A drawing opened by itself may show what it holds, and run nothing.
const DRAWING: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox";

pub async fn photo(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let paper = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    let photo = paper.photo.ok_or(Fault::NotFound).or_page(&visit)?;
    Ok(personal(&photo.media_type, photo.content))
}

pub async fn code(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let paper = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    Ok(drawing(paper.qr.svg()))
}

pub async fn picture(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let paper = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    Ok(drawing(drawn(visit.lang, &paper)))
}

/// The signed document, byte for byte as it was delivered.
pub async fn credential(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let text = credential_json(&visit.ctx, &number).await.or_page(&visit)?;
    let mut response = personal("application/vc", text.into_bytes());
    let kept = header::HeaderValue::from_static("attachment; filename=\"credential.json\"");
    response.headers_mut().insert(header::CONTENT_DISPOSITION, kept);
    Ok(response)
}

/// Never kept by a browser or a proxy: the next to sit at this machine may be somebody else.
fn personal(media_type: &str, content: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "private, no-store")];
    (headers, content).into_response()
}

fn drawing(svg: String) -> Response {
    let mut response = personal(SVG, svg.into_bytes());
    let policy = header::HeaderValue::from_static(DRAWING);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
