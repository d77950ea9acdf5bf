//! How does a candidate sit the exam with JavaScript? The island takes over the plain page that the server drew: it counts
//! down by the server's clock and saves each answer at once, one request per answer.

pub mod clock;
pub mod keys;
pub mod outbox;
pub mod reply;
pub mod screen;
pub mod seal;
pub mod setting;

mod banner;
mod question;
mod sheet;
mod sitting;

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
#[path = "room/no_browser.rs"]
mod browser;
#[cfg(feature = "ssr")]
use crate::ui::icons;
// the room draws only a few of the site's icons
#[cfg(not(feature = "ssr"))]
#[allow(dead_code)]
#[path = "../ui/icons.rs"]
mod icons;

use leptos::prelude::*;

use banner::banners;
use clock::Warning;
use icons::{Icon, icon};
use question::question;
use screen::Screen;
use setting::{Setting, Text};
use sheet::answer_sheet;
use sitting::{SUBMISSION, Shortcuts, Sitting};

#[island]
pub fn ExamRoom(setting: Setting) -> impl IntoView {
    let (submission, sitting) = (setting.links.submission.clone(), Sitting::new(setting));
    Effect::new(move |_| sitting.wake());
    view! {
        {part(bar(sitting))}
        <p class="unseen" role="status">{move || sitting.said.get()}</p>
        <p class="unseen" aria-live="assertive">{move || sitting.alarm.get()}</p>
        {part(banners(sitting))}
        {move || told(sitting)}
        <div class="room-grid">
            {part(question(sitting))}
            <aside class="sheet-panel">
                {part(answer_sheet(sitting))}
                {part(screen_switch(sitting))}
                {part(shortcut_switch(sitting))}
            </aside>
        </div>
        <form id=SUBMISSION method="post" action=submission hidden></form>
    }
}

/// A part of the room. On the server all are of one type, as everywhere; in the browser each keeps its own, since erasing it
/// brings code for a second way to wake up, and the first load is a promise.
#[cfg(feature = "ssr")]
fn part(view: impl IntoView) -> AnyView {
    view.into_any()
}

#[cfg(not(feature = "ssr"))]
fn part<V: IntoView>(view: V) -> V {
    view
}

/// Every question of a setting, as it looks in the room, to read and not to sit.
#[cfg(feature = "ssr")]
pub fn specimens(setting: Setting) -> AnyView {
    let count = setting.items.len();
    let sitting = Sitting::new(setting);
    (0..count).map(|index| question::specimen(sitting, index)).collect_view().into_any()
}

/// Title, time left, how safe the answers are.
fn bar(sitting: Sitting) -> impl IntoView {
    let title = sitting.setting.with_value(|setting| setting.title.clone());
    let class = move || match sitting.warning.get() {
        None => "clock tone-neutral",
        Some(Warning::Minutes15) => "clock tone-warning",
        Some(Warning::Minutes5) => "clock tone-danger",
    };
    let warning = move || sitting.warning.get().map(|warning| sitting.warning_text(warning)).unwrap_or_default();
    view! {
        <div class="room-bar">
            <h1 class="unseen">{title.clone()}</h1>
            <p class="title" aria-hidden="true">{title}</p>
            <p class=class role="timer" title=warning>
                {icon(Icon::Clock)}{sitting.text(Text::Left)}" "<strong>{move || sitting.left.get()}</strong>
            </p>
            <p class="saved when-awake">{move || icon(sitting.safety().icon())}" "{move || sitting.safety_text()}</p>
        </div>
    }
}

/// What staff told since the start: read out when it comes, and kept in sight.
fn told(sitting: Sitting) -> Option<AnyView> {
    let told = sitting.told.get();
    let lines = sitting.setting.with_value(|setting| {
        told.iter().map(|one| one.said(&setting.texts)).map(|line| view! { <li>{line}</li> }).collect_view()
    });
    (!told.is_empty()).then(|| {
        let name = sitting.text(Text::Told);
        view! {
            <section class="notice tone-info told" aria-label=name>
                {icon(Icon::Info)}
                <div role="log"><ul>{lines}</ul></div>
            </section>
        }
        .into_any()
    })
}

/// Onto the whole screen and back, where the browser can: that it was left is recorded, as the rules of the exam say. The
/// button keeps its name, for its state is told beside it.
fn screen_switch(sitting: Sitting) -> impl IntoView {
    let is_whole = move || sitting.screen.get() == Screen::Whole;
    let pressed = move || if is_whole() { "true" } else { "false" };
    view! {
        <div class="hint when-awake" hidden=move || sitting.screen.get() == Screen::Unable>
            <button type="button" class="link" aria-pressed=pressed on:click=move |_| sitting.turn_screen()>
                {sitting.text(Text::FullScreen)}
            </button>
            <p hidden=move || !is_whole()>{sitting.text(Text::FullScreenOn)}</p>
        </div>
    }
}

/// Whether keys answer, and the switch for it.
fn shortcut_switch(sitting: Sitting) -> impl IntoView {
    let words = move || {
        sitting.text(match sitting.shortcuts.get() {
            Shortcuts::On => Text::ShortcutsOff,
            Shortcuts::Off => Text::ShortcutsOn,
        })
    };
    view! {
        <div class="hint when-awake">
            <p>{sitting.text(Text::Shortcuts)}</p>
            <button type="button" class="link" on:click=move |_| sitting.turn_shortcuts()>{words}</button>
        </div>
    }
}
