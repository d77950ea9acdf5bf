//! How are many of them shown? A table that sorts, narrows, turns pages and exports by links and forms alone.

use axum::response::Response;
use leptos::prelude::*;
use registry::sheets::MOST_EXPORTED;
use registry::{Day, Fault, Instant};

use super::badge::badge;
use super::empty::empty;
use super::filters::{Filter, filters};
use super::icons::{Icon, icon};
use super::pager::{Paging, pager};
use super::query::{Direction, Query};
use super::sheet::{Leaf, Value, exported};
use super::tone::Tone;
use crate::lang::Lang;

/// A column: its key in the address and the sort, its title.
#[derive(Clone, Debug)]
pub struct Column {
    key: &'static str,
    title: String,
    class: Option<&'static str>,
    order: Order,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Everywhere,
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Fixed,
    ByLink,
}

impl Column {
    pub fn text(key: &'static str, title: impl Into<String>) -> Self {
        Self { key, title: title.into(), class: None, order: Order::Fixed, place: Place::Everywhere }
    }

    /// Numbers stand at the right.
    pub fn number(key: &'static str, title: impl Into<String>) -> Self {
        Self { class: Some("number"), ..Self::text(key, title) }
    }

    /// Stands in the file alone, where two days are better than a sentence with both.
    pub fn filed(key: &'static str, title: impl Into<String>) -> Self {
        Self { place: Place::File, ..Self::text(key, title) }
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

    /// The same of a column that the list knows as a key of its order.
    pub fn sorts<K>(self, known: impl Fn(&str) -> Option<K>) -> Self {
        if known(self.key).is_some() { self.sortable() } else { self }
    }
}

/// What stands in one place of a row: on the page, and in the file of the same rows.
pub struct Cell {
    view: AnyView,
    /// Nothing of what is only for the page: buttons and boxes to tick.
    value: Option<Value>,
}

impl Cell {
    pub fn link(path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        Self { value: Some(Value::text(&text)), view: view! { <a href=path>{text}</a> }.into_any() }
    }

    pub fn badge(tone: Tone, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { value: Some(Value::text(&text)), view: badge(tone, text) }
    }

    pub fn number(number: impl TryInto<i64> + ToString + Copy) -> Self {
        Self { view: number.to_string().into_any(), value: Some(Value::number(number)) }
    }

    pub fn day(lang: Lang, day: Option<Day>) -> Self {
        Self { value: Some(Value::day(day)), ..Self::from(day.map(|day| lang.day(day)).unwrap_or_default()) }
    }

    pub fn time(lang: Lang, at: Option<Instant>) -> Self {
        Self { value: Some(Value::time(at)), ..Self::from(at.map(|at| lang.time(at)).unwrap_or_default()) }
    }

    /// What a file says where the page shows more than words.
    pub fn told(self, value: Value) -> Self {
        Self { value: Some(value), ..self }
    }

    /// The same for what is told in words there.
    pub fn in_words(self, words: impl Into<String>) -> Self {
        self.told(Value::text(words))
    }
}

impl From<AnyView> for Cell {
    /// Only for the page, unless [`Cell::told`] says what it comes to in a file.
    fn from(view: AnyView) -> Self {
        Self { view, value: None }
    }
}

impl From<String> for Cell {
    /// Nothing is said by a dash: an empty place would look forgotten. A day is not torn.
    fn from(text: String) -> Self {
        let value = Some(Value::text(&text));
        let view = if text.is_empty() {
            "—".into_any()
        } else if is_day(&text) {
            view! { <span class="unbroken">{text}</span> }.into_any()
        } else {
            text.into_any()
        };
        Self { view, value }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// A day as our pages write it, alone or with its hour: `2026年11月20日`, `2026-11-20 09:00`.
fn is_day(text: &str) -> bool {
    let is_year = text.get(..4).is_some_and(|year| year.bytes().all(|letter| letter.is_ascii_digit()));
    let rest = text.get(4..).unwrap_or_default();
    let is_chinese = rest.starts_with('年') && rest.contains('日') && text.chars().count() <= 20;
    is_year && (is_chinese || rest.starts_with('-') && matches!(text.len(), 10 | 16))
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

    /// The same rows as a workbook, called as the table; what is only for the page stays there.
    ///
    /// # Errors
    /// As of [`exported`].
    pub fn file(self, at: Instant) -> Result<Response, Fault> {
        let Leaf { name, columns, rows } = self.leaf();
        exported(at, &name, &columns, &rows)
    }

    /// The same as one sheet of several.
    pub fn leaf(self) -> Leaf {
        let told: Vec<bool> = (0..self.columns.len())
            .map(|column| self.rows.iter().any(|cells| cells.get(column).is_some_and(|cell| cell.value.is_some())))
            .collect();
        let told = |column: usize| told.get(column).copied().unwrap_or(false) || self.rows.is_empty();
        let titles: Vec<String> =
            (0..).zip(&self.columns).filter(|(at, _)| told(*at)).map(|(_, column)| column.title.clone()).collect();
        let line = |cells: &Vec<Cell>| -> Vec<Value> {
            let values = (0..).zip(cells).filter(|(at, _)| told(*at));
            values.map(|(_, cell)| cell.value.clone().unwrap_or_else(|| Value::text(""))).collect()
        };
        let rows: Vec<Vec<Value>> = self.rows.iter().map(line).collect();
        Leaf { name: self.caption, columns: titles, rows }
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
        let export = self.export.take().map(|path| way_out(lang, query, self.paging, path));
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
        let sorts = self.query.is_some() && self.columns.iter().any(|column| column.order == Order::ByLink);
        let class = match self.narrow {
            // what sorts stays in sight above the cards
            Narrow::Cards if sorts => "table-scroll cards sorts",
            Narrow::Cards => "table-scroll cards",
            Narrow::Scrolls => "table-scroll",
        };
        let on_page = |column: &Column| column.place == Place::Everywhere;
        let told = |column: &Column| on_page(column).then(|| (column.title.clone(), column.class));
        let titles: Vec<Option<(String, Option<&'static str>)>> = self.columns.iter().map(told).collect();
        let columns = self.columns.into_iter().filter(on_page);
        let heads = columns.map(|column| head(lang, self.query, column)).collect_view();
        let rows = self
            .rows
            .into_iter()
            .map(|cells| {
                let cells = cells.into_iter().zip(titles.clone()).filter_map(|(cell, titled)| {
                    let (title, class) = titled?;
                    Some(view! { <td role="cell" class=class data-label=title>{cell.view}</td> })
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

/// To the file of all the rows; of more than a file holds it is said so instead.
fn way_out(lang: Lang, query: Option<&Query>, paging: Option<Paging>, path: String) -> AnyView {
    if paging.is_some_and(|paging| paging.total.known() > MOST_EXPORTED) {
        let said = lang.fill("ui.export_too_long", &[("limit", &MOST_EXPORTED.to_string())]);
        return view! { <p class="hint">{said}</p> }.into_any();
    }
    export_link(lang, query.map_or_else(|| path.clone(), |query| query.exported_at(&path)))
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
    let class = format!("by {}", column.class.unwrap_or_default()).trim_end().to_owned();
    view! {
        <th role="columnheader" scope="col" class=class aria-sort=sorted>
            <a href=query.sorted_by(column.key) title=hint>{column.title}{icon(picture)}</a>
        </th>
    }
    .into_any()
}

#[cfg(test)]
mod tests;
