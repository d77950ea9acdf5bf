//! What does one course consist of, what of it is read, and what are its hours for?

use axum::extract::Path;
use leptos::prelude::*;
use registry::courses::{Chapter, CourseView, LessonLine, QuizState, STUDY_HOUR_MINUTES, store};

use super::{course_path, hours_bar, leave_lesson, lesson_path, next_step, sign_in_notice};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::notice::notice;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub async fn show(visit: Visit, Path(course): Path<String>) -> PageResult {
    leave_lesson(&visit).await.or_page(&visit)?;
    let view = store::view(&visit.ctx, &course).await.or_page(&visit)?;
    Ok(page(&visit, view.card.title.clone())
        .under(visit.t("courses.title"), "/courses")
        .content(|| body(visit.lang, &view))
        .respond())
}

pub fn body(lang: Lang, view: &CourseView) -> AnyView {
    let course = &view.card;
    let anonymous = course.hours.is_none().then(|| sign_in_notice(lang, &course_path(&course.slug)));
    let step = next_step(lang, view);
    // decision 0010: a rule may require more than the lessons give
    let is_short = view.resume.is_none() && course.hours.is_some_and(|hours| !hours.is_complete());
    view! {
        <h1>{course.title.clone()}</h1>
        <p>{course.summary.clone()}</p>
        {anonymous}
        {is_short.then(|| notice(lang, Tone::Warning, lang.t("courses.short")))}
        <section class="card">
            <h2>{lang.t("courses.progress")}</h2>
            {course.hours.map(|hours| hours_bar(lang, hours))}
            <p class="actions"><a class="button" href=step.path>{step.words}</a></p>
        </section>
        {view.chapters.iter().map(|chapter| one_chapter(lang, &course.slug, chapter)).collect_view()}
        {purpose(lang, view)}
    }
    .into_any()
}

fn one_chapter(lang: Lang, course: &str, chapter: &Chapter) -> AnyView {
    view! {
        <section class="card">
            <h2>{chapter.title.clone()}</h2>
            <ul>{chapter.lessons.iter().map(|lesson| one_lesson(lang, course, lesson)).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn one_lesson(lang: Lang, course: &str, lesson: &LessonLine) -> AnyView {
    let told = lang.fill(
        "courses.lesson_minutes",
        &[
            ("block", &lang.code("blocks", lesson.block.code())),
            ("minutes", &lesson.minutes.to_string()),
            ("credited", &lesson.credited_minutes.to_string()),
        ],
    );
    let read = (lesson.credited_minutes >= lesson.minutes).then(|| badge(Tone::Success, lang.t("courses.read")));
    view! {
        <li>
            <a href=lesson_path(course, &lesson.slug)>{lesson.title.clone()}</a>
            <p class="muted">{told} " " {read} " " {quiz_badge(lang, lesson.quiz)}</p>
        </li>
    }
    .into_any()
}

pub fn quiz_badge(lang: Lang, quiz: QuizState) -> Option<AnyView> {
    match quiz {
        QuizState::Absent => None,
        QuizState::Open => Some(badge(Tone::Neutral, lang.t("courses.quiz_open"))),
        QuizState::Passed(_) => Some(badge(Tone::Success, lang.t("courses.quiz_passed"))),
    }
}

fn purpose(lang: Lang, view: &CourseView) -> AnyView {
    let version = lang.fill(
        "courses.version",
        &[("version", &view.version.to_string()), ("day", &lang.day(view.published_at.day()))],
    );
    let unit = lang.fill("courses.purpose_unit", &[("minutes", &STUDY_HOUR_MINUTES.to_string())]);
    view! {
        <section class="card prose">
            <h2>{lang.t("courses.purpose_title")}</h2>
            <p>{lang.t("courses.purpose")}</p>
            <p>{unit}</p>
            <p>{lang.t("courses.purpose_quiz")}</p>
            <p class="hint">{version}</p>
        </section>
    }
    .into_any()
}
