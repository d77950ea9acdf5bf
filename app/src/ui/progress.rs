//! How much of it is done? A bar with the same in words.

use leptos::prelude::*;

/// `words` say it in numbers, such as `12 / 24 学时`; a `whole` of nothing counts as done.
pub fn progress(label: impl Into<String>, done: u64, whole: u64, words: impl Into<String>) -> AnyView {
    let (done, whole) = if whole == 0 { (1, 1) } else { (done.min(whole), whole) };
    view! {
        <label class="progress">
            <span>{label.into()}</span>
            <span class="muted">{words.into()}</span>
            <progress max=whole.to_string() value=done.to_string()></progress>
        </label>
    }
    .into_any()
}
