//! Which questions are being written, and which wait for a review?

use leptos::prelude::*;
use registry::questions::drafts::{DraftView, list};

use super::bulk;
use super::draft::state_badge;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::notice::done;
use crate::ui::table::{Cell, Column, Table};
use crate::visit::SignedVisit;

/// As much of a stem as a line shows.
const STEM: usize = 60;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let drafts = list(&visit.ctx).await.or_page(&visit)?;
    let lang = visit.lang;
    let title = lang.t("questions.drafts.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("questions.title"), "/office/questions")
        .content(|| {
            let none = empty(lang.t("questions.drafts.none_title"), lang.t("questions.drafts.none"), None);
            view! {
                <h1>{title.clone()}</h1>
                <p class="hint">{lang.t("questions.drafts.intro")}</p>
                {done(lang, &visit.path)}
                {table(lang, &drafts).export("/office/questions/drafts.xlsx").empty(none).view(lang)}
                {(!drafts.is_empty()).then(|| bulk::draft_deeds(&visit, &bulk::Chosen::default(), &Mistakes::none(lang)))}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let drafts = list(&visit.ctx).await.or_page(&visit)?;
    table(visit.lang, &drafts).file(visit.ctx.now()).or_page(&visit)
}

fn table<'a>(lang: Lang, drafts: &[DraftView]) -> Table<'a> {
    let column = |key: &'static str| Column::text(key, lang.code("questions", key));
    let columns = ["stem", "kind", "state"].map(column);
    let more = ["changed_by", "changed_at"].map(|key| Column::text(key, lang.code("questions.draft", key)));
    let columns = [column("chosen"), column("id").unbroken()].into_iter().chain(columns).chain(more).collect();
    Table::new(lang.t("questions.drafts.title"), columns, drafts.iter().map(|draft| row(lang, draft)).collect())
}

fn row(lang: Lang, draft: &DraftView) -> Vec<Cell> {
    let stem: String = draft.manuscript.stem().chars().take(STEM).collect();
    vec![
        bulk::tick(lang, "drafts", "draft", &draft.id.to_string(), &draft.question),
        Cell::link(format!("/office/questions/drafts/{}", draft.id), draft.question.clone()),
        stem.into(),
        lang.code("kinds", draft.manuscript.kind.code()).into(),
        Cell::from(state_badge(lang, draft.state)).in_words(lang.code("questions.draft.states", draft.state.code())),
        draft.changed_by.clone().into(),
        Cell::time(lang, Some(draft.changed_at)),
    ]
}
