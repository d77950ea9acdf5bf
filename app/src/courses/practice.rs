//! What is asked inside the text, and what was right? Each question is a form of its own in its place; its last answer
//! stays there with the key and the reason.

use leptos::prelude::*;
use question_bank::Choice;
use registry::courses::{LessonPart, LessonView, PracticeQuestion, QuizVerdict};

use super::lesson::Reader;
use super::quiz::{judged_options, mark, tickable};
use super::{lesson_path, sign_in_path};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::field::mistakes_summary;

/// What is under way in the text: a question that is answered again, or an answer that was not taken.
#[derive(Clone, Debug, Default)]
pub struct Practice {
    question: Option<String>,
    chosen: Choice,
    mistakes: Mistakes,
}

impl Practice {
    /// `?again=QUESTION` shows the question without its last answer.
    pub fn again(path_and_query: &str) -> Self {
        let query = path_and_query.split_once('?').map_or("", |(_, query)| query);
        let question = query.split('&').find_map(|pair| pair.strip_prefix("again=")).map(str::to_owned);
        Self { question, ..Self::default() }
    }

    pub fn failed(question: String, chosen: Choice, mistakes: Mistakes) -> Self {
        Self { question: Some(question), chosen, mistakes }
    }

    fn is_about(&self, question: &str) -> bool {
        self.question.as_deref() == Some(question)
    }
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
    let is_open = practice.is_about(&asked.question.id);
    let content = match asked.answered.as_ref().filter(|_| !is_open) {
        Some(verdict) => judged(lang, view, verdict),
        None => form(lang, reader, view, asked, practice),
    };
    view! {
        <section class="card question practice" id=format!("practice-{}", asked.question.id) aria-label=lang.t("courses.practice")>
            {content}
        </section>
    }
    .into_any()
}

fn form(lang: Lang, reader: Reader, view: &LessonView, asked: &PracticeQuestion, practice: &Practice) -> AnyView {
    let (question, lesson) = (&asked.question, lesson_path(&view.course.slug, &view.slug));
    let is_open = practice.is_about(&question.id);
    let (chosen, mistakes) = match is_open {
        true => (practice.chosen, practice.mistakes.clone()),
        false => (Choice::default(), Mistakes::none(lang)),
    };
    // A session may end while somebody answers: the form stays, so that nothing is lost.
    let may_send = reader != Reader::Anonymous || !mistakes.is_empty();
    let is_looked_at = matches!(reader, Reader::Author(_));
    let send = may_send
        .then(|| view! { <button class="secondary" disabled=is_looked_at>{lang.t("courses.practice_send")}</button> });
    let sign_in = (reader == Reader::Anonymous).then(|| {
        let target = may_send.then_some("_blank");
        view! { <a class="button secondary" href=sign_in_path(&lesson) target=target>{lang.t("courses.quiz_sign_in")}</a> }
    });
    view! {
        {mistakes_summary(lang.t("ui.mistakes_title"), &mistakes)}
        <form method="post" action=format!("{lesson}/practice/{}#practice-{}", question.id, question.id)>
            <fieldset id=is_open.then_some("practice")>
                <legend class="unseen">{lang.t("courses.practice")}</legend>
                <p class="muted">{lang.t("courses.practice_intro")} " " {lang.code("courses.kinds", question.kind.code())}</p>
                <p class="stem">{question.stem.clone()}</p>
                {tickable(lang, question, chosen)}
            </fieldset>
            <p class="actions">{send}{sign_in}</p>
        </form>
    }
    .into_any()
}

fn judged(lang: Lang, view: &LessonView, verdict: &QuizVerdict) -> AnyView {
    let question = &verdict.question;
    let lesson = lesson_path(&view.course.slug, &view.slug);
    let again = format!("{lesson}?again={}#practice-{}", question.id, question.id);
    view! {
        <p class="muted">{lang.t("courses.practice_last")} " " {mark(lang, verdict)}</p>
        <p class="stem">{question.stem.clone()}</p>
        {judged_options(lang, verdict)}
        <p><a class="button secondary" href=again>{lang.t("courses.quiz_again")}</a></p>
    }
    .into_any()
}
