//! Which certificates rest on a result that no longer stands? A list for whoever decides over certificates.

use leptos::prelude::*;
use registry::certificates::matters::{Matter, export, list};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let matters = list(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("matters.title"));
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("home.ways.certificates"), "/office/certificates")
        .content(|| {
            let nothing = empty(lang.t("matters.none_title"), lang.t("matters.none"), None);
            view! {
                <h1>{title.clone()}</h1>
                <p>{lang.t("matters.intro")}</p>
                {table(lang, &matters).export("/office/certificates/matters.xlsx").empty(nothing).view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn file(SignedVisit(visit): SignedVisit) -> PageResult {
    let matters = export(&visit.ctx).await.or_page(&visit)?;
    table(visit.lang, &matters).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, matters: &[Matter]) -> Table<'a> {
    let columns = ["number", "holder", "ground", "opened_at"].map(|key| Column::text(key, lang.code("matters", key)));
    Table::new(lang.t("matters.title"), columns.to_vec(), matters.iter().map(|matter| row(lang, matter)).collect())
}

fn row(lang: Lang, matter: &Matter) -> Vec<Cell> {
    vec![
        Cell::link(format!("/office/certificates/{}", matter.number), matter.number.clone()),
        matter.holder.clone().into(),
        lang.code("matters.grounds", &matter.ground).into(),
        Cell::time(lang, Some(matter.opened_at)),
    ]
}
