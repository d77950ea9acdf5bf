//! Of what kind is a piece of news? One colour pair, one icon and one word per kind, so that colour is never alone.

use super::icons::Icon;
use crate::lang::Lang;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub const ALL: [Self; 5] = [Self::Neutral, Self::Info, Self::Success, Self::Warning, Self::Danger];

    pub fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Success => "tone-success",
            Self::Warning => "tone-warning",
            Self::Danger => "tone-danger",
        }
    }

    pub fn icon(self) -> Icon {
        match self {
            Self::Neutral => Icon::Ring,
            Self::Info => Icon::Info,
            Self::Success => Icon::Done,
            Self::Warning => Icon::Warning,
            Self::Danger => Icon::Failed,
        }
    }

    /// The kind in a word, read out before a message.
    pub fn word(self, lang: Lang) -> String {
        lang.t(match self {
            Self::Neutral => "ui.tone_neutral",
            Self::Info => "ui.tone_info",
            Self::Success => "ui.tone_success",
            Self::Warning => "ui.tone_warning",
            Self::Danger => "ui.tone_danger",
        })
    }
}
