//! How does a second person answer what a first one proposed? They confirm it, or say no and why; whoever proposed it takes it back.

use leptos::prelude::*;

use super::notice::notice;
use super::tone::Tone;
use crate::lang::Lang;

/// What the answers are called.
pub struct Words {
    pub confirm: String,
    /// to whoever did not propose it
    pub decline: String,
    /// to whoever did
    pub take_back: String,
    pub reason: String,
    /// why whoever proposed it does not confirm it
    pub another: String,
}

/// Forms that post to `confirm` and `decline` below `base`.
pub fn answers(lang: Lang, base: &str, is_own: bool, words: Words) -> AnyView {
    let confirm = (!is_own).then(|| {
        view! {
            <form method="post" action=format!("{base}/confirm")>
                <button>{words.confirm}</button>
            </form>
        }
    });
    let no = if is_own { words.take_back } else { words.decline };
    view! {
        {is_own.then(|| notice(lang, Tone::Info, words.another))}
        {confirm}
        <details>
            <summary>{no.clone()}</summary>
            <form method="post" action=format!("{base}/decline")>
                <label>
                    {words.reason}
                    <input name="reason" required minlength="4" maxlength="200" autocomplete="off"/>
                </label>
                <button class="danger">{no}</button>
            </form>
        </details>
    }
    .into_any()
}
