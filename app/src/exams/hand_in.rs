//! What is still unanswered? The last look before handing in.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::exams::room::{Now, Room, SavedAnswer, Seat, enter};
use registry::exams::rooms::pulse::Standing;
use registry::exams::saving::Mark;
use uuid::Uuid;

use super::room::clock::digits;
use super::seat::device;
use super::unsent::{self, Moment};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::{Layout, Script, page};
use crate::ui::facts::{Fact, facts};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::SignedVisit;

pub async fn show(SignedVisit(visit): SignedVisit, Path(attempt): Path<Uuid>) -> PageResult {
    let Now::Open(room) = enter(&visit.ctx, attempt, &device(&visit)).await.or_page(&visit)? else {
        return Ok(Redirect::to(&format!("/attempts/{attempt}/result")).into_response());
    };
    if matches!(room.seat, Seat::Elsewhere) {
        return Ok(Redirect::to(&format!("/attempts/{attempt}")).into_response());
    }
    let (lang, base) = (visit.lang, format!("/attempts/{attempt}"));
    if !matches!(room.standing, Standing::Running | Standing::Overdue) {
        return Ok(Redirect::to(&base).into_response());
    }
    let overdue = overdue(lang, &room);
    let title = lang.t("exams.hand_in.title");
    Ok(page(&visit, title.clone())
        .layout(Layout::Room)
        .script(Script::Module(unsent::SCRIPT))
        .content(|| {
            let (empty, marked) = match room.sequence {
                // what was left is closed, and what was not reached cannot be opened from here
                Some(_) => (Vec::new(), Vec::new()),
                None => (places(&room, |answer| answer.choice == 0), places(&room, is_marked)),
            };
            let given = room.items.len() - empty.len();
            let left = digits(room.deadline_at.since(room.server_now).max(0));
            let done = match room.sequence {
                Some(sequence) => format!("{} / {}", sequence.reached, sequence.count),
                None => format!("{given} / {}", room.items.len()),
            };
            let known = facts(vec![
                Fact::text(lang.t("exams.hand_in.exam"), room.title.clone()),
                Fact::text(lang.t(answered(&room)), done),
                Fact::text(lang.t("exams.hand_in.left"), left),
            ]);
            let (tone, key) = match (empty.len(), room.sequence) {
                (_, Some(sequence)) if !sequence.is_last() => (Tone::Warning, "exams.onward.unreached"),
                (_, Some(_)) => (Tone::Info, "exams.onward.all_open"),
                (0, _) => (Tone::Success, "exams.hand_in.complete"),
                _ => (Tone::Warning, "exams.hand_in.incomplete"),
            };
            let unreached =
                room.sequence.map_or(0, |sequence| usize::from(sequence.count.saturating_sub(sequence.reached)));
            let sentence = lang.fill(key, &[("n", &empty.len().max(unreached).to_string())]);
            view! {
                <h1>{title}</h1>
                {overdue}
                {notice(lang, tone, sentence)}
                {unsent::part(lang, attempt, Moment::BeforeHandIn)}
                {known}
                {links(lang, "exams.hand_in.empty", &base, &empty)}
                {links(lang, "exams.hand_in.marked", &base, &marked)}
                <form method="post" action=format!("{base}/submission")>
                    <p>{lang.t("exams.hand_in.final")}</p>
                    <p class="actions">
                        <button>{lang.t("exams.hand_in.confirm")}</button>
                        <a class="button secondary" href=base.clone()>{lang.t("exams.hand_in.back")}</a>
                    </p>
                </form>
            }
            .into_any()
        })
        .respond())
}

/// In the grace of the late policy: handing in is all that is left to do.
fn overdue(lang: Lang, room: &Room) -> Option<AnyView> {
    let until = room.hand_in_until.filter(|_| room.standing == Standing::Overdue)?;
    Some(notice(lang, Tone::Danger, lang.fill("rooms.overdue", &[("until", &lang.time(until))])))
}

fn answered(room: &Room) -> &'static str {
    if room.sequence.is_some() { "exams.onward.reached" } else { "exams.hand_in.answered" }
}

fn is_marked(answer: &SavedAnswer) -> bool {
    answer.marked == Mark::Marked
}

/// The places (from 1) of the questions whose saved answer fits.
fn places(room: &Room, fits: impl Fn(&SavedAnswer) -> bool) -> Vec<usize> {
    let saved = |slot: u16| room.answers.iter().find(|answer| answer.slot == i32::from(slot));
    let places = room.items.iter().zip(1..);
    places.filter(|(item, _)| saved(item.number).is_some_and(&fits)).map(|(_, place)| place).collect()
}

fn links(lang: Lang, key: &str, base: &str, places: &[usize]) -> Option<AnyView> {
    if places.is_empty() {
        return None;
    }
    let links = places.iter().map(|place| {
        let name = lang.fill("exams.room.number", &[("n", &place.to_string())]);
        view! { <li><a href=format!("{base}?q={place}") aria-label=name>{*place}</a></li> }
    });
    Some(view! { <h2>{lang.t(key)}</h2><ol class="sheet">{links.collect_view()}</ol> }.into_any())
}
