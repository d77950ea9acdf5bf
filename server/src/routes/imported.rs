//! How does a file come back to whoever brought it, with what is wrong at the end of each line? Row after row; none is held.

use app::error::OrPage;
use app::imports::marks;
use app::routes::Audience::Concerned;
use app::routes::Routes;
use app::visit::SignedVisit;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures::stream::try_unfold;
use registry::imports::store::marked;
use uuid::Uuid;

pub fn routes() -> Routes {
    Routes::new().get("/imports/{import}/marked.csv", Concerned, copy)
}

async fn copy(SignedVisit(visit): SignedVisit, Path(import): Path<Uuid>) -> Result<Response, Response> {
    let (lang, marked) = (visit.lang, marked(&visit.ctx, import).await.or_page(&visit)?);
    let rows = try_unfold(marked, move |mut marked| async move {
        let rows = marked.next().await?;
        Ok::<_, registry::Fault>(rows.map(|rows| (marks::lines(lang, rows), marked)))
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"marked.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(rows)).into_response())
}
