//! What did the project manager get to read about a day, and for which days is there nothing?

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::attendance::store::{DayPage, Place, ReportView, day_page, make_report, place};
use registry::attendance::{DailyReport, TeamLine};
use registry::calendar::Month;
use registry::{Day, Fault};
use uuid::Uuid;

use super::frame::below;
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::form::{Mistakes, Outcome, outcome};
use crate::lang::Lang;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{done, notice_with};
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table, export_link};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, day)): Path<(Uuid, String)>) -> PageResult {
    let day = Day::parse(&day).ok_or(Fault::NotFound).or_page(&visit)?;
    respond(&visit, project, day, &Mistakes::none(visit.lang)).await
}

pub async fn report(SignedVisit(visit): SignedVisit, Path((project, day)): Path<(Uuid, String)>) -> PageResult {
    let day = Day::parse(&day).ok_or(Fault::NotFound).or_page(&visit)?;
    match outcome(&visit, make_report(&visit.ctx, project, day).await) {
        Outcome::Done(_) => {
            let back = format!("{}/days/{day}?done=attendance_reported", address(project));
            Ok(Redirect::to(&back).into_response())
        }
        Outcome::Mistaken(mistakes) => respond(&visit, project, day, &mistakes).await,
        Outcome::Other(response) => Err(response),
    }
}

async fn respond(visit: &Visit, project: Uuid, day: Day, mistakes: &Mistakes) -> PageResult {
    let ctx = &visit.ctx;
    let found = day_page(ctx, project, day).await.or_page(visit)?;
    let place = place(ctx, project).await.or_page(visit)?;
    let (lang, today) = (visit.lang, ctx.now().day());
    let title = lang.fill("attendance.report.of", &[("day", &lang.day(day))]);
    let neighbour = |day: Day| {
        let path = format!("{}/days/{day}", address(project));
        view! { <a class="button secondary" href=path>{lang.day(day)}</a> }
    };
    Ok(below(visit, &place, title.clone())
        .mistakes(mistakes)
        .content(|| {
            let latest = found.reports.first().map(|report| latest(lang, project, &found, report));
            let nothing = || empty(lang.t("attendance.report.none_title"), lang.t("attendance.report.none"), None);
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
                <nav class="actions" aria-label=lang.t("attendance.days")>
                    {neighbour(day.previous())}
                    {(day < today).then(|| neighbour(day.next()))}
                </nav>
                {missing(lang, project, &found.missing)}
                {latest.unwrap_or_else(nothing)}
                {making(lang, &place, day, today, &found)}
                {earlier(lang, &found.reports)}
                <p>{export_link(lang, format!("{}/reports.xlsx?month={}", address(project), Month::of(day)))}</p>
            }
            .into_any()
        })
        .respond())
}

/// Days in construction that nobody reported.
fn missing(lang: Lang, project: Uuid, days: &[Day]) -> Option<AnyView> {
    let links = days.iter().enumerate().map(|(at, day)| {
        let path = format!("{}/days/{day}", address(project));
        let before = if at == 0 { String::new() } else { lang.t("attendance.report.between") };
        view! { {before}<a href=path>{lang.fill("attendance.report.missing_day", &[("day", &day.of_month().to_string())])}</a> }
    });
    (!days.is_empty()).then(|| {
        let list = view! { <p>{links.collect_view()}</p> }.into_any();
        notice_with(lang, Tone::Warning, lang.t("attendance.report.missing"), list)
    })
}

fn making(lang: Lang, place: &Place, day: Day, today: Day, found: &DayPage) -> Option<AnyView> {
    let key = if found.reports.is_empty() { "attendance.report.make" } else { "attendance.report.make_again" };
    (place.may_write && day <= today).then(|| {
        let action = format!("{}/days/{day}", address(place.project));
        view! { <form method="post" action=action><p class="actions"><button>{lang.t(key)}</button></p></form> }
            .into_any()
    })
}

fn latest(lang: Lang, project: Uuid, found: &DayPage, view: &ReportView) -> AnyView {
    let report = &view.report;
    let all = &report.all;
    let month = Month::of(report.day);
    let anomalies: u32 = all.anomalies.values().sum();
    let strangers: u32 = report.unmatched.values().sum();
    let base = address(project);
    let warned = |stat: Stat, number: u32| if number > 0 { stat.tone(Tone::Warning) } else { stat };
    let tiles = vec![
        Stat::new(lang.t("attendance.report.expected"), all.expected).leads_to(format!("{base}?month={month}")),
        Stat::new(lang.t("attendance.report.present"), all.present).leads_to(format!("{base}?month={month}")),
        Stat::new(lang.t("attendance.report.absent"), all.absent.len()).leads_to("#absent"),
        warned(
            Stat::new(lang.t("attendance.report.anomalies"), anomalies)
                .leads_to(format!("{base}/anomalies?day={}", report.day)),
            anomalies,
        ),
        warned(
            Stat::new(lang.t("attendance.report.strangers"), strangers).leads_to(format!("{base}/unmatched")),
            strangers,
        ),
    ];
    view! {
        {stats(tiles)}
        <p class="muted">{made(lang, view)}</p>
        {teams(lang, found, report)}
        {absent(lang, project, found, report)}
    }
    .into_any()
}

fn made(lang: Lang, view: &ReportView) -> String {
    let maker = view.maker.clone().unwrap_or_else(|| lang.t("attendance.report.by_job"));
    let number = view.number.to_string();
    lang.fill("attendance.report.made", &[("n", &number), ("name", &maker), ("time", &lang.time(view.made_at))])
}

fn teams(lang: Lang, found: &DayPage, report: &DailyReport) -> AnyView {
    let columns = vec![
        Column::text("team", lang.t("attendance.team")),
        Column::number("expected", lang.t("attendance.report.expected")),
        Column::number("present", lang.t("attendance.report.present")),
        Column::number("absent", lang.t("attendance.report.absent")),
        Column::number("hours", lang.t("attendance.hours")),
        Column::text("anomalies", lang.t("attendance.report.anomalies")),
    ];
    let row = |(team, line): &(Option<Uuid>, TeamLine)| -> Vec<Cell> {
        let name = team.and_then(|team| found.teams.get(&team).cloned());
        let anomalies = line.anomalies.iter().map(|(anomaly, count)| {
            lang.fill(
                "attendance.report.count",
                &[("what", &words::anomaly(lang, *anomaly)), ("n", &count.to_string())],
            )
        });
        vec![
            name.unwrap_or_else(|| lang.t("attendance.no_team")).into(),
            line.expected.to_string().into(),
            line.present.to_string().into(),
            line.absent.len().to_string().into(),
            words::minutes_as_hours(lang, line.minutes).into(),
            anomalies.collect::<Vec<_>>().join(&lang.t("attendance.and")).into(),
        ]
    };
    Table::new(lang.t("attendance.report.teams"), columns, report.teams.iter().map(row).collect()).titled().view(lang)
}

fn absent(lang: Lang, project: Uuid, found: &DayPage, report: &DailyReport) -> Option<AnyView> {
    let month = Month::of(report.day);
    let people =
        report.all.absent.iter().filter_map(|registration| found.people.get(registration)).map(|(person, name)| {
            let path = format!("{}/{person}?month={month}", address(project));
            view! { <li><a href=path>{name.clone()}</a></li> }
        });
    (!report.all.absent.is_empty()).then(|| {
        view! {
            <section class="card" id="absent">
                <h2>{lang.t("attendance.report.absent")}</h2>
                <ul>{people.collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// A later report stands beside the earlier ones.
fn earlier(lang: Lang, reports: &[ReportView]) -> Option<AnyView> {
    let told = reports.iter().skip(1).map(|view| {
        let all = &view.report.all;
        let counts = lang.fill(
            "attendance.report.short",
            &[
                ("expected", &all.expected.to_string()),
                ("present", &all.present.to_string()),
                ("absent", &all.absent.len().to_string()),
            ],
        );
        Fact::text(made(lang, view), counts)
    });
    (reports.len() > 1).then(|| {
        view! { <section class="card"><h2>{lang.t("attendance.report.earlier")}</h2>{facts(told.collect())}</section> }
            .into_any()
    })
}
