//! How are many of them shown? A table that sorts, narrows, turns pages and exports by links and forms alone.

use leptos::prelude::*;

use super::empty::empty;
use super::filters::{Filter, filters};
use super::icons::{Icon, icon};
use super::pager::{Paging, pager};
use super::query::{Direction, Query};
use crate::lang::Lang;

/// A column: its key in the address and the sort, its title.
#[derive(Clone, Debug)]
pub struct Column {
    key: &'static str,
    title: String,
    class: Option<&'static str>,
    order: Order,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Fixed,
    ByLink,
}

impl Column {
    pub fn text(key: &'static str, title: impl Into<String>) -> Self {
        Self { key, title: title.into(), class: None, order: Order::Fixed }
    }

    /// Numbers stand at the right.
    pub fn number(key: &'static str, title: impl Into<String>) -> Self {
        Self { class: Some("number"), ..Self::text(key, title) }
    }

    /// Names and days stay on one line.
    pub fn unbroken(mut self) -> Self {
        self.class = Some("unbroken");
        self
    }

    /// Sentences keep room for some words in a line, however many columns stand beside them.
    pub fn wide(mut self) -> Self {
        self.class = Some("wide");
        self
    }

    /// The title becomes a link that sorts.
    pub fn sortable(mut self) -> Self {
        self.order = Order::ByLink;
        self
    }
}

/// What stands in one place of a row.
pub struct Cell(AnyView);

impl Cell {
    pub fn link(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        Self(view! { <a href=path>{text}</a> }.into_any())
    }
}

impl From<AnyView> for Cell {
    fn from(view: AnyView) -> Self {
        Self(view)
    }
}

impl From<String> for Cell {
    /// Nothing is said by a dash: an empty place would look forgotten.
    fn from(text: String) -> Self {
        Self(if text.is_empty() { "—".into_any() } else { text.into_any() })
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// What becomes of the table on a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Narrow {
    /// Each row is a card with its titles beside the values.
    #[default]
    Cards,
    /// It keeps its shape, can be pushed sideways, and says so: for figures that are compared by column.
    Scrolls,
}

pub struct Table<'a> {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    query: Option<&'a Query>,
    paging: Option<Paging>,
    filters: Vec<Filter>,
    export: Option<String>,
    empty: Option<AnyView>,
    narrow: Narrow,
    is_titled: bool,
}

impl<'a> Table<'a> {
    /// The caption names the table to screen readers; a heading above says it to the eye, or else [`Self::titled`].
    pub fn new(caption: impl Into<String>, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Self {
        Self {
            caption: caption.into(),
            columns,
            rows,
            query: None,
            paging: None,
            filters: Vec::new(),
            export: None,
            empty: None,
            narrow: Narrow::Cards,
            is_titled: false,
        }
    }

    /// Makes sorting, filters, pages and the export work; `paging` comes from `query.paging(per_page, total)`.
    pub fn driven_by(mut self, query: &'a Query, paging: Paging) -> Self {
        (self.query, self.paging) = (Some(query), Some(paging));
        self
    }

    pub fn filters(mut self, filters: Vec<Filter>) -> Self {
        self.filters = filters;
        self
    }

    /// Where the same rows come as a file.
    pub fn export(mut self, path: impl Into<String>) -> Self {
        self.export = Some(path.into());
        self
    }

    /// What is said when there is nothing at all yet. When filters hide everything, the table says so itself.
    pub fn empty(mut self, empty: AnyView) -> Self {
        self.empty = Some(empty);
        self
    }

    pub fn narrow(mut self, narrow: Narrow) -> Self {
        self.narrow = narrow;
        self
    }

    /// Shows the caption: where no heading says the same.
    pub fn titled(mut self) -> Self {
        self.is_titled = true;
        self
    }

    pub fn view(mut self, lang: Lang) -> AnyView {
        let query = self.query;
        let above = query
            .filter(|_| !self.filters.is_empty())
            .map(|query| filters(lang, query, std::mem::take(&mut self.filters)));
        if self.rows.is_empty() {
            return view! { <div class="table">{above}{self.nothing(lang)}</div> }.into_any();
        }
        let exported = |path: String| query.map_or_else(|| path.clone(), |query| query.exported_at(&path));
        let export = self.export.take().map(|path| export_link(lang, exported(path)));
        let below = query.zip(self.paging).map(|(query, paging)| pager(lang, query, paging));
        view! {
            <div class="table">
                {above}
                {self.sheet(lang)}
                <div class="below">{below}{export}</div>
            </div>
        }
        .into_any()
    }

    fn nothing(self, lang: Lang) -> AnyView {
        match (self.query, self.empty) {
            (Some(query), _) if query.is_narrowed() => {
                let clear = (query.cleared(), lang.t("ui.clear"));
                empty(lang.t("ui.nothing_fits"), lang.t("ui.nothing_fits_advice"), Some(clear))
            }
            (_, Some(said)) => said,
            _ => empty(self.caption, lang.t("ui.nothing_yet"), None),
        }
    }

    /// Roles are written out because a row that is shown as a card is no table row to some screen readers.
    fn sheet(self, lang: Lang) -> AnyView {
        let class = if self.narrow == Narrow::Cards { "table-scroll cards" } else { "table-scroll" };
        let titles: Vec<(String, Option<&'static str>)> =
            self.columns.iter().map(|column| (column.title.clone(), column.class)).collect();
        let heads = self.columns.into_iter().map(|column| head(lang, self.query, column)).collect_view();
        let rows = self
            .rows
            .into_iter()
            .map(|cells| {
                let cells = cells.into_iter().zip(titles.clone()).map(|(cell, (title, class))| {
                    view! { <td role="cell" class=class data-label=title>{cell.0}</td> }
                });
                view! { <tr role="row">{cells.collect_view()}</tr> }
            })
            .collect_view();
        let name = self.caption.clone();
        let unseen = (!self.is_titled).then_some("unseen");
        view! {
            <div class=class role="region" tabindex="0" aria-label=name>
                <p class="hint">{lang.t("ui.scroll_hint")}</p>
                <table role="table">
                    <caption class=unseen>{self.caption}</caption>
                    <thead role="rowgroup"><tr role="row">{heads}</tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

/// To the file of what is shown, for whatever is no table.
pub fn export_link(lang: Lang, path: String) -> AnyView {
    view! { <a class="export" href=path>{icon(Icon::Download)}{lang.t("ui.export")}</a> }.into_any()
}

fn head(lang: Lang, query: Option<&Query>, column: Column) -> AnyView {
    let by_link = query.filter(|_| column.order == Order::ByLink);
    let Some(query) = by_link else {
        return view! { <th role="columnheader" scope="col" class=column.class>{column.title}</th> }.into_any();
    };
    let (sorted, picture) = match query.direction_of(column.key) {
        Some(Direction::Ascending) => (Some("ascending"), Icon::Up),
        Some(Direction::Descending) => (Some("descending"), Icon::Down),
        None => (None, Icon::Sort),
    };
    let hint = lang.fill("ui.sort_by", &[("column", &column.title)]);
    view! {
        <th role="columnheader" scope="col" class=column.class aria-sort=sorted>
            <a href=query.sorted_by(column.key) title=hint>{column.title}{icon(picture)}</a>
        </th>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(query: &Query, rows: Vec<Vec<Cell>>) -> String {
        let columns = vec![Column::text("name", "名称").sortable(), Column::number("people", "人数")];
        Table::new("项目", columns, rows)
            .driven_by(query, query.paging(50, 120_u64))
            .filters(vec![Filter::search("名称或编码"), Filter::day("since", "开工日期")])
            .export("/projects.xlsx")
            .view(Lang::Chinese)
            .to_html()
    }

    #[test]
    fn everything_works_by_links_and_one_get_form() {
        let html = table(&Query::of("/projects?sort=name&area=3206"), vec![vec!["<b>".into(), "12".into()]]);
        for part in [
            "<tbody",
            "aria-sort=\"ascending\"",
            "href=\"/projects?area=3206&amp;sort=name&amp;dir=desc\"",
            "href=\"/projects.xlsx?area=3206&amp;sort=name\"",
            "<input type=\"hidden\" name=\"area\" value=\"3206\"",
            "method=\"get\"",
            "data-label=\"人数\"",
            "&lt;b&gt;",
        ] {
            assert!(html.contains(part), "{part} is missing in {html}");
        }
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn hidden_rows_are_told_apart_from_no_rows() {
        assert!(table(&Query::of("/projects?q=x"), vec![]).contains("没有符合条件"));
        assert!(!table(&Query::of("/projects"), vec![]).contains("没有符合条件"));
    }
}
