//! How do many projects come in at once? From a sheet of an office, or of an enterprise.

use leptos::prelude::*;
use registry::projects::importing::{self, Becomes, ImportLine};
use registry::projects::sheet::SheetColumn;
use registry::sheets::Columns;

use super::framed;
use crate::lang::Lang;
use crate::page::{Page, holds_office};
use crate::sheets::{Sheet, SheetPages};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::Visit;

pub const ADDRESS: &str = "/projects/import";

pub struct Projects;

impl Sheet for Projects {
    type Column = SheetColumn;
    type Records = importing::Projects;
    const FILES: &'static str = "projects";
    const DONE: [&'static str; 2] = ["projects_imported", "projects_taken_back"];

    fn pages(visit: &Visit) -> SheetPages {
        let list = if holds_office(visit) { "/office/projects?which=not_accepted" } else { "/projects" };
        SheetPages { address: ADDRESS, words: "projects.import", list }
    }

    fn framed(visit: &Visit, title: String) -> Page<'_> {
        framed(visit, title)
    }

    fn hint(lang: Lang) -> Option<AnyView> {
        Some(words(lang))
    }

    fn is_new(line: &ImportLine) -> bool {
        line.becomes == Becomes::New
    }

    fn table(lang: Lang, lines: &[ImportLine]) -> AnyView {
        table(lang, lines)
    }
}

/// What may stand in the columns that know certain words only.
fn words(lang: Lang) -> AnyView {
    let known = SheetColumn::ALL.into_iter().filter(|column| !column.words().is_empty()).map(|column| {
        let words: Vec<&str> = column.words().iter().map(|(word, _)| *word).collect();
        view! { <li>{column.title()}": "{words.join(&lang.t("projects.import.between"))}</li> }
    });
    view! {
        <details>
            <summary>{lang.t("projects.import.words")}</summary>
            <ul>{known.collect_view()}</ul>
        </details>
    }
    .into_any()
}

fn table(lang: Lang, lines: &[ImportLine]) -> AnyView {
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("name", lang.t("projects.fields.name")),
        Column::text("contractor", lang.t("projects.fields.contractor_code")),
        Column::text("becomes", lang.t("sheets.becomes")),
    ];
    let rows = lines.iter().map(|line| {
        let becomes = match line.becomes {
            Becomes::New => lang.t("projects.import.new"),
            Becomes::There => lang.t("projects.import.there"),
        };
        vec![
            Cell::from(line.number.to_string()),
            Cell::from(line.name.clone()),
            Cell::from(view! { <span class="code">{line.contractor_code.clone()}</span> }.into_any()),
            Cell::from(becomes),
        ]
    });
    Table::new(lang.fill("projects.import.sound", &[("n", &lines.len().to_string())]), columns, rows.collect())
        .titled()
        .view(lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_speaks_as_the_pages_do() {
        let groups = [
            (SheetColumn::Industry, "projects.industries"),
            (SheetColumn::Status, "projects.statuses"),
            (SheetColumn::Works, "projects.works"),
            (SheetColumn::Nature, "projects.natures"),
            (SheetColumn::Size, "projects.sizes"),
        ];
        for (column, group) in groups {
            for (word, code) in column.words() {
                assert_eq!(*word, Lang::Chinese.code(group, code), "{column:?}");
            }
        }
    }
}
