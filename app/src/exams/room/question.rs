//! How does one question look and how is it answered? A plain form first; the island answers in its place.

use leptos::ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;

use super::browser;
use super::icons::{Icon, icon};
use super::keys::{self, Deed};
use super::setting::{RoomItem, Text, Ticks, fill, letter};
use super::sitting::{QUESTION_TITLE, Shortcuts, Sitting};

/// The question that is open now. Keys act in here and nowhere else.
pub fn question(sitting: Sitting) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        let is_combined = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_combined || sitting.shortcuts.get_untracked() == Shortcuts::Off {
            return;
        }
        let index = sitting.current.get_untracked();
        let options = |item: &RoomItem| item.options.len();
        let options = sitting.setting.with_value(|setting| setting.items.get(index).map_or(0, options));
        if let Some(deed) = keys::deed(&event.key(), browser::pressed_on(&event), options) {
            event.prevent_default();
            sitting.does(deed);
        }
    };
    let open = move || {
        let index = sitting.current.get();
        sitting.setting.with_value(|setting| setting.items.get(index).map(|item| form(sitting, index, item)))
    };
    view! { <div on:keydown=on_key>{open}</div> }
}

fn form(sitting: Sitting, index: usize, item: &RoomItem) -> AnyView {
    let action = sitting.setting.with_value(|setting| format!("{}/{}", setting.links.forms, item.slot));
    let go_on = move |event: SubmitEvent| {
        event.prevent_default();
        sitting.does(Deed::Next);
    };
    let stale = move || {
        let is_stale = sitting.outbox.with(|outbox| outbox.is_stale(index));
        is_stale.then(|| {
            let words = sitting.text(Text::OtherWindow);
            view! { <div class="notice net-banner tone-warning" role="alert">{icon(Icon::Warning)}<p>{words}</p></div> }
        })
    };
    view! {
        <form method="post" action=action autocomplete="off" on:submit=go_on>
            // the button that Enter presses is the first one of a form
            <button name="go" value="next" class="unseen" tabindex="-1" aria-hidden="true"></button>
            {asked(sitting, index, item, QUESTION_TITLE.to_owned(), stale.into_any())}
            {deeds(sitting, index)}
        </form>
    }
    .into_any()
}

/// The question itself, with the boxes to tick; `notice` stands above its stem.
fn asked(sitting: Sitting, index: usize, item: &RoomItem, title: String, notice: AnyView) -> AnyView {
    let options = (0..).zip(&item.options).map(|(option, words)| one_option(sitting, index, item.ticks, option, words));
    let head = head(sitting, index, item, title.clone());
    view! {
        <section class="question card" aria-labelledby=title>
            {head}
            {notice}
            {item.case.clone().map(|case| view! {
                <div class="case"><h3>{case.title}</h3><p>{case.text}</p></div>
            })}
            <fieldset disabled=move || sitting.is_closed()>
                <legend class="stem">{item.stem.clone()}</legend>
                <div class="options">{options.collect_view()}</div>
            </fieldset>
        </section>
    }
    .into_any()
}

/// A question to look at: it can be ticked, and nothing is sent.
#[cfg_attr(not(feature = "ssr"), allow(dead_code))]
pub fn specimen(sitting: Sitting, index: usize) -> Option<AnyView> {
    let item = sitting.setting.with_value(|setting| setting.items.get(index).cloned())?;
    let title = format!("{QUESTION_TITLE}-{index}");
    Some(view! { <form method="dialog">{asked(sitting, index, &item, title, ().into_any())}</form> }.into_any())
}

/// Which question of how many, of which section under which rule.
fn head(sitting: Sitting, index: usize, item: &RoomItem, id: String) -> impl IntoView + use<> {
    let (count, section) =
        sitting.setting.with_value(|setting| (setting.items.len(), setting.sections.get(item.section).cloned()));
    let title = fill(&sitting.text(Text::QuestionOf), index + 1).replace("%{count}", &count.to_string());
    let (name, rule) = section.map(|section| (section.name, section.rule)).unwrap_or_default();
    let words = format!("{title} · {name} · {}", item.points);
    view! {
        <h2 class="muted" id=id tabindex="-1">{words}</h2>
        <p class="muted rule">{rule}</p>
    }
}

fn one_option(sitting: Sitting, index: usize, ticks: Ticks, option: u8, words: &str) -> impl IntoView + use<> {
    let kind = if ticks == Ticks::One { "radio" } else { "checkbox" };
    let is_chosen = sitting.outbox.with_untracked(|outbox| outbox.answer(index).has(option));
    let choose = move |event: Event| {
        let is_ticked = event_target_checked(&event);
        if sitting.outbox.with_untracked(|outbox| outbox.answer(index).has(option)) != is_ticked {
            sitting.does(Deed::Choose(option));
        }
    };
    view! {
        <label class="option">
            <input
                type=kind
                name="choice"
                value=letter(option).to_string()
                checked=is_chosen
                prop:checked=move || sitting.answer(index).has(option)
                on:change=choose
            />
            <span><b class="letter">{letter(option).to_string()}</b>{words.to_owned()}</span>
        </label>
    }
}

fn deeds(sitting: Sitting, index: usize) -> impl IntoView {
    let does = move |deed: Deed| {
        move |event: MouseEvent| {
            event.prevent_default();
            sitting.does(deed);
        }
    };
    let clear = move |event: MouseEvent| {
        event.prevent_default();
        let answer = sitting.outbox.with_untracked(|outbox| outbox.answer(index));
        sitting.change(index, answer.cleared());
    };
    let is_marked = move || if sitting.answer(index).is_marked() { "true" } else { "false" };
    view! {
        <div class="room-nav">
            <button name="go" value="previous" class="secondary" disabled=index == 0 on:click=does(Deed::Previous)>
                {icon(Icon::Left)}{sitting.text(Text::Previous)}
            </button>
            <button name="go" value="mark" class="secondary" aria-pressed=is_marked on:click=does(Deed::Mark)>
                {icon(Icon::Flag)}{sitting.text(Text::Mark)}
            </button>
            <button name="go" value="next" on:click=does(Deed::Next)>
                {sitting.text(Text::Next)}{icon(Icon::Right)}
            </button>
        </div>
        <p><button name="go" value="clear" class="link" on:click=clear>{sitting.text(Text::Clear)}</button></p>
    }
}
