//! How does one question look and how is it answered? A plain form first; the island answers in its place.

use leptos::ev::{Event, KeyboardEvent, SubmitEvent};
use leptos::prelude::*;

use super::browser;
use super::keys::{self, Deed};
use super::setting::{RoomItem, Ticks, fill, letter};
use super::sitting::{QUESTION_TITLE, Shortcuts, Sitting};

/// The question that is open now. Keys act in here and nowhere else.
pub fn question(sitting: Sitting) -> AnyView {
    let on_key = move |event: KeyboardEvent| {
        let is_combined = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_combined || sitting.shortcuts.get_untracked() == Shortcuts::Off {
            return;
        }
        let index = sitting.current.get_untracked();
        let options = sitting.setting.with_value(|setting| setting.items.get(index).map_or(0, |item| item.options.len()));
        if let Some(deed) = keys::deed(&event.key(), browser::pressed_on(&event), options) {
            event.prevent_default();
            sitting.does(deed);
        }
    };
    view! {
        <section class="card exam-question" aria-labelledby=QUESTION_TITLE on:keydown=on_key>
            {move || sitting.setting.with_value(|setting| {
                let index = sitting.current.get();
                setting.items.get(index).map(|item| form(sitting, index, item))
            })}
            {super::shortcut_switch(sitting)}
        </section>
    }
    .into_any()
}

fn form(sitting: Sitting, index: usize, item: &RoomItem) -> AnyView {
    let (action, count, section) = sitting.setting.with_value(|setting| {
        let section = setting.sections.get(item.section).cloned();
        (format!("{}/{}", setting.links.forms, item.slot), setting.items.len(), section)
    });
    let title = fill(&sitting.text(|texts| &texts.question_of), index + 1).replace("%{count}", &count.to_string());
    let go_on = move |event: SubmitEvent| {
        event.prevent_default();
        sitting.does(Deed::Next);
    };
    let stale = move || sitting.outbox.with(|outbox| outbox.is_stale(index));
    view! {
        <div class="section-head">
            {section.map(|section| view! { <p><strong>{section.name}</strong><span>{section.rule}</span></p> })}
        </div>
        <h2 id=QUESTION_TITLE tabindex="-1">{title}<small>{item.points.clone()}</small></h2>
        <p class="exam-banner tone-warning" hidden=move || !stale()>{sitting.text(|texts| &texts.other_window)}</p>
        <form method="post" action=action autocomplete="off" on:submit=go_on>
            {item.case.clone().map(|case| view! {
                <div class="case"><h3>{case.title}</h3><p>{case.text}</p></div>
            })}
            <fieldset disabled=move || sitting.is_closed()>
                <legend>{item.stem.clone()}</legend>
                {(0..).zip(&item.options).map(|(option, words)| one_option(sitting, index, item.ticks, option, words)).collect_view()}
            </fieldset>
            {deeds(sitting, index)}
        </form>
    }
    .into_any()
}

fn one_option(sitting: Sitting, index: usize, ticks: Ticks, option: u8, words: &str) -> AnyView {
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
            <span class="letter" aria-hidden="true">{letter(option).to_string()}</span>
            <span>{words.to_owned()}</span>
        </label>
    }
    .into_any()
}

/// The first button is the one that Enter presses, so "next" comes first; the style sheet puts it at the right.
fn deeds(sitting: Sitting, index: usize) -> AnyView {
    let is_marked = sitting.outbox.with_untracked(|outbox| outbox.answer(index).is_marked());
    let previous = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        sitting.does(Deed::Previous);
    };
    let clear = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let answer = sitting.outbox.with_untracked(|outbox| outbox.answer(index));
        sitting.change(index, answer.cleared());
    };
    view! {
        <label class="mark">
            <input
                type="checkbox"
                name="marked"
                value="yes"
                checked=is_marked
                prop:checked=move || sitting.answer(index).is_marked()
                on:change=move |_| sitting.does(Deed::Mark)
            />
            <span>{sitting.text(|texts| &texts.mark)}</span>
        </label>
        <div class="exam-deeds">
            <button name="go" value="next">{sitting.text(|texts| &texts.next)}</button>
            <button name="go" value="previous" class="secondary" disabled=index == 0 on:click=previous>
                {sitting.text(|texts| &texts.previous)}
            </button>
            <button name="go" value="clear" class="link" on:click=clear>{sitting.text(|texts| &texts.clear)}</button>
        </div>
    }
    .into_any()
}
