//! What was told a worker or a team leader about attendance, and have they read it?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::attendance::store::{ANOMALIES_PER_PAGE, OwnAnomaly, mark_read, own_anomalies};
use registry::calendar::Month;
use uuid::Uuid;

use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::done;
use crate::ui::pager::pager;
use crate::ui::query::Query;
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn list(SignedVisit(visit): SignedVisit) -> PageResult {
    let query = Query::of(&visit.path);
    let (rows, total) = own_anomalies(&visit.ctx, query.page() - 1).await.or_page(&visit)?;
    let (lang, title) = (visit.lang, visit.t("attendance.own.title"));
    Ok(page(&visit, title.clone())
        .under(lang.t("accounts.account_title"), "/account")
        .content(|| {
            let nothing = || empty(lang.t("attendance.own.none_title"), lang.t("attendance.own.none"), None);
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                <p>{lang.t("attendance.own.intro")}</p>
                {rows.is_empty().then(nothing)}
                {rows.iter().map(|row| card(lang, row)).collect_view()}
                <div class="below">{pager(lang, &query, query.paging(ANOMALIES_PER_PAGE, total))}</div>
            }
            .into_any()
        })
        .respond())
}

fn card(lang: Lang, row: &OwnAnomaly) -> AnyView {
    let view = &row.view;
    let read_at = if row.is_led { view.leader_read_at } else { view.worker_read_at };
    let month = format!("{}/{}?month={}", address(view.project), view.person, Month::of(view.finding.day));
    let what = words::anomaly(lang, view.finding.anomaly);
    let mut known = vec![
        Fact::text(lang.t("attendance.project"), row.project_name.clone()),
        Fact::text(lang.t("attendance.day"), lang.day(view.finding.day)),
    ];
    known.push(match row.is_led {
        true => Fact::text(lang.t("attendance.name"), row.name.clone()),
        false => Fact::link(lang.t("attendance.own.days"), month, lang.t("attendance.own.to_days")),
    });
    known.extend(view.finding.at.map(|at| Fact::text(lang.t("attendance.time"), lang.time(at))));
    let settled = view.settled_at.map(|_| badge(Tone::Success, lang.code("attendance.states", "settled")));
    let advice = lang.code("attendance.own_advice", view.finding.anomaly.code());
    let read = match read_at {
        Some(at) => {
            view! { <p class="muted">{lang.fill("attendance.own.read_at", &[("time", &lang.time(at))])}</p> }.into_any()
        }
        None => view! {
            <form method="post" action=format!("/account/attendance/{}", view.id)>
                <p class="actions"><button class="secondary">{lang.t("attendance.own.read")}</button></p>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <h2>{what}" "{settled}</h2>
            {facts(known)}
            <p>{advice}</p>
            {read}
        </section>
    }
    .into_any()
}

pub async fn read(SignedVisit(visit): SignedVisit, Path(anomaly): Path<Uuid>) -> PageResult {
    mark_read(&visit.ctx, anomaly).await.or_page(&visit)?;
    Ok(Redirect::to("/account/attendance?done=notice_read").into_response())
}
