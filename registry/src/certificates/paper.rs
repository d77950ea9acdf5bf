//! What does the printed certificate need? Only what was frozen and signed, never the current profile or template.

use certs::credential::CredentialView;
use certs::json;
use certs::qr::QrImage;

use super::reading::{number_human, visible};
use super::{Frozen, Status};
use crate::blobs::{self, Blob};
use crate::people::Sex;
use crate::{Ctx, Day, Fault, Instant};

/// Everything on the paper. Without `Debug`, so that nothing personal gets into a log.
#[derive(Clone)]
pub struct PaperData {
    pub title: String,
    pub number: String,
    pub number_human: String,
    pub name: String,
    pub sex: Sex,
    pub id_number_masked: String,
    pub study_minutes: Option<i64>,
    pub exam_day: Day,
    pub result: String,
    pub issuer: String,
    pub issued_day: Day,
    pub validity: String,
    pub remark: String,
    pub photo: Option<Blob>,
    /// The public page, `https://HOST/v/ID`.
    pub page_url: String,
    pub path_id: String,
    /// The text of the code: the page's address and the signed payload behind it.
    pub qr_text: String,
    /// Modules without the quiet zone, [`certs::qr::WIDTH`] a side.
    pub qr: QrImage,
    /// As it stands now, for the stamp across.
    pub status: Status,
    pub issued_at: Instant,
}

/// For whoever may see the certificate: the holder and the offices in scope.
pub async fn paper_data(ctx: &Ctx, number: &str) -> Result<PaperData, Fault> {
    let row = visible(ctx, number).await?;
    let broken = || Fault::internal("an issued certificate without its documents");
    let signed = json::parse(row.signed_document.as_deref().ok_or_else(broken)?).map_err(Fault::internal)?;
    // the address as it was signed: the settings may have changed since
    let credential = CredentialView::read(&signed).map_err(Fault::internal)?;
    let code = row.code.as_deref().ok_or_else(broken)?;
    let qr = QrImage::draw(&credential.public_url, credential.path_id, code).map_err(Fault::internal)?;
    let qr_text = certs::code::qr_text(&credential.public_url, credential.path_id, code).map_err(Fault::internal)?;
    let frozen: Frozen = serde_json::from_str(&row.frozen)?;
    let photo = match &frozen.photo {
        Some(hash) => blobs::find(ctx, hash).await?,
        None => None,
    };
    Ok(PaperData {
        title: frozen.title,
        number_human: number_human(&row.number, &frozen.number_word)?,
        number: row.number,
        name: frozen.name,
        sex: frozen.sex,
        id_number_masked: frozen.id_number_masked,
        study_minutes: frozen.study_minutes,
        exam_day: frozen.exam_day,
        result: frozen.result,
        issuer: frozen.issuer,
        issued_day: Day::parse(&row.issued_day).ok_or_else(broken)?,
        validity: frozen.validity,
        remark: frozen.remark,
        photo,
        page_url: credential.public_url.page(credential.path_id),
        path_id: row.path_id,
        qr_text,
        qr,
        status: Status::parse(&row.status).ok_or_else(broken)?,
        issued_at: Instant(row.issued_at.ok_or_else(broken)?),
    })
}
