//! What does one course consist of, what of it is read, and what are its hours for?

use axum::extract::Path;
use leptos::prelude::*;
use registry::courses::{Chapter, CourseView, Kept, LessonLine, QuizState, Renewal, STUDY_HOUR_MINUTES, store};

use super::{Shelf, course_path, hours_bar, leave_lesson, next_step, sign_in_notice};
use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::ui::badge::badge;
use crate::ui::notice::{notice, notice_with};
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub async fn show(visit: Visit, Path(course): Path<String>) -> PageResult {
    leave_lesson(&visit).await.or_page(&visit)?;
    let view = store::view(&visit.ctx, &course).await.or_page(&visit)?;
    Ok(page(&visit, view.card.title.clone())
        .under(visit.t("courses.title"), "/courses")
        .content(|| body(visit.lang, Shelf::InForce, &view))
        .respond())
}

pub fn body(lang: Lang, shelf: Shelf, view: &CourseView) -> AnyView {
    let course = &view.card;
    let anonymous = course.hours.is_none().then(|| sign_in_notice(lang, &course_path(&course.slug)));
    let step = next_step(lang, shelf, view);
    // decision 0010: a rule may require more than the lessons give
    let is_short = view.resume.is_none() && course.hours.is_some_and(|hours| !hours.is_complete());
    view! {
        <h1>{course.title.clone()}</h1>
        <p>{course.summary.clone()}</p>
        {anonymous}
        {view.renewal.as_ref().map(|renewal| renewed(lang, shelf, view, renewal))}
        {is_short.then(|| notice(lang, Tone::Warning, lang.t("courses.short")))}
        <section class="card">
            <h2>{lang.t("courses.progress")}</h2>
            {course.hours.map(|hours| hours_bar(lang, hours))}
            <p class="actions"><a class="button" href=step.path>{step.words}</a></p>
        </section>
        {view.chapters.iter().map(|chapter| one_chapter(lang, shelf, &course.slug, chapter)).collect_view()}
        {purpose(lang, view)}
    }
    .into_any()
}

/// That a new version came, what has to be read anew, and what stays.
fn renewed(lang: Lang, shelf: Shelf, view: &CourseView, renewal: &Renewal) -> AnyView {
    let said = lang.fill(
        "courses.renewal.came",
        &[("version", &view.version.to_string()), ("day", &lang.day(view.published_at.day()))],
    );
    let kept = match renewal.kept {
        Kept::Nothing => None,
        Kept::Minutes => Some(lang.t("courses.renewal.minutes_kept")),
        Kept::FullHours => Some(lang.t("courses.renewal.hours_kept")),
    };
    let note = (!renewal.note.is_empty()).then(|| view! { <p lang="zh-CN">{renewal.note.clone()}</p> });
    let lessons = renewal.lessons.iter().map(|link| {
        view! { <li><a href=shelf.lesson(&view.card.slug, &link.slug)>{link.title.clone()}</a></li> }
    });
    let lessons = (!renewal.lessons.is_empty()).then(|| {
        view! {
            <p>{lang.t("courses.renewal.lessons")}</p>
            <ul>{lessons.collect_view()}</ul>
        }
    });
    let more = view! {
        {note}
        {lessons}
        {kept.map(|kept| view! { <p>{kept}</p> })}
    };
    notice_with(lang, Tone::Info, said, more.into_any())
}

fn one_chapter(lang: Lang, shelf: Shelf, course: &str, chapter: &Chapter) -> AnyView {
    let first = chapter.lessons.first().filter(|_| shelf == Shelf::InForce);
    view! {
        <section class="card">
            <h2>{chapter.title.clone()}</h2>
            <ul>{chapter.lessons.iter().map(|lesson| one_lesson(lang, shelf, course, lesson)).collect_view()}</ul>
            {first.map(|lesson| to_practice(lang, &chapter.title, lesson))}
        </section>
    }
    .into_any()
}

/// A chapter is named by a lesson of it.
fn to_practice(lang: Lang, chapter: &str, lesson: &LessonLine) -> AnyView {
    let path = format!("/practice?chapter={}#start", lesson.id);
    let spoken = lang.fill("courses.practise_chapter_named", &[("chapter", chapter)]);
    let words = lang.t("courses.practise_chapter");
    view! { <p><a class="button secondary" href=path aria-label=spoken>{words}</a></p> }.into_any()
}

fn one_lesson(lang: Lang, shelf: Shelf, course: &str, lesson: &LessonLine) -> AnyView {
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
            <a href=shelf.lesson(course, &lesson.slug)>{lesson.title.clone()}</a>
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
