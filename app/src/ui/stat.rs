//! How many are there? A number that leads to its rows.

use leptos::prelude::*;

use super::icons::icon;
use super::tone::Tone;

pub struct Stat {
    label: String,
    number: String,
    note: Option<String>,
    path: Option<String>,
    tone: Tone,
}

impl Stat {
    pub fn new(label: impl Into<String>, number: impl ToString) -> Self {
        Self { label: label.into(), number: number.to_string(), note: None, path: None, tone: Tone::Neutral }
    }

    /// Where the rows behind the number are.
    pub fn leads_to(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// What the number is measured against, or what is late.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    fn view(self) -> AnyView {
        let picture = (self.tone != Tone::Neutral).then(|| icon(self.tone.icon()));
        let inside = view! {
            <span class="label">{self.label}</span>
            <strong>{self.number}</strong>
            {self.note.map(|note| view! { <span class="note">{picture}{note}</span> })}
        };
        let class = format!("stat {}", self.tone.class());
        match self.path {
            Some(path) => view! { <li><a class=class href=path>{inside}</a></li> }.into_any(),
            None => view! { <li><div class=class>{inside}</div></li> }.into_any(),
        }
    }
}

pub fn stats(stats: Vec<Stat>) -> AnyView {
    view! { <ul class="stats">{stats.into_iter().map(Stat::view).collect_view()}</ul> }.into_any()
}
