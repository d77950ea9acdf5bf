//! How far along is it? The steps of a longer affair, with the one that is due.

use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::lang::Lang;

/// `current` counts from 0; past the last name every step is done.
pub fn steps(lang: Lang, names: &[String], current: usize) -> AnyView {
    let items = names
        .iter()
        .enumerate()
        .map(|(position, name)| {
            let (class, word, mark) = if position < current {
                ("done", "ui.step_done", icon(Icon::Check))
            } else {
                let number = (position + 1).to_string().into_any();
                if position == current {
                    ("current", "ui.step_current", number)
                } else {
                    ("todo", "ui.step_todo", number)
                }
            };
            let here = (position == current).then_some("step");
            view! {
                <li class=class aria-current=here>
                    <span class="mark" aria-hidden="true">{mark}</span>
                    <span>{name.clone()}<span class="unseen">{lang.t(word)}</span></span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps">{items}</ol> }.into_any()
}
