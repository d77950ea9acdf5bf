//! What must be known before going on? Where the answers lie, what did not arrive, and the way back; nothing when all is well.

use leptos::prelude::*;

use super::icons::{Icon, icon};
use super::outbox::{Draft, Outbox, Shelf};
use super::setting::{Text, fill};
use super::sitting::{Sitting, Stage};

/// One thing to know. The page draws it anew only when it says something else, so that nobody hears it twice.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Said {
    words: String,
    tone: Tone,
    /// The words of a link to the room.
    way: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Note,
    Warning,
    /// Read out at once.
    Danger,
}

pub fn banners(sitting: Sitting) -> impl IntoView {
    let state = Memo::new(move |_| state(sitting));
    let fetched = Memo::new(move |_| fetched(sitting));
    let outdated = Memo::new(move |_| outdated(sitting));
    view! {
        {move || state.get().map(|said| drawn(sitting, said))}
        {move || fetched.get().map(|said| drawn(sitting, said))}
        {move || outdated.get().map(|said| drawn(sitting, said))}
    }
}

/// How the room and its line stand.
fn state(sitting: Sitting) -> Option<Said> {
    let (unsent, is_offline, shelf) =
        sitting.outbox.with(|outbox| (outbox.unsent(), outbox.is_offline(), outbox.shelf()));
    let say = |tone, text| Some(Said { words: sitting.text(text), tone, way: None });
    let list = |tone, text| Some(Said { words: fill(&sitting.text(text), sitting.numbers(&unsent)), tone, way: None });
    let back = |text, way| Some(Said { words: sitting.text(text), tone: Tone::Danger, way: Some(sitting.text(way)) });
    match (sitting.stage.get(), shelf) {
        (Stage::Elsewhere, _) => back(Text::Elsewhere, Text::TakeOver),
        (Stage::Broken, _) => back(Text::Broken, Text::Reload),
        (Stage::TimeUp, _) if unsent.is_empty() => say(Tone::Warning, Text::TimeUp),
        (Stage::TimeUp, _) => list(Tone::Danger, Text::LateThese),
        (Stage::Leaving, _) if is_offline && !unsent.is_empty() => list(Tone::Danger, Text::LeavingOffline),
        (Stage::Leaving, _) if !unsent.is_empty() => {
            let words = fill(&sitting.text(Text::Leaving), unsent.len());
            Some(Said { words, tone: Tone::Warning, way: None })
        }
        (_, Shelf::Browser) if is_offline => say(Tone::Warning, Text::Offline),
        (_, Shelf::Page) if is_offline => say(Tone::Warning, Text::OfflineInPage),
        (_, Shelf::Page) => say(Tone::Warning, Text::InPageOnly),
        _ => None,
    }
}

/// What an earlier page had not sent, while it is under way.
fn fetched(sitting: Sitting) -> Option<Said> {
    let places = sitting.outbox.with(Outbox::fetched);
    let words = || fill(&sitting.text(Text::Fetched), sitting.numbers(&places));
    (!places.is_empty()).then(|| Said { words: words(), tone: Tone::Note, way: None })
}

/// What this browser had kept and nobody needs any more, with the letters that were chosen.
fn outdated(sitting: Sitting) -> Option<Said> {
    let drafts = sitting.outdated.get();
    let name = |draft: &Draft| {
        let letters = if draft.answer.is_given() { draft.answer.letters() } else { sitting.text(Text::Empty) };
        sitting.text(Text::OutdatedOne).replace("%{letters}", &letters)
    };
    let names = drafts.iter().map(|draft| fill(&name(draft), draft.index + 1));
    let list = names.collect::<Vec<_>>().join(&sitting.text(Text::Comma));
    let words = || fill(&sitting.text(Text::Outdated), list);
    (!drafts.is_empty()).then(|| Said { words: words(), tone: Tone::Note, way: None })
}

fn drawn(sitting: Sitting, said: Said) -> AnyView {
    let (class, role, sign) = match said.tone {
        Tone::Note => ("notice net-banner tone-info", None, Icon::Info),
        Tone::Warning => ("notice net-banner tone-warning", None, Icon::Warning),
        Tone::Danger => ("notice net-banner tone-danger", Some("alert"), Icon::Warning),
    };
    let room = sitting.setting.with_value(|setting| setting.links.room.clone());
    view! {
        <div class=class role=role>
            {icon(sign)}
            <div>
                <p>{said.words}</p>
                {said.way.map(|words| view! { <p><a class="button" href=room>{words}</a></p> })}
            </div>
        </div>
    }
    .into_any()
}
