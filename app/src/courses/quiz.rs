//! Which questions close the lesson, and what was right? A plain form before, the same questions with keys after.

use std::collections::BTreeMap;

use leptos::prelude::*;
use question_bank::choice::option_letter;
use question_bank::{Choice, Kind};
use registry::courses::{LessonView, QuizQuestion, QuizResult, QuizVerdict};

use super::course::quiz_badge;
use super::lesson::Reader;
use super::{lesson_path, sign_in_path};
use crate::form::Mistakes;
use crate::lang::Lang;
use crate::ui::badge::badge;
use crate::ui::field::mistakes_summary;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;

/// Choices by question.
pub type Answers = BTreeMap<String, Choice>;

/// How far the quiz is.
pub enum Stage {
    /// To be answered, with what was ticked already.
    Asked {
        answers: Answers,
        mistakes: Mistakes,
    },
    Answered(QuizResult),
}

impl Stage {
    pub fn blank(lang: Lang) -> Self {
        Self::Asked { answers: Answers::new(), mistakes: Mistakes::none(lang) }
    }
}

pub fn quiz(lang: Lang, reader: Reader, view: &LessonView, stage: &Stage) -> Option<AnyView> {
    if view.quiz.is_empty() {
        return None;
    }
    let content = match stage {
        Stage::Asked { answers, mistakes } => form(lang, reader, view, answers, mistakes),
        Stage::Answered(result) => result_view(lang, view, result),
    };
    Some(
        view! {
            <section id="quiz">
                <h2>{lang.t("courses.quiz")} " " {quiz_badge(lang, view.quiz_state)}</h2>
                {content}
            </section>
        }
        .into_any(),
    )
}

fn form(lang: Lang, reader: Reader, view: &LessonView, answers: &Answers, mistakes: &Mistakes) -> AnyView {
    let lesson = lesson_path(&view.course.slug, &view.slug);
    let questions = (1..).zip(&view.quiz).map(|(number, question)| {
        let chosen = answers.get(&question.id).copied().unwrap_or_default();
        asked(lang, number, question, chosen)
    });
    // A session may end while somebody answers: the form stays, so that nothing is lost.
    let may_send = reader == Reader::SignedIn || !mistakes.is_empty();
    let is_looked_at = matches!(reader, Reader::Author(_));
    let send = (may_send || is_looked_at).then(|| {
        view! { <button disabled=is_looked_at>{lang.t("courses.quiz_send")}</button> }
    });
    let sign_in = (reader == Reader::Anonymous).then(|| {
        let target = may_send.then_some("_blank");
        view! { <a class="button secondary" href=sign_in_path(&lesson) target=target>{lang.t("courses.quiz_sign_in")}</a> }
    });
    view! {
        <p class="hint">{lang.fill("courses.quiz_intro", &[("count", &view.quiz.len().to_string())])}</p>
        {mistakes_summary(lang.t("ui.mistakes_title"), mistakes)}
        <form method="post" action=format!("{lesson}/quiz#quiz") id="answers">
            {questions.collect_view()}
            <p class="actions">{send}{sign_in}</p>
        </form>
    }
    .into_any()
}

fn asked(lang: Lang, number: usize, question: &QuizQuestion, chosen: Choice) -> AnyView {
    view! {
        <fieldset class="card question">
            <legend class="unseen">{lang.fill("courses.question", &[("number", &number.to_string())])}</legend>
            <p class="muted">{lang.code("courses.kinds", question.kind.code())}</p>
            <p class="stem" lang="zh-CN">{format!("{number}. {}", question.stem)}</p>
            {tickable(lang, question, chosen)}
        </fieldset>
    }
    .into_any()
}

/// The options with what was chosen so far.
pub fn tickable(lang: Lang, question: &QuizQuestion, chosen: Choice) -> AnyView {
    let several = question.kind == Kind::Multiple;
    let kind = if several { "checkbox" } else { "radio" };
    let options = options(lang, question).map(|(index, letter, text)| {
        view! {
            <label class="option">
                <input
                    type=kind
                    name=question.id.clone()
                    value=letter.clone()
                    checked=chosen.contains(index)
                    required=!several
                />
                <span><span class="letter">{letter}</span><span>{text}</span></span>
            </label>
        }
    });
    view! { <div class="options">{options.collect_view()}</div> }.into_any()
}

fn result_view(lang: Lang, view: &LessonView, result: &QuizResult) -> AnyView {
    let count = result.verdicts.len();
    let again = format!("{}#quiz", lesson_path(&view.course.slug, &view.slug));
    let summary = if result.right_count == count {
        notice(lang, Tone::Success, lang.t("courses.all_right"))
    } else {
        let sentence = lang
            .fill("courses.some_right", &[("right", &result.right_count.to_string()), ("count", &count.to_string())]);
        let more = view! { <p><a class="button secondary" href=again>{lang.t("courses.quiz_again")}</a></p> };
        notice_with(lang, Tone::Warning, sentence, more.into_any())
    };
    view! {
        <div role="status">{summary}</div>
        {(1..).zip(&result.verdicts).map(|(number, verdict)| judged(lang, number, verdict)).collect_view()}
    }
    .into_any()
}

fn judged(lang: Lang, number: usize, verdict: &QuizVerdict) -> AnyView {
    let question = &verdict.question;
    let mark = mark(lang, tone_of(verdict));
    view! {
        <section class="card question" aria-label=lang.fill("courses.question", &[("number", &number.to_string())])>
            <p class="muted">{lang.code("courses.kinds", question.kind.code())} " " {mark}</p>
            <p class="stem" lang="zh-CN">{format!("{number}. {}", question.stem)}</p>
            {judged_options(lang, verdict)}
        </section>
    }
    .into_any()
}

pub fn tone_of(verdict: &QuizVerdict) -> Tone {
    if verdict.is_right() { Tone::Success } else { Tone::Danger }
}

/// Right or wrong, in a word.
pub fn mark(lang: Lang, tone: Tone) -> AnyView {
    let right = tone == Tone::Success;
    badge(tone, if right { lang.t("courses.right") } else { lang.t("courses.wrong") })
}

/// Every option with what was chosen and what was right, and why.
pub fn judged_options(lang: Lang, verdict: &QuizVerdict) -> AnyView {
    let options = options(lang, &verdict.question).map(|(index, letter, text)| {
        let (chosen, right) = (verdict.chosen.contains(index), verdict.right.contains(index));
        let class = match (chosen, right) {
            (_, true) => "option right",
            (true, false) => "option wrong",
            (false, false) => "option",
        };
        let tone = if right { Tone::Success } else { Tone::Danger };
        let chosen_word = chosen.then(|| badge(tone, lang.t("courses.your_choice")));
        let right_word = right.then(|| badge(Tone::Success, lang.t("courses.right_choice")));
        view! {
            <div class=class>
                <span>
                    <span class="letter">{letter}</span>
                    <span>{text} " " {chosen_word} " " {right_word}</span>
                </span>
            </div>
        }
    });
    view! {
        <div class="options">
            {options.collect_view()}
            <p lang="zh-CN"><strong>{lang.t("courses.explanation")}</strong>{verdict.explanation.clone()}</p>
        </div>
    }
    .into_any()
}

/// Index, letter and words of every option; those of true/false come from the catalogue.
pub fn options(lang: Lang, question: &QuizQuestion) -> impl Iterator<Item = (u8, String, String)> {
    let words = match question.kind {
        Kind::TrueFalse => vec![lang.t("courses.true"), lang.t("courses.false")],
        _ => question.options.clone(),
    };
    (0..).zip(words).map(|(index, words)| (index, option_letter(index).to_string(), words))
}
