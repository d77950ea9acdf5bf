//! Which rooms may I look into? The published exams in reach, the latest window first.

use leptos::prelude::*;
use registry::exams::rooms::{RoomExam, list};
use registry::permissions::Verb;
use registry::{Fault, Instant};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::empty::empty;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

const LIST: &str = "/office/rooms.xlsx";

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    let rooms = rooms(&visit).await.or_page(&visit)?;
    let alarmed = registry::clock::alarms::open(&visit.ctx).await.or_page(&visit)?;
    let (lang, now) = (visit.lang, visit.ctx.now());
    let title = lang.t("rooms.list.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let nothing = empty(lang.t("rooms.list.none_title"), lang.t("rooms.list.none"), None);
            view! {
                <h1>{title.clone()}</h1>
                {super::alarms::part(&visit, &alarmed)}
                {table(lang, &rooms, now).export(LIST).empty(nothing).view(lang)}
            }
            .into_any()
        })
        .respond())
}

pub async fn export(SignedVisit(visit): SignedVisit) -> PageResult {
    let (rooms, now) = (rooms(&visit).await.or_page(&visit)?, visit.ctx.now());
    table(visit.lang, &rooms, now).file(now).or_page(&visit)
}

async fn rooms(visit: &Visit) -> Result<Vec<RoomExam>, Fault> {
    if super::may(visit, Verb::View) { list(&visit.ctx).await } else { Err(Fault::Forbidden) }
}

fn table<'a>(lang: Lang, rooms: &[RoomExam], now: Instant) -> Table<'a> {
    let columns = vec![
        Column::text("exam", lang.t("exams.name")),
        Column::text("state", lang.t("exams.state")),
        Column::text("kind", lang.t("exams.kind")),
        Column::text("window", lang.t("exams.window")),
        Column::filed("opens", lang.t("exams.window_opens")),
        Column::filed("closes", lang.t("exams.window_closes")),
    ];
    Table::new(lang.t("rooms.list.title"), columns, rooms.iter().map(|room| row(lang, room, now)).collect())
}

fn row(lang: Lang, room: &RoomExam, now: Instant) -> Vec<Cell> {
    let (tone, key) = match () {
        () if now.0 < room.opens_at => (Tone::Info, "soon"),
        () if now.0 < room.closes_at => (Tone::Success, "open"),
        () => (Tone::Neutral, "over"),
    };
    let (from, until) = (lang.time(Instant(room.opens_at)), lang.time(Instant(room.closes_at)));
    vec![
        Cell::link(format!("/office/exams/{}/room", room.id), room.title.clone()),
        Cell::badge(tone, lang.code("exams.states", key)),
        lang.code("exam_kinds", &room.kind).into(),
        lang.fill("exams.window_words", &[("from", &from), ("until", &until)]).into(),
        Cell::time(lang, Some(Instant(room.opens_at))),
        Cell::time(lang, Some(Instant(room.closes_at))),
    ]
}
