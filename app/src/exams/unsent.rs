//! Which answers of an attempt lie only in this browser? The place where the script says so; hidden until there are some.

use leptos::prelude::*;
use uuid::Uuid;

use crate::lang::Lang;
use crate::ui::icons::icon;
use crate::ui::tone::Tone;

pub const SCRIPT: &str = "unsent.js";

/// When it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    BeforeHandIn,
    /// This question is about to be left for good: the button of the form `way-on` waits.
    BeforeNext(u16),
    /// Nothing can arrive any more: what the browser kept is taken away.
    Ended,
}

pub fn part(lang: Lang, attempt: Uuid, moment: Moment) -> AnyView {
    let (tone, key, ended) = match moment {
        Moment::BeforeHandIn => (Tone::Danger, "exams.hand_in.unsent", "no"),
        Moment::BeforeNext(_) => (Tone::Danger, "exams.onward.unsent", "no"),
        Moment::Ended => (Tone::Warning, "exams.result.unsent", "yes"),
    };
    let slot = if let Moment::BeforeNext(slot) = moment { Some(slot.to_string()) } else { None };
    view! {
        <div
            class=format!("notice {}", tone.class())
            id="unsent"
            role="status"
            hidden
            data-attempt=attempt.to_string()
            data-ended=ended
            data-slot=slot
            data-number=lang.t("exams.room.number")
            data-comma=lang.t("exams.room.comma")
        >
            {icon(tone.icon())}
            <div>
                <p>{lang.t(key)}</p>
            </div>
        </div>
    }
    .into_any()
}
