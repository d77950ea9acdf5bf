//! What is known about it? A list of names and values.

use leptos::prelude::*;

/// One name and its value.
pub struct Fact {
    name: String,
    value: AnyView,
}

impl Fact {
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into().into_any() }
    }

    pub fn link(name: impl Into<String>, path: impl Into<String>, text: impl Into<String>) -> Self {
        let (path, text) = (path.into(), text.into());
        Self { name: name.into(), value: view! { <a href=path>{text}</a> }.into_any() }
    }

    /// A value that is more than words: a badge, a masked value.
    pub fn shown(name: impl Into<String>, value: AnyView) -> Self {
        Self { name: name.into(), value }
    }
}

pub fn facts(facts: Vec<Fact>) -> AnyView {
    let rows =
        facts.into_iter().map(|fact| view! { <div><dt>{fact.name}</dt><dd>{fact.value}</dd></div> }).collect_view();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}
