//! Which rooms may I look into? The published exams in reach, the latest window first.

use leptos::prelude::*;
use registry::Instant;
use registry::exams::rooms::{RoomExam, list};

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit) -> PageResult {
    if !super::may(&visit, registry::permissions::Verb::View) {
        return Err(crate::error::page(&visit, registry::Fault::Forbidden));
    }
    let rooms = list(&visit.ctx).await.or_page(&visit)?;
    let alarmed = registry::clock::alarms::open(&visit.ctx).await.or_page(&visit)?;
    let (lang, now) = (visit.lang, visit.ctx.now());
    let title = lang.t("rooms.list.title");
    Ok(page(&visit, title.clone())
        .in_office()
        .content(|| {
            let columns = vec![
                Column::text("exam", lang.t("exams.name")),
                Column::text("state", lang.t("exams.state")),
                Column::text("kind", lang.t("exams.kind")),
                Column::text("window", lang.t("exams.window")),
            ];
            let rows = rooms.iter().map(|room| row(lang, room, now)).collect();
            let nothing = empty(lang.t("rooms.list.none_title"), lang.t("rooms.list.none"), None);
            view! {
                <h1>{title.clone()}</h1>
                {super::alarms::part(&visit, &alarmed)}
                {Table::new(title, columns, rows).empty(nothing).view(lang)}
            }
            .into_any()
        })
        .respond())
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
        badge(tone, lang.code("exams.states", key)).into(),
        lang.code("exam_kinds", &room.kind).into(),
        lang.fill("exams.window_words", &[("from", &from), ("until", &until)]).into(),
    ]
}
