//! What must be said before anything else? Banners in the page; nothing pops up and nothing disappears by itself.

use leptos::prelude::*;

use super::icons::icon;
use super::tone::Tone;
use crate::lang::Lang;

/// A banner: icon, word of its tone, a sentence.
pub fn notice(lang: Lang, tone: Tone, sentence: impl Into<String>) -> AnyView {
    banner(lang, tone, sentence.into(), None, None)
}

/// A banner with more below its sentence: a list, a link, a button.
pub fn notice_with(lang: Lang, tone: Tone, sentence: impl Into<String>, more: AnyView) -> AnyView {
    banner(lang, tone, sentence.into(), Some(more), None)
}

/// What was just done: an action redirects to `PAGE?done=KEY`, and the page shows `done.KEY` of the catalogue. An
/// unknown key says nothing, so that no link can put words into our mouth.
pub fn done(lang: Lang, path_and_query: &str) -> Option<AnyView> {
    let sentence = done_sentence(lang, path_and_query)?;
    Some(banner(lang, Tone::Success, sentence, None, Some("status")))
}

fn done_sentence(lang: Lang, path_and_query: &str) -> Option<String> {
    let (_, query) = path_and_query.split_once('?')?;
    let key = query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    let key = format!("done.{key}");
    let sentence = lang.t(&key);
    (sentence != format!("[{key}]")).then_some(sentence)
}

fn banner(lang: Lang, tone: Tone, sentence: String, more: Option<AnyView>, role: Option<&'static str>) -> AnyView {
    view! {
        <div class=format!("notice {}", tone.class()) role=role>
            {icon(tone.icon())}
            <div>
                <p><span class="unseen">{lang.fill("ui.said", &[("tone", &tone.word(lang))])}</span>{sentence}</p>
                {more}
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_said_from_the_catalogue_only() {
        assert!(done_sentence(Lang::Chinese, "/projects?page=2&done=saved").is_some());
        for path in
            ["/projects", "/projects?done=", "/projects?done=no_such_key", "/projects?done=%3Cb%3E", "/?xdone=saved"]
        {
            assert_eq!(done_sentence(Lang::Chinese, path), None, "{path}");
        }
    }

    #[test]
    fn a_banner_says_its_tone_in_words() {
        let html = notice(Lang::English, Tone::Warning, "The list is a day old.").to_html();
        assert!(html.contains("Attention") && html.contains("<svg"), "{html}");
    }
}
