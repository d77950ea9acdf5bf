//! Which courses are in force, and which are being written or wait for a second person?

use leptos::prelude::*;
use registry::courses::desk::{CourseLine, DraftView, courses, drafts};

use super::{draft_path, state_badge};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let known = courses(&visit.ctx).await.or_page(&visit)?;
    let open = drafts(&visit.ctx).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.t("courses.office.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            view! {
                <h1>{title}</h1>
                <p class="hint">{lang.t("courses.office.intro")}</p>
                {done(lang, &visit.path)}
                <p class="actions">
                    <a class="button" href="/office/courses/new">{lang.t("courses.office.new")}</a>
                    <a class="button secondary" href="/office/courses/import">{lang.t("courses.office.import")}</a>
                </p>
                {in_force(lang, &known).view(lang)}
                {being_written(lang, &open).view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let known = courses(&visit.ctx).await.or_page(&visit)?;
    in_force(visit.lang, &known).file(visit.ctx.now()).or_page(&visit)
}

pub async fn export_drafts(SignedVisit(visit): SignedVisit) -> PageResult {
    let open = drafts(&visit.ctx).await.or_page(&visit)?;
    being_written(visit.lang, &open).file(visit.ctx.now()).or_page(&visit)
}

fn in_force<'a>(lang: Lang, known: &[CourseLine]) -> Table<'a> {
    let column = |key: &'static str| Column::text(key, lang.code("courses.office", key));
    let columns = vec![column("course"), column("version"), column("published_at"), column("draft")];
    let row = |line: &CourseLine| {
        // a way on, for the page alone
        let draft = match line.draft {
            Some(draft) => view! { <a href=draft_path(draft)>{lang.t("courses.office.to_draft")}</a> }.into_any(),
            None => begin(lang, &line.slug),
        };
        vec![
            Cell::link(format!("/office/courses/{}", line.slug), line.title.clone()),
            Cell::number(line.version),
            Cell::day(lang, Some(line.published_at.day())),
            Cell::from(draft),
        ]
    };
    let none = empty(lang.t("courses.none_title"), lang.t("courses.office.none"), None);
    Table::new(lang.t("courses.office.in_force"), columns, known.iter().map(row).collect())
        .titled()
        .export("/office/courses.xlsx")
        .empty(none)
}

/// The button that begins a new version.
pub fn begin(lang: Lang, slug: &str) -> AnyView {
    view! {
        <form method="post" action=format!("/office/courses/{slug}/versions")>
            <button class="secondary">{lang.t("courses.office.begin")}</button>
        </form>
    }
    .into_any()
}

fn being_written<'a>(lang: Lang, open: &[DraftView]) -> Table<'a> {
    let column = |key: &'static str| Column::text(key, lang.code("courses.office", key));
    let columns = vec![column("course"), column("state"), column("changed_by"), column("changed_at")];
    let row = |draft: &DraftView| {
        vec![
            Cell::link(draft_path(draft.id), draft.manuscript.head.title.clone()),
            Cell::from(state_badge(lang, draft.state)).in_words(lang.code("courses.office.states", draft.state.code())),
            Cell::from(draft.changed_by.clone()),
            Cell::time(lang, Some(draft.changed_at)),
        ]
    };
    let none = empty(lang.t("courses.office.no_drafts_title"), lang.t("courses.office.no_drafts"), None);
    Table::new(lang.t("courses.office.drafts"), columns, open.iter().map(row).collect())
        .titled()
        .export("/office/courses/drafts.xlsx")
        .empty(none)
}
