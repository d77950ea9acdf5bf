//! How is a protected value shown? Masked; the whole of it after a reason was given, which is recorded.

use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::lang::Lang;

/// A masked value and the form that asks for the whole: it posts `reason` and the hidden fields to `action`.
pub struct Masked {
    shown: String,
    action: String,
    hidden: Vec<(&'static str, String)>,
}

impl Masked {
    pub fn new(shown: impl Into<String>, action: impl Into<String>) -> Self {
        Self { shown: shown.into(), action: action.into(), hidden: Vec::new() }
    }

    pub fn hidden(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.hidden.push((name, value.into()));
        self
    }

    pub fn view(self, lang: Lang) -> AnyView {
        let hidden =
            self.hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> });
        view! {
            <div class="masked">
                <span>{self.shown}</span>
                <details>
                    <summary>{icon(Icon::Eye)}{lang.t("ui.show_whole")}</summary>
                    <form method="post" action=self.action>
                        {hidden.collect_view()}
                        <label>
                            {lang.t("ui.reason")}
                            <input name="reason" required maxlength="200" autocomplete="off"/>
                        </label>
                        <p class="hint">{lang.t("ui.reason_hint")}</p>
                        <button class="secondary">{lang.t("ui.show_recorded")}</button>
                    </form>
                </details>
            </div>
        }
        .into_any()
    }
}
