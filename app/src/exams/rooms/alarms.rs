//! Is the system's clock in doubt? Said above everything else in the room, and settled by whoever decides there.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use leptos::prelude::*;
use registry::clock::alarms::{self, Alarm};
use registry::instant::SECOND_MS;
use registry::permissions::Verb;
use uuid::Uuid;

use super::may;
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::ui::notice::notice_with;
use crate::ui::tone::Tone;
use crate::visit::{SignedVisit, Visit};

pub fn part(visit: &Visit, open: &[Alarm]) -> Option<AnyView> {
    let lang = visit.lang;
    let notices = open.iter().map(|alarm| {
        let sentence = said(visit.lang, alarm);
        let settle = (may(visit, Verb::Decide)).then(|| {
            let action = format!("/office/clock-alarms/{}", alarm.id);
            view! { <form method="post" action=action><button class="secondary">{lang.t("rooms.alarm.follow")}</button></form> }
        });
        notice_with(lang, Tone::Danger, sentence, settle.into_any())
    });
    (!open.is_empty()).then(|| notices.collect_view().into_any())
}

/// What happened, and what there is to do.
fn said(lang: Lang, alarm: &Alarm) -> String {
    let seconds = (alarm.ahead_ms.abs() / SECOND_MS).to_string();
    let is_ahead = alarm.ahead_ms > 0;
    let Some(stopped_at) = alarm.stopped_at else {
        let key = if is_ahead { "rooms.alarm.ahead" } else { "rooms.alarm.behind" };
        return lang.fill(key, &[("n", &seconds), ("at", &lang.time(alarm.noticed_at))]);
    };
    let key = if is_ahead { "rooms.alarm.ahead_at_start" } else { "rooms.alarm.behind_at_start" };
    let (stopped, wall) = (lang.time(stopped_at), lang.time(alarm.wall()));
    lang.fill(key, &[("n", &seconds), ("stopped", &stopped), ("wall", &wall)])
}

pub async fn settle(SignedVisit(visit): SignedVisit, Path(alarm): Path<Uuid>) -> PageResult {
    alarms::settle(&visit.ctx, alarm).await.or_page(&visit)?;
    Ok(Redirect::to("/office/rooms?done=clock_settled").into_response())
}
