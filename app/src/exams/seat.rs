//! What does the candidate see at the desk? The room, laid out for the plain form and for the island alike.

use std::sync::LazyLock;

use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use question_bank::{CandidateItem, Kind, MultipleRule};
use registry::exams::Late;
use registry::exams::lockdown::doors::{self, Door};
use registry::exams::room::{Now, Room, SavedAnswer, Seat, Taken, enter};
use registry::exams::rooms::notices::Notice;
use registry::exams::rooms::pulse::{Standing, seen};
use registry::exams::saving::Mark as StoredMark;
use registry::exams::sequential::Sequence;
use registry::vault::hex;
use serde::Deserialize;
use uuid::Uuid;

use super::room::ExamRoom;
use super::room::setting::{
    Answer, AtEnd, Drawer, Kept, Links, Mark, RoomItem, Section, Setting, Story, Texts, Ticks, Told, Written,
};
use super::waiting;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Layout, Script, page};
use crate::visit::{SignedVisit, Visit};

/// The page asks for itself so long after the deadline: by then nothing is taken any more and the result is there.
const AFTER_DEADLINE_S: i64 = 10;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The question, from 1.
    q: String,
}

pub async fn show(
    SignedVisit(visit): SignedVisit,
    Path(attempt): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let room = match enter(&visit.ctx, attempt, &device(&visit)).await.or_page(&visit)? {
        Now::Finished { attempt } => {
            return Ok(Redirect::to(&format!("/attempts/{attempt}/result")).into_response());
        }
        Now::Open(room) => room,
    };
    let Seat::Taken(taken) = &room.seat else { return Ok(elsewhere(&visit, &room)) };
    seen(&visit.ctx, attempt, &device(&visit), &visit.network).await.or_page(&visit)?;
    let door = doors::look(&visit.ctx, attempt, &device(&visit), &visit.claim()).await.or_page(&visit)?;
    match room.standing {
        Standing::Running if door == Door::Unproven => return Ok(waiting::door(&visit, &room)),
        Standing::Running => {}
        Standing::Overdue => return Ok(Redirect::to(&format!("/attempts/{attempt}/hand-in")).into_response()),
        _ => return Ok(waiting::page(&visit, &room, &taken.ticket)),
    }
    let current = asked.q.parse::<usize>().unwrap_or(1).clamp(1, room.items.len().max(1)) - 1;
    let setting = setting(visit.lang, &room, taken, current);
    let left_s = room.deadline_at.since(room.server_now) / 1_000 + AFTER_DEADLINE_S;
    Ok(page(&visit, room.title.clone())
        .layout(Layout::Room)
        .script(Script::Islands)
        .refresh(u32::try_from(left_s).unwrap_or(0))
        .content(|| {
            view! {
                <p class="hint when-asleep">{visit.t("exams.room.plain_note")}</p>
                <ExamRoom setting=setting/>
            }
            .into_any()
        })
        .respond())
}

/// The device of a request: the session it belongs to.
pub fn device(visit: &Visit) -> String {
    visit.who().map(|who| who.session.to_string()).unwrap_or_default()
}

fn elsewhere(visit: &Visit, room: &Room) -> axum::response::Response {
    let action = format!("/attempts/{}/room", room.attempt);
    page(visit, room.title.clone())
        .layout(Layout::Room)
        .content(|| {
            view! {
                <section class="card">
                    <h1>{room.title.clone()}</h1>
                    <p>{visit.t("exams.elsewhere")}</p>
                    <form method="post" action=action class="actions">
                        <button>{visit.t("exams.take_over")}</button>
                    </form>
                </section>
            }
            .into_any()
        })
        .respond()
}

pub fn setting(lang: Lang, room: &Room, taken: &Taken, current: usize) -> Setting {
    let mut kinds: Vec<Kind> = room.items.iter().map(|item| item.section).collect();
    kinds.dedup();
    let base = format!("/attempts/{}", room.attempt);
    Setting {
        title: room.title.clone(),
        sections: kinds.iter().map(|kind| section(lang, *kind, room.multiple_rule)).collect(),
        items: room.items.iter().map(|item| room_item(lang, item, &kinds)).collect(),
        answers: room.items.iter().map(|item| kept(&room.answers, item.number)).collect(),
        current,
        ticket: taken.ticket.clone(),
        drawer: Drawer { attempt: room.attempt.to_string(), key: hex(&taken.drawer_key), epoch: taken.epoch },
        notices: room.notices.iter().map(told).collect(),
        at_end: if room.late == Late::Autosubmit { AtEnd::HandsIn } else { AtEnd::Asks },
        deadline: room.deadline_at.0,
        server_now: room.server_now.0,
        links: Links {
            api: format!("/api/v1{base}/answers"),
            events: format!("/api/v1{base}/events"),
            forms: format!("{base}/answers"),
            hand_in: if room.sequence.is_some() { format!("{base}/next") } else { format!("{base}/hand-in") },
            submission: format!("{base}/submission"),
            room: base,
        },
        texts: room.sequence.map_or_else(|| texts(lang), |sequence| one_by_one(lang, sequence)),
    }
}

/// Without a way back there is one question on the page: the words say which of how many.
fn one_by_one(lang: Lang, sequence: Sequence) -> Texts {
    let (number, count) = (sequence.reached.to_string(), sequence.count.to_string());
    Texts::said_by(|name| match name {
        "hand_in" => lang.t("exams.onward.done"),
        "question_of" | "number" | "saved_number" => {
            lang.code("exams.room", name).replace("%{n}", &number).replace("%{count}", &count)
        }
        name => lang.code("exams.room", name),
    })
}

fn told(notice: &Notice) -> Told {
    Told {
        id: notice.id.to_string(),
        kind: notice.kind.code().to_owned(),
        minutes: notice.minutes,
        body: notice.body.clone(),
        at: notice.at.0,
    }
}

pub(super) fn section(lang: Lang, kind: Kind, rule: MultipleRule) -> Section {
    let rule = match kind {
        Kind::Multiple => lang.code("multiple_rules", rule.code()),
        other => lang.code("exams.section_rules", other.code()),
    };
    Section { name: lang.code("kinds", kind.code()), rule }
}

pub(super) fn room_item(lang: Lang, item: &CandidateItem, kinds: &[Kind]) -> RoomItem {
    let options = match item.kind {
        Kind::TrueFalse => vec![lang.t("exams.room.right"), lang.t("exams.room.wrong")],
        _ => item.options.clone(),
    };
    let story = |text: &String| Story {
        title: lang.fill("exams.room.case", &[("n", &item.part.map_or(0, |part| part.case).to_string())]),
        text: text.clone(),
    };
    RoomItem {
        slot: item.number,
        section: kinds.iter().position(|kind| *kind == item.section).unwrap_or(0),
        ticks: if item.kind == Kind::Multiple { Ticks::Several } else { Ticks::One },
        points: match item.section {
            Kind::Case => format!("{} · {}", lang.code("kinds", item.kind.code()), score(lang, item)),
            _ => score(lang, item),
        },
        case: item.case_stem.as_ref().map(story),
        stem: item.stem.clone(),
        options,
    }
}

fn score(lang: Lang, item: &CandidateItem) -> String {
    super::words::points(lang, item.score.into())
}

fn kept(answers: &[SavedAnswer], slot: u16) -> Kept {
    let saved = answers.iter().find(|answer| answer.slot == i32::from(slot));
    let written = |saved: &SavedAnswer| Written { epoch: saved.written.epoch, sequence: saved.written.sequence };
    saved.map(|saved| Kept { answer: answer_of(saved), written: written(saved) }).unwrap_or_default()
}

pub fn answer_of(saved: &SavedAnswer) -> Answer {
    let mark = if saved.marked == StoredMark::Marked { Mark::Marked } else { Mark::Plain };
    Answer { choice: saved.choice, mark }
}

/// The words of the room are the same for everybody: read once per language.
pub(super) fn texts(lang: Lang) -> Texts {
    static CHINESE: LazyLock<Texts> = LazyLock::new(|| said_in(Lang::Chinese));
    static ENGLISH: LazyLock<Texts> = LazyLock::new(|| said_in(Lang::English));
    match lang {
        Lang::Chinese => CHINESE.clone(),
        Lang::English => ENGLISH.clone(),
    }
}

fn said_in(lang: Lang) -> Texts {
    Texts::said_by(|name| lang.code("exams.room", name))
}
