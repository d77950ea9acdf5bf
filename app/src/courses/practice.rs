//! What is asked inside the text, and what was right? Each question is a form of its own in its place; what was answered
//! last stays ticked, and the key comes with an answer.

use leptos::prelude::*;
use question_bank::Choice;
use registry::courses::{LessonPart, LessonView, PracticeQuestion, QuizVerdict};

use super::lesson::Reader;
use super::quiz::{judged_options, mark, tickable, tone_of};
use super::{lesson_path, sign_in_path};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::field::mistakes_summary;
use crate::ui::tone::Tone;

/// What is under way in the text.
#[derive(Clone, Debug)]
pub enum Practice {
    Quiet,
    /// An answer that was not taken.
    Failed {
        question: String,
        chosen: Choice,
        mistakes: Mistakes,
    },
    Answered(QuizVerdict),
}

/// The lesson's text with its questions.
pub fn parts(lang: Lang, reader: Reader, view: &LessonView, practice: &Practice) -> AnyView {
    let part = |part: &LessonPart| match part {
        LessonPart::Text(html) => view! { <div class="stretch" inner_html=html.clone()></div> }.into_any(),
        LessonPart::Practice(asked) => one(lang, reader, view, asked, practice),
    };
    view.parts.iter().map(part).collect_view().into_any()
}

fn one(lang: Lang, reader: Reader, view: &LessonView, asked: &PracticeQuestion, practice: &Practice) -> AnyView {
    let id = &asked.question.id;
    let content = match practice {
        Practice::Answered(verdict) if verdict.question.id == *id => judged(lang, view, verdict),
        Practice::Failed { question, chosen, mistakes } if question == id => {
            form(lang, reader, view, asked, *chosen, mistakes)
        }
        _ => {
            let last = asked.last.map_or(Choice::EMPTY, |last| last.chosen);
            form(lang, reader, view, asked, last, &Mistakes::none(lang))
        }
    };
    view! {
        <section class="card question practice" id=format!("practice-{id}") aria-label=lang.t("courses.practice")>
            {content}
        </section>
    }
    .into_any()
}

fn form(
    lang: Lang,
    reader: Reader,
    view: &LessonView,
    asked: &PracticeQuestion,
    chosen: Choice,
    mistakes: &Mistakes,
) -> AnyView {
    let (question, lesson) = (&asked.question, lesson_path(&view.course.slug, &view.slug));
    // A session may end while somebody answers: the form stays, so that nothing is lost.
    let may_send = reader != Reader::Anonymous || !mistakes.is_empty();
    let is_looked_at = matches!(reader, Reader::Author(_));
    let send = may_send.then(|| {
        view! { <button class="secondary" disabled=is_looked_at>{lang.t("courses.practice_send")}</button> }
    });
    let sign_in = (reader == Reader::Anonymous).then(|| {
        let target = may_send.then_some("_blank");
        view! { <a class="button secondary" href=sign_in_path(&lesson) target=target>{lang.t("courses.quiz_sign_in")}</a> }
    });
    let last = asked.last.map(|last| {
        view! { <p class="muted">{lang.t("courses.practice_last")} " " {mark(lang, if last.is_right { Tone::Success } else { Tone::Danger })}</p> }
    });
    view! {
        {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
        <form method="post" action=format!("{lesson}/practice/{}#practice-{}", question.id, question.id)>
            <fieldset id=(!mistakes.is_empty()).then_some("practice")>
                <legend class="unseen">{lang.t("courses.practice")}</legend>
                <p class="muted">{lang.t("courses.practice_intro")} " " {lang.code("courses.kinds", question.kind.code())}</p>
                <p class="stem">{question.stem.clone()}</p>
                {tickable(lang, question, chosen)}
            </fieldset>
            {last}
            <p class="actions">{send}{sign_in}</p>
        </form>
    }
    .into_any()
}

fn judged(lang: Lang, view: &LessonView, verdict: &QuizVerdict) -> AnyView {
    let question = &verdict.question;
    let again = format!("{}#practice-{}", lesson_path(&view.course.slug, &view.slug), question.id);
    view! {
        <p class="muted" role="status">{lang.t("courses.practice_last")} " " {mark(lang, tone_of(verdict))}</p>
        <p class="stem">{question.stem.clone()}</p>
        {judged_options(lang, verdict)}
        <p><a class="button secondary" href=again>{lang.t("courses.quiz_again")}</a></p>
    }
    .into_any()
}
