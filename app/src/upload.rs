//! Which file came with a form?

use axum::extract::multipart::{Multipart, MultipartRejection};
use registry::Refusal;

/// The file of the field `file`; empty when none was chosen.
#[derive(Clone, Debug, Default)]
pub struct Upload {
    pub file_name: String,
    pub bytes: Vec<u8>,
}

/// Reads a form that asks for one file; further fields are passed over.
///
/// # Errors
/// `form.upload_unreadable` on `file` when the body is too large, breaks off, or is no such form.
pub async fn one_file(multipart: Result<Multipart, MultipartRejection>) -> Result<Upload, Refusal> {
    let unreadable = || Refusal::on("file", "form.upload_unreadable");
    let mut multipart = multipart.map_err(|_| unreadable())?;
    let mut upload = Upload::default();
    while let Some(part) = multipart.next_field().await.map_err(|_| unreadable())? {
        if part.name() == Some("file") {
            upload.file_name = part.file_name().unwrap_or_default().to_owned();
            upload.bytes = part.bytes().await.map_err(|_| unreadable())?.to_vec();
        }
    }
    Ok(upload)
}
