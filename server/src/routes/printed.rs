//! How does a certificate become a PDF? From its frozen data, whenever its holder or an office asks; nothing waits for it.

use app::certificates::{hours, stamp};
use app::error::OrPage;
use app::lang::Lang;
use app::routes::Audience::Concerned;
use app::routes::Routes;
use app::visit::SignedVisit;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use papers::{CertificatePaper, Fonts, PaperFault, Qr};
use registry::certificates::{PaperData, paper_data};
use registry::{Fault, Refusal};

pub fn routes() -> Routes {
    Routes::new().get("/certificates/{number}/pdf", Concerned, certificate)
}

async fn certificate(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> Result<Response, Response> {
    let data = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    let paper = laid_out(&data);
    let printed = tokio::task::spawn_blocking(move || print(&paper)).await.map_err(Fault::internal);
    let bytes = printed.and_then(|printed| printed).or_page(&visit)?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}.pdf\"", data.number)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The faces are looked up for each print and dropped after it: an idle server keeps none in memory.
fn print(paper: &CertificatePaper) -> Result<Vec<u8>, Fault> {
    let fonts = Fonts::system().map_err(|_| Refusal::new("certificates.no_fonts"))?;
    match papers::certificate(paper, &fonts) {
        Ok(pdf) => Ok(pdf.bytes),
        Err(PaperFault::MissingGlyph { character, .. }) => {
            Err(Refusal::new("certificates.glyph_missing").with("character", character).into())
        }
        Err(fault) => Err(Fault::internal(fault)),
    }
}

/// The certificate is a Chinese document whatever language its reader uses.
fn laid_out(data: &PaperData) -> CertificatePaper {
    let lang = Lang::Chinese;
    CertificatePaper {
        title: data.title.clone(),
        number_human: data.number_human.clone(),
        number_machine: data.number.clone(),
        name: data.name.clone(),
        sex: lang.code("accounts.sexes", data.sex.code()),
        id_number_masked: data.id_number_masked.clone(),
        photo_jpeg: data.photo.as_ref().map(|photo| photo.content.clone()),
        hours_text: hours(lang, data.study_minutes),
        exam_day: data.exam_day.chinese(),
        result: data.result.clone(),
        issuer: data.issuer.clone(),
        issued_day: data.issued_day.chinese(),
        validity: data.validity.clone(),
        verify_url: data.page_url.split("://").last().unwrap_or_default().to_owned(),
        qr: Qr { modules: data.qr.modules.to_vec(), width: certs::qr::WIDTH },
        status_stamp: stamp(lang, data.status),
        remark: data.remark.clone(),
        document_id: data.path_id.clone(),
        made_at_ms: data.issued_at.0,
    }
}
