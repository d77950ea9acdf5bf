//! Where was one person in a month, by which presses, and who said so?

use axum::extract::Path;
use leptos::prelude::*;
use registry::attendance::store::{
    DayView, Decision, HandView, PersonPage, PressView, RegisteredAs, Said, Source, person_page,
};
use registry::attendance::{Origin, Purpose};
use registry::calendar::Month;
use registry::permissions::Object;
use registry::workers::{Codes, Table as CodeTable};
use uuid::Uuid;

use super::frame::{below_named, month_of, months};
use super::{address, words};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::projects::sees;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::done;
use crate::ui::query::Query;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::timeline::{Moment, timeline};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};
use crate::workers::person_path;

pub async fn show(SignedVisit(visit): SignedVisit, Path((project, person)): Path<(Uuid, Uuid)>) -> PageResult {
    let query = Query::of(&visit.path);
    let month = month_of(&visit, &query);
    let found = person_page(&visit.ctx, project, person, month).await.or_page(&visit)?;
    let (lang, title, today) = (visit.lang, found.name.clone(), visit.ctx.now().day());
    let framed = match sees(&visit, Object::Attendance) {
        true => below_named(&visit, project, &found.project_name, title.clone())
            .under(lang.t("attendance.title"), format!("{}?month={month}", address(project))),
        // workers read their own days and see nothing of the site
        false => page(&visit, title.clone())
            .under(lang.t("accounts.account_title"), "/account")
            .under(lang.t("attendance.own.title"), "/account/attendance"),
    };
    Ok(framed
        .content(|| {
            let table = Table::new(words::month(lang, month), columns(lang), rows(lang, (project, month), &found))
                .titled()
                .empty(empty(lang.t("attendance.no_days_title"), lang.t("attendance.no_days"), None));
            view! {
                <h1>{title}</h1>
                {done(lang, &visit.path)}
                {found.registrations.iter().map(|one| registered(lang, one)).collect_view()}
                {months(lang, &query, month, today)}
                {ways(&visit, project, &found, month)}
                {table.view(lang)}
                {by_hand(lang, month, &found.by_hand)}
            }
            .into_any()
        })
        .respond())
}

/// To what is written down next, and to the record of the person on the project.
fn ways(visit: &Visit, project: Uuid, found: &PersonPage, month: Month) -> Option<AnyView> {
    let lang = visit.lang;
    let write = found.may_write.then(|| {
        let path = format!("{}/{}/write?month={month}", address(project), found.person);
        view! { <a class="button" href=path>{lang.t("attendance.write.title")}</a> }
    });
    let record = sees(visit, Object::Worker).then(|| {
        let path = person_path(project, found.person);
        view! { <a class="button secondary" href=path>{lang.t("attendance.record_of_person")}</a> }
    });
    let is_any = write.is_some() || record.is_some();
    is_any.then(|| view! { <p class="actions">{write}{record}</p> }.into_any())
}

fn registered(lang: Lang, one: &RegisteredAs) -> AnyView {
    let trade = Codes::built_in().name(CodeTable::Trade, &one.trade).unwrap_or(&one.trade).to_owned();
    let stay = |stay: registry::workers::Stay| match stay.left {
        Some(left) => {
            lang.fill("attendance.entered_and_left", &[("from", &lang.day(stay.entered)), ("until", &lang.day(left))])
        }
        None => lang.fill("attendance.entered", &[("from", &lang.day(stay.entered))]),
    };
    let stays: Vec<String> = one.stays.iter().map(stay).collect();
    let mut known = vec![Fact::text(lang.t("attendance.unit"), one.unit_name.clone())];
    known.extend(one.team_name.clone().map(|team| Fact::text(lang.t("attendance.team"), team)));
    known.push(Fact::text(lang.t("attendance.trade"), trade));
    known.push(Fact::text(lang.t("attendance.on_site"), stays.join(&lang.t("attendance.and"))));
    view! { <section class="card">{facts(known)}</section> }.into_any()
}

fn columns(lang: Lang) -> Vec<Column> {
    vec![
        Column::text("day", lang.t("attendance.day")).unbroken(),
        Column::text("mark", lang.t("attendance.mark")),
        Column::text("stays", lang.t("attendance.stays")),
        Column::number("hours", lang.t("attendance.hours")),
        Column::text("presses", lang.t("attendance.presses")),
    ]
}

/// The latest day first; days without anything to say are left out.
fn rows(lang: Lang, site: (Uuid, Month), found: &PersonPage) -> Vec<Vec<Cell>> {
    let told = found.days.iter().rev().filter(|day| day.row.is_some() || day.mark.code() == "absent");
    told.map(|day| row(lang, site, found, day)).collect()
}

fn row(lang: Lang, (project, month): (Uuid, Month), found: &PersonPage, day: &DayView) -> Vec<Cell> {
    let minutes = day.mark.minutes().map(u64::from);
    let stays = day.row.as_ref().map(|row| words::stays(lang, row)).unwrap_or_default();
    let correct = |id: Uuid| format!("{}/{}/write?event={id}", address(project), found.person);
    let presses = day.presses.iter().map(|press| {
        let way = (found.may_write && press.source.is_some()).then(|| correct(press.id));
        let has_picture = press.source.as_ref().is_some_and(|source| source.photo.is_some());
        let picture = has_picture.then(|| super::picture::path(project, found.person, (month, press.id)));
        pressed(lang, press, [("attendance.correct", way), ("attendance.open_picture", picture)])
    });
    vec![
        lang.day(day.day).into(),
        words::mark(lang, day.mark).into(),
        stays.into(),
        minutes.map(|minutes| words::minutes_as_hours(lang, minutes)).unwrap_or_default().into(),
        presses.collect_view().into_any().into(),
    ]
}

/// One press: when, which way, where from, what was said before, and where one goes from there.
fn pressed(lang: Lang, press: &PressView, ways: [(&str, Option<String>); 2]) -> AnyView {
    let earlier = press.earlier.iter().map(|said| view! { <br/><small class="hint">{said_before(lang, said)}</small> });
    let source = match &press.source {
        Some(source) => from(lang, source),
        None => lang.t("attendance.source_gone"),
    };
    let ways = ways.into_iter().filter_map(|(key, path)| path.map(|path| view! { " "<a href=path>{lang.t(key)}</a> }));
    let ways = ways.collect_view();
    view! {
        <p>
            {words::clock(press.at)}" "{words::direction(lang, press.direction)}{ways}
            <br/><small class="hint">{source}</small>
            {earlier.collect_view()}
        </p>
    }
    .into_any()
}

fn from(lang: Lang, source: &Source) -> String {
    let mut told = vec![lang.code("attendance.origins", source.origin.code())];
    told.extend(source.supplier.clone());
    if source.origin == Origin::Device {
        told.extend((!source.device.is_empty()).then(|| source.device.clone()));
        told.push(lang.code("attendance.methods", source.method.code()));
    }
    let key = if source.is_late { "attendance.received_late" } else { "attendance.received" };
    told.push(lang.fill(key, &[("time", &lang.time(source.received_at))]));
    told.join(&lang.t("attendance.and"))
}

fn said_before(lang: Lang, said: &Said) -> String {
    let key = match said.purpose {
        Purpose::Record => "attendance.said_first",
        Purpose::Correct(_) => "attendance.said_corrected",
        Purpose::Withdraw(_) => "attendance.said_withdrawn",
    };
    let details = [
        ("time", lang.time(said.at)),
        ("direction", words::direction(lang, said.direction)),
        ("origin", lang.code("attendance.origins", said.origin.code())),
    ];
    let details: Vec<(&str, &str)> = details.iter().map(|(name, value)| (*name, value.as_str())).collect();
    lang.fill(key, &details)
}

fn by_hand(lang: Lang, month: Month, rows: &[HandView]) -> Option<AnyView> {
    let moment = |one: &HandView| {
        let (tone, state) = match &one.decided {
            None => (Tone::Warning, "waiting"),
            Some((Decision::Approved, ..)) => (Tone::Success, "approved"),
            Some((Decision::Refused, ..)) => (Tone::Danger, "refused"),
        };
        let decided = one.decided.as_ref().map(|(_, by, at, reason)| {
            let words = lang.fill("attendance.decided_by", &[("name", by), ("time", &lang.time(*at))]);
            view! { <p class="muted">{words}</p>{reason.clone().map(|reason| view! { <p>{reason}</p> })} }
        });
        let written =
            lang.fill("attendance.written_by", &[("name", &one.writer), ("time", &lang.time(one.written_at))]);
        Moment::new(lang.time(one.row.at), super::by_hand::what(lang, &one.row)).tone(tone).detail(
            view! {
                <p>{one.reason.clone()}" "{badge(tone, lang.code("attendance.hand_states", state))}</p>
                <p class="muted">{written}</p>
                {decided}
            }
            .into_any(),
        )
    };
    (!rows.is_empty()).then(|| {
        let title = lang.fill("attendance.by_hand_of", &[("month", &words::month(lang, month))]);
        view! { <section class="card"><h2>{title}</h2>{timeline(rows.iter().map(moment).collect())}</section> }
            .into_any()
    })
}
