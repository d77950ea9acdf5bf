//! How does the whole room stand? Figures, what waits for a second person, and one line per candidate.

use axum::extract::Path;
use leptos::prelude::*;
use registry::clock::alarms::open;
use registry::exams::rooms::board::{
    Board, Connection, Identity, Line, Narrowed, PER_PAGE, Place, Signals, export as every_line, look,
};
use registry::permissions::Verb;
use uuid::Uuid;

use super::{alarms, connection_badge, may, may_attend, opening, place_tone, signals};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Script, page};
use crate::ui::choice::Choosable;
use crate::ui::empty::empty;
use crate::ui::filters::Filter;
use crate::ui::notice::{done, notice_with};
use crate::ui::query::Query;
use crate::ui::sheet::Value;
use crate::ui::stat::{Stat, stats};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

/// Without JavaScript the page looks again so often.
const LOOKS_AGAIN_S: u32 = 20;

pub async fn show(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let query = Query::of(&visit.path);
    let at = usize::try_from(query.page() - 1).unwrap_or(usize::MAX);
    let board = look(&visit.ctx, exam, &narrowed(&query), at).await.or_page(&visit)?;
    let alarmed = open(&visit.ctx).await.or_page(&visit)?;
    let opening = opening::state(&visit, exam).await?;
    let lang = visit.lang;
    let title = lang.fill("rooms.board.title", &[("exam", &board.exam.title)]);
    Ok(page(&visit, title.clone())
        .in_office()
        .under(lang.t("rooms.list.title"), "/office/rooms")
        .script(Script::Module("refresh.js"))
        .refresh(LOOKS_AGAIN_S)
        .content(|| {
            view! {
                {done(lang, &visit.path)}
                <h1>{title}</h1>
                {alarms::part(&visit, &alarmed)}
                {opening::part(lang, exam, opening)}
                {proposals(lang, &board)}
                {figures(lang, &board)}
                {to_all(&visit, &board)}
                {table(lang, &board, &query)}
                <p class="hint">{lang.t("rooms.board.judged")}</p>
                <p class="hint">{lang.t("rooms.board.signals_note")}</p>
            }
            .into_any()
        })
        .respond())
}

fn narrowed(query: &Query) -> Narrowed {
    Narrowed {
        name: query.search().to_owned(),
        place: query.filter("place").and_then(Place::parse),
        connection: query.filter("connection").and_then(Connection::parse),
        only_with_signals: query.filter("signals").map(|_| Signals::Some),
        room: query.filter("room").map(str::to_owned),
    }
}

/// What waits for a second person is said first.
fn proposals(lang: Lang, board: &Board) -> Option<AnyView> {
    if board.proposals.is_empty() {
        return None;
    }
    let links = board.proposals.iter().map(|proposal| {
        let path = format!("/office/exams/{}/room/{}", board.exam.id, proposal.attempt);
        view! { <li><a href=path>{lang.code("rooms.acts", proposal.act.code())}" · "{lang.time(proposal.proposed_at)}</a></li> }
    });
    let links = view! { <ul>{links.collect_view()}</ul> }.into_any();
    Some(notice_with(lang, Tone::Warning, lang.t("rooms.board.waits"), links))
}

fn figures(lang: Lang, board: &Board) -> AnyView {
    let path = format!("/office/exams/{}/room", board.exam.id);
    let count = |places: &[Place]| places.iter().filter_map(|place| board.places.get(place)).sum::<usize>();
    let of = |key: &str, number: usize, filter: &str| {
        Stat::new(lang.code("rooms.board", key), number).leads_to(format!("{path}?{filter}"))
    };
    let halted = count(&[Place::Paused, Place::Awaited, Place::Locked]);
    let lost = of("lost", board.lost, "connection=lost");
    stats(vec![
        of("sitting", count(&[Place::Sitting]), "place=sitting"),
        Stat::new(lang.t("rooms.board.halted"), halted),
        if board.lost > 0 { lost.tone(Tone::Warning) } else { lost },
        Stat::new(
            lang.t("rooms.board.ended"),
            count(&[Place::HandedIn, Place::TimedOut, Place::Abandoned, Place::Void]),
        ),
    ])
}

fn to_all(visit: &Visit, board: &Board) -> Option<AnyView> {
    let path = format!("/office/exams/{}/room/all", board.exam.id);
    let message = may_attend(visit).then(|| {
        view! { <a class="button secondary" href=format!("{path}?act=message")>{visit.t("rooms.all.message")}</a> }
    });
    let time = may(visit, Verb::Decide).then(|| {
        view! { <a class="button secondary" href=format!("{path}?act=extra_time")>{visit.t("rooms.all.extra_time")}</a> }
    });
    (message.is_some() || time.is_some()).then(|| view! { <p class="actions">{message}{time}</p> }.into_any())
}

/// The room as it stands now, as a file.
pub async fn export(SignedVisit(visit): SignedVisit, Path(exam): Path<Uuid>) -> PageResult {
    let board = every_line(&visit.ctx, exam, &narrowed(&Query::of(&visit.path))).await.or_page(&visit)?;
    lines(visit.lang, &board).file(visit.ctx.now()).or_page(&visit)
}

fn lines<'a>(lang: Lang, board: &Board) -> Table<'a> {
    let word = |key: &'static str| lang.code("rooms.board", key);
    let columns = ["name", "place", "connection", "answered", "saved", "deadline", "signals", "identity"];
    let mut columns = columns.map(|key| Column::text(key, word(key))).to_vec();
    if !board.rooms.is_empty() {
        columns.push(Column::text("room", lang.t("exams.roster.room")));
    }
    columns.extend(["started", "ends"].map(|key| Column::filed(key, word(key))));
    let rows = board.lines.iter().map(|line| row(lang, board, line)).collect();
    Table::new(lang.t("rooms.board.candidates"), columns, rows)
}

fn table(lang: Lang, board: &Board, query: &Query) -> AnyView {
    let places = Place::ALL.map(|place| Choosable::new(place.code(), lang.code("rooms.places", place.code())));
    let connections = Connection::ALL.map(|one| Choosable::new(one.code(), lang.code("rooms.connections", one.code())));
    let mut filters = vec![
        Filter::search(lang.t("rooms.board.name")),
        Filter::choice("place", lang.t("rooms.board.place"), places.to_vec()),
        Filter::choice("connection", lang.t("rooms.board.connection"), connections.to_vec()),
        Filter::choice(
            "signals",
            lang.t("rooms.board.signals"),
            vec![Choosable::new("some", lang.t("rooms.board.with_signals"))],
        ),
    ];
    if !board.rooms.is_empty() {
        let rooms = board.rooms.iter().map(|room| Choosable::new(room.clone(), room.clone())).collect();
        filters.push(Filter::choice("room", lang.t("exams.roster.room"), rooms));
    }
    let per_page = u64::try_from(PER_PAGE).unwrap_or(u64::MAX);
    lines(lang, board)
        .titled()
        .driven_by(query, query.paging(per_page, board.total))
        .filters(filters)
        .export(format!("/office/exams/{}/room.xlsx", board.exam.id))
        .empty(empty(lang.t("rooms.board.none_title"), lang.t("rooms.board.none"), None))
        .view(lang)
}

fn row(lang: Lang, board: &Board, line: &Line) -> Vec<Cell> {
    let path = format!("/office/exams/{}/room/{}", board.exam.id, line.attempt);
    let clock = |at: registry::Instant| at.local().format("%H:%M:%S").to_string();
    let name = if line.ordinal > 1 {
        lang.fill("rooms.board.again", &[("name", &line.name), ("n", &line.ordinal.to_string())])
    } else {
        line.name.clone()
    };
    let identity = match line.identity {
        Identity::Confirmed => Cell::badge(Tone::Success, lang.t("accounts.identity_yes")),
        Identity::Unconfirmed => Cell::badge(Tone::Warning, lang.t("accounts.identity_no")),
    };
    let connection = line.connection.map(|connection| lang.code("rooms.connections", connection.code()));
    let end = line.finished_at.unwrap_or(line.deadline_at);
    let room = (!board.rooms.is_empty()).then(|| Cell::from(line.room.clone().unwrap_or_default()));
    let cells = vec![
        Cell::link(path, name),
        Cell::badge(place_tone(line.place), lang.code("rooms.places", line.place.code())),
        Cell::from(line.connection.map(|connection| connection_badge(lang, connection)).into_any())
            .in_words(connection.unwrap_or_default()),
        format!("{} / {}", line.answered, line.questions).into(),
        Cell::from(line.saved_at.map(clock).unwrap_or_default()).told(Value::time(line.saved_at)),
        format!("{}–{}", clock(line.started_at), clock(end)).into(),
        signals(lang, &line.signals).into(),
        identity,
    ];
    let times = [line.started_at, end].map(|at| Cell::time(lang, Some(at)));
    cells.into_iter().chain(room).chain(times).collect()
}
