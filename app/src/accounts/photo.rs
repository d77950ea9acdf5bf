//! How does the photo of a certificate get in, and who sees it? Its owner, here.

use axum::extract::multipart::Multipart;
use axum::http::header;
use axum::response::{IntoResponse, Redirect};
use registry::people::store::{find_photo, set_photo};
use registry::{Fault, Refusal};

use super::pages;
use crate::error::{OrPage, PageResult};
use crate::form::{Outcome, outcome};
use crate::visit::SignedVisit;

pub async fn set(SignedVisit(visit): SignedVisit, multipart: Multipart) -> PageResult {
    let stored = match read(multipart).await {
        Ok(bytes) => set_photo(&visit.ctx, bytes).await,
        Err(refusal) => Err(refusal.into()),
    };
    match outcome(&visit, stored) {
        Outcome::Done(()) => Ok(Redirect::to("/account?done=photo_stored").into_response()),
        Outcome::Mistaken(mistakes) => pages::account_page(&visit, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn read(mut multipart: Multipart) -> Result<Vec<u8>, Refusal> {
    let unreadable = || Refusal::on("photo", "people.photo_format");
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable())? {
        if part.name() == Some("photo") {
            return Ok(part.bytes().await.map_err(|_| Refusal::on("photo", "people.photo_too_large"))?.to_vec());
        }
    }
    Err(unreadable())
}

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let person = visit.ctx.signed_in().or_page(&visit)?.person;
    let photo = find_photo(&visit.ctx, person).await.or_page(&visit)?;
    let photo = photo.ok_or(Fault::NotFound).or_page(&visit)?;
    let headers = [(header::CONTENT_TYPE, photo.media_type), (header::CACHE_CONTROL, "private, no-store".to_owned())];
    Ok((headers, photo.content).into_response())
}
