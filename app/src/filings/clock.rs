//! How is a deadline said, with what is left of it?

use leptos::prelude::*;
use registry::Day;
use registry::calendar::Due;
use registry::filings::change::{Clock, Timeliness, clock};
use registry::permissions::{Object, Verb, widest};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::notice::notice_with;
use crate::ui::tone::Tone;
use crate::visit::Visit;

/// From so many days on the clock is shown in amber.
const SOON: u32 = 2;

/// What is left, with the word that the last day may still move.
pub fn shown(lang: Lang, due: Due, today: Day) -> AnyView {
    let (tone, key, days) = match clock(due, today) {
        Clock::Left(days) => (if days <= SOON { Tone::Warning } else { Tone::Info }, "left", days),
        Clock::Today => (Tone::Warning, "today", 0),
        Clock::Overdue(days) => (Tone::Danger, "overdue", days),
        Clock::Unsure(days) => (Tone::Warning, "unsure", days),
    };
    let words = words(lang, key, days);
    let provisional = due.is_provisional().then(|| badge(Tone::Neutral, lang.t("filings.change.provisional")));
    view! { {badge(tone, words)} " " {provisional} }.into_any()
}

/// The same for a sheet.
pub fn said(lang: Lang, due: Due, today: Day) -> String {
    match clock(due, today) {
        Clock::Left(days) => words(lang, "left", days),
        Clock::Today => words(lang, "today", 0),
        Clock::Overdue(days) => words(lang, "overdue", days),
        Clock::Unsure(days) => words(lang, "unsure", days),
    }
}

fn words(lang: Lang, key: &str, days: u32) -> String {
    lang.fill(&format!("filings.clock.{key}"), &[("days", &days.to_string())])
}

pub fn timeliness(lang: Lang, timeliness: Timeliness) -> AnyView {
    let tone = match timeliness {
        Timeliness::InTime => Tone::Success,
        Timeliness::Late => Tone::Danger,
        Timeliness::Provisional => Tone::Neutral,
    };
    badge(tone, lang.code("filings.timeliness", timeliness.code()))
}

/// Why a last day is not certain yet, and where the missing year is brought.
pub fn provisional_notice(visit: &Visit) -> AnyView {
    let brings = widest(&visit.ctx, Verb::Create, Object::Calendar).is_some();
    let (path, key) = if brings {
        ("/office/calendar", "filings.change.bring_year")
    } else {
        ("/calendar", "filings.change.see_calendar")
    };
    let link = view! { <p><a href=path>{visit.t(key)}</a></p> };
    notice_with(visit.lang, Tone::Info, visit.t("filings.change.provisional_advice"), link.into_any())
}
