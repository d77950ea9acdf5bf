//! The inbox: what is unread first, a list of everything, and each notice with the one button that opens it.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::Instant;
use registry::notices::To;
use registry::notices::store::{NoticeView, PER_PAGE, Which, count_unread_anomalies, list, mark_all_read, open};
use serde::Deserialize;
use uuid::Uuid;

use super::leads::leads;
use super::{INBOX, words};
use crate::error::{OrPage, PageResult};
use crate::form::Form;
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::notice::{done, notice_with};
use crate::ui::pager::pager;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let which = query.filter("which").and_then(Which::parse).unwrap_or(Which::All);
    let (rows, total) = list(&visit.ctx, which, query.page() - 1).await.or_page(&visit)?;
    let of_attendance = count_unread_anomalies(&visit.ctx).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("notices.title"));
    Ok(page(&visit, title.clone())
        .under(lang.t("accounts.account_title"), "/account")
        .content(|| {
            let nothing = || {
                let none = lang.code("notices.none", which.code());
                empty(lang.t("notices.none_title"), none, None)
            };
            let has_unread = rows.iter().any(|row| row.read_at.is_none());
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p class="hint">{lang.t("notices.intro")}</p>
                {(of_attendance > 0).then(|| attendance(lang, of_attendance))}
                {choices(lang, which)}
                {has_unread.then(|| all_read(&visit))}
                {rows.is_empty().then(nothing)}
                {rows.iter().map(|row| card(lang, row)).collect_view()}
                <div class="below">{pager(lang, &query, query.paging(PER_PAGE, total))}</div>
            }
            .into_any()
        })
        .respond())
}

/// What was told about attendance has its own list, with what to do about each.
fn attendance(lang: Lang, unread: u64) -> AnyView {
    let sentence = lang.fill("notices.attendance", &[("n", &unread.to_string())]);
    let more = view! { <a href="/account/attendance">{lang.t("notices.to_attendance")}</a> }.into_any();
    notice_with(lang, Tone::Warning, sentence, more)
}

fn choices(lang: Lang, shown: Which) -> AnyView {
    let choice = |which: Which| {
        let here = (which == shown).then_some("page");
        let path = format!("{INBOX}?which={}", which.code());
        view! { <a href=path aria-current=here>{lang.code("notices.which", which.code())}</a>" " }
    };
    view! { <p>{[Which::All, Which::Unread].map(choice).collect_view()}</p> }.into_any()
}

/// Only what lay there when the page was made: nobody has seen what came since.
fn all_read(visit: &Visit) -> AnyView {
    view! {
        <form method="post" action="/notices/read">
            <input type="hidden" name="until" value=visit.ctx.now().0.to_string()/>
            <p class="actions"><button class="secondary">{visit.t("notices.read_all")}</button></p>
        </form>
    }
    .into_any()
}

fn card(lang: Lang, row: &NoticeView) -> AnyView {
    let unread = row.read_at.is_none().then(|| badge(Tone::Warning, lang.t("notices.unread")));
    let sent = lang.time(row.sent_at);
    let meta = match &row.inbox {
        Some(inbox) => lang.fill("notices.sent_to", &[("time", &sent), ("inbox", inbox)]),
        None => sent,
    };
    view! {
        <section class="card">
            <h2>{words::title(lang, row)}" "{unread}</h2>
            <p>{words::body(lang, row)}</p>
            <p class="muted">{meta}</p>
            {read_by(lang, row).map(|line| view! { <p class="muted">{line}</p> })}
            <form method="post" action=format!("{INBOX}/{}", row.id)>
                <p class="actions"><button class="secondary">{lang.t("notices.open")}</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// The own ones say when, the shared ones by whom as well.
fn read_by(lang: Lang, row: &NoticeView) -> Option<String> {
    let read_at = row.read_at?;
    if matches!(row.to, To::Person(_)) {
        return Some(lang.fill("notices.read_at", &[("time", &lang.time(read_at))]));
    }
    let one = |by: &str, at: Instant| lang.fill("notices.reading", &[("name", by), ("time", &lang.time(at))]);
    let readings: Vec<String> = row.readings.iter().map(|reading| one(&reading.by, reading.at)).collect();
    Some(lang.fill("notices.read_by", &[("readings", &readings.join(&lang.t("notices.and")))]))
}

pub async fn open_one(SignedVisit(visit): SignedVisit, Path(notice): Path<Uuid>) -> PageResult {
    let opened = open(&visit.ctx, notice).await.or_page(&visit)?;
    Ok(Redirect::to(&leads(&opened)).into_response())
}

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Until {
    until: String,
}

pub async fn read_all(SignedVisit(visit): SignedVisit, Form(form): Form<Until>) -> PageResult {
    let until = form.until.parse().map_or_else(|_| visit.ctx.now(), Instant);
    mark_all_read(&visit.ctx, until).await.or_page(&visit)?;
    Ok(Redirect::to(&format!("{INBOX}?done=notices_read")).into_response())
}
