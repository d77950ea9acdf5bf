//! How does a certificate come as a PDF? Whenever its holder or an office asks; nothing waits for it.

use app::certificates::waiting;
use app::error::OrPage;
use app::routes::Audience::Concerned;
use app::routes::Routes;
use app::visit::SignedVisit;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use registry::certificates::paper_data;

use crate::jobs::print_waiting_certificates;
use crate::press::{Print, print};

pub fn routes() -> Routes {
    Routes::new().get("/certificates/{number}/pdf", Concerned, certificate)
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
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}.pdf\"", data.number)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}
