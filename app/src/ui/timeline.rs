//! What happened when? The latest first or last, as the page orders it.

use leptos::prelude::*;

use super::icons::icon;
use super::tone::Tone;

pub struct Moment {
    when: String,
    title: String,
    tone: Tone,
    detail: Option<AnyView>,
}

impl Moment {
    pub fn new(when: impl Into<String>, title: impl Into<String>) -> Self {
        Self { when: when.into(), title: title.into(), tone: Tone::Neutral, detail: None }
    }

    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Who did it, why, on which evidence.
    pub fn detail(mut self, detail: AnyView) -> Self {
        self.detail = Some(detail);
        self
    }
}

pub fn timeline(moments: Vec<Moment>) -> AnyView {
    let items = moments
        .into_iter()
        .map(|moment| {
            view! {
                <li class=moment.tone.class()>
                    {icon(moment.tone.icon())}
                    <p><strong>{moment.title}</strong><span class="muted">{moment.when}</span></p>
                    {moment.detail.map(|detail| view! { <div class="detail">{detail}</div> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}
