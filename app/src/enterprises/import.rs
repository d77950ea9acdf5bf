//! How do enterprises come in from a sheet?

use leptos::prelude::*;
use registry::enterprises::Column as SheetColumn;
use registry::enterprises::importing::{self, Becomes, ImportLine};
use registry::sheets::Columns;

use crate::lang::Lang;
use crate::page::{Page, page};
use crate::sheets::{Sheet, SheetPages};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::Visit;

pub struct Enterprises;

impl Sheet for Enterprises {
    type Column = SheetColumn;
    type Records = importing::Enterprises;
    const FILES: &'static str = "enterprises";
    const DONE: [&'static str; 2] = ["enterprises_imported", "enterprises_taken_back"];

    fn pages(_: &Visit) -> SheetPages {
        SheetPages {
            address: "/office/enterprises/import",
            words: "enterprises.import",
            list: "/office/enterprises?which=not_accepted",
        }
    }

    fn framed(visit: &Visit, title: String) -> Page<'_> {
        page(visit, title).in_office().under(visit.t("enterprises.list_title"), "/office/enterprises")
    }

    fn is_new(line: &ImportLine) -> bool {
        line.becomes == Becomes::New
    }

    fn table(lang: Lang, lines: &[ImportLine]) -> AnyView {
        table(lang, lines)
    }
}

fn table(lang: Lang, lines: &[ImportLine]) -> AnyView {
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("name", lang.t("enterprises.name")),
        Column::text("credit_code", lang.t("enterprises.credit_code")),
        Column::text("becomes", lang.t("sheets.becomes")),
    ];
    let rows = lines.iter().map(|line| {
        vec![
            Cell::from(line.number.to_string()),
            Cell::from(line.name.clone()),
            Cell::from(view! { <span class="code">{line.credit_code.clone()}</span> }.into_any()),
            Cell::from(becomes(lang, &line.becomes)),
        ]
    });
    Table::new(lang.fill("enterprises.import.sound", &[("n", &lines.len().to_string())]), columns, rows.collect())
        .titled()
        .view(lang)
}

fn becomes(lang: Lang, becomes: &Becomes) -> String {
    match becomes {
        Becomes::New => lang.t("enterprises.import.becomes.new"),
        Becomes::Same => lang.t("enterprises.import.becomes.same"),
        Becomes::Elsewhere => lang.t("enterprises.import.becomes.elsewhere"),
        Becomes::Differs(columns) => {
            let titles: Vec<&str> = columns.iter().map(|column| column.title()).collect();
            let titles = titles.join(&lang.t("enterprises.and"));
            lang.fill("enterprises.import.becomes.differs", &[("columns", &titles)])
        }
    }
}
