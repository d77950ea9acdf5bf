//! What did a form say that may bring a file? Reads both kinds of bodies; what a person typed is never lost.

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use registry::{Fault, Refusal};
use serde::de::DeserializeOwned;

use super::Form;
use crate::error;
use crate::state::AppState;
use crate::upload::Upload;
use crate::visit::Visit;

/// The typed fields, and the file of the field `file`; empty when none was chosen.
pub struct FormWithFile<T> {
    pub typed: T,
    pub file: Upload,
}

impl<T: DeserializeOwned> FromRequest<AppState> for FormWithFile<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let Form(typed) = Form::from_request(request, state).await?;
            return Ok(Self { typed, file: Upload::default() });
        }
        let (mut parts, body) = request.into_parts();
        let visit = axum::RequestPartsExt::extract_with_state::<Visit, _>(&mut parts, state).await?;
        let multipart = Multipart::from_request(Request::from_parts(parts, body), state).await;
        let read = match multipart {
            Ok(multipart) => read(multipart).await,
            Err(_) => Err(unreadable()),
        };
        read.map_err(|refusal| error::page(&visit, Fault::from(refusal)))
    }
}

async fn read<T: DeserializeOwned>(mut multipart: Multipart) -> Result<FormWithFile<T>, Refusal> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut file = Upload::default();
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable())? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            file.file_name = part.file_name().unwrap_or_default().to_owned();
            file.bytes = part.bytes().await.map_err(|_| unreadable())?.to_vec();
        } else {
            pairs.push((name, part.text().await.map_err(|_| unreadable())?));
        }
    }
    let text = serde_html_form::to_string(&pairs).map_err(|_| unreadable())?;
    let typed = serde_html_form::from_str(&text).map_err(|_| Refusal::new("form.unreadable"))?;
    Ok(FormWithFile { typed, file })
}

fn unreadable() -> Refusal {
    Refusal::on("file", "form.upload_unreadable")
}
