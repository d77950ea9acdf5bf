//! In which words and tones are states of feeds told?

use leptos::prelude::*;
use registry::Period;
use registry::attendance::Health;
use registry::feeds::FeedObject;
use registry::feeds::store::{BatchState, KeyView, ScopeView, SupplierHealth};

use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::tone::Tone;

/// How one project of a feed stands.
pub fn health(lang: Lang, health: Health) -> AnyView {
    let (tone, since) = match health {
        Health::Reporting => (Tone::Success, None),
        Health::NotExpected => (Tone::Neutral, None),
        Health::Outage => (Tone::Info, None),
        Health::SupplierSilent { since } => (Tone::Danger, Some(since)),
        Health::SiteSilent { since } => (Tone::Warning, Some(since)),
    };
    let since = since.map(|day| lang.fill("feeds.since", &[("day", &lang.day(day))]));
    view! { <span>{badge(tone, lang.code("feeds.health", health.code()))}" "{since}</span> }.into_any()
}

/// Whether the supplier itself delivers.
pub fn supplier_health(lang: Lang, health: &SupplierHealth) -> AnyView {
    match health.silent_since {
        Some(day) => {
            let since = lang.fill("feeds.since", &[("day", &lang.day(day))]);
            view! { <span>{badge(Tone::Danger, lang.t("feeds.health.supplier_silent"))}" "{since}</span> }.into_any()
        }
        None if health.projects.is_empty() => badge(Tone::Neutral, lang.t("feeds.no_project_yet")),
        None => badge(Tone::Success, lang.t("feeds.delivering")),
    }
}

pub fn batch_state(lang: Lang, state: BatchState) -> AnyView {
    let tone = match state {
        BatchState::Waiting => Tone::Info,
        BatchState::Applied => Tone::Success,
        BatchState::Failed => Tone::Danger,
        BatchState::Undone => Tone::Neutral,
    };
    badge(tone, lang.code("feeds.states", state.code()))
}

pub fn key_state(lang: Lang, key: &KeyView) -> AnyView {
    let (tone, word) = match key {
        KeyView { ended_at: Some(_), issued_at: None, .. } => (Tone::Neutral, "declined"),
        KeyView { ended_at: Some(_), .. } => (Tone::Neutral, "ended"),
        KeyView { issued_at: None, .. } => (Tone::Warning, "requested"),
        KeyView { ends_at: Some(at), .. } => {
            let until = lang.fill("feeds.key_until", &[("at", &lang.time(*at))]);
            return badge(Tone::Info, until);
        }
        KeyView { shown_at: None, .. } => (Tone::Info, "not_taken"),
        _ => (Tone::Success, "in_force"),
    };
    badge(tone, lang.code("feeds.key_states", word))
}

pub fn scope_state(lang: Lang, scope: &ScopeView) -> AnyView {
    let (tone, word) = match (scope.ended_at, scope.granted_at) {
        (Some(_), None) => (Tone::Neutral, "declined"),
        (Some(_), Some(_)) => (Tone::Neutral, "ended"),
        (None, None) => (Tone::Warning, "requested"),
        (None, Some(_)) => (Tone::Success, "in_force"),
    };
    badge(tone, lang.code("feeds.scope_states", word))
}

pub fn objects(lang: Lang, objects: &[FeedObject]) -> String {
    let names: Vec<String> = objects.iter().map(|object| lang.code("feeds.objects", object.code())).collect();
    names.join(&lang.t("feeds.and"))
}

pub fn period(lang: Lang, period: Period) -> String {
    let last = period.last().map(|day| lang.day(day)).unwrap_or_default();
    lang.fill("feeds.days", &[("first", &lang.day(period.first())), ("last", &last)])
}
