//! How do integrity records come in from a sheet of an office?

use leptos::prelude::*;
use registry::projects::integrity::importing::{self, ImportLine};
use registry::projects::integrity::sheet::SheetColumn;

use crate::lang::Lang;
use crate::page::{Page, page};
use crate::sheets::{Sheet, SheetPages};
use crate::ui::table::{Cell, Column, Table};
use crate::visit::Visit;

pub const ADDRESS: &str = "/office/integrity/import";

pub struct IntegrityRecords;

impl Sheet for IntegrityRecords {
    type Column = SheetColumn;
    type Records = importing::IntegrityRecords;
    const FILES: &'static str = "integrity";
    const DONE: [&'static str; 2] = ["integrity_imported", "integrity_taken_back"];

    fn pages(_: &Visit) -> SheetPages {
        SheetPages { address: ADDRESS, words: "integrity.import", list: "/office/integrity" }
    }

    fn framed(visit: &Visit, title: String) -> Page<'_> {
        page(visit, title).in_office().under(visit.t("integrity.title"), "/office/integrity")
    }

    fn is_new(line: &ImportLine) -> bool {
        !line.is_there
    }

    fn table(lang: Lang, lines: &[ImportLine]) -> AnyView {
        table(lang, lines)
    }
}

fn table(lang: Lang, lines: &[ImportLine]) -> AnyView {
    let columns = vec![
        Column::number("line", lang.t("sheets.line")),
        Column::text("name", lang.t("integrity.columns.name")),
        Column::text("kind", lang.t("integrity.columns.kind")),
        Column::text("happened", lang.t("integrity.columns.happened")),
        Column::text("becomes", lang.t("sheets.becomes")),
    ];
    let rows = lines.iter().map(|line| {
        let becomes = if line.is_there { lang.t("integrity.import.there") } else { lang.t("integrity.import.new") };
        vec![
            Cell::from(line.number.to_string()),
            Cell::from(line.name.clone()),
            Cell::from(lang.code("integrity.kinds", line.kind.code())),
            Cell::from(lang.day(line.on)),
            Cell::from(becomes),
        ]
    });
    Table::new(lang.fill("integrity.import.sound", &[("n", &lines.len().to_string())]), columns, rows.collect())
        .titled()
        .view(lang)
}

#[cfg(test)]
mod tests {
    use registry::projects::integrity::RecordKind;
    use registry::projects::integrity::sheet::kind_title;

    use super::*;

    #[test]
    fn a_sheet_speaks_as_the_pages_do() {
        for kind in RecordKind::ALL {
            assert_eq!(kind_title(kind), Lang::Chinese.code("integrity.kinds", kind.code()));
        }
    }
}
