//! Why is nothing here, and what comes next?

use leptos::prelude::*;

/// `action` is the path and the words of the next step.
pub fn empty(title: impl Into<String>, advice: impl Into<String>, action: Option<(String, String)>) -> AnyView {
    let (title, advice) = (title.into(), advice.into());
    view! {
        <div class="empty">
            <p><strong>{title}</strong></p>
            <p>{advice}</p>
            {action.map(|(path, words)| view! { <p><a class="button secondary" href=path>{words}</a></p> })}
        </div>
    }
    .into_any()
}
