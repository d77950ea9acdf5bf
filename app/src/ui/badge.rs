//! In which state is it? A small label with a colour, an icon and a word.

use leptos::prelude::*;

use super::icons::{Icon, icon};
use super::tone::Tone;

pub fn badge(tone: Tone, word: impl Into<String>) -> AnyView {
    badge_with(tone.icon(), tone, word)
}

/// A badge whose icon says more than its tone does.
pub fn badge_with(picture: Icon, tone: Tone, word: impl Into<String>) -> AnyView {
    let (class, word) = (format!("badge {}", tone.class()), word.into());
    view! { <span class=class>{icon(picture)}{word}</span> }.into_any()
}
