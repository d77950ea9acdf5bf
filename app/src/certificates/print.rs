//! How does the certificate get on paper without the PDF? A sheet of its own, A5 or A4, with nothing but the card.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse};
use leptos::prelude::*;
use registry::certificates::{PaperData, paper_data};

use super::card::card;
use super::{inline, path};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::query::Query;
use crate::visit::SignedVisit;

const STYLE: &str = include_str!("print.css");
const SCRIPT: &str = include_str!("print.js");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    A5,
    /// The same size on the upper half, to be cut.
    A4,
}

impl Sheet {
    fn parse(code: &str) -> Self {
        if code == "a4" { Self::A4 } else { Self::A5 }
    }

    /// The margins keep the card inside what office printers can print.
    fn style(self) -> &'static str {
        static A5: LazyLock<String> =
            LazyLock::new(|| format!("@page {{ size: A5 landscape; margin: 3mm; }}\n{STYLE}"));
        static A4: LazyLock<String> = LazyLock::new(|| format!("@page {{ size: A4 portrait; margin: 3mm; }}\n{STYLE}"));
        match self {
            Self::A5 => &A5,
            Self::A4 => &A4,
        }
    }
}

pub async fn show(SignedVisit(visit): SignedVisit, Path(number): Path<String>) -> PageResult {
    let paper = paper_data(&visit.ctx, &number).await.or_page(&visit)?;
    let sheet = Sheet::parse(Query::of(&visit.path).filter("paper").unwrap_or_default());
    let sheet_address = visit.state.site.asset("shanggang.css").unwrap_or_else(|| "/pkg/shanggang.css".into());
    let styles = format!("'self' {}", inline::source(sheet.style()));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, inline::policy(&styles, SCRIPT)),
    ];
    Ok((headers, Html(document(visit.lang, &paper, sheet, &sheet_address))).into_response())
}

pub fn document(lang: Lang, paper: &PaperData, sheet: Sheet, sheet_address: &str) -> String {
    let html = view! {
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{paper.number_human.clone()}</title>
                <link rel="stylesheet" href=sheet_address.to_owned()/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <style inner_html=sheet.style()></style>
            </head>
            <body>
                {tools(lang, &paper.number, sheet)}
                <main tabindex="0">{card(lang, paper)}</main>
                <script type="module" inner_html=SCRIPT></script>
            </body>
        </html>
    }
    .to_html();
    format!("<!doctype html>{html}")
}

/// On the screen only.
fn tools(lang: Lang, number: &str, sheet: Sheet) -> AnyView {
    let base = path(number);
    let here = |which: Sheet| (which == sheet).then_some("page");
    view! {
        <div class="sheet-tools">
            <h1>{word(lang, "title")}</h1>
            <p>{word(lang, "advice")}</p>
            <nav aria-label=word(lang, "title")>
                <button id="print" hidden>{word(lang, "now")}</button>
                <span id="by-menu">{word(lang, "by_menu")}</span>
                <a href="?paper=a5" aria-current=here(Sheet::A5)>{word(lang, "a5")}</a>
                <a href="?paper=a4" aria-current=here(Sheet::A4)>{word(lang, "a4")}</a>
                <a href=base>{word(lang, "back")}</a>
            </nav>
        </div>
    }
    .into_any()
}

fn word(lang: Lang, key: &str) -> String {
    lang.code("certificates.print", key)
}
