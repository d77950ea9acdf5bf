//! How does a candidate sit the exam with JavaScript? The island takes over the plain page that the server drew: it counts
//! down by the server's clock and saves each answer at once, one request per answer.

pub mod clock;
pub mod keys;
pub mod outbox;
pub mod reply;
pub mod setting;
pub mod sitting;
mod question;
mod sheet;

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(not(feature = "hydrate"))]
#[path = "room/no_browser.rs"]
mod browser;

use leptos::prelude::*;

use clock::Warning;
use question::question;
use setting::{Setting, fill};
use sheet::answer_sheet;
use sitting::{SUBMISSION, Shortcuts, Sitting, Stage};

#[island]
pub fn ExamRoom(setting: Setting) -> impl IntoView {
    let (submission, sitting) = (setting.links.submission.clone(), Sitting::new(setting));
    Effect::new(move |_| sitting.wake());
    view! {
        {bar(sitting)}
        <p class="unseen" role="status">{move || sitting.said.get()}</p>
        {move || banner(sitting)}
        <div class="exam-desk">
            {question(sitting)}
            {answer_sheet(sitting)}
        </div>
        <form id=SUBMISSION method="post" action=submission hidden></form>
    }
}

/// Title, time left, how safe the answers are, and the way out.
fn bar(sitting: Sitting) -> AnyView {
    let (title, hand_in) = sitting.setting.with_value(|setting| (setting.title.clone(), setting.links.hand_in.clone()));
    let tone = move || match sitting.warning.get() {
        None => "time",
        Some(Warning::Minutes15) => "time late",
        Some(Warning::Minutes5) => "time last",
    };
    let leave = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        sitting.leave();
    };
    view! {
        <div class="exam-bar">
            <h1>{title}</h1>
            <p class=tone role="timer">
                {sitting.text(|texts| &texts.left)}
                <strong>{move || sitting.left.get()}</strong>
                <span>{move || sitting.warning.get().map(|warning| sitting.warning_text(warning))}</span>
            </p>
            <p class="saving when-awake">{move || sitting.saving()}</p>
            <a class="button secondary" href=hand_in on:click=leave>{sitting.text(|texts| &texts.hand_in)}</a>
        </div>
    }
    .into_any()
}

/// What must be known before going on.
fn banner(sitting: Sitting) -> AnyView {
    let (unsent, is_offline) = sitting.outbox.with(|outbox| (outbox.unsent(), outbox.is_offline()));
    let stage = sitting.stage.get();
    let words = sitting.text(|texts| match stage {
        Stage::Leaving if unsent > 0 => &texts.leaving,
        Stage::TimeUp => &texts.time_up,
        Stage::Elsewhere => &texts.elsewhere,
        Stage::Broken => &texts.broken,
        _ => &texts.offline,
    });
    let is_silent = !is_offline && matches!(stage, Stage::Sitting | Stage::Gone) || stage == Stage::Leaving && unsent == 0;
    let way = match stage {
        Stage::Elsewhere => Some(sitting.text(|texts| &texts.take_over)),
        Stage::Broken => Some(sitting.text(|texts| &texts.reload)),
        _ => None,
    };
    let room = sitting.setting.with_value(|setting| setting.links.room.clone());
    let (class, role) = match way {
        Some(_) => ("exam-banner tone-danger", Some("alert")),
        None => ("exam-banner tone-warning", None),
    };
    view! {
        <div class=class hidden=is_silent role=role>
            <p>{fill(&words, unsent)}</p>
            {way.map(|words| view! { <p><a class="button" href=room>{words}</a></p> })}
        </div>
    }
    .into_any()
}

/// Whether keys answer, and the switch for it.
fn shortcut_switch(sitting: Sitting) -> AnyView {
    let words = move || {
        sitting.text(|texts| match sitting.shortcuts.get() {
            Shortcuts::On => &texts.shortcuts_off,
            Shortcuts::Off => &texts.shortcuts_on,
        })
    };
    view! {
        <p class="hint when-awake">
            {sitting.text(|texts| &texts.shortcuts)}
            <button type="button" class="link" on:click=move |_| sitting.turn_shortcuts()>{words}</button>
        </p>
    }
    .into_any()
}
