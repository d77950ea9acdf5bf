//! What did a supplier ever send? All its batches, newest first.

use axum::extract::Path;
use leptos::prelude::*;
use registry::feeds::store::{PER_PAGE, list_batches, supplier_page};
use uuid::Uuid;

use super::tables::batches;
use crate::error::{OrPage, PageResult};
use crate::page::{holds_office, page};
use crate::ui::query::Query;
use crate::visit::SignedVisit;

pub async fn list(SignedVisit(visit): SignedVisit, Path(supplier): Path<Uuid>) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let (rows, total) = list_batches(&visit.ctx, supplier, query.page() - 1).await.or_page(&visit)?;
    let known = supplier_page(&visit.ctx, supplier).await.or_page(&visit)?.supplier;
    let back = match holds_office(&visit) {
        true => format!("/office/feeds/{supplier}"),
        false => format!("/enterprises/{}/feeds/{supplier}", known.enterprise),
    };
    let title = lang.t("feeds.batches");
    Ok(page(&visit, title.clone())
        .for_staff()
        .under(known.name, back)
        .content(|| {
            let table = batches(lang, &rows).driven_by(&query, query.paging(PER_PAGE, total));
            view! { <h1>{title}</h1> {table.view(lang)} }.into_any()
        })
        .respond())
}
