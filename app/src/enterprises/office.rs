//! Which enterprises wait for an office's word?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::enterprises::store::{self, EnterpriseView, PER_PAGE, Which};
use registry::permissions::{Object, Verb, widest};
use uuid::Uuid;

use super::pages::state;
use crate::error::{OrPage, PageResult};
use crate::page::page;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::{SignedVisit, Visit};

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let (query, lang) = (Query::of(&visit.path), visit.lang);
    let which = if query.filter("which") == Some("not_accepted") { Which::NotAccepted } else { Which::All };
    let (rows, total) = store::list(&visit.ctx, which, query.page() - 1).await.or_page(&visit)?;
    let title = lang.t("enterprises.list_title");
    let columns = vec![
        Column::text("name", lang.t("enterprises.name")),
        Column::text("credit_code", lang.t("enterprises.credit_code")),
        Column::text("registered_at", lang.t("enterprises.registered_at")),
        Column::text("state", lang.t("enterprises.state")),
    ];
    let waiting = Choosable::new("not_accepted", lang.t("enterprises.not_accepted"));
    let filters = vec![Filter::choice("which", lang.t("enterprises.state"), vec![waiting])];
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let rows = rows.iter().map(|enterprise| row(&visit, enterprise)).collect();
            let table = Table::new(title.clone(), columns, rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .filters(filters)
                .empty(empty(lang.t("enterprises.none_here_title"), lang.t("enterprises.none_here"), None));
            view! { <h1>{title.clone()}</h1> {done(lang, &visit.path)} {table.view(lang)} }.into_any()
        })
        .respond())
}

fn row(visit: &Visit, enterprise: &EnterpriseView) -> Vec<Cell> {
    let lang = visit.lang;
    let may = widest(&visit.ctx, Verb::Decide, Object::Enterprise).is_some();
    let accept = (may && enterprise.accepted_at.is_none()).then(|| {
        let action = format!("/office/enterprises/{}/accept", enterprise.id);
        view! { <form method="post" action=action><button class="secondary">{lang.t("enterprises.accept")}</button></form> }
    });
    vec![
        Cell::from(enterprise.name.clone()),
        Cell::from(view! { <span class="code">{enterprise.credit_code.clone()}</span> }.into_any()),
        Cell::from(lang.day(enterprise.registered_at.day())),
        Cell::from(view! { <div class="actions">{state(lang, enterprise)} {accept}</div> }.into_any()),
    ]
}

pub async fn accept(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    store::accept(&visit.ctx, enterprise).await.or_page(&visit)?;
    Ok(Redirect::to("/office/enterprises?done=enterprise_accepted").into_response())
}
