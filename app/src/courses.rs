//! What is taught, how far has the reader come, and what comes next? The list of courses; its lessons stand below.

mod course;
mod forms;
mod lesson;
mod office;
mod practice;
mod quiz;
mod records;
mod video;

use leptos::prelude::*;
use registry::Fault;
use registry::courses::{CourseView, Hours, store, study_hours};
use uuid::Uuid;

use crate::error::{OrPage, PageResult};
use crate::lang::Lang;
use crate::page::page;
use crate::routes::Audience::{Anyone, Office, SignedIn};
use crate::routes::Routes;
use crate::ui::badge::badge;
use crate::ui::empty::empty;
use crate::ui::notice::notice_with;
use crate::ui::progress::progress;
use crate::ui::tone::Tone;
use crate::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .get("/courses", Anyone, list)
        .get("/courses/{course}", Anyone, course::show)
        .get("/courses/{course}/lessons/{lesson}", Anyone, lesson::show)
        // refuses by itself whoever is not signed in: the ticks stay on the page
        .post("/courses/{course}/lessons/{lesson}/quiz", Anyone, forms::answer)
        .get("/courses/{course}/lessons/{lesson}/quiz", Anyone, forms::back_to_quiz)
        .post("/courses/{course}/lessons/{lesson}/practice/{question}", Anyone, forms::answer_practice)
        .get("/courses/{course}/lessons/{lesson}/practice/{question}", Anyone, forms::back_to_practice)
        .post("/courses/{course}/lessons/{lesson}/beats", SignedIn, forms::report)
        .get("/office/study", Office, records::show)
        .get("/office/study.xlsx", Office, records::export)
        .merge(office::routes())
}

/// Where the pages of a course stand: for its readers, or behind a draft that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    InForce,
    Draft(Uuid),
}

impl Shelf {
    fn course(self, course: &str) -> String {
        match self {
            Self::InForce => course_path(course),
            Self::Draft(draft) => format!("{}/preview", office::draft_path(draft)),
        }
    }

    /// Where the video of a lesson is, with what comes beside it.
    fn video(self, course: &str, lesson: &str) -> String {
        match self {
            Self::InForce => lesson_path(course, lesson),
            Self::Draft(draft) => format!("{}/lessons/{lesson}", office::draft_path(draft)),
        }
    }

    fn lesson(self, course: &str, lesson: &str) -> String {
        match self {
            Self::InForce => lesson_path(course, lesson),
            Self::Draft(draft) => format!("{}/preview/{lesson}", office::draft_path(draft)),
        }
    }
}

async fn list(visit: Visit) -> PageResult {
    leave_lesson(&visit).await.or_page(&visit)?;
    let mut courses = Vec::new();
    for card in store::list(&visit.ctx).await.or_page(&visit)? {
        courses.push(store::view(&visit.ctx, &card.slug).await.or_page(&visit)?);
    }
    let (lang, title) = (visit.lang, visit.t("courses.title"));
    Ok(page(&visit, title.clone())
        .content(|| {
            let nothing = courses.is_empty().then(|| empty(lang.t("courses.none_title"), lang.t("courses.none"), None));
            view! {
                <h1>{title}</h1>
                {visit.who().is_none().then(|| sign_in_notice(lang, "/courses"))}
                {nothing}
                {courses.iter().map(|course| card(lang, course)).collect_view()}
            }
            .into_any()
        })
        .respond())
}

fn card(lang: Lang, view: &CourseView) -> AnyView {
    let course = &view.card;
    let path = course_path(&course.slug);
    let size = lang.fill(
        "courses.size",
        &[
            ("lessons", &course.lesson_count.to_string()),
            ("hours", &study_hours(course.minutes)),
            ("required", &study_hours(course.required_minutes)),
        ],
    );
    let step = next_step(lang, Shelf::InForce, view);
    view! {
        <section class="card">
            <h2><a href=path>{course.title.clone()}</a></h2>
            <p>{course.summary.clone()}</p>
            <p class="muted">{size}</p>
            {course.hours.map(|hours| hours_bar(lang, hours))}
            <p class="actions"><a class="button" href=step.path>{step.words}</a></p>
        </section>
    }
    .into_any()
}

/// The one thing to do next in a course.
struct Step {
    path: String,
    words: String,
}

fn next_step(lang: Lang, shelf: Shelf, view: &CourseView) -> Step {
    let course = &view.card;
    match (&course.hours, &view.resume) {
        (Some(hours), _) if hours.is_complete() => {
            Step { path: "/exams".to_owned(), words: lang.t("courses.to_exams") }
        }
        (hours, Some(lesson)) => {
            let has_begun = hours.is_some_and(|hours| hours.credited_minutes > 0);
            let key = if has_begun { "courses.resume" } else { "courses.begin" };
            let path = shelf.lesson(&course.slug, &lesson.slug);
            Step { path, words: lang.fill(key, &[("lesson", &lesson.title)]) }
        }
        (_, None) => Step { path: shelf.course(&course.slug), words: lang.t("courses.look_again") },
    }
}

/// 已学 2.1 学时 / 3.7 学时, as a bar and in words, and what is still missing.
fn hours_bar(lang: Lang, hours: Hours) -> AnyView {
    let count = |minutes: i64| u64::try_from(minutes).unwrap_or(0);
    let bar = progress(
        lang.t("courses.hours"),
        count(hours.credited_minutes),
        count(hours.required_minutes),
        hours_in_words(lang, hours),
    );
    let left = hours.required_minutes - hours.credited_minutes;
    let state = if hours.is_complete() {
        badge(Tone::Success, lang.t("courses.hours_full"))
    } else {
        lang.fill("courses.hours_left", &[("minutes", &left.to_string())]).into_any()
    };
    view! {
        {bar}
        <p class="hint">{state}</p>
    }
    .into_any()
}

fn hours_in_words(lang: Lang, hours: Hours) -> String {
    let (done, whole) = (study_hours(hours.credited_minutes), study_hours(hours.required_minutes));
    lang.fill("courses.hours_of", &[("done", &done), ("whole", &whole)])
}

fn sign_in_notice(lang: Lang, back: &str) -> AnyView {
    let path = sign_in_path(back);
    notice_with(
        lang,
        Tone::Info,
        lang.t("courses.signed_in_only"),
        view! { <p><a href=path>{lang.t("courses.sign_in")}</a></p> }.into_any(),
    )
}

/// `back` is one of this noun's own paths: letters, digits, hyphens and slashes.
fn sign_in_path(back: &str) -> String {
    format!("/sign-in?next={back}")
}

fn course_path(course: &str) -> String {
    format!("/courses/{course}")
}

fn lesson_path(course: &str, lesson: &str) -> String {
    format!("/courses/{course}/lessons/{lesson}")
}

/// Whoever reads without JavaScript is credited for the lesson before by asking for the next page.
async fn leave_lesson(visit: &Visit) -> Result<(), Fault> {
    match visit.who() {
        Some(_) => store::page_left(&visit.ctx).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
