//! How do areas and industries come in from a sheet of the city?

use leptos::prelude::*;
use registry::offices::areas::importing::{self as areas, Becomes};
use registry::offices::areas::sheet::SheetColumn as AreaColumn;
use registry::offices::industries::importing::{self as industries, Becomes as IndustryBecomes};
use registry::sheets::Columns;

use crate::lang::Lang;
use crate::page::{Page, page};
use crate::sheets::{Sheet, SheetPages};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::Visit;

pub const OF_AREAS: &str = "/office/areas/import";
pub const OF_INDUSTRIES: &str = "/office/industries/import";

pub struct Areas;
pub struct Industries;

impl Sheet for Areas {
    type Column = AreaColumn;
    type Records = areas::Areas;
    const FILES: &'static str = "areas";
    const DONE: [&'static str; 2] = ["areas_imported", "areas_taken_back"];

    fn pages(_: &Visit) -> SheetPages {
        SheetPages { address: OF_AREAS, words: "areas.import", list: "/office/areas" }
    }

    fn framed(visit: &Visit, title: String) -> Page<'_> {
        page(visit, title).in_office().under(visit.t("areas.title"), "/office/areas")
    }

    fn is_new(line: &areas::ImportLine) -> bool {
        line.becomes == Becomes::New
    }

    fn table(lang: Lang, lines: &[areas::ImportLine]) -> AnyView {
        let rows = lines.iter().map(|line| {
            let becomes = match &line.becomes {
                Becomes::New => lang.t("areas.import.new"),
                Becomes::Same => lang.t("areas.import.same"),
                Becomes::Differs(columns) => {
                    let titles: Vec<&str> = columns.iter().map(|column| column.title()).collect();
                    let titles = titles.join(&lang.t("rulepacks.and"));
                    lang.fill("areas.import.differs", &[("columns", &titles)])
                }
            };
            (line.number, &line.name, &line.code, becomes)
        });
        table(lang, "areas.import.sound", rows.collect())
    }
}

impl Sheet for Industries {
    type Column = industries::SheetColumn;
    type Records = industries::Industries;
    const FILES: &'static str = "industries";
    const DONE: [&'static str; 2] = ["industries_imported", "industries_taken_back"];

    fn pages(_: &Visit) -> SheetPages {
        SheetPages { address: OF_INDUSTRIES, words: "areas.industry_import", list: "/office/industries" }
    }

    fn framed(visit: &Visit, title: String) -> Page<'_> {
        page(visit, title).in_office().under(visit.t("areas.industries_title"), "/office/industries")
    }

    fn is_new(line: &industries::ImportLine) -> bool {
        line.becomes == IndustryBecomes::New
    }

    fn table(lang: Lang, lines: &[industries::ImportLine]) -> AnyView {
        let rows = lines.iter().map(|line| {
            let becomes = match line.becomes {
                IndustryBecomes::New => lang.t("areas.industry_import.new"),
                IndustryBecomes::Same => lang.t("areas.industry_import.same"),
                IndustryBecomes::Differs => lang.t("areas.industry_import.differs"),
            };
            (line.number, &line.name, &line.code, becomes)
        });
        table(lang, "areas.industry_import.sound", rows.collect())
    }
}

/// Number, name, code, and what becomes of each line.
fn table(lang: Lang, title: &str, lines: Vec<(usize, &String, &String, String)>) -> AnyView {
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("name", lang.t("areas.columns.name")),
        Column::text("code", lang.t("areas.columns.code")),
        Column::text("becomes", lang.t("sheets.becomes")),
    ];
    let title = lang.fill(title, &[("n", &lines.len().to_string())]);
    let rows = lines.into_iter().map(|(number, name, code, becomes)| {
        vec![
            Cell::from(number.to_string()),
            Cell::from(name.clone()),
            Cell::from(view! { <span class="code">{code.clone()}</span> }.into_any()),
            Cell::from(becomes),
        ]
    });
    Table::new(title, columns, rows.collect()).titled().view(lang)
}
