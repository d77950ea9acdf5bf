//! Who is or was an officer of an enterprise, and which wishes wait for its answer?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Fault;
use registry::filings::store::change::open_of_enterprise;
use registry::filings::store::reminding::count_unread;
use registry::filings::store::{BindingView, EnterpriseOfficers, PER_PAGE, Which, assignable, of_enterprise};
use uuid::Uuid;

use super::{assigning, changes, path, post, stage_badge};
use crate::enterprises::framed;
use crate::error::{OrPage, PageResult};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice_with};
use crate::ui::query::Query;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(enterprise): Path<Uuid>) -> PageResult {
    let typed = assigning::Typed::on(visit.ctx.now().day());
    respond(&visit, enterprise, &typed, &Mistakes::none(visit.lang)).await
}

/// With the form of an assignment for whoever administers the enterprise.
pub async fn respond(visit: &Visit, enterprise: Uuid, typed: &assigning::Typed, mistakes: &Mistakes) -> PageResult {
    let query = Query::of(&visit.path);
    let asked = query.filter("which").and_then(Which::parse);
    let which = asked.unwrap_or(Which::InForce);
    let page_asked = query.page().saturating_sub(1);
    let mut found = of_enterprise(&visit.ctx, enterprise, which, page_asked).await.or_page(visit)?;
    let mut shown = which;
    // what waits for the enterprise comes first, unless another list was asked for
    if asked.is_none() && found.to_answer > 0 {
        shown = Which::Waiting;
        found = of_enterprise(&visit.ctx, enterprise, shown, page_asked).await.or_page(visit)?;
    }
    // whoever sees officers of the enterprise may oversee none of its projects
    let to_file = match open_of_enterprise(&visit.ctx, found.enterprise).await {
        Err(Fault::Forbidden) => Vec::new(),
        changes => changes.or_page(visit)?,
    };
    let unread = count_unread(&visit.ctx, found.enterprise).await.or_page(visit)?;
    let offered = match found.may_answer {
        true => Some(assignable(&visit.ctx, found.enterprise).await.or_page(visit)?),
        false => None,
    };
    let (lang, title) = (visit.lang, visit.t("filings.officers_title"));
    Ok(framed(visit, title.clone())
        .under(found.name.clone(), format!("/enterprises/{}", found.enterprise))
        .mistakes(mistakes)
        .content(|| {
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <p class="hint">{lang.t("filings.officers_intro")}</p>
                {(unread > 0).then(|| unread_notice(lang, found.enterprise, unread))}
                {stats(tiles(lang, &found))}
                {changes::of_enterprise(visit, &to_file)}
                <h2>{lang.code("filings.which", shown.code())}</h2>
                {table(lang, &query, &found, shown)}
                {offered.map(|offered| assigning::section(lang, &offered, typed, mistakes))}
            }
            .into_any()
        })
        .respond())
}

/// 催办 that nobody has received yet.
fn unread_notice(lang: Lang, enterprise: Uuid, count: u64) -> AnyView {
    let path = format!("/enterprises/{enterprise}/reminders");
    let link = view! { <p><a href=path>{lang.t("filings.reminders.title")}</a></p> };
    let sentence = lang.fill("filings.reminders.waiting", &[("count", &count.to_string())]);
    notice_with(lang, Tone::Warning, sentence, link.into_any())
}

/// The numbers lead to their rows.
fn tiles(lang: Lang, found: &EnterpriseOfficers) -> Vec<Stat> {
    let tile = |(which, count): (Which, u64)| {
        let way = format!("{}?which={}", super::officers_path(found.enterprise), which.code());
        let tile = Stat::new(lang.code("filings.which", which.code()), count).leads_to(way);
        if which == Which::Waiting && found.to_answer > 0 { tile.tone(Tone::Warning) } else { tile }
    };
    Which::ALL.into_iter().zip(found.counts).map(tile).collect()
}

fn table(lang: Lang, query: &Query, found: &EnterpriseOfficers, shown: Which) -> AnyView {
    let columns = vec![
        Column::text("officer", lang.t("filings.officer")),
        Column::text("project", lang.t("filings.project")),
        Column::text("post", lang.t("filings.as")),
        Column::text("stage", lang.t("filings.stage")),
        Column::text("asked", lang.t("filings.asked_on")),
    ];
    let position = Which::ALL.iter().position(|which| *which == shown).unwrap_or_default();
    let rows = found.rows.iter().map(|view| row(lang, view)).collect();
    Table::new(lang.code("filings.which", shown.code()), columns, rows)
        .driven_by(query, query.paging(PER_PAGE, found.counts[position]))
        .empty(empty(lang.t("filings.none_title"), lang.code("filings.none", shown.code()), None))
        .view(lang)
}

fn row(lang: Lang, view: &BindingView) -> Vec<Cell> {
    vec![
        Cell::link(path(view.binding.id), view.officer.clone()),
        Cell::from(view.project.clone().unwrap_or_else(|| lang.t("filings.whole_enterprise"))),
        Cell::from(post(lang, &view.binding)),
        Cell::from(stage_badge(lang, view)),
        Cell::from(lang.day(view.binding.asked_at.day())),
    ]
}
