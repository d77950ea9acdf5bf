//! What did a county submit, word for word, and what did it correct?

use axum::extract::Path;
use leptos::prelude::*;
use registry::filings::returns::{Content, Line, Sums};
use registry::filings::store::returns::{OneReturn, get};
use registry::permissions::{Object, Verb, require};
use uuid::Uuid;

use super::book::book;
use super::county::versions;
use super::differing::differences;
use super::{PATH, standing_badge, words};
use crate::attendance::words::month as month_name;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::done;
use crate::ui::sheet::download;
use crate::ui::table::{Cell, Column, Narrow, Table, export_link};
use crate::visit::{SignedVisit, Visit};

/// Nobody reads thousands of lines on a page: the file has all of them.
pub(super) const MOST_SHOWN: usize = 200;

pub async fn show(SignedVisit(visit): SignedVisit, Path(id): Path<Uuid>) -> PageResult {
    let found = get(&visit.ctx, id).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, titled(&visit, &found));
    let may_export = require(&visit.ctx, Verb::Export, Object::MonthlyReturn).is_ok();
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("returns.title"), format!("{PATH}?month={}", found.content.month))
        .content(|| {
            let base = super::path(id);
            let files = may_export.then(|| {
                view! {
                    <p class="actions">
                        <a class="button secondary" href=format!("{base}/return.pdf")>{lang.t("returns.pdf")}</a>
                    </p>
                    <p>{export_link(lang, format!("{base}/lines.xlsx"))}</p>
                }
            });
            view! {
                <h1>{title.clone()}</h1>
                {done(lang, &visit.path)}
                <section class="card">{said(lang, &found)}</section>
                {sums_table(lang, &found.content)}
                {differences(lang, &found.differences)}
                {files}
                {lines_table(lang, &found.content)}
                {versions(lang, &found.versions)}
            }
            .into_any()
        })
        .respond())
}

/// The projects and the sums as a workbook, as they were submitted.
pub async fn file(SignedVisit(visit): SignedVisit, Path(id): Path<Uuid>) -> PageResult {
    require(&visit.ctx, Verb::Export, Object::MonthlyReturn).or_page(&visit)?;
    let found = get(&visit.ctx, id).await.or_page(&visit)?;
    let (lang, now) = (visit.lang, visit.ctx.now());
    let bytes = book(lang, now, &found).or_page(&visit)?;
    Ok(download(&format!("{}-{}.xlsx", lang.t("returns.lines_title"), now.day()), bytes))
}

fn titled(visit: &Visit, found: &OneReturn) -> String {
    let (lang, content) = (visit.lang, &found.content);
    let month = month_name(lang, content.month);
    let version = found.line.version.to_string();
    let said = [("county", content.county_name.as_str()), ("month", month.as_str()), ("version", version.as_str())];
    lang.fill("returns.version_title", &said)
}

fn said(lang: Lang, found: &OneReturn) -> AnyView {
    let mut lines = vec![
        Fact::shown(lang.t("returns.columns.standing"), standing_badge(lang, found.standing)),
        Fact::text(lang.t("returns.columns.due_on"), lang.day(found.due_on)),
        Fact::text(lang.t("returns.submitted_at"), lang.time(found.line.submitted_at)),
        Fact::text(lang.t("returns.submitted_by"), found.line.submitted_by.clone().unwrap_or_default()),
        Fact::text(lang.t("returns.as_of_title"), lang.time(found.content.as_of)),
        Fact::shown(lang.t("returns.hash"), digits(&found.line.content_hash)),
    ];
    lines.extend(found.line.reason.clone().map(|reason| Fact::text(lang.t("returns.reason"), reason)));
    facts(lines)
}

fn digits(text: &str) -> AnyView {
    view! { <code class="digits">{text.to_owned()}</code> }.into_any()
}

pub(super) fn sums_table(lang: Lang, content: &Content) -> AnyView {
    let mut titles = words::sum_titles(lang).into_iter();
    let first = Column::text("industry", titles.next().unwrap_or_default()).unbroken();
    let figures = Sums::NAMES.into_iter().zip(titles);
    let columns = [first].into_iter().chain(figures.map(|(key, title)| Column::number(key, title))).collect();
    let rows = words::sum_rows(lang, content)
        .into_iter()
        .map(|(name, sums)| std::iter::once(Cell::from(name)).chain(sums.figures().map(Cell::number)).collect());
    Table::new(lang.t("returns.sums"), columns, rows.collect()).narrow(Narrow::Scrolls).titled().view(lang)
}

pub(super) fn lines_table(lang: Lang, content: &Content) -> AnyView {
    let nothing = empty(lang.t("returns.no_lines_title"), lang.t("returns.no_lines"), None);
    let first = content.lines.get(..MOST_SHOWN).unwrap_or(&content.lines);
    let rest = (first.len() < content.lines.len()).then(|| {
        let said = [("shown", MOST_SHOWN.to_string()), ("all", content.lines.len().to_string())];
        let said: Vec<(&str, &str)> = said.iter().map(|(name, value)| (*name, value.as_str())).collect();
        view! { <p class="hint">{lang.fill("returns.lines_cut", &said)}</p> }
    });
    view! { {table_of_lines(lang, first).titled().empty(nothing).view(lang)}{rest} }.into_any()
}

fn table_of_lines<'a>(lang: Lang, lines: &[Line]) -> Table<'a> {
    let columns = words::LINE_KEYS.map(|key| Column::text(key, lang.code("returns.lines", key)));
    let rows = (1..)
        .zip(lines)
        .map(|(number, line)| words::line_texts(lang, number, line).into_iter().map(Cell::from).collect());
    Table::new(lang.t("returns.lines_title"), columns.to_vec(), rows.collect())
}
