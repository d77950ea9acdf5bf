//! How do the notice board of a site and the monthly return of a county come as a PDF? For whoever sees them.

use app::error::OrPage;
use app::filings::returns;
use app::routes::Audience::{Concerned, Office};
use app::routes::Routes;
use app::ui::query::Query;
use app::visit::SignedVisit;
use axum::extract::Path;
use axum::response::Response;
use papers::BoardSize;
use registry::filings::store::boards::sheet;
use registry::filings::store::returns::get;
use registry::permissions::{Object, Verb, require};
use uuid::Uuid;

use super::printed::paper;
use crate::press::{print_board, print_return};

pub fn routes() -> Routes {
    Routes::new().get("/boards/{board}/sheet.pdf", Concerned, board).get(
        "/office/returns/versions/{monthly_return}/return.pdf",
        Office,
        monthly_return,
    )
}

/// A3 unless the address asks for the larger sheet.
async fn board(SignedVisit(visit): SignedVisit, Path(board): Path<Uuid>) -> Result<Response, Response> {
    let sheet = sheet(&visit.ctx, board).await.or_page(&visit)?;
    let size = match Query::of(&visit.path).filter("size") {
        Some("a2") => BoardSize::A2,
        _ => BoardSize::A3,
    };
    let url = visit.state.site.public_url.as_deref();
    let bytes = print_board(&sheet, size, url).await.or_page(&visit)?;
    Ok(paper(&format!("board-{}", sheet.version), bytes))
}

async fn monthly_return(SignedVisit(visit): SignedVisit, Path(id): Path<Uuid>) -> Result<Response, Response> {
    require(&visit.ctx, Verb::Export, Object::MonthlyReturn).or_page(&visit)?;
    let found = get(&visit.ctx, id).await.or_page(&visit)?;
    let bytes = print_return(&found).await.or_page(&visit)?;
    let name = returns::file_name(&found.content);
    Ok(paper(&name, bytes))
}
