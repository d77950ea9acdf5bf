//! How do staff look after a running exam? The rooms in reach, one room, one candidate in it, and what can be done.

mod acts;
mod alarms;
mod board;
mod candidate;
mod everybody;
mod forms;
mod list;
mod opening;

use leptos::prelude::*;
use registry::exams::rooms::board::{Connection, Place};
use registry::permissions::{Object, Scope, Verb, widest};

use crate::lang::Lang;
use crate::routes::Audience::Office;
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/office/rooms", Office, list::show)
        .get("/office/rooms.xlsx", Office, list::export)
        .post("/office/clock-alarms/{alarm}", Office, alarms::settle)
        .get("/office/exams/{exam}/room", Office, board::show)
        .get("/office/exams/{exam}/room.xlsx", Office, board::export)
        .post("/office/exams/{exam}/room/opening", Office, opening::open_room)
        .get("/office/exams/{exam}/room/all", Office, everybody::show)
        .post("/office/exams/{exam}/room/all/{act}", Office, everybody::act)
        .get("/office/exams/{exam}/room/{attempt}", Office, candidate::show)
        .post("/office/exams/{exam}/room/{attempt}/{act}", Office, forms::act)
}

/// Whether the visitor's right goes beyond the own attempt.
fn may(visit: &Visit, verb: Verb) -> bool {
    widest(&visit.ctx, verb, Object::Attempt).is_some_and(|scope| scope > Scope::Own)
}

/// Whether the visitor looks after rooms at all.
fn may_attend(visit: &Visit) -> bool {
    may(visit, Verb::Create) || may(visit, Verb::Decide)
}

fn place_badge(lang: Lang, place: Place) -> AnyView {
    badge(place_tone(place), lang.code("rooms.places", place.code()))
}

fn place_tone(place: Place) -> Tone {
    match place {
        Place::Sitting => Tone::Info,
        Place::Paused | Place::Awaited | Place::Overdue => Tone::Warning,
        Place::Locked | Place::Void => Tone::Danger,
        Place::HandedIn => Tone::Success,
        Place::TimedOut | Place::Abandoned => Tone::Neutral,
    }
}

fn connection_badge(lang: Lang, connection: Connection) -> AnyView {
    let tone = match connection {
        Connection::Here => Tone::Success,
        Connection::Quiet => Tone::Neutral,
        Connection::Lost => Tone::Warning,
    };
    badge(tone, lang.code("rooms.connections", connection.code()))
}

/// `失去焦点 3次、…`, most first.
fn signals(lang: Lang, signals: &[(String, i64)]) -> String {
    let words = signals.iter().map(|(kind, times)| {
        let name = lang.code("rooms.events", kind);
        lang.fill("rooms.times", &[("name", &name), ("n", &times.to_string())])
    });
    words.collect::<Vec<_>>().join(&lang.t("exams.list_separator"))
}
