//! How does one file stand? What it would come to, what is wrong with it, and whether it comes in.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::imports::store::{ImportView, LineErrorView, PER_PAGE, State, Tally, get, list_errors, start};
use uuid::Uuid;

use super::{below, marks, state};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::notice;
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// Seconds after which a page about work in progress asks again.
const LOOK_AGAIN: u32 = 3;
const KILOBYTE: u64 = 1024;

pub async fn show(SignedVisit(visit): SignedVisit, Path(import): Path<Uuid>) -> PageResult {
    shown(&visit, import, &Mistakes::none(visit.lang)).await
}

pub async fn begin(SignedVisit(visit): SignedVisit, Path(import): Path<Uuid>) -> PageResult {
    match outcome(&visit, start(&visit.ctx, import).await) {
        Outcome::Done(()) => Ok(Redirect::to(&format!("/imports/{import}")).into_response()),
        Outcome::Mistaken(mistakes) => shown(&visit, import, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn shown(visit: &Visit, import: Uuid, mistakes: &Mistakes) -> PageResult {
    let view = get(&visit.ctx, import).await.or_page(visit)?;
    let query = Query::of(&visit.path);
    let (errors, total) = list_errors(&visit.ctx, import, query.page() - 1).await.or_page(visit)?;
    let lang = visit.lang;
    let is_at_work = matches!(view.state, State::Arriving | State::Trying | State::Running | State::Undoing);
    let title = lang.fill("imports.one_title", &[("file", &view.file_name)]);
    let page = below(visit, &view, title.clone()).mistakes(mistakes);
    let page = if is_at_work { page.refresh(LOOK_AGAIN) } else { page };
    Ok(page
        .content(|| {
            view! {
                <h1>{title}</h1>
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                {told(lang, &view)}
                {known(lang, &view)}
                {tallies(lang, &view)}
                {actions(lang, &view)}
                {wrong(lang, &query, &view, &errors, total)}
            }
            .into_any()
        })
        .respond())
}

/// What the state means for whoever looks at it.
fn told(lang: Lang, view: &ImportView) -> AnyView {
    let tone = match view.state {
        State::Finished => Tone::Success,
        State::Refused | State::Stuck => Tone::Danger,
        State::Tried => Tone::Warning,
        _ => Tone::Info,
    };
    let sentence = match &view.refusal {
        Some((code, details)) => {
            let details: Vec<(&str, &str)> =
                details.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            lang.fill(&format!("refusals.{code}"), &details)
        }
        None => lang.code("imports.told", view.state.code()),
    };
    notice(lang, tone, sentence)
}

fn known(lang: Lang, view: &ImportView) -> AnyView {
    let format = lang.code("imports.formats", view.format.code());
    let format = match view.encoding {
        Some(encoding) => {
            let encoding = lang.code("imports.encodings", encoding.code());
            lang.fill("imports.format_encoded", &[("format", &format), ("encoding", &encoding)])
        }
        None => format,
    };
    let size = lang.fill("imports.kilobytes", &[("n", &view.size_bytes.div_ceil(KILOBYTE).to_string())]);
    let mut list = vec![
        Fact::shown(lang.t("imports.state"), state(lang, view.state)),
        Fact::text(lang.t("imports.object"), lang.code("feeds.objects", view.object.code())),
        Fact::text(lang.t("imports.format"), format),
        Fact::text(lang.t("imports.size"), size),
        Fact::text(lang.t("imports.begun_at"), lang.time(view.begun_at)),
    ];
    list.extend(view.finished_at.map(|at| Fact::text(lang.t("imports.finished_at"), lang.time(at))));
    list.extend(view.undone_at.map(|at| Fact::text(lang.t("imports.undone_at"), lang.time(at))));
    list.extend(view.undone_reason.clone().map(|reason| Fact::text(lang.t("imports.undone_reason"), reason)));
    facts(list)
}

fn tallies(lang: Lang, view: &ImportView) -> Option<AnyView> {
    let (title, tally) = match (view.applied.rows, view.tried.rows) {
        (0, 0) => return None,
        (0, _) => ("imports.would", &view.tried),
        _ => ("imports.came", &view.applied),
    };
    let Tally { rows, added, unchanged, refused } = tally;
    let wrong = Stat::new(lang.t("imports.refused"), refused);
    let wrong = if *refused > 0 { wrong.tone(Tone::Warning).leads_to("#errors") } else { wrong };
    let list = vec![
        Stat::new(lang.t("imports.rows"), rows),
        Stat::new(lang.t("imports.added"), added),
        Stat::new(lang.t("imports.unchanged"), unchanged),
        wrong,
    ];
    Some(view! { <h2>{lang.t(title)}</h2> {stats(list)} }.into_any())
}

fn actions(lang: Lang, view: &ImportView) -> Option<AnyView> {
    if !view.may_decide {
        return None;
    }
    let is_right = view.tried.added + view.tried.unchanged > 0;
    let begin = match view.state {
        State::Tried if is_right => Some("imports.start"),
        State::Stuck => Some("imports.go_on"),
        _ => None,
    };
    let begin = begin.map(|words| {
        view! {
            <form method="post" action=format!("/imports/{}/start", view.id) class="actions">
                <button>{lang.t(words)}</button>
            </form>
        }
    });
    let is_there =
        matches!(view.state, State::Running | State::Finished | State::Stuck | State::Refused) && view.applied.rows > 0;
    let undo =
        is_there.then(|| view! { <p><a href=format!("/imports/{}/undo", view.id)>{lang.t("imports.undo")}</a></p> });
    Some(view! { {begin} {undo} }.into_any())
}

fn wrong(lang: Lang, query: &Query, view: &ImportView, errors: &[LineErrorView], total: u64) -> Option<AnyView> {
    if total == 0 {
        return None;
    }
    let columns = vec![Column::number("line", lang.t("imports.line")), Column::text("what", lang.t("imports.what"))];
    let rows =
        errors.iter().map(|error| vec![Cell::from(error.line.to_string()), Cell::from(marks::sentence(lang, error))]);
    let copy = view.may_be_marked.then(|| {
        view! { <p><a href=format!("/imports/{}/marked.csv", view.id)>{lang.t("imports.marked")}</a></p> }
    });
    Some(
        view! {
            <section id="errors">
                <h2>{lang.t("imports.errors")}</h2>
                {copy}
                {Table::new(lang.t("imports.errors"), columns, rows.collect())
                    .driven_by(query, query.paging(PER_PAGE, total))
                    .view(lang)}
            </section>
        }
        .into_any(),
    )
}
