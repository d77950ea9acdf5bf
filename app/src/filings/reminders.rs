//! Which reminders were sent, to whom, and who received them?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::filings::store::reminding::{
    PER_PAGE, ReminderView, export_reminders, list_reminders, receive, reminders_of,
};
use registry::permissions::Role;
use uuid::Uuid;

use super::officers_path;
use crate::enterprises::framed;
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// What offices have sent.
pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let (found, total) = list_reminders(&visit.ctx, query.page() - 1).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("filings.reminders.title"));
    Ok(page(&visit, title.clone())
        .for_staff()
        .content(|| {
            let nothing = empty(lang.t("filings.reminders.none_title"), lang.t("filings.reminders.none"), None);
            let table = table(lang, &found)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .export("/office/filings/reminders.xlsx")
                .empty(nothing);
            view! {
                <h1>{title}</h1>
                {super::lists(&visit, "reminders")}
                <p>{lang.t("filings.reminders.intro")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

/// What an office wrote has room.
fn columns(lang: Lang, keys: &[&'static str]) -> Vec<Column> {
    let column = |key: &&'static str| {
        let column = Column::text(key, lang.code("filings.reminders", key));
        if *key == "words" { column.wide() } else { column }
    };
    keys.iter().map(column).collect()
}

fn table<'a>(lang: Lang, found: &[ReminderView]) -> Table<'a> {
    let columns = columns(lang, &["sent_at", "office", "enterprise", "project", "cause", "words", "read"]);
    let rows = found.iter().map(|one| {
        let [sent_at, office, project, cause, words, read] = cells(lang, one);
        let enterprise = Cell::link(format!("/enterprises/{}", one.enterprise), one.enterprise_name.clone());
        vec![sent_at, office, enterprise, project, cause, words, read]
    });
    Table::new(lang.t("filings.reminders.title"), columns, rows.collect())
}

/// All of them, as a file.
pub async fn sheet(SignedVisit(visit): SignedVisit) -> PageResult {
    let found = export_reminders(&visit.ctx).await.or_page(&visit)?;
    table(visit.lang, &found).file(visit.ctx.now()).or_page(&visit)
}

/// What one enterprise has been sent.
pub async fn of_enterprise(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    respond(&visit, enterprise, &Mistakes::none(visit.lang)).await
}

pub async fn receipt(SignedVisit(visit): SignedVisit, Path((enterprise, reminder)): Path<(Uuid, Uuid)>) -> PageResult {
    match outcome(&visit, receive(&visit.ctx, enterprise, reminder).await) {
        Outcome::Done(()) => {
            let back = format!("/enterprises/{enterprise}/reminders?done=reminder_received");
            Ok(Redirect::to(&back).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, enterprise, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, enterprise: Uuid, mistakes: &Mistakes) -> PageResult {
    let query = Query::of(&visit.path);
    let (found, total) = reminders_of(&visit.ctx, enterprise, query.page() - 1).await.or_page(visit)?;
    let is_its =
        |post: &registry::ctx::Post| post.role == Role::EnterpriseAdministrator && post.enterprise == Some(enterprise);
    let may_receive = visit.who().is_some_and(|who| who.posts.iter().any(is_its));
    let (lang, title) = (visit.lang, visit.t("filings.reminders.title"));
    Ok(framed(visit, title.clone())
        .under(lang.t("filings.officers_title"), officers_path(enterprise))
        .mistakes(mistakes)
        .content(|| {
            let columns = columns(lang, &["sent_at", "office", "project", "cause", "words", "read"]);
            let rows = found.iter().map(|one| row(lang, enterprise, one, may_receive)).collect();
            let nothing = empty(lang.t("filings.reminders.none_title"), lang.t("filings.reminders.none_here"), None);
            let table = Table::new(title.clone(), columns, rows)
                .driven_by(&query, query.paging(PER_PAGE, total))
                .empty(nothing);
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p>{lang.t("filings.reminders.intro_here")}</p>
                {table.view(lang)}
            }
            .into_any()
        })
        .respond())
}

fn row(lang: Lang, enterprise: Uuid, one: &ReminderView, may_receive: bool) -> Vec<Cell> {
    let [sent_at, office, project, cause, words, read] = cells(lang, one);
    let read = match one.read_at.is_none() && may_receive {
        true => {
            let action = format!("/enterprises/{enterprise}/reminders/{}/receipt", one.id);
            let form = view! {
                <form method="post" action=action><button class="secondary">{lang.t("filings.reminders.receive")}</button></form>
            };
            Cell::from(form.into_any())
        }
        false => read,
    };
    vec![sent_at, office, project, cause, words, read]
}

fn cells(lang: Lang, one: &ReminderView) -> [Cell; 6] {
    let read = match one.read_at {
        Some(at) => {
            let name = one.read_by.clone().unwrap_or_default();
            let line = lang.fill("filings.reminders.read_by", &[("name", &name), ("at", &lang.time(at))]);
            Cell::badge(Tone::Success, line)
        }
        None => Cell::badge(Tone::Warning, lang.t("filings.reminders.unread")),
    };
    [
        Cell::time(lang, Some(one.sent_at)),
        Cell::from(one.office.clone()),
        Cell::link(format!("/projects/{}", one.project), one.project_name.clone()),
        Cell::from(lang.code("filings.reminder_causes", one.cause.code())),
        Cell::from(one.words.clone()),
        read,
    ]
}
