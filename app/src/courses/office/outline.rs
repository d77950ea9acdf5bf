//! In which order do a draft's lessons stand? A line per lesson with the buttons that move it.

use leptos::prelude::*;
use registry::courses::desk::DraftView;
use registry::courses::manuscript::Page;

use super::draft_path;
use crate::lang::Lang;
use crate::ui::icons::{Icon, icon};

/// What may be done with the lines: whoever may not write sees the same without buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    Reads,
    Writes,
}

pub fn lessons(lang: Lang, draft: &DraftView, hand: Hand) -> AnyView {
    let writes = hand == Hand::Writes;
    let path = draft_path(draft.id);
    let pages = &draft.manuscript.lessons;
    let mut chapters: Vec<(String, Vec<AnyView>)> = Vec::new();
    for page in pages {
        if chapters.last().is_none_or(|(title, _)| *title != page.chapter) {
            chapters.push((page.chapter.clone(), Vec::new()));
        }
        let line = line(lang, &path, page, hand);
        if let Some((_, lines)) = chapters.last_mut() {
            lines.push(line);
        }
    }
    let chapters = chapters.into_iter().map(|(title, lines)| {
        let title = if title.is_empty() { lang.t("courses.office.no_chapter") } else { title };
        view! { <h3>{title}</h3><ol class="lesson-lines">{lines}</ol> }
    });
    let add = writes.then(|| {
        view! {
            <form method="post" action=format!("{path}/lessons")>
                <p class="actions"><button class="secondary">{icon(Icon::Plus)}{lang.t("courses.office.add_lesson")}</button></p>
            </form>
        }
    });
    view! {
        <section class="card">
            <h2>{lang.t("courses.office.lessons")}</h2>
            {chapters.collect_view()}
            {pages.is_empty().then(|| view! { <p class="muted">{lang.t("courses.office.no_lessons")}</p> })}
            {add}
        </section>
    }
    .into_any()
}

fn line(lang: Lang, draft: &str, page: &Page, hand: Hand) -> AnyView {
    let writes = hand == Hand::Writes;
    let title = if page.title.is_empty() { page.slug.clone() } else { page.title.clone() };
    let path = format!("{draft}/lessons/{}", page.slug);
    let minutes = lang.fill("courses.office.minutes_of", &[("minutes", page.minutes.trim())]);
    let moves = writes.then(|| {
        let said = |key: &str| lang.fill(key, &[("lesson", &title)]);
        view! {
            <form method="post" action=format!("{path}/move") class="lesson-moves">
                <button name="to" value="up" class="secondary" aria-label=said("courses.office.move_up")>{icon(Icon::Up)}</button>
                <button name="to" value="down" class="secondary" aria-label=said("courses.office.move_down")>
                    {icon(Icon::Down)}
                </button>
            </form>
        }
    });
    let name = if writes {
        view! { <a href=path>{title.clone()}</a> }.into_any()
    } else {
        view! { <a href=format!("{draft}/preview/{}", page.slug)>{title.clone()}</a> }.into_any()
    };
    view! { <li><span>{name}" "<span class="muted">{minutes}</span></span>{moves}</li> }.into_any()
}
