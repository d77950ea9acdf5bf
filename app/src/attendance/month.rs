//! How does a month of a site look: people by days, and where does one go from there?

use axum::extract::Path;
use leptos::prelude::*;
use registry::Day;
use registry::attendance::Mark;
use registry::attendance::store::{GRID_PER_PAGE, GridFilter, GridLine, MonthPage, Place, month_page, place};
use registry::calendar::Month;
use uuid::Uuid;

use super::frame::{below_project, month_of, months};
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::projects::neighbours;
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::{Filter, filters};
use crate::ui::notice::done;
use crate::ui::pager::pager;
use crate::ui::query::Query;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path(project): Path<Uuid>) -> PageResult {
    let ctx = &visit.ctx;
    let place = place(ctx, project).await.or_page(&visit)?;
    let query = Query::of(&visit.path);
    let month = month_of(&visit, &query);
    let team = query.filter("team").and_then(|team| team.parse().ok());
    let filter = GridFilter { team, name: query.search().to_owned() };
    let found = month_page(ctx, project, month, &filter, query.page() - 1).await.or_page(&visit)?;
    let beside = neighbours(&visit, project).await?;
    let (lang, title, today) = (visit.lang, visit.t("attendance.title"), ctx.now().day());
    let heading = lang.fill("attendance.title_of", &[("month", &words::month(lang, month))]);
    Ok(below_project(&visit, &place, title)
        .content(|| {
            let teams = found.teams.iter().map(|(id, name)| Choosable::new(id.to_string(), name.clone())).collect();
            let wanted = vec![
                Filter::search(lang.t("attendance.search")),
                Filter::choice("team", lang.t("attendance.team"), teams),
            ];
            view! {
                <h1>{heading.clone()}</h1>
                {done(lang, &visit.path)}
                {place.is_whole.then(|| beside.view(&visit, "attendance"))}
                {months(lang, &query, month, today)}
                {ways(&visit, &place, month)}
                <div class="table">
                    {filters(lang, &query, wanted)}
                    {grid(&visit, &place, &query, month, &heading, &found)}
                </div>
            }
            .into_any()
        })
        .respond())
}

/// The other pages about the site's attendance, for whoever sees all of it.
fn ways(visit: &Visit, place: &Place, month: Month) -> AnyView {
    let (lang, base) = (visit.lang, address(place.project));
    let way = |key: &str, below: &str| {
        let path = format!("{base}/{below}");
        view! { <a class="button secondary" href=path>{lang.code("attendance.ways", key)}</a> }
    };
    let yesterday = visit.ctx.now().day().previous();
    let whole = place.is_whole.then(|| {
        view! {
            {way("day", &format!("days/{yesterday}"))}
            {way("anomalies", &format!("anomalies?month={month}"))}
            {way("unmatched", "unmatched")}
            {way("by_hand", "by-hand")}
        }
    });
    view! { <p class="actions">{way("record", &format!("record?month={month}"))}{whole}</p> }.into_any()
}

fn grid(visit: &Visit, place: &Place, query: &Query, month: Month, name: &str, found: &MonthPage) -> AnyView {
    let lang = visit.lang;
    if found.lines.is_empty() {
        return nobody(lang, place, query);
    }
    let heads = month.days().map(|day| head(place, day));
    let rows = found.lines.iter().map(|line| row(lang, place.project, month, line)).collect_view();
    let per_page = u64::try_from(GRID_PER_PAGE).unwrap_or(1);
    view! {
        <p class="hint">{lang.t("attendance.legend")}</p>
        <div class="table-scroll cards month" role="region" tabindex="0" aria-label=name.to_owned()>
            <p class="hint">{lang.t("ui.scroll_hint")}</p>
            <table role="table">
                <caption class="unseen">{name.to_owned()}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{lang.t("attendance.name")}</th>
                        <th role="columnheader" scope="col">{lang.t("attendance.team")}</th>
                        {heads.collect_view()}
                        <th role="columnheader" scope="col">{lang.t("attendance.days_attended")}</th>
                        <th role="columnheader" scope="col">{lang.t("attendance.hours")}</th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
        <div class="below">{pager(lang, query, query.paging(per_page, found.total))}</div>
    }
    .into_any()
}

/// A day's number leads to its report, where all of it is seen.
fn head(place: &Place, day: Day) -> AnyView {
    let number = day.to_string().chars().skip(8).collect::<String>().trim_start_matches('0').to_owned();
    let content = match place.is_whole {
        true => {
            let path = format!("{}/days/{day}", address(place.project));
            view! { <a href=path>{number}</a> }.into_any()
        }
        false => number.into_any(),
    };
    view! { <th role="columnheader" scope="col">{content}</th> }.into_any()
}

fn row(lang: Lang, project: Uuid, month: Month, line: &GridLine) -> AnyView {
    let path = format!("{}/{}?month={month}", address(project), line.person);
    let team = line.team_name.clone().unwrap_or_else(|| line.unit_name.clone());
    let days = (1..).zip(&line.marks).map(|(number, mark): (u32, &Mark)| {
        let class = format!("day {}", mark.code());
        view! { <td role="cell" class=class data-label=number.to_string()>{words::sign(lang, *mark)}</td> }
    });
    view! {
        <tr role="row">
            <td role="cell" class="unbroken" data-label=lang.t("attendance.name")><a href=path>{line.name.clone()}</a></td>
            <td role="cell" class="unbroken" data-label=lang.t("attendance.team")>{team}</td>
            {days.collect_view()}
            <td role="cell" data-label=lang.t("attendance.days_attended")>{line.sums.days_attended}</td>
            <td role="cell" data-label=lang.t("attendance.hours")>{words::hours(lang, &line.sums)}</td>
        </tr>
    }
    .into_any()
}

fn nobody(lang: Lang, place: &Place, query: &Query) -> AnyView {
    if !query.search().is_empty() || query.filter("team").is_some() {
        return empty(
            lang.t("ui.nothing_fits"),
            lang.t("ui.nothing_fits_advice"),
            Some((query.cleared(), lang.t("ui.clear"))),
        );
    }
    let next = place
        .may_write
        .then(|| (format!("/projects/{}/workers/new", place.project), lang.t("attendance.register_worker")));
    empty(lang.t("attendance.nobody_title"), lang.t("attendance.nobody"), next)
}
