//! How is something done that cannot be taken back? Folded away, with its consequence in words and a word to type.

use leptos::prelude::*;

use super::field::Field;
use super::icons::{Icon, icon};
use super::tone::Tone;
use crate::form::Mistakes;
use crate::lang::Lang;

/// The field that must repeat the word; the use case's form compares it with `is_typed`.
pub const CONFIRMATION: &str = "confirmation";

pub struct Confirm {
    action: String,
    title: String,
    consequence: String,
    word: String,
    more: Vec<AnyView>,
    is_opened: bool,
}

impl Confirm {
    /// `title` names the act, on the fold and on the button; `word` has to be typed.
    pub fn new(
        action: impl Into<String>,
        title: impl Into<String>,
        consequence: impl Into<String>,
        word: impl Into<String>,
    ) -> Self {
        Self {
            action: action.into(),
            title: title.into(),
            consequence: consequence.into(),
            word: word.into(),
            more: Vec::new(),
            is_opened: false,
        }
    }

    /// Further fields, such as the reason.
    pub fn with(mut self, field: AnyView) -> Self {
        self.more.push(field);
        self
    }

    /// Not folded away: the step before asked for it.
    pub fn opened(mut self) -> Self {
        self.is_opened = true;
        self
    }

    /// Open when it was tried and something was wrong.
    pub fn view(self, lang: Lang, mistakes: &Mistakes) -> AnyView {
        let label = lang.fill("ui.type_to_confirm", &[("word", &self.word)]);
        let typed = Field::text(CONFIRMATION, label, "").autocomplete("off").view(mistakes);
        view! {
            <details class="confirm" open=self.is_opened || !mistakes.is_empty()>
                <summary>{icon(Icon::Warning)}{self.title.clone()}</summary>
                <form method="post" action=self.action>
                    {super::notice::notice(lang, Tone::Danger, self.consequence)}
                    {self.more}
                    {typed}
                    <button class="danger">{self.title}</button>
                </form>
            </details>
        }
        .into_any()
    }
}

/// Spaces around what was typed do not count; everything else does.
pub fn is_typed(typed: &str, word: &str) -> bool {
    typed.trim() == word
}

#[cfg(test)]
mod tests {
    use super::*;
    use registry::Refusal;

    #[test]
    fn a_mistaken_confirmation_stands_open() {
        let show = |mistakes: &Mistakes| {
            Confirm::new("/x", "注销证书", "不可恢复", "注销").view(Lang::Chinese, mistakes).to_html()
        };
        assert!(!show(&Mistakes::none(Lang::Chinese)).contains("<details open class=\"confirm\""));
        let mistakes = Mistakes::new(vec![Refusal::on(CONFIRMATION, "confirmation.not_typed")], Lang::Chinese);
        let html = show(&mistakes);
        assert!(html.contains("<details open class=\"confirm\"") && html.contains("aria-invalid"), "{html}");
    }

    #[test]
    fn only_the_very_word_confirms() {
        assert!(is_typed(" 注销 ", "注销"));
        assert!(!is_typed("注 销", "注销") && !is_typed("", "注销"));
    }
}
