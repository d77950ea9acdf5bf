//! What does a candidate see while the clock stands or the room is locked? Why, and what comes next; no question.

use leptos::prelude::*;
use registry::exams::room::Room;
use registry::exams::rooms::notices::{Notice, NoticeKind};
use registry::exams::rooms::pulse::Standing;

use crate::lang::Lang;
use crate::page::{Layout, Script, page as frame};
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::Visit;

/// Without JavaScript the page looks again so often.
const LOOKS_AGAIN_S: u32 = 20;

pub fn page(visit: &Visit, room: &Room, ticket: &str) -> axum::response::Response {
    let (lang, base) = (visit.lang, format!("/attempts/{}", room.attempt));
    let (tone, key) = match room.standing {
        Standing::Awaited => (Tone::Success, "awaited"),
        Standing::Locked => (Tone::Danger, "locked"),
        _ => (Tone::Warning, "paused"),
    };
    let back = (room.standing == Standing::Awaited).then(|| {
        let action = format!("{base}/return");
        view! { <form method="post" action=action class="actions"><button>{lang.t("rooms.waiting.go_on")}</button></form> }
    });
    frame(visit, room.title.clone())
        .layout(Layout::Room)
        .script(Script::Module("waiting.js"))
        .refresh(LOOKS_AGAIN_S)
        .content(|| {
            view! {
                <section
                    class="card"
                    id="waiting"
                    data-events=format!("/api/v1{base}/events")
                    data-ticket=ticket.to_owned()
                    data-standing=room.standing.code()
                >
                    <h1>{room.title.clone()}</h1>
                    {notice(lang, tone, lang.code("rooms.waiting", key))}
                    {back}
                    {told(lang, &room.notices)}
                </section>
            }
            .into_any()
        })
        .respond()
}

/// What staff told this candidate, oldest first.
pub fn told(lang: Lang, notices: &[Notice]) -> Option<AnyView> {
    if notices.is_empty() {
        return None;
    }
    let lines = notices.iter().map(|one| view! { <li>{lang.time(one.at)}" "{words(lang, one)}</li> }).collect_view();
    Some(view! { <h2>{lang.t("exams.room.told")}</h2><div role="log"><ul>{lines}</ul></div> }.into_any())
}

fn words(lang: Lang, notice: &Notice) -> String {
    match notice.kind {
        NoticeKind::Message => lang.fill("exams.room.told_message", &[("body", &notice.body)]),
        NoticeKind::ExtraTime => lang.fill("exams.room.told_extra_time", &[("n", &notice.minutes.to_string())]),
        NoticeKind::Unlock => lang.t("exams.room.told_unlock"),
    }
}

/// Before the questions of an exam in the lockdown browser: the page proves itself by script, or says what to do.
pub fn door(visit: &Visit, room: &Room) -> axum::response::Response {
    let (lang, action) = (visit.lang, format!("/attempts/{}/lockdown", room.attempt));
    frame(visit, room.title.clone())
        .layout(Layout::Room)
        .script(Script::Module("lockdown.js"))
        .content(|| {
            view! {
                <section class="card">
                    <h1>{room.title.clone()}</h1>
                    {notice(lang, Tone::Warning, lang.t("rooms.lockdown.door"))}
                    <form method="post" action=action id="lockdown" data-sends="at-once">
                        <input type="hidden" name="seb_url" value=""/>
                        <input type="hidden" name="seb_hash" value=""/>
                    </form>
                </section>
            }
            .into_any()
        })
        .respond()
}
